//! The form of a list, with and without scripts.

use browser::{Chrome, Demo, Scripts, Visitor};

async fn ewa(demo: &Demo, chrome: &Chrome, scripts: Scripts) -> Visitor {
    let ewa = chrome.visitor(&demo.desk, scripts).await;
    ewa.sign_in(demo.agent("ewa")).await;
    ewa.open("/lists/new").await;
    ewa.fill("Name", "People of the bakery").await;
    ewa.click_at("#kind-active").await;
    ewa
}

#[tokio::test]
async fn without_scripts_a_filter_is_made_with_buttons() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let ewa = ewa(&demo, &chrome, Scripts::Off).await;
    ewa.choose("Property", "Primary company: name").await;
    ewa.choose("Comparison", "contains").await;
    ewa.fill("Value", "złoty").await;
    ewa.click("Count again").await;
    ewa.sees("2 contacts match now").await;
    ewa.click("Add another group").await;
    ewa.is_at("#p-1-0").await;
    ewa.holds("Name", "People of the bakery").await;
    ewa.holds("Value", "złoty").await;
    ewa.click("Remove condition 1 of group 2").await;
    ewa.click("Save").await;
    ewa.sees("Zofia Wróbel").await;
    ewa.sees("2 people").await;
}

#[tokio::test]
async fn with_scripts_the_count_follows_what_is_typed() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let ewa = ewa(&demo, &chrome, Scripts::On).await;
    ewa.sees("Complete the conditions").await;
    ewa.fill("Value", "harbourbooks.test").await;
    ewa.sees("3 contacts match now").await;
    ewa.choose("Comparison", "is not").await;
    ewa.sees("8 contacts match now").await;
    ewa.click("Add a condition").await;
    ewa.is_at("#p-0-1").await;
    ewa.sees("Complete the conditions").await;
    ewa.click("Remove condition 2 of group 1").await;
    ewa.is_at("#and-0").await;
    ewa.sees("8 contacts match now").await;
    // a day is compared in its own way, and typed in its own field
    ewa.choose("Property", "Added on").await;
    ewa.at("#v-0-0[type=date]").await;
    ewa.is_at("#p-0-0").await;
    ewa.choose("Property", "E-mail domain").await;
    ewa.at("#v-0-0:not([type=date])").await;
    ewa.fill("Value", "zlotyklos.test").await;
    ewa.choose("Comparison", "is").await;
    ewa.sees("2 contacts match now").await;
    ewa.click_at("main .primary").await;
    ewa.sees("Piotr Mazur").await;
    ewa.sees("Saved").await;
}
