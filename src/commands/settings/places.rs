//! Where the sections of a settings file stand: what is wrong with one is told with its line.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::commands::config::line;

/// The titles that problems begin with, and what of the text each is about.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    text: String,
    /// In the order of the text.
    found: Vec<(String, Range<usize>)>,
}

impl Places {
    /// Of a file whose form is right.
    pub(super) fn of(text: &str, table: &DeTable<'_>) -> Places {
        let mut starts: Vec<(String, usize)> = Vec::new();
        for (section, value) in table {
            let section = section.get_ref().as_ref();
            match value.get_ref() {
                DeValue::Array(items) => {
                    for item in items {
                        let start = item.span().start;
                        starts.extend(title(section, item.get_ref()).map(|title| (title, start)));
                    }
                }
                _ => starts.push((section.to_owned(), value.span().start)),
            }
        }
        starts.sort_by_key(|(_, start)| *start);
        let ends: Vec<usize> = starts.iter().skip(1).map(|(_, start)| *start).collect();
        let ends = ends.into_iter().chain([text.len()]);
        Places {
            text: text.to_owned(),
            found: starts
                .into_iter()
                .zip(ends)
                .map(|((title, start), end)| (title, start..end))
                .collect(),
        }
    }

    /// A problem with the line that it is about, where that is known.
    pub(super) fn with_line(&self, problem: String) -> String {
        // capitals make no other address
        let begins = |title: &str| {
            let split = problem.split_at_checked(title.len());
            split.is_some_and(|(start, rest)| {
                start.eq_ignore_ascii_case(title) && rest.starts_with([':', ','])
            })
        };
        // of sections that are there twice the last one is the mistake
        let about = self.found.iter().rfind(|(title, _)| begins(title));
        let Some((title, range)) = about else {
            return problem;
        };
        let at = self.key_or_value(&problem[title.len()..], range.clone());
        format!("line {}: {problem}", line(&self.text, at))
    }

    /// The place of the key that is named, else of the value; else that of the whole section.
    fn key_or_value(&self, said: &str, range: Range<usize>) -> usize {
        let section = &self.text[range.clone()];
        let words = said.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let key = words.filter(|word| !word.is_empty()).find_map(|word| {
            section.match_indices(word).map(|(at, _)| at).find(|at| {
                let before = section[..*at].trim_end_matches([' ', '\t']);
                let after = section[at + word.len()..].trim_start_matches([' ', '\t']);
                before.ends_with(['\n', '{', ',', '.', '[']) && after.starts_with(['=', '.', ']'])
            })
        });
        let value = || {
            let quoted = said.split('"').skip(1).step_by(2);
            let mut quoted = quoted.filter(|value| !value.is_empty());
            quoted.find_map(|value| section.find(&format!("\"{value}\"")))
        };
        range.start + key.or_else(value).unwrap_or(0)
    }
}

/// What problems with an item of a section begin with.
fn title(section: &str, item: &DeValue<'_>) -> Option<String> {
    let DeValue::Table(item) = item else {
        return None;
    };
    let text = |name: &str| {
        let value = item.get(name)?.get_ref().as_str()?;
        Some(value.to_owned())
    };
    let named = |kind: &str, name: &str| Some(format!("{kind} {:?}", text(name)?));
    match section {
        "pipelines" => {
            let id = item.get("id")?.get_ref().as_integer()?;
            Some(format!("pipeline {id}"))
        }
        "properties" => named("property", "name"),
        "inboxes" => named("inbox", "name"),
        "channels" => named("channel", "address"),
        "lists" => named("list", "name"),
        "portals" => named("portal", "name"),
        "domains" => named("domain", "host"),
        "sso" => named("sso", "name"),
        "agents" => named("agent", "email"),
        "templates" => {
            let (page, portal) = (text("page")?, text("portal")?);
            Some(format!("page {page:?} of portal {portal:?}"))
        }
        _ => None,
    }
}
