//! The second step of signing in, and passkeys from a device that Chromium pretends to have.

use browser::{Chrome, Demo, Login, Scripts, Visitor, until};
use totp_rs::{Builder, Secret};

/// The code that an app with this secret shows at this moment.
pub(crate) fn code(secret: &str) -> String {
    code_in(secret, 0)
}

/// The code that it shows so many seconds later: a clock may be half a minute ahead, and a code counts once.
pub(crate) fn code_in(secret: &str, seconds: u64) -> String {
    let secret = Secret::try_from_base32(secret).expect("a secret");
    let app = Builder::new().with_secret(secret).build().expect("an app");
    #[expect(
        clippy::disallowed_methods,
        reason = "the program that runs has the real time"
    )]
    let now = std::time::SystemTime::now();
    let since = now
        .duration_since(std::time::UNIX_EPOCH)
        .expect("after 1970");
    app.generate(since.as_secs() + seconds).to_string()
}

/// Sets up an app and stands before the recovery codes; answers its secret.
pub(crate) async fn set_up_app(visitor: &Visitor, at: &str) -> String {
    visitor.open(&format!("{at}/factor")).await;
    let secret = visitor
        .at("code.long")
        .await
        .text()
        .await
        .expect("a secret");
    visitor.type_at("#code", &code(&secret)).await;
    visitor
        .click_at(&format!("form[action='{at}/factor'] .primary"))
        .await;
    visitor.counts(".codes li", 10).await;
    secret
}

/// Adds a passkey of this name and stands before the list.
pub(crate) async fn add_passkey(visitor: &Visitor, at: &str, name: &str) {
    visitor.open(&format!("{at}/passkeys")).await;
    visitor.type_at("#name", name).await;
    visitor.click_at("button[data-passkey=create]").await;
    visitor.counts(".keyring li", 1).await;
    visitor.sees(name).await;
}

/// Signs out, and in again by the passkey: by its button, unless the browser has offered it already.
pub(crate) async fn in_by_passkey(visitor: &Visitor) {
    sign_out(visitor).await;
    if visitor.path().await.starts_with("/sign-in") {
        visitor
            .run(
                "document.querySelector('form:not([hidden]) > button[data-passkey]')?.click()",
                &[],
            )
            .await;
    }
    is_inside(visitor).await;
}

/// Signs out and stands before what comes then.
pub(crate) async fn sign_out(visitor: &Visitor) {
    visitor.open("/sign-out").await;
    visitor
        .click_at("main form[action='/sign-out'] button")
        .await;
    let out = until(async || {
        let path = visitor.path().await;
        (!path.starts_with("/sign-out")).then_some(())
    });
    assert!(out.await.is_some(), "{}", visitor.words().await);
}

async fn is_inside(visitor: &Visitor) {
    let inside = until(async || {
        let path = visitor.path().await;
        (!path.starts_with("/sign-")).then_some(())
    });
    assert!(inside.await.is_some(), "{}", visitor.words().await);
}

/// Password, then a code.
pub(crate) async fn in_by_code(visitor: &Visitor, login: &Login, code: &str) {
    visitor.open("/sign-in").await;
    visitor.give_password(login).await;
    visitor.type_at("#code", code).await;
    visitor
        .click_at("form[action='/sign-in/code'] .primary")
        .await;
    is_inside(visitor).await;
}

/// The first of the recovery codes that are shown.
pub(crate) async fn recovery_code(visitor: &Visitor) -> String {
    let code = visitor.at(".codes li code").await;
    code.text().await.expect("a code")
}

#[tokio::test]
async fn an_agent_adds_a_passkey_and_signs_in_with_it_also_when_codes_are_on() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let max = chrome.visitor(&demo.desk, Scripts::On).await;
    max.sign_in(demo.agent("max")).await;
    set_up_app(&max, "/me").await;
    let spare = recovery_code(&max).await;
    max.click("I have kept them").await;
    max.sees("10 recovery codes left").await;
    sign_out(&max).await;
    in_by_code(&max, demo.agent("max"), &spare).await;
    max.sees("You have used a recovery code").await;

    max.has_a_passkey_device().await;
    add_passkey(&max, "/me", "My laptop").await;
    max.sees("Passkey added").await;
    max.open("/me/passkeys").await;
    max.click("Add a passkey").await;
    max.sees("This device has a passkey of yours already").await;
    in_by_passkey(&max).await;
    max.open("/me/passkeys").await;
    max.sees("Last used").await;
    max.follow("My laptop").await;
    max.click("Remove").await;
    max.sees("Remove “My laptop”").await;
    max.click("Confirm with a passkey").await;
    max.sees("Passkey removed").await;
    assert_eq!(max.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_member_adds_a_passkey_and_signs_in_with_it() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let anna = chrome.visitor(&demo.portal, Scripts::On).await;
    anna.sign_in(demo.member("anna")).await;
    anna.has_a_passkey_device().await;
    anna.open("/account/security").await;
    anna.click("Add a passkey").await;
    add_passkey(&anna, "/account", "Anna’s phone").await;
    in_by_passkey(&anna).await;
    set_up_app(&anna, "/account").await;
    in_by_passkey(&anna).await;
    anna.open("/account/factor").await;
    anna.click("Turn it off").await;
    anna.click("Confirm with a passkey").await;
    anna.sees("The second step is off").await;
    assert_eq!(anna.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_polish_portal_has_it_all_too() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let base = demo.portal.replace("help.", "pomoc.");
    let zofia = chrome.visitor(&base, Scripts::On).await;
    zofia.sign_in(demo.member("zofia")).await;
    set_up_app(&zofia, "/account").await;
    zofia.sees("Zachowaj te kody zapasowe").await;
    let spare = recovery_code(&zofia).await;
    sign_out(&zofia).await;
    in_by_code(&zofia, demo.member("zofia"), &spare).await;
    zofia.sees("Użyto kodu zapasowego").await;
    zofia.open("/account/factor").await;
    zofia.sees("Pozostało 9 kodów zapasowych").await;
    zofia.has_a_passkey_device().await;
    add_passkey(&zofia, "/account", "Telefon").await;
    zofia.sees("Dodano klucz dostępu").await;
    in_by_passkey(&zofia).await;
    assert_eq!(zofia.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn who_does_not_touch_the_device_is_told_so_and_can_go_on() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let max = chrome.visitor(&demo.desk, Scripts::On).await;
    max.sign_in(demo.agent("max")).await;
    // a device that has nothing of theirs to prove with
    max.open("/me/passkeys").await;
    max.run(
        "navigator.credentials.create = async () => { throw new DOMException('', 'NotAllowedError'); }",
        &[],
    )
    .await;
    max.type_at("#name", "Not now").await;
    max.click_at("button[data-passkey=create]").await;
    max.sees("No passkey was used").await;
    max.holds("Name", "Not now").await;
}

#[tokio::test]
async fn without_scripts_codes_work_and_passkeys_say_what_they_need() {
    let (demo, chrome) = (Demo::start(), Chrome::start());
    let anna = chrome.visitor(&demo.portal, Scripts::Off).await;
    anna.sign_in(demo.member("anna")).await;
    set_up_app(&anna, "/account").await;
    let spare = recovery_code(&anna).await;
    sign_out(&anna).await;
    anna.sees_no_more("passkey").await;
    in_by_code(&anna, demo.member("anna"), &spare).await;
    anna.open("/account/passkeys").await;
    anna.sees("Passkeys need a current browser with scripts on")
        .await;
    anna.counts("button[data-passkey]:not([hidden])", 0).await;
}
