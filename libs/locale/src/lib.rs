//! What people read: messages in their language with the plurals, dates, numbers and sizes that
//! belong to it.
//!
//! A language is one file of messages ([Fluent](https://projectfluent.org)); everything else
//! about it (plural rules, month names, separators, direction) is CLDR's, compiled in. What is
//! costly to make is made once, at [`Locales::load`]; after that a [`Locale`] is shared freely
//! between threads.
//!
//! ```
//! use locale::{Arg, Locales};
//!
//! let locales = Locales::load(&[
//!     ("en", "found = { $n ->\n    [one] { $n } file\n   *[other] { $n } files\n }\n"),
//!     ("pl", "found = { $n ->\n    [one] { $n } plik\n    [few] { $n } pliki\n   *[other] { $n } plików\n }\n"),
//! ])?;
//! assert_eq!(locales.get("pl").text("found", &[("n", Arg::from(3))]), "3 pliki");
//! # Ok::<(), locale::LoadError>(())
//! ```

mod arg;
mod formats;
mod messages;
mod negotiate;

use std::{fmt, sync::Arc};

use formats::Formats;
use icu_locale::{LanguageIdentifier, LocaleDirectionality};
use messages::Messages;

pub use arg::Arg;
pub use negotiate::negotiate;

/// The tag of the language that only tests see: the first one's texts in «quotes», right to left.
pub const PSEUDO: &str = "ar-XB";

/// Why a language cannot be used: where to look, and what is wrong there.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Nothing was given to load.
    #[error("there is no language at all")]
    Empty,
    /// The file's name is no language.
    #[error("{tag}: not a language tag")]
    Tag {
        /// The name.
        tag: String,
    },
    /// A message cannot be read.
    #[error("{tag}.ftl, line {line}: {what}")]
    Message {
        /// The language.
        tag: String,
        /// From 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// Dates and numbers of the language are not known.
    #[error("{tag}: no calendar or number data: {what}")]
    Data {
        /// The language.
        tag: String,
        /// What is missing.
        what: String,
    },
}

/// Whether there is a time zone of this name, such as `Europe/Warsaw`.
pub fn is_zone(name: &str) -> bool {
    formats::zone(name).is_some()
}

/// Whether two moments, milliseconds UTC, are of one day where the clocks of this zone are; one that does not exist counts as UTC.
pub fn is_same_day(one: i64, other: i64, zone: &str) -> bool {
    formats::is_same_day(one, other, zone)
}

/// The time zones that people can choose from, by name: places, and UTC.
pub fn zones() -> &'static [String] {
    static ZONES: std::sync::LazyLock<Vec<String>> = std::sync::LazyLock::new(|| {
        let names = jiff::tz::db().available().map(|name| name.to_string());
        let is_place =
            |name: &String| name == "UTC" || (name.contains('/') && !name.starts_with("Etc/"));
        let mut places: Vec<String> = names.filter(is_place).collect();
        places.sort_unstable();
        places.dedup();
        places
    });
    &ZONES
}

/// Every language there is. The first is the one to fall back to.
#[derive(Debug, Clone)]
pub struct Locales(Vec<Locale>);

impl Locales {
    /// Reads a file of messages for each language, given as (tag, text).
    pub fn load(sources: &[(&str, &str)]) -> Result<Locales, LoadError> {
        if sources.is_empty() {
            return Err(LoadError::Empty);
        }
        let locales = sources.iter().map(|(tag, text)| Locale::load(tag, text));
        locales.collect::<Result<_, _>>().map(Locales)
    }

    /// Adds the language [`PSEUDO`], in which a text that is not translated, or a page that only
    /// works left to right, is seen at once.
    #[must_use]
    pub fn with_pseudo(mut self) -> Locales {
        let pseudo = Locale {
            tag: PSEUDO.into(),
            right_to_left: true,
            pseudo: true,
            ..self.0[0].clone()
        };
        self.0.push(pseudo);
        self
    }

    /// The language of this tag, else the one that `negotiate` finds for it, else the first.
    pub fn get(&self, tag: &str) -> &Locale {
        let exact = self.0.iter().find(|locale| &*locale.tag == tag);
        exact.unwrap_or_else(|| {
            let near = self.negotiate(tag, &self.tags());
            let near = near.and_then(|near| self.0.iter().find(|locale| *locale.tag == *near));
            near.unwrap_or(&self.0[0])
        })
    }

    /// All tags, in the order in which they were loaded.
    pub fn tags(&self) -> Vec<&str> {
        self.0.iter().map(Locale::tag).collect()
    }

    /// Which of the offered tags suits an `Accept-Language` header best; see [`negotiate()`].
    pub fn negotiate(&self, accept_language: &str, offered: &[&str]) -> Option<String> {
        negotiate(accept_language, offered)
    }
}

/// One language. Cloning it is cheap.
#[derive(Clone)]
pub struct Locale {
    tag: Arc<str>,
    right_to_left: bool,
    pseudo: bool,
    messages: Arc<Messages>,
    formats: Arc<Formats>,
}

impl Locale {
    fn load(tag: &str, text: &str) -> Result<Locale, LoadError> {
        let wrong = |_| LoadError::Tag { tag: tag.into() };
        let id: LanguageIdentifier = tag.parse().map_err(wrong)?;
        Ok(Locale {
            tag: tag.into(),
            right_to_left: LocaleDirectionality::new_extended().is_right_to_left(&id),
            pseudo: false,
            messages: Messages::load(tag, text)?.into(),
            formats: Formats::load(tag)?.into(),
        })
    }

    /// The message of this key. A key or an argument that is missing is logged once and shows in
    /// the text: ⟦key⟧, `{$argument}`.
    ///
    /// Whole numbers are written the language's way (12,041); what only looks like a number, such
    /// as a reference, is given as text.
    pub fn text(&self, key: &str, args: &[(&str, Arg)]) -> String {
        let text = self.messages.text(key, args);
        if self.pseudo {
            format!("«{text}»")
        } else {
            text
        }
    }

    /// Whether there is a text of this key.
    pub fn has(&self, key: &str) -> bool {
        self.messages.has(key)
    }

    /// For `lang`, `hreflang` and `Content-Language`.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// For `dir`: `ltr` or `rtl`.
    pub fn dir(&self) -> &'static str {
        if self.right_to_left { "rtl" } else { "ltr" }
    }

    /// 22 Nov 2026
    pub fn date(&self, ms: i64, zone: &str) -> String {
        self.formats.date(ms, zone)
    }

    /// 22 Nov 2026, 09:20
    pub fn date_time(&self, ms: i64, zone: &str) -> String {
        self.formats.date_time(ms, zone)
    }

    /// 09:20
    pub fn time(&self, ms: i64, zone: &str) -> String {
        self.formats.time(ms, zone)
    }

    /// 12,041
    pub fn number(&self, number: i64) -> String {
        self.formats.number(number)
    }

    /// 812 B, 248 kB, 1.4 MB, of 1024 each, with a space that does not break. A language
    /// with other units has the messages `unit-b`, `unit-kb`, `unit-mb`, `unit-gb`.
    pub fn size(&self, bytes: i64) -> String {
        let (number, unit) = self.formats.size(bytes);
        let key = format!("unit-{}", unit.to_ascii_lowercase());
        if self.has(&key) {
            return self.messages.text(&key, &[("n", Arg::from(number))]);
        }
        format!("{number}\u{a0}{unit}")
    }

    /// 2026-11-22T08:20:00Z, for `<time datetime>` and programs: the same in every language.
    pub fn iso(&self, ms: i64) -> String {
        formats::iso(ms)
    }
}

impl fmt::Debug for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Locale").field(&self.tag).finish()
    }
}
