//! Writing a mail (RFC 5322, RFC 2045): from typed fields, never from header text.

use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::ContentTransferEncoding::Base64;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Body, Mailbox, MultiPart, SinglePart};
use thiserror::Error;

pub use crate::parse::{Address, File};
use crate::{address, label};

/// Most ids written to `References`; the first and the newest are kept.
const REFERENCES: usize = 20;

/// A mail to write.
#[derive(Debug, Clone, Default)]
pub struct Outgoing {
    /// Who it comes from.
    pub from: Address,
    /// Shown recipients.
    pub to: Vec<Address>,
    /// Shown recipients of a copy.
    pub cc: Vec<Address>,
    /// Where answers go, when not to `from`.
    pub reply_to: Option<String>,
    /// One line; control characters are dropped.
    pub subject: String,
    /// The plain text: always there.
    pub text: String,
    /// The same as HTML.
    pub html: Option<String>,
    /// Without brackets; see [`crate::token::message_id`].
    pub message_id: String,
    /// The id this answers, without brackets.
    pub in_reply_to: Option<String>,
    /// The ids of the thread, oldest first, without brackets.
    pub references: Vec<String>,
    /// Written by a machine: says so in the headers (RFC 3834) and has an empty envelope sender, so nothing answers it.
    pub automatic: bool,
    /// Milliseconds since 1970 UTC.
    pub date_ms: i64,
    /// Attachments; one that is `inline` and has a content id is put beside the HTML (RFC 2387).
    pub files: Vec<File>,
}

/// A mail ready to be handed to a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// `MAIL FROM`; none is the null sender `<>`.
    pub envelope_from: Option<String>,
    /// `RCPT TO`, each once, in normal form.
    pub recipients: Vec<String>,
    /// The mail with CRLF line ends only.
    pub raw: Vec<u8>,
}

/// Why a mail cannot be written.
#[derive(Debug, Error)]
pub enum BuildError {
    /// Not an address in the sense of [`address::normal`].
    #[error("not an address: {0:?}")]
    Address(String),
    /// There is nobody to send it to.
    #[error("the mail has no recipient")]
    NoRecipient,
    /// A Message-ID with characters that do not belong there.
    #[error("not a message id: {0:?}")]
    MessageId(String),
    /// The writer refused.
    #[error("the mail cannot be written")]
    Write(#[from] lettre::error::Error),
}

/// Writes the mail. Addresses must have a normal form; everything else is made harmless.
pub fn build(mail: &Outgoing) -> Result<Built, BuildError> {
    let from = mailbox(&mail.from)?;
    let mut builder = lettre::Message::builder()
        .from(from.clone())
        .subject(label::line(&mail.subject))
        .date(UNIX_EPOCH + Duration::from_millis(u64::try_from(mail.date_ms).unwrap_or_default()))
        .message_id(Some(id(&mail.message_id)?));
    let mut recipients = Vec::new();
    for address in &mail.to {
        builder = builder.to(mailbox(address)?);
    }
    for address in &mail.cc {
        builder = builder.cc(mailbox(address)?);
    }
    for address in mail.to.iter().chain(&mail.cc) {
        let email = email(&address.email)?;
        if !recipients.contains(&email) {
            recipients.push(email);
        }
    }
    if recipients.is_empty() {
        return Err(BuildError::NoRecipient);
    }
    if let Some(reply_to) = &mail.reply_to {
        builder = builder.reply_to(mailbox(&Address {
            name: mail.from.name.clone(),
            email: reply_to.clone(),
        })?);
    }
    if let Some(parent) = &mail.in_reply_to {
        builder = builder.in_reply_to(id(parent)?);
    }
    if let Some(references) = references(&mail.references) {
        builder = builder.references(references);
    }
    if mail.automatic {
        let kind = if mail.in_reply_to.is_some() {
            "auto-replied"
        } else {
            "auto-generated"
        };
        builder = builder
            .raw_header(field("Auto-Submitted", kind))
            .raw_header(field("X-Auto-Response-Suppress", "All"));
    }
    let raw = body(builder, mail)?.formatted();
    let envelope_from = (!mail.automatic).then(|| from.email.to_string());
    Ok(Built {
        envelope_from,
        recipients,
        raw: crlf(raw),
    })
}

fn field(name: &'static str, value: &str) -> HeaderValue {
    let name = HeaderName::new_from_ascii(name.to_owned()).expect("the names above are ASCII");
    HeaderValue::new(name, value.to_owned())
}

fn email(given: &str) -> Result<String, BuildError> {
    address::normal(given).ok_or_else(|| BuildError::Address(given.to_owned()))
}

fn mailbox(address: &Address) -> Result<Mailbox, BuildError> {
    let normal = email(&address.email)?;
    let parsed = normal.parse().map_err(|_| BuildError::Address(normal))?;
    let name = address
        .name
        .as_deref()
        .map(label::line)
        .filter(|name| !name.is_empty());
    Ok(Mailbox::new(name, parsed))
}

/// An id in brackets, if it can be one.
fn id(given: &str) -> Result<String, BuildError> {
    let fine = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>');
    if given.is_empty() || given.len() > 500 || !given.bytes().all(fine) {
        return Err(BuildError::MessageId(given.to_owned()));
    }
    Ok(format!("<{given}>"))
}

/// The first and the newest ids; what is no id was written by others and is left out.
fn references(ids: &[String]) -> Option<String> {
    let good: Vec<String> = ids.iter().filter_map(|one| id(one).ok()).collect();
    let newest = good.len().saturating_sub(REFERENCES - 1).max(1);
    let kept: Vec<String> = good
        .iter()
        .enumerate()
        .filter(|(at, _)| *at == 0 || *at >= newest)
        .map(|(_, one)| one.clone())
        .collect();
    (!kept.is_empty()).then(|| kept.join(" "))
}

fn body(
    builder: lettre::message::MessageBuilder,
    mail: &Outgoing,
) -> Result<lettre::Message, BuildError> {
    let in_html = |file: &&File| {
        mail.html.is_some()
            && file.inline
            && file
                .content_id
                .as_deref()
                .is_some_and(|cid| id(cid).is_ok())
    };
    let (inline, attached): (Vec<&File>, Vec<&File>) = mail.files.iter().partition(in_html);
    let plain = SinglePart::plain(text(&mail.text));
    let Some(html) = &mail.html else {
        if attached.is_empty() {
            return Ok(builder.singlepart(plain)?);
        }
        let mixed = attached
            .into_iter()
            .fold(MultiPart::mixed().singlepart(plain), |mixed, file| {
                mixed.singlepart(attachment(file))
            });
        return Ok(builder.multipart(mixed)?);
    };
    let html = SinglePart::html(text(html));
    let alternative = MultiPart::alternative().singlepart(plain);
    let alternative = if inline.is_empty() {
        alternative.singlepart(html)
    } else {
        let related = inline
            .into_iter()
            .fold(MultiPart::related().singlepart(html), |related, file| {
                related.singlepart(attachment(file))
            });
        alternative.multipart(related)
    };
    if attached.is_empty() {
        return Ok(builder.multipart(alternative)?);
    }
    let mixed = attached
        .into_iter()
        .fold(MultiPart::mixed().multipart(alternative), |mixed, file| {
            mixed.singlepart(attachment(file))
        });
    Ok(builder.multipart(mixed)?)
}

/// Text without control characters but line ends and tabs.
fn text(given: &str) -> String {
    let lines = given.replace("\r\n", "\n").replace('\r', "\n");
    lines
        .chars()
        .filter(|c| matches!(c, '\n' | '\t') || !c.is_control())
        .collect()
}

fn attachment(file: &File) -> SinglePart {
    let name = label::file(&file.name, "file");
    let claimed =
        if file.media_type.starts_with("message/") || file.media_type.starts_with("multipart/") {
            ""
        } else {
            file.media_type.as_str()
        };
    let simple = claimed
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"/.+-_".contains(&byte));
    let kind = Some(claimed)
        .filter(|_| simple)
        .and_then(|claimed| ContentType::parse(claimed).ok());
    let kind = kind.unwrap_or_else(|| {
        ContentType::parse("application/octet-stream").expect("a valid media type")
    });
    let shape = match &file.content_id {
        Some(cid) if file.inline && id(cid).is_ok() => {
            Attachment::new_inline_with_name(cid.clone(), name)
        }
        _ => Attachment::new(name),
    };
    let body =
        Body::new_with_encoding(file.content.clone(), Base64).expect("base64 takes any bytes");
    shape.body(body, kind)
}

/// Turns every bare CR or LF into CRLF (security: a bare one could end the mail for a careless server).
fn crlf(raw: Vec<u8>) -> Vec<u8> {
    let bare = |at: usize| match raw[at] {
        b'\n' => at == 0 || raw[at - 1] != b'\r',
        b'\r' => raw.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    if !(0..raw.len()).any(bare) {
        return raw;
    }
    let mut out = Vec::with_capacity(raw.len() + 64);
    for (at, &byte) in raw.iter().enumerate() {
        if bare(at) {
            out.extend_from_slice(b"\r\n");
        } else {
            out.push(byte);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loops::Automatic;
    use crate::parse::parse;

    fn letter() -> Outgoing {
        Outgoing {
            from: Address {
                name: Some("Zażółć, Sp. z o.o.".into()),
                email: "us@x.test".into(),
            },
            to: vec![Address {
                name: None,
                email: "Ann@Y.test".into(),
            }],
            subject: "Zgłoszenie [#2041]".into(),
            text: "Dzień dobry\n.\nMAIL FROM:<x>\n".into(),
            message_id: "1.a@x.test".into(),
            date_ms: 1_700_000_000_000,
            ..Outgoing::default()
        }
    }

    fn file(name: &str, media_type: &str) -> File {
        File {
            name: name.into(),
            media_type: media_type.into(),
            content: b"\x00\n\r\xff".to_vec(),
            ..File::default()
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut mail = letter();
        mail.html = Some("<p>Dzień dobry</p>".into());
        mail.files = vec![
            file("zażółć.pdf", "application/pdf"),
            file("m.eml", "message/rfc822"),
        ];
        mail.references = (0..50).map(|n| format!("{n}@x")).collect();
        mail.in_reply_to = Some("49@x".into());
        let built = build(&mail).unwrap();
        assert_eq!(built.recipients, ["ann@y.test"]);
        let read = parse(&built.raw).unwrap();
        assert_eq!(read.from.unwrap().name, mail.from.name);
        assert_eq!(
            (read.subject, read.text.trim_end()),
            (mail.subject.clone(), mail.text.trim_end())
        );
        assert_eq!(read.html.unwrap().trim(), "<p>Dzień dobry</p>");
        assert_eq!(read.files[0].name, "zażółć.pdf");
        assert_eq!(read.files[1].content, mail.files[1].content);
        assert_eq!(
            (
                read.references.len(),
                read.references[0].as_str(),
                read.references[19].as_str()
            ),
            (20, "0@x", "49@x")
        );
        assert_eq!(read.date_ms, Some(mail.date_ms));
    }

    #[test]
    fn nothing_gets_into_the_headers() {
        let mut mail = letter();
        let evil = "a\r\nBcc: evil@z.test\n\nX\u{2028}\u{0}";
        mail.subject = evil.into();
        mail.from.name = Some(evil.into());
        mail.files = vec![file(evil, "text/html\r\nBcc: evil@z.test")];
        let read = parse(&build(&mail).unwrap().raw).unwrap();
        assert!(!read.headers.has("bcc"));
        assert_eq!(
            read.headers
                .iter()
                .filter(|(name, _)| *name == "subject")
                .count(),
            1
        );
        assert_eq!(read.files.len(), 1);
        mail.message_id = evil.into();
        assert!(matches!(build(&mail), Err(BuildError::MessageId(_))));
        mail = letter();
        mail.to[0].email = "a@x.test\r\nRCPT TO:<b@x.test>".into();
        assert!(matches!(build(&mail), Err(BuildError::Address(_))));
    }

    #[test]
    fn line_ends_are_crlf_only() {
        let mut mail = letter();
        mail.text = "a\rb\nc\r\n\n.\n".into();
        mail.files = vec![file("x.txt", "text/plain")];
        let raw = build(&mail).unwrap().raw;
        assert!(
            raw.iter()
                .enumerate()
                .all(|(at, &byte)| byte != b'\n' || raw[at - 1] == b'\r')
        );
        assert!(
            raw.iter()
                .enumerate()
                .all(|(at, &byte)| byte != b'\r' || raw[at + 1] == b'\n')
        );
        assert_eq!(crlf(b"a\nb\r\rc\r\n".to_vec()), b"a\r\nb\r\n\r\nc\r\n");
    }

    #[test]
    fn automatic_mail_says_so() {
        let built = build(&Outgoing {
            automatic: true,
            ..letter()
        })
        .unwrap();
        assert_eq!(built.envelope_from, None);
        assert_eq!(
            parse(&built.raw).unwrap().automatic,
            Some(Automatic::AutoReply)
        );
    }
}
