//! Who may go where: every route for every kind of visitor. A route that the code has and the table has not fails.

use std::fs;
use std::path::Path;

use crate::access_table::{IN, PORTAL};
use crate::support::{World, world};

fn fill(world: &World, path: &str, file: i64) -> String {
    path.replace("{t}", &world.printer.ticket_id.to_string())
        .replace(
            "{h}",
            &world.printer.thread_id.unwrap_or_default().to_string(),
        )
        .replace("{f}", &file.to_string())
        .replace("{x}", "4611686018427387904")
}

fn got(status: u16, location: &str) -> u16 {
    if status == 303 && location.starts_with("/sign-in?next=") {
        IN
    } else {
        status
    }
}

async fn a_file(world: &mut World) -> i64 {
    let path = format!("{}/reply", world.printer());
    world
        .ann
        .upload(
            &path,
            &[("body", "", b"with a file"), ("files", "x.txt", b"x")],
        )
        .await
        .is(303);
    let sql = "select id from attachments where account_id = $1";
    world
        .it
        .app
        .db
        .one(sql, db::params![world.account_id])
        .await
        .expect("a file")
}

#[tokio::test]
async fn every_route_of_the_portal_opens_for_whom_it_should() {
    let mut w = world().await;
    let file = a_file(&mut w).await;
    let agent = w.olga.at("help.test");
    let visitors = [
        w.it.portal(),
        w.eve.clone(),
        w.bob.clone(),
        w.ann.clone(),
        agent,
    ];
    let names = [
        "nobody",
        "a stranger",
        "a colleague",
        "the requester",
        "an agent",
    ];
    for (method, _, path, expected) in PORTAL {
        for (at, visitor) in visitors.iter().enumerate() {
            let path = fill(&w, path, file);
            let mut visitor = visitor.clone();
            let answer = if *method == "GET" {
                visitor.get(&path).await
            } else {
                visitor.post(&path, &[]).await
            };
            let status = got(answer.status.as_u16(), answer.location());
            assert_eq!(
                status, expected[at],
                "{} at {method} {path}: {}",
                names[at], answer.body
            );
        }
    }
}

#[tokio::test]
async fn every_route_of_the_desk_is_closed_to_everybody_but_agents() {
    let mut w = world().await;
    let file = a_file(&mut w).await;
    let open = [
        "/sign-in",
        "/sign-in/code",
        "/sign-in/passkey",
        "/sign-in/passkey/options",
        "/sign-out",
        "/sso/oidc/login",
        "/sso/oidc/callback",
        "/",
        "/mail",
        "/mail.json",
        "/mail/{id}",
        "/mail/{id}/raw",
    ];
    let settings = routes(&["areas/portals/src"])
        .into_iter()
        .filter(|(_, route)| route.starts_with("/settings"));
    let desk = routes(&[
        "areas/people/src",
        "areas/helpdesk/src",
        "areas/channels/src",
    ]);
    for (method, route) in desk.into_iter().chain(settings) {
        if route.starts_with("/{slug}") || open.contains(&route.as_str()) {
            continue;
        }
        let thread = w.printer.thread_id.unwrap_or_default().to_string();
        let path = route
            .replace("/inbox/{id}", &format!("/inbox/{thread}"))
            .replace("/files/{id}", &format!("/files/{file}"))
            .replace("{entry_id}", "1")
            .replace("{message_id}", "1")
            .replace("{mail_id}", "1")
            .replace("{name}", "x.txt")
            .replace("{id}", &w.printer.ticket_id.to_string())
            .replace("{thread_id}", &thread);
        for visitor in [w.it.desk(), w.ann.at("desk.test"), w.eve.at("desk.test")] {
            let mut visitor = visitor;
            let answer = if method == "GET" {
                visitor.get(&path).await
            } else {
                visitor.post(&path, &[]).await
            };
            assert_eq!(
                got(answer.status.as_u16(), answer.location()),
                IN,
                "{method} {path}: {}",
                answer.body
            );
        }
    }
}

#[test]
fn every_route_of_the_portal_stands_in_the_table() {
    for (method, route) in routes(&["areas/portals/src", "areas/helpdesk/src/tickets/portal"]) {
        // the administrators' pages of an area stand on the desk's host
        if route.starts_with("/settings") {
            continue;
        }
        let known = PORTAL
            .iter()
            .any(|(known, path, ..)| *known == method && *path == route);
        assert!(known, "{method} {route} is in no table of tests/access.rs");
    }
}

/// The routes that the code declares: `.route("/path", get(…).post(…))`.
fn routes(folders: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in folders {
        read(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
            &mut found,
        );
    }
    assert!(!found.is_empty());
    found
}

fn read(path: &Path, found: &mut Vec<(String, String)>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder").flatten() {
            read(&entry.path(), found);
        }
    } else if path.extension().is_some_and(|ending| ending == "rs") {
        let text = fs::read_to_string(path).expect("a source");
        for declared in text.split(".route(").skip(1) {
            let mut halves = declared.trim_start().trim_start_matches('"').splitn(2, '"');
            let (route, rest) = (
                halves.next().unwrap_or_default(),
                halves.next().unwrap_or_default(),
            );
            let handlers = rest
                .split(".route(")
                .next()
                .unwrap_or_default()
                .split('\n')
                .next()
                .unwrap_or_default();
            for (word, method) in [("get(", "GET"), ("post(", "POST")] {
                if handlers.contains(word) {
                    found.push((method.to_owned(), route.to_owned()));
                }
            }
        }
    }
}

#[tokio::test]
async fn with_own_tickets_permission_a_colleagues_ticket_is_not_visible() {
    let mut w =
        crate::support::world_with(|s| s.permission = portals::portals::Permission::Own).await;
    w.bob.get(&w.printer()).await.is(404);
    w.bob.get("/tickets-view").await.hides("Printer burns");
    w.bob
        .get("/tickets-view?q=printer")
        .await
        .hides("Printer burns");
    w.bob
        .get("/tickets-view/export.csv")
        .await
        .hides("Printer burns");
    w.ann.get(&w.printer()).await.is(200);
}

#[tokio::test]
async fn a_hidden_ticket_answers_as_one_that_never_was() {
    let mut w = world().await;
    let hidden = w.eve.get(&w.printer()).await;
    let never = w.eve.get("/tickets-view/4611686018427387904").await;
    assert_eq!(hidden.status, never.status);
    assert_eq!(hidden.body, never.body);
    let mut lost: Vec<_> = hidden.headers.keys().collect();
    lost.sort_by_key(|name| name.as_str().to_owned());
    let mut other: Vec<_> = never.headers.keys().collect();
    other.sort_by_key(|name| name.as_str().to_owned());
    assert_eq!(lost, other);
}

#[tokio::test]
async fn the_portals_ticket_filter_holds_everywhere() {
    use portals::portals::Condition;
    let mut w = world().await;
    let file = a_file(&mut w).await;
    let high = |not| {
        vec![vec![Condition {
            property: "priority".into(),
            not,
            values: vec!["HIGH".into(), "URGENT".into()],
        }]]
    };
    w.set(|settings| settings.filter = high(false)).await;
    w.ann.get(&w.printer()).await.is(404);
    w.ann.get("/tickets-view").await.hides("Printer burns");
    w.ann
        .get("/tickets-view?q=printer")
        .await
        .hides("Printer burns");
    w.ann.get(&format!("/files/{file}/x.txt")).await.is(404);
    w.ann.get(&format!("{}/live", w.printer())).await.is(404);
    w.ann
        .post(&format!("{}/close", w.printer()), &[])
        .await
        .is(404);
    w.set(|settings| settings.filter = high(true)).await;
    w.ann.get(&w.printer()).await.is(200);
    w.set(|settings| settings.filter = vec![Vec::new()]).await;
    w.ann.get(&w.printer()).await.is(404);
}

#[tokio::test]
async fn what_colleagues_write_among_themselves_reaches_no_customer() {
    let mut w = world().await;
    w.comment("CANARYzx81 she is wrong").await;
    w.olga
        .post(
            &format!("/tickets/{}/note", w.printer.ticket_id),
            &[("note", "CANARYzx81 note")],
        )
        .await
        .is(303);
    w.answer("We are looking into it").await;
    let pages = [
        "/tickets-view",
        "/tickets-view?q=canaryzx81",
        "/tickets-view/export.csv",
        "/account",
    ];
    for path in pages
        .into_iter()
        .map(str::to_owned)
        .chain([w.printer(), format!("{}?all=true", w.printer())])
    {
        for visitor in [&mut w.ann, &mut w.bob] {
            let page = visitor.get(&path).await;
            assert!(
                !page
                    .body
                    .replace("value=\"CANARYzx81\"", "")
                    .contains("CANARYzx81"),
                "{path}: {}",
                page.body
            );
        }
    }
    for (to, mail) in w.mails().await {
        assert!(!mail.contains("CANARYzx81"), "to {to}: {mail}");
    }
    w.olga
        .get(&w.conversation())
        .await
        .shows("CANARYzx81 she is wrong");
}
