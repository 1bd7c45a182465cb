//! The door of a portal: which site a host is and who stands behind a request, found in one statement, and the shell of its pages.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base::sessions::Method;
use base::view::{self, Asked, Shell};
use base::{Actor, App, Error, Result, keys, sessions};
use db::{Db, Json, params};
use http::HeaderMap;
use http::request::Parts;
use minijinja::context;
use serde::Deserialize;

use crate::consent::{Latest, Terms};
use crate::portals::{Settings, read_settings};
use crate::templates;

/// A portal on one of its domains.
#[derive(Clone, Debug)]
pub struct Site {
    /// The account.
    pub account_id: i64,
    /// The company's name.
    pub company: String,
    /// The domain's language.
    pub language: String,
    /// The account's time zone.
    pub zone: String,
    /// The domain, lower case, without a port.
    pub host: String,
    /// Scheme, host and port of links that are mailed.
    pub origin: String,
    /// Sign out after so many minutes without a request; 0: never.
    pub idle_minutes: i64,
    /// What the domain asks its members to agree to [A14].
    pub consent: Option<Arc<Terms>>,
    /// The portal's id.
    pub portal_id: i64,
    /// What the portal does.
    pub settings: Arc<Settings>,
}

/// A customer who is signed in. A handler that takes one is closed to everybody else; tickets are found through one.
#[derive(Clone, Debug)]
pub struct Member {
    /// Their account.
    pub account_id: i64,
    /// Their contact.
    pub contact_id: i64,
    /// What they are called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their primary company, by which organisation access goes [V2].
    pub company_id: Option<i64>,
    /// Its name.
    pub company: Option<String>,
    /// The company that answers them.
    pub team: String,
    /// Their time zone.
    pub zone: String,
    /// Their language: the portal's, unless they chose another [P11].
    pub language: String,
    /// The account's language.
    pub account_language: String,
    /// How they signed in.
    pub method: Method,
    /// The portal's settings: what members may see and do.
    pub settings: Arc<Settings>,
    session: String,
    proved_at: i64,
    host: String,
}

impl Member {
    /// As who acts.
    pub fn actor(&self) -> Actor {
        Actor::contact(self.contact_id, &self.name)
    }

    /// A path of the portal, e.g. `/tickets-view/12`.
    pub fn path(&self, rest: &str) -> String {
        format!("/{}{rest}", self.settings.slug)
    }

    /// This member as they stand now, or nobody when access was lost: asked by streams, which outlive a request.
    pub async fn again(&self, app: &App) -> Result<Option<Member>> {
        Ok(find(&app.db, app.now(), &self.host, &self.session)
            .await?
            .map(|row| row.split(&self.host))
            .transpose()?
            .and_then(|visit| visit.member))
    }

    /// The domain that they came to.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// When they last proved who they are.
    pub fn proved_at(&self) -> i64 {
        self.proved_at
    }

    /// The hash of the cookie that they came with.
    pub fn session(&self) -> &str {
        &self.session
    }
}

/// A request to a site, by whoever.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The site.
    pub site: Site,
    /// Who is signed in and may enter.
    pub member: Option<Member>,
    /// Who is signed in, and whom this portal is not open to [A1].
    pub denied: Option<Member>,
    /// The member must first agree to something, or say that they do not [A14].
    pub owes_consent: bool,
    /// There was a session and it has ended.
    pub timed_out: bool,
}

impl Visit {
    /// The member inside.
    ///
    /// # Errors
    /// Where they must go first: to sign in, to learn that the portal is not open to them, to say whether they consent.
    pub fn inside(self) -> Result<Member> {
        if self.denied.is_some() {
            return Err(Error::First("/access-denied"));
        }
        if self.owes_consent {
            return Err(Error::First("/consent"));
        }
        self.member.ok_or(Error::SignIn)
    }

    /// The member inside, whether or not they have agreed to what they are asked: what one may do with one's own data needs no consent.
    ///
    /// # Errors
    /// Where they must go first.
    pub fn subject(mut self) -> Result<Member> {
        self.owes_consent = false;
        self.inside()
    }

    /// Who is signed in, whether or not they may enter.
    pub fn whoever(&self) -> Option<&Member> {
        self.member.as_ref().or(self.denied.as_ref())
    }
}

#[derive(Deserialize)]
struct Row {
    account_id: i64,
    company: String,
    account_language: String,
    language: String,
    zone: String,
    origin: String,
    idle_minutes: i64,
    consent: Option<Json<Terms>>,
    portal_id: i64,
    settings: String,
    session: Option<String>,
    method: Option<Method>,
    last_seen_at: Option<i64>,
    proved_at: Option<i64>,
    contact_id: Option<i64>,
    first_name: Option<String>,
    last_name: Option<String>,
    email: Option<String>,
    member_zone: Option<String>,
    member_language: Option<String>,
    in_group: bool,
    consented: Option<i64>,
    company_id: Option<i64>,
    member_company: Option<String>,
}

async fn find(db: &Db, now: i64, host: &str, session: &str) -> Result<Option<Row>> {
    let sql = "select d.account_id, a.name as company, a.language as account_language, d.language, a.time_zone as zone, d.origin, d.idle_minutes, d.consent,
                 p.id as portal_id, p.settings, s.id_hash as session, s.method, s.last_seen_at,
                 coalesce(s.proved_at, s.created_at) as proved_at,
                 c.id as contact_id, c.first_name, c.last_name, c.email, m.time_zone as member_zone, m.language as member_language,
                 exists (select 1 from portal_groups g
                   join list_members l on l.account_id = g.account_id and l.list_id = g.list_id and l.contact_id = m.contact_id
                   where g.account_id = p.account_id and g.portal_id = p.id) as in_group,
                 (select k.version * 2 + case when k.withdrawn_at is null then 0 else 1 end from consents k
                   where k.account_id = m.account_id and k.contact_id = m.contact_id and k.host = d.host
                   order by k.id desc limit 1) as consented,
                 co.id as company_id, co.name as member_company
               from domains d
               join accounts a on a.id = d.account_id
               join portals p on p.account_id = d.account_id and p.id = d.portal_id
               left join sessions s on s.account_id = d.account_id and s.id_hash = $2 and s.kind = 'member' and s.expires_at > $3
                 and (d.idle_minutes = 0 or s.last_seen_at > $3 - d.idle_minutes * 60000)
                 and (s.connection_id is null or exists (select 1 from sso_connections k
                   where k.account_id = s.account_id and k.id = s.connection_id and k.enabled))
               left join members m on m.account_id = s.account_id and m.contact_id = s.person_id
                 and m.disabled_at is null and m.verified_at is not null
               left join contacts c on c.account_id = m.account_id and c.id = m.contact_id
               left join contact_companies cc on cc.account_id = c.account_id and cc.contact_id = c.id and cc.is_primary
               left join companies co on co.account_id = cc.account_id and co.id = cc.company_id
               where d.host = $1";
    Ok(db.maybe(sql, params![host, session, now]).await?)
}

impl Row {
    /// What the row says; the session's own end is not in it.
    fn split(self, host: &str) -> Result<Visit> {
        let settings = read_settings(self.portal_id, self.settings)?;
        let site = Site {
            account_id: self.account_id,
            company: self.company,
            language: self.language,
            zone: self.zone,
            host: host.to_owned(),
            origin: self.origin,
            idle_minutes: self.idle_minutes,
            consent: self.consent.map(|Json(terms)| Arc::new(terms)),
            portal_id: self.portal_id,
            settings: settings.clone(),
        };
        let person = self.contact_id.zip(self.session).zip(self.method);
        let someone = person.filter(|_| settings.enabled).map(|(found, method)| {
            let ((contact_id, session), email) = (found, self.email.unwrap_or_default());
            let (first, last) = (
                self.first_name.unwrap_or_default(),
                self.last_name.unwrap_or_default(),
            );
            let chosen = self.member_language.filter(|chosen| !chosen.is_empty());
            Member {
                account_id: self.account_id,
                contact_id,
                name: people::contacts::full_name(&first, &last, Some(&email)),
                email,
                company_id: self.company_id,
                company: self.member_company,
                team: site.company.clone(),
                zone: self.member_zone.unwrap_or_else(|| site.zone.clone()),
                language: chosen.unwrap_or_else(|| site.language.clone()),
                account_language: self.account_language,
                method,
                settings,
                session,
                proved_at: self.proved_at.unwrap_or_default(),
                host: host.to_owned(),
            }
        });
        let (member, denied) = match someone {
            Some(it) if it.settings.access.admits(self.in_group, it.method) => (Some(it), None),
            other => (None, other),
        };
        let owes = Latest(self.consented).owes(site.consent.as_deref());
        Ok(Visit {
            owes_consent: member.is_some() && owes,
            timed_out: false,
            site,
            member,
            denied,
        })
    }
}

/// The host that a request names, without its port; two different ones are none (security.md F4).
fn host(request: &Request) -> Option<String> {
    let mut named = request.headers().get_all(http::header::HOST).iter();
    let header = named.next().and_then(|value| value.to_str().ok());
    let authority = match (request.uri().authority(), header) {
        (Some(authority), Some(header)) if authority.as_str() != header => return None,
        (Some(authority), _) => authority.as_str(),
        (None, header) => header?,
    };
    named
        .next()
        .is_none()
        .then(|| base::config::without_port(authority).to_ascii_lowercase())
}

/// Who stands at the door of this host with these cookies.
///
/// # Errors
/// [`Error::Misdirected`] when no domain has this host.
pub async fn enter(app: &App, host: Option<&str>, headers: &HeaderMap) -> Result<Visit> {
    let host = host.ok_or(Error::Misdirected)?;
    let name = sessions::cookie_name(app.config.secure_cookies());
    let cookie = web::cookie::read(headers, name);
    let session = cookie.map(keys::hash).unwrap_or_default();
    let row = find(&app.db, app.now(), host, &session)
        .await?
        .ok_or(Error::Misdirected)?;
    if let Some(last_seen_at) = row.last_seen_at {
        sessions::touch(&app.db, app.now(), &session, last_seen_at).await?;
    }
    let mut visit = row.split(host)?;
    visit.timed_out = cookie.is_some() && visit.whoever().is_none();
    Ok(visit)
}

/// Whose session it was that ended by itself, for want of a request or for its age, and opens nothing any more.
///
/// # Errors
/// When the database cannot be read.
pub async fn idle(app: &App, visit: &Visit, headers: &HeaderMap) -> Result<Option<i64>> {
    let name = sessions::cookie_name(app.config.secure_cookies());
    let Some(cookie) = web::cookie::read(headers, name).filter(|_| visit.timed_out) else {
        return Ok(None);
    };
    let sql = "select m.contact_id from sessions s
               join members m on m.account_id = s.account_id and m.contact_id = s.person_id and m.disabled_at is null
               where s.account_id = $1 and s.id_hash = $2 and s.kind = 'member'";
    let session = params![visit.site.account_id, keys::hash(cookie)];
    Ok(app.db.maybe(sql, session).await?)
}

fn shell(visit: Option<&Visit>, spoken: String) -> Shell {
    let member = visit.and_then(Visit::whoever);
    let site = visit.map(|visit| &visit.site);
    Shell {
        lang: member
            .map(|me| &me.language)
            .or(site.map(|site| &site.language))
            .cloned()
            .unwrap_or(spoken),
        zone: member
            .map(|m| &m.zone)
            .or(site.map(|s| &s.zone))
            .cloned()
            .unwrap_or_else(|| "UTC".into()),
        layout: "members/portal.html",
        data: context! {
            me => member.map(|me| context! { id => me.contact_id, name => &me.name, email => &me.email, company => &me.company }),
            site => site.map(|site| {
                site.settings.shown(&site.company, if member.is_some() { site.idle_minutes } else { 0 })
            }),
        },
    }
}

/// Finds the site and who asks, and draws what the handler answers in the portal's shell.
pub async fn layer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let asked = Asked::new(&request);
    let accepted = request
        .headers()
        .get("accept-language")
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let spoken = app
        .views
        .locales
        .negotiate(accepted, &app.views.locales.tags())
        .unwrap_or_else(|| "en".into());
    match enter(&app, host(&request).as_deref(), request.headers()).await {
        Ok(visit) => {
            let shell = shell(Some(&visit), spoken);
            let whose = (visit.site.account_id, visit.site.portal_id);
            request.extensions_mut().insert(visit);
            let answer = next.run(request).await;
            templates::draw(&app, whose, &shell, &asked, answer).await
        }
        Err(error) => view::draw(&app, &shell(None, spoken), &asked, error.into_response()),
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Visit> {
        parts
            .extensions
            .get::<Visit>()
            .cloned()
            .ok_or(Error::Misdirected)
    }
}

/// A member at what concerns their own data alone: see [`Visit::subject`].
#[derive(Clone, Debug)]
pub struct Subject(pub Member);

impl FromRequestParts<App> for Subject {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Subject> {
        let visit = Visit::from_request_parts(parts, app).await?;
        visit.subject().map(Subject)
    }
}

impl FromRequestParts<App> for Member {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Member> {
        Visit::from_request_parts(parts, app).await?.inside()
    }
}
