//! The small world that every test begins with: Acme's customers ann and bob, eve alone; olga and max answer them, root is the
//! administrator. Ann has asked about a printer.

use base::password;
use db::{Engine, Sql, params};
use helpdesk::conversations::{Body, Direction, FilesSent, Said, Via};
use helpdesk::tickets::{First, NewTicket, Opened};
use helpdesk::{inboxes, pipelines, tickets};
use people::agents::{self, NewAgent, Permission};
use people::companies;
use portals::domains::{self, Domain};
use portals::members::{self, Member};
use portals::portals::{Permission as Sees, Settings};

use super::{PORTAL, TestApp, Visitor};

/// Everybody's password.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// People, signed in, and what they have.
pub(crate) struct World {
    pub(crate) it: TestApp,
    pub(crate) account_id: i64,
    pub(crate) inbox_id: i64,
    pub(crate) ann: Visitor,
    pub(crate) bob: Visitor,
    pub(crate) eve: Visitor,
    pub(crate) olga: Visitor,
    /// Ann's ticket about a printer.
    pub(crate) printer: Opened,
}

/// The world with a portal in which colleagues see each other's tickets, and that lets them reply to closed ones and close.
pub(crate) async fn world() -> World {
    world_with(|_| {}).await
}

/// The same where mail leaves: a test connects a real address ([`super::Post`]).
pub(crate) async fn world_posting() -> World {
    made(TestApp::new(false).await, |_| {}).await
}

/// The same with other settings.
pub(crate) async fn world_with(change: impl FnOnce(&mut Settings)) -> World {
    made(TestApp::new(true).await, change).await
}

async fn made(it: TestApp, change: impl FnOnce(&mut Settings)) -> World {
    let mut settings = Settings {
        title: "Acme Support".into(),
        permission: Sees::Company,
        reply_to_closed: true,
        allow_close: true,
        reopen_stages: [("0".to_owned(), 3)].into(),
        ..Settings::default()
    };
    change(&mut settings);
    let account_id = account(&it, &settings).await;
    let (inbox_id, printer) = people(&it, account_id).await;
    it.work().await;
    World {
        ann: it.portal().sign_in("ann@acme.test").await,
        bob: it.portal().sign_in("bob@acme.test").await,
        eve: it.portal().sign_in("eve@alone.test").await,
        olga: it.desk().sign_in("olga@desk.test").await,
        it,
        account_id,
        inbox_id,
        printer,
    }
}

async fn account(it: &TestApp, settings: &Settings) -> i64 {
    let app = &it.app;
    let account_id = app.id();
    let tx = app.db.begin().await.expect("a transaction");
    tx.run(
        "insert into accounts (id, name, language, time_zone, strict_senders, next_ticket_number, created_at)
         values ($1, 'Portico Ltd', 'en', 'Europe/Warsaw', $2, 1, $3)",
        params![account_id, false, app.now()],
    )
    .await
    .expect("an account");
    pipelines::save(&tx, account_id, 0, &pipelines::default())
        .await
        .expect("a pipeline");
    inboxes::save(&tx, app, account_id, "Support", inboxes::Kind::HelpDesk)
        .await
        .expect("an inbox");
    let portal_id = portals::portals::save(&tx, app, account_id, "Main", settings)
        .await
        .expect("a portal");
    for (host, language, is_primary) in [(PORTAL, "en", true), ("pomoc.test", "pl", false)] {
        let origin = format!("http://{host}");
        let domain = Domain {
            host: host.into(),
            portal_id,
            origin,
            language: language.into(),
            idle_minutes: 0,
            is_primary,
            consent: None,
        };
        domains::save(&tx, app, account_id, &domain)
            .await
            .expect("a domain");
    }
    tx.commit().await.expect("a commit");
    account_id
}

async fn people(it: &TestApp, account_id: i64) -> (i64, Opened) {
    let app = &it.app;
    let hash = password::hash(PASSWORD.to_owned()).await.expect("a hash");
    let tx = app.db.begin().await.expect("a transaction");
    let all = Permission::ALL.map(Permission::as_str).join(" ");
    for (name, permissions) in [("Max", ""), ("Root", all.as_str()), ("Olga", "")] {
        let email = format!("{}@desk.test", name.to_lowercase());
        let new = NewAgent {
            email: &email,
            first_name: name,
            last_name: "Agent",
            password_hash: &hash,
            permissions,
            language: "en",
        };
        agents::add(&tx, app, account_id, &new)
            .await
            .expect("an agent");
    }
    let acme = companies::add(&tx, app, account_id, "Acme", "acme.test")
        .await
        .expect("a company");
    let mut ids = Vec::new();
    for (email, name) in [
        ("ann@acme.test", "Ann Archer"),
        ("bob@acme.test", "Bob Baker"),
        ("eve@alone.test", "Eve Early"),
    ] {
        ids.push(
            members::create(&tx, app, account_id, email, name, &hash)
                .await
                .expect("a member")
                .id,
        );
    }
    for contact_id in &ids[..2] {
        companies::make_primary(
            &tx,
            app,
            account_id,
            &base::Actor::system(),
            *contact_id,
            acme,
        )
        .await
        .expect("a company of theirs");
    }
    let inbox = inboxes::named(&tx, account_id, "")
        .await
        .expect("a query")
        .expect("an inbox");
    let printer = open(&tx, it, account_id, ids[0], inbox.id).await;
    tx.commit().await.expect("a commit");
    (inbox.id, printer)
}

async fn open(tx: &db::Tx, it: &TestApp, account_id: i64, ann: i64, inbox_id: i64) -> Opened {
    let body = Body::typed("The printer on the second floor burns.");
    let said = Said {
        direction: Direction::Incoming,
        sender_id: Some(ann),
        sender_name: "Ann Archer",
        via: Via::Portal,
        body: &body,
        mail_id: None,
        verdict: "",
        once_key: None,
        files: FilesSent::None,
    };
    let new = NewTicket {
        subject: "Printer burns",
        stage_id: 1,
        requester_id: Some(ann),
        source: "PORTAL",
        priority: 2,
        category: "",
        owner_id: None,
        follows_ticket_id: None,
        once_key: None,
    };
    let by = base::Actor::contact(ann, "Ann Archer");
    let first = First {
        inbox_id,
        channel_account_id: None,
        said: &said,
    };
    tickets::open(tx, &it.app, account_id, &by, &new, Some(&first))
        .await
        .expect("a ticket")
}

impl World {
    /// The path of the printer's ticket.
    pub(crate) fn printer(&self) -> String {
        format!("/tickets-view/{}", self.printer.ticket_id)
    }

    /// The printer's conversation at the desk.
    pub(crate) fn conversation(&self) -> String {
        format!("/inbox/{}", self.printer.thread_id.expect("it was written"))
    }

    /// An administrator changes the portal.
    pub(crate) async fn set(&self, change: impl FnOnce(&mut Settings)) {
        let portal = portals::portals::first(&self.it.app.db, self.account_id)
            .await
            .expect("a query")
            .expect("a portal");
        let mut settings = portal.settings.0;
        change(&mut settings);
        let tx = self.it.app.db.begin().await.expect("a transaction");
        portals::portals::save(&tx, &self.it.app, self.account_id, &portal.name, &settings)
            .await
            .expect("saved");
        tx.commit().await.expect("a commit");
    }

    /// Olga writes where only colleagues read.
    pub(crate) async fn comment(&mut self, text: &str) {
        let path = format!("{}/reply", self.conversation());
        self.olga
            .post(&path, &[("kind", "comment"), ("body", text)])
            .await
            .is(303);
    }

    /// Olga writes to the customer.
    pub(crate) async fn answer(&mut self, text: &str) {
        let path = format!("{}/reply", self.conversation());
        self.olga
            .post(&path, &[("kind", "reply"), ("body", text)])
            .await
            .is(303);
    }

    /// The mails that were caught, newest first: recipient and the whole mail.
    pub(crate) async fn mails(&self) -> Vec<(String, String)> {
        self.it.work().await;
        let sql = "select to_email, raw from caught_mails where account_id = $1 order by id desc";
        let mails: Vec<(String, Vec<u8>)> = self
            .it
            .app
            .db
            .all(sql, params![self.account_id])
            .await
            .expect("a query");
        mails
            .into_iter()
            .map(|(to, raw)| (to, String::from_utf8_lossy(&raw).into_owned()))
            .collect()
    }

    /// The link to the portal in the newest mail to this address, as a path.
    pub(crate) async fn link_to(&self, email: &str) -> Option<String> {
        let mails = self.mails().await;
        let (_, raw) = mails.iter().find(|(to, _)| to == email)?;
        let parsed = mail::parse::parse(raw.as_bytes()).expect("our own mail can be read");
        let origin = format!("http://{PORTAL}");
        let at = parsed.text.find(&origin)? + origin.len();
        let rest = &parsed.text[at..];
        Some(
            rest.split_whitespace()
                .next()
                .unwrap_or_default()
                .to_owned(),
        )
    }

    /// Ann as the portal's pages know her.
    pub(crate) async fn member(&self) -> Member {
        let visit = members::Door::new(self.it.app.clone())
            .enter(Some(PORTAL), &self.ann.headers())
            .await
            .expect("a portal");
        visit.member.expect("ann is signed in")
    }

    /// How the engine would answer a statement, with scans only where nothing else is possible.
    pub(crate) async fn plan(&self, statement: Sql) -> String {
        let (text, args) = statement.into_parts();
        let tx = self.it.app.db.begin().await.expect("a transaction");
        let lines: Vec<String> = match tx.engine() {
            Engine::Sqlite => {
                let rows: Vec<(i64, i64, i64, String)> = tx
                    .all(&format!("explain query plan {text}"), args)
                    .await
                    .expect("a plan");
                rows.into_iter().map(|row| row.3).collect()
            }
            Engine::Postgres => {
                tx.run("set local enable_seqscan = off", vec![])
                    .await
                    .expect("a setting");
                tx.all(&format!("explain {text}"), args)
                    .await
                    .expect("a plan")
            }
        };
        lines.join("\n")
    }
}
