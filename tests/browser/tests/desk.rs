//! An agent works by keys alone.

use browser::{Chrome, Demo, Scripts, Visitor};
use fantoccini::elements::Element;

async fn max(demo: &Demo, chrome: &Chrome) -> Visitor {
    let max = chrome.visitor(&demo.desk, Scripts::On).await;
    max.sign_in(demo.agent("max")).await;
    max.open("/inbox?view=mine").await;
    max.sees("My open").await;
    max
}

/// The subject that the row at this place shows.
async fn subject(max: &Visitor, place: usize) -> String {
    max.at(&format!(".pane.list li:nth-child({place}) .conv > span"))
        .await
        .text()
        .await
        .expect("a row")
}

async fn paper(composer: &Element) -> String {
    composer
        .css_value("background-color")
        .await
        .expect("a colour")
}

#[tokio::test]
async fn keys_walk_the_list_open_a_ticket_and_begin_a_reply() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let max = max(&demo, &chrome).await;
    let (first, second) = (subject(&max, 1).await, subject(&max, 2).await);
    max.press("j").await;
    max.counts(".conv[aria-current]", 1).await;
    max.is_at(".pane.list li:nth-child(1) .conv").await;
    title(&max, &first).await;
    max.press("j").await;
    title(&max, &second).await;
    max.press("k").await;
    title(&max, &first).await;
    max.press("Enter").await;
    title(&max, &first).await;
    max.press("r").await;
    max.is_at("#body").await;
    max.press("j").await;
    max.holds("Your reply", "j").await;
    title(&max, &first).await;
    max.press("Esc").await;
    max.press("g").await;
    max.press("u").await;
    max.counts(".views a[aria-current][href*=unassigned]", 1)
        .await;
    max.press("?").await;
    max.sees("Keyboard shortcuts").await;
    assert_eq!(max.complaints().await, Vec::<String>::new());
}

/// Waits until the thread's own heading says this.
async fn title(max: &Visitor, subject: &str) {
    let shows = browser::until(async || {
        let heading = max
            .at(".pane.thread h1")
            .await
            .text()
            .await
            .unwrap_or_default();
        (heading == subject).then_some(())
    });
    assert!(shows.await.is_some(), "the thread shows {subject}");
}

#[tokio::test]
async fn before_sending_it_is_plain_who_will_read_it() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let max = max(&demo, &chrome).await;
    max.press("j").await;
    let composer = max.at(".composer").await;
    max.sees("The customer reads this").await;
    let white = paper(&composer).await;
    max.press("n").await;
    max.is_at("#body").await;
    max.sees("only your team sees this").await;
    max.sees_no_more("The customer reads this").await;
    max.sees("Add comment").await;
    let yellow = paper(&composer).await;
    assert_ne!(white, yellow);
    max.fill("Your comment", "Between us").await;
    max.press("Ctrl+Enter").await;
    max.sees("Comment added").await;
    let note = max.at(".log .msg.note:last-of-type").await;
    assert!(
        note.text()
            .await
            .expect("a comment")
            .contains("only your team sees this")
    );
    max.is_at(".log").await;
    max.press("r").await;
    max.sees("The customer reads this").await;
    let composer = max.at(".composer").await;
    assert_eq!(paper(&composer).await, white);
}

#[tokio::test]
async fn an_agent_takes_answers_and_closes_by_keys() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let max = max(&demo, &chrome).await;
    max.press("g").await;
    max.press("u").await;
    max.counts(".views a[aria-current][href*=unassigned]", 1)
        .await;
    max.press("j").await;
    max.sees("Your reply").await;
    max.press("i").await;
    max.sees("Assigned to Max Lindqvist").await;
    max.press("r").await;
    max.is_at("#body").await;
    max.at("#body")
        .await
        .send_keys("It is on its way")
        .await
        .expect("a field");
    max.press("Ctrl+Enter").await;
    max.sees("Reply sent").await;
    let answer = max.at(".log .msg.me:last-of-type").await;
    assert!(
        answer
            .text()
            .await
            .expect("a message")
            .contains("It is on its way")
    );
    // what is typed next is no answer to the customer: the keys are the workspace's
    max.is_at(".log").await;
    max.press("n").await;
    max.sees("only your team sees this").await;
    max.holds("Your comment", "").await;
    max.press("Esc").await;
    let answered = max.path().await;
    max.press("e").await;
    max.sees("Closed.").await;
    max.press("z").await;
    max.sees("Opened again").await;
    let back = max.path().await;
    assert_eq!(back.split('?').next(), answered.split('?').next());
    assert_eq!(max.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_stage_that_keys_pass_over_is_not_taken() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let max = max(&demo, &chrome).await;
    max.open("/tickets").await;
    max.follow(crate::PRINTER).await;
    max.run("document.querySelector('#stage').focus()", &[])
        .await;
    for _ in 0..2 {
        max.press("Down").await;
    }
    // what was passed over would have been said on the page that comes back
    max.counts("#flash:not(:empty)", 0).await;
    max.press("Enter").await;
    max.sees("Stage: ").await;
    max.is_at("#stage").await;
}

#[tokio::test]
async fn a_ticket_opens_at_its_newest_message_on_a_phone_too() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let max = max(&demo, &chrome).await;
    for (width, height) in [(1280, 700), (320, 600)] {
        max.resize(width, height).await;
        max.open("/inbox?view=open").await;
        max.follow(crate::PRINTER).await;
        max.sees("Your reply").await;
        let newest = "const { top, bottom } = [...document.querySelectorAll('.log .msg')].at(-1).getBoundingClientRect();
            return bottom > 0 && top < innerHeight;";
        let seen = browser::until(async || {
            (max.run(newest, &[]).await == serde_json::json!(true)).then_some(())
        })
        .await;
        assert!(
            seen.is_some(),
            "the newest message is out of sight in {width} by {height}"
        );
    }
}
