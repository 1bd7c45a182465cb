//! What the receiving server found out about the sender (RFC 8601), read from its own header alone.

use crate::address;
use crate::parse::Parsed;

/// Whether the domain in `From` stands behind the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Verdict {
    /// DMARC passed, or DKIM or SPF passed for that very domain.
    Pass,
    /// DMARC failed; or the domain has none, says by SPF that it did not send this, and nothing else speaks for it; or it is not
    /// clear whose mail it claims to be.
    Fail,
    /// Nothing is known.
    #[default]
    None,
}

/// A verdict and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// To decide by.
    pub verdict: Verdict,
    /// To store and show, such as `dmarc=pass dkim=pass(x.test)`; at most 300 bytes of ASCII.
    pub summary: String,
}

/// The verdict of the server that calls itself `trusted` in `Authentication-Results`; see [`read`].
pub fn dmarc(mail: &Parsed, trusted: Option<&str>) -> Verdict {
    read(mail, trusted).verdict
}

/// Reads the topmost `Authentication-Results` of the server `trusted`, provided that no other organisation's server
/// handled the mail after it wrote that. What is below, or by others, may be forged and is ignored. Without a trusted
/// name nothing is known; a mail without exactly one author is a failure in any case.
///
/// The server named must add this header to every mail and drop those that arrive with its own name in them, as RFC 8601
/// section 5 demands: name none that does not.
pub fn read(mail: &Parsed, trusted: Option<&str>) -> Reading {
    let from = mail
        .from
        .as_ref()
        .filter(|_| mail.one_from)
        .and_then(|from| address::normal(&from.email));
    let Some(from) = from else {
        return Reading {
            verdict: Verdict::Fail,
            summary: "no single valid author".to_owned(),
        };
    };
    let from_domain = address::domain(&from);
    let Some(results) = trusted.and_then(|trusted| trusted_results(mail, trusted)) else {
        return Reading::default();
    };
    let verdict = judge(&results, from_domain);
    let mut summary: String = results
        .iter()
        .map(Outcome::short)
        .collect::<Vec<_>>()
        .join(" ");
    summary.retain(|c| c.is_ascii_graphic() || c == ' ');
    summary.truncate(300);
    Reading { verdict, summary }
}

fn judge(results: &[Outcome], from_domain: &str) -> Verdict {
    let dmarc = || results.iter().filter(|result| result.method == "dmarc");
    if dmarc().any(|result| result.result == "fail") {
        return Verdict::Fail;
    }
    let about_from = |result: &&Outcome| {
        result
            .property("header.from")
            .is_none_or(|domain| host(domain) == from_domain)
    };
    if dmarc().any(|result| result.result == "pass" && about_from(&result)) {
        return Verdict::Pass;
    }
    let of_from = |method: &str, result: &str| {
        results
            .iter()
            .filter(|one| one.method == method && one.result == result)
            .filter_map(Outcome::domain)
            .any(|domain| is_aligned(&host(domain), from_domain))
    };
    if of_from("dkim", "pass") || of_from("spf", "pass") {
        Verdict::Pass
    } else if of_from("spf", "fail") {
        Verdict::Fail
    } else {
        Verdict::None
    }
}

/// The domain itself or one above it (never a single label). A domain below it is not enough: whoever rents a name
/// below a shared domain could speak for it.
fn is_aligned(domain: &str, from_domain: &str) -> bool {
    domain == from_domain
        || domain.contains('.')
            && from_domain
                .strip_suffix(domain)
                .is_some_and(|rest| rest.ends_with('.'))
}

fn host(value: &str) -> String {
    value
        .rsplit('@')
        .next()
        .unwrap_or_default()
        .trim_matches(['<', '>', '"', '.'])
        .to_ascii_lowercase()
}

/// One method's result.
#[derive(Debug)]
struct Outcome {
    method: String,
    result: String,
    properties: Vec<(String, String)>,
}

impl Outcome {
    fn property(&self, name: &str) -> Option<&str> {
        self.properties
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whose mail DKIM or SPF looked at.
    fn domain(&self) -> Option<&str> {
        let names = match self.method.as_str() {
            "dkim" => ["header.d", "header.i"],
            "spf" => ["smtp.mailfrom", "smtp.mail"],
            _ => return None,
        };
        names.into_iter().find_map(|name| self.property(name))
    }

    fn short(&self) -> String {
        let about = ["header.from", "header.d", "header.i", "smtp.mailfrom"]
            .into_iter()
            .find_map(|name| self.property(name));
        match about {
            Some(about) => format!("{}={}({})", self.method, self.result, host(about)),
            None => format!("{}={}", self.method, self.result),
        }
    }
}

/// The results of the topmost trusted header that is above every hop of others.
fn trusted_results(mail: &Parsed, trusted: &str) -> Option<Vec<Outcome>> {
    for (name, value) in mail.headers.iter() {
        if name == "received" && !is_own_hop(value, trusted) {
            return None;
        }
        if name == "authentication-results" {
            let (id, results) = parse(value);
            if id.eq_ignore_ascii_case(trusted.trim()) {
                return Some(results);
            }
        }
    }
    None
}

/// Whether a `Received` line was written by a server of the same organisation as `trusted`, or by a relay inside
/// (an address literal, a local name).
fn is_own_hop(received: &str, trusted: &str) -> bool {
    let mut words = received.split_whitespace();
    let by = words
        .by_ref()
        .skip_while(|word| !word.eq_ignore_ascii_case("by"))
        .nth(1)
        .unwrap_or_default();
    let by = by
        .trim_end_matches(';')
        .trim_matches(['[', ']', '.'])
        .to_ascii_lowercase();
    let organisation = |host: &str| {
        host.rsplitn(3, '.')
            .take(2)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    by.is_empty()
        || !by.contains('.')
        || by.parse::<std::net::IpAddr>().is_ok()
        || [".local", ".internal", ".lan", ".localdomain"]
            .iter()
            .any(|end| by.ends_with(end))
        || organisation(&by) == organisation(&trusted.to_ascii_lowercase())
}

/// The authserv-id and the results of one header (RFC 8601 section 2.2), comments dropped.
fn parse(value: &str) -> (String, Vec<Outcome>) {
    let clean = without_comments(value);
    let mut pieces = pieces(&clean).into_iter();
    let id = pieces.next().unwrap_or_default();
    let id = id
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .trim_matches('"')
        .to_owned();
    (
        id,
        pieces
            .take(50)
            .filter_map(|piece| outcome(&piece))
            .collect(),
    )
}

fn outcome(piece: &str) -> Option<Outcome> {
    let mut pairs = pairs(piece).into_iter();
    let (method, result) = pairs.next()?;
    let method = method
        .split('/')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let properties = pairs
        .map(|(key, value)| (key.to_ascii_lowercase(), value))
        .collect();
    Some(Outcome {
        method,
        result: result.to_ascii_lowercase(),
        properties,
    })
}

/// `key=value` pairs, blanks around the sign and quoted values allowed.
fn pairs(piece: &str) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    let mut rest = piece.trim_start();
    while let Some((key, after)) = rest.split_once('=') {
        let key = key.split_whitespace().last().unwrap_or_default().to_owned();
        let after = after.trim_start();
        let (value, left) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        out.push((key, value.to_owned()));
        rest = left;
    }
    out
}

fn without_comments(value: &str) -> String {
    let (mut out, mut depth, mut quoted, mut escaped) =
        (String::with_capacity(value.len()), 0u32, false, false);
    for c in value.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => {
                escaped = true;
                continue;
            }
            '"' if depth == 0 => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted && depth > 0 => {
                depth -= 1;
                out.push(' ');
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            out.push(c);
        }
    }
    out
}

/// Splits at semicolons outside quoted strings.
fn pieces(text: &str) -> Vec<String> {
    let (mut out, mut quoted) = (vec![String::new()], false);
    for c in text.chars() {
        quoted ^= c == '"';
        if c == ';' && !quoted {
            out.push(String::new());
        } else if let Some(last) = out.last_mut() {
            last.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(headers: &str) -> Verdict {
        let raw = format!("{headers}From: ann@x.test\n\nhi");
        dmarc(
            &crate::parse::parse(raw.as_bytes()).unwrap(),
            Some("mx.us.test"),
        )
    }

    #[test]
    fn the_trusted_server_is_believed() {
        assert_eq!(
            verdict("Authentication-Results: mx.us.test; dmarc=pass (p=none) header.from=x.test\n"),
            Verdict::Pass
        );
        assert_eq!(
            verdict(
                "Authentication-Results: mx.us.test 1;\n dkim=pass header.d=x.test; dmarc=fail\n"
            ),
            Verdict::Fail
        );
        assert_eq!(
            verdict(
                "Received: from a by mx.us.test; x\nAuthentication-Results: mx.us.test; dmarc=pass\n"
            ),
            Verdict::Pass
        );
        assert_eq!(
            verdict("Authentication-Results: mx.us.test; dkim=pass header.i=@x.test\n"),
            Verdict::Pass
        );
        assert_eq!(
            verdict("Authentication-Results: mx.us.test; spf=pass smtp.mailfrom=a@x.test\n"),
            Verdict::Pass
        );
        assert_eq!(
            verdict("Authentication-Results: mx.us.test; none\n"),
            Verdict::None
        );
    }

    #[test]
    fn a_domain_that_says_it_did_not_send_is_believed_where_it_has_no_dmarc() {
        let said =
            |results: &str| verdict(&format!("Authentication-Results: mx.us.test; {results}\n"));
        let forged = "spf=fail smtp.mailfrom=a@x.test; dkim=none; dmarc=none header.from=x.test";
        assert_eq!(said(forged), Verdict::Fail);
        // who passes mail on breaks SPF; the signature still holds
        let forwarded = "spf=fail smtp.mailfrom=a@x.test; dkim=pass header.d=x.test";
        assert_eq!(said(forwarded), Verdict::Pass);
        // a weak word, and a word about others (RFC 7208 section 8.5)
        assert_eq!(said("spf=softfail smtp.mailfrom=x.test"), Verdict::None);
        assert_eq!(said("spf=fail smtp.mailfrom=y.test"), Verdict::None);
    }

    #[test]
    fn others_and_forgeries_are_not() {
        assert_eq!(
            verdict("Authentication-Results: evil.test; dmarc=pass\n"),
            Verdict::None
        );
        assert_eq!(
            verdict(
                "Authentication-Results: mx.us.test; dmarc=fail\nAuthentication-Results: mx.us.test; dmarc=pass\n"
            ),
            Verdict::Fail
        );
        let below = "Received: from b by mx.us.test; x\nReceived: from a by evil.test; x\nAuthentication-Results: mx.us.test; dmarc=pass\n";
        assert_eq!(verdict(below), Verdict::None);
        assert_eq!(
            verdict("Authentication-Results: mx.us.test; dkim=pass header.d=other.test\n"),
            Verdict::None
        );
        assert_eq!(
            verdict("Authentication-Results: mx.us.test; dkim=pass header.d=evil.x.test\n"),
            Verdict::None
        );
        assert_eq!(
            verdict("Authentication-Results: mx.us.test; dmarc=pass header.from=evil.test\n"),
            Verdict::None
        );
        assert_eq!(
            verdict("Authentication-Results: x (mx.us.test; dmarc=pass)\n"),
            Verdict::None
        );
        assert_eq!(
            verdict("Authentication-Results: mx.us.test; x=\"; dmarc=pass\"\n"),
            Verdict::None
        );
        assert_eq!(
            verdict("From: bob@y.test\nAuthentication-Results: mx.us.test; dmarc=pass\n"),
            Verdict::Fail
        );
    }

    #[test]
    fn without_a_trusted_name_nothing_is_known() {
        let mail =
            crate::parse::parse(b"Authentication-Results: mx; dmarc=pass\nFrom: a@x.test\n\nhi")
                .unwrap();
        assert_eq!(dmarc(&mail, None), Verdict::None);
        assert_eq!(read(&mail, Some("mx")).summary, "dmarc=pass");
    }
}
