//! The files in `locales/`: complete, the same in every language, and worded by the rules.

use std::{collections::BTreeMap, collections::BTreeSet, fs, path::PathBuf};

use fluent_syntax::{ast, parser};
use locale::{Arg, Locales};

/// Keys whose text is the same word in Polish, or has no words at all.
const SAME: &[&str] = &[
    "col-status",
    "desk-view-spam",
    "language-en",
    "language-pl",
    "list-sort-status",
    "nav-menu",
    "page-title",
    "source-EMAIL",
    "source-PORTAL",
    "sso-kind-oidc",
    "sso-kind-saml",
    "ticket-team",
];

/// Keys where Polish leaves a name out, since it would have to inflect it or show its gender.
const WITHOUT_NAME: &[(&str, &str)] = &[("mail-greeting", "name"), ("mail-reply-subject", "agent")];

/// What a message says: its text with its variables in it, and the variables themselves.
#[derive(Default)]
struct Message {
    text: String,
    variables: BTreeSet<String>,
    references: Vec<String>,
}

fn read(tag: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../locales")
        .join(format!("{tag}.ftl"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn messages(source: &str) -> BTreeMap<String, Message> {
    let resource = parser::parse(source).unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
    let mut found = BTreeMap::new();
    for entry in resource.body {
        if let ast::Entry::Message(message) = entry {
            let mut seen = Message::default();
            see_pattern(&message.value.expect("a message with a text"), &mut seen);
            found.insert(message.id.name.to_owned(), seen);
        }
    }
    found
}

fn see_pattern(pattern: &ast::Pattern<&str>, seen: &mut Message) {
    for element in &pattern.elements {
        match element {
            ast::PatternElement::TextElement { value } => seen.text.push_str(value),
            ast::PatternElement::Placeable { expression } => see(expression, seen),
        }
    }
    seen.text.push('\n');
}

fn see(expression: &ast::Expression<&str>, seen: &mut Message) {
    match expression {
        ast::Expression::Inline(inline) => see_inline(inline, seen),
        ast::Expression::Select { selector, variants } => {
            see_inline(selector, seen);
            for variant in variants {
                see_pattern(&variant.value, seen);
            }
        }
    }
}

fn see_inline(inline: &ast::InlineExpression<&str>, seen: &mut Message) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            seen.variables.insert(id.name.to_owned());
            seen.text.push('…');
        }
        ast::InlineExpression::MessageReference { id, .. } => {
            seen.references.push(id.name.to_owned());
        }
        ast::InlineExpression::FunctionReference { arguments, .. } => {
            arguments
                .positional
                .iter()
                .for_each(|argument| see_inline(argument, seen));
        }
        ast::InlineExpression::Placeable { expression } => see(expression, seen),
        _ => {}
    }
}

/// Variables of a message, with those of the messages within it.
fn variables(key: &str, all: &BTreeMap<String, Message>) -> BTreeSet<String> {
    let message = all
        .get(key)
        .unwrap_or_else(|| panic!("{key} is referred to and not there"));
    let within = message
        .references
        .iter()
        .flat_map(|other| variables(other, all));
    message.variables.iter().cloned().chain(within).collect()
}

#[test]
fn both_languages_have_the_same_keys_and_variables() {
    let (en, pl) = (read("en"), read("pl"));
    let (english, polish) = (messages(&en), messages(&pl));
    let keys = |all: &BTreeMap<String, Message>| all.keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&english), keys(&polish));
    for key in english.keys() {
        let mut expected = variables(key, &english);
        for (_, name) in WITHOUT_NAME.iter().filter(|(exempt, _)| exempt == key) {
            expected.remove(*name);
        }
        assert_eq!(expected, variables(key, &polish), "{key}");
    }
}

#[test]
fn every_message_of_every_language_can_be_shown() {
    let (en, pl) = (read("en"), read("pl"));
    let locales = Locales::load(&[("en", &en), ("pl", &pl)]).unwrap();
    let all = messages(&en);
    for locale in locales.tags().iter().map(|tag| locales.get(tag)) {
        for key in all.keys() {
            for n in [1.0, 3.0, 5.0, 22.0, 1.5] {
                let names = variables(key, &all);
                let arg = |name: &str| {
                    if name == "n" {
                        Arg::from(n)
                    } else {
                        Arg::from("Ż")
                    }
                };
                let args: Vec<_> = names
                    .iter()
                    .map(|name| (name.as_str(), arg(name)))
                    .collect();
                let text = locale.text(key, &args);
                assert!(!text.contains(['{', '}', '⟦', '$']), "{key}: {text}");
                assert!(
                    !text.trim().is_empty() && text.trim() == text,
                    "{key}: {text:?}"
                );
            }
        }
    }
}

#[test]
fn polish_is_translated() {
    let (en, pl) = (read("en"), read("pl"));
    let (english, polish) = (messages(&en), messages(&pl));
    let same = english
        .iter()
        .filter(|(key, message)| polish[*key].text == message.text);
    let same: Vec<_> = same.map(|(key, _)| key.as_str()).collect();
    assert_eq!(same, SAME);
}

#[test]
fn counts_have_every_plural_form() {
    for (tag, forms) in [("en", 2), ("pl", 4)] {
        let source = read(tag);
        let per_count = ["[one]", "[few]", "[many]", "*[other]"];
        let count = source.matches("{ $n ->").count();
        let found: usize = per_count
            .iter()
            .map(|form| source.matches(form).count())
            .sum();
        assert_eq!(found, count * forms, "{tag}");
    }
}

#[test]
fn a_polish_word_of_one_letter_never_ends_a_line() {
    for (number, line) in read("pl")
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.starts_with('#'))
    {
        let mut letters = [' ', ' '];
        for letter in line.chars() {
            let starts = letters[0] != '$' && !letters[0].is_alphanumeric();
            let alone = starts && "zwiouaZWIOUA".contains(letters[1]);
            assert!(
                !(alone && letter == ' '),
                "pl.ftl, line {}: {line}",
                number + 1
            );
            letters = [letters[1], letter];
        }
    }
}

#[test]
fn texts_keep_the_rules_of_wording() {
    for (tag, never) in [
        (
            "en",
            &[
                "!", "please", "sorry", "invalid", "oops", "user", "submit", "click", "e.g.", "\"",
                "...",
            ][..],
        ),
        (
            "pl",
            &[
                "!",
                "proszę",
                "przepraszamy",
                "niestety",
                "kliknij",
                "użytkownik",
                "\"",
                "...",
            ][..],
        ),
    ] {
        for (key, message) in messages(&read(tag)) {
            let text = message.text.to_lowercase();
            for word in never {
                assert!(!text.contains(word), "{tag}, {key}: {word} in {text}");
            }
        }
    }
}
