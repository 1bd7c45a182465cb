//! HTML of strangers, safe to put into a page.

use std::fmt::Write as _;

use ammonia::Url;

use crate::lexer::{Lexer, Tag, Token};
use crate::policy::WALL;
use crate::structure::arrange;
use crate::text::{decode, encode, escape};

/// More than this is cut off: the original stays available as a file, nobody reads it in a page.
const LONGEST: usize = 2 * 1024 * 1024;
const LONGEST_LINK: usize = 2_000;

/// What is left is text, plain structure, links to the outside and pictures of our own.
///
/// No styles, classes, ids or anything that could act. `cid` maps the Content-ID of a picture that
/// came with the message to a path on this site; every other picture becomes its alternative
/// text, so nothing is fetched from elsewhere and no path of ours can be called by a message.
/// A link that reads like another address than it leads to gets its real host behind it.
/// Headings become bold paragraphs. Doing it twice changes nothing (but pictures: their paths are
/// not Content-IDs any more).
pub fn sanitize(html: &str, cid: &dyn Fn(&str) -> Option<String>) -> String {
    let html = &html[..html.floor_char_boundary(LONGEST)];
    let arranged = arrange(html);
    // parsers take a byte order mark at the start away, and once is not twice
    let arranged = arranged.trim_start_matches('\u{feff}');
    finish(&WALL.clean(arranged).to_string(), cid)
}

/// Works on what the wall let through: well-formed, every value quoted.
fn finish(clean: &str, cid: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(clean.len());
    let mut links: Vec<Option<Link>> = Vec::new();
    let mut lexer = Lexer::new(clean);
    let mut behind_pre = false;
    while let Some(token) = lexer.next() {
        let starts_pre = matches!(token, Token::Open(tag) if tag.name == "pre");
        match token {
            Token::Text(text) => {
                // browsers drop a line break at the start of <pre>
                let text = if behind_pre {
                    text.trim_start_matches(['\r', '\n'])
                } else {
                    text
                };
                for link in links.iter_mut().flatten() {
                    link.read(text);
                }
                out.push_str(&text.replace("\r\n", "\n").replace('\r', "\n"));
            }
            Token::Open(tag) if tag.name == "img" => {
                let picture = picture(tag, cid);
                if let Some(Some(link)) = links.last_mut()
                    && !picture.starts_with('<')
                {
                    link.read(&picture);
                }
                out.push_str(&picture);
            }
            Token::Open(tag) if tag.name == "a" => {
                let link = Link::new(tag);
                if link.is_some() {
                    out.push_str(tag.source);
                }
                links.push(link);
            }
            Token::Open(tag) => out.push_str(tag.source),
            Token::Close("a") => {
                if let Some(link) = links.pop().flatten() {
                    out.push_str("</a>");
                    link.mark(&mut out, lexer.rest());
                }
            }
            Token::Close(name) => {
                let _ = write!(out, "</{name}>");
            }
        }
        behind_pre = starts_pre;
    }
    out
}

/// A picture of ours, or the words that stand for it.
fn picture(tag: Tag, cid: &dyn Fn(&str) -> Option<String>) -> String {
    let alt = decode(tag.attribute("alt").unwrap_or_default());
    let path = tag
        .attribute("src")
        .map(decode)
        .and_then(|source| cid(source.get(4..)?))
        .filter(|path| path.starts_with('/') && !path.starts_with("//"));
    let Some(path) = path else {
        return encode(&alt);
    };
    let mut out = format!("<img src=\"{}\" alt=\"{}\"", escape(&path), escape(&alt));
    for name in ["width", "height"] {
        if let Some(value) = tag.attribute(name) {
            let _ = write!(out, " {name}=\"{value}\"");
        }
    }
    out.push('>');
    out
}

struct Link {
    /// None for mail and telephone links.
    host: Option<String>,
    text: String,
}

impl Link {
    fn new(tag: Tag) -> Option<Self> {
        let target = decode(tag.attribute("href")?);
        let host = Url::parse(&target)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned));
        Some(Self {
            host,
            text: String::new(),
        })
    }

    /// The beginning is what readers go by; links around links must not copy without end.
    fn read(&mut self, text: &str) {
        let room = LONGEST_LINK.saturating_sub(self.text.len());
        self.text.push_str(&text[..text.floor_char_boundary(room)]);
    }

    /// Says where the link really leads if its text says something else and the page does not say so already.
    fn mark(&self, out: &mut String, behind: &str) {
        let Some(host) = &self.host else {
            return;
        };
        let text = decode(&self.text);
        let honest = shown_hosts(&text).all(|shown| belongs(host, &shown));
        let mark = format!(" ({})", escape(host));
        if !honest && !behind.starts_with(&mark) {
            out.push_str(&mark);
        }
    }
}

/// Hosts that a reader would take the text for.
fn shown_hosts(text: &str) -> impl Iterator<Item = String> {
    let visible = text.replace(is_invisible, "");
    let words: Vec<String> = visible.split_whitespace().map(str::to_owned).collect();
    let alone = words.len() == 1;
    words.into_iter().filter_map(move |word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let plain = word.to_lowercase();
        let named = ["http:", "https:", "www."]
            .iter()
            .any(|start| plain.starts_with(start));
        if !named && (!alone || plain.contains('@')) {
            return None;
        }
        let url = if plain.starts_with("http") && named {
            Url::parse(&plain)
        } else {
            Url::parse(&format!("http://{plain}"))
        };
        let host = url.ok()?.host_str()?.to_owned();
        let ending = host.rsplit_once('.')?.1;
        let is_name = ending.len() > 1 && ending.starts_with(|c: char| c.is_ascii_alphabetic());
        (named || is_name).then_some(host)
    })
}

/// Whether a reader of `shown` expects to come to `host`: the same name or one below it.
fn belongs(host: &str, shown: &str) -> bool {
    let plain = |name: &str| name.trim_start_matches("www.").to_owned();
    let (host, shown) = (plain(host), plain(shown));
    host == shown || host.ends_with(&format!(".{shown}"))
}

/// Characters that take no room and would hide an address from the check above.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
