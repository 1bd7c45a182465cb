//! A portal: the customer-facing site. Its settings are one document, so that they can be drafted, compared and restored whole.

mod settings;

pub use settings::routes as settings_routes;

use std::collections::BTreeMap;

use base::sessions::Method;
use base::{App, Result};
use db::{Db, Json, Tx, params};
use minijinja::{Value, context};
use serde::{Deserialize, Serialize};

/// A portal of an account.
#[derive(Clone, Debug, Deserialize)]
pub struct Portal {
    /// Its id.
    pub id: i64,
    /// What administrators call it.
    pub name: String,
    /// What it does.
    pub settings: Json<Settings>,
}

/// The settings of a portal. Fields that a document lacks have the value of [`Settings::default`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The browser tab's title and the name in the bar [P9].
    pub title: String,
    /// Where it stands on its domain [U3].
    pub slug: String,
    /// Whether customers can enter [H28].
    pub enabled: bool,
    /// What a ticket is called: `tickets`, `orders`, `cases` or `requests` [P9].
    pub ticket_label: String,
    /// Who may enter [A1].
    pub access: Access,
    /// The mail that invites a contact [A2].
    pub invitation: Invitation,
    /// What members see [V2].
    pub permission: Permission,
    /// Which tickets appear at all: one of the groups must hold [V1]. No group: all.
    pub filter: Vec<Vec<Condition>>,
    /// Show each thread of a ticket under a tab of its own [V4].
    pub show_all_threads: bool,
    /// Show the stage's label instead of Open or Closed [P2].
    pub show_stages: bool,
    /// A customer may write on a closed ticket [P5].
    pub reply_to_closed: bool,
    /// Where a reply moves a closed ticket, by pipeline; none: it stays closed [P5].
    pub reopen_stages: BTreeMap<String, i64>,
    /// A customer may close a ticket [P6].
    pub allow_close: bool,
    /// Where closing moves it, by pipeline [P6].
    pub closing_stages: BTreeMap<String, i64>,
    /// Where conversations begin that have no inbox yet, by name [S4].
    pub default_inbox: String,
    /// Which mails customers get [P13].
    pub mails: Mails,
    /// The new-ticket page.
    pub form: Form,
}

impl Settings {
    /// Whether texts may say ticket: the portal calls it nothing else [P9].
    pub fn calls_tickets(&self) -> bool {
        self.ticket_label == "tickets"
    }

    /// Where a ticket of a pipeline moves when it is opened again [P5].
    pub fn reopen_stage(&self, pipeline_id: i64) -> Option<i64> {
        self.reopen_stages.get(&pipeline_id.to_string()).copied()
    }

    /// Where a ticket of a pipeline moves when its customer closes it [P6].
    pub fn closing_stage(&self, pipeline_id: i64) -> Option<i64> {
        self.closing_stages.get(&pipeline_id.to_string()).copied()
    }
}

/// Who may enter a portal [A1]. Whatever it says, nobody enters without a login.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Access {
    /// How customers come to have a login, and which of them may enter.
    pub kind: Entry,
    /// Names of the lists whose contacts may enter; with single sign-on none means everybody whom the provider lets in.
    pub groups: Vec<String>,
    /// Members may ask for a link instead of giving a password [A5].
    pub magic_link: bool,
}

/// The ways to open a portal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// Whoever was given a login by an administrator.
    #[default]
    Members,
    /// Who is in one of the groups; newcomers to them are invited.
    Groups,
    /// Anyone may make a login.
    Registration,
    /// Whoever the identity provider vouches for [A10].
    Sso,
}

impl Access {
    /// Whether somebody who is signed in may be here now.
    pub fn admits(&self, in_group: bool, method: Method) -> bool {
        match self.kind {
            Entry::Members | Entry::Registration => true,
            Entry::Groups => in_group,
            Entry::Sso => method == Method::Sso && (self.groups.is_empty() || in_group),
        }
    }

    /// Whether it depends on groups who may be here.
    pub(crate) fn asks_for_groups(&self) -> bool {
        matches!(self.kind, Entry::Groups | Entry::Sso)
    }

    /// Whether passwords and links open it at all (security.md C7).
    pub fn has_own_logins(&self) -> bool {
        self.kind != Entry::Sso
    }
}

/// The words of the mail that invites; empty: the language's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Invitation {
    /// Its subject.
    pub subject: String,
    /// Its text, above the link.
    pub text: String,
    /// Whom it comes from.
    pub sender_name: String,
}

/// Whose tickets a member sees [V2].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Their own.
    #[default]
    Own,
    /// Also those associated with their primary company.
    Company,
}

/// A condition on a ticket: the property's value is one of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// `pipeline`, `stage`, `priority`, `category`, `source`, or the name of a custom property.
    pub property: String,
    /// Whether the value must be, or must not be, one of the values.
    #[serde(default)]
    pub not: bool,
    /// Ids of pipelines and stages, names of the rest.
    pub values: Vec<String>,
}

/// Mails to the customer [P13].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mails {
    /// The ticket was opened.
    pub opened: bool,
    /// An agent replied.
    pub replied: bool,
    /// The ticket was closed.
    pub closed: bool,
}

/// The new-ticket page's words; empty: the language's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    /// The button that leads there.
    pub menu: String,
    /// Its heading.
    pub heading: String,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            title: "Support".into(),
            slug: "tickets-view".into(),
            enabled: true,
            ticket_label: "tickets".into(),
            access: Access::default(),
            invitation: Invitation::default(),
            permission: Permission::Own,
            filter: Vec::new(),
            show_all_threads: false,
            show_stages: false,
            reply_to_closed: false,
            reopen_stages: BTreeMap::new(),
            allow_close: false,
            closing_stages: BTreeMap::new(),
            default_inbox: String::new(),
            mails: Mails::default(),
            form: Form::default(),
        }
    }
}

impl Default for Mails {
    fn default() -> Mails {
        Mails {
            opened: true,
            replied: true,
            closed: true,
        }
    }
}

impl Settings {
    /// What pages need of them, of a company whose members are signed out after so many idle minutes.
    pub fn shown(&self, company: &str, idle: i64) -> Value {
        context! {
            company, idle, title => &self.title, home => format!("/{}", self.slug), label => &self.ticket_label,
            form => context! { menu => &self.form.menu, heading => &self.form.heading },
        }
    }
}

/// The kind of the job that looks who is to be invited.
pub const INVITE: &str = "invite";

/// How long somebody must have been in a group before they are invited: a change that is undone at once invites nobody [A2].
pub const INVITE_AFTER_MS: i64 = 2 * 60 * 1000;

const COLUMNS: &str = "id, name, settings";

/// All portals of an account.
pub async fn list(db: &Db, account_id: i64) -> Result<Vec<Portal>> {
    let sql = format!("select {COLUMNS} from portals where account_id = $1 order by id");
    let mut all: Vec<Portal> = db.all(&sql, params![account_id]).await?;
    for portal in &mut all {
        portal.settings.0.access.groups = groups(db, account_id, portal.id).await?;
    }
    Ok(all)
}

/// A portal.
pub async fn find(db: &Db, account_id: i64, id: i64) -> Result<Portal> {
    let sql = format!("select {COLUMNS} from portals where account_id = $1 and id = $2");
    let mut portal: Portal = db.one(&sql, params![account_id, id]).await?;
    portal.settings.0.access.groups = groups(db, account_id, portal.id).await?;
    Ok(portal)
}

/// The names of a portal's access groups, as they are called now.
async fn groups(db: &Db, account_id: i64, portal_id: i64) -> Result<Vec<String>> {
    let sql = "select l.name from portal_groups g join lists l on l.account_id = g.account_id and l.id = g.list_id
               where g.account_id = $1 and g.portal_id = $2 order by l.name";
    Ok(db.all(sql, params![account_id, portal_id]).await?)
}

/// Which lists portals are open to: pairs of a list and a portal's name.
pub async fn of_lists(db: &Db, account_id: i64) -> Result<Vec<(i64, String)>> {
    let sql = "select g.list_id, p.name from portal_groups g join portals p on p.account_id = g.account_id and p.id = g.portal_id
               where g.account_id = $1 order by p.name, p.id";
    Ok(db.all(sql, params![account_id]).await?)
}

/// The account's first portal: whose settings hold where no portal is in sight (a mail came in).
pub async fn first(db: &Db, account_id: i64) -> Result<Option<Portal>> {
    let sql = format!("select {COLUMNS} from portals where account_id = $1 order by id limit 1");
    Ok(db.maybe(&sql, params![account_id]).await?)
}

/// Makes the portal of this name have these settings; adds it when there is none. Newcomers to its groups are invited.
///
/// # Errors
/// [`base::Error::Invalid`] when a group is no list.
pub async fn save(
    tx: &Tx,
    app: &App,
    account_id: i64,
    name: &str,
    settings: &Settings,
) -> Result<i64> {
    let text = serde_json::to_string(settings).map_err(base::Error::internal)?;
    let id: i64 = tx
        .one(
            "insert into portals (account_id, id, name, settings, created_at) values ($1, $2, $3, $4, $5)
             on conflict (account_id, name) do update set settings = excluded.settings returning id",
            params![account_id, app.id(), name, text, app.now()],
        )
        .await?;
    open_to(tx, account_id, id, &settings.access.groups).await?;
    look(tx, app, account_id).await?;
    changed(tx);
    Ok(id)
}

/// The signal that a site (an account, a portal, a domain) is not what it was.
pub const CHANGED: &str = "sites";

/// Tells all nodes so, once this commits.
pub fn changed(tx: &Tx) {
    tx.signal(CHANGED);
}

/// Queues a look at who is to be invited: now, and when the changes of now have had two minutes to be undone [A2].
pub async fn look(tx: &Tx, app: &App, account_id: i64) -> Result<()> {
    for (key, wait) in [("invite", 0), ("invite later", INVITE_AFTER_MS + 1)] {
        let key = format!("{key} {}", app.now() / 1000);
        let at = app.now() + wait;
        jobs::enqueue(tx, account_id, app.id(), INVITE, &(), at, Some(&key)).await?;
    }
    Ok(())
}

/// Makes these lists the portal's access groups.
async fn open_to(tx: &Tx, account_id: i64, portal_id: i64, groups: &[String]) -> Result<()> {
    tx.run(
        "delete from portal_groups where account_id = $1 and portal_id = $2",
        params![account_id, portal_id],
    )
    .await?;
    for name in groups {
        let added = tx
            .run(
                "insert into portal_groups (account_id, portal_id, list_id)
                 select account_id, $2, id from lists where account_id = $1 and name = $3
                 on conflict (account_id, portal_id, list_id) do update set list_id = excluded.list_id",
                params![account_id, portal_id, name],
            )
            .await?;
        if added == 0 {
            return Err(base::Error::invalid("groups", "error-choose"));
        }
    }
    Ok(())
}
