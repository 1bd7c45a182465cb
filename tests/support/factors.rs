//! What people do about their second factor and passkeys, at the desk (`/me`) and in the portal (`/account`).

use serde_json::Value;
use totp_rs::{Builder, Secret};

use super::{Answer, Authenticator, TestApp, Visitor, World};

/// An agent without rights.
pub(crate) const MAX: &str = "max@desk.test";
/// The desk's origin.
pub(crate) const DESK_ORIGIN: &str = "http://desk.test";

/// Somebody with their own pages: where they are, who they are, where the pages stand.
pub(crate) struct Place {
    pub(crate) visitor: fn(&TestApp) -> Visitor,
    pub(crate) email: &'static str,
    pub(crate) at: &'static str,
    pub(crate) origin: &'static str,
    /// A page that only who is signed in sees.
    pub(crate) inside: &'static str,
}

/// The desk and the portal.
pub(crate) const PLACES: [Place; 2] = [
    Place {
        visitor: TestApp::desk,
        email: MAX,
        at: "/me",
        origin: DESK_ORIGIN,
        inside: "/tickets",
    },
    Place {
        visitor: TestApp::portal,
        email: "ann@acme.test",
        at: "/account",
        origin: "http://help.test",
        inside: "/tickets-view",
    },
];

impl Place {
    /// Them, signed in.
    pub(crate) async fn signed_in(&self, w: &World) -> Visitor {
        (self.visitor)(&w.it).sign_in(self.email).await
    }

    /// A path below their own pages.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("{}/{rest}", self.at)
    }
}

impl World {
    /// What was written down about credentials, oldest first.
    pub(crate) async fn credentials_changed(&self) -> Vec<String> {
        let sql = "select event from events where account_id = $1 and event like '%credential_changed%' order by id";
        let events: Vec<String> = self
            .it
            .app
            .db
            .all(sql, db::params![self.account_id])
            .await
            .expect("events");
        let what = |event: &String| {
            let event: Value = serde_json::from_str(event).expect("JSON");
            event["what"].as_str().expect("a word").to_owned()
        };
        events.iter().map(what).collect()
    }
}

impl TestApp {
    /// The code that an app with this secret shows now.
    pub(crate) fn code(&self, secret: &str) -> String {
        let secret = Secret::try_from_base32(secret).expect("a secret");
        let app = Builder::new().with_secret(secret).build().expect("an app");
        let seconds = u64::try_from(self.app.now() / 1000).expect("after 1970");
        app.generate(seconds).to_string()
    }
}

impl Answer {
    /// The secret that a set-up page shows for typing.
    #[track_caller]
    pub(crate) fn secret(&self) -> String {
        let rest = self.body.split("<code class=\"long\">").nth(1);
        let rest = rest.unwrap_or_else(|| panic!("no secret in:\n{}", self.body));
        rest.split('<').next().unwrap_or_default().to_owned()
    }

    /// The recovery codes that a page shows.
    pub(crate) fn codes(&self) -> Vec<String> {
        let items = self.body.split("<li><code>").skip(1);
        items
            .filter_map(|rest| rest.split('<').next())
            .map(str::to_owned)
            .collect()
    }

    /// A ceremony's name and its options.
    #[track_caller]
    pub(crate) fn ceremony(&self) -> (String, Value) {
        let mut begun: Value = serde_json::from_str(&self.body)
            .unwrap_or_else(|_| panic!("no ceremony: {} {}", self.status, self.body));
        let name = begun["ceremony"].as_str().expect("a name").to_owned();
        (name, begun["options"].take())
    }
}

impl Visitor {
    /// Sets up an app below `/me` or `/account`; answers its secret and the recovery codes.
    pub(crate) async fn set_up_app(&mut self, it: &TestApp, at: &str) -> (String, Vec<String>) {
        let path = format!("{at}/factor");
        let page = self.get(&path).await;
        let (setup, secret) = (page.hidden("setup"), page.secret());
        let fields = [("setup", &*setup), ("code", &it.code(&secret))];
        let codes = self.post(&path, &fields).await.is(200).codes();
        assert_eq!(codes.len(), 10);
        (secret, codes)
    }

    /// Adds a passkey of this name below `/me` or `/account`.
    pub(crate) async fn add_passkey(
        &mut self,
        at: &str,
        origin: &str,
        name: &str,
    ) -> Authenticator {
        let mut key = Authenticator::at(origin);
        let begun = self.post(&format!("{at}/passkeys/options"), &[]).await;
        let (ceremony, options) = begun.ceremony();
        let made = key.create(&options);
        let fields = [("ceremony", &*ceremony), ("passkey", &made), ("name", name)];
        self.post(&format!("{at}/passkeys"), &fields).await.is(303);
        key
    }

    /// Asks for a challenge and gives the passkey's answer to it, with other fields.
    pub(crate) async fn use_passkey(
        &mut self,
        key: &mut Authenticator,
        (options, action): (&str, &str),
        more: &[(&str, &str)],
    ) -> Answer {
        let (ceremony, options) = self.post(options, &[]).await.ceremony();
        let given = key.get(&options);
        let fields = [("ceremony", &*ceremony), ("passkey", &given)];
        self.post(action, &[&fields[..], more].concat()).await
    }

    /// Signs in with nothing but a passkey.
    pub(crate) async fn enter_by(&mut self, key: &mut Authenticator) -> Answer {
        let paths = ("/sign-in/passkey/options", "/sign-in/passkey");
        self.use_passkey(key, paths, &[("next", "/")]).await
    }

    /// Gives the right password.
    pub(crate) async fn give_password(&mut self, email: &str) -> Answer {
        let fields = [("email", email), ("password", super::world::PASSWORD)];
        self.post("/sign-in", &fields).await
    }
}
