//! Lines of a mail: which belong to what was written before.

use crate::quote_words::{
    CLOSINGS, LABELS, LEADS, Label, MARKERS, OLD_MAIL, SENT_FROM, WROTE_LAST, WROTE_WITHIN,
};

/// Longest line and most lines that may introduce a quote.
const LONGEST_INTRO: usize = 400;
const MOST_INTRO_LINES: usize = 5;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Blank,
    Fresh,
    Quoted,
}

/// The index of the first line that is folded: from there on all is history or signature. `None` where nothing is, or
/// where nothing would be left above.
pub(crate) fn boundary(lines: &[&str]) -> Option<usize> {
    let mut kinds: Vec<Kind> = Vec::with_capacity(lines.len());
    let mut fresh_seen = false;
    let mut cut = None;
    let mut at = 0;
    while at < lines.len() {
        let (kind, count) = if is_quoted(lines[at]) {
            (Kind::Quoted, 1)
        } else if lines[at].trim().is_empty() {
            (Kind::Blank, 1)
        } else if let Some(count) = introduction(&lines[at..]) {
            let answered = lines[at + count..]
                .iter()
                .take(200)
                .find(|line| !line.trim().is_empty())
                .is_some_and(|line| is_quoted(line));
            if !answered && fresh_seen {
                cut = Some(at);
                break;
            }
            (Kind::Quoted, count)
        } else if fresh_seen && starts_history(lines, at) {
            cut = Some(at);
            break;
        } else if is_wrapped_quote(lines, at, &kinds) {
            (Kind::Quoted, 1)
        } else {
            (Kind::Fresh, 1)
        };
        fresh_seen |= kind == Kind::Fresh && !is_rule(lines[at]);
        kinds.extend(std::iter::repeat_n(kind, count));
        at += count;
    }
    let end = cut.unwrap_or(lines.len());
    let end = last_fresh(lines, &kinds[..end])? + 1;
    let end = before_closing(lines, &kinds[..end]).unwrap_or(end);
    lines[end..]
        .iter()
        .any(|line| !line.trim().is_empty())
        .then_some(end)
}

/// The last line with fresh content; rules above a cut do not count.
fn last_fresh(lines: &[&str], kinds: &[Kind]) -> Option<usize> {
    let last = kinds.iter().rposition(|kind| *kind == Kind::Fresh)?;
    if kinds.len() < lines.len() || kinds[last + 1..].contains(&Kind::Quoted) {
        return (0..=last)
            .rev()
            .find(|&at| kinds[at] == Kind::Fresh && !is_rule(lines[at]))
            .or(Some(last));
    }
    Some(last)
}

/// A formal end with a few short lines below it, and something above.
fn before_closing(lines: &[&str], kinds: &[Kind]) -> Option<usize> {
    let end = kinds.len();
    let at = (1..end)
        .rev()
        .take(14)
        .find(|&at| kinds[at] == Kind::Fresh && is_closing(lines[at]))?;
    let tail: Vec<&str> = lines[at + 1..end]
        .iter()
        .map(|line| line.trim())
        .filter(|line| !line.is_empty())
        .collect();
    let short = tail.len() <= 8
        && tail
            .iter()
            .all(|line| line.chars().count() <= 64 && !line.ends_with('?'));
    let above = kinds[..at].iter().rposition(|kind| *kind == Kind::Fresh)?;
    short.then_some(above + 1)
}

/// Lower-case, one space for each run of blanks, without the asterisks that stand for bold.
fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.chars().take(2000) {
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !matches!(c, '*' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        {
            out.extend(c.to_lowercase());
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with(['>', '＞'])
}

/// Nothing but signs: a line drawn across.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.chars().count() >= 2
        && line
            .chars()
            .all(|c| matches!(c, '-' | '_' | '=' | '*' | '~' | '#' | '—' | '–' | '─' | '━'))
}

/// A line that a program broke off a quoted one.
fn is_wrapped_quote(lines: &[&str], at: usize, kinds: &[Kind]) -> bool {
    let after_quote = at > 0
        && kinds.last() == Some(&Kind::Quoted)
        && is_quoted(lines[at - 1])
        && lines[at - 1].trim().chars().count() >= 56;
    let before_quote = lines
        .get(at + 1)
        .is_none_or(|next| is_quoted(next) || next.trim().is_empty());
    // one word however long, or few: what is left of a line that was too long
    let short = lines[at].trim().chars().count() < 56 || !lines[at].trim().contains(' ');
    after_quote && before_quote && short && lines.get(at + 1).is_some_and(|next| is_quoted(next))
}

/// "On … wrote:" in its many forms, over up to five lines: how many lines it takes.
pub(crate) fn introduction(lines: &[&str]) -> Option<usize> {
    let first = plain(lines[0]);
    if first.len() > LONGEST_INTRO || !may_introduce(&first) {
        return None;
    }
    let mut joined = first;
    for count in 1..=MOST_INTRO_LINES {
        if is_introduction(&joined) {
            return (!begins_later(lines, count)).then_some(count);
        }
        let next = plain(lines.get(count)?);
        let ends_only = matches!(next.as_str(), ">:" | "> :" | ">");
        if next.is_empty() || is_quoted(&next) && !ends_only && !next.starts_with("> wrote") {
            return None;
        }
        joined.push(' ');
        joined.push_str(&next);
        if joined.len() > LONGEST_INTRO {
            return None;
        }
    }
    None
}

/// Whether the introduction really begins on a later line, below a sentence that happens to look like its start.
fn begins_later(lines: &[&str], count: usize) -> bool {
    const STARTS: &[&str] = &[
        "on ", "am ", "le ", "el ", "il ", "op ", "em ", "den ", "w dniu ", "dnia ",
    ];
    (1..count).any(|at| {
        let line = plain(lines[at]);
        STARTS.iter().any(|start| line.starts_with(start))
            && introduction(&lines[at..]) == Some(count - at)
    })
}

fn may_introduce(first: &str) -> bool {
    let digit = first.chars().position(|c| c.is_ascii_digit());
    let lead = || LEADS.iter().any(|lead| first.starts_with(lead));
    digit.is_some_and(|at| at < 18)
        || first.contains('@')
        || (digit.is_some() || first.ends_with(':')) && lead()
}

fn is_introduction(line: &str) -> bool {
    let has_address = line.contains('@');
    let outside = outside_angles(line);
    let has_digit = outside.chars().any(|c| c.is_ascii_digit());
    let bare = line.trim_end_matches([' ', '-', '_', '.']);
    let colon = bare.ends_with([':', '：']);
    let body = bare.trim_end_matches([':', '：', ' ', '\u{a0}']);
    if (has_digit || has_address) && (colon || has_digit && has_address) && ends_with_verb(body) {
        return has_digit || words_before_address(line) <= 6;
    }
    if !colon || !has_digit {
        return false;
    }
    let verb = WROTE_WITHIN.iter().any(|verb| outside.contains(verb));
    let timed = has_time(&outside);
    verb && (has_address || timed)
        && (has_address
            || LEADS.iter().any(|lead| line.starts_with(lead)) && verb_is_strong(&outside))
        || has_address && timed && ends_with_address(body)
}

/// A verb proper, not a mere "from".
fn verb_is_strong(line: &str) -> bool {
    WROTE_WITHIN.iter().take(5).any(|verb| line.contains(verb))
}

fn ends_with_verb(body: &str) -> bool {
    WROTE_LAST.iter().any(|verb| {
        body.strip_suffix(verb).is_some_and(|before| {
            let cjk = verb.chars().any(|c| c as u32 > 0x2e80);
            cjk || before
                .chars()
                .next_back()
                .is_some_and(|c| !c.is_alphanumeric())
        })
    })
}

fn ends_with_address(body: &str) -> bool {
    let last = body.rsplit(' ').next().unwrap_or_default();
    body.ends_with(['>', ')', ']']) || last.contains('@') || last == ">"
}

fn words_before_address(line: &str) -> usize {
    line.split(' ')
        .take_while(|word| !word.contains('@'))
        .count()
}

/// The line without what stands in angle brackets: digits in an address are no date.
fn outside_angles(line: &str) -> String {
    let mut depth = 0usize;
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out.split(' ')
        .filter(|word| !word.contains('@'))
        .collect::<Vec<_>>()
        .join(" ")
}

/// A time of day such as 9:05, 18.30, 10h30.
fn has_time(line: &str) -> bool {
    line.as_bytes().windows(4).any(|four| {
        four[0].is_ascii_digit()
            && matches!(four[1], b':' | b'.' | b'h')
            && four[2].is_ascii_digit()
            && four[3].is_ascii_digit()
    })
}

/// Everything from here on is history: a header block, a separator, a signature, our own marker.
fn starts_history(lines: &[&str], at: usize) -> bool {
    let line = plain(lines[at]);
    is_marker(&line)
        || is_separator(
            &line,
            lines.get(at + 1).copied(),
            lines.get(at + 2).copied(),
        )
        || is_header_block(&lines[at..])
        || is_signature(lines, at)
        || is_sent_from(&line)
}

fn is_marker(line: &str) -> bool {
    line.len() < 200 && MARKERS.iter().any(|marker| line.contains(marker))
}

/// "-----Original Message-----" and its kin.
fn is_separator(line: &str, next: Option<&str>, after: Option<&str>) -> bool {
    let stroke = |c: char| matches!(c, '-' | '_' | '=' | '—' | '–' | '─' | '━' | '*' | '#' | ' ');
    let inner = line.trim_matches(stroke);
    let dashed = line.starts_with(['-', '_', '=', '—', '–', '─', '━'])
        && line.len() - line.trim_start_matches(stroke).len() >= 2;
    let known = OLD_MAIL.iter().any(|words| {
        inner
            .strip_prefix(words)
            .is_some_and(|rest| rest.chars().count() <= 40)
    });
    if known && (dashed || inner.ends_with(':') && inner.chars().count() < 60) {
        return true;
    }
    // an unknown language between dashes, with a header block below
    let framed =
        dashed && line.ends_with(['-', '_', '=', '—']) && (3..40).contains(&inner.chars().count());
    framed
        && [next, after]
            .into_iter()
            .flatten()
            .any(|line| label(&plain(line)).is_some())
}

/// The field that a line names at its start.
fn label(line: &str) -> Option<Label> {
    let (name, _) = line.split_once([':', '：'])?;
    let name = name.trim();
    (name.chars().count() <= 20)
        .then(|| {
            LABELS
                .iter()
                .find(|(_, names)| names.contains(&name))
                .map(|(label, _)| *label)
        })
        .flatten()
}

/// "From: …" with at least one more field within the next lines.
pub(crate) fn is_header_block(lines: &[&str]) -> bool {
    let Some(first) = label(&plain(lines[0])) else {
        return false;
    };
    let mut found = vec![first];
    for line in lines.iter().skip(1).take(8).map(|line| plain(line)) {
        found.extend(label(&line));
    }
    let has = |wanted: Label| found.contains(&wanted);
    let kinds = [Label::From, Label::To, Label::Date, Label::Subject]
        .into_iter()
        .filter(|kind| has(*kind))
        .count();
    matches!(first, Label::From | Label::Date | Label::Subject)
        && has(Label::From)
        && kinds >= 2
        && (kinds >= 3 || has(Label::Date) || has(Label::Subject))
}

/// "-- " (RFC 3676 section 4.3), its sloppy forms, and the rule above a list's footer.
fn is_signature(lines: &[&str], at: usize) -> bool {
    let line = lines[at].trim_end_matches(['\n', '\r']);
    // a count of what follows, never of much more than asked: time stays linear
    let few = |most: usize| {
        lines[at + 1..]
            .iter()
            .take(200)
            .filter(|line| !line.trim().is_empty() && !is_quoted(line))
            .take(most + 1)
            .count()
            <= most
    };
    match line.trim() {
        "--" if line.starts_with("-- ") => true,
        "--" | "__" => few(25),
        rule if rule.len() >= 20 && rule.bytes().all(|byte| byte == b'_') => few(8),
        rule => rule.chars().count() >= 3 && rule.chars().all(|c| matches!(c, '—' | '–')) && few(8),
    }
}

fn is_sent_from(line: &str) -> bool {
    let line = line
        .split(['<', '('])
        .next()
        .unwrap_or_default()
        .trim_matches([' ', '-', '_', '[', ']', '~', '|', '—', '–']);
    let words = line.split(' ').count();
    let sentence =
        line.ends_with(['.', '!', '?']) && words > 6 || line.contains(", ") || line.contains(": ");
    words <= 10
        && line.chars().count() <= 80
        && !sentence
        && SENT_FROM.iter().any(|start| {
            line.starts_with(start) || line.ends_with(start) && line.len() > start.len()
        })
}

fn is_closing(line: &str) -> bool {
    let line = plain(line);
    CLOSINGS.contains(&line.trim_end_matches([',', '.', '!', ' ', ';']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn introductions_of_many_languages() {
        for line in [
            "On Mon, 4 Mar 2024 at 10:15, Ann Lee <ann@x.test> wrote:",
            "W dniu 4.03.2024 o 10:15, Ann Lee pisze:",
            "pon., 4 mar 2024 o 10:15 Ann Lee <ann@x.test> napisał(a):",
            "Am 04.03.24 um 10:15 schrieb Ann Lee:",
            "Am Mo., 4. März 2024 um 10:15 Uhr schrieb Ann Lee <ann@x.test>:",
            "Le lun. 4 mars 2024 à 10:15, Ann Lee <ann@x.test> a écrit :",
            "El lun, 4 mar 2024 a las 10:15, Ann Lee (<ann@x.test>) escribió:",
            "Il giorno lun 4 mar 2024 alle ore 10:15 Ann Lee <ann@x.test> ha scritto:",
            "Em seg., 4 de mar. de 2024 às 10:15, Ann Lee <ann@x.test> escreveu:",
            "Op ma 4 mrt 2024 om 10:15 schreef Ann Lee <ann@x.test>:",
            "Den mån 4 mars 2024 kl 10:15 skrev Ann Lee <ann@x.test>:",
            "Den man. 4. mar. 2024 kl. 10.15 skrev Ann Lee <ann@x.test>:",
            "man. 4. mars 2024 kl. 10:15 skrev Ann Lee <ann@x.test>:",
            "ma 4. maalisk. 2024 klo 10.15 Ann Lee (ann@x.test) kirjoitti:",
            "po 4. 3. 2024 v 10:15 odesílatel Ann Lee <ann@x.test> napsal:",
            "пн, 4 мар. 2024 г. в 10:15, Ann Lee <ann@x.test>:",
            "04.03.2024 10:15, Ann Lee пишет:",
            "2024年3月4日(月) 10:15 Ann Lee <ann@x.test>:",
            "Ann Lee <ann@x.test> 于2024年3月4日周一 10:15写道：",
            "2024년 3월 4일 (월) 오전 10:15, Ann Lee <ann@x.test>님이 작성:",
            "Ann Lee <ann@x.test> wrote:",
        ] {
            assert_eq!(introduction(&[line, "x"]), Some(1), "{line}");
        }
    }

    #[test]
    fn sentences_are_no_introductions() {
        for line in [
            "On the other hand we should wait.",
            "On Thursday:",
            "At 10:15 we start. Here is the list:",
            "On 3 March the printer said:  E02. It wrote nothing:x",
            "Am 5. Mai um 10 Uhr ist das passiert:",
            "2024-01-15 14:30:25",
            "Please write to ann@x.test or to us:",
        ] {
            assert_eq!(introduction(&[line, "x"]), None, "{line}");
        }
    }
}
