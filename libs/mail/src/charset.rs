//! Bytes to text: by the label where it is known, by a guess where it is missing or wrong.

use mail_parser::decoders::charsets::map::charset_decoder;

/// Decodes `bytes` labelled `label`. Never fails: what is no text in that encoding becomes U+FFFD.
/// Without a usable label UTF-8 is tried first, then Windows-1252 (RFC 2045's default and practice).
pub(crate) fn decode(label: Option<&str>, bytes: &[u8]) -> String {
    let label = label.map(|label| label.trim().trim_matches(['"', '\'']).to_ascii_lowercase());
    let plain = matches!(
        label.as_deref(),
        None | Some(
            "" | "us-ascii"
                | "ascii"
                | "utf-8"
                | "utf8"
                | "unknown-8bit"
                | "x-unknown"
                | "7bit"
                | "8bit"
        )
    );
    if plain {
        let utf8 = matches!(label.as_deref(), Some("utf-8" | "utf8"));
        return match std::str::from_utf8(bytes) {
            Ok(text) => strip_mark(text.to_owned()),
            Err(_) if utf8 && mostly_utf8(bytes) => {
                strip_mark(String::from_utf8_lossy(bytes).into_owned())
            }
            Err(_) => windows_1252(bytes),
        };
    }
    let label = label.unwrap_or_default();
    // what calls itself Latin-1 is Windows-1252 (as in the WHATWG Encoding standard); EUC-KR is cp949
    if let Some(encoding) = encoding_rs::Encoding::for_label(label.as_bytes())
        && encoding != encoding_rs::REPLACEMENT
    {
        return strip_mark(encoding.decode_without_bom_handling(bytes).0.into_owned());
    }
    match charset_decoder(label.as_bytes()) {
        Some(decode) => strip_mark(decode(bytes)),
        None => decode_unlabelled(bytes),
    }
}

fn decode_unlabelled(bytes: &[u8]) -> String {
    decode(None, bytes)
}

fn windows_1252(bytes: &[u8]) -> String {
    encoding_rs::WINDOWS_1252
        .decode_without_bom_handling(bytes)
        .0
        .into_owned()
}

/// More real multi-byte characters than broken ones: a damaged UTF-8 text rather than another encoding.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= bad
}

fn strip_mark(text: String) -> String {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_central_europe_and_japan_are_known() {
        assert_eq!(
            decode(Some("windows-1250"), b"za\xbf\xf3\xb3\xe6"),
            "zażółć"
        );
        assert_eq!(decode(Some("ISO-8859-2"), b"\xb1\xea"), "ąę");
        assert_eq!(decode(Some("iso-2022-jp"), b"\x1b$B$\"\x1b(B"), "あ");
        assert_eq!(decode(Some("utf-7"), b"a+AOk-b"), "aéb");
    }

    #[test]
    fn a_missing_or_wrong_label_is_guessed() {
        assert_eq!(decode(None, b"caf\xe9"), "café");
        assert_eq!(decode(Some("us-ascii"), "café".as_bytes()), "café");
        assert_eq!(decode(Some("no-such-thing"), b"ok"), "ok");
        assert!(decode(Some("utf-8"), b"\xc5\xbb\xff").starts_with('Ż'));
    }
}
