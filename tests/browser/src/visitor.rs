//! Somebody with a browser: what they do and see, in their own words.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use crate::chrome::Own;
use crate::{Login, until};

/// A window of a person's own. Every look and every act waits until it can be done, and fails with what was on the page.
pub struct Visitor {
    client: Client,
    base: String,
}

/// Pages: going, reading.
impl Visitor {
    pub(crate) fn new(client: Client, base: &str) -> Visitor {
        Visitor {
            client,
            base: base.to_owned(),
        }
    }

    /// Where the first link that fits leads, seen or not.
    pub async fn target(&self, css: &str) -> String {
        let found = until(async || {
            self.client
                .find(Locator::Css(css))
                .await
                .ok()?
                .attr("href")
                .await
                .ok()?
        })
        .await;
        match found {
            Some(target) => target,
            None => self.fails(&format!("there is no link {css}")).await,
        }
    }

    /// Opens a page below the address this visitor came to.
    pub async fn open(&self, path: &str) {
        self.client
            .goto(&format!("{}{path}", self.base))
            .await
            .expect("the page opens");
    }

    /// Where they are: path and query.
    pub async fn path(&self) -> String {
        let url = self.client.current_url().await.expect("an address");
        url.query().map_or_else(
            || url.path().to_owned(),
            |query| format!("{}?{query}", url.path()),
        )
    }

    /// Goes away; the window is closed.
    pub async fn close(self) {
        self.client.close().await.expect("the window closes");
    }

    /// Loads the page anew.
    pub async fn reload(&self) {
        self.client.refresh().await.expect("the page loads again");
    }

    /// Signs in and stands on the first page; the fields have the same names in every language.
    pub async fn sign_in(&self, login: &Login) {
        self.open("/sign-in").await;
        self.give_password(login).await;
        let inside =
            until(async || (!self.path().await.starts_with("/sign-in")).then_some(())).await;
        assert!(
            inside.is_some(),
            "{} could not sign in: {}",
            login.email,
            self.words().await
        );
    }

    /// Gives address and password on the page that asks for them.
    pub async fn give_password(&self, login: &Login) {
        self.type_at("#email", &login.email).await;
        self.type_at("#password", &login.password).await;
        self.click_at("form[action='/sign-in'] .primary").await;
    }

    /// All words on the page that can be seen.
    pub async fn words(&self) -> String {
        match self.client.find(Locator::Css("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Waits until these words stand on the page.
    pub async fn sees(&self, words: &str) {
        let seen = until(async || self.words().await.contains(words).then_some(())).await;
        if seen.is_none() {
            self.fails(&format!("there is no “{words}”")).await;
        }
    }

    /// Waits until these words are gone.
    pub async fn sees_no_more(&self, words: &str) {
        let gone = until(async || {
            let page = self.words().await;
            (!page.is_empty() && !page.contains(words)).then_some(())
        });
        if gone.await.is_none() {
            self.fails(&format!("there is still “{words}”")).await;
        }
    }

    /// Waits until as many elements fit.
    pub async fn counts(&self, css: &str, wanted: usize) {
        let counted = until(async || (self.count(css).await == wanted).then_some(())).await;
        if counted.is_none() {
            let found = self.count(css).await;
            self.fails(&format!("there are {found} {css}, not {wanted}"))
                .await;
        }
    }

    /// How many elements fit now.
    pub async fn count(&self, css: &str) -> usize {
        self.client
            .find_all(Locator::Css(css))
            .await
            .map_or(0, |found| found.len())
    }

    /// The first element that fits, once it can be seen.
    pub async fn at(&self, css: &str) -> Element {
        self.visible(Locator::Css(css), css).await
    }

    async fn visible(&self, locator: Locator<'_>, what: &str) -> Element {
        let found = until(async || {
            for element in self.client.find_all(locator).await.ok()? {
                if element.is_displayed().await.unwrap_or_default() {
                    return Some(element);
                }
            }
            None
        });
        match found.await {
            Some(element) => element,
            None => self.fails(&format!("there is no {what}")).await,
        }
    }

    /// Ends the story with what is on the page.
    async fn fails(&self, why: &str) -> ! {
        self.picture("failure").await;
        panic!(
            "{why} on {}, which says:\n{}",
            self.path().await,
            self.words().await
        );
    }
}

/// Hands: clicking, typing, choosing.
impl Visitor {
    /// Clicks the button or link with these words (or this name, where it shows an icon).
    pub async fn click(&self, words: &str) {
        let found = self.control(words).await;
        if let Err(error) = found.click().await {
            self.fails(&format!("“{words}” cannot be clicked: {error}"))
                .await;
        }
    }

    async fn control(&self, words: &str) -> Element {
        // what a button does, then perhaps the key for it
        let says =
            format!("normalize-space(.)=normalize-space(concat(\"{words} \", .//*[@class='kbd']))");
        let named = format!("[{says} or @aria-label=\"{words}\"]");
        let path = format!("//button{named} | //a{named} | //summary{named} | //label{named}");
        self.visible(
            Locator::XPath(&path),
            &format!("button, link or choice “{words}”"),
        )
        .await
    }

    /// Clicks what fits: for pages in any language.
    pub async fn click_at(&self, css: &str) {
        self.at(css)
            .await
            .click()
            .await
            .expect("something to click");
    }

    /// Types into what fits.
    pub async fn type_at(&self, css: &str, text: &str) {
        self.at(css).await.send_keys(text).await.expect("a field");
    }

    /// Clicks the first link that has these words in it.
    pub async fn follow(&self, words: &str) {
        let path = format!("//a[contains(normalize-space(.), \"{words}\")]");
        let link = self
            .visible(Locator::XPath(&path), &format!("link with “{words}” in it"))
            .await;
        link.click().await.expect("a link");
    }

    /// Clicks twice, faster than any answer comes.
    pub async fn double_click(&self, words: &str) {
        let id = self.control(words).await;
        let mouse = fantoccini::actions::MouseActions::new("mouse".into()).then(
            fantoccini::actions::PointerAction::MoveToElement {
                element: id,
                duration: None,
                x: 0.0,
                y: 0.0,
            },
        );
        let press = |mouse: fantoccini::actions::MouseActions| {
            let button = fantoccini::actions::MOUSE_BUTTON_LEFT;
            mouse
                .then(fantoccini::actions::PointerAction::Down { button })
                .then(fantoccini::actions::PointerAction::Up { button })
        };
        self.client
            .perform_actions(press(press(mouse)))
            .await
            .expect("a mouse");
    }

    /// The field that this label is for.
    pub async fn field(&self, label: &str) -> Element {
        let path = format!("//*[@id=//label[starts-with(normalize-space(.), \"{label}\")]/@for]");
        self.visible(Locator::XPath(&path), &format!("field “{label}”"))
            .await
    }

    /// Types into the field with this label, in place of what was in it.
    pub async fn fill(&self, label: &str, text: &str) {
        let field = self.field(label).await;
        field.clear().await.expect("a field");
        field.send_keys(text).await.expect("a field");
    }

    /// What the field with this label holds.
    pub async fn value(&self, label: &str) -> String {
        self.field(label)
            .await
            .prop("value")
            .await
            .expect("a field")
            .unwrap_or_default()
    }

    /// Waits until the field with this label holds this.
    pub async fn holds(&self, label: &str, text: &str) {
        if until(async || (self.value(label).await == text).then_some(()))
            .await
            .is_none()
        {
            let held = self.value(label).await;
            self.fails(&format!("“{label}” holds “{held}”, not “{text}”"))
                .await;
        }
    }

    /// Chooses from the list with this label.
    pub async fn choose(&self, label: &str, choice: &str) {
        self.field(label)
            .await
            .select_by_label(choice)
            .await
            .expect("a choice");
    }

    /// Chooses from the list that fits.
    pub async fn choose_at(&self, css: &str, choice: &str) {
        let list = self.at(css).await;
        list.select_by_label(choice).await.expect("a choice");
    }

    /// Picks files in the file field.
    pub async fn attach(&self, files: &[&Path]) {
        let names: Vec<String> = files
            .iter()
            .map(|file| file.display().to_string())
            .collect();
        let field = self
            .client
            .find(Locator::Css("input[type=file]"))
            .await
            .expect("a file field");
        field
            .send_keys(&names.join("\n"))
            .await
            .expect("a file field");
    }

    /// Drops a file on the writing, as from the desktop. Needs scripts.
    pub async fn drop_file(&self, name: &str, content: &str) {
        let drop = "const [name, content] = arguments;
            const carried = new DataTransfer();
            carried.items.add(new File([content], name, { type: 'text/plain' }));
            for (const kind of ['dragenter', 'dragover', 'drop']) {
              const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried });
              document.querySelector('.drop label').dispatchEvent(event);
            }";
        self.run(drop, &[json!(name), json!(content)]).await;
    }

    /// Presses keys wherever the focus is: `j`, `Enter`, `Ctrl+Enter`.
    pub async fn press(&self, keys: &str) {
        let parts: Vec<char> = keys.split('+').map(key).collect();
        let mut actions = KeyActions::new("keyboard".into());
        for &value in &parts {
            actions = actions.then(KeyAction::Down { value });
        }
        for &value in parts.iter().rev() {
            actions = actions.then(KeyAction::Up { value });
        }
        self.client
            .perform_actions(actions)
            .await
            .expect("a keyboard");
    }

    /// Waits until the focus is on what fits.
    pub async fn is_at(&self, css: &str) {
        let script = "return document.activeElement.matches(arguments[0])";
        let there =
            until(async || (self.run(script, &[json!(css)]).await == json!(true)).then_some(()))
                .await;
        if there.is_none() {
            let focus = self
                .run("return document.activeElement.outerHTML.slice(0, 200)", &[])
                .await;
            self.fails(&format!("the focus is not at {css} but at {focus}"))
                .await;
        }
    }
}

fn key(name: &str) -> char {
    match name {
        "Ctrl" => Key::Control.into(),
        "Shift" => Key::Shift.into(),
        "Enter" => Key::Enter.into(),
        "Esc" => Key::Escape.into(),
        "Tab" => Key::Tab.into(),
        "Down" => Key::Down.into(),
        other => other.chars().next().expect("a key"),
    }
}

/// The window, and what only tests look at.
impl Visitor {
    /// Gives them a device that makes passkeys.
    pub async fn has_a_passkey_device(&self) {
        let made = Own::authenticator().run(&self.client).await;
        made.expect("a device that makes passkeys");
    }

    /// Makes the window so wide and high; a narrow one is a phone's, whose scroll bars take no place.
    pub async fn resize(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", &size)
            .await;
    }

    /// Asks for pages in a language.
    pub async fn speaks(&self, language: &str) {
        let asked = json!({ "userAgent": "Mozilla/5.0", "acceptLanguage": language });
        self.devtools("Emulation.setUserAgentOverride", &asked)
            .await;
    }

    /// Sets the system's light or dark, and that nothing shall move: what is looked at must not be on its way to another colour.
    pub async fn prefer(&self, scheme: &str) {
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        self.devtools("Emulation.setEmulatedMedia", &features).await;
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str, values: &[Value]) -> Value {
        self.client
            .execute(script, values.to_vec())
            .await
            .expect("a script runs")
    }

    /// Runs a script that calls its last argument when it is done.
    pub(crate) async fn run_slowly(&self, script: &str, values: &[Value]) -> Value {
        self.client
            .execute_async(script, values.to_vec())
            .await
            .expect("a script runs")
    }

    /// What pages have complained about in the console since the last look.
    pub async fn complaints(&self) -> Vec<String> {
        let log = Own::console().run(&self.client).await.expect("the console");
        let lines = log.as_array().into_iter().flatten();
        let text = |line: &Value| {
            format!(
                "{}: {}",
                line["level"].as_str().unwrap_or_default(),
                line["message"].as_str().unwrap_or_default()
            )
        };
        lines
            .map(text)
            .filter(|line| line.starts_with("SEVERE") || line.starts_with("WARNING"))
            .collect()
    }

    /// Keeps a picture of the whole page in `PORTICO_SCREENSHOTS`, if that is set.
    pub async fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("PORTICO_SCREENSHOTS").map(PathBuf::from) else {
            return;
        };
        let whole = json!({ "format": "png", "captureBeyondViewport": true });
        let answer = self.devtools("Page.captureScreenshot", &whole).await;
        let content = answer["data"].as_str().expect("a picture");
        let png = base64::engine::general_purpose::STANDARD
            .decode(content)
            .expect("base64");
        std::fs::create_dir_all(&folder).expect("a folder for pictures");
        std::fs::write(folder.join(format!("{name}.png")), png).expect("a picture is written");
    }

    async fn devtools(&self, command: &str, parameters: &Value) -> Value {
        Own::devtools(command, parameters)
            .run(&self.client)
            .await
            .expect("the browser's own command")
    }
}
