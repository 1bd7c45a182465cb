//! Further addresses of a member: each counts once a link that was mailed to it was opened by the member, signed in.

use axum::response::{IntoResponse, Response};
use base::form::Posted;
use base::network::Network;
use base::path::Path;
use base::view::Go;
use base::{App, Event, Result, View, event};
use serde::Serialize;

use super::{portal, store};
use crate::asks::{self, Asker, Detail, Purpose};
use crate::members::{Member, Visit};
use crate::signin::{check_mail, opened_by, spent};

/// Asks for the link; the answer is the same whether or not the address is somebody's.
pub(super) async fn ask(
    app: App,
    visit: Visit,
    member: Member,
    network: Network,
    mut form: Posted,
) -> Result<Response> {
    let Some(email) = mail::address::normal(form.text("address")) else {
        form.problems.add("address", "error-email");
        return portal::again(&app, &member, &form).await;
    };
    let new = asks::New {
        purpose: Purpose::Address,
        host: &visit.site.host,
        email: &email,
        contact_id: Some(member.contact_id),
        detail: Detail::default(),
    };
    let asker = Asker {
        network: &network,
        at_home: false,
    };
    let cookie = asks::begin(&app, member.account_id, &asker, new).await?;
    Ok(check_mail(cookie))
}

#[derive(Serialize)]
struct Page<'a> {
    token: &'a str,
    email: &'a str,
}

pub(super) async fn show(
    app: App,
    visit: Visit,
    member: Member,
    Path(token): Path<String>,
) -> Result<Response> {
    Ok(
        match opened_by(&app, &visit, &member, Purpose::Address, &token).await? {
            Ok(ask) => {
                let page = Page {
                    token: &token,
                    email: &ask.email,
                };
                View::new("account/address.html", page).into_response()
            }
            Err(page) => page,
        },
    )
}

pub(super) async fn prove(
    app: App,
    visit: Visit,
    member: Member,
    Path(token): Path<String>,
) -> Result<Response> {
    let ask = match opened_by(&app, &visit, &member, Purpose::Address, &token).await? {
        Ok(ask) => ask,
        Err(page) => return Ok(page),
    };
    let tx = app.db.begin().await?;
    asks::use_up(&tx, &app, member.account_id, &ask).await?;
    if !store::add_address(&tx, &member, &ask.email, app.now()).await? {
        return Ok(spent(Purpose::Address));
    }
    let proved = Event::AddressProved {
        contact_id: member.contact_id,
    };
    event::record(&tx, &app, member.account_id, &member.actor(), proved).await?;
    tx.commit().await?;
    Ok(Go::to("/account").flash("common-saved").into_response())
}

pub(super) async fn remove(app: App, member: Member, form: Posted) -> Result<Go> {
    let tx = app.db.begin().await?;
    if store::remove_address(&tx, &member, form.text("address")).await? {
        let removed = Event::AddressRemoved {
            contact_id: member.contact_id,
        };
        event::record(&tx, &app, member.account_id, &member.actor(), removed).await?;
        asks::void(&tx, member.account_id, form.text("address"), app.now()).await?;
    }
    tx.commit().await?;
    Ok(Go::to("/account").flash("common-saved"))
}
