//! Known and unknown addresses cannot be told apart, by what comes back or by what it costs [A12]: at each way in the same status,
//! headers, page, number of statements, and time.

use std::time::{Duration, Instant};

use super::ways_in::{MINUTE, WORD, a_group, open_to, open_world, put};
use crate::support::{Answer, PASSWORD, Visitor, World, world};

/// A request that names an address: a path and a form in which `@` stands for it.
type Step = (&'static str, &'static [(&'static str, &'static str)]);

/// The ways in by which an address is given, each with what the page behind it does.
const WAYS: [(&str, Step); 4] = [
    (
        "signing in",
        ("/sign-in", &[("email", "@"), ("password", "not the word")]),
    ),
    (
        "registering",
        (
            "/register",
            &[
                ("email", "@"),
                ("first_name", "Zoe"),
                ("last_name", "Zebra"),
                ("password", WORD),
            ],
        ),
    ),
    (
        "a forgotten password",
        ("/reset-password", &[("email", "@")]),
    ),
    ("a link", ("/sign-in/link", &[("email", "@")])),
];

/// A member, one without a password, one who is switched off, a contact without a login, an agent; then nobody's.
const ADDRESSES: [&str; 6] = [
    "ann@acme.test",
    "bob@acme.test",
    "eve@alone.test",
    "kim@acme.test",
    "olga@desk.test",
    "ask@nobody.test",
];

/// The world in which everybody of [`ADDRESSES`] is what stands there.
async fn everybody() -> World {
    let w = open_world().await;
    let (app, account_id) = (&w.it.app, w.account_id);
    let tx = app.db.begin().await.expect("a transaction");
    people::contacts::of_email(&tx, app, account_id, "kim@acme.test", "Kim")
        .await
        .expect("a contact");
    let id = async |email: &str| {
        let contact = people::contacts::by_email(&tx, account_id, email).await;
        contact.expect("a query").expect("a contact")
    };
    let (bob, eve) = (id("bob@acme.test").await, id("eve@alone.test").await);
    portals::members::register(&tx, app, account_id, &bob, "")
        .await
        .expect("a member");
    let by = base::Actor::system();
    portals::members::disable(&tx, app, account_id, &by, eve.id, true)
        .await
        .expect("switched off");
    tx.commit().await.expect("a commit");
    w
}

async fn give(visitor: &mut Visitor, (path, form): Step, email: &str) -> Answer {
    let fields = form.iter().map(|&(name, value)| match value {
        "@" => (name, email),
        other => (name, other),
    });
    visitor.post(path, &fields.collect::<Vec<_>>()).await
}

/// What somebody who asks can see of an answer: everything but what is random in it, and the address itself.
fn seen(answer: &Answer, email: &str) -> (u16, Vec<(String, String)>, String) {
    let named = answer.body.matches(email).count() * email.len();
    let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        let value = value.to_str().expect("a text");
        let value = match name.as_str() {
            "set-cookie" => masked(value),
            "content-length" => (value.parse::<usize>().expect("a number") - named).to_string(),
            _ => value.to_owned(),
        };
        (name.to_string(), value)
    };
    let headers = answer.headers.iter().map(header).collect();
    (
        answer.status.as_u16(),
        headers,
        answer.body.replace(email, "@"),
    )
}

/// A cookie with its length in place of its random value.
fn masked(cookie: &str) -> String {
    let (name, rest) = cookie.split_once('=').expect("a cookie");
    let (value, rest) = rest.split_once(';').unwrap_or((rest, ""));
    format!("{name}={}; {rest}", value.len())
}

#[tokio::test]
async fn every_way_in_answers_alike_and_asks_the_database_as_often() {
    let w = everybody().await;
    for (way, step) in WAYS {
        let mut answers = Vec::new();
        for email in ADDRESSES {
            let mut visitor = w.it.portal();
            let mut all = Vec::new();
            for later in 0..3 {
                let before = w.it.app.db.statements();
                let answer = match later {
                    0 => give(&mut visitor, step, email).await,
                    1 => visitor.get("/check-mail").await,
                    _ => visitor.post("/check-mail", &[]).await,
                };
                let asked = w.it.app.db.statements() - before;
                all.push((seen(&answer, email), asked));
            }
            answers.push(all);
        }
        for (email, all) in ADDRESSES.iter().zip(&answers) {
            assert_eq!(all, &answers[5], "{way}: {email}");
        }
    }
}

/// After the mail, or what would have been it: asking once more must not say which it was.
#[tokio::test]
async fn asking_for_the_mail_once_more_answers_alike_too() {
    let w = everybody().await;
    for (way, step) in &WAYS[1..] {
        let mut answers = Vec::new();
        for email in ADDRESSES {
            let mut visitor = w.it.portal();
            // an earlier ask of the same purpose is void once the later one is answered
            let mut earlier = w.it.portal();
            give(&mut earlier, *step, email).await.is(303);
            w.it.work().await;
            give(&mut visitor, *step, email).await.is(303);
            let mut all = Vec::new();
            for wait in [0, MINUTE + 1, 1, MINUTE + 1] {
                w.it.work().await;
                w.it.pass(wait);
                for again in [&mut visitor, &mut earlier] {
                    let before = w.it.app.db.statements();
                    let answer = again.post("/check-mail", &[]).await;
                    let asked = w.it.app.db.statements() - before;
                    all.push((seen(&answer, email), asked));
                }
            }
            answers.push(all);
        }
        for (email, all) in ADDRESSES.iter().zip(&answers) {
            assert_eq!(all, &answers[5], "{way}: {email}");
        }
    }
}

/// Whoever makes up a link learns nothing of which invitations there are.
#[tokio::test]
async fn a_made_up_invitation_is_answered_alike_whether_or_not_its_number_is_one() {
    let (w, known) = invited().await;
    let (number, code) = known.split_once('.').expect("a number and a code");
    let code: String = code.chars().rev().collect();
    let mut answers = Vec::new();
    for number in [number, "1f", "7fffffffffffffff"] {
        let path = format!("{number}.{code}");
        for form in [None, Some([("password", WORD)])] {
            w.it.portal().get("/sign-in").await; // the site is known
            let before = w.it.app.db.statements();
            let mut visitor = w.it.portal();
            let answer = match form {
                None => visitor.get(&path_of(&path)).await,
                Some(form) => visitor.post(&path_of(&path), &form).await,
            };
            let asked = w.it.app.db.statements() - before;
            answers.push((seen(answer.is(404), &path), asked));
        }
    }
    assert!(answers.iter().step_by(2).all(|it| it == &answers[0]));
    assert!(
        answers
            .iter()
            .skip(1)
            .step_by(2)
            .all(|it| it == &answers[1])
    );
}

fn path_of(token: &str) -> String {
    let token = token.rsplit('/').next().unwrap_or_default();
    format!("/invitation/{token}")
}

/// Somebody was invited; the token of their link.
async fn invited() -> (World, String) {
    let w = world().await;
    let group = a_group(&w, "Customers").await;
    open_to(&w, "Customers").await;
    put(&w, group, "nora@new.test", true).await;
    w.it.work().await;
    w.it.pass(2 * MINUTE + 1000);
    let link = w.link_to("nora@new.test").await.expect("an invitation");
    let token = link.rsplit('/').next().expect("a token").to_owned();
    (w, token)
}

/// Two hundred tries, known and unknown by turns.
struct Tries {
    known: Vec<Duration>,
    unknown: Vec<Duration>,
}

const PAIRS: usize = 100;

impl Tries {
    /// Measures pairs; which of a pair comes first changes from one to the next, so that neither profits from its place.
    async fn of(mut one: impl AsyncFnMut(bool) -> Duration) -> Tries {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for n in 0..PAIRS + 5 {
            let mut pair = [Duration::ZERO; 2];
            for which in [n % 2, 1 - n % 2] {
                pair[which] = one(which == 0).await;
            }
            // the first ones warm up
            if n >= 5 {
                known.push(pair[0]);
                unknown.push(pair[1]);
            }
        }
        Tries { known, unknown }
    }

    /// Nothing can be told from them when either the one is as often slower as the other (within five standard deviations of a fair
    /// coin, so that chance fails one run in a million), or the medians differ by less than a tenth.
    fn tell_nothing(&self, way: &str) {
        let slower = self.known.iter().zip(&self.unknown);
        let slower = slower.filter(|(known, unknown)| known > unknown).count();
        let (known, unknown) = (median(&self.known), median(&self.unknown));
        let apart = known.abs_diff(unknown);
        let tenth = known.min(unknown) / 10;
        let says =
            format!("{way}: {known:?} known, {unknown:?} unknown, {slower} of {PAIRS} slower");
        assert!(slower.abs_diff(PAIRS / 2) <= 25 || apart <= tenth, "{says}");
    }
}

fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort();
    times[times.len() / 2]
}

async fn time_of(w: &World, step: Step, email: &str) -> Duration {
    // limits count per address; a quarter of an hour later they count anew
    w.it.pass(16 * MINUTE);
    let mut visitor = w.it.portal();
    let begun = Instant::now();
    let answer = give(&mut visitor, step, email).await;
    let took = begun.elapsed();
    assert_ne!(answer.status.as_u16(), 429, "{email}");
    took
}

async fn takes_as_long(way: usize) {
    let w = everybody().await;
    let (name, step) = WAYS[way];
    let email = |known| if known { ADDRESSES[0] } else { ADDRESSES[5] };
    Tries::of(async |known| time_of(&w, step, email(known)).await)
        .await
        .tell_nothing(name);
}

#[tokio::test]
async fn signing_in_takes_as_long_for_unknown_addresses() {
    takes_as_long(0).await;
}

#[tokio::test]
async fn registering_takes_as_long_for_unknown_addresses() {
    takes_as_long(1).await;
}

#[tokio::test]
async fn a_forgotten_password_takes_as_long_for_unknown_addresses() {
    takes_as_long(2).await;
}

#[tokio::test]
async fn asking_for_a_link_takes_as_long_for_unknown_addresses() {
    takes_as_long(3).await;
}

#[tokio::test]
async fn a_made_up_invitation_takes_as_long_whether_or_not_its_number_is_one() {
    let (w, known) = invited().await;
    let (number, code) = known.split_once('.').expect("a number and a code");
    let code: String = code.chars().rev().collect();
    let tries = Tries::of(async |known| {
        let number = if known { number } else { "1f" };
        let path = path_of(&format!("{number}.{code}"));
        let mut visitor = w.it.portal();
        let begun = Instant::now();
        let answer = visitor.get(&path).await;
        let took = begun.elapsed();
        answer.is(404);
        took
    });
    tries.await.tell_nothing("an invitation");
}

#[tokio::test]
async fn the_right_password_of_a_login_that_is_off_is_refused_like_a_wrong_one() {
    let w = everybody().await;
    let mut answers = Vec::new();
    for (email, word) in [
        ("eve@alone.test", PASSWORD),
        ("eve@alone.test", "not the word"),
        ("ask@nobody.test", "not the word"),
        ("bob@acme.test", ""),
    ] {
        let fields = [("email", email), ("password", word)];
        let answer = w.it.portal().post("/sign-in", &fields).await;
        answers.push(seen(answer.is(422), email));
    }
    assert!(answers.iter().all(|it| it == &answers[0]));
}
