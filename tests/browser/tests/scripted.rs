//! What scripts add for a customer.

use std::fs::File;

use browser::{Chrome, Demo, Scripts, Visitor, until};

use crate::factors::sign_out;
use crate::{PRINTER, open_ticket};

async fn anna(demo: &Demo, chrome: &Chrome) -> Visitor {
    let anna = chrome.visitor(&demo.portal, Scripts::On).await;
    anna.sign_in(demo.member("anna")).await;
    open_ticket(&anna, PRINTER).await;
    anna
}

#[tokio::test]
async fn a_draft_survives_a_reload_and_is_there_in_another_browser() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let anna_at_work = anna(&demo, &chrome).await;
    anna_at_work
        .fill("Your message", "I was about to say")
        .await;
    anna_at_work.sees("Draft saved").await;
    anna_at_work.reload().await;
    anna_at_work
        .holds("Your message", "I was about to say")
        .await;
    let anna_at_home = anna(&demo, &chrome).await;
    anna_at_home
        .holds("Your message", "I was about to say")
        .await;
    anna_at_home.click("Send reply").await;
    anna_at_home.sees("Reply sent").await;
    anna_at_home.reload().await;
    anna_at_home.holds("Your message", "").await;
}

#[tokio::test]
async fn a_draft_is_not_there_for_the_next_person_at_the_browser() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let there = anna(&demo, &chrome).await;
    there.open("/tickets-view/new").await;
    there.type_at("textarea", "What nobody else may read").await;
    there.sees("Draft saved").await;
    sign_out(&there).await;
    there.sign_in(demo.member("tom")).await;
    there.open("/tickets-view/new").await;
    let typed = "return document.querySelector('textarea').value + JSON.stringify(localStorage)";
    let typed = there.run(typed, &[]).await.to_string();
    assert!(!typed.contains("nobody else"), "{typed}");
    sign_out(&there).await;
    there.sign_in(demo.member("anna")).await;
    there.open("/tickets-view/new").await;
    let typed = there.run("return document.querySelector('textarea').value", &[]);
    assert_eq!(typed.await, "What nobody else may read");
}

#[tokio::test]
async fn files_go_up_at_once_and_are_on_the_reply() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let anna = anna(&demo, &chrome).await;
    let folder = tempfile::tempdir().expect("a folder");
    let picked = folder.path().join("picked.txt");
    std::fs::write(&picked, "picked").expect("a file");
    anna.drop_file("dropped.txt", "dropped").await;
    anna.attach(&[&picked]).await;
    anna.drop_file("mistake.txt", "not this one").await;
    anna.counts(".drop input[name=upload]", 3).await;
    anna.click("Remove mistake.txt").await;
    anna.counts(".drop input[name=upload]", 2).await;
    anna.is_at("#files").await;
    anna.fill("Your message", "Two files").await;
    anna.click("Send reply").await;
    anna.sees("Reply sent").await;
    anna.sees("dropped.txt").await;
    anna.sees("picked.txt").await;
    anna.sees_no_more("mistake.txt").await;
    assert_eq!(anna.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused_in_words_and_the_text_stays() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let anna = anna(&demo, &chrome).await;
    let folder = tempfile::tempdir().expect("a folder");
    let large = folder.path().join("film.mp4");
    File::create(&large)
        .and_then(|file| file.set_len(27 * 1024 * 1024))
        .expect("a large file");
    anna.fill("Your message", "The film shows it").await;
    anna.attach(&[&large]).await;
    anna.sees("film.mp4 is larger than 25").await;
    anna.holds("Your message", "The film shows it").await;
    // it does not go without a word: who sends it decides
    anna.click("Send reply").await;
    anna.is_at("[data-list] button").await;
    anna.click("Remove film.mp4").await;
    anna.sees_no_more("film.mp4 is larger").await;
    anna.click("Send reply").await;
    anna.sees("Reply sent").await;
    anna.sees("The film shows it").await;
}

#[tokio::test]
async fn two_clicks_on_send_make_one_message() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let anna = anna(&demo, &chrome).await;
    let before = anna.count("article.msg").await;
    anna.fill("Your message", "Only once").await;
    anna.double_click("Send reply").await;
    anna.sees("Reply sent").await;
    anna.reload().await;
    anna.counts("article.msg", before + 1).await;
}

#[tokio::test]
async fn filters_apply_when_they_change_and_a_password_can_be_shown() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let anna = anna(&demo, &chrome).await;
    anna.click("All tickets").await;
    anna.choose("Status", "Closed").await;
    let there = until(async || anna.path().await.contains("status=closed").then_some(())).await;
    assert!(
        there.is_some(),
        "the list is narrowed, {}",
        anna.path().await
    );
    anna.counts(".rows .tag.open", 0).await;
    anna.click("Sign out").await;
    let out = until(async || anna.path().await.contains("signed-out").then_some(())).await;
    assert!(out.is_some(), "signed out, {}", anna.path().await);
    anna.open("/sign-in").await;
    anna.fill("Password", "secret words").await;
    anna.click("Show password").await;
    anna.counts("#password[type=text]", 1).await;
    anna.click("Hide password").await;
    anna.counts("#password[type=password]", 1).await;
}

#[tokio::test]
async fn the_theme_that_somebody_chose_is_there_from_the_first_moment() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let anna = anna(&demo, &chrome).await;
    let background = "return getComputedStyle(document.body).backgroundColor";
    anna.prefer("light").await;
    let light = anna.run(background, &[]).await;
    anna.run("document.cookie = 'theme=dark; Path=/'", &[])
        .await;
    anna.reload().await;
    anna.counts("html[data-theme=dark]", 1).await;
    let dark = anna.run(background, &[]).await;
    assert_ne!(light, dark);
    anna.prefer("dark").await;
    assert_eq!(anna.run(background, &[]).await, dark);
}
