//! The rows of bulk tickets, exactly as `tickets::open`, `answer`, `receive` and `move_to` leave them.

use base::App;
use base::search;
use db::{Value, params};
use helpdesk::pipelines::{Pipeline, Stage, State};

use super::people::Customer;
use super::text::{self, Dice};

/// What is to be made.
pub(super) struct Plan {
    pub(super) account_id: i64,
    pub(super) inbox_id: i64,
    pub(super) channel_id: Option<i64>,
    pub(super) pipeline: Pipeline,
    /// Id and name.
    pub(super) agents: Vec<(i64, String)>,
    pub(super) customers: Vec<Customer>,
    pub(super) first_number: i64,
    pub(super) tickets: i64,
    pub(super) messages: i64,
    pub(super) heavy: i64,
    pub(super) light: i64,
    pub(super) seed: u64,
    pub(super) now: i64,
}

/// Rows of some tickets.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) count: u64,
    pub(super) tickets: Vec<Value>,
    pub(super) threads: Vec<Value>,
    pub(super) messages: Vec<Value>,
    /// Id, ticket, words.
    pub(super) documents: Vec<(i64, i64, String)>,
    pub(super) viewers: Vec<Viewer>,
}

/// A row of `ticket_viewers`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Viewer {
    pub(super) reader_id: i64,
    pub(super) last_activity_at: i64,
    pub(super) ticket_id: i64,
    pub(super) is_company: bool,
    pub(super) open: bool,
    pub(super) priority: i64,
}

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Over how long the tickets are spread.
const SPAN_MS: i64 = 730 * DAY_MS;
/// Ids of one moment are told apart by the ticket's number, counted in rounds of so many.
const ROUND: i64 = 1000;
const CATEGORIES: [&str; 5] = [
    "PRODUCT_ISSUE",
    "BILLING_ISSUE",
    "FEATURE_REQUEST",
    "GENERAL_INQUIRY",
    "",
];
const SOURCES: [&str; 5] = ["EMAIL", "EMAIL", "PORTAL", "PORTAL", "FORM"];

/// A ticket while its rows are made.
struct Made<'a> {
    id: i64,
    thread_id: i64,
    number: i64,
    subject: String,
    source: &'static str,
    customer: &'a Customer,
    owner: Option<&'a (i64, String)>,
    marks: Vec<i64>,
    created_at: i64,
}

impl Plan {
    /// Rows of the tickets from `begin` up to, and without, `end`.
    pub(super) fn batch(&self, app: &App, begin: i64, end: i64) -> Batch {
        let mut batch = Batch {
            count: (end - begin).unsigned_abs(),
            ..Batch::default()
        };
        for at in begin..end {
            self.ticket(app, at, &mut batch);
        }
        // full-text indexes are made fastest in the order of their ids
        batch.documents.sort_unstable_by_key(|document| document.0);
        batch
    }

    /// Whose a ticket is, and whether it holds the word that searches look for. customer1's and customer2's are spread evenly, the
    /// others take turns, and of everybody's every tenth has the word.
    fn share(&self, at: i64) -> (&Customer, bool) {
        let heavy = |at: i64| at * self.heavy / self.tickets;
        let all = (self.tickets - self.heavy).max(1);
        let light = |at: i64| (at - heavy(at)) * self.light / all;
        let (which, turn) = if heavy(at + 1) > heavy(at) {
            (0, heavy(at))
        } else if light(at + 1) > light(at) {
            (1, light(at))
        } else {
            let rank = at - heavy(at) - light(at);
            let others = i64::try_from(self.customers.len()).unwrap_or(3) - 2;
            (2 + rank % others, rank % others + rank / others)
        };
        let which = usize::try_from(which).unwrap_or_default();
        (&self.customers[which], turn % 10 == 0)
    }

    /// A moment whose ids are this ticket's own.
    fn moment(number: i64, ms: i64) -> i64 {
        ms / ROUND * ROUND + number % ROUND
    }

    fn id(app: &App, number: i64, ms: i64, turn: i64) -> i64 {
        app.ids.at(ms, 8192 + (number / ROUND % 2048) * 4 + turn)
    }

    fn ticket(&self, app: &App, at: i64, batch: &mut Batch) {
        let mut dice =
            Dice::new(self.seed ^ (at.unsigned_abs() + 1).wrapping_mul(0x2545_f491_4f6c_dd1d));
        let step = (SPAN_MS / self.tickets).max(1);
        let latest = self.now - (self.messages + 3) * 2 * ROUND;
        let raw = (self.now - SPAN_MS + at * step + dice.below(step)).min(latest);
        let number = self.first_number + at;
        let created_at = Plan::moment(number, raw);
        let (customer, has_zebra) = self.share(at);
        let owner =
            (dice.below(10) < 8 && !self.agents.is_empty()).then(|| dice.pick(&self.agents));
        let ticket = Made {
            id: Plan::id(app, number, created_at, 0),
            thread_id: Plan::id(app, number, created_at, 1),
            number,
            subject: text::subject(&mut dice, has_zebra),
            source: dice.pick::<&str>(&SOURCES),
            customer,
            owner,
            marks: std::iter::once(customer.id)
                .chain(customer.company_id)
                .collect(),
            created_at,
        };
        let words = search::document(
            app.db.engine(),
            &format!("{} {}", ticket.number, ticket.subject),
            &ticket.marks,
        );
        batch.documents.push((ticket.id, ticket.id, words));
        let (said_at, latest) = self.messages(app, &ticket, &mut dice, batch);
        self.end(&ticket, said_at, &latest, &mut dice, batch);
    }

    /// The messages; answers when the last one was written, and what it says.
    fn messages(
        &self,
        app: &App,
        ticket: &Made<'_>,
        dice: &mut Dice,
        batch: &mut Batch,
    ) -> (i64, String) {
        let (mut at, mut latest) = (ticket.created_at, String::new());
        for turn in 0..self.messages {
            if turn > 0 {
                at = self.later(ticket.number, at, self.messages - turn, dice);
            }
            let id = Plan::id(app, ticket.number, at, 2);
            let (text, html) = text::message(dice);
            let agent = ticket.owner.filter(|_| turn % 2 == 1);
            let (direction, sender_id, sender_name, via) = match agent {
                Some((id, name)) => ("OUTGOING", *id, name, "DESK"),
                None => (
                    "INCOMING",
                    ticket.customer.id,
                    &ticket.customer.name,
                    ticket.source,
                ),
            };
            let verdict = if via == "EMAIL" { "dmarc=pass" } else { "" };
            batch.documents.push((
                id,
                ticket.id,
                search::document(app.db.engine(), &text, &ticket.marks),
            ));
            latest = html::snippet(&text, 140);
            batch.messages.extend(params![
                self.account_id,
                id,
                ticket.thread_id,
                direction,
                sender_id,
                sender_name,
                via,
                text,
                html,
                "",
                verdict,
                at
            ]);
        }
        (at, latest)
    }

    /// Some time later, leaving room for what is still to come before now.
    fn later(&self, number: i64, at: i64, left: i64, dice: &mut Dice) -> i64 {
        let room = ((self.now - at) / (left + 2)).min(2 * DAY_MS);
        // never the same second again: ids are made of it
        (Plan::moment(number, at + ROUND + dice.below(room - 2 * ROUND))).max(at + ROUND)
    }

    /// What became of it: the ticket, its thread, and who sees it.
    fn end(
        &self,
        ticket: &Made<'_>,
        said_at: i64,
        latest: &str,
        dice: &mut Dice,
        batch: &mut Batch,
    ) {
        let is_recent = said_at > self.now - 14 * DAY_MS;
        let odds = if is_recent { 3 } else { 9 };
        let end = if dice.below(10) < odds {
            State::Closed
        } else {
            State::Open
        };
        let stages: Vec<&Stage> = self
            .pipeline
            .stages
            .iter()
            .filter(|stage| stage.state == end)
            .collect();
        let stage = *dice.pick(&stages);
        let closed_at = (end == State::Closed).then(|| self.later(ticket.number, said_at, 0, dice));
        let last_activity_at = closed_at.unwrap_or(said_at);
        let priority = *dice.pick(&[0, 0, 1, 2, 2, 3, 4]);
        batch.tickets.extend(params![
            self.account_id,
            ticket.id,
            ticket.number,
            &ticket.subject,
            self.pipeline.id,
            stage.id,
            closed_at.is_some(),
            priority,
            *dice.pick(&CATEGORIES),
            ticket.source,
            ticket.owner.map(|owner| owner.0),
            ticket.customer.id,
            ticket.customer.company_id,
            ticket.thread_id,
            ticket.created_at,
            last_activity_at,
            closed_at,
            false
        ]);
        let is_unread = closed_at.is_none() && is_recent && self.messages % 2 == 1;
        self.thread(ticket, end, is_unread, said_at, latest, batch);
        for (turn, reader_id) in ticket.marks.iter().enumerate() {
            let viewer = Viewer {
                reader_id: *reader_id,
                last_activity_at,
                ticket_id: ticket.id,
                is_company: turn == 1,
                open: closed_at.is_none(),
                priority,
            };
            batch.viewers.push(viewer);
        }
    }

    fn thread(
        &self,
        ticket: &Made<'_>,
        state: State,
        is_unread: bool,
        at: i64,
        latest: &str,
        batch: &mut Batch,
    ) {
        batch.threads.extend(params![
            self.account_id,
            ticket.thread_id,
            self.inbox_id,
            self.channel_id,
            ticket.id,
            ticket.customer.id,
            &ticket.subject,
            state.as_str(),
            false,
            ticket.owner.map(|owner| owner.0),
            is_unread,
            latest,
            at,
            ticket.created_at
        ]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(tickets: i64) -> Plan {
        Plan {
            account_id: 1,
            inbox_id: 2,
            channel_id: None,
            pipeline: helpdesk::pipelines::default(),
            agents: vec![(3, "Max".into())],
            customers: (10..20)
                .map(|id| Customer {
                    id,
                    company_id: Some(9),
                    name: "A".into(),
                })
                .collect(),
            first_number: 1,
            tickets,
            messages: 5,
            heavy: tickets / 10,
            light: 20,
            seed: 1,
            now: 1_800_000_000_000,
        }
    }

    #[test]
    fn the_first_two_customers_have_exactly_their_share() {
        let plan = plan(1_000);
        let of = |id: i64, only: bool| {
            (0..1_000)
                .map(|at| plan.share(at))
                .filter(|(customer, has_zebra)| customer.id == id && (*has_zebra || !only))
                .count()
        };
        assert_eq!((of(10, false), of(11, false)), (100, 20));
        let zebras: Vec<usize> = (10..20).map(|id| of(id, true)).collect();
        assert_eq!(zebras, [10, 2, 11, 11, 11, 11, 11, 11, 11, 11]);
    }

    #[test]
    fn moments_of_a_ticket_grow_and_are_before_now() {
        let plan = plan(1_000);
        for ticket in [0, 1, 998, 999] {
            let mut dice = Dice::new(4);
            let mut at = Plan::moment(ticket, plan.now - 16_000 + ticket);
            for left in [4, 3, 2, 1, 0] {
                let later = plan.later(ticket, at, left, &mut dice);
                assert!(
                    later > at && later % ROUND == ticket % ROUND && later <= plan.now,
                    "{at} {later}"
                );
                at = later;
            }
        }
    }
}
