//! Structured fields: parameters (RFC 2045, 2231), addresses (RFC 5322 section 3.4), message ids.

use crate::{charset, coding, header::decode_words, label};

/// Most addresses and ids read from one field.
const MOST: usize = 1000;

/// A value with parameters, such as `Content-Type` and `Content-Disposition`.
#[derive(Debug, Default)]
pub(crate) struct Valued {
    /// Lower-case.
    pub(crate) value: String,
    params: Vec<(String, String)>,
}

impl Valued {
    pub(crate) fn read(text: &str) -> Self {
        let mut pieces = split(text, ';').into_iter();
        let value = pieces
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let raw = pieces.filter_map(|piece| {
            let (key, value) = piece.split_once('=')?;
            Some((key.trim().to_ascii_lowercase(), unquote(value.trim())))
        });
        Self {
            value,
            params: raw.take(200).collect(),
        }
    }

    /// The parameter, put together and decoded (RFC 2231, and RFC 2047 as many senders use it).
    pub(crate) fn param(&self, name: &str) -> Option<String> {
        if let Some((_, value)) = self.params.iter().find(|(key, _)| key == name) {
            return Some(decode_words(value));
        }
        let mut bytes = Vec::new();
        let mut charset_label = None;
        let mut index = 0;
        let mut found = self
            .params
            .iter()
            .find(|(key, _)| key.strip_suffix('*') == Some(name));
        let single = found.is_some();
        loop {
            if !single {
                let plain = format!("{name}*{index}");
                found = self
                    .params
                    .iter()
                    .find(|(key, _)| key.strip_suffix('*').unwrap_or(key) == plain);
            }
            let Some((key, value)) = found else { break };
            let mut value = value.as_str();
            if key.ends_with('*') {
                if index == 0
                    && let Some((label, rest)) = value.split_once('\'')
                {
                    charset_label = Some(label.to_owned());
                    value = rest.split_once('\'').map_or(rest, |(_, rest)| rest);
                }
                bytes.extend(percent(value));
            } else {
                bytes.extend_from_slice(value.as_bytes());
            }
            index += 1;
            if single {
                break;
            }
        }
        (index > 0).then(|| decode_words(&charset::decode(charset_label.as_deref(), &bytes)))
    }
}

fn percent(value: &str) -> Vec<u8> {
    coding::quoted_printable(
        value.replace('=', "=3D").replace('%', "=").as_bytes(),
        false,
    )
}

/// Splits at `separator` outside quoted strings.
fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut pieces, mut start, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if c == separator && !quoted => {
                pieces.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(&text[start..]);
    pieces
}

fn unquote(text: &str) -> String {
    let Some(inner) = text.strip_prefix('"') else {
        return text.to_owned();
    };
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            '"' => break,
            _ => out.push(c),
        }
    }
    out
}

/// A mailbox as it stands in a field: the address is never decoded, only the name is (security: encoded words in an
/// address must not become another address).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// The display name, decoded, one line, without characters that act; for show only.
    pub name: Option<String>,
    /// The address as written; compare and trust only its [`crate::address::normal`] form.
    pub email: String,
}

/// The mailboxes of an address field; group names are dropped, a comma in an unquoted name is tolerated.
pub(crate) fn addresses(text: &str) -> Vec<Address> {
    let mut out = Vec::new();
    let mut current = Mailbox::default();
    let mut chars = text.chars().peekable();
    let (mut angle, mut depth) = (false, 0u32);
    while let Some(c) = chars.next() {
        match c {
            '"' if depth == 0 && !angle => {
                current.shown.push('"');
                while let Some(c) = chars.next() {
                    match c {
                        '\\' => current.shown.extend(['\\'].into_iter().chain(chars.next())),
                        '"' => break,
                        _ => current.shown.push(c),
                    }
                }
                current.shown.push('"');
            }
            '(' if !angle => {
                depth += 1;
                current.comment.push(' ');
            }
            ')' if depth > 0 => depth -= 1,
            '\\' if depth > 0 => current.comment.extend(chars.next()),
            _ if depth > 0 => current.comment.push(c),
            '<' if !angle => {
                angle = true;
                current.angle = Some(String::new());
            }
            '>' if angle => angle = false,
            _ if angle => current.angle.get_or_insert_default().push(c),
            ':' if current.angle.is_none() && !current.shown.contains('@') => current.shown.clear(),
            ',' | ';' => {
                if current.is_complete() || c == ';' {
                    out.extend(std::mem::take(&mut current).finish());
                } else if !current.shown.trim().is_empty() {
                    current.shown.push(',');
                }
                if out.len() >= MOST {
                    return out;
                }
            }
            _ => current.shown.push(c),
        }
    }
    out.extend(current.finish());
    out
}

#[derive(Default)]
struct Mailbox {
    shown: String,
    comment: String,
    angle: Option<String>,
}

impl Mailbox {
    fn is_complete(&self) -> bool {
        self.angle.is_some() || self.shown.contains('@')
    }

    fn finish(self) -> Option<Address> {
        let shown = self.shown.trim();
        let (name, email) = match &self.angle {
            Some(email) => (shown, email.trim()),
            None if shown.contains('@') || !shown.contains(char::is_whitespace) => {
                (self.comment.trim(), shown)
            }
            None => (shown, ""),
        };
        let name = if name.is_empty() {
            self.comment.trim()
        } else {
            name
        };
        let name: String = label::line(&decode_words(&plain(name)))
            .chars()
            .take(200)
            .collect();
        (!name.is_empty() || !email.is_empty()).then(|| Address {
            name: (!name.is_empty()).then_some(name),
            email: email.to_owned(),
        })
    }
}

/// A phrase without its quotation marks.
fn plain(phrase: &str) -> String {
    let mut out = String::with_capacity(phrase.len());
    let mut chars = phrase.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => {}
            '\\' => out.extend(chars.next()),
            _ => out.push(c),
        }
    }
    out
}

/// Message ids without angle brackets, in order; tolerates ids without brackets (RFC 5322 section 3.6.4).
pub(crate) fn ids(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut add = |id: &str| {
        let id: String = id.split_whitespace().collect();
        if !id.is_empty()
            && id.len() <= 998
            && !id.chars().any(char::is_control)
            && out.len() < MOST
            && !out.contains(&id)
        {
            out.push(id);
        }
    };
    if text.contains('<') {
        for piece in text.split('<').skip(1) {
            add(piece.split('>').next().unwrap_or(piece));
        }
    } else {
        text.split([' ', '\t', ','])
            .filter(|word| word.contains('@'))
            .for_each(add);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn emails(text: &str) -> Vec<String> {
        addresses(text)
            .into_iter()
            .map(|address| address.email)
            .collect()
    }

    #[test]
    fn parameters_in_all_their_dialects() {
        let read = |text: &str| Valued::read(text).param("filename").unwrap();
        assert_eq!(read("attachment; filename=\"a;b.txt\""), "a;b.txt");
        assert_eq!(read("attachment; filename=my file.pdf"), "my file.pdf");
        assert_eq!(
            read("attachment; filename*=utf-8'pl'za%C5%BC.txt"),
            "zaż.txt"
        );
        assert_eq!(
            read("attachment; filename*0*=iso-8859-2''%B1; filename*1=\"b.txt\""),
            "ąb.txt"
        );
        assert_eq!(
            read("attachment; filename=\"=?utf-8?Q?=C5=BC.txt?=\""),
            "ż.txt"
        );
    }

    #[test]
    fn addresses_in_all_their_dialects() {
        assert_eq!(
            emails("a@x, \"B, C\" <b@x>, Doe, John <j@x>"),
            ["a@x", "b@x", "j@x"]
        );
        assert_eq!(emails("friends: a@x, b@x;, c@x"), ["a@x", "b@x", "c@x"]);
        assert_eq!(emails("undisclosed-recipients:;"), Vec::<String>::new());
        assert_eq!(
            emails("=?x?q?a=40b=3c?=@ok.test"),
            ["=?x?q?a=40b=3c?=@ok.test"]
        );
        assert_eq!(emails("\"a@b\"@ok.test"), ["\"a@b\"@ok.test"]);
        let one = addresses("a@x (Ann (of Acme))").remove(0);
        assert_eq!(
            (one.name.as_deref(), one.email.as_str()),
            (Some("Ann of Acme"), "a@x")
        );
        let named = addresses("=?utf-8?B?xbw=?= <z@x>").remove(0);
        assert_eq!(named.name.as_deref(), Some("ż"));
    }

    #[test]
    fn ids_lose_their_brackets() {
        assert_eq!(ids("<a@x> <b@x>"), ["a@x", "b@x"]);
        assert_eq!(ids("a@x b"), ["a@x"]);
    }
}
