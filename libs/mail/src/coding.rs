//! The transfer encodings of RFC 2045, read leniently: rubbish is skipped, nothing fails.

/// Undoes a `Content-Transfer-Encoding`; an unknown one leaves the bytes as they are.
pub(crate) fn decode(encoding: &str, body: &[u8]) -> Vec<u8> {
    let word = encoding.trim().trim_end_matches(';').to_ascii_lowercase();
    match word.as_str() {
        "base64" => base64(body),
        "quoted-printable" | "quoted printable" => quoted_printable(body, false),
        "x-uuencode" | "uuencode" | "x-uue" | "uue" => uuencode(body),
        _ => body.to_vec(),
    }
}

/// RFC 2045 section 6.8; characters outside the alphabet are skipped, padding ends a run.
pub(crate) fn base64(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() / 4 * 3);
    let (mut acc, mut bits) = (0u32, 0u32);
    for &byte in body {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                (acc, bits) = (0, 0);
                continue;
            }
            _ => continue,
        };
        acc = (acc << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from((acc >> bits) & 0xff).expect("masked to eight bits"));
            acc &= (1 << bits) - 1;
        }
    }
    out
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// RFC 2045 section 6.7; in `word` mode RFC 2047's "Q", where an underscore is a space.
pub(crate) fn quoted_printable(body: &[u8], word: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut at = 0;
    while at < body.len() {
        match body[at] {
            b'=' => {
                let pair = body
                    .get(at + 1)
                    .copied()
                    .and_then(hex)
                    .zip(body.get(at + 2).copied().and_then(hex));
                if let Some((high, low)) = pair {
                    out.push(high << 4 | low);
                    at += 3;
                } else if let Some(width) = soft_break(&body[at + 1..]) {
                    at += 1 + width;
                } else {
                    out.push(b'=');
                    at += 1;
                }
            }
            b'_' if word => {
                out.push(b' ');
                at += 1;
            }
            other => {
                out.push(other);
                at += 1;
            }
        }
    }
    out
}

/// How many bytes of blank and line end follow a soft line break's `=`.
fn soft_break(rest: &[u8]) -> Option<usize> {
    let blank = rest
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count();
    match &rest[blank..] {
        [b'\r', b'\n', ..] => Some(blank + 2),
        [b'\n' | b'\r', ..] => Some(blank + 1),
        [] => Some(blank),
        _ => None,
    }
}

/// The lines between `begin` and `end` of a uuencoded body.
fn uuencode(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() / 4 * 3);
    let mut inside = false;
    for line in body.split(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if !inside {
            inside = line.starts_with(b"begin ");
        } else if line == b"end" {
            break;
        } else {
            uu_line(line, &mut out);
        }
    }
    if inside { out } else { body.to_vec() }
}

fn uu_line(line: &[u8], out: &mut Vec<u8>) {
    let Some((&first, rest)) = line.split_first() else {
        return;
    };
    let length = usize::from(first.wrapping_sub(32) & 63);
    let start = out.len();
    for group in rest.chunks(4) {
        let mut acc = 0u32;
        for place in 0..4 {
            let value = group
                .get(place)
                .map_or(0, |&byte| byte.wrapping_sub(32) & 63);
            acc = (acc << 6) | u32::from(value);
        }
        out.extend_from_slice(&acc.to_be_bytes()[1..]);
    }
    out.truncate(start + length);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_survives_rubbish_and_missing_padding() {
        assert_eq!(base64(b"aGVs\r\nbG8"), b"hello");
        assert_eq!(base64(b"aGVsbG8=!?"), b"hello");
        assert_eq!(base64(b"YQ==YQ=="), b"aa");
    }

    #[test]
    fn quoted_printable_is_read_leniently() {
        assert_eq!(quoted_printable(b"a=3Db=  \r\nc=ZZ=", false), b"a=bc=ZZ");
        assert_eq!(quoted_printable(b"a_b=20c", true), b"a b c");
    }

    #[test]
    fn uuencode_is_read() {
        assert_eq!(
            decode("x-uuencode", b"begin 644 t\n#0V%T\n`\nend\n"),
            b"Cat"
        );
    }
}
