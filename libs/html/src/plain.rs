//! From HTML to plain text.

use crate::lexer::{Lexer, Token};
use crate::sanitize::sanitize;
use crate::text::decode;

/// What the HTML says, for people who read no HTML: paragraphs, lists and quotes by their plain
/// signs, the target of a link behind its text, no lines broken that were not.
pub fn to_text(html: &str) -> String {
    let clean = sanitize(html, &|_| None);
    let mut writer = Writer::default();
    for token in Lexer::new(&clean) {
        match token {
            Token::Text(text) => writer.text(&decode(text)),
            Token::Open(tag) if tag.name == "a" => {
                let target = decode(tag.attribute("href").unwrap_or_default());
                writer.links.push((writer.out.len(), target));
            }
            Token::Open(tag) => writer.open(tag.name, tag.attribute("start")),
            Token::Close(name) => writer.close(name),
        }
    }
    writer.out.truncate(writer.out.trim_end().len());
    writer.out
}

#[derive(Default)]
struct Writer {
    out: String,
    /// Line breaks owed before the next text.
    breaks: usize,
    /// A blank seen but not written yet.
    space: bool,
    /// In front of every line: signs of quotes and room of lists.
    indents: Vec<&'static str>,
    /// How many of them the last text and the next have in common.
    shared: usize,
    /// Number of the next item; none for bullets.
    lists: Vec<Option<usize>>,
    /// A bullet or number owed to the next text.
    bullet: Option<String>,
    preformatted: usize,
    links: Vec<(usize, String)>,
}

impl Writer {
    fn text(&mut self, text: &str) {
        if self.preformatted > 0 {
            for (at, line) in text.split('\n').enumerate() {
                self.breaks += usize::from(at > 0);
                if !line.is_empty() {
                    self.word(line);
                }
            }
            return;
        }
        for part in text.split_inclusive(|c: char| c.is_ascii_whitespace()) {
            let word = part.trim_end_matches(|c: char| c.is_ascii_whitespace());
            if !word.is_empty() {
                self.word(word);
            }
            self.space |= word.len() < part.len();
        }
    }

    fn word(&mut self, word: &str) {
        if self.out.is_empty() {
            self.indent(self.indents.len());
        } else if self.breaks > 0 {
            // more than one empty line says no more than one
            if self.breaks > 1 {
                self.out.push('\n');
                self.indent(self.shared);
                self.out.truncate(self.out.trim_end_matches(' ').len());
            }
            self.out.push('\n');
            self.indent(self.indents.len());
        } else if self.space && !self.out.is_empty() {
            self.out.push(' ');
        }
        self.breaks = 0;
        self.space = false;
        self.shared = self.indents.len();
        if let Some(bullet) = self.bullet.take() {
            self.out.push_str(&bullet);
        }
        self.out.push_str(word);
    }

    /// A bullet that is still owed stands in its own indent.
    fn indent(&mut self, depth: usize) {
        let owed = usize::from(self.bullet.is_some());
        let depth = depth.min(self.indents.len() - owed);
        self.out.extend(self.indents[..depth].iter().copied());
    }

    fn outdent(&mut self) {
        self.indents.pop();
        self.shared = self.shared.min(self.indents.len());
    }

    fn open(&mut self, name: &str, start: Option<&str>) {
        match name {
            "br" => {
                self.breaks += 1;
                self.space = false;
            }
            "hr" => {
                self.line(2);
                self.word("---");
                self.line(2);
            }
            "p" | "table" | "dl" => self.line(2),
            "ul" => self.list(None),
            "ol" => self.list(Some(start.and_then(|n| n.parse().ok()).unwrap_or(1))),
            "li" => {
                self.line(1);
                let bullet = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
                self.bullet = Some(bullet);
                self.indents.push("  ");
            }
            "blockquote" => {
                self.line(2);
                self.indents.push("> ");
            }
            "pre" => {
                self.line(2);
                self.preformatted += 1;
            }
            "div" | "tr" | "dt" | "dd" => self.line(1),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" | "table" | "dl" => self.line(2),
            "ul" | "ol" => {
                self.lists.pop();
                self.line(if self.lists.is_empty() { 2 } else { 1 });
            }
            "li" => {
                self.bullet = None;
                self.outdent();
                self.line(1);
            }
            "blockquote" => {
                self.outdent();
                self.line(2);
            }
            "pre" => {
                self.preformatted -= 1;
                self.line(2);
            }
            "div" | "tr" | "dt" | "dd" => self.line(1),
            "td" | "th" => self.space = true,
            "a" => self.close_link(),
            _ => {}
        }
    }

    fn list(&mut self, start: Option<usize>) {
        self.line(if self.lists.is_empty() { 2 } else { 1 });
        self.lists.push(start);
    }

    /// The next text starts a line, after an empty one if `breaks` is 2.
    fn line(&mut self, breaks: usize) {
        self.breaks = self.breaks.max(breaks);
        self.space = false;
    }

    fn close_link(&mut self) {
        let Some((start, target)) = self.links.pop() else {
            return;
        };
        let shown = self.out[start..].trim();
        let plain = |address: &str| address.trim_end_matches('/').to_lowercase();
        let said = plain(&target).ends_with(&plain(shown));
        if shown.is_empty() || !said {
            self.space = !shown.is_empty();
            self.word(&format!("({target})"));
        }
    }
}
