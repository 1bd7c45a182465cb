//! Two people look at the same ticket at once.

use browser::{Chrome, Demo, Scripts, Visitor};

use crate::{PRINTER, open_ticket};

/// What a reload would wipe away.
const MARK: &str = "window.mark = true";

async fn both(demo: &Demo, chrome: &Chrome) -> (Visitor, Visitor) {
    let anna = chrome.visitor(&demo.portal, Scripts::On).await;
    anna.sign_in(demo.member("anna")).await;
    open_ticket(&anna, PRINTER).await;
    anna.run(MARK, &[]).await;
    let max = chrome.visitor(&demo.desk, Scripts::On).await;
    max.sign_in(demo.agent("max")).await;
    max.open("/inbox?view=open").await;
    max.follow(PRINTER).await;
    max.sees("Your reply").await;
    max.run(MARK, &[]).await;
    (anna, max)
}

async fn was_not_reloaded(visitor: &Visitor) {
    assert_eq!(
        visitor.run("return window.mark === true", &[]).await,
        serde_json::json!(true)
    );
}

#[tokio::test]
async fn an_answer_and_the_reply_to_it_show_on_open_pages_without_a_reload() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let (anna, max) = both(&demo, &chrome).await;
    max.fill("Your reply", "We send a new roller today").await;
    max.click("Send").await;
    anna.sees("We send a new roller today").await;
    was_not_reloaded(&anna).await;
    anna.fill("Your message", "How kind of you").await;
    anna.click("Send reply").await;
    max.sees("How kind of you").await;
    was_not_reloaded(&max).await;
}

#[tokio::test]
async fn what_a_customer_is_writing_stays_when_news_comes_and_comments_never_come() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let (anna, max) = both(&demo, &chrome).await;
    anna.fill("Your message", "Half a sent").await;
    max.click("Comment").await;
    max.fill("Your comment", "INTERNAL: she is cross").await;
    max.click("Add comment").await;
    max.sees("Comment added").await;
    max.click("Reply").await;
    max.fill("Your reply", "We have a roller for you").await;
    max.click("Send").await;
    anna.sees("We have a roller for you").await;
    anna.holds("Your message", "Half a sent").await;
    anna.sees_no_more("she is cross").await;
    max.press("Esc").await;
    max.press("e").await;
    anna.sees("This ticket is closed").await;
    anna.holds("Your message", "Half a sent").await;
    was_not_reloaded(&anna).await;
}
