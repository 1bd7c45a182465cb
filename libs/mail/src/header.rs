//! Header fields: split, unfolded, decoded.

use crate::{charset, coding};

/// The header block of a mail or of one of its parts, in the order it stands there (RFC 5322 section 2.2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers {
    fields: Vec<(String, String)>,
}

impl Headers {
    /// Splits a header block (without the blank line). Folded lines are joined; bytes that are not UTF-8 are read
    /// in the charset that the block itself declares, else as Windows-1252.
    pub(crate) fn read(block: &[u8]) -> Self {
        let text = if let Ok(text) = std::str::from_utf8(block) {
            text.to_owned()
        } else {
            charset::decode(declared(block).as_deref(), block)
        };
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in text.split('\n') {
            let line = line.strip_suffix('\r').unwrap_or(line);
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = fields.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim_start());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                fields.push((
                    name.trim().to_ascii_lowercase(),
                    value.trim_start().to_owned(),
                ));
            }
        }
        for (_, value) in &mut fields {
            value.truncate(value.trim_end().len());
        }
        Self { fields }
    }

    /// The raw (still encoded) value of the first field of that name, whatever the case.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The raw values of all fields of that name, topmost first.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// All fields, topmost first: lower-case name and raw value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether there is such a field.
    pub fn has(&self, name: &str) -> bool {
        self.first(name).is_some()
    }
}

/// The charset parameter that the block names somewhere, to read raw 8-bit fields with.
fn declared(block: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(block).to_ascii_lowercase();
    let (_, rest) = text.split_once("charset=")?;
    let label: String = rest
        .trim_start_matches('"')
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    (!label.is_empty() && !matches!(label.as_str(), "utf-8" | "utf8" | "us-ascii")).then_some(label)
}

/// Decodes the encoded words of RFC 2047 in a field's value. Neighbours in the same encoding are joined before they
/// are read, since many senders cut a character in two.
pub fn decode_words(value: &str) -> String {
    if !value.contains("=?") {
        return value.to_owned();
    }
    let mut out = String::with_capacity(value.len());
    let mut pending: Option<(String, Vec<u8>)> = None;
    let mut rest = value;
    while let Some(start) = rest.find("=?") {
        let before = &rest[..start];
        let Some((label, bytes, used)) = word(&rest[start..]) else {
            flush(&mut pending, &mut out);
            out.push_str(&rest[..start + 2]);
            rest = &rest[start + 2..];
            continue;
        };
        let glued = pending.is_some() && before.trim().is_empty();
        if !glued {
            flush(&mut pending, &mut out);
            out.push_str(before);
        }
        match &mut pending {
            Some((current, joined)) if *current == label && !label.starts_with("iso-2022") => {
                joined.extend_from_slice(&bytes);
            }
            _ => {
                flush(&mut pending, &mut out);
                pending = Some((label, bytes));
            }
        }
        rest = &rest[start + used..];
    }
    flush(&mut pending, &mut out);
    out.push_str(rest);
    out
}

fn flush(pending: &mut Option<(String, Vec<u8>)>, out: &mut String) {
    if let Some((label, bytes)) = pending.take() {
        out.push_str(&charset::decode(Some(&label), &bytes));
    }
}

/// One encoded word at the start: its charset, its bytes, how long it is.
fn word(text: &str) -> Option<(String, Vec<u8>, usize)> {
    let inner = text.strip_prefix("=?")?;
    let (label, rest) = inner.split_once('?')?;
    let (kind, rest) = rest.split_once('?')?;
    let plain = |piece: &str| {
        !piece.is_empty() && piece.len() <= 64 && piece.bytes().all(|byte| byte.is_ascii_graphic())
    };
    if !plain(label) || kind.len() != 1 {
        return None;
    }
    let body = &rest[..rest.find("?=")?];
    let bytes = match kind {
        "B" | "b" => coding::base64(body.as_bytes()),
        "Q" | "q" => coding::quoted_printable(body.as_bytes(), true),
        _ => return None,
    };
    let used = 2 + label.len() + 1 + kind.len() + 1 + body.len() + 2;
    let label = label.split('*').next().unwrap_or(label); // RFC 2231 section 5: a language may follow
    Some((label.to_ascii_lowercase(), bytes, used))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_decoded_and_joined() {
        assert_eq!(
            decode_words("=?utf-8?B?xbw=?= =?utf-8?Q?=C3=B3?= x"),
            "żó x"
        );
        assert_eq!(decode_words("=?utf-8?Q?=C5?= =?utf-8?Q?=BC?="), "ż");
        assert_eq!(decode_words("a =?iso-8859-2?Q?=B1_b?= c"), "a ą b c");
        assert_eq!(decode_words("=?broken =? x"), "=?broken =? x");
    }

    #[test]
    fn fields_are_unfolded_and_eight_bit_is_read() {
        let headers = Headers::read(b"Subject: za\xbf\xf3\xb3\xe6\r\n  x\r\nContent-Type: text/plain; charset=windows-1250\r\n");
        assert_eq!(headers.first("SUBJECT"), Some("zażółć x"));
    }
}
