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
    env.add_function("t", move |state: &State, key: &str, args: Kwargs| {
        text(of(state, locales), key, &args)
    });
    env.add_function("date", move |state: &State, ms: i64| {
        stamp(of(state, locales), ms, |locale| {
            locale.date(ms, &zone(state))
        })
    });
    env.add_function("datetime", move |state: &State, ms: i64| {
        stamp(of(state, locales), ms, |locale| {
            locale.date_time(ms, &zone(state))
        })
    });
    env.add_function("time", move |state: &State, ms: i64| {
        stamp(of(state, locales), ms, |locale| {
            locale.time(ms, &zone(state))
        })
    });
    env.add_function("plain_datetime", move |state: &State, ms: i64| {
        of(state, locales).date_time(ms, &zone(state))
    });
    env.add_function("size", move |state: &State, bytes: i64| {
        of(state, locales).size(bytes)
    });
    env.add_function("number", move |state: &State, number: i64| {
        of(state, locales).number(number)
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
            escape(out, text).map_err(Error::from)
        }
        _ => minijinja::escape_formatter(out, state, value),
    }
}

fn escape(out: &mut Output, text: &str) -> std::fmt::Result {
    let mut rest = text;
    while let Some(at) = rest.find(['<', '>', '&', '"', '\'']) {
        let (plain, special) = rest.split_at(at);
        out.write_str(plain)?;
        out.write_str(match special.as_bytes()[0] {
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'&' => "&amp;",
            b'"' => "&quot;",
            _ => "&#39;",
        })?;
        rest = &special[1..];
    }
    out.write_str(rest)
}

pub(super) fn of(state: &State, locales: &'static Locales) -> &'static Locale {
    locales.get(
        state
            .lookup("lang")
            .as_ref()
            .and_then(Value::as_str)
            .unwrap_or("en"),
    )
}

fn zone(state: &State) -> String {
    state
        .lookup("zone")
        .as_ref()
        .and_then(Value::as_str)
        .unwrap_or("UTC")
        .to_owned()
}

pub(super) fn text(locale: &Locale, key: &str, args: &Kwargs) -> Result<String, Error> {
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

fn stamp(locale: &Locale, ms: i64, text: impl Fn(&Locale) -> String) -> Value {
    let words = html::escape(&text(locale));
    Value::from_safe_string(format!(
        "<time datetime=\"{}\">{words}</time>",
        locale.iso(ms)
    ))
}

fn icon(name: &str, flip: bool) -> Result<Value, Error> {
    let missing = || Error::new(ErrorKind::InvalidOperation, format!("no icon {name}"));
    let body = ICONS.get(name).ok_or_else(missing)?;
    let class = if flip { "i flip" } else { "i" };
    Ok(Value::from_safe_string(format!(
        "<svg class=\"{class}\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">{body}</svg>"
    )))
}
