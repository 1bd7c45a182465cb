//! HTML as a stream of tags and text, read in one pass, and the plain text of it. Not a sanitiser.

/// A piece of HTML and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Token<'a> {
    Text(&'a str),
    Open {
        name: &'a str,
        attributes: &'a str,
        closed: bool,
    },
    Close {
        name: &'a str,
    },
    Other,
}

/// Splits `html` into tokens with the byte offset of each.
pub(crate) struct Tokens<'a> {
    html: &'a str,
    at: usize,
    /// The rest has no such terminator: known once, not searched again, so that time stays linear.
    no_comment_end: bool,
    raw_until: Option<&'static str>,
}

impl<'a> Tokens<'a> {
    pub(crate) fn new(html: &'a str) -> Self {
        Self {
            html,
            at: 0,
            no_comment_end: false,
            raw_until: None,
        }
    }

    fn comment(&mut self, rest: &'a str) -> usize {
        if self.no_comment_end {
            return rest.len().min(4);
        }
        rest.find("-->").map_or_else(
            || {
                self.no_comment_end = true;
                4
            },
            |end| end + 3,
        )
    }
}

/// Where a tag that starts at `<` ends: behind its `>`, quotes respected.
fn tag_end(rest: &str) -> usize {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate().take(16 * 1024) {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') if rest[..at].trim_end().ends_with('=') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    rest.find('>').map_or(rest.len(), |at| at + 1)
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (usize, Token<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let rest = &self.html[start..];
        if rest.is_empty() {
            return None;
        }
        if let Some(name) = self.raw_until.take() {
            let end = find_close(rest, name);
            if end > 0 {
                self.at += end;
                return Some((start, Token::Other));
            }
        }
        let bytes = rest.as_bytes();
        let second = bytes.get(1).copied().unwrap_or(b' ');
        if bytes[0] != b'<'
            || !(second.is_ascii_alphabetic() || matches!(second, b'/' | b'!' | b'?'))
        {
            let end = text_end(rest);
            self.at += end;
            return Some((start, Token::Text(&rest[..end])));
        }
        let (length, token) = if rest.starts_with("<!--") {
            (self.comment(rest), Token::Other)
        } else {
            let length = tag_end(rest);
            (length, tag(&rest[1..length].trim_end_matches('>')))
        };
        self.at += length;
        if let Token::Open { name, .. } = token {
            self.raw_until = ["script", "style", "title", "textarea"]
                .into_iter()
                .find(|raw| name.eq_ignore_ascii_case(raw));
        }
        Some((start, token))
    }
}

fn text_end(rest: &str) -> usize {
    rest.bytes()
        .skip(1)
        .position(|byte| byte == b'<')
        .map_or(rest.len(), |at| at + 1)
}

fn tag<'a>(inner: &&'a str) -> Token<'a> {
    if let Some(name) = inner.strip_prefix('/') {
        return Token::Close { name: word(name) };
    }
    let name = word(inner);
    if name.is_empty() {
        return Token::Other;
    }
    let attributes = &inner[name.len()..];
    Token::Open {
        name,
        attributes,
        closed: attributes.trim_end().ends_with('/'),
    }
}

fn word(text: &str) -> &str {
    let end = text
        .find(|c: char| c.is_whitespace() || c == '/')
        .unwrap_or(text.len());
    &text[..end]
}

/// Where `</name` stands, whatever its case; the end when it is missing.
fn find_close(rest: &str, name: &str) -> usize {
    let mut at = 0;
    while let Some(found) = rest[at..].find("</") {
        at += found;
        let after = &rest.as_bytes()[at + 2..];
        if after.len() >= name.len() && after[..name.len()].eq_ignore_ascii_case(name.as_bytes()) {
            return at;
        }
        at += 2;
    }
    rest.len()
}

/// The value of an attribute, entities decoded.
pub(crate) fn attribute(attributes: &str, wanted: &str) -> Option<String> {
    let mut rest = attributes.trim_start();
    while !rest.is_empty() {
        let name_end = rest
            .find(|c: char| c.is_whitespace() || c == '=')
            .unwrap_or(rest.len());
        let name = rest[..name_end].trim_start_matches('/');
        rest = rest[name_end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            (value, rest) = match after.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    after[1..].split_once(quote).unwrap_or((&after[1..], ""))
                }
                _ => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
            };
            rest = rest.trim_start();
        } else if name_end == 0 {
            return None;
        }
        if name.eq_ignore_ascii_case(wanted) {
            return Some(entities(value));
        }
    }
    None
}

/// Decodes character references, those that mail uses by name and all by number.
pub(crate) fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.bytes().take(32).position(|byte| byte == b';');
        if let Some((end, c)) = end.and_then(|end| reference(&rest[1..end]).map(|c| (end, c))) {
            out.push(c);
            rest = &rest[end + 1..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

/// Character references by name.
#[rustfmt::skip]
const NAMES: &[(&str, char)] = &[
    ("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("nbsp", '\u{a0}'), ("copy", '©'), ("reg", '®'),
    ("trade", '™'), ("hellip", '…'), ("ndash", '–'), ("mdash", '—'), ("lsquo", '‘'), ("rsquo", '’'), ("ldquo", '“'),
    ("rdquo", '”'), ("bdquo", '„'), ("laquo", '«'), ("raquo", '»'), ("bull", '•'), ("middot", '·'), ("euro", '€'),
    ("pound", '£'), ("sect", '§'), ("deg", '°'), ("times", '×'), ("szlig", 'ß'), ("auml", 'ä'), ("ouml", 'ö'), ("uuml", 'ü'),
    ("Auml", 'Ä'), ("Ouml", 'Ö'), ("Uuml", 'Ü'), ("eacute", 'é'), ("egrave", 'è'), ("ecirc", 'ê'), ("agrave", 'à'),
    ("acirc", 'â'), ("aacute", 'á'), ("ccedil", 'ç'), ("iacute", 'í'), ("icirc", 'î'), ("oacute", 'ó'), ("ocirc", 'ô'),
    ("uacute", 'ú'), ("ugrave", 'ù'), ("ucirc", 'û'), ("ntilde", 'ñ'), ("atilde", 'ã'), ("otilde", 'õ'), ("aring", 'å'),
    ("aelig", 'æ'), ("oslash", 'ø'), ("Eacute", 'É'), ("Aring", 'Å'), ("Oslash", 'Ø'), ("iexcl", '¡'), ("iquest", '¿'),
    ("zwnj", '\u{200c}'), ("zwj", '\u{200d}'), ("shy", '\u{ad}'), ("rarr", '→'), ("larr", '←'), ("check", '✓'),
];

fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| *c != '\0');
    }
    NAMES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, c)| *c)
}

/// Plain text as HTML.
pub(crate) fn from_text(text: &str) -> String {
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!("<div>{}</div>", escaped.replace('\n', "<br>\n"))
}

/// The readable text of HTML: blocks on lines of their own, list items marked, quotes with `> `, links kept when they
/// say something else than their text.
pub(crate) fn to_text(html: &str) -> String {
    let mut writer = Writer::default();
    for (_, token) in Tokens::new(html) {
        match token {
            Token::Text(text) => writer.text(&entities(text)),
            Token::Open {
                name, attributes, ..
            } => writer.open(&name.to_ascii_lowercase(), attributes),
            Token::Close { name } => writer.close(&name.to_ascii_lowercase()),
            Token::Other => {}
        }
    }
    writer.finish()
}

#[derive(Default)]
struct Writer {
    out: String,
    line: String,
    quotes: usize,
    pre: usize,
    hidden: usize,
    blank: bool,
    link: Option<(String, usize)>,
}

impl Writer {
    fn text(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        if self.pre > 0 {
            let mut lines = text.split('\n');
            self.line.push_str(lines.next().unwrap_or_default());
            for line in lines {
                self.end_line();
                self.line.push_str(line);
            }
            return;
        }
        for c in text.chars() {
            if c.is_ascii_whitespace() {
                if !self.line.is_empty() && !self.line.ends_with(' ') {
                    self.line.push(' ');
                }
            } else {
                self.line.push(if c == '\u{a0}' { ' ' } else { c });
            }
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let line = line.trim_end();
        if self.blank {
            self.blank = false;
            if !self.out.is_empty() {
                self.mark("");
            }
        }
        self.mark(line);
    }

    fn mark(&mut self, line: &str) {
        for _ in 0..self.quotes.min(20) {
            self.out.push('>');
        }
        if self.quotes > 0 && !line.is_empty() {
            self.out.push(' ');
        }
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn block(&mut self, apart: bool) {
        if !self.line.trim().is_empty() {
            self.end_line();
        }
        self.line.clear();
        self.blank |= apart && !self.out.is_empty();
    }

    fn open(&mut self, name: &str, attributes: &str) {
        match name {
            "br" => self.end_line(),
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "ul" | "ol" => {
                self.block(true);
            }
            "div" | "tr" | "section" | "article" | "header" | "footer" | "center" | "dt" | "dd"
            | "form" => self.block(false),
            "td" | "th" if !self.line.is_empty() && !self.line.ends_with(' ') => {
                self.line.push(' ');
            }
            "li" => {
                self.block(false);
                self.line.push_str("- ");
            }
            "hr" => {
                self.block(false);
                self.line.push_str("________________________________");
                self.block(false);
            }
            "pre" => {
                self.block(true);
                self.pre += 1;
            }
            "blockquote" => {
                self.block(true);
                if std::mem::take(&mut self.blank) {
                    self.mark("");
                }
                self.quotes += 1;
            }
            "head" | "select" | "noscript" => self.hidden += usize::from(name == "head"),
            "body" => self.hidden = 0,
            "img" => {
                if let Some(alt) = attribute(attributes, "alt").filter(|alt| !alt.trim().is_empty())
                {
                    self.text(&format!("[{}]", alt.trim()));
                }
            }
            "a" => self.link = attribute(attributes, "href").map(|href| (href, self.line.len())),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "ul" | "ol" => {
                self.block(true);
            }
            "div" | "tr" | "li" | "section" | "article" | "header" | "footer" | "center" | "dt"
            | "dd" => self.block(false),
            "pre" => {
                self.block(true);
                self.pre = self.pre.saturating_sub(1);
            }
            "blockquote" => {
                self.block(false);
                self.blank = true;
                self.quotes = self.quotes.saturating_sub(1);
            }
            "head" => self.hidden = 0,
            "a" => self.end_link(),
            _ => {}
        }
    }

    fn end_link(&mut self) {
        let Some((href, start)) = self.link.take() else {
            return;
        };
        let shown = self.line.get(start..).unwrap_or_default().trim();
        let bare = |url: &str| {
            url.trim_start_matches("https://")
                .trim_start_matches("http://")
                .trim_end_matches('/')
                .to_owned()
        };
        let web = href.starts_with("http://") || href.starts_with("https://");
        if web && !shown.is_empty() && href.len() < 500 && bare(shown) != bare(&href) {
            self.line.extend([" <", &href, ">"]);
        }
    }

    fn finish(mut self) -> String {
        self.block(false);
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_html_reads_well() {
        let html = "<html><head><title>x</title><style>p{}</style></head><body><p>Dzie&#324; dobry,<br>a &amp; b</p>\
                    <ul><li>one<li>two</ul><blockquote type=cite><div>old</div></blockquote><a href='https://x.test/a'>here</a></body></html>";
        assert_eq!(
            to_text(html),
            "Dzień dobry,\na & b\n\n- one\n- two\n\n> old\n\nhere <https://x.test/a>\n"
        );
    }

    #[test]
    fn hostile_html_takes_linear_time() {
        let start = std::time::Instant::now();
        for unit in [
            "<!--",
            "<a ",
            "<",
            "</script",
            "<script>",
            "&",
            "<a href=\"",
            "<blockquote>",
            "ż<",
        ] {
            let html = unit.repeat(2_000_000 / unit.len());
            to_text(&html);
        }
        assert!(start.elapsed().as_secs() < 20, "took {:?}", start.elapsed());
    }
}
