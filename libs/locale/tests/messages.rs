//! Messages: plurals, what is missing, what is broken, who gets which language.

use locale::{Arg, Locale, Locales, negotiate};

const EN: &str = "hello = Hello, { $name }
found =
    { $n ->
        [one] { $n } file
       *[other] { $n } files
    }
reference = No. { PLAIN($number) }
twice = All: { found }
";
const PL: &str = "hello = Cześć, { $name }
found =
    { $n ->
        [one] { $n } plik
        [few] { $n } pliki
        [many] { $n } plików
       *[other] { $n } pliku
    }
reference = Nr { PLAIN($number) }
twice = Razem: { found }
";

fn both() -> Locales {
    Locales::load(&[("en", EN), ("pl", PL)]).expect("two sound files")
}

fn found(locale: &Locale, n: impl Into<Arg<'static>>) -> String {
    locale.text("found", &[("n", n.into())])
}

#[test]
fn a_locale_is_shared_between_threads() {
    fn shared<T: Send + Sync + Clone + 'static>(_: T) {}
    shared(both());
    shared(both().get("pl").clone());
}

#[test]
fn polish_has_four_plural_forms() {
    let locales = both();
    let polish = locales.get("pl");
    for (n, text) in [
        (0, "0 plików"),
        (1, "1 plik"),
        (3, "3 pliki"),
        (5, "5 plików"),
        (12, "12 plików"),
        (22, "22 pliki"),
        (25, "25 plików"),
    ] {
        assert_eq!(found(polish, n), text);
    }
    assert_eq!(found(polish, 1.5), "1,5 pliku");
    assert_eq!(found(locales.get("en"), 1), "1 file");
    assert_eq!(found(locales.get("en"), 0), "0 files");
}

#[test]
fn numbers_are_written_the_languages_way_and_references_are_not() {
    let locales = both();
    assert_eq!(found(locales.get("en"), 12_041), "12,041 files");
    assert_eq!(found(locales.get("pl"), 12_041), "12\u{a0}041 plików");
    let number = [("number", Arg::from(12_041))];
    assert_eq!(locales.get("en").text("reference", &number), "No. 12041");
    let number = [("number", Arg::from("12041"))];
    assert_eq!(locales.get("pl").text("reference", &number), "Nr 12041");
}

#[test]
fn a_message_within_a_message_gets_the_same_arguments() {
    assert_eq!(
        both().get("pl").text("twice", &[("n", Arg::from(2))]),
        "Razem: 2 pliki"
    );
}

#[test]
fn values_stand_as_they_are() {
    let name = [("name", Arg::from("{ $n } <b> „Ż”"))];
    assert_eq!(
        both().get("en").text("hello", &name),
        "Hello, { $n } <b> „Ż”"
    );
}

#[test]
fn what_is_missing_shows() {
    let locales = both();
    let english = locales.get("en");
    assert_eq!(english.text("nothing", &[]), "⟦nothing⟧");
    assert_eq!(english.text("hello", &[]), "Hello, {$name}");
    assert_eq!(english.text("reference", &[]), "No. ⟦…⟧");
    assert!(english.has("hello"));
    assert!(!english.has("nothing"));
}

#[test]
fn a_number_that_is_none_does_not_panic() {
    assert_eq!(found(both().get("en"), f64::NAN), "NaN files");
    assert_eq!(found(both().get("pl"), -1), "-1 plik");
}

#[test]
fn an_unknown_language_falls_back_to_the_first() {
    let locales = both();
    assert_eq!(locales.get("de").tag(), "en");
    assert_eq!(locales.get("").tag(), "en");
    assert_eq!(locales.get("pl-PL").tag(), "pl");
    assert_eq!(locales.tags(), ["en", "pl"]);
}

#[test]
fn a_broken_file_is_named_with_its_line() {
    let load = |text| Locales::load(&[("pl", text)]).unwrap_err().to_string();
    let error = load("a = b\n\nc = { $n\n");
    assert!(error.starts_with("pl.ftl, line 3: "), "{error}");
    assert_eq!(
        load("a = b\n# note\na = c\n"),
        "pl.ftl, line 3: “a” is there twice"
    );
    let error = Locales::load(&[("not a tag", "")]).unwrap_err().to_string();
    assert_eq!(error, "not a tag: not a language tag");
    assert!(Locales::load(&[]).is_err());
}

#[test]
fn the_reader_gets_the_nearest_language_offered() {
    let find = |header| negotiate(header, &["en", "pl", "zh-CN"]);
    assert_eq!(find("pl").as_deref(), Some("pl"));
    assert_eq!(find("de-AT, pl-PL;q=0.5, en;q=0.8").as_deref(), Some("en"));
    assert_eq!(find("en-US,en;q=0.9,pl;q=0.8").as_deref(), Some("en"));
    assert_eq!(find("PL-pl").as_deref(), Some("pl"));
    assert_eq!(find("zh-SG").as_deref(), Some("zh-CN"));
    assert_eq!(find("zh-TW"), None);
    assert_eq!(find("pl;q=0, *").as_deref(), Some("en"));
    assert_eq!(find("en;q=0, *").as_deref(), Some("pl"));
    assert_eq!(find("de, fr"), None);
    assert_eq!(find(""), None);
    assert_eq!(find(";;;=,,q=,\u{0}"), None);
    assert_eq!(
        negotiate("pt", &["pt-BR", "pt-PT"]).as_deref(),
        Some("pt-BR")
    );
    assert_eq!(
        negotiate("pt-PT", &["pt-BR", "pt-PT"]).as_deref(),
        Some("pt-PT")
    );
}

#[test]
fn direction_follows_the_language() {
    let locales = Locales::load(&[("en", EN), ("ar", EN), ("he-IL", EN), ("pl", PL)]).unwrap();
    let dirs: Vec<_> = locales
        .tags()
        .iter()
        .map(|tag| locales.get(tag).dir())
        .collect();
    assert_eq!(dirs, ["ltr", "rtl", "rtl", "ltr"]);
}

#[test]
fn the_pseudo_language_shows_what_is_not_translated() {
    let locales = both().with_pseudo();
    let pseudo = locales.get(locale::PSEUDO);
    assert_eq!((pseudo.tag(), pseudo.dir()), ("ar-XB", "rtl"));
    assert_eq!(found(pseudo, 2), "«2 files»");
    assert_eq!(pseudo.date(0, "UTC"), "1 Jan 1970");
}
