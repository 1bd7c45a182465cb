//! The demo's conversations, as they are written down in `threads_*.toml`, and in the order in which all of it happened.

use anyhow::{Context, Result};
use serde::Deserialize;

const HOUR_MS: f64 = 3_600_000.0;

/// A ticket and what was said in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Story {
    pub(super) from: String,
    pub(super) subject: String,
    /// How long before the first start it began.
    days: f64,
    pub(super) via: String,
    #[serde(default)]
    pub(super) priority: i64,
    #[serde(default)]
    pub(super) category: String,
    pub(super) owner: Option<String>,
    /// The stage that it began in.
    #[serde(default = "new")]
    pub(super) stage: i64,
    pub(super) order_number: Option<String>,
    pub(super) product: Option<String>,
    /// A mail that claims to be the customer's and is not.
    pub(super) unverified: Option<String>,
    pub(super) say: Vec<Step>,
}

/// One thing that happened in a story.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    pub(super) by: String,
    /// Hours after the beginning.
    h: f64,
    pub(super) text: Option<String>,
    /// A comment between agents; with `call`, what was said on the telephone.
    pub(super) note: Option<String>,
    /// The minutes of a call.
    pub(super) call: Option<i64>,
    /// The ticket moved there.
    pub(super) stage: Option<i64>,
    /// Somebody else was added.
    pub(super) participant: Option<String>,
    /// 2: another conversation of the same ticket.
    #[serde(default = "first")]
    pub(super) thread: usize,
    #[serde(default)]
    pub(super) files: Vec<String>,
}

fn new() -> i64 {
    1
}

fn first() -> usize {
    1
}

#[derive(Deserialize)]
struct File {
    ticket: Vec<Story>,
}

/// All stories.
pub(super) fn all() -> Result<Vec<Story>> {
    let files = [
        include_str!("threads_en.toml"),
        include_str!("threads_pl.toml"),
    ];
    let read = |text| toml::from_str::<File>(text).context("a story of the demo cannot be read");
    Ok(files
        .into_iter()
        .map(read)
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .flat_map(|file| file.ticket)
        .collect())
}

/// When what happened: milliseconds, story, step; oldest first.
pub(super) fn in_order(stories: &[Story], now: i64) -> Vec<(i64, usize, usize)> {
    let mut all = Vec::new();
    for (at, story) in stories.iter().enumerate() {
        for (step, said) in story.say.iter().enumerate() {
            all.push((now - ms(story.days * 24.0 - said.h), at, step));
        }
    }
    all.sort_unstable();
    all
}

/// Hours in milliseconds.
fn ms(hours: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a few months of milliseconds"
    )]
    let ms = (hours * HOUR_MS).round() as i64;
    ms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_story_is_over_before_now_and_its_steps_are_in_order() {
        let stories = all().unwrap();
        assert!(stories.len() > 50);
        for story in &stories {
            assert!(
                story.say.is_sorted_by_key(|step| ms(step.h)),
                "{}",
                story.subject
            );
            assert!(
                story.say.iter().all(|step| step.h < story.days * 24.0),
                "{} is not over",
                story.subject
            );
        }
    }
}
