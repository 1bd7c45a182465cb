//! The tree of parts of a mail (RFC 2046), found in one pass over its lines and within limits.

use crate::field::Valued;
use crate::header::Headers;
use crate::parse::ParseError;

/// Most parts a mail may have.
const PARTS: usize = 1000;
/// Deepest nesting of multiparts.
const DEPTH: usize = 50;
/// Most bytes of one header block.
const HEADER_BYTES: usize = 256 * 1024;

/// A part that holds content; an attached mail is one too and is not opened.
#[derive(Debug)]
pub(crate) struct Leaf<'a> {
    pub(crate) headers: Headers,
    /// Lower-case, such as `text/plain`; the default of RFC 2045 where none is given.
    pub(crate) media_type: String,
    pub(crate) kind: Valued,
    pub(crate) body: &'a [u8],
    /// Which multipart/alternative it belongs to.
    pub(crate) alternative: Option<usize>,
    /// Whether it is in a multipart/related.
    pub(crate) related: bool,
}

/// The whole mail.
#[derive(Debug)]
pub(crate) struct Tree<'a> {
    pub(crate) headers: Headers,
    pub(crate) media_type: String,
    pub(crate) kind: Valued,
    pub(crate) leaves: Vec<Leaf<'a>>,
}

/// An open multipart.
struct Open {
    boundary: Vec<u8>,
    subtype: String,
    alternative: Option<usize>,
    related: bool,
    body: usize,
    empty: bool,
}

struct Walk<'a> {
    raw: &'a [u8],
    at: usize,
    open: Vec<Open>,
    leaves: Vec<Leaf<'a>>,
    /// The leaf whose body is being passed: its place and where the body starts.
    current: Option<usize>,
    body: usize,
    entities: usize,
}

/// Finds the parts of `raw`. Refuses when a limit is passed: nothing is decoded before.
pub(crate) fn tree(raw: &[u8]) -> Result<Tree<'_>, ParseError> {
    let start = raw
        .iter()
        .position(|byte| !matches!(byte, b'\r' | b'\n'))
        .ok_or(ParseError::Empty)?;
    let raw = raw[start..]
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(&raw[start..]);
    let mut walk = Walk {
        raw,
        at: 0,
        open: Vec::new(),
        leaves: Vec::new(),
        current: None,
        body: 0,
        entities: 0,
    };
    if raw.starts_with(b"From ") || raw.starts_with(b">From ") {
        walk.at = next_line(raw, 0); // an mbox separator
    }
    let headers = walk.enter()?;
    while walk.at < raw.len() {
        let line_start = walk.at;
        let end = next_line(raw, line_start);
        walk.at = end;
        if let Some((level, closing)) = walk.delimiter(&raw[line_start..end]) {
            walk.leave(line_start, level, closing)?;
        }
    }
    walk.close(raw.len());
    walk.rescue_empty(0, raw.len());
    let kind = Valued::read(headers.first("content-type").unwrap_or_default());
    Ok(Tree {
        media_type: media_type(&headers, &kind, ""),
        headers,
        kind,
        leaves: walk.leaves,
    })
}

fn next_line(raw: &[u8], from: usize) -> usize {
    raw[from..]
        .iter()
        .position(|&byte| byte == b'\n')
        .map_or(raw.len(), |at| from + at + 1)
}

fn media_type(headers: &Headers, kind: &Valued, parent: &str) -> String {
    let given = kind.value.split_whitespace().collect::<String>();
    let valid = given
        .split_once('/')
        .is_some_and(|(main, sub)| !main.is_empty() && !sub.is_empty());
    match (valid, headers.has("content-type"), parent) {
        (true, ..) => given,
        (false, false, "digest") => "message/rfc822".to_owned(),
        _ if given == "html" || given == "text/html" => "text/html".to_owned(),
        _ => "text/plain".to_owned(),
    }
}

impl Walk<'_> {
    /// Reads the header block at the current place and opens what it announces.
    fn enter(&mut self) -> Result<Headers, ParseError> {
        self.entities += 1;
        if self.entities > PARTS {
            return Err(ParseError::TooManyParts);
        }
        let start = self.at;
        let end = self.header_end(start)?;
        let headers = Headers::read(&self.raw[start..end]);
        let kind = Valued::read(headers.first("content-type").unwrap_or_default());
        let parent = self.open.last();
        let media_type = media_type(&headers, &kind, parent.map_or("", |open| &open.subtype));
        let (alternative, related) =
            parent.map_or((None, false), |open| (open.alternative, open.related));
        let boundary = kind
            .param("boundary")
            .map(|boundary| boundary.trim_end().as_bytes().to_vec())
            .filter(|b| !b.is_empty());
        if let (Some(subtype), Some(boundary)) = (media_type.strip_prefix("multipart/"), boundary) {
            if self.open.len() >= DEPTH {
                return Err(ParseError::TooDeep);
            }
            self.open.push(Open {
                boundary,
                subtype: subtype.to_owned(),
                alternative: alternative
                    .or_else(|| (subtype == "alternative").then_some(self.entities)),
                related: related || subtype == "related",
                body: self.at,
                empty: true,
            });
            self.current = None;
        } else {
            self.body = self.at;
            self.current = Some(self.leaves.len());
            self.leaves.push(Leaf {
                headers: headers.clone(),
                media_type,
                kind,
                body: &[],
                alternative,
                related,
            });
        }
        Ok(headers)
    }

    /// Where the header block ends; the current place moves behind the blank line. A line that cannot be a field ends
    /// the block as well: the body then begins there.
    fn header_end(&mut self, start: usize) -> Result<usize, ParseError> {
        let mut at = start;
        loop {
            if at - start > HEADER_BYTES {
                return Err(ParseError::HeadersTooLarge);
            }
            let window = &self.raw[at..self.raw.len().min(at + HEADER_BYTES + 1)];
            let line = match window.iter().position(|&byte| byte == b'\n') {
                Some(end) => &window[..=end],
                None => window,
            };
            let blank = line.iter().all(|byte| matches!(byte, b'\r' | b'\n'));
            let folded = matches!(line.first(), Some(b' ' | b'\t')) && at > start;
            if blank {
                self.at = at + line.len();
                return Ok(at);
            }
            if self.delimiter(line).is_some() || !(folded || is_field(line)) {
                self.at = at;
                return Ok(at);
            }
            if line.len() > HEADER_BYTES {
                return Err(ParseError::HeadersTooLarge);
            }
            at += line.len();
        }
    }

    /// Which open multipart a line delimits, and whether it closes it.
    fn delimiter(&self, line: &[u8]) -> Option<(usize, bool)> {
        let line = line.strip_prefix(b"--")?;
        self.open
            .iter()
            .enumerate()
            .rev()
            .find_map(|(level, open)| {
                let rest = line.strip_prefix(open.boundary.as_slice())?;
                let (rest, closing) = rest
                    .strip_prefix(b"--")
                    .map_or((rest, false), |rest| (rest, true));
                rest.iter()
                    .all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
                    .then_some((level, closing))
            })
    }

    /// A delimiter was met: what was inside ends, and the next part begins unless it closes.
    fn leave(&mut self, line_start: usize, level: usize, closing: bool) -> Result<(), ParseError> {
        self.close(line_start);
        self.rescue_empty(level + 1, line_start);
        if closing {
            self.open.truncate(level);
            return Ok(());
        }
        self.open[level].empty = false;
        self.enter().map(drop)
    }

    /// Ends the body of the current leaf before the line end that belongs to the delimiter.
    fn close(&mut self, end: usize) {
        let Some(leaf) = self.current.take() else {
            return;
        };
        let body = self.raw.get(self.body..end).unwrap_or_default();
        let at_end = end == self.raw.len();
        let body = if at_end {
            body
        } else {
            body.strip_suffix(b"\n")
                .map_or(body, |body| body.strip_suffix(b"\r").unwrap_or(body))
        };
        self.leaves[leaf].body = body;
    }

    /// Multiparts from `level` on end here; one that never had a part gives its text as one.
    fn rescue_empty(&mut self, level: usize, end: usize) {
        while self.open.len() > level {
            let Some(open) = self.open.pop() else { break };
            if open.empty
                && let Some(body) = self.raw.get(open.body..end)
            {
                self.leaves.push(Leaf {
                    headers: Headers::default(),
                    media_type: "text/plain".to_owned(),
                    kind: Valued::default(),
                    body,
                    alternative: open.alternative,
                    related: open.related,
                });
            }
        }
    }
}

/// `name:` with a name of printable ASCII (RFC 5322 section 2.2); blanks before the colon are tolerated.
fn is_field(line: &[u8]) -> bool {
    let Some(colon) = line.iter().position(|&byte| byte == b':') else {
        return false;
    };
    let name = line[..colon].trim_ascii_end();
    !name.is_empty() && name.iter().all(u8::is_ascii_graphic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similar_boundaries_are_not_confused() {
        let raw = b"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=a1\n\n--a1\n\none\n--a1--\n--a\n\ntwo\n--a--\nend";
        let tree = tree(raw).unwrap();
        let bodies: Vec<_> = tree.leaves.iter().map(|leaf| leaf.body).collect();
        assert_eq!(bodies, [b"one".as_slice(), b"two"]);
        assert!(tree.leaves[0].alternative.is_some() && tree.leaves[1].alternative.is_none());
    }

    #[test]
    fn a_multipart_without_parts_is_text() {
        let tree = tree(b"Content-Type: multipart/mixed; boundary=a\n\nonly text\n").unwrap();
        assert_eq!(tree.leaves[0].body, b"only text\n");
    }

    #[test]
    fn limits_hold() {
        use std::fmt::Write;
        let many = format!(
            "Content-Type: multipart/mixed; boundary=a\n\n{}",
            "--a\n\nx\n".repeat(10_000)
        );
        assert!(matches!(
            tree(many.as_bytes()),
            Err(ParseError::TooManyParts)
        ));
        let mut deep = String::new();
        for level in 0..1000 {
            write!(
                deep,
                "Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"
            )
            .unwrap();
        }
        assert!(matches!(tree(deep.as_bytes()), Err(ParseError::TooDeep)));
        let wide = "X: y\n".repeat(1_000_000);
        assert!(matches!(
            tree(wide.as_bytes()),
            Err(ParseError::HeadersTooLarge)
        ));
        let long = format!("Subject: {}", "x".repeat(5_000_000));
        assert!(matches!(
            tree(long.as_bytes()),
            Err(ParseError::HeadersTooLarge)
        ));
    }
}
