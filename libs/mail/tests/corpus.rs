//! Real mail that others collected, where it is at hand (`shared/corpora` beside the project): figures and floors.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that reports figures"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use mail::parse::{ParseError, parse};
use mail::quote::{split_html, split_text};

/// The folder, or nothing with a word about it.
fn folder(name: &str) -> Option<PathBuf> {
    let at = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/corpora"
    ))
    .join(name);
    if !at.is_dir() {
        eprintln!("skipped: no corpus at {}", at.display());
        return None;
    }
    Some(at)
}

fn files(at: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(at).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(files(&path));
        } else {
            out.push(path);
        }
    }
    out.sort();
    out
}

/// Reads a mail within five seconds and splits what it says.
fn read(path: &Path) -> Result<mail::parse::Parsed, ParseError> {
    let raw = fs::read(path).unwrap();
    let start = Instant::now();
    let parsed = parse(&raw);
    if let Ok(mail) = &parsed {
        let split = split_text(&mail.text);
        assert_eq!(format!("{}{}", split.fresh, split.quoted), mail.text);
        assert!(split.fresh.trim().is_empty() == mail.text.trim().is_empty());
        if let Some(html) = &mail.html
            && let Some((fresh, quoted)) = split_html(html)
        {
            assert_eq!(&format!("{fresh}{quoted}"), html);
        }
        for file in &mail.files {
            assert!(
                !file.name.is_empty()
                    && file.name.len() <= 200
                    && !file.name.contains(['/', '\\', '\0', '\n']),
                "{}",
                file.name
            );
        }
    }
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{} took {:?}",
        path.display(),
        start.elapsed()
    );
    parsed
}

#[test]
fn every_mail_is_read() {
    let mut count = 0;
    for name in [
        "mime-mikel-mail",
        "mime-python-stdlib",
        "bounces",
        "xss-bleach",
        "reply-github",
    ] {
        let Some(at) = folder(name) else { return };
        for path in files(&at) {
            let result = read(&path);
            let blank = fs::read(&path).unwrap().trim_ascii().is_empty();
            assert!(result.is_ok() || blank, "{}: {result:?}", path.display());
            count += 1;
        }
    }
    eprintln!("read {count} mails");
}

#[test]
fn changed_mails_do_no_harm() {
    let (Some(one), Some(two)) = (folder("mime-mikel-mail"), folder("bounces")) else {
        return;
    };
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed >> 33).unwrap() % below.max(1)
    };
    let mut slowest = Duration::ZERO;
    let all: Vec<Vec<u8>> = files(&one)
        .iter()
        .chain(&files(&two))
        .map(|path| fs::read(path).unwrap())
        .collect();
    for round in 0..3000 {
        let mut raw = all[round % all.len()].clone();
        for _ in 0..=random(20) {
            let at = random(raw.len());
            match random(5) {
                0 => raw.truncate(at),
                1 => raw.insert(at, u8::try_from(random(256)).unwrap()),
                2 => {
                    let end = (at + random(200)).min(raw.len());
                    raw.drain(at..end);
                }
                3 => {
                    let piece = raw[at..(at + random(300)).min(raw.len())].to_vec();
                    let to = random(raw.len());
                    raw.splice(to..to, piece);
                }
                _ if at < raw.len() => raw[at] ^= 1 << random(8),
                _ => {}
            }
        }
        let start = Instant::now();
        if let Ok(mail) = parse(&raw) {
            split_text(&mail.text);
            mail.html.as_deref().map(split_html);
            mail::loops::bounced_recipient(&mail);
            mail::verdict::read(&mail, Some("mx.test"));
            mail::token::tokens_in(&mail);
        }
        slowest = slowest.max(start.elapsed());
    }
    eprintln!("slowest of 3,000 changed mails: {slowest:?}");
    assert!(slowest < Duration::from_secs(5));
}

#[test]
fn bounces_are_recognised_and_people_are_not() {
    let Some(at) = folder("bounces") else { return };
    let (mut known, mut missed) = (0, Vec::new());
    for path in ["bsd", "err"].iter().flat_map(|name| files(&at.join(name))) {
        match read(&path).unwrap().automatic {
            Some(_) => known += 1,
            None => missed.push(path.file_name().unwrap().to_owned()),
        }
    }
    let all = known + missed.len();
    eprintln!("bounces recognised: {known} of {all}; missed: {missed:?}");
    assert!(known * 100 >= all * 99);
    for path in files(&at.join("not")) {
        assert_eq!(read(&path).unwrap().automatic, None, "{}", path.display());
    }
}

/// What of a reply should be shown.
enum Shown {
    All,
    Is(&'static str),
    Ends(&'static str),
}

use Shown::{All, Ends, Is};

/// The last line of the text that most of the corpus begins with.
const COMMON_END: &str = "nec nibh.";

const CRISP: &[(&str, Shown)] = &[
    (
        "correct_sig",
        Is("this is an email with a correct -- signature."),
    ),
    ("email_1", Ends("-Abhishek Kona")),
    ("email_2", Ends("individually.\"")),
    (
        "email_3",
        Is("Oh thanks.\n\nHaving the function would be great.\n\n-Abhishek Kona"),
    ),
    (
        "email_4",
        Is("Awesome! I haven't had another problem with it."),
    ),
    ("email_5", All),
    (
        "email_6",
        Is("I get proper rendering as well.\n\nSent a magnificent torch of pixels"),
    ),
    ("email_19", Is("On Thursday, I get proper rendering.")),
    ("email_20", Is("On Thursday.")),
    ("email_21", All),
    ("email_2_1", Is("Outlook with a reply")),
    ("email_blackberry", Is("Here is another email")),
    ("email_iphone", Is("Here is another email")),
    (
        "email_multi_word_sent_from_my_mobile_device",
        Is("Here is another email"),
    ),
    ("email_bullets", Ends("- and another")),
    ("email_custom_quote_header", Is("Thank you!")),
    ("email_customer_quote_header_2", Is("Thank you very much.")),
    ("email_customer_quote_header_3", Ends("merci d'avance")),
    ("email_emoji", All),
    ("email_not_a_signature", All),
    ("email_not_a_signature_2", All),
    ("email_one_is_not_on", Ends("when I run...")),
    ("email_reply_header", Ends("TWICE!\n\nStranger")),
    ("email_sent_from", Ends("words or paragraphs.")),
    ("email_sent_from_my_not_signature", All),
    (
        "email_thread",
        Is("This is new email reply in thread from bellow."),
    ),
    ("email_tricky_1_on_false_positive", All),
    ("email_tricky_3_code_block", All),
    ("email_tricky_4_from_in_body", All),
    ("email_tricky_6_regards_in_sentence", All),
    ("email_tricky_7_multiple_dashes", All),
    ("email_tricky_8_sent_from_in_content", All),
    (
        "email_tricky_9_nested_quotes",
        Is("I agree with the points below."),
    ),
    (
        "email_tricky_11_double_signature",
        Is("Thanks for your help!"),
    ),
    ("email_tricky_13_timestamp_variations", All),
    (
        "email_tricky_16_unicode_signatures",
        Is("Thanks for the update!\n\nCheers 🎉\nSarah"),
    ),
    (
        "email_tricky_17_forward_header",
        Is("See the forwarded message below."),
    ),
    ("email_tricky_18_inline_reply", All),
    ("email_tricky_19_quote_without_header", All),
    ("email_tricky_20_html_entities", Ends("handled correctly.")),
    ("email_unquoted_reply", Is("This is my reply.")),
    ("email_with_regards", Ends("Can you help?")),
    ("email_zoho", Ends("running a test?")),
    (
        "sig_no_empty_line",
        Is("this is an email with a signature with no empty line above."),
    ),
];

const GITHUB: &[(&str, Shown)] = &[
    (
        "correct_sig",
        Is("this is an email with a correct -- signature."),
    ),
    ("email_1_1", Ends("-Abhishek Kona")),
    ("email_1_2", Ends("individually.\"")),
    (
        "email_1_3",
        Is("Oh thanks.\n\nHaving the function would be great.\n\n-Abhishek Kona"),
    ),
    (
        "email_1_4",
        Is("Awesome! I haven't had another problem with it."),
    ),
    ("email_1_5", All),
    ("email_1_6", Is("I get proper rendering as well.")),
    ("email_1_7", Is(":+1:")),
    ("email_1_8", Ends("and under this.")),
    ("email_2_1", Is("Outlook with a reply")),
    ("email_2_2", Is("Outlook with a reply directly above line")),
    ("email_2_3", Is("Outlook with a reply directly above line")),
    ("email_BlackBerry", Is("Here is another email")),
    ("email_iPhone", Is("Here is another email")),
    ("email_bullets", Ends("- and another")),
    (
        "email_multi_word_sent_from_my_mobile_device",
        Is("Here is another email"),
    ),
    ("email_one_is_not_on", Ends("when I run...")),
    ("email_sent_from_my_not_signature", All),
    ("email_sig_delimiter_in_middle_of_line", All),
    ("greedy_on", Ends("the tunnel is not working.")),
    ("pathological", Ends("back to a computer.")),
];

fn agrees(text: &str, wanted: &Shown) -> bool {
    let split = split_text(text);
    assert_eq!(format!("{}{}", split.fresh, split.quoted), text);
    assert!(!split.fresh.trim().is_empty());
    let shown = split.fresh.trim();
    match wanted {
        All => shown == text.trim(),
        Is(wanted) => shown == *wanted,
        Ends(wanted) => shown.ends_with(wanted) && !split.quoted.trim().is_empty(),
    }
}

#[test]
fn replies_are_folded_as_people_expect() {
    let (mut right, mut wrong) = (0, Vec::new());
    for (name, table) in [("reply-crisp", CRISP), ("reply-github", GITHUB)] {
        let Some(at) = folder(name) else { return };
        for path in files(&at)
            .into_iter()
            .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        {
            let text = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
            let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let listed = table
                .iter()
                .find(|(file, _)| *file == stem)
                .map(|(_, shown)| shown);
            let wanted = match listed {
                Some(wanted) => wanted,
                None if text.starts_with("Fusce bibendum") => &Ends(COMMON_END),
                None => continue,
            };
            let common =
                !text.starts_with("Fusce bibendum") || split_text(&text).fresh.lines().count() <= 5;
            if agrees(&text, wanted) && common {
                right += 1;
            } else {
                wrong.push(format!("{name}/{stem}"));
            }
        }
    }
    let all = right + wrong.len();
    eprintln!("replies as expected: {right} of {all}; not: {wrong:?}");
    assert!(right * 100 >= all * 85);
}
