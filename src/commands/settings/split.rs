//! Work on the tables of a settings file before they are read: parts taken apart, secrets fetched from where they are.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::file::Reader;
use crate::commands::config;

/// Takes a table apart: these keys, and the rest.
pub(super) fn keys<'i>(
    value: Spanned<DeValue<'i>>,
    keys: &[&str],
) -> (Spanned<DeValue<'i>>, Spanned<DeValue<'i>>) {
    let span = value.span();
    let (mut head, mut rest) = (DeTable::new(), DeTable::new());
    match value.into_inner() {
        DeValue::Table(table) => {
            for (key, value) in table {
                let side = if keys.contains(&key.get_ref().as_ref()) {
                    &mut head
                } else {
                    &mut rest
                };
                side.insert(key, value);
            }
        }
        other => {
            return (
                Spanned::new(span.clone(), other.clone()),
                Spanned::new(span, other),
            );
        }
    }
    (
        Spanned::new(span.clone(), DeValue::Table(head)),
        Spanned::new(span, DeValue::Table(rest)),
    )
}

/// Takes out of a table what stands at a place of the text; answers its key.
pub(super) fn without(value: &mut Spanned<DeValue<'_>>, at: usize) -> Option<String> {
    let DeValue::Table(table) = value.get_mut() else {
        return None;
    };
    let is_there = |span: std::ops::Range<usize>| span.contains(&at);
    let found = table
        .iter()
        .find(|(key, value)| is_there(key.span()) || is_there(value.span()));
    let key = found?.0.clone();
    table.remove(&key);
    Some(key.into_inner().into_owned())
}

/// Goes through the tables of these names inside a table.
pub(super) fn inside<'i>(
    value: &mut Spanned<DeValue<'i>>,
    names: &[&str],
    work: &mut dyn FnMut(&mut DeTable<'i>),
) {
    let DeValue::Table(table) = value.get_mut() else {
        return;
    };
    for (key, value) in table.iter_mut() {
        if let (true, DeValue::Table(inner)) =
            (names.contains(&key.get_ref().as_ref()), value.get_mut())
        {
            work(inner);
        }
    }
}

/// Puts what `NAME_file` or `NAME_env` names in the place of the secret `NAME`.
pub(super) fn secret(reader: &mut Reader<'_>, table: &mut DeTable<'_>, name: &'static str) {
    let mut found: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    for (key, value) in std::mem::take(table) {
        let from = key.get_ref().strip_prefix(name).unwrap_or_default();
        match (from, value.get_ref()) {
            ("_file" | "_env", DeValue::String(text)) => match fetch(reader, name, from, text) {
                Ok(secret) => found.push((value.span(), secret)),
                Err(what) => {
                    reader.problem(Some(value.span()), &what);
                    found.push((value.span(), String::new()));
                }
            },
            _ => drop(table.insert(key, value)),
        }
    }
    let Some((span, secret)) = found.pop() else {
        return;
    };
    let key = Spanned::new(span.clone(), Cow::Borrowed(name));
    if table.contains_key(name) || !found.is_empty() {
        let what = format!("give one of {name}, {name}_file and {name}_env");
        reader.problem(Some(span), &what);
        return;
    }
    table.insert(key, Spanned::new(span, DeValue::String(Cow::Owned(secret))));
}

/// A secret is the first line of its file; a key in PEM form is all of it.
fn fetch(reader: &Reader<'_>, name: &str, from: &str, text: &str) -> Result<String, String> {
    if from == "_env" {
        return config::variable(text).ok_or_else(|| format!("the variable {text} is not set"));
    }
    let file = reader.folder().join(text);
    let read = std::fs::read_to_string(&file)
        .map_err(|error| format!("{name}_file {}: {error}", file.display()))?;
    match read.lines().next() {
        Some(line) if line.starts_with("-----BEGIN") => Ok(read),
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => Err(format!("{name}_file {} is empty", file.display())),
    }
}
