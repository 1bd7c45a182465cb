//! Registering by oneself: the form, and the page that the mailed link opens.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::form::Posted;
use base::network::Network;
use base::path::{Path, Query};
use base::sessions::{Method, attempts};
use base::view::local_path;
use base::{App, Error, Problems, Result, View, keys, password};
use http::{HeaderMap, StatusCode};
use people::team;
use serde::{Deserialize, Serialize};

use super::{NewMember, complete, judge};
use crate::asks::{self, Ask, Asker, Detail, Purpose};
use crate::consent::Shown;
use crate::members::Visit;
use crate::portals::Entry;
use crate::signin::{check_mail, opened};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/register", get(new).post(create))
        .route("/register/{token}", get(show).post(confirm))
}

#[derive(Serialize)]
struct Form<'a> {
    next: &'a str,
    email: &'a str,
    first_name: &'a str,
    last_name: &'a str,
    consent: Option<Shown>,
    consents: bool,
    problems: Option<&'a Problems>,
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

fn is_open(visit: &Visit) -> Result<()> {
    if visit.site.settings.access.kind == Entry::Registration && visit.site.settings.enabled {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

fn asked(visit: &Visit) -> Option<Shown> {
    Shown::new(visit.site.consent.as_ref(), &visit.site.language)
}

async fn new(visit: Visit, Query(query): Query<Next>) -> Result<View> {
    is_open(&visit)?;
    let form = Form {
        next: local_path(&query.next).unwrap_or_default(),
        email: "",
        first_name: "",
        last_name: "",
        consent: asked(&visit),
        consents: false,
        problems: None,
    };
    Ok(View::new("registration/register.html", form))
}

/// What was typed, and what is wrong with it.
fn read(visit: &Visit, form: &mut Posted) -> (Option<String>, [String; 2]) {
    let email = mail::address::normal(form.text("email"));
    if email.is_none() {
        form.problems.add("email", "error-email");
    }
    let names = [
        form.required("first_name", 100),
        form.required("last_name", 100),
    ];
    let word = form.text("password").to_owned();
    let typed = form.text("email").to_owned();
    judge(&mut form.problems, &word, &[&typed, &names[0], &names[1]]);
    let must_agree = asked(visit).is_some_and(|consent| consent.required());
    if must_agree && !form.has("consent") {
        form.problems.add("consent", "consent-need");
    }
    (email, names)
}

/// The same answer for known and unknown addresses, at the same cost: the password is hashed, the ask is written, a mail follows.
async fn create(app: App, visit: Visit, network: Network, mut form: Posted) -> Result<Response> {
    is_open(&visit)?;
    let (email, [first_name, last_name]) = read(&visit, &mut form);
    // the team's addresses are no secret (security.md A2)
    if let Some(email) = &email
        && team::is_ours(&app.db, visit.site.account_id, email).await?
    {
        form.problems.add("email", "register-team");
    }
    let next = local_path(form.text("next")).unwrap_or_default().to_owned();
    let Some(email) = email.filter(|_| form.problems.is_empty()) else {
        let again = Form {
            next: &next,
            email: form.text("email"),
            first_name: &first_name,
            last_name: &last_name,
            consent: asked(&visit),
            consents: form.has("consent"),
            problems: Some(&form.problems),
        };
        return Ok(View::new("registration/register.html", again)
            .status(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response());
    };
    let given = form.has("consent");
    let terms = visit.site.consent.as_ref();
    let consent = terms.and_then(|it| it.choice(&visit.site.language, given, &network));
    let detail = Detail {
        next,
        first_name,
        last_name,
        password_hash: password::hash(form.text("password").to_owned()).await?,
        consent,
        ..Detail::default()
    };
    let new = asks::New {
        purpose: Purpose::Registration,
        host: &visit.site.host,
        email: &email,
        contact_id: None,
        detail,
    };
    let asker = Asker {
        network: &network,
        at_home: false,
    };
    let cookie = asks::begin(&app, visit.site.account_id, &asker, new).await?;
    Ok(check_mail(cookie))
}

#[derive(Serialize)]
struct Confirm<'a> {
    token: &'a str,
    email: &'a str,
    /// In the browser that registered a press is enough; elsewhere the password proves that it was the same person.
    is_here: bool,
    problems: Option<&'a Problems>,
}

fn confirmation(token: &str, ask: &Ask, is_here: bool, problems: Option<&Problems>) -> View {
    let page = Confirm {
        token,
        email: &ask.email,
        is_here,
        problems,
    };
    View::new("registration/confirm.html", page)
}

async fn show(
    app: App,
    visit: Visit,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response> {
    is_open(&visit)?;
    Ok(
        match opened(&app, &visit, Purpose::Registration, &token).await? {
            Ok(ask) => confirmation(&token, &ask, ask.is_of(&app, &headers), None).into_response(),
            Err(page) => page,
        },
    )
}

async fn confirm(
    app: App,
    visit: Visit,
    headers: HeaderMap,
    Path(token): Path<String>,
    form: Posted,
) -> Result<Response> {
    is_open(&visit)?;
    let ask = match opened(&app, &visit, Purpose::Registration, &token).await? {
        Ok(ask) => ask,
        Err(page) => return Ok(page),
    };
    let detail = ask.detail();
    if !ask.is_of(&app, &headers) && !knows(&app, &visit, &ask, form.text("password")).await? {
        let mut problems = Problems::default();
        problems.add("password", "error-password");
        return Ok(confirmation(&token, &ask, false, Some(&problems))
            .status(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response());
    }
    let new = NewMember {
        method: Method::Registration,
        first_name: &detail.first_name,
        last_name: &detail.last_name,
        password_hash: &detail.password_hash,
        consent: detail.consent.as_ref(),
    };
    complete(&app, &visit, &ask, &new, &headers).await
}

/// Whether somebody in another browser knows the password that was chosen; a few tries only.
async fn knows(app: &App, visit: &Visit, ask: &Ask, word: &str) -> Result<bool> {
    let account_id = visit.site.account_id;
    let key = format!("confirm {}", keys::hash(&ask.id.to_string()));
    let _held = attempts::check(app, account_id, &key, 1).await?;
    let stored = Some(ask.detail().password_hash.clone());
    let fits = password::fits(word.to_owned(), stored).await?;
    if !fits {
        attempts::failed(app, account_id, &key).await?;
    }
    Ok(fits)
}
