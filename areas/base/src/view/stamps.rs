//! Moments as pages say them. The same ones stand on a list each time that it is looked at, and to say one takes longer than a row of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::fast::FixedState;
use locale::Locale;
use minijinja::Value;

/// How a moment is said.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Form {
    Date,
    DateTime,
    Time,
}

impl Form {
    fn say(self, locale: &Locale, ms: i64, zone: &str) -> String {
        match self {
            Form::Date => locale.date(ms, zone),
            Form::DateTime => locale.date_time(ms, zone),
            Form::Time => locale.time(ms, zone),
        }
    }
}

/// Languages with a zone that are kept.
const READERS: usize = 16;
/// Moments of each that are kept: some 200 bytes each.
const MOMENTS: usize = 1_024;

/// Moments are ours: no stranger chooses them to make the table slow.
type Said = Mutex<HashMap<(Form, i64), Value, FixedState>>;

/// What was said lately, for each language and zone.
#[derive(Clone, Default)]
pub(super) struct Stamps(Arc<Mutex<HashMap<(&'static str, String), Stamp>>>);

/// How one language says moments in one zone.
#[derive(Clone)]
pub(super) struct Stamp {
    locale: &'static Locale,
    zone: Arc<str>,
    said: Arc<Said>,
}

impl Stamps {
    /// For a reader of this language in this zone.
    pub(super) fn of(&self, locale: &'static Locale, zone: &str) -> Stamp {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (locale.tag(), zone.to_owned());
        // only a newcomer needs the room
        if all.len() >= READERS && !all.contains_key(&key) {
            all.clear();
        }
        let stamp = all.entry(key).or_insert_with(|| Stamp {
            locale,
            zone: zone.into(),
            said: Arc::default(),
        });
        stamp.clone()
    }
}

impl Stamp {
    /// A moment as an element of a page.
    pub(super) fn element(&self, ms: i64, form: Form) -> Value {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = said.get(&(form, ms)) {
            return known.clone();
        }
        let words = html::escape(&self.words(ms, form));
        let iso = self.locale.iso(ms);
        let element = Value::from_safe_string(format!("<time datetime=\"{iso}\">{words}</time>"));
        if said.len() >= MOMENTS {
            said.clear();
        }
        said.insert((form, ms), element.clone());
        element
    }

    /// A moment as plain text.
    pub(super) fn words(&self, ms: i64, form: Form) -> String {
        form.say(self.locale, ms, &self.zone)
    }
}
