//! Examples of what the pages show: for the preview, for the list of variables, and to judge a source by.

use std::collections::BTreeMap;

use base::Problems;
use base::view::Shell;
use minijinja::value::Serde;
use minijinja::{Value, context};

use super::Page;
use crate::asks::Purpose;
use crate::consent::{Shown, Terms, Words};
use crate::portals::Settings;

const EMAIL: &str = "ann@example.com";

/// Where the page stands.
pub(super) fn path(page: &Page) -> &'static str {
    match page.name {
        "register" => "/register",
        "check-mail" => "/check-mail",
        "reset-request" => "/reset-password",
        "reset" => "/reset-password/1.example",
        "signed-out" => "/signed-out",
        "access-denied" => "/access-denied",
        "consent" => "/consent",
        _ => "/sign-in",
    }
}

fn problems(wrong: bool, field: &'static str, key: &'static str) -> Value {
    let mut all = Problems::default();
    all.add(field, key);
    wrong.then(|| Value::from(Serde(all))).into()
}

fn consent() -> Value {
    let words = Words {
        text: "We keep what you write to answer you. [Privacy notice](https://example.com/privacy)"
            .into(),
        label: "I agree".into(),
    };
    let terms = Terms {
        required: true,
        texts: BTreeMap::from([("en".to_owned(), words)]),
        ..Terms::default()
    };
    Value::from(Serde(Shown::new(Some(&terms), "en")))
}

/// What the page gets, as it is opened or as it comes back with a mistake.
pub(super) fn data(page: &Page, wrong: bool) -> Value {
    match page.name {
        "sign-in" => context! {
            next => "/tickets-view", email => EMAIL, timed_out => false, has_own_logins => true, has_links => true,
            has_passkeys => true, can_register => true, buttons => [context! { name => "Example", href => "/sign-in/sso/1?next=" }], problems => problems(wrong, "email", "signin-bad")
        },
        "register" => context! {
            next => "/tickets-view", email => EMAIL, first_name => "Ann", last_name => "Archer", consent => consent(),
            consents => false, problems => problems(wrong, "email", "error-email")
        },
        "check-mail" => context! {
            email => EMAIL, purpose => Value::from(Serde(if wrong { Purpose::Reset } else { Purpose::Registration })),
            minutes => 60, back => "/register"
        },
        "reset-request" => context! {
            email => EMAIL, problems => problems(wrong, "email", "error-email")
        },
        "reset" => context! {
            action => path(page), email => EMAIL, problems => problems(wrong, "password", "password-short")
        },
        "access-denied" => context! { email => if wrong { "" } else { EMAIL } },
        "consent" => context! {
            consent => consent(), problems => problems(wrong, "consent", "consent-need")
        },
        _ => context! {},
    }
}

/// The rest that pages share.
pub(super) fn shell(page: &Page, company: &str, language: &str, settings: &Settings) -> Shell {
    let me = context! { id => 1, name => "Ann Archer", email => EMAIL, company => "Acme" };
    Shell {
        lang: language.to_owned(),
        zone: "UTC".into(),
        layout: "members/portal.html",
        data: context! {
            me => page.is_inside.then_some(me), site => settings.shown(company, 0),
        },
    }
}
