//! The same for HTML: its lines with their places, quotes marked by what mail programs put around them.

use crate::markup::{Token, Tokens, attribute, entities};
use crate::quote_lines::boundary;

/// Parts of a class or id that mark a quoted element.
const QUOTES: &[&str] = &[
    "gmail_quote",
    "gmail_extra",
    "gmail_attr",
    "yahoo_quoted",
    "moz-cite-prefix",
    "protonmail_quote",
    "protonmail_signature",
    "zmail_extra",
    "gmail_signature",
    "moz-signature",
    "outlookmessageheader",
    "mail-editor-reference-message-container",
    "ms-outlook-mobile-signature",
    "olk_src_body_section",
    "isreplycontent",
    "reply-intro",
    "mailquote",
    "mail_quote",
    "quotedtext",
    "wordsection-quote",
    "tutanota_quote",
    "zimbra_quote",
    "cite_quote",
    "apple-mail-signature",
    "applemailsignature",
    "hs_reply",
    "front-blockquote",
    "missive_quote",
    "mimestream-quote",
    "freshdesk_quote",
    "helpscout_quote",
];
/// Ids after which all is history.
const HISTORY: &[&str] = &[
    "divrplyfwdmsg",
    "appendonsend",
    "stopspelling",
    "reply_section",
];
/// Elements on a line of their own.
const BLOCKS: &[&str] = &[
    "div",
    "p",
    "br",
    "blockquote",
    "table",
    "tr",
    "ul",
    "ol",
    "li",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "section",
    "article",
    "header",
    "footer",
    "center",
    "body",
    "html",
    "fieldset",
];
const VOID: &[&str] = &[
    "br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "wbr",
];

/// Cuts HTML (as sent, not sanitised) in two: what is new, and history with signature. The halves together are the
/// whole; either may leave elements open, so sanitise each. `None` where there is nothing to fold or nothing would be left.
pub fn split_html(html: &str) -> Option<(String, String)> {
    let lines = lines(html);
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let at = boundary(&texts)?;
    let (fresh, quoted) = html.split_at(lines[at].start);
    Some((fresh.to_owned(), quoted.to_owned()))
}

struct Line {
    start: usize,
    text: String,
}

#[derive(Default)]
struct Reader {
    lines: Vec<Line>,
    text: String,
    /// Where the line began: at the first tag opened for it, else at its text.
    start: Option<usize>,
    text_start: Option<usize>,
    open: Vec<(String, bool)>,
    quotes: usize,
}

fn lines(html: &str) -> Vec<Line> {
    let mut reader = Reader::default();
    for (at, token) in Tokens::new(html) {
        match token {
            Token::Text(text) => reader.text(at, text),
            Token::Open {
                name,
                attributes,
                closed,
            } => reader.open(at, &name.to_ascii_lowercase(), attributes, closed),
            Token::Close { name } => reader.close(&name.to_ascii_lowercase()),
            Token::Other => {}
        }
    }
    reader.flush();
    reader.lines
}

impl Reader {
    fn text(&mut self, at: usize, text: &str) {
        if !text.trim().is_empty() && self.text_start.is_none() {
            self.text_start = Some(self.start.unwrap_or(at));
        }
        let text = entities(text);
        for c in text.chars() {
            if !c.is_whitespace() {
                self.text.push(c);
            } else if !self.text.is_empty() && !self.text.ends_with(' ') {
                self.text.push(' ');
            }
        }
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        if let Some(start) = self.text_start.take() {
            let text = if self.quotes > 0 {
                format!("> {}", text.trim_end())
            } else {
                text
            };
            self.lines.push(Line { start, text });
        }
        self.start = None;
    }

    fn open(&mut self, at: usize, name: &str, attributes: &str, closed: bool) {
        if BLOCKS.contains(&name) {
            let start = self.start.filter(|_| self.text_start.is_none());
            self.flush();
            self.start = start;
        }
        if self.text_start.is_none() && self.start.is_none() {
            self.start = Some(at);
        }
        if name == "br" || name == "hr" {
            self.start = None;
        }
        if is_history(name, attributes) {
            self.lines.push(Line {
                start: self.start.unwrap_or(at),
                text: "-----Original Message-----".to_owned(),
            });
        }
        if !closed && !VOID.contains(&name) {
            let quote = is_quote(name, attributes);
            self.quotes += usize::from(quote);
            self.open.push((name.to_owned(), quote));
        }
    }

    fn close(&mut self, name: &str) {
        if BLOCKS.contains(&name) {
            self.flush();
        } else if self.text_start.is_none() {
            self.start = None;
        }
        // a close without its open is ignored; an open without its close ends with what is around it
        let found = self
            .open
            .iter()
            .rev()
            .take(60)
            .position(|(open, _)| open == name);
        for _ in 0..found.map_or(0, |depth| depth + 1) {
            if let Some((_, true)) = self.open.pop() {
                self.quotes -= 1;
            }
        }
    }
}

fn marks(attributes: &str, known: &[&str]) -> bool {
    ["class", "id"]
        .into_iter()
        .filter_map(|name| attribute(attributes, name))
        .any(|value| {
            let value = value.to_ascii_lowercase();
            known.iter().any(|mark| value.contains(mark))
        })
}

fn is_quote(name: &str, attributes: &str) -> bool {
    if attributes.len() < 4 {
        return false;
    }
    let cite = name == "blockquote"
        && attribute(attributes, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("cite"));
    let barred = || {
        let style = attribute(attributes, "style")
            .unwrap_or_default()
            .to_ascii_lowercase();
        name == "blockquote" && style.contains("border-left")
    };
    cite || marks(attributes, QUOTES) || barred()
}

fn is_history(name: &str, attributes: &str) -> bool {
    matches!(name, "div" | "hr" | "span") && attributes.len() > 4 && marks(attributes, HISTORY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh(html: &str) -> String {
        let (fresh, quoted) = split_html(html).expect("there is something to fold");
        assert_eq!(format!("{fresh}{quoted}"), html);
        fresh
    }

    #[test]
    fn the_marks_of_mail_programs_are_known() {
        for history in [
            r#"<div class="gmail_quote"><div class="gmail_attr">On x wrote:</div><blockquote class="gmail_quote">old</blockquote></div>"#,
            r#"<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> a</div><div>old</div>"#,
            r#"<div class="moz-cite-prefix">On 4 Mar, Ann wrote:<br></div><blockquote type="cite">old</blockquote>"#,
            r#"<div>On 4 Mar 2024, at 10:15, Ann &lt;ann@x.test&gt; wrote:</div><br><blockquote type="cite"><div>old</div></blockquote>"#,
            r#"<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>Von:</b> Ann<br><b>Gesendet:</b> Montag<br><b>An:</b> Bob<br><b>Betreff:</b> x</p></div><p>alt</p>"#,
            r#"<div id="ydp1yahoo_quoted_2" class="ydp1yahoo_quoted"><div>On Monday wrote:</div><div>old</div></div>"#,
            "<div>-- Reply above this line --</div><table><tr><td>old</td></tr></table>",
        ] {
            let html = format!("<html><body><div>New &amp; fine</div>{history}</body></html>");
            assert_eq!(
                fresh(&html),
                "<html><body><div>New &amp; fine</div>",
                "{history}"
            );
        }
    }

    #[test]
    fn answers_below_a_quote_stay() {
        assert_eq!(
            split_html(r#"<blockquote type="cite">old</blockquote><div>new</div>"#),
            None
        );
        assert_eq!(
            split_html(r#"<blockquote type="cite">old</blockquote>"#),
            None
        );
        assert_eq!(split_html("<p>all is new</p>"), None);
    }

    #[test]
    fn hostile_html_takes_linear_time() {
        let start = std::time::Instant::now();
        for unit in [
            "<div>",
            "<div>x",
            "</div>",
            "<blockquote type=cite>x<br>",
            "<br>On 1:11 <a@b><br>",
            "<p class='gmail_quote'>",
        ] {
            split_html(&unit.repeat(1_000_000 / unit.len()));
        }
        assert!(start.elapsed().as_secs() < 20, "took {:?}", start.elapsed());
    }
}
