//! What templates can say: texts, dates, sizes, icons and assets, in the page's language and zone.

use std::collections::HashMap;
use std::sync::LazyLock;

use locale::{Arg, Locale, Locales};
use minijinja::value::{Kwargs, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, Value};
use rust_embed::Embed;
use web::assets::Assets;

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

/// Adds `t`, `date`, `datetime`, `time`, `size`, `number`, `icon` and `asset`.
pub(super) fn add(
    env: &mut Environment<'static>,
    locales: &'static Locales,
    assets: &'static Assets,
) {
    env.set_formatter(write);
    env.add_function("t", move |state: &mut State, key: &str, args: Kwargs| {
        text(state, locales, key, &args)
    });
    env.add_function("date", move |state: &mut State, ms: i64| {
        stamp(reader(state, locales), ms, Locale::date)
    });
    env.add_function("datetime", move |state: &mut State, ms: i64| {
        stamp(reader(state, locales), ms, Locale::date_time)
    });
    env.add_function("time", move |state: &mut State, ms: i64| {
        stamp(reader(state, locales), ms, Locale::time)
    });
    env.add_function("plain_datetime", move |state: &mut State, ms: i64| {
        let reader = reader(state, locales);
        reader.locale.date_time(ms, &reader.zone)
    });
    env.add_function("size", move |state: &mut State, bytes: i64| {
        reader(state, locales).locale.size(bytes)
    });
    env.add_function("number", move |state: &mut State, number: i64| {
        reader(state, locales).locale.number(number)
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
/// ends neither, and stands in every address.
fn write(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() && *state.auto_escape() == AutoEscape::Html => {
            html::escape_to(out, text).map_err(Error::from)
        }
        _ => minijinja::escape_formatter(out, state, value),
    }
}

/// For whom a page is drawn. Kept with the drawing: what a page says a hundred times is not looked up a hundred times.
struct Reader {
    locale: &'static Locale,
    zone: String,
}

fn reader<'s>(state: &'s mut State, locales: &'static Locales) -> &'s Reader {
    if state.get_extension::<Reader>().is_none() {
        let (lang, zone) = (state.lookup("lang"), state.lookup("zone"));
        let tag = lang.as_ref().and_then(Value::as_str).unwrap_or("en");
        let zone = zone.as_ref().and_then(Value::as_str).unwrap_or("UTC");
        state.get_or_insert_extension(Reader {
            locale: locales.get(tag),
            zone: zone.to_owned(),
        });
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
    let locale = match args.get::<Option<&str>>("lang")? {
        Some(tag) => locales.get(tag),
        None => reader(state, locales).locale,
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

fn stamp(reader: &Reader, ms: i64, said: fn(&Locale, i64, &str) -> String) -> Value {
    let words = said(reader.locale, ms, &reader.zone);
    let mut out = format!("<time datetime=\"{}\">", reader.locale.iso(ms));
    html::escape_to(&mut out, &words).expect("writing to a string");
    out.push_str("</time>");
    Value::from_safe_string(out)
}

fn icon(name: &str, flip: bool) -> Result<Value, Error> {
    let missing = || Error::new(ErrorKind::InvalidOperation, format!("no icon {name}"));
    let body = ICONS.get(name).ok_or_else(missing)?;
    let class = if flip { "i flip" } else { "i" };
    Ok(Value::from_safe_string(format!(
        "<svg class=\"{class}\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">{body}</svg>"
    )))
}
