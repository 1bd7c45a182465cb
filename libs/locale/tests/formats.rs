//! Dates, times, numbers and sizes.

use locale::{Locale, Locales};

/// 22 November 2026, 08:20:05.678 UTC
const MOMENT: i64 = 1_795_335_605_678;

fn english_and_polish() -> (Locale, Locale) {
    let locales = Locales::load(&[("en", ""), ("pl", "")]).expect("nothing to be wrong");
    (locales.get("en").clone(), locales.get("pl").clone())
}

#[test]
fn a_time_is_shown_in_the_readers_zone() {
    let (english, polish) = english_and_polish();
    assert_eq!(
        english.date_time(MOMENT, "Europe/Warsaw"),
        "22 Nov 2026, 09:20"
    );
    assert_eq!(
        polish.date_time(MOMENT, "Europe/Warsaw"),
        "22 lis 2026, 09:20"
    );
    assert_eq!(english.date(MOMENT, "Pacific/Auckland"), "22 Nov 2026");
    assert_eq!(polish.date(MOMENT, "UTC"), "22 lis 2026");
    assert_eq!(english.time(MOMENT, "Asia/Kolkata"), "13:50");
    assert_eq!(polish.time(MOMENT, "UTC"), "08:20");
}

#[test]
fn summer_time_counts() {
    let (_, polish) = english_and_polish();
    let july = 1_783_500_000_000; // 2026-07-08T08:40Z
    assert_eq!(polish.date_time(july, "Europe/Warsaw"), "8 lip 2026, 10:40");
}

#[test]
fn a_zone_that_does_not_exist_is_utc() {
    let (english, _) = english_and_polish();
    assert_eq!(english.time(MOMENT, "Mars/Olympus"), "08:20");
    assert_eq!(english.time(MOMENT, "../../etc/passwd"), "08:20");
}

#[test]
fn programs_get_rfc_3339() {
    let (english, _) = english_and_polish();
    assert_eq!(english.iso(MOMENT), "2026-11-22T08:20:05Z");
    assert_eq!(english.iso(0), "1970-01-01T00:00:00Z");
    assert_eq!(english.iso(-1), "1969-12-31T23:59:59Z");
}

#[test]
fn no_time_is_too_far() {
    let (english, polish) = english_and_polish();
    for ms in [i64::MIN, i64::MAX] {
        assert!(!english.iso(ms).is_empty());
        assert!(!polish.date_time(ms, "Europe/Warsaw").is_empty());
    }
}

#[test]
fn sizes_are_short() {
    let (english, polish) = english_and_polish();
    for (bytes, en, pl) in [
        (0, "0 B", "0 B"),
        (999, "999 B", "999 B"),
        (1_000, "1 kB", "1 kB"),
        (254_156, "248 kB", "248 kB"),
        (1_023_487, "999 kB", "999 kB"),
        (1_023_488, "1 MB", "1 MB"),
        (1_440_000, "1.4 MB", "1,4 MB"),
        (26_000_000, "24.8 MB", "24,8 MB"),
        (25 * 1024 * 1024, "25 MB", "25 MB"),
        (1_048_523_572, "1 GB", "1 GB"),
        (1_664_300_000, "1.6 GB", "1,6 GB"),
        (-5, "0 B", "0 B"),
    ] {
        assert_eq!(english.size(bytes), en.replace(' ', "\u{a0}"));
        assert_eq!(polish.size(bytes), pl.replace(' ', "\u{a0}"));
    }
    assert!(polish.size(i64::MAX).ends_with("GB"));
}

#[test]
fn a_language_may_have_units_of_its_own() {
    let locales = Locales::load(&[("fr", "unit-mb = { $n }\u{a0}Mo\n")]).unwrap();
    assert_eq!(locales.get("fr").size(1_440_000), "1,4\u{a0}Mo");
    assert_eq!(locales.get("fr").size(2_000), "2\u{a0}kB");
}

#[test]
fn numbers_are_grouped() {
    let (english, polish) = english_and_polish();
    assert_eq!(english.number(1_234_567), "1,234,567");
    assert_eq!(polish.number(1_234_567), "1\u{a0}234\u{a0}567");
    assert_eq!(polish.number(2041), "2041");
}
