//! Reading a mail: bytes to what was said. It runs on a thread of its own with a time limit, since the bytes are a stranger's; a
//! panic or a hang is that mail's failure and nobody else's.

use std::time::Duration;

use base::config::TEXT_BYTES;
use helpdesk::conversations::Body;
use mail::loops::Automatic;
use mail::parse::{self, Parsed};
use mail::token;
use mail::verdict::{self, Reading};

use super::bounce;

/// How long one mail may take.
const LONGEST: Duration = Duration::from_secs(10);
/// How much of a text or of HTML is looked at; the whole stays in the raw mail.
const LOOKED_AT: usize = 2 * 1024 * 1024;
/// How many files are kept of one mail.
pub(super) const FILES: usize = 50;
/// Where a picture in the text will be, before its file has an id; see [`place_pictures`].
const PICTURE: &str = "/files/mail-picture-";

/// A mail that was read.
#[derive(Debug)]
pub(super) struct Read {
    /// Its fields and files; the texts have become [`Read::body`].
    pub(super) parsed: Parsed,
    /// What is new, and what was quoted.
    pub(super) body: Body,
    /// What the trusted server says of the sender.
    pub(super) reading: Reading,
    /// Everything that looks like a reply token.
    pub(super) tokens: Vec<String>,
    /// Ids of ours in the mail that a bounce is about.
    pub(super) originals: Vec<String>,
    /// Why a mail of ours was not delivered.
    pub(super) reason: Option<String>,
    from: Option<String>,
}

impl Read {
    /// The author's address in its normal form, when there is exactly one author.
    pub(super) fn from(&self) -> Option<&str> {
        self.from.as_deref()
    }

    /// The address that the mail says it is from, however strange.
    pub(super) fn said_email(&self) -> String {
        super::line(
            self.parsed.from.as_ref().map_or("", |from| &from.email),
            254,
        )
    }

    /// The name that the mail says it is from, else the address.
    pub(super) fn said_name(&self) -> String {
        let name = self
            .parsed
            .from
            .as_ref()
            .and_then(|from| from.name.as_deref())
            .unwrap_or_default();
        let name = super::line(name, 200);
        if name.is_empty() {
            self.said_email()
        } else {
            name
        }
    }

    /// The Message-ID, as stored.
    pub(super) fn mail_id(&self) -> Option<String> {
        self.parsed
            .message_id
            .as_deref()
            .map(|id| super::line(id, 500))
            .filter(|id| !id.is_empty())
    }
}

/// Why a mail was not read.
#[derive(Debug)]
pub(super) struct Unreadable {
    /// In words.
    pub(super) why: String,
    /// Whether trying again is of any use.
    pub(super) for_ever: bool,
}

/// Reads a mail. `trusted` is the receiving server's own name.
pub(super) async fn read(raw: Vec<u8>, trusted: Option<String>) -> Result<Read, Unreadable> {
    let work = tokio::task::spawn_blocking(move || {
        let parsed = parse::parse(&raw)?;
        drop(raw);
        Ok::<_, parse::ParseError>(digest(parsed, trusted.as_deref()))
    });
    match tokio::time::timeout(LONGEST, work).await {
        Ok(Ok(Ok(read))) => Ok(read),
        Ok(Ok(Err(refused))) => Err(Unreadable {
            why: refused.to_string(),
            for_ever: true,
        }),
        Ok(Err(panic)) => Err(Unreadable {
            why: format!("reading it failed: {panic}"),
            for_ever: false,
        }),
        Err(_) => Err(Unreadable {
            why: "reading it took longer than 10 seconds".to_owned(),
            for_ever: false,
        }),
    }
}

/// What the headers say of sender and subject, for the list of mails set aside; nothing of a mail that cannot even be looked at.
pub(super) async fn labels(head: Vec<u8>) -> (String, String) {
    let work = tokio::task::spawn_blocking(move || {
        let ends = |at: usize| head[at..].starts_with(b"\n\n") || head[at..].starts_with(b"\n\r\n");
        let end = (0..head.len()).find(|at| ends(*at)).unwrap_or(head.len());
        let parsed = parse::parse_headers(&head[..end]).unwrap_or_default();
        let from = parsed.from.unwrap_or_default();
        (
            super::line(&from.email, 254),
            super::line(&parsed.subject, 300),
        )
    });
    match tokio::time::timeout(LONGEST, work).await {
        Ok(Ok(labels)) => labels,
        _ => Default::default(),
    }
}

fn digest(mut parsed: Parsed, trusted: Option<&str>) -> Read {
    let reading = verdict::read(&parsed, trusted);
    let body = body(&parsed);
    let bounced = matches!(
        parsed.automatic,
        Some(Automatic::Bounce | Automatic::FeedbackReport)
    );
    let originals = if bounced {
        bounce::originals(&parsed)
    } else {
        Vec::new()
    };
    let reason = bounced.then(|| bounce::reason(&parsed));
    let mut tokens = token::tokens_in(&parsed);
    tokens.extend(
        originals
            .iter()
            .filter_map(|id| token::read_message_id(id))
            .map(|own| own.token),
    );
    let author = parsed.from.as_ref().filter(|_| parsed.one_from);
    let from = author.and_then(|from| mail::address::normal(&from.email));
    (parsed.text, parsed.html) = (String::new(), None);
    parsed.files.truncate(FILES);
    Read {
        parsed,
        body,
        reading,
        tokens,
        originals,
        reason,
        from,
    }
}

/// The HTML where there is some, else the text; what is new apart from what is quoted.
fn body(parsed: &Parsed) -> Body {
    let from_html = parsed
        .html
        .as_deref()
        .map(|html| html_body(beginning(html, LOOKED_AT), parsed));
    from_html
        .filter(|body| !body.html.trim().is_empty())
        .unwrap_or_else(|| text_body(beginning(&parsed.text, LOOKED_AT)))
}

fn html_body(source: &str, parsed: &Parsed) -> Body {
    let (fresh, quoted) =
        mail::quote::split_html(source).unwrap_or_else(|| (source.to_owned(), String::new()));
    let picture = |cid: &str| {
        let shown = |file: &parse::File| {
            file.media_type.starts_with("image/") && file.content_id.as_deref() == Some(cid)
        };
        let at = parsed.files.iter().take(FILES).position(shown)?;
        Some(format!("{PICTURE}{at}/"))
    };
    let html = html::sanitize(&fresh, &picture);
    let text = html::to_text(&html);
    Body {
        text: beginning(text.trim(), TEXT_BYTES).to_owned(),
        html,
        quoted_html: html::sanitize(&quoted, &picture),
    }
}

fn text_body(source: &str) -> Body {
    let split = mail::quote::split_text(source);
    let text = beginning(split.fresh.trim(), TEXT_BYTES);
    let quoted = split.quoted.trim_matches('\n');
    let quoted_html = if quoted.trim().is_empty() {
        String::new()
    } else {
        html::from_text(beginning(quoted, TEXT_BYTES))
    };
    Body {
        text: text.to_owned(),
        html: html::from_text(text),
        quoted_html,
    }
}

fn beginning(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// Whether pictures of the mail stand in its text.
pub(super) fn has_pictures(body: &Body) -> bool {
    body.html.contains(PICTURE) || body.quoted_html.contains(PICTURE)
}

/// Puts the paths of the stored pictures into the text: `paths[n]` is where the n-th file is.
pub(super) fn place_pictures(html: &str, paths: &[String]) -> String {
    let mut out = html.to_owned();
    for (at, path) in paths.iter().enumerate() {
        out = out.replace(&format!("{PICTURE}{at}/\""), &format!("{path}\""));
    }
    out
}

/// The same without pictures, which stay as files beside it.
pub(super) fn without_pictures(body: &Body) -> Body {
    let plain = |html: &str| html::sanitize(html, &|_| None);
    Body {
        text: body.text.clone(),
        html: plain(&body.html),
        quoted_html: plain(&body.quoted_html),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digested(raw: &str) -> Read {
        digest(parse::parse(raw.as_bytes()).unwrap(), None)
    }

    #[test]
    fn what_is_new_is_apart_from_what_is_quoted() {
        let read = digested(
            "From: ann@x.test\nSubject: a\n\nYes.\n\nOn Mon, 4 Mar 2024 at 10:15, Us <us@y.test> wrote:\n> Is it <b>?\n",
        );
        assert_eq!(read.body.text, "Yes.");
        assert!(read.body.quoted_html.contains("Is it &lt;b&gt;?"));
        assert_eq!(read.from(), Some("ann@x.test"));
    }

    #[test]
    fn html_is_made_safe_and_its_pictures_are_ours() {
        let raw = "From: a@x.test\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n\
                   <p>See<script>alert(1)</script> <img src=\"cid:one\" alt=\"display\"><img src=\"https://t.test/p.gif\"></p>\n--b\n\
                   Content-Type: image/png\nContent-ID: <one>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b--\n";
        let read = digested(raw);
        assert!(
            read.body
                .html
                .contains("<img src=\"/files/mail-picture-0/\" alt=\"display\">"),
            "{}",
            read.body.html
        );
        assert!(!read.body.html.contains("script") && !read.body.html.contains("t.test"));
        assert!(has_pictures(&read.body));
        let placed = place_pictures(&read.body.html, &["/files/7/a.png".to_owned()]);
        assert!(placed.contains("src=\"/files/7/a.png\""));
        assert!(!without_pictures(&read.body).html.contains("<img"));
    }

    #[test]
    fn nobody_is_believed_with_two_authors() {
        let read = digested("From: ann@x.test\nFrom: bob@x.test\n\nHi");
        assert_eq!(read.from(), None);
        assert_eq!(read.reading.verdict, verdict::Verdict::Fail);
    }
}
