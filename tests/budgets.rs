//! What pages may cost: statements, bytes, and plans without a scan.

use axum::body::Body;
use http::Request;
use portals::members::Member;

use crate::support::{World, world};

async fn statements(w: &mut World, path: &str) -> u64 {
    w.ann.get(path).await.is(200);
    let before = w.it.app.db.statements();
    w.ann.get(path).await.is(200);
    w.it.app.db.statements() - before
}

#[tokio::test]
async fn a_page_asks_the_database_at_most_four_times() {
    let mut w = world().await;
    let ticket = w.printer();
    for path in [
        "/tickets-view",
        "/tickets-view?q=floor",
        "/tickets-view?view=mine&sort=priority",
        &ticket,
        "/account",
    ] {
        let asked = statements(&mut w, path).await;
        assert!(asked <= 4, "{path} asks {asked} times");
    }
}

#[tokio::test]
async fn a_conversation_at_the_desk_asks_the_database_at_most_eleven_times() {
    let mut w = world().await;
    let path = w.conversation();
    w.olga.get(&path).await.is(200);
    let before = w.it.app.db.statements();
    w.olga.get(&path).await.is(200);
    let asked = w.it.app.db.statements() - before;
    assert!(asked <= 11, "{path} asks {asked} times");
}

#[tokio::test]
async fn a_first_visit_weighs_at_most_thirty_kilobytes_in_six_requests() {
    let mut w = world().await;
    for n in 0..30 {
        w.ann
            .post(
                "/tickets-view/new",
                &[
                    ("subject", &format!("A longer subject of case number {n}")),
                    ("body", "x"),
                ],
            )
            .await
            .is(303);
    }
    for path in ["/tickets-view".to_owned(), w.printer()] {
        let page = w.ann.get(&path).await.body;
        let mut paths = vec![path.clone()];
        paths.extend(
            page.split("\"/assets/")
                .skip(1)
                .map(|p| format!("/assets/{}", p.split('"').next().unwrap_or_default())),
        );
        assert!(paths.len() <= 6, "{paths:?}");
        let mut bytes = 0;
        for path in &paths {
            let request = Request::get(path)
                .header("accept-encoding", "br")
                .body(Body::empty())
                .expect("a request");
            let answer = w.ann.send(request).await;
            assert_eq!(answer.headers()["content-encoding"], "br", "{path}");
            bytes += axum::body::to_bytes(answer.into_body(), usize::MAX)
                .await
                .expect("a body")
                .len();
        }
        assert!(bytes <= 30_000, "{path} weighs {bytes} bytes");
    }
}

/// The plan of the customer's list for each order, view and filter: nothing but indexes.
#[tokio::test]
async fn every_list_is_served_by_an_index() {
    use base::search::Last;
    use helpdesk::tickets::filter::Filter;
    let mut w = world().await;
    w.ann.get("/tickets-view").await.is(200);
    let member: Member = w.member().await;
    for sort in ["", "created", "status", "priority"] {
        for status in ["", "open", "closed"] {
            for q in ["", "printer"] {
                let filter = Filter {
                    sort: sort.into(),
                    status: status.into(),
                    q: q.into(),
                    ..Filter::default()
                };
                let statement = helpdesk::tickets::statement(
                    &w.it.app.db,
                    &member,
                    &filter,
                    None,
                    Last::Whole,
                    25,
                );
                let plan = w.plan(statement).await;
                assert!(
                    !plan.contains("SCAN t") && !plan.contains("SCAN v"),
                    "{sort} {status} {q}: {plan}"
                );
                assert!(
                    !plan.contains("Seq Scan on ticket"),
                    "{sort} {status} {q}: {plan}"
                );
            }
        }
    }
}

/// The audit log, whatever is looked up: nothing but indexes, and nothing sorted that is longer than a page.
#[tokio::test]
async fn the_audit_log_is_served_by_an_index() {
    use people::audit::{self, Filter};
    use web::keyset::Place;
    let w = world().await;
    let place = |back| {
        Some(Place {
            back,
            keys: vec![5],
        })
    };
    let who = vec!["7".to_owned(), "ann@acme.test".to_owned()];
    for kind in [None, Some("signed_in")] {
        for people in [None, Some(who.clone())] {
            for at in [None, place(false), place(true)] {
                let people = people.clone();
                let filter = Filter { kind, people };
                let statement = audit::statement(w.account_id, &filter, at.as_ref());
                let text = statement.text().to_owned();
                let plan = w.plan(statement).await;
                assert!(!plan.contains("SCAN events"), "{text}: {plan}");
                assert!(!plan.contains("Seq Scan"), "{text}: {plan}");
                if kind.is_some() && filter.people.is_none() {
                    assert!(plan.contains("events_kind"), "{text}: {plan}");
                }
                if filter.people.is_some() {
                    for index in ["events_subject", "events_actor"] {
                        assert!(plan.contains(index), "{text}: {plan}");
                    }
                }
            }
        }
    }
}

/// Contacts, the members of a list, and whether somebody is in one of some lists: nothing but indexes, searched or not.
#[tokio::test]
async fn contacts_and_lists_are_served_by_an_index() {
    use people::{contacts, lists};
    use web::keyset::Place;
    let w = world().await;
    let place = |back, keys: &[i64]| {
        let keys = keys.to_vec();
        Some(Place { back, keys })
    };
    let mut statements = vec![lists::contains_statement(w.account_id, 1, &[1, 2, 3])];
    for q in ["", "ann", "ann acme"] {
        for at in [None, place(false, &[5]), place(true, &[5])] {
            statements.push(contacts::statement(w.account_id, q, at.as_ref()));
        }
        for at in [None, place(false, &[5, 5]), place(true, &[5, 5])] {
            statements.push(lists::members_statement(w.account_id, 1, q, at.as_ref()));
        }
    }
    for statement in statements {
        let text = statement.text().to_owned();
        let plan = w.plan(statement).await;
        for table in ["c", "m", "w", "cc", "o"] {
            assert!(!plan.contains(&format!("SCAN {table}\n")), "{text}: {plan}");
            assert!(
                !plan.contains(&format!("SCAN {table} USING")),
                "{text}: {plan}"
            );
        }
        assert!(!plan.contains("Seq Scan"), "{text}: {plan}");
        assert!(
            !plan.contains("TEMP B-TREE FOR ORDER BY") || plan.contains("SCAN page"),
            "{text}: {plan}"
        );
    }
}
