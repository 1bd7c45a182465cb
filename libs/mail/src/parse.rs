//! Raw bytes to a mail that can be worked with.
//!
//! Limits are checked before any work: 1,000 parts, 50 levels, 256 KiB per header block. Time and memory are linear
//! in the length of the input; nothing here panics or recurses.

use mail_parser::DateTime;
use thiserror::Error;

use crate::entity::{self, Leaf, Tree};
pub use crate::field::Address;
use crate::field::{self, Valued, addresses, ids};
use crate::header::{Headers, decode_words};
use crate::loops::{self, Automatic};
use crate::{charset, coding, label, markup};

/// Why a mail was refused. It should be kept raw and looked at by a person.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum ParseError {
    /// There is nothing but line ends.
    #[error("the mail is empty")]
    Empty,
    /// A header block is longer than 256 KiB.
    #[error("the mail has more than 256 KiB of headers")]
    HeadersTooLarge,
    /// More than 1,000 parts.
    #[error("the mail has more than 1,000 parts")]
    TooManyParts,
    /// Multiparts nested deeper than 50.
    #[error("the parts of the mail are nested more than 50 deep")]
    TooDeep,
}

/// A mail. Everything in it was written by the sender: labels to show, nothing to trust.
#[derive(Debug, Clone, Default)]
pub struct Parsed {
    /// Without angle brackets.
    pub message_id: Option<String>,
    /// Ids of the `In-Reply-To` field, without brackets.
    pub in_reply_to: Vec<String>,
    /// Ids of the `References` field, oldest first, without brackets.
    pub references: Vec<String>,
    /// The first mailbox of the first `From`; see [`Parsed::one_from`].
    pub from: Option<Address>,
    /// Whether there is exactly one `From` field with exactly one mailbox (RFC 5322 section 3.6). With more, servers and
    /// clients disagree about who wrote the mail, so nobody should be believed.
    pub one_from: bool,
    /// The `Sender` field.
    pub sender: Option<Address>,
    /// The address of the topmost `Return-Path`; empty for the null sender `<>`.
    pub return_path: Option<String>,
    /// Mailboxes of `To`.
    pub to: Vec<Address>,
    /// Mailboxes of `Cc`.
    pub cc: Vec<Address>,
    /// Mailboxes of `Reply-To`.
    pub reply_to: Vec<Address>,
    /// Addresses of `Delivered-To`, `X-Original-To` and `Envelope-To`.
    pub delivered_to: Vec<String>,
    /// Decoded, on one line; empty where there is none.
    pub subject: String,
    /// Milliseconds since 1970 UTC of the `Date` field, where it can be read.
    pub date_ms: Option<i64>,
    /// The best plain text, with `\n` line ends; made from the HTML where there is no plain part.
    pub text: String,
    /// The HTML as sent: NOT sanitised.
    pub html: Option<String>,
    /// Everything else, in order.
    pub files: Vec<File>,
    /// Why this mail must not be answered by a machine, if so.
    pub automatic: Option<Automatic>,
    /// Lower-case media type of the whole, such as `multipart/mixed`.
    pub media_type: String,
    /// The `report-type` of a multipart/report (RFC 6522), lower-case.
    pub report_type: Option<String>,
    /// All fields, raw.
    pub headers: Headers,
}

/// Something that came with a mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    /// A label of at most 200 bytes: no path, no control or direction characters, never empty.
    pub name: String,
    /// Lower-case, as claimed by the sender.
    pub media_type: String,
    /// The id HTML refers to with `cid:`, without brackets.
    pub content_id: Option<String>,
    /// Meant to be shown in the text rather than beside it.
    pub inline: bool,
    /// Decoded.
    pub content: Vec<u8>,
}

/// A piece of readable text.
struct Piece {
    alternative: Option<usize>,
    html: bool,
    text: String,
}

/// Reads a mail. Broken ones give what can be read; only those that pass a limit (or are empty) are refused.
pub fn parse(raw: &[u8]) -> Result<Parsed, ParseError> {
    let Tree {
        headers,
        media_type,
        kind,
        leaves,
    } = entity::tree(raw)?;
    let mut parsed = envelope(headers);
    parsed.report_type = kind
        .param("report-type")
        .map(|kind| kind.trim().to_ascii_lowercase());
    parsed.media_type = media_type;
    let only = leaves.len() == 1;
    let lenient = !leaves.iter().any(|leaf| is_readable(leaf, only, false));
    let mut pieces = Vec::new();
    for leaf in leaves {
        // a second text with a name is a file, whatever else is missing
        let extra = !pieces.is_empty() && leaf.kind.param("name").is_some();
        let readable = is_readable(&leaf, only, lenient) && !extra;
        sort(leaf, readable, &mut pieces, &mut parsed.files);
    }
    (parsed.text, parsed.html) = compose(&pieces);
    parsed.automatic = loops::automatic(&parsed);
    Ok(parsed)
}

/// Reads only the header block, as [`parse`] does; text and files stay empty.
pub fn parse_headers(raw: &[u8]) -> Result<Parsed, ParseError> {
    let tree = entity::tree(raw)?;
    let mut parsed = envelope(tree.headers);
    parsed.media_type = tree.media_type;
    parsed.automatic = loops::automatic(&parsed);
    Ok(parsed)
}

fn envelope(headers: Headers) -> Parsed {
    let list = |name: &str| -> Vec<Address> {
        headers
            .all(name)
            .flat_map(addresses)
            .filter(|address| !address.email.is_empty())
            .take(1000)
            .collect()
    };
    let id_list =
        |name: &str| -> Vec<String> { headers.all(name).flat_map(ids).take(1000).collect() };
    let froms: Vec<Vec<Address>> = headers.all("from").map(addresses).collect();
    let delivered = ["delivered-to", "x-original-to", "envelope-to"]
        .into_iter()
        .flat_map(&list);
    Parsed {
        message_id: headers
            .first("message-id")
            .and_then(|value| ids(value).into_iter().next()),
        in_reply_to: id_list("in-reply-to"),
        references: id_list("references"),
        one_from: matches!(froms.as_slice(), [one] if one.len() == 1),
        from: froms.into_iter().flatten().next(),
        sender: list("sender").into_iter().next(),
        return_path: headers
            .first("return-path")
            .map(|path| path.trim().trim_matches(['<', '>']).trim().to_owned()),
        to: list("to"),
        cc: list("cc"),
        reply_to: list("reply-to"),
        delivered_to: delivered.map(|address| address.email).collect(),
        subject: label::line(&decode_words(headers.first("subject").unwrap_or_default())),
        date_ms: headers.first("date").and_then(date),
        headers,
        ..Parsed::default()
    }
}

/// Milliseconds of an RFC 5322 date.
fn date(text: &str) -> Option<i64> {
    let date = DateTime::parse_rfc822(text).filter(DateTime::is_valid)?;
    (date.year >= 1970)
        .then(|| date.to_timestamp().checked_mul(1000))
        .flatten()
}

/// How a part is to be presented.
struct Manner {
    disposition: Valued,
    name: Option<String>,
    attached: bool,
}

impl Manner {
    fn of(leaf: &Leaf<'_>) -> Self {
        let disposition = Valued::read(
            leaf.headers
                .first("content-disposition")
                .unwrap_or_default(),
        );
        let name = name_of(leaf, &disposition);
        let attached = disposition.value.starts_with("attachment");
        Self {
            disposition,
            name,
            attached,
        }
    }
}

/// Whether a part is read rather than kept beside. A name alone, as phones give their text, does not make it a file; a
/// disposition with a name does, unless `lenient`.
fn is_readable(leaf: &Leaf<'_>, only: bool, lenient: bool) -> bool {
    let named = !lenient && named_file(leaf);
    let readable = match leaf.media_type.as_str() {
        "text/plain" | "text/html" => true,
        "text/calendar" | "text/rfc822-headers" | "text/csv" => false,
        other => only && (other.starts_with("text/") || other.starts_with("multipart/")),
    };
    readable && !Manner::of(leaf).attached && !named
}

/// Puts a part where it belongs.
fn sort(leaf: Leaf<'_>, readable: bool, pieces: &mut Vec<Piece>, files: &mut Vec<File>) {
    let Manner {
        disposition,
        name,
        attached,
    } = Manner::of(&leaf);
    let content = coding::decode(
        leaf.headers
            .first("content-transfer-encoding")
            .unwrap_or_default(),
        leaf.body,
    );
    if readable {
        let html = leaf.media_type == "text/html";
        let text = charset::decode(charset_of(&leaf.kind, html, &content).as_deref(), &content);
        pieces.push(Piece {
            alternative: leaf.alternative,
            html,
            text: unix_lines(text),
        });
        if !named_file(&leaf) {
            return;
        }
    }
    if content.is_empty() && name.is_none() {
        return;
    }
    let content_id = leaf
        .headers
        .first("content-id")
        .and_then(|id| field::ids(id).into_iter().next());
    let fallback = fallback_name(&leaf.media_type, &content, files.len() + 1);
    files.push(File {
        name: label::file(&name.unwrap_or_default(), &fallback),
        inline: disposition.value == "inline"
            || (!attached && leaf.related && content_id.is_some()),
        media_type: leaf.media_type,
        content_id,
        content,
    });
}

/// Whether the sender gave the part as a file: shown as text all the same when there is nothing else to show.
fn named_file(leaf: &Leaf<'_>) -> bool {
    Manner::of(leaf).name.is_some() && leaf.headers.has("content-disposition")
}

/// Line feeds only, no NUL; most text is so already and is not copied.
fn unix_lines(text: String) -> String {
    if !text.contains(['\r', '\0']) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' => out.push('\n'),
            '\0' => {}
            _ => out.push(c),
        }
    }
    out
}

fn name_of(leaf: &Leaf<'_>, disposition: &Valued) -> Option<String> {
    let location = || {
        leaf.headers
            .first("content-location")
            .filter(|at| !leaf.related && at.contains('.'))
            .map(str::to_owned)
    };
    disposition
        .param("filename")
        .or_else(|| leaf.kind.param("name"))
        .or_else(location)
        .filter(|name| !name.trim().is_empty())
}

/// The label, or what an HTML page says about itself near its start.
fn charset_of(kind: &Valued, html: bool, content: &[u8]) -> Option<String> {
    let label = kind.param("charset").filter(|label| !label.is_empty());
    if label.is_some() || !html {
        return label;
    }
    let head = String::from_utf8_lossy(&content[..content.len().min(1024)]).to_ascii_lowercase();
    let (_, rest) = head.split_once("charset=")?;
    Some(
        rest.trim_start_matches(['"', '\''])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            .collect(),
    )
}

fn fallback_name(media_type: &str, content: &[u8], number: usize) -> String {
    let extension = match media_type {
        "message/rfc822" | "message/global" => {
            let head = &content[..content.len().min(64 * 1024)];
            let subject = entity::tree(head)
                .ok()
                .and_then(|tree| tree.headers.first("subject").map(decode_words));
            return match subject
                .map(|subject| label::file(&subject.replace(['/', '\\'], "-"), "message"))
            {
                Some(mut subject) => {
                    subject.truncate(subject.floor_char_boundary(190));
                    format!("{subject}.eml")
                }
                None => "message.eml".to_owned(),
            };
        }
        "text/plain" | "message/delivery-status" | "text/rfc822-headers" => "txt",
        "text/html" => "html",
        "text/calendar" => "ics",
        "image/jpeg" => "jpg",
        "image/svg+xml" => "svg",
        "application/octet-stream" => "bin",
        "application/ms-tnef" => return "winmail.dat".to_owned(),
        other => {
            let subtype = other.rsplit('/').next().unwrap_or("bin");
            let fits =
                subtype.len() <= 5 && subtype.bytes().all(|byte| byte.is_ascii_alphanumeric());
            return format!("part-{number}.{}", if fits { subtype } else { "bin" });
        }
    };
    format!("part-{number}.{extension}")
}

/// The text and, where there is some, the HTML: of alternatives the fitting one, everything else in order.
fn compose(pieces: &[Piece]) -> (String, Option<String>) {
    let has_html = pieces.iter().any(|piece| piece.html);
    let (mut text, mut html) = (String::new(), String::new());
    for piece in pieces {
        let twin = |wanted: bool| {
            piece.alternative.is_some()
                && pieces.iter().any(|other| {
                    other.alternative == piece.alternative
                        && other.html == wanted
                        && !other.text.trim().is_empty()
                })
        };
        if piece.html {
            html.push_str(&piece.text);
            if !twin(false) {
                append(&mut text, &markup::to_text(&piece.text));
            }
        } else {
            if !twin(true) && has_html {
                html.push_str(&markup::from_text(&piece.text));
            }
            append(&mut text, &piece.text);
        }
    }
    (text, has_html.then_some(html))
}

fn append(text: &mut String, more: &str) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(more);
}
