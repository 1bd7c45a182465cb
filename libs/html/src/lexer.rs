//! Cuts HTML into tags and text, where browsers cut it.
//!
//! It only finds boundaries; it decodes nothing and judges nothing. Comments, declarations and
//! processing instructions vanish here.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// As written, entities and all.
    Text(&'a str),
    Open(Tag<'a>),
    /// The name, as written.
    Close(&'a str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// As written: compare without regard to case.
    pub(crate) name: &'a str,
    /// The whole tag, brackets included.
    pub(crate) source: &'a str,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// Names and values as written; values are not decoded.
    pub(crate) fn attributes(&self) -> Attributes<'a> {
        Attributes {
            rest: self.attributes,
        }
    }

    /// The first attribute of that name, as a browser would choose.
    pub(crate) fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes()
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

pub(crate) struct Lexer<'a> {
    rest: &'a str,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(html: &'a str) -> Self {
        Self { rest: html }
    }

    /// What has not been read yet.
    pub(crate) fn rest(&self) -> &'a str {
        self.rest
    }

    /// Drops everything up to and including the end tag `name`, or the whole rest without one:
    /// what is between is no HTML (scripts, styles, titles).
    pub(crate) fn skip_element(&mut self, name: &str) {
        let bytes = self.rest.as_bytes();
        let mut from = 0;
        while let Some(at) = self.rest[from..].find("</").map(|at| from + at + 2) {
            let end = at + name.len();
            let named = bytes
                .get(at..end)
                .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
            if named && bytes.get(end).is_none_or(|&byte| ends_name(byte)) {
                self.rest = &self.rest[end..];
                self.take_tag();
                return;
            }
            from = at;
        }
        self.rest = "";
    }

    /// Takes the rest of a tag behind its name; what it returns ends with the closing bracket.
    /// A tag that never closes is no tag: it takes everything and returns `None`.
    fn take_tag(&mut self) -> Option<&'a str> {
        let start = self.rest;
        let mut attributes = Attributes { rest: start };
        while attributes.next().is_some() {}
        let behind = attributes.rest.strip_prefix('>');
        self.rest = behind.unwrap_or_default();
        behind.map(|behind| &start[..start.len() - behind.len()])
    }

    /// Called behind `<!`, `</` or `<?` that start no tag.
    fn skip_comment(&mut self, end: usize) {
        let body = &self.rest[end..];
        let closed = if let Some(comment) = self.rest.strip_prefix("<!--") {
            if comment.starts_with('>') || comment.starts_with("->") {
                comment.split_once('>')
            } else {
                let plain = comment.find("-->").map(|at| at + 3);
                let odd = comment.find("--!>").map(|at| at + 4);
                let end = [plain, odd].into_iter().flatten().min();
                end.map(|end| comment.split_at(end))
            }
        } else {
            body.split_once('>')
        };
        self.rest = closed.map_or("", |(_, behind)| behind);
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        while !self.rest.is_empty() {
            let source = self.rest;
            let bytes = source.as_bytes();
            if bytes[0] != b'<' || !starts_markup(&bytes[1..]) {
                let next = source
                    .match_indices('<')
                    .find(|(at, _)| *at > 0 && starts_markup(&bytes[at + 1..]));
                let (text, rest) = source.split_at(next.map_or(source.len(), |(at, _)| at));
                self.rest = rest;
                return Some(Token::Text(text));
            }
            let closes = bytes[1] == b'/';
            let start = 1 + usize::from(closes);
            if !bytes.get(start).is_some_and(u8::is_ascii_alphabetic) {
                self.skip_comment(2);
                continue;
            }
            let length = bytes[start..].iter().position(|&byte| ends_name(byte));
            let end = length.map_or(source.len(), |length| start + length);
            self.rest = &source[end..];
            let attributes = self.take_tag()?;
            let name = &source[start..end];
            return Some(if closes {
                Token::Close(name)
            } else {
                Token::Open(Tag {
                    name,
                    source: &source[..end + attributes.len()],
                    attributes,
                })
            });
        }
        None
    }
}

/// Stops in front of the closing bracket (or at the end of the text).
pub(crate) struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<(&'a str, &'a str)> {
        self.rest = self
            .rest
            .trim_start_matches(|c: char| is_space(c) || c == '/');
        if self.rest.is_empty() || self.rest.starts_with('>') {
            return None;
        }
        // an equals sign in front belongs to the name: that is how browsers read it
        let name = self.take(usize::from(self.rest.starts_with('=')), |c| {
            is_space(c) || matches!(c, '/' | '>' | '=')
        });
        let Some(value) = self.rest.trim_start_matches(is_space).strip_prefix('=') else {
            return Some((name, ""));
        };
        self.rest = value.trim_start_matches(is_space);
        let quote = self.rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let Some(quote) = quote else {
            return Some((name, self.take(0, |c| is_space(c) || c == '>')));
        };
        self.rest = &self.rest[1..];
        let value = self.take(0, |c| c == quote);
        self.rest = self.rest.get(1..).unwrap_or_default();
        Some((name, value))
    }
}

impl<'a> Attributes<'a> {
    fn take(&mut self, from: usize, stop: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest[from..].find(stop).map(|end| from + end);
        let (taken, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }
}

fn starts_markup(behind: &[u8]) -> bool {
    match behind.first() {
        Some(b'!' | b'?') => true,
        // "</" at the very end is text
        Some(b'/') => behind.len() > 1,
        Some(byte) => byte.is_ascii_alphabetic(),
        None => false,
    }
}

fn ends_name(byte: u8) -> bool {
    is_space(char::from(byte)) || matches!(byte, b'/' | b'>')
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c')
}
