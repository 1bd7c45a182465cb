//! From plain text to HTML, and short pieces of text.

use std::fmt::{self, Write as _};

use crate::policy::LINK_REL;

/// Safe as text and inside a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_to(&mut out, text).expect("writing to a string");
    out
}

/// Writes what [`escape`] answers.
///
/// # Errors
/// When it cannot be written.
pub fn escape_to(out: &mut (impl fmt::Write + ?Sized), text: &str) -> fmt::Result {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(is_special) {
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

fn is_special(byte: u8) -> bool {
    matches!(byte, b'<' | b'>' | b'&' | b'"' | b'\'')
}

/// Text as the sanitizer's writer puts it down.
pub(crate) fn encode(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('\u{a0}', "&nbsp;")
}

/// Undoes what the sanitizer's writer and [`escape`] do; other entities do not occur there.
pub(crate) fn decode(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let known = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", "\u{a0}"),
        // last, so that nothing is decoded twice
        ("&amp;", "&"),
    ];
    known
        .iter()
        .fold(text.to_owned(), |text, (entity, c)| text.replace(entity, c))
}

/// Paragraphs at blank lines, line breaks as typed, web addresses as links.
pub fn from_text(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut lines: Vec<&str> = Vec::new();
    for line in text.split('\n').chain([""]) {
        if !line.trim().is_empty() {
            lines.push(line.trim_end());
        } else if !lines.is_empty() {
            let marked: Vec<String> = lines.drain(..).map(link_addresses).collect();
            let _ = write!(out, "<p>{}</p>", marked.join("<br>"));
        }
    }
    out
}

/// Escapes the text and makes links of the http and https addresses in it.
pub(crate) fn link_addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((start, end)) = find_address(rest) {
        let address = escape(&rest[start..end]);
        out.push_str(&escape(&rest[..start]));
        let _ = write!(
            out,
            "<a href=\"{address}\" rel=\"{LINK_REL}\">{address}</a>"
        );
        rest = &rest[end..];
    }
    out.push_str(&escape(rest));
    out
}

fn find_address(text: &str) -> Option<(usize, usize)> {
    let starts = text.match_indices("://").filter_map(|(at, _)| {
        let scheme = ["https", "http"].into_iter().find(|scheme| {
            let start = at.checked_sub(scheme.len());
            start
                .and_then(|start| text.get(start..at))
                .is_some_and(|found| found.eq_ignore_ascii_case(scheme))
        })?;
        let start = at - scheme.len();
        let glued = text[..start].ends_with(|c: char| c.is_alphanumeric());
        (!glued).then_some((start, at + 3))
    });
    for (start, host) in starts {
        let stop = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"');
        let end = text[host..].find(stop).map_or(text.len(), |end| host + end);
        let end = host + without_punctuation(&text[host..end]).len();
        let named = text[host..end].starts_with(|c: char| c.is_alphanumeric() || c == '[');
        if named {
            return Some((start, end));
        }
    }
    None
}

/// What ends a sentence does not belong to an address; a bracket does if it was opened in it.
fn without_punctuation(mut address: &str) -> &str {
    loop {
        let shorter = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '…', '”']);
        let count = |c: char| shorter.matches(c).count();
        let unpaired = match shorter.chars().last() {
            Some(')') => count(')') > count('('),
            Some(']') => count(']') > count('['),
            _ => false,
        };
        let shorter = if unpaired {
            &shorter[..shorter.len() - 1]
        } else {
            shorter
        };
        if shorter.len() == address.len() {
            return address;
        }
        address = shorter;
    }
}

/// The beginning as one line, cut between words where there are any.
pub fn snippet(text: &str, max_chars: usize) -> String {
    let mut out = String::new();
    let mut left = max_chars;
    for word in text.split_whitespace() {
        let gap = usize::from(!out.is_empty());
        let length = word.chars().take(left + 1).count() + gap;
        if length <= left {
            left -= length;
            if gap > 0 {
                out.push(' ');
            }
            out.push_str(word);
            continue;
        }
        if out.is_empty() {
            out.extend(word.chars().take(max_chars.saturating_sub(1)));
        } else if left == 0 {
            // room for the mark
            let end = out.char_indices().next_back().map_or(0, |(at, _)| at);
            out.truncate(end);
        }
        out.truncate(out.trim_end().len());
        out.push('…');
        break;
    }
    out
}
