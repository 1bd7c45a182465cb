//! Erase me: asked with a proof, answered by an administrator, done everywhere [P8].

use std::path::Path;

use db::params;

use crate::support::{
    PASSWORD, Post, TEAM, Visitor, World, eventually, world, world_posting, world_with,
};

async fn root(w: &World) -> Visitor {
    w.it.desk().sign_in("root@desk.test").await
}

/// Ann asks; the path of her request at the desk.
async fn asked(w: &mut World) -> String {
    let form = [("password", PASSWORD)];
    w.ann
        .post("/account/erasure", &form)
        .await
        .goes_to("/account/erasure");
    request(w).await
}

async fn request(w: &World) -> String {
    let sql = "select id from erasures where account_id = $1 order by id desc limit 1";
    let id: i64 =
        w.it.app
            .db
            .one(sql, params![w.account_id])
            .await
            .expect("a request");
    format!("/settings/privacy/{id}")
}

async fn accept(w: &mut World, request: &str) {
    let mut root = root(w).await;
    let path = format!("{request}/accept");
    root.post(&path, &[]).await.is(422);
    root.post(&path, &[("sure", "1")])
        .await
        .goes_to("/settings/privacy");
}

async fn told(w: &World, subject: &str) -> usize {
    let mails = w.mails().await;
    let to_ann = mails.iter().filter(|(to, _)| to == "ann@acme.test");
    to_ann.filter(|(_, raw)| raw.contains(subject)).count()
}

#[tokio::test]
async fn a_member_proves_who_they_are_and_gets_a_receipt() {
    let mut w = world().await;
    w.ann
        .get("/account/privacy")
        .await
        .shows("href=\"/account/erasure\"");
    w.ann
        .get("/account/erasure")
        .await
        .shows("What stays, and why");
    let guess = [("password", "a guess")];
    w.ann.post("/account/erasure", &guess).await.is(422);
    w.ann.post("/account/erasure", &[]).await.is(422);
    asked(&mut w).await;
    let page = w.ann.get("/account/erasure").await;
    page.shows("We have your request")
        .shows("<dt>Number</dt>")
        .shows("What stays, and why");
    assert_eq!(told(&w, "We have your request").await, 1);
    asked(&mut w).await;
    let sql = "select count(*) from erasures where account_id = $1";
    let count: i64 = w.it.app.db.one(sql, params![w.account_id]).await.unwrap();
    assert_eq!(count, 1, "one at a time");
    w.ann.post("/account/erasure/withdraw", &[]).await.is(303);
    w.ann
        .get("/account/erasure")
        .await
        .shows("Ask to be erased");
    let request = request(&w).await;
    let mut root = root(&w).await;
    let sure = [("sure", "1")];
    root.post(&format!("{request}/accept"), &sure).await.is(409);
}

#[tokio::test]
async fn whoever_has_no_password_proves_it_by_a_link() {
    let mut w = world().await;
    let tx = w.it.app.db.begin().await.unwrap();
    let sql = "update members set password_hash = '' where account_id = $1";
    tx.run(sql, params![w.account_id]).await.unwrap();
    tx.commit().await.unwrap();
    w.ann
        .post("/account/erasure", &[])
        .await
        .goes_to("/check-mail");
    let link = w.link_to("ann@acme.test").await.expect("a mail");
    assert!(link.starts_with("/account/erasure/"), "{link}");
    w.bob.get(&link).await.is(404);
    w.bob.post(&link, &[]).await.is(404);
    w.ann.get(&link).await.is(200);
    w.ann
        .get("/account/erasure")
        .await
        .hides("We have your request");
    w.ann.post(&link, &[]).await.goes_to("/account/erasure");
    w.ann
        .get("/account/erasure")
        .await
        .shows("We have your request");
    w.ann.post(&link, &[]).await.is(410);
}

#[tokio::test]
async fn only_administrators_answer_and_a_no_has_a_reason() {
    let mut w = world().await;
    let request = asked(&mut w).await;
    for path in ["/settings/privacy", &request] {
        w.olga.get(path).await.is(403);
    }
    for answer in ["accept", "refuse"] {
        let path = format!("{request}/{answer}");
        let form = [("sure", "1"), ("reason", "x")];
        w.olga.post(&path, &form).await.is(403);
    }
    let mut root = root(&w).await;
    root.get("/settings/privacy")
        .await
        .shows("Ann Archer")
        .shows("ann@acme.test");
    root.get(&request).await.is(200).shows("help.test");
    let refuse = format!("{request}/refuse");
    root.post(&refuse, &[("reason", " ")]).await.is(422);
    let reason = [("reason", "An invoice of yours is open until May.")];
    root.post(&refuse, &reason).await.is(303);
    root.post(&refuse, &reason).await.is(409);
    assert_eq!(told(&w, "An invoice of yours is open").await, 1);
    w.ann
        .get("/account/erasure")
        .await
        .shows("An invoice of yours is open")
        .shows("Ask to be erased");
    w.ann.get(&w.printer()).await.is(200);
}

/// Every text of every table of the database, and every file, as far as it holds one of these words.
async fn canaries(w: &World, words: &[&str]) -> Vec<String> {
    let app = &w.it.app;
    let sql = match app.db.engine() {
        db::Engine::Sqlite => {
            "select m.name, p.name from sqlite_master m, pragma_table_info(m.name) p
             where m.type = 'table' and m.name not like 'sqlite%' and m.sql not like 'create virtual%' and lower(p.type) = 'text'"
        }
        db::Engine::Postgres => {
            "select cast(table_name as text), cast(column_name as text) from information_schema.columns
             where table_schema = 'public' and data_type in ('text', 'tsvector')"
        }
    };
    let columns: Vec<(String, String)> = app.db.all(sql, vec![]).await.expect("the columns");
    assert!(columns.len() > 100, "{}", columns.len());
    let mut found = Vec::new();
    for (table, column) in columns {
        let sql = format!("select cast({column} as text) from {table} where {column} is not null");
        let texts: Vec<String> = app.db.all(&sql, vec![]).await.expect("the texts");
        for text in texts {
            let lower = text.to_lowercase();
            if words.iter().any(|word| lower.contains(word)) {
                found.push(format!("{table}.{column}: {text}"));
            }
        }
    }
    look(&app.config.files, words, &mut found);
    found
}

fn look(folder: &Path, words: &[&str], found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            look(&path, words, found);
        } else {
            let content = std::fs::read(&path).expect("a file");
            let lower = String::from_utf8_lossy(&content).to_lowercase();
            if words.iter().any(|word| lower.contains(word)) {
                found.push(path.display().to_string());
            }
        }
    }
}

/// Fills what is kept with a member's name and address, wherever either can come to be.
async fn live(w: &mut World) {
    let printer = w.printer();
    let reply = format!("{printer}/reply");
    let parts: [(&str, &str, &[u8]); 2] = [
        ("body", "", b"Call Ann Archer, ann@acme.test"),
        ("files", "cv of Ann Archer.txt", b"x"),
    ];
    w.ann.upload(&reply, &parts).await.is(303);
    w.ann
        .post(
            &format!("{printer}/draft"),
            &[("body", "Ann Archer writes")],
        )
        .await
        .is(204);
    w.answer("Dear Ann Archer, we look into it").await;
    w.comment("Ann Archer called again").await;
    let subject = [("subject", "Ann Archer moves"), ("body", "ann@acme.test")];
    w.ann.post("/tickets-view/new", &subject).await.is(303);
    let guess = [("email", "Ann@acme.test"), ("password", "a guess")];
    w.it.portal().post("/sign-in", &guess).await.is(422);
    w.it.portal()
        .post("/reset-password", &[("email", "ann@acme.test")])
        .await
        .is(303);
    let second = [("address", "archer@home.test")];
    w.ann.post("/account/addresses", &second).await.is(303);
    let link = w.link_to("archer@home.test").await.expect("a mail");
    w.ann.post(&link, &[]).await.is(303);
    w.ann.post("/account/data", &[]).await.is(303);
    elsewhere(w).await;
    w.it.work().await;
}

/// Where others wrote who she is: in what the command line did, and on a ticket that is not hers.
async fn elsewhere(w: &mut World) {
    let body = "Dear Annie Archer, Ann Archer <ann@acme.test> is away";
    let theirs = [("subject", "Holidays"), ("body", body)];
    w.eve.post("/tickets-view/new", &theirs).await.is(303);
    let shared = [("subject", "Shared"), ("body", "With a colleague")];
    let made = w.eve.post("/tickets-view/new", &shared).await;
    let id = made.location().rsplit('/').next().expect("an id");
    let path = format!("/tickets/{id}/participants");
    let ann = [("email", "ann@acme.test")];
    w.olga.post(&path, &ann).await.is(303);
    let app = &w.it.app;
    let tx = app.db.begin().await.expect("a transaction");
    let what = "member ann@acme.test: login set".to_owned();
    let changed = base::Event::SettingsChanged { what };
    base::event::record(&tx, app, w.account_id, &base::Actor::system(), changed)
        .await
        .expect("an event");
    tx.commit().await.expect("a commit");
}

#[tokio::test]
async fn after_a_yes_nothing_names_the_person_and_the_tickets_stay() {
    let mut w = world().await;
    live(&mut w).await;
    let words = ["ann@acme.test", "ann archer", "archer@home.test"];
    assert!(
        canaries(&w, &words).await.len() > 20,
        "they were everywhere"
    );
    let request = asked(&mut w).await;
    accept(&mut w, &request).await;
    w.ann.get("/account").await.goes_to("/sign-in");
    assert_eq!(told(&w, "Your data is being erased").await, 1);
    let mut left = canaries(&w, &words).await;
    // the demo's catcher stands for the world outside, where mails have gone
    left.retain(|it| !it.starts_with("caught_mails."));
    assert!(left.is_empty(), "{left:#?}");

    let page = w.bob.get(&w.printer()).await;
    page.is(200)
        .shows("The printer on the second floor burns")
        .shows("Erased person")
        .hides("Ann");
    w.bob
        .get("/tickets-view?q=moves")
        .await
        .shows("Erased person");
    w.olga.get(&w.conversation()).await.shows("Erased person");
    let mut root = root(&w).await;
    root.get(&request)
        .await
        .shows("Erased person")
        .hides("Accept and erase");
    root.get("/settings/privacy").await.shows("Erased person");
    let form = [("email", "ann@acme.test"), ("password", PASSWORD)];
    w.it.portal().post("/sign-in", &form).await.is(422);
}

#[tokio::test]
async fn who_is_erased_is_out_within_five_seconds() {
    use axum::body::Body;
    use futures_util::StreamExt;
    let mut w = world().await;
    let request = asked(&mut w).await;
    let live = http::Request::get(format!("{}/live", w.printer()))
        .body(Body::empty())
        .expect("a request");
    let mut stream = w.ann.send(live).await.into_body().into_data_stream();
    accept(&mut w, &request).await;
    let over = async {
        let mut said = String::new();
        while let Some(Ok(piece)) = stream.next().await {
            said.push_str(&String::from_utf8_lossy(&piece));
        }
        said
    };
    let said = tokio::time::timeout(std::time::Duration::from_secs(5), over).await;
    assert!(said.expect("it ends").contains("gone"));
    w.ann.get(&w.printer()).await.goes_to("/sign-in");
}

#[tokio::test]
async fn the_same_address_is_somebody_new_and_can_register_again() {
    let mut w = world_with(|it| {
        it.access.kind = portals::portals::Entry::Registration;
    })
    .await;
    let request = asked(&mut w).await;
    accept(&mut w, &request).await;
    w.it.work().await;
    let mut again = w.it.portal();
    let form = [
        ("email", "ann@acme.test"),
        ("first_name", "Ann"),
        ("last_name", "Archer"),
        ("password", "eleven blue pigeons"),
    ];
    again.post("/register", &form).await.goes_to("/check-mail");
    let link = w.link_to("ann@acme.test").await.expect("a mail");
    again.post(&link, &[]).await.is(303);
    again.get(&w.printer()).await.is(404);
    again.get("/tickets-view").await.hides("Printer burns");
}

fn mail(subject: &str, text: &str) -> String {
    let id = subject.replace(' ', "-");
    format!(
        "From: Ann Archer <ann@acme.test>\nTo: {TEAM}\nCc: max@acme.test\nSubject: {subject}\nMessage-ID: <{id}@acme.test>\n\n{text}\n"
    )
}

#[tokio::test]
async fn mail_of_who_was_erased_is_gone_and_new_mail_makes_a_new_contact() {
    let mut w = world_posting().await;
    let post = Post::connect(&w).await;
    // somebody else's mail, with her in copy: she is proposed at the desk
    let copied = mail("The door squeaks", "It does").replace("Ann Archer <ann@", "Bob Baker <bob@");
    post.deliver(&copied.replace("max@acme.test", "Ann Archer <ann@acme.test>"));
    post.deliver(&mail("The lamp broke", "It is dark.\n\nAnn Archer"));
    post.all_read(&w).await;
    w.answer("Bring another lamp").await;
    let taken = post.sent_to("ann@acme.test", "Bring another lamp").await;
    let parsed = mail::parse::parse(&taken.raw).expect("our own mail");
    let answer_to = parsed.reply_to.first().map(|it| it.email.clone());
    let request = asked(&mut w).await;
    accept(&mut w, &request).await;
    post.sent_to("ann@acme.test", "Your data is being erased")
        .await;
    let state = async || -> Option<()> {
        w.it.pass(5_000);
        let sql = "select state from erasures where account_id = $1";
        let state: String = w.it.app.db.one(sql, params![w.account_id]).await.unwrap();
        (state == "done").then_some(())
    };
    eventually("the end of it", state).await;
    let left = canaries(&w, &["ann@acme.test", "ann archer"]).await;
    assert!(left.is_empty(), "{left:#?}");

    let answer = mail("Re: The lamp broke", "Still dark");
    let to_token = answer.replace(TEAM, &answer_to.expect("a reply address"));
    post.deliver(&to_token);
    post.all_read(&w).await;
    let sql = "select id from contacts where account_id = $1 and email = 'ann@acme.test'";
    let new: Vec<i64> = w.it.app.db.all(sql, params![w.account_id]).await.unwrap();
    assert_eq!(new.len(), 1);
    let sql = "select count(*) from tickets where account_id = $1 and requester_id = $2";
    let theirs = params![w.account_id, new[0]];
    let tickets: i64 = w.it.app.db.one(sql, theirs).await.unwrap();
    assert_eq!(tickets, 1, "the old ones are not theirs");
}
