//! The pages that lead to a provider and back [X6].

use ::sso::oidc::Callback;
use ::sso::{Accepted, Check, Refused, saml};
use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base::form::Posted;
use base::path::Query;
use base::sso::oidc::{self, Wish};
use base::sso::pending::{self, Leaving, Pending};
use base::sso::{self, Connection, Kind, Ours, refuse, stranger};
use base::view::{Go, local_path};
use base::{App, Error, Result};
use http::{HeaderMap, Method, header};
use serde::Deserialize;
use tokio::time::{Duration, Instant, sleep_until};

use super::{arrival, place, trial};
use crate::members::Visit;

/// Whoever changes an encrypted assertion must not learn from the clock how far it could be read: that is told after one time.
const UNREADABLE: Duration = Duration::from_millis(500);

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sso/saml/metadata", get(metadata))
        .route("/sso/saml/login", get(saml_login))
        .route("/sso/saml/acs", post(acs))
        .route("/sso/saml/continue", get(go_on))
        .route("/sso/oidc/login", get(oidc_login))
        .route("/sso/oidc/callback", get(callback))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    next: String,
    provider: String,
    state: String,
}

/// The connection of a kind on this domain; of several, the one that is named by id or name, else the first.
pub(super) async fn connection(
    app: &App,
    visit: &Visit,
    kind: Kind,
    named: &str,
) -> Result<Option<Connection>> {
    let all = sso::of_host(&app.db, visit.site.account_id, &visit.site.host).await?;
    let mut all = all.into_iter().filter(|it| it.kind() == kind);
    Ok(if named.is_empty() {
        let all: Vec<Connection> = all.collect();
        all.iter().find(|it| it.enabled).or(all.first()).cloned()
    } else {
        all.find(|it| it.id.to_string() == named || it.name == named)
    })
}

/// What the provider loads; there from the moment that the connection is, so that it can be set up.
async fn metadata(app: App, visit: Visit) -> Result<Response> {
    let connection = connection(&app, &visit, Kind::Saml, "")
        .await?
        .ok_or(Error::NotFound)?;
    let own = connection.settings.0.own(&app)?;
    let xml = saml::metadata(&Ours::of(&visit.site.origin).party(&own)).map_err(Error::internal)?;
    let kind = [(header::CONTENT_TYPE, "application/samlmetadata+xml")];
    Ok((kind, xml).into_response())
}

async fn saml_login(
    app: App,
    visit: Visit,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let connection = sso::open(connection(&app, &visit, Kind::Saml, "").await?)?;
    leave(&app, &visit, &connection, &wanted.next, None, &headers).await
}

async fn oidc_login(
    app: App,
    visit: Visit,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let connection = sso::open(connection(&app, &visit, Kind::Oidc, &wanted.provider).await?)?;
    leave(&app, &visit, &connection, &wanted.next, None, &headers).await
}

/// Sends the browser to a provider.
pub(super) async fn leave(
    app: &App,
    visit: &Visit,
    connection: &Connection,
    next: &str,
    tester_id: Option<i64>,
    headers: &HeaderMap,
) -> Result<Response> {
    let (leaving, wish) = (Leaving::new(app, headers), Wish { next, tester_id });
    let begun = if connection.kind() == Kind::Saml {
        leave_saml(app, visit, connection, &leaving, wish).await?
    } else {
        oidc::leave(app, &place(visit), connection, &leaving, wish).await?
    };
    match begun {
        Ok(response) => Ok(response),
        Err(refused) if tester_id.is_some() => Ok(sso::trial::failed(connection, &refused)),
        Err(refused) => refuse(app, &place(visit), Some(connection), &refused, next).await,
    }
}

async fn leave_saml(
    app: &App,
    visit: &Visit,
    connection: &Connection,
    leaving: &Leaving,
    Wish { next, tester_id }: Wish<'_>,
) -> Result<Result<Response, Refused>> {
    let (settings, ours) = (&connection.settings.0, Ours::of(&visit.site.origin));
    let own = settings.own(app)?;
    match saml::begin(&ours.party(&own), &settings.provider(), &leaving.state) {
        Ok((url, detail)) => {
            let account_id = visit.site.account_id;
            let cookie = leaving
                .keep(app, account_id, connection, next, tester_id, &detail)
                .await?;
            Ok(Ok(Go::to(url).cookie(cookie).into_response()))
        }
        Err(refused) => Ok(Err(refused)),
    }
}

/// A response of a SAML provider, posted by the browser from the provider's site.
async fn acs(app: App, visit: Visit, headers: HeaderMap, form: Result<Posted>) -> Result<Response> {
    let Some(connection) = connection(&app, &visit, Kind::Saml, "").await? else {
        return Err(Error::NotFound);
    };
    let form = match form {
        Err(Error::TooLarge) => {
            let large = Refused::new(Check::Form, "the response is too large");
            return refuse(&app, &place(&visit), Some(&connection), &large, "").await;
        }
        form => form?,
    };
    let (account_id, state) = (visit.site.account_id, form.text("RelayState"));
    let begun = pending::begun(&app, account_id, state).await?;
    let begun = begun.filter(|begun| begun.connection_id == connection.id);
    let next = begun.as_ref().map_or(state, |begun| begun.next.as_str());
    let tested = begun
        .as_ref()
        .is_some_and(|begun| begun.tester_id.is_some());
    match answered(&app, &visit, &connection, &form, begun.as_ref()).await? {
        Ok(accepted) => match &begun {
            None => arrival::enter(&app, &visit, &connection, &accepted, next, &headers).await,
            Some(begun) => {
                arrived(
                    &app,
                    &visit,
                    &connection,
                    &accepted,
                    (begun, state),
                    &headers,
                )
                .await
            }
        },
        // whoever tries the connection out sees what failed; it is their browser, or they learn nothing
        Err(refused) if tested && is_same_browser(&app, begun.as_ref(), &headers) => {
            Ok(sso::trial::failed(&connection, &refused))
        }
        Err(refused) => refuse(&app, &place(&visit), Some(&connection), &refused, next).await,
    }
}

fn is_same_browser(app: &App, begun: Option<&Pending>, headers: &HeaderMap) -> bool {
    begun.is_some_and(|begun| begun.browser_hash == pending::browser(app, headers))
}

/// Checks a response and remembers it.
async fn answered(
    app: &App,
    visit: &Visit,
    connection: &Connection,
    form: &Posted,
    begun: Option<&Pending>,
) -> Result<::sso::Result<Accepted>> {
    let came = Instant::now();
    let settings = &connection.settings.0;
    let may_begin = connection.enabled && settings.idp_initiated;
    if begun.is_none() && !may_begin
        || begun.is_some_and(|it| it.tester_id.is_none()) && !connection.enabled
    {
        return Ok(Err(Refused::new(
            Check::Request,
            "nobody here asked for this sign-in",
        )));
    }
    let kept = begun.map(|begun| serde_json::from_str(&begun.detail));
    let kept = kept.transpose().map_err(Error::internal)?;
    let posted = saml::Posted {
        response: form.text("SAMLResponse"),
        relay_state: Some(form.text("RelayState")).filter(|state| !state.is_empty()),
        pending: kept.as_ref(),
    };
    let (own, ours) = (settings.own(app)?, Ours::of(&visit.site.origin));
    let provider = settings.provider();
    let accepted = match saml::finish(
        &ours.party(&own),
        &provider,
        &settings.mapping(),
        &posted,
        app.now(),
    ) {
        Ok(accepted) => accepted,
        Err(refused) => {
            if refused.check == Check::Encryption {
                sleep_until(came + UNREADABLE).await;
            }
            return Ok(Err(refused));
        }
    };
    sso::once(app, visit.site.account_id, connection, accepted).await
}

/// A response that holds: it counts in the browser that began. That shows its cookie here, or, where the provider is another site,
/// on the next page.
async fn arrived(
    app: &App,
    visit: &Visit,
    connection: &Connection,
    accepted: &Accepted,
    (begun, state): (&Pending, &str),
    headers: &HeaderMap,
) -> Result<Response> {
    if is_same_browser(app, Some(begun), headers) {
        return match pending::take(app, visit.site.account_id, state, headers).await? {
            Some(begun) => settle(app, visit, connection, accepted, &begun, headers).await,
            None => {
                refuse(
                    app,
                    &place(visit),
                    Some(connection),
                    &stranger(),
                    &begun.next,
                )
                .await
            }
        };
    }
    if web::origin::is_ours(&Method::POST, headers) {
        return refuse(
            app,
            &place(visit),
            Some(connection),
            &stranger(),
            &begun.next,
        )
        .await;
    }
    let kept = pending::answered(app, visit.site.account_id, state, accepted).await?;
    if !kept {
        return refuse(
            app,
            &place(visit),
            Some(connection),
            &stranger(),
            &begun.next,
        )
        .await;
    }
    Ok(Go::to(format!(
        "/sso/saml/continue?state={}",
        base::view::encode(state)
    ))
    .into_response())
}

/// The second step of a response from another site.
async fn go_on(
    app: App,
    visit: Visit,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let taken = pending::take(&app, visit.site.account_id, &wanted.state, &headers).await?;
    let Some((begun, outcome)) =
        taken.and_then(|it| it.outcome.clone().map(|outcome| (it, outcome)))
    else {
        return refuse(&app, &place(&visit), None, &stranger(), "").await;
    };
    let connection = sso::find(&app.db, visit.site.account_id, begun.connection_id).await?;
    let accepted = serde_json::from_str(&outcome).map_err(Error::internal)?;
    settle(&app, &visit, &connection, &accepted, &begun, &headers).await
}

/// The end of both ways: a trial shows what came, everybody else comes in.
pub(super) async fn settle(
    app: &App,
    visit: &Visit,
    connection: &Connection,
    accepted: &Accepted,
    begun: &Pending,
    headers: &HeaderMap,
) -> Result<Response> {
    if let Some(tester_id) = begun.tester_id {
        return trial::held(app, visit, connection, accepted, tester_id).await;
    }
    if !connection.enabled || connection.host != visit.site.host {
        return refuse(
            app,
            &place(visit),
            Some(connection),
            &stranger(),
            &begun.next,
        )
        .await;
    }
    arrival::enter(app, visit, connection, accepted, &begun.next, headers).await
}

/// Back from an OpenID provider.
async fn callback(
    app: App,
    visit: Visit,
    headers: HeaderMap,
    Query(callback): Query<Callback>,
) -> Result<Response> {
    let at = place(&visit);
    let Some(back) = oidc::back(&app, &at, &callback, &headers).await? else {
        return refuse(&app, &at, None, &stranger(), "").await;
    };
    let (begun, connection) = (back.begun, back.connection);
    match back.answer {
        Ok(accepted) => settle(&app, &visit, &connection, &accepted, &begun, &headers).await,
        Err(refused) if begun.tester_id.is_some() => Ok(sso::trial::failed(&connection, &refused)),
        Err(refused) => refuse(&app, &at, Some(&connection), &refused, &begun.next).await,
    }
}

/// `next` of a page that came as a whole address: its path, if it is of this domain.
pub(super) fn path_of<'a>(visit: &Visit, address: &'a str) -> Option<&'a str> {
    let rest = address
        .strip_prefix(visit.site.origin.trim_end_matches('/'))
        .unwrap_or(address);
    local_path(rest)
}
