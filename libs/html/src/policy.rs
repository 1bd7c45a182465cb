//! What may stay: one table of tags for the builder of the structure and for the wall behind it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;

/// Where a tag may stand and what it closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Inline,
    Link,
    Break,
    Rule,
    Picture,
    /// Closed by the next block.
    Paragraph,
    Block,
    List,
    Item,
    Terms,
    Term,
    Table,
    Section,
    Row,
    Cell,
    /// Its content is not text for people: gone, content and all.
    Hidden,
}

/// What a tag becomes: its kind, and the text that opens and closes it in our output.
pub(crate) struct Form {
    pub(crate) kind: Kind,
    /// Several tags share one name when one becomes the other.
    pub(crate) name: &'static str,
}

/// Tags that are not here vanish, their content stays.
pub(crate) fn form(tag: &str) -> Option<Form> {
    // nothing on the list is longer; keeps a megabyte of name from being copied
    if tag.len() > 10 {
        return None;
    }
    let tag = tag.to_ascii_lowercase();
    let (kind, name) = FORMS.get(tag.as_str())?;
    Some(Form { kind: *kind, name })
}

static FORMS: LazyLock<HashMap<&str, (Kind, &str)>> = LazyLock::new(|| {
    let same = [
        (Kind::Inline, "span b strong i em u s code sub sup small"),
        (Kind::Link, "a"),
        (Kind::Break, "br"),
        (Kind::Rule, "hr"),
        (Kind::Picture, "img"),
        (Kind::Paragraph, "p h1 h2 h3 h4 h5 h6"),
        (Kind::Block, "div blockquote pre"),
        (Kind::List, "ul ol"),
        (Kind::Item, "li"),
        (Kind::Terms, "dl"),
        (Kind::Term, "dt dd"),
        (Kind::Table, "table"),
        (Kind::Section, "thead tbody"),
        (Kind::Row, "tr"),
        (Kind::Cell, "th td"),
        (
            Kind::Hidden,
            "script style title textarea xmp iframe noembed noframes plaintext",
        ),
    ];
    let others = [
        ("strike", Kind::Inline, "s"),
        ("del", Kind::Inline, "s"),
        ("ins", Kind::Inline, "u"),
        ("tt", Kind::Inline, "code"),
        ("kbd", Kind::Inline, "code"),
        ("samp", Kind::Inline, "code"),
        ("tfoot", Kind::Section, "tbody"),
        ("image", Kind::Picture, "img"),
        ("menu", Kind::List, "ul"),
        ("dir", Kind::List, "ul"),
    ];
    let blocks = "address article aside center details dialog fieldset figcaption figure footer \
                  form header hgroup legend main nav section summary";
    let same = same.iter().flat_map(|(kind, names)| {
        let named = names.split(' ').map(|name| (name, (*kind, name)));
        named.collect::<Vec<_>>()
    });
    let others = others
        .into_iter()
        .map(|(tag, kind, name)| (tag, (kind, name)));
    let blocks = blocks
        .split_whitespace()
        .map(|tag| (tag, (Kind::Block, "div")));
    same.chain(others).chain(blocks).collect()
});

/// Attributes worth carrying to the wall, which looks at their values.
pub(crate) fn attributes(name: &str) -> &'static [&'static str] {
    match name {
        "a" => &["href", "dir"],
        "img" => &["src", "alt", "width", "height"],
        "td" | "th" => &["colspan", "rowspan", "dir"],
        "ol" => &["start", "dir"],
        "p" | "div" | "span" | "blockquote" | "ul" | "li" | "table" => &["dir"],
        _ => &[],
    }
}

/// Links of strangers get nothing from us: no opener, no referrer, no rank.
pub(crate) const LINK_REL: &str = "noopener noreferrer nofollow";

/// The wall: whatever the code in front of it does, nothing else comes out of it.
pub(crate) static WALL: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let headings_are_paragraphs = |name: &&str| !(name.starts_with('h') && *name != "hr");
    let tags: HashSet<&str> = FORMS
        .values()
        .filter(|(kind, _)| *kind != Kind::Hidden)
        .map(|(_, name)| *name)
        .filter(headings_are_paragraphs)
        .collect();
    let allowed = |name: &&'static str| (*name, attributes(name).iter().copied().collect());
    let mut wall = Builder::empty();
    wall.tag_attributes(tags.iter().map(allowed).collect())
        .tags(tags)
        .clean_content_tags(HashSet::from(["script", "style"]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "cid"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some(LINK_REL))
        .strip_comments(true)
        .attribute_filter(value);
    wall
});

/// Decides on one attribute of an allowed tag.
fn value<'v>(tag: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let number = |least: u32, most: u32| {
        let number: u32 = value.trim().parse().ok()?;
        (least..=most)
            .contains(&number)
            .then(|| number.to_string().into())
    };
    let is_cid = value
        .get(..4)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("cid:"));
    match (tag, attribute) {
        (_, "href") => (!is_cid).then_some(value.into()),
        (_, "src") => is_cid.then_some(value.into()),
        // pictures keep their place while they load; tables cannot be blown up
        (_, "width" | "height") => number(1, 4_000),
        (_, "colspan" | "rowspan") => number(1, 100),
        (_, "start") => number(0, 99_999),
        (_, "dir") => {
            let known = ["ltr", "rtl", "auto"];
            let found = known
                .iter()
                .find(|known| value.trim().eq_ignore_ascii_case(known));
            found.map(|known| (*known).into())
        }
        // rel is the wall's own
        ("img", "alt") | ("a", "rel") => Some(value.into()),
        _ => None,
    }
}
