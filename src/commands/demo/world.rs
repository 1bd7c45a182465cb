//! The demo's company and its people.

use std::collections::BTreeMap;

use db::Json;
use helpdesk::pipelines::{Pipeline, Stage, State, Tone};
use helpdesk::properties::Property;
use people::lists::{Condition, Filter, Kind, NewList, Operator, Property as Of};
use portals::consent::{Terms, Words};
use portals::portals::{Access, Entry, Form, Permission, Settings};

/// The account's name.
pub(super) const COMPANY: &str = "Nordlicht Printing";
/// Its time zone.
pub(super) const ZONE: &str = "Europe/Berlin";
/// The inbox for what is no ticket.
pub(super) const SALES: &str = "Sales";

/// The passwords of a demo are known to everybody: it is for this machine.
const DESK_PASSWORD: &str = "Hafen-Licht-47";
const PORTAL_PASSWORD: &str = "Bridge-Paper-82";

/// Somebody of the demo.
pub(crate) struct Person {
    /// What stories call them.
    pub(super) key: &'static str,
    /// Their address.
    pub(crate) email: &'static str,
    /// First and last name.
    pub(super) name: &'static str,
    /// Their password; empty: they have no login.
    pub(crate) password: &'static str,
    /// Their company; empty: none.
    pub(super) company: &'static str,
}

const fn agent(key: &'static str, email: &'static str, name: &'static str) -> Person {
    Person {
        key,
        email,
        name,
        password: DESK_PASSWORD,
        company: "",
    }
}

const fn member(
    key: &'static str,
    email: &'static str,
    name: &'static str,
    company: &'static str,
) -> Person {
    Person {
        key,
        email,
        name,
        password: PORTAL_PASSWORD,
        company,
    }
}

/// Who answers; the first is an administrator.
pub(crate) const AGENTS: [Person; 3] = [
    agent("ewa", "ewa.kowalska@nordlicht.test", "Ewa Kowalska"),
    agent("max", "max.lindqvist@nordlicht.test", "Max Lindqvist"),
    agent("olga", "olga.nowak@nordlicht.test", "Olga Nowak"),
];

const HARBOUR: &str = "Harbour Books";
const KLOS: &str = "Piekarnia Złoty Kłos";

/// Customers with a login.
pub(crate) const MEMBERS: [Person; 8] = [
    member(
        "anna",
        "anna.marsh@harbourbooks.test",
        "Anna Marsh",
        HARBOUR,
    ),
    member("tom", "tom.reed@harbourbooks.test", "Tom Reed", HARBOUR),
    member(
        "priya",
        "priya.nair@harbourbooks.test",
        "Priya Nair",
        HARBOUR,
    ),
    member("zofia", "zofia.wrobel@zlotyklos.test", "Zofia Wróbel", KLOS),
    member("piotr", "piotr.mazur@zlotyklos.test", "Piotr Mazur", KLOS),
    member("lena", "lena.fischer@mailbox.test", "Lena Fischer", ""),
    member("joao", "joao.costa@mailbox.test", "João Costa", ""),
    member(
        "agnieszka",
        "agnieszka.zielinska@poczta.test",
        "Agnieszka Zielińska",
        "",
    ),
];

/// Customers who only write mails.
pub(super) const OTHERS: [Person; 3] = [
    Person {
        key: "ines",
        email: "ines@atelierducanal.test",
        name: "Inès Moreau",
        password: "",
        company: "",
    },
    Person {
        key: "krzysztof",
        email: "krzysztof.lis@lis-studio.test",
        name: "Krzysztof Lis",
        password: "",
        company: "",
    },
    Person {
        key: "marcus",
        email: "marcus.weber@druckfix.test",
        name: "Marcus Weber",
        password: "",
        company: "",
    },
];

fn words<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    pairs
        .map(|(key, text)| (key.to_owned(), text.to_owned()))
        .into()
}

/// The pipeline beside the default one: things that come back.
pub(super) fn returns() -> Pipeline {
    let stage = |id, label: &str, en: &str, pl: &str, state| Stage {
        id,
        pipeline_id: 10,
        label: label.to_owned(),
        labels: Json(words([("pl", pl)])),
        customer_labels: Json(words([("en", en), ("pl", pl)])),
        state,
        tone: String::new(),
    };
    Pipeline {
        id: 10,
        label: "Returns".to_owned(),
        labels: Json(words([("pl", "Zwroty")])),
        stages: vec![
            stage(
                11,
                "Requested",
                "We are looking at it",
                "Sprawdzamy",
                State::Open,
            ),
            Stage {
                labels: Json(words([("pl", "Wysłano etykietę")])),
                tone: Tone::Wait.as_str().to_owned(),
                ..stage(
                    12,
                    "Label sent",
                    "Send it back to us",
                    "Odeślij towar",
                    State::Open,
                )
            },
            stage(
                13,
                "Received",
                "Arrived at our place",
                "Dotarło do nas",
                State::Open,
            ),
            Stage {
                tone: Tone::Done.as_str().to_owned(),
                ..stage(
                    14,
                    "Refunded",
                    "Refunded",
                    "Zwrócono pieniądze",
                    State::Closed,
                )
            },
            stage(15, "Withdrawn", "Withdrawn", "Wycofane", State::Closed),
        ],
    }
}

/// Fields of the company's own.
pub(super) fn properties() -> [Property; 2] {
    [
        Property {
            name: "order_number".into(),
            labels: Json(words([("en", "Order number"), ("pl", "Numer zamówienia")])),
            kind: "text".into(),
            options: Json(BTreeMap::new()),
        },
        Property {
            name: "product".into(),
            labels: Json(words([("en", "Product"), ("pl", "Produkt")])),
            kind: "enumeration".into(),
            options: Json(words([
                ("label-printer", "Label printer NP-410"),
                ("print", "Printed matter"),
                ("shop", "Online shop"),
            ])),
        },
    ]
}

/// Who is on the picked list.
pub(super) const KEY_CUSTOMERS: [&str; 3] = ["anna", "zofia", "lena"];

/// A picked list, and one of whoever belongs to the bookshop.
pub(super) fn lists() -> [NewList; 2] {
    let of_bookshop = Condition {
        property: Of::Company,
        operator: Operator::Is,
        value: HARBOUR.to_owned(),
    };
    let list = |name: &str, kind, groups| NewList {
        name: name.to_owned(),
        kind,
        filter: Filter(groups),
    };
    [
        list("Key customers", Kind::Static, Vec::new()),
        list(HARBOUR, Kind::Active, vec![vec![of_bookshop]]),
    ]
}

/// What the portal does.
pub(super) fn settings(inbox: &str) -> Settings {
    Settings {
        title: format!("{COMPANY} Support"),
        access: Access {
            kind: Entry::Registration,
            magic_link: true,
            ..Access::default()
        },
        permission: Permission::Company,
        reply_to_closed: true,
        reopen_stages: BTreeMap::from([("0".to_owned(), 3), ("10".to_owned(), 11)]),
        allow_close: true,
        closing_stages: BTreeMap::from([("0".to_owned(), 4), ("10".to_owned(), 15)]),
        default_inbox: inbox.to_owned(),
        form: Form::default(),
        ..Settings::default()
    }
}

/// What somebody agrees to who registers.
pub(super) fn terms() -> Terms {
    let words = |text: &str, label: &str| Words {
        text: text.to_owned(),
        label: label.to_owned(),
    };
    let english = words(
        "We keep what you write to us to answer your tickets, and nothing else. Read our [privacy notice](https://nordlicht.example/privacy).",
        "I agree that Nordlicht Printing processes my data to answer my tickets",
    );
    let polish = words(
        "Przechowujemy to, co do nas piszesz, aby odpowiadać na zgłoszenia, i\u{a0}nic poza tym. Przeczytaj [informację o\u{a0}prywatności](https://nordlicht.example/privacy).",
        "Zgadzam się, aby firma Nordlicht Printing przetwarzała moje dane w\u{a0}celu obsługi moich zgłoszeń",
    );
    Terms {
        version: 0,
        required: true,
        ask_again: false,
        texts: BTreeMap::from([("en".to_owned(), english), ("pl".to_owned(), polish)]),
    }
}
