//! What changed, in words: one line for each value.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

/// How a section's items are called and recognised.
const SECTIONS: [(&str, &str, &str); 9] = [
    ("pipelines", "pipeline", "id"),
    ("properties", "property", "name"),
    ("inboxes", "inbox", "name"),
    ("channels", "channel", "address"),
    ("lists", "list", "name"),
    ("portals", "portal", "name"),
    ("domains", "domain", "host"),
    ("sso", "sso", "name"),
    ("agents", "agent", "email"),
];

/// Values that are never shown.
const SECRETS: [&str; 4] = ["password", "client_secret", "key", "own_key"];

/// The changes from one state to another.
pub(super) fn changes(
    before: &impl Serialize,
    after: &impl Serialize,
) -> serde_json::Result<Vec<String>> {
    let (before, after) = (serde_json::to_value(before)?, serde_json::to_value(after)?);
    let mut all = Vec::new();
    let name = after["account"]["name"].as_str().unwrap_or_default();
    match before.get("account") {
        None => all.push(format!("account {name:?}: added")),
        Some(account) => compare(
            &mut all,
            &format!("account {name:?}"),
            "",
            account,
            &after["account"],
        ),
    }
    for (section, word, key) in SECTIONS {
        items(&mut all, word, key, &before[section], &after[section]);
    }
    pages(&mut all, &before["templates"], &after["templates"]);
    Ok(all)
}

fn items(all: &mut Vec<String>, word: &str, key: &str, before: &Value, after: &Value) {
    for item in after.as_array().into_iter().flatten() {
        let known = before
            .as_array()
            .into_iter()
            .flatten()
            // a domain's connections are named apart; nothing else has both
            .find(|known| known[key] == item[key] && known["host"] == item["host"]);
        let title = format!("{word} {}", item[key]);
        match known {
            None => all.push(format!("{title}: added")),
            Some(known) => {
                let mut inside = item.clone();
                let mut was = known.clone();
                let stages = (was["stages"].take(), inside["stages"].take());
                compare(all, &title, "", &was, &inside);
                items(all, &format!("{title}, stage"), "id", &stages.0, &stages.1);
            }
        }
    }
}

/// Pages that were written anew: each is a portal's, and what is gone is as it was in the beginning.
fn pages(all: &mut Vec<String>, before: &Value, after: &Value) {
    let each = |side: &Value| -> BTreeMap<String, Value> {
        let items = side.as_array().into_iter().flatten();
        let title = |it: &Value| format!("page {} of portal {}", it["page"], it["portal"]);
        items.map(|it| (title(it), it["source"].clone())).collect()
    };
    let (was, is) = (each(before), each(after));
    for (title, source) in &is {
        match was.get(title) {
            None => all.push(format!("{title}: written anew")),
            Some(known) if known != source => all.push(format!("{title}: changed")),
            Some(_) => {}
        }
    }
    let gone = was.keys().filter(|title| !is.contains_key(*title));
    all.extend(gone.map(|title| format!("{title}: restored")));
}

/// Walks two trees; tables are walked into, everything else is a value.
fn compare(all: &mut Vec<String>, title: &str, path: &str, before: &Value, after: &Value) {
    if let (Value::Object(was), Value::Object(is)) = (before, after) {
        let keys: std::collections::BTreeSet<&String> = was.keys().chain(is.keys()).collect();
        for key in keys {
            let path = if path.is_empty() {
                key.clone()
            } else {
                format!("{path}.{key}")
            };
            compare(
                all,
                title,
                &path,
                was.get(key).unwrap_or(&Value::Null),
                is.get(key).unwrap_or(&Value::Null),
            );
        }
    } else if before != after {
        all.push(
            if SECRETS
                .iter()
                .any(|name| path.rsplit('.').next() == Some(name))
            {
                format!("{title}: {path} changed")
            } else {
                format!("{title}: {path} {} → {}", shown(before), shown(after))
            },
        );
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "(none)".to_owned(),
        Value::Object(map) if map.contains_key("password") => "(set)".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::changes;

    #[test]
    fn every_changed_value_is_a_line_and_no_secret_is_shown() {
        let before = json!({
            "account": { "name": "Acme", "language": "en" },
            "portals": [{ "name": "Acme", "allow_close": false, "mails": { "opened": true } }],
            "channels": [{ "address": "a@b.test", "imap": { "password": "one", "port": 1 } }],
            "pipelines": [{ "id": 0, "stages": [{ "id": 1, "label": "New" }] }],
        });
        let after = json!({
            "account": { "name": "Acme", "language": "pl" },
            "portals": [{ "name": "Acme", "allow_close": true, "mails": { "opened": false } }, { "name": "Two" }],
            "channels": [{ "address": "a@b.test", "imap": { "password": "two", "port": 1 } }],
            "pipelines": [{ "id": 0, "stages": [{ "id": 1, "label": "Newest" }] }],
        });
        assert_eq!(
            changes(&before, &after).unwrap(),
            [
                "account \"Acme\": language \"en\" → \"pl\"",
                "pipeline 0, stage 1: label \"New\" → \"Newest\"",
                "channel \"a@b.test\": imap.password changed",
                "portal \"Acme\": allow_close false → true",
                "portal \"Acme\": mails.opened true → false",
                "portal \"Two\": added",
            ]
        );
        assert!(changes(&after, &after).unwrap().is_empty());
    }
}
