//! The few signs of Markdown that people type anyway.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::html::push_html;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeWithOffset};

use crate::sanitize::sanitize;
use crate::text::{from_text, link_addresses};

/// Longer texts, and lines that nest deeper, are no writing; they are shown as plain text.
const LONGEST: usize = 200_000;
const DEEPEST: usize = 40;

/// Paragraphs, lists, quotes, code, bold, italic and links.
///
/// Line breaks stay where they were typed, and nothing typed disappears: HTML is shown, not
/// obeyed, and so are underlines of headings and definitions of links. There are no pictures, and
/// headings are bold paragraphs. What comes out has passed [`sanitize`].
pub fn markdown(text: &str) -> String {
    if text.len() > LONGEST || text.lines().any(nests_deeply) {
        return sanitize(&from_text(text), &|_| None);
    }
    let source = without_definitions(text);
    let parser = Parser::new_ext(&source, Options::empty()).into_offset_iter();
    let restored = parser.map(|(event, at)| (with_backslash(event, &source, &at), at));
    let mut reader = Reader {
        source: &source,
        literal: 0,
    };
    let events = TextMergeWithOffset::new(restored).flat_map(|(event, at)| reader.read(event, &at));
    let mut html = String::with_capacity(text.len() * 2);
    push_html(&mut html, events);
    sanitize(&html, &|_| None)
}

/// `[ERROR]: timeout` is a message, not the address of a link: it must not vanish.
fn without_definitions(text: &str) -> Cow<'_, str> {
    let parser = Parser::new_ext(text, Options::empty());
    let mut starts: Vec<usize> = parser
        .reference_definitions()
        .iter()
        .map(|(_, definition)| definition.span.start)
        .collect();
    if starts.is_empty() {
        return text.into();
    }
    starts.sort_unstable();
    let mut out = text.to_owned();
    for start in starts.into_iter().rev() {
        out.insert(start, '\\');
    }
    out.into()
}

/// `\\server\share` keeps both its backslashes: people mean the path.
fn with_backslash<'a>(event: Event<'a>, source: &str, at: &Range<usize>) -> Event<'a> {
    match event {
        Event::Text(text) if text.starts_with('\\') && source[..at.start].ends_with('\\') => {
            Event::Text(format!("\\{text}").into())
        }
        event => event,
    }
}

struct Reader<'s> {
    source: &'s str,
    /// Inside links and code, where addresses stay as they are.
    literal: usize,
}

impl Reader<'_> {
    fn read<'a>(&mut self, event: Event<'a>, at: &Range<usize>) -> Vec<Event<'a>> {
        match event {
            Event::Text(text) if self.literal == 0 => {
                vec![Event::Html(link_addresses(&text).into())]
            }
            Event::SoftBreak => vec![Event::HardBreak],
            Event::InlineHtml(html) => vec![Event::Text(html)],
            Event::Html(html) => {
                let line = html.trim_end().to_owned();
                vec![Event::Text(line.into()), Event::HardBreak]
            }
            Event::Start(Tag::HtmlBlock) => vec![Event::Start(Tag::Paragraph)],
            Event::End(TagEnd::HtmlBlock) => vec![Event::End(TagEnd::Paragraph)],
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => vec![],
            Event::Start(Tag::Heading { .. }) => {
                let strong = self.underline(at).is_none().then_some(Tag::Strong);
                let strong = strong.map(Event::Start);
                [Event::Start(Tag::Paragraph)]
                    .into_iter()
                    .chain(strong)
                    .collect()
            }
            Event::End(TagEnd::Heading(_)) => {
                let end = match self.underline(at) {
                    Some(line) => vec![Event::HardBreak, Event::Text(line.to_owned().into())],
                    None => vec![Event::End(TagEnd::Strong)],
                };
                end.into_iter()
                    .chain([Event::End(TagEnd::Paragraph)])
                    .collect()
            }
            event => {
                match event {
                    Event::Start(Tag::Link { .. } | Tag::CodeBlock(_)) => self.literal += 1,
                    Event::End(TagEnd::Link | TagEnd::CodeBlock) => self.literal -= 1,
                    _ => {}
                }
                vec![event]
            }
        }
    }

    /// The dashes below a line that Markdown would take for a heading. In letters they stand
    /// above a signature.
    fn underline(&self, heading: &Range<usize>) -> Option<&str> {
        let source = self.source[heading.clone()].trim();
        let underlined = !source.starts_with('#');
        underlined
            .then(|| source.lines().last().unwrap_or_default().trim())
            .filter(|line| !line.is_empty())
    }
}

/// More quotes and lists inside each other than anybody writes.
fn nests_deeply(line: &str) -> bool {
    let quotes = line
        .chars()
        .take_while(|c| matches!(c, '>' | ' ' | '\t'))
        .filter(|c| *c == '>')
        .count();
    let marks = line.split_whitespace().take_while(|word| {
        let mark = word.trim_end_matches(['.', ')']);
        matches!(mark, ">" | "-" | "*" | "+") || mark.bytes().all(|byte| byte.is_ascii_digit())
    });
    quotes > DEEPEST || marks.count() > DEEPEST
}
