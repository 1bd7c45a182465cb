//! The messages of one language, over Fluent.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use fluent_bundle::{
    FluentArgs, FluentError, FluentResource, FluentValue, concurrent::FluentBundle,
    memoizer::MemoizerKind,
};
use icu_decimal::{DecimalFormatter, input::Decimal};
use intl_memoizer::{Memoizable, concurrent::IntlLangMemoizer};
use unic_langid::LanguageIdentifier;

use crate::{Arg, LoadError, formats};

pub(crate) struct Messages {
    tag: String,
    bundle: FluentBundle<FluentResource>,
    /// what was missing and has been logged, so that a busy page does not fill the log
    told: Mutex<HashSet<String>>,
}

impl Messages {
    pub(crate) fn load(tag: &str, text: &str) -> Result<Messages, LoadError> {
        let wrong = |line, what| LoadError::Message {
            tag: tag.into(),
            line,
            what,
        };
        let id: LanguageIdentifier = tag
            .parse()
            .map_err(|_| LoadError::Tag { tag: tag.into() })?;
        let resource = FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| {
            let first = errors.first().expect("a failed parse names an error");
            wrong(line_at(text, first.pos.start), first.kind.to_string())
        })?;
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(grouped));
        // PLAIN($reference): digits as they are, even where a number was given
        bundle
            .add_function("PLAIN", |args, _| plain(args.first()))
            .expect("the first of its name");
        bundle.add_resource(resource).map_err(|errors| {
            let first = errors.first().expect("a refused file names an error");
            let what = match first {
                FluentError::Overriding { id, .. } => {
                    (second_of(text, id), format!("“{id}” is there twice"))
                }
                other => (1, other.to_string()),
            };
            wrong(what.0, what.1)
        })?;
        Ok(Messages {
            tag: tag.into(),
            bundle,
            told: Mutex::default(),
        })
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.bundle
            .get_message(key)
            .is_some_and(|message| message.value().is_some())
    }

    pub(crate) fn text(&self, key: &str, args: &[(&str, Arg)]) -> String {
        let message = self.bundle.get_message(key);
        let Some(pattern) = message.and_then(|message| message.value()) else {
            self.tell(key, "there is no such message");
            return format!("⟦{key}⟧");
        };
        let args = (!args.is_empty()).then(|| {
            let args = args.iter().map(|(name, arg)| (*name, arg.value()));
            args.collect::<FluentArgs>()
        });
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, args.as_ref(), &mut errors);
        if let Some(error) = errors.first() {
            self.tell(key, &error.to_string());
        }
        text.into_owned()
    }

    fn tell(&self, key: &str, what: &str) {
        const MOST: usize = 1_000; // keys are sometimes made from values
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.len() < MOST && told.insert(format!("{key}: {what}")) {
            tracing::warn!(language = self.tag, key, what, "message incomplete");
        }
    }
}

fn plain<'a>(value: Option<&FluentValue<'a>>) -> FluentValue<'a> {
    match value {
        Some(FluentValue::Number(number)) => number.as_string().into(),
        Some(text @ FluentValue::String(_)) => text.clone(),
        _ => FluentValue::from("⟦…⟧"),
    }
}

/// Writes a number the language's way. Kept by the bundle, as its plural rules are.
struct Grouping(DecimalFormatter);

impl Memoizable for Grouping {
    type Args = ();
    type Error = LoadError;

    fn construct(id: LanguageIdentifier, (): ()) -> Result<Self, LoadError> {
        formats::decimals(&id.to_string()).map(Grouping)
    }
}

fn grouped(value: &FluentValue, kept: &IntlLangMemoizer) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let decimal = Decimal::try_from_str(&number.as_string()).ok()?;
    kept.with_try_get_threadsafe::<Grouping, _, _>((), |grouping| {
        grouping.0.format(&decimal).to_string()
    })
    .ok()
}

/// The line of what stands before this position: where a closing brace is missing, the parser
/// notices it only further down.
fn line_at(text: &str, position: usize) -> usize {
    let before = text.get(..position).unwrap_or(text);
    before.trim_end().split('\n').count()
}

fn second_of(text: &str, id: &str) -> usize {
    let defines = |line: &str| {
        line.strip_prefix(id)
            .is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    let mut lines = text.lines().enumerate().filter(|(_, line)| defines(line));
    lines.nth(1).map_or(1, |(index, _)| index + 1)
}
