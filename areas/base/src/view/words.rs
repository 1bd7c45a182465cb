//! What templates can say: texts, dates, sizes, icons and assets, in the page's language and zone.

use std::collections::HashMap;
use std::sync::LazyLock;

use locale::{Arg, Locale, Locales};
use minijinja::value::{Kwargs, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, Value};
use rust_embed::Embed;
use web::assets::Assets;

use super::stamps::{Form, Stamp, Stamps};

/// Lucide's icons (ISC), one file each.
#[derive(Embed)]
#[folder = "icons/"]
struct IconFiles;

static ICONS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    IconFiles::iter()
        .filter_map(|file| {
            let content = IconFiles::get(&file)?.data.into_owned();
            Some((
                file.trim_end_matches(".svg").to_owned(),
                String::from_utf8(content).ok()?.trim().to_owned(),
            ))
        })
        .collect()
});

/// Adds the functions `t`, `icon` and `asset`, and the filters `date`, `datetime`, `time`, `plain_datetime`, `size` and `number`.
pub(super) fn add(
    env: &mut Environment<'static>,
    locales: &'static Locales,
    assets: &'static Assets,
) {
    env.set_formatter(write);
    env.add_function("t", move |state: &mut State, key: &str, args: Kwargs| {
        text(state, locales, key, &args)
    });
    let stamps = Stamps::default();
    for (name, form) in [
        ("date", Form::Date),
        ("datetime", Form::DateTime),
        ("time", Form::Time),
    ] {
        let stamps = stamps.clone();
        env.add_filter(name, move |state: &mut State, ms: i64| {
            stamp(state, locales, &stamps).element(ms, form)
        });
    }
    env.add_filter("plain_datetime", move |state: &mut State, ms: i64| {
        stamp(state, locales, &stamps).words(ms, Form::DateTime)
    });
    env.add_filter("size", move |state: &mut State, bytes: i64| {
        reader(state, locales).size(bytes)
    });
    env.add_filter("number", move |state: &mut State, number: i64| {
        reader(state, locales).number(number)
    });
    env.add_function("icon", |name: &str, args: Kwargs| {
        icon(name, args.get::<Option<bool>>("flip")?.unwrap_or(false))
    });
    env.add_function("asset", move |name: &str| {
        let missing = || Error::new(ErrorKind::InvalidOperation, format!("no asset {name}"));
        assets.path(name).map(str::to_owned).ok_or_else(missing)
    });
}

/// Writes a value into a page. What could end a text or a quoted attribute is escaped; the engine's own way also escapes `/`, which
/// ends neither, and stands in every address. What is not there is nothing, not a word of the language.
fn write(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    match value.as_str() {
        None if value.is_none() => Ok(()),
        Some(text) if !value.is_safe() && *state.auto_escape() == AutoEscape::Html => {
            html::escape_to(out, text).map_err(Error::from)
        }
        _ => minijinja::escape_formatter(out, state, value),
    }
}

/// The language of a page. Kept with the drawing: what a page says a hundred times is not looked up a hundred times.
struct Reader(&'static Locale);

fn reader(state: &mut State, locales: &'static Locales) -> &'static Locale {
    if let Some(Reader(locale)) = state.get_extension() {
        return locale;
    }
    let lang = state.lookup("lang");
    let locale = locales.get(lang.as_ref().and_then(Value::as_str).unwrap_or("en"));
    state.get_or_insert_extension(Reader(locale));
    locale
}

/// How the page's reader is told moments; kept likewise.
fn stamp<'s>(state: &'s mut State, locales: &'static Locales, stamps: &Stamps) -> &'s Stamp {
    if state.get_extension::<Stamp>().is_none() {
        let locale = reader(state, locales);
        let zone = state.lookup("zone");
        let zone = zone.as_ref().and_then(Value::as_str).unwrap_or("UTC");
        state.get_or_insert_extension(stamps.of(locale, zone));
    }
    state.get_extension().expect("it is there now")
}

/// A text in the reader's language, or in the one that `lang` names, with the other arguments in it.
pub(super) fn text(
    state: &mut State,
    locales: &'static Locales,
    key: &str,
    args: &Kwargs,
) -> Result<String, Error> {
    // asked for, an argument that is not there costs as much as one that is
    let named = if args.has("lang") {
        args.get::<Option<&str>>("lang")?
    } else {
        None
    };
    let locale = match named {
        Some(tag) => locales.get(tag),
        None => reader(state, locales),
    };
    let mut values = Vec::new();
    for name in args.args() {
        let value: Value = args.get(name)?;
        let arg = match value.kind() {
            ValueKind::Number => Arg::Number(f64::try_from(value)?),
            _ => Arg::Text(value.to_string().into()),
        };
        values.push((name, arg));
    }
    Ok(locale.text(key, &values))
}

fn icon(name: &str, flip: bool) -> Result<Value, Error> {
    let missing = || Error::new(ErrorKind::InvalidOperation, format!("no icon {name}"));
    let body = ICONS.get(name).ok_or_else(missing)?;
    let class = if flip { "i flip" } else { "i" };
    Ok(Value::from_safe_string(format!(
        "<svg class=\"{class}\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">{body}</svg>"
    )))
}
