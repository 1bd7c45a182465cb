//! The one normal form of an address: parsed once, strictly, and compared byte for byte.

/// Longest whole address (RFC 5321 section 4.5.3.1, less the brackets).
const LONGEST: usize = 254;
/// Longest part before the `@`.
const LONGEST_LOCAL: usize = 64;

/// The normal form of an address: trimmed, lower-case ASCII, `local@domain` with a domain of A-labels.
///
/// `None` for everything about which two programs could disagree: quoted local parts, comments, encoded words, `%` and
/// UUCP routes, trailing dots, characters outside ASCII, control characters, blanks inside, empty labels, address
/// literals, and anything too long. `name@host` with a single label is allowed. What this gives is what goes to
/// `RCPT TO`.
///
/// ```
/// assert_eq!(mail::address::normal(" Ann@Example.TEST ").as_deref(), Some("ann@example.test"));
/// assert_eq!(mail::address::normal("\"a@b\"@ok.test"), None);
/// ```
pub fn normal(address: &str) -> Option<String> {
    let address = address.trim_matches([' ', '\t', '\r', '\n']);
    if address.len() > LONGEST || !address.is_ascii() {
        return None;
    }
    let (local, domain) = address.split_once('@')?;
    (is_local(local) && is_domain(domain)).then(|| address.to_ascii_lowercase())
}

/// The domain of an address in normal form.
pub fn domain(normal: &str) -> &str {
    normal.rsplit_once('@').map_or("", |(_, domain)| domain)
}

/// A dot-atom of RFC 5322 without the characters that once meant routes or encoded words.
fn is_local(local: &str) -> bool {
    let fine = |byte: u8| byte.is_ascii_alphanumeric() || b"#$&'*+-/=?^_`{|}~.".contains(&byte);
    !local.is_empty()
        && local.len() <= LONGEST_LOCAL
        && local.bytes().all(fine)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && !local.contains("=?")
        && !local.contains("?=")
}

fn is_domain(domain: &str) -> bool {
    !domain.is_empty()
        && domain.len() <= 253
        && domain.split('.').all(is_label)
        && !domain.split('.').all(is_number)
}

fn is_number(label: &str) -> bool {
    label.bytes().all(|byte| byte.is_ascii_digit())
}

/// Letters, digits and inner hyphens; hyphens in the third and fourth place only in a punycode label that decodes.
fn is_label(label: &str) -> bool {
    let lower = label.to_ascii_lowercase();
    !label.is_empty()
        && label.len() <= 63
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
        && match lower.strip_prefix("xn--") {
            Some(code) => punycode(code).is_some(),
            None => label.as_bytes().get(2..4) != Some(b"--"),
        }
}

/// RFC 3492 section 6.2; `None` for what is no punycode or encodes nothing beyond ASCII.
fn punycode(code: &str) -> Option<String> {
    let (basic, extended) = code.rsplit_once('-').unwrap_or(("", code));
    if extended.is_empty() {
        return None;
    }
    let mut out: Vec<char> = basic.chars().collect();
    let (mut n, mut index, mut bias) = (128u32, 0u32, 72u32);
    let mut bytes = extended.bytes();
    while bytes.len() > 0 {
        let (old, mut weight, mut k) = (index, 1u32, 36u32);
        loop {
            let digit = match bytes.next()? {
                byte @ b'a'..=b'z' => u32::from(byte - b'a'),
                byte @ b'0'..=b'9' => u32::from(byte - b'0') + 26,
                _ => return None,
            };
            index = index.checked_add(digit.checked_mul(weight)?)?;
            let threshold = k.saturating_sub(bias).clamp(1, 26);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(36 - threshold)?;
            k += 36;
        }
        let length = u32::try_from(out.len()).ok()? + 1;
        bias = adapt(index - old, length, old == 0);
        n = n.checked_add(index / length)?;
        index %= length;
        out.insert(
            usize::try_from(index).ok()?,
            char::from_u32(n).filter(|c| c.is_alphanumeric() || !c.is_ascii())?,
        );
        index += 1;
    }
    Some(out.into_iter().collect())
}

fn adapt(delta: u32, length: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / length;
    let mut k = 0;
    while delta > 455 {
        delta /= 35;
        k += 36;
    }
    k + 36 * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_addresses_have_a_normal_form() {
        for (given, wanted) in [
            ("Ann@Example.Test", "ann@example.test"),
            (" a.b+c@x.test\n", "a.b+c@x.test"),
            ("o'brien@x.test", "o'brien@x.test"),
            ("root@localhost", "root@localhost"),
            ("a@XN--BCHER-KVA.example", "a@xn--bcher-kva.example"),
            ("a=b@x.test", "a=b@x.test"),
        ] {
            assert_eq!(normal(given).as_deref(), Some(wanted), "{given}");
        }
    }

    #[test]
    fn whatever_two_programs_could_read_differently_is_refused() {
        let long_local = format!("{}@x.test", "a".repeat(65));
        let long = format!("a@{}.test", "b.".repeat(130));
        for bad in [
            "",
            "@",
            "a@",
            "@x.test",
            "a",
            "a@b@c",
            "\"a@b\"@ok.test",
            "\"a\"@ok.test",
            "a(b)@ok.test",
            "a@ok.test(c)",
            "=?x?q?a=40b=3c?=@ok.test",
            "a%b@ok.test",
            "a!b@ok.test",
            "host!a@ok.test",
            "a@ok.test.",
            "a@.ok.test",
            "a@ok..test",
            ".a@ok.test",
            "a.@ok.test",
            "a..b@ok.test",
            "a＠ok.test",
            "a@ök.test",
            "adm\u{131}n@x.test",
            "a b@ok.test",
            "a@ok .test",
            "a\0@ok.test",
            "a\r\nBcc: b@x.test",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a@-x.test",
            "a@x-.test",
            "<a@ok.test>",
            "Ann <a@ok.test>",
            "a@ok.test,b@ok.test",
            "a;b@ok.test",
            "a:b@ok.test",
            "a@x_y.test",
            "a@ab--c.test",
            "a@xn--.test",
            "a@xn--a-.test",
            "a@xn--\u{20}.test",
            "a\u{200b}@ok.test",
            "a\\b@ok.test",
            "a@ok.test\u{2028}",
            "a@xn--999999999999.test",
            long_local.as_str(),
            long.as_str(),
        ] {
            assert_eq!(normal(bad), None, "{bad:?}");
        }
    }
}
