//! The door of a portal: which site a host is, who stands behind a request, and the shell of its pages.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use base::sessions::Method;
use base::view::{self, Asked, Shell};
use base::{Actor, App, Error, Result, form, keys, sessions};
use db::{Sql, params};
use http::HeaderMap;
use http::request::Parts;
use minijinja::context;
use serde::Deserialize;

use super::site::{Site, Sites};
use crate::consent::Latest;
use crate::portals::Settings;
use crate::templates;

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
    site: Arc<Site>,
    sites: Sites,
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
        let Some(site) = self.sites.find(app, &self.site.host).await? else {
            return Ok(None);
        };
        let row = find(app, &site, &self.session).await?;
        Ok(Visit::of(site, &self.sites, row, &self.session).member)
    }

    /// The domain that they came to.
    pub fn host(&self) -> &str {
        &self.site.host
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
    pub site: Arc<Site>,
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

/// Who a session stands for, where it is one of the site's.
#[derive(Deserialize)]
struct Row {
    method: Method,
    last_seen_at: i64,
    proved_at: i64,
    contact_id: i64,
    first_name: String,
    last_name: String,
    email: Option<String>,
    zone: Option<String>,
    language: Option<String>,
    company_id: Option<i64>,
    company: Option<String>,
    in_group: bool,
    consented: Option<i64>,
}

/// What only some sites ask: whether the member is in one of the portal's groups, and what they said to its terms.
fn further(sql: &mut Sql, site: &Site) {
    if site.settings.access.asks_for_groups() {
        sql.push(
            "exists (select 1 from portal_groups g
               join list_members l on l.account_id = g.account_id and l.list_id = g.list_id and l.contact_id = m.contact_id
               where g.account_id = m.account_id and g.portal_id = ",
        );
        sql.arg(site.portal_id).push(") as in_group, ");
    } else {
        sql.push("1 = 0 as in_group, ");
    }
    if site.consent.is_some() {
        sql.push(
            "(select k.version * 2 + case when k.withdrawn_at is null then 0 else 1 end from consents k
               where k.account_id = m.account_id and k.contact_id = m.contact_id and k.host = ",
        );
        sql.arg(&site.host)
            .push(" order by k.id desc limit 1) as consented");
    } else {
        sql.push("cast(null as bigint) as consented");
    }
}

async fn find(app: &App, site: &Site, session: &str) -> Result<Option<Row>> {
    let now = app.now();
    let used_after = match site.idle_minutes {
        0 => i64::MIN,
        minutes => now - minutes * 60_000,
    };
    let mut sql = Sql::new(
        "select s.method, s.last_seen_at, coalesce(s.proved_at, s.created_at) as proved_at, c.id as contact_id, c.first_name, c.last_name, c.email,
           m.time_zone as zone, m.language, co.id as company_id, co.name as company, ",
    );
    further(&mut sql, site);
    sql.push(
        " from sessions s
          join members m on m.account_id = s.account_id and m.contact_id = s.person_id and m.disabled_at is null and m.verified_at is not null
          join contacts c on c.account_id = m.account_id and c.id = m.contact_id
          left join contact_companies cc on cc.account_id = c.account_id and cc.contact_id = c.id and cc.is_primary
          left join companies co on co.account_id = cc.account_id and co.id = cc.company_id
          where s.kind = 'member' and (s.connection_id is null or exists (select 1 from sso_connections k
            where k.account_id = s.account_id and k.id = s.connection_id and k.enabled)) and s.account_id = ",
    );
    sql.arg(site.account_id).push(" and s.id_hash = ");
    sql.arg(session).push(" and s.expires_at > ").arg(now);
    sql.push(" and s.last_seen_at > ").arg(used_after);
    Ok(sql.maybe(&app.db).await?)
}

impl Visit {
    /// Whoever a session stands for, at a site; the session's own end is not in it.
    fn of(site: Arc<Site>, sites: &Sites, row: Option<Row>, session: &str) -> Visit {
        let settings = &site.settings;
        let Some(row) = row.filter(|_| settings.enabled) else {
            return Visit {
                site,
                member: None,
                denied: None,
                owes_consent: false,
                timed_out: false,
            };
        };
        let admits = settings.access.admits(row.in_group, row.method);
        let owes = Latest(row.consented).owes(site.consent.as_ref());
        let email = row.email.unwrap_or_default();
        let chosen = row.language.filter(|chosen| !chosen.is_empty());
        let someone = Member {
            account_id: site.account_id,
            contact_id: row.contact_id,
            name: people::contacts::full_name(&row.first_name, &row.last_name, Some(&email)),
            email,
            company_id: row.company_id,
            company: row.company,
            team: site.company.clone(),
            zone: row.zone.unwrap_or_else(|| site.zone.clone()),
            language: chosen.unwrap_or_else(|| site.language.clone()),
            account_language: site.account_language.clone(),
            method: row.method,
            settings: settings.clone(),
            session: session.to_owned(),
            proved_at: row.proved_at,
            site: site.clone(),
            sites: sites.clone(),
        };
        let (member, denied) = if admits {
            (Some(someone), None)
        } else {
            (None, Some(someone))
        };
        Visit {
            site,
            owes_consent: owes && member.is_some(),
            member,
            denied,
            timed_out: false,
        }
    }
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
    let site = visit.map(|visit| &*visit.site);
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

/// The door of all portals of a server.
#[derive(Clone)]
pub struct Door {
    app: App,
    sites: Sites,
}

impl Door {
    /// A door of this server.
    pub fn new(app: App) -> Door {
        Door {
            app,
            sites: Sites::default(),
        }
    }

    /// Who stands at the door of this host with these cookies.
    ///
    /// # Errors
    /// [`Error::Misdirected`] when no domain has this host.
    pub async fn enter(&self, host: Option<&str>, headers: &HeaderMap) -> Result<Visit> {
        let Door { app, sites } = self;
        let host = host.ok_or(Error::Misdirected)?;
        let site = sites.find(app, host).await?.ok_or(Error::Misdirected)?;
        let name = sessions::cookie_name(app.config.secure_cookies());
        let Some(cookie) = web::cookie::read(headers, name) else {
            return Ok(Visit::of(site, sites, None, ""));
        };
        let session = keys::hash(cookie);
        let row = find(app, &site, &session).await?;
        if let Some(row) = &row {
            sessions::touch(&app.db, app.now(), &session, row.last_seen_at).await?;
        }
        let mut visit = Visit::of(site, sites, row, &session);
        visit.timed_out = visit.whoever().is_none();
        Ok(visit)
    }
}

/// Finds the site and who asks, and draws what the handler answers in the portal's shell.
pub async fn layer(State(door): State<Door>, mut request: Request, next: Next) -> Response {
    let app = &door.app;
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
    match door
        .enter(
            base::config::host_asked_for(&request).as_deref(),
            request.headers(),
        )
        .await
    {
        Ok(visit) => {
            let shell = shell(Some(&visit), spoken);
            let whose = (visit.site.account_id, visit.site.portal_id);
            request.extensions_mut().insert(visit);
            let answer = next.run(request).await;
            templates::draw(app, whose, &shell, &asked, answer).await
        }
        Err(error) => {
            let answer = form::refused(app, request, error).await;
            view::draw(app, &shell(None, spoken), &asked, answer)
        }
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
