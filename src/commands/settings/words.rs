//! What the reader of a settings file finds wrong, in words for whoever wrote the file.

use crate::commands::config::did_you_mean;

/// Its message as a sentence that follows `line 3: inboxes: `; `key` is what stands before the `=` there.
pub(super) fn of(message: &str, key: Option<&str>) -> String {
    let key = key.unwrap_or("this");
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let (first, known) = match quoted.split_first() {
        Some((first, known)) => (*first, known),
        None => ("", &[][..]),
    };
    if message.starts_with("unknown variant") {
        return format!("{key} cannot be {first:?}{}", did_you_mean(first, known));
    }
    if message.starts_with("unknown field") {
        return format!("unknown key {first}{}", did_you_mean(first, known));
    }
    if message.starts_with("missing field") {
        return format!("{first} is missing");
    }
    match message.split_once(", expected ") {
        Some((given, wanted)) if given.starts_with("invalid type: ") => {
            let given = kind(given.trim_start_matches("invalid type: "));
            format!("{key} must be {}, not {given}", kind(wanted))
        }
        Some((given, wanted)) if given.starts_with("invalid value: ") => {
            let given = kind(given.trim_start_matches("invalid value: "));
            format!("{key} cannot be {given}: it must be {}", range(wanted))
        }
        _ => message.replace("basic string", "text in quotes"),
    }
}

/// A kind of number with the least and the greatest of it.
fn range(what: &str) -> String {
    match what {
        "u16" => "a whole number from 0 to 65535".to_owned(),
        "u32" | "u64" | "usize" => "a whole number from 0".to_owned(),
        other => kind(other),
    }
}

/// A kind of value as people call it, with the value where it is named: ``integer `3` ``, `u16`, `a sequence`.
fn kind(what: &str) -> String {
    let (name, value) = what.split_once(' ').unwrap_or((what, ""));
    let value = value.trim_matches('`');
    match name {
        "integer" | "floating" => format!("the number {}", value.trim_start_matches("point `")),
        "string" => format!("the text {value}"),
        "boolean" => value.to_owned(),
        "sequence" => "a list".to_owned(),
        "map" | "struct" => "a table".to_owned(),
        "u8" | "u16" | "u32" | "u64" | "i8" | "i16" | "i32" | "i64" | "usize" => {
            "a whole number".to_owned()
        }
        _ => match what {
            "a string" => "a text in quotes".to_owned(),
            "a boolean" => "true or false".to_owned(),
            "a sequence" => "a list: […]".to_owned(),
            "a map" => "a table".to_owned(),
            other if other.starts_with("struct ") => "a table".to_owned(),
            other => other.to_owned(),
        },
    }
}

/// What stands before the `=` of the line at a place in a text.
pub(super) fn key(text: &str, at: usize) -> Option<&str> {
    let before = text.get(..at)?;
    let key = before[before.rfind(['\n', '{', ',']).map_or(0, |end| end + 1)..]
        .split_once('=')?
        .0
        .trim();
    let plain = |c: char| c.is_alphanumeric() || "_-.\"".contains(c);
    (!key.is_empty() && key.chars().all(plain)).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_told_without_the_words_of_libraries() {
        for (message, key, said) in [
            (
                "unknown variant `DESK`, expected `INBOX` or `HELP_DESK`",
                Some("kind"),
                "kind cannot be \"DESK\" (known: INBOX, HELP_DESK)",
            ),
            (
                "unknown field `nam`, expected one of `name`, `kind`",
                None,
                "unknown key nam: did you mean name?",
            ),
            (
                "invalid type: integer `3`, expected a string",
                Some("name"),
                "name must be a text in quotes, not the number 3",
            ),
            (
                "invalid type: string \"143\", expected u16",
                Some("port"),
                "port must be a whole number, not the text \"143\"",
            ),
            (
                "invalid value: integer `99999`, expected u16",
                Some("port"),
                "port cannot be the number 99999: it must be a whole number from 0 to 65535",
            ),
            ("missing field `portal`", None, "portal is missing"),
            (
                "invalid basic string, expected `\"`",
                None,
                "invalid text in quotes, expected `\"`",
            ),
        ] {
            assert_eq!(of(message, key), said);
        }
    }

    #[test]
    fn a_key_is_what_stands_before_the_value() {
        let text = "a = 1\nimap = { host = \"x\", port = \"143\" }\n[x]\n";
        assert_eq!(key(text, text.find("\"143\"").unwrap()), Some("port"));
        assert_eq!(key(text, text.find('1').unwrap()), Some("a"));
        assert_eq!(key(text, text.find("[x]").unwrap()), None);
    }
}
