//! Everything works without scripts.

use std::path::PathBuf;

use browser::{Chrome, Demo, Scripts, Visitor};
use tempfile::TempDir;

use crate::{PRINTER, open_ticket};

async fn anna(demo: &Demo, chrome: &Chrome) -> Visitor {
    let anna = chrome.visitor(&demo.portal, Scripts::Off).await;
    anna.sign_in(demo.member("anna")).await;
    anna
}

fn file(folder: &TempDir, name: &str, content: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, content).expect("a file");
    path
}

#[tokio::test]
async fn without_scripts_a_customer_finds_a_ticket_by_its_words_and_by_its_status() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let anna = anna(&demo, &chrome).await;
    anna.sees(PRINTER).await;
    let button = anna
        .at("[data-apply]")
        .await
        .rectangle()
        .await
        .expect("a button");
    assert!(
        button.2 > 40.0,
        "what needs a click has a button to see: {button:?}"
    );
    anna.sees_no_more("Theme").await;
    anna.fill("Search tickets", "printer labels").await;
    anna.click("Apply").await;
    anna.sees_no_more("Barcode on loyalty cards").await;
    anna.sees(PRINTER).await;
    anna.fill("Search tickets", "zeppelin").await;
    anna.click("Apply").await;
    anna.sees("No tickets match").await;
    anna.click("Clear filters").await;
    anna.sees(PRINTER).await;
    anna.choose("Status", "Closed").await;
    anna.click("Apply").await;
    anna.sees_no_more(PRINTER).await;
    anna.counts(".rows .tag.open", 0).await;
    assert!(
        anna.count(".rows .tag.closed").await > 0,
        "the demo has closed tickets"
    );
}

#[tokio::test]
async fn without_scripts_a_customer_replies_with_files_closes_and_opens_again() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let folder = tempfile::tempdir().expect("a folder");
    let anna = anna(&demo, &chrome).await;
    open_ticket(&anna, PRINTER).await;
    anna.fill("Your message", "Here is what the\nlight does")
        .await;
    anna.attach(&[
        &file(&folder, "light.txt", "three blinks"),
        &file(&folder, "sensor.log", "E17"),
    ])
    .await;
    anna.click("Send reply").await;
    anna.sees("Reply sent").await;
    for words in ["Here is what the\nlight does", "light.txt", "sensor.log"] {
        anna.sees(words).await;
    }
    anna.holds("Your message", "").await;

    anna.click("Close ticket").await;
    anna.sees("This ticket is closed").await;
    anna.click("Open again").await;
    anna.sees("Opened again.").await;
    anna.sees_no_more("This ticket is closed").await;
    anna.fill("Your message", "All is well now").await;
    anna.click("Send and close").await;
    anna.sees("This ticket is closed").await;
    anna.sees("All is well now").await;
    anna.fill("Your message", "It is not").await;
    anna.click("Send and open again").await;
    anna.sees_no_more("This ticket is closed").await;
    anna.sees("It is not").await;
}

#[tokio::test]
async fn without_scripts_a_mistake_says_what_to_do_and_keeps_the_text() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let anna = anna(&demo, &chrome).await;
    open_ticket(&anna, PRINTER).await;
    anna.click("Send reply").await;
    anna.sees("There is a problem").await;
    anna.click("Write a message or attach a file").await;
    anna.is_at("#body").await;
    anna.open("/tickets-view/new").await;
    anna.fill("Subject", " ").await;
    anna.fill("What happened?", "Nothing prints").await;
    anna.click("Send").await;
    anna.sees("Enter Subject").await;
    anna.holds("What happened?", "Nothing prints").await;
}

#[tokio::test]
async fn without_scripts_a_customer_writes_a_new_ticket_and_signs_out() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let folder = tempfile::tempdir().expect("a folder");
    let anna = anna(&demo, &chrome).await;
    anna.click("New ticket").await;
    anna.fill("Subject", "The shop sign has faded").await;
    anna.fill("What happened?", "It was **red** once").await;
    anna.attach(&[&file(&folder, "sign.txt", "pink")]).await;
    anna.click("Send").await;
    anna.sees("We have it. Number").await;
    anna.sees("It was red once").await;
    anna.sees("sign.txt").await;
    anna.click("All tickets").await;
    anna.sees("The shop sign has faded").await;
    anna.click("Sign out").await;
    anna.sees("You are signed out").await;
    anna.open("/tickets-view").await;
    anna.sees("Sign in").await;
    anna.sees_no_more(PRINTER).await;
}

#[tokio::test]
async fn without_scripts_an_agent_takes_answers_comments_and_closes() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let max = chrome.visitor(&demo.desk, Scripts::Off).await;
    max.sign_in(demo.agent("max")).await;
    max.open("/inbox?view=unassigned").await;
    max.follow("Thank-you cards").await;
    max.click("Assign to me").await;
    max.sees("Assigned to Max Lindqvist").await;
    max.fill("Your reply", "Yes, the same paper").await;
    max.click("Send").await;
    max.sees("Reply sent").await;
    max.sees("Yes, the same paper").await;
    max.click("Comment").await;
    max.at("#body")
        .await
        .send_keys("She is our best customer")
        .await
        .expect("a field");
    max.at(".composer .primary")
        .await
        .click()
        .await
        .expect("a button");
    max.sees("Comment added").await;
    max.counts(".log .msg.note", 1).await;
    max.click("Close").await;
    max.sees("Closed.").await;

    let lena = chrome.visitor(&demo.portal, Scripts::Off).await;
    lena.sign_in(demo.member("lena")).await;
    open_ticket(&lena, "Thank-you cards").await;
    lena.sees("Yes, the same paper").await;
    lena.sees("This ticket is closed").await;
    lena.sees_no_more("best customer").await;
}
