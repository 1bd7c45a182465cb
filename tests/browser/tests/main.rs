//! The stories that only a real browser can tell: with and without scripts, by keys alone, on a phone, in the dark.

mod desk;
mod desk_in;
mod factors;
mod lists;
mod live;
mod plain;
mod screens;
mod scripted;
mod ways_in;

use browser::Visitor;

/// A ticket of Anna's that Max answers.
const PRINTER: &str = "Label printer feeds two labels at once";

/// Opens a customer's ticket from their list.
async fn open_ticket(customer: &Visitor, subject: &str) {
    customer.open("/").await;
    customer.follow(subject).await;
    customer.sees("Your message").await;
}
