//! Which language suits a reader best.

use std::str::FromStr as _;

use icu_locale::{LanguageIdentifier, LocaleExpander};

/// The offered tag that suits an `Accept-Language` header best, or none if the reader asked for
/// other languages only. `en-US` finds `en`, `en` finds `en-GB`, `zh-TW` does not find `zh-CN`:
/// what counts is language and script, then the rest of the tag.
pub fn negotiate(accept_language: &str, offered: &[&str]) -> Option<String> {
    let (wanted, refused) = read(accept_language);
    let any = || {
        let refused: Vec<_> = refused
            .iter()
            .filter_map(|tag| nearest(tag, offered))
            .collect();
        offered.iter().copied().find(|tag| !refused.contains(tag))
    };
    let found = wanted.iter().find_map(|tag| {
        if *tag == "*" {
            any()
        } else {
            nearest(tag, offered)
        }
    });
    found.map(str::to_owned)
}

/// The header's tags, best first, and those with weight 0, which the reader refuses.
fn read(accept_language: &str) -> (Vec<&str>, Vec<&str>) {
    const MOST: usize = 30; // nobody reads more languages; the header comes from anywhere
    let tags = accept_language.split(',').take(MOST).map(|part| {
        let (tag, weight) = part.split_once(';').unwrap_or((part, ""));
        let weight = weight.trim().strip_prefix("q=");
        (
            tag.trim(),
            weight.map_or(1.0, |q| q.parse::<f32>().unwrap_or(0.0)),
        )
    });
    let tags = tags.filter(|(tag, _)| !tag.is_empty());
    let (mut wanted, refused): (Vec<_>, Vec<_>) = tags.partition(|(_, weight)| *weight > 0.0);
    wanted.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let bare = |(tag, _)| tag;
    (
        wanted.into_iter().map(bare).collect(),
        refused.into_iter().map(bare).collect(),
    )
}

fn nearest<'a>(wanted: &str, offered: &[&'a str]) -> Option<&'a str> {
    let exact = offered.iter().find(|tag| tag.eq_ignore_ascii_case(wanted));
    exact.copied().or_else(|| {
        let wanted = written(wanted)?;
        offered
            .iter()
            .copied()
            .find(|tag| written(tag).as_ref() == Some(&wanted))
    })
}

/// Language and script, the script as CLDR supposes it.
fn written(tag: &str) -> Option<LanguageIdentifier> {
    let mut id = LanguageIdentifier::from_str(tag).ok()?;
    LocaleExpander::new_extended().maximize(&mut id);
    id.region = None;
    id.variants.clear();
    Some(id)
}
