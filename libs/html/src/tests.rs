use std::fs;
use std::time::{Duration, Instant};

use super::*;

const CORPORA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpora");

fn clean(html: &str) -> String {
    sanitize(html, &|_| None)
}

/// Nothing that acts: only listed tags, only listed attributes, only listed addresses.
fn assert_inert(html: &str) {
    let tags = "a b blockquote br code dd div dl dt em hr i img li ol p pre s small span strong \
                sub sup table tbody td th thead tr u ul";
    let attributes = "href rel src alt width height colspan rowspan start dir";
    for token in lexer::Lexer::new(html) {
        let lexer::Token::Open(tag) = token else {
            continue;
        };
        assert!(tags.split_whitespace().any(|t| t == tag.name), "{html}");
        for (name, value) in tag.attributes() {
            assert!(attributes.split(' ').any(|a| a == name), "{html}");
            let local = name == "src" && value.starts_with('/');
            let known = ["http:", "https:", "mailto:", "tel:"];
            let value = value.to_lowercase();
            let safe = known.iter().any(|scheme| value.starts_with(scheme));
            assert!(!matches!(name, "href" | "src") || safe || local, "{html}");
        }
    }
    assert!(!html.contains("<!"), "{html}");
}

fn check_everything(input: &str) {
    let once = clean(input);
    assert_inert(&once);
    assert_eq!(clean(&once), once, "twice is not once: {input:?}");
    assert_inert(&markdown(input));
    assert_inert(&from_text(input));
    assert_inert(&escape(input));
    to_text(input);
    let needles = words(input);
    if let Some(needle) = needles.first() {
        let found = excerpt(input, std::slice::from_ref(needle), 60).unwrap();
        assert!(found.iter().any(|(hit, _)| *hit), "{input:?}");
    }
    assert!(snippet(input, 20).chars().count() <= 20);
}

#[test]
fn nothing_of_the_bleach_corpus_survives() {
    let Ok(folder) = fs::read_dir(format!("{CORPORA}/xss-bleach")) else {
        eprintln!("skipped: no corpus");
        return;
    };
    let mut seen = 0;
    for path in folder.map(|entry| entry.unwrap().path()) {
        if path.extension().is_none_or(|extension| extension != "test") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let (payload, _) = text.split_once("\n--\n").unwrap();
        check_everything(payload);
        seen += 1;
    }
    assert_eq!(seen, 20);
}

#[test]
fn naughty_strings_do_no_harm() {
    let Ok(json) = fs::read_to_string(format!("{CORPORA}/naughty-strings/blns.json")) else {
        eprintln!("skipped: no corpus");
        return;
    };
    let strings: Vec<String> = serde_json::from_str(&json).unwrap();
    for string in &strings {
        check_everything(string);
    }
    check_everything(&strings.join("\n"));
}

#[test]
fn known_tricks_end_as_text() {
    let tricks = [
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<form><input name=attributes><button formaction=javascript:alert(1)>x</button></form>",
        "<a href=\"java\tscript:alert(1)\">x</a><a href='data:text/html,x'>y</a><a href=cid:x>z</a>",
        "<a href=\"/sign-out\" hx-post='/x' data-pane=thread id=flash class=btn>x</a>",
        "<img src=/tickets/1/close><img src=//evil.test/x.png><img src='cid:x' onerror=alert(1)>",
        "<base href=//evil.test><meta http-equiv=refresh content=0><link rel=stylesheet href=x>",
        "<template><script>alert(1)</script></template><noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<p style=\"background:url(//evil.test)\">x</p><style>@import '//evil.test'</style>",
        "<select><option><style></option></select><img src=x onerror=alert(1)></style>",
        "<table><a href=http://x.test><tr><td><p><a href=http://y.test>y</table>",
        "<a title='a\">b' href=\"https://x.test/?a='b'&amp;quot;c\">x</a>",
        "<pre>\n\n\nx</pre>&#13;&#0;&#128;<listing>\n\ny</listing>",
        "<h1><h2><div><b><p>x</b></h1></p></h2>",
        "<ul><ul><b><li>x</b><dd>y<tr><td>z",
        "<",
        "</",
        "<a",
        "<a href=\"",
        "<!",
        "<!--",
        "<?",
        "</ ",
        "<a/b=c d>",
    ];
    for trick in tricks {
        check_everything(trick);
    }
}

#[test]
fn random_soup_is_inert_and_stable() {
    let parts: Vec<&str> = "<a href=http://x.test>|</a>|<b>|</b>|<i>|</i>|<p>|</p>|<div>|</div>|<table>|</table>|<tr>|</tr>|<td>|</td>|<tbody>|<ul>|</ul>|<li>|</li>|<dl>|<dt>|<dd>|<h1>|</h3>|<pre>|</pre>|\n|x|<svg>|</svg>|<math>|<mi>|<style>|</style>|<!--|-->|<hr>|<br>|</br>|</p>|<img alt='\"<' src=cid:1>|<blockquote>|</blockquote>|<select>|<option>|<form>|<span dir=rtl>|</span>|&amp;|&lt;|&nbsp;|<code>|</code>|<title>|</title>|<caption>|<col>|<textarea>|<template>|<noscript>|<frameset>|<body>|</table>|<s>|<u>|\u{feff}|>|\"|'|&#13;|<ol start=3>|</ol>".split('|').collect();
    // a fixed sequence, so that a failure can be repeated
    let mut state = 42_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap()
    };
    for _ in 0..1_500 {
        let length = next() % 25 + 1;
        let soup: String = (0..length).map(|_| parts[next() % parts.len()]).collect();
        let once = clean(&soup);
        assert_inert(&once);
        assert_eq!(clean(&once), once, "{soup:?}");
    }
}

/// A tenth without optimisation: what matters is that time grows no faster than the text.
const SIZE: usize = if cfg!(debug_assertions) {
    100_000
} else {
    1_000_000
};

fn many(part: &str) -> String {
    part.repeat(SIZE / part.len())
}

fn assert_quick<T>(input: &str, work: impl Fn(&str) -> T) -> T {
    let limit = Duration::from_secs(if cfg!(debug_assertions) { 5 } else { 1 });
    let start = Instant::now();
    let result = work(input);
    let start_of_input = &input[..input.floor_char_boundary(20)];
    assert!(
        start.elapsed() < limit,
        "{:?} {start_of_input}",
        start.elapsed()
    );
    result
}

#[test]
fn a_megabyte_of_anything_takes_no_time() {
    let parts = [
        "<div>",
        "<b>",
        "<p><b>",
        "<table><tr><td>",
        "<a href=x>",
        "<ul><li>",
        "<!--",
        "<script>",
        "</div>",
        "<svg>",
        "<",
        "&lt;",
        "<p>text of a paragraph</p>",
        "<b a=1><i b=2></b>",
        "<table><b>",
        "\"",
        "<pre>\n",
        "<table><tr><td><a href=http://x.test>http://y.test ",
    ];
    let one_tag = [
        format!("<p {}>", many("a1 b2 c3 ")),
        format!("<a href=http://x.test>{}</a>", many("www.y.test ")),
    ];
    for input in parts.map(many).iter().chain(&one_tag) {
        assert_inert(&assert_quick(input, clean));
        assert_quick(input, to_text);
    }
}

#[test]
fn typing_nonsense_takes_no_time() {
    let parts = [
        "> ", ">", "- ", "1. ", "[", "![", "*a", "**a_", "`", "[a](", "<a", "<!--", "\\",
        "http://", "\n>", "[a]: b\n", "a\n-\n", "<div>", "word ",
    ];
    for part in parts {
        let input = many(part);
        // beyond that length it is plain text
        assert_inert(&assert_quick(&input[..input.len().min(190_000)], markdown));
        assert_quick(&input, from_text);
        assert_quick(&input, |text| excerpt(text, &words(text), 100));
    }
}

#[test]
fn deep_nesting_keeps_its_text() {
    let deep = format!("{}deep{}", "<div>".repeat(5_000), "</div>".repeat(5_000));
    let html = clean(&deep);
    assert!(html.contains("deep"));
    assert!(html.matches("<div>").count() <= 100);
}

#[test]
fn mails_keep_their_shape() {
    let cases = [
        (
            "<h1>Hi</h1><p>one<p>two",
            "<p><strong>Hi</strong></p><p>one</p><p>two</p>",
        ),
        (
            "<center>x</center><font color=red>y</font>",
            "<div>x</div>y",
        ),
        ("<li>a<li>b", "<div>a<div>b</div></div>"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<ol start=3><li>a</ol>", "<ol start=\"3\"><li>a</li></ol>"),
        ("<td>x</td>", "<div>x</div>"),
        (
            "<table><tr><td colspan=999>a<td colspan=2>b</table>",
            "<table><tbody><tr><td>a</td><td colspan=\"2\">b</td></tr></tbody></table>",
        ),
        (
            "<p dir=RTL style=color:red class=x>x</p>",
            "<p dir=\"rtl\">x</p>",
        ),
        (
            "<del>a</del><ins>b</ins><kbd>c</kbd>",
            "<s>a</s><u>b</u><code>c</code>",
        ),
        ("a<style>b</style><title>c</title><script>d</script>e", "ae"),
        ("1 < 2 && 3 > 2", "1 &lt; 2 &amp;&amp; 3 &gt; 2"),
        ("<!--[if mso]>x<![endif]-->y", "y"),
    ];
    for (html, expected) in cases {
        assert_eq!(clean(html), expected, "{html}");
    }
}

#[test]
fn only_pictures_of_ours_stay() {
    let cid = |id: &str| (id == "logo@x").then(|| "/files/7".to_owned());
    let html = "<img src=\"cid:logo@x\" alt='a \"b\"' width=20 height=9999><img src=cid:other alt=other>\
                <img src=https://x.test/pixel.gif><img src=/sign-out alt='&lt;b&gt;'>";
    assert_eq!(
        sanitize(html, &cid),
        "<img src=\"/files/7\" alt=\"a &quot;b&quot;\" width=\"20\">other&lt;b&gt;"
    );
    let outside = |_: &str| Some("//evil.test/x".to_owned());
    assert_eq!(sanitize("<img src=cid:a alt=a>", &outside), "a");
}

#[test]
fn links_say_where_they_lead() {
    let rel = "rel=\"noopener noreferrer nofollow\"";
    let marked = [
        "<a href=\"https://evil.test/x\">https://bank.test/login</a>",
        "<a href=\"https://evil.test/x\">bank.test</a>",
        "<a href=\"https://evil.test/x\">go to <b>www.bank.test</b> now</a>",
        "<a href=\"https://evil.test/x\">ba\u{200b}nk.test</a>",
        "<a href=\"https://bank.test@evil.test/x\">https://bank.test</a>",
        "<a href=\"https:\\\\evil.test\\bank.test\">https://bank.test</a>",
        "<a href=\"https://evil.test/x\"><img src=x alt=\"https://bank.test\"></a>",
    ];
    for html in marked {
        let once = clean(html);
        assert!(once.ends_with("</a> (evil.test)"), "{once}");
        assert_eq!(clean(&once), once);
    }
    let honest = [
        "<a href=\"https://bank.test/login\">https://bank.test/</a>",
        "<a href=\"https://www.bank.test/\">bank.test</a>",
        "<a href=\"https://shop.bank.test/\">bank.test</a>",
        "<a href=\"https://evil.test/\">click here. Now</a>",
        "<a href=\"mailto:a@b.test\">a@b.test</a>",
    ];
    for html in honest {
        assert!(clean(html).ends_with("</a>"), "{html}");
        assert!(clean(html).contains(rel), "{html}");
    }
    assert_eq!(clean("<a href=javascript:alert(1)>x</a>"), "x");
    assert_eq!(clean("<a>x</a>"), "x");
}

#[test]
fn html_reads_well_as_text() {
    let cases = [
        ("<p>Hello</p><p>a<br>b</p>", "Hello\n\na\nb"),
        ("<div>a</div><div>b</div>", "a\nb"),
        (
            "<ul><li>a<li>b<ol><li>c<li>d</ol></ul>e",
            "- a\n- b\n  1. c\n  2. d\n\ne",
        ),
        (
            "x<blockquote>a<blockquote>b</blockquote></blockquote>y",
            "x\n\n> a\n>\n> > b\n\ny",
        ),
        (
            "<a href=https://x.test/a>here</a>",
            "here (https://x.test/a)",
        ),
        (
            "<a href=https://x.test/>https://x.test</a>, ok",
            "https://x.test, ok",
        ),
        ("<a href=mailto:a@x.test>a@x.test</a>", "a@x.test"),
        ("<pre>a\n  b\n\nc</pre>d", "a\n  b\n\nc\n\nd"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc"),
        ("a   \n  b&nbsp;c &amp;lt;", "a b\u{a0}c &lt;"),
        ("<h2>T</h2>x<hr>y", "T\n\nx\n\n---\n\ny"),
        ("<b>a</b><i>b</i> <i>c</i>", "ab c"),
        ("", ""),
    ];
    for (html, expected) in cases {
        assert_eq!(to_text(html), expected, "{html}");
    }
}

#[test]
fn plain_text_keeps_its_lines_and_gets_links() {
    let rel = "rel=\"noopener noreferrer nofollow\"";
    assert_eq!(
        from_text("a\r\nb\n\n\n<c> & d\n"),
        "<p>a<br>b</p><p>&lt;c&gt; &amp; d</p>"
    );
    let link = |address: &str| format!("<a href=\"{address}\" {rel}>{address}</a>");
    let cases = [
        (
            "see https://x.test/a?b=1&c=2.",
            format!("see {}.", link("https://x.test/a?b=1&amp;c=2")),
        ),
        (
            "(http://x.test/a_(b)) x",
            format!("({}) x", link("http://x.test/a_(b)")),
        ),
        (
            "http:// and xhttp://y and https://.",
            "http:// and xhttp://y and https://.".to_owned(),
        ),
        ("javascript://x.test", "javascript://x.test".to_owned()),
        (
            "HTTPS://X.test\"onx=\"",
            format!("{}&quot;onx=&quot;", link("HTTPS://X.test")),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(from_text(text), format!("<p>{expected}</p>"));
        let stays = clean(&from_text(text));
        assert_inert(&stays);
    }
}

#[test]
fn markdown_is_what_people_type() {
    let rel = "rel=\"noopener noreferrer nofollow\"";
    let cases = [
        ("a\nb\n\nc", "<p>a<br>\nb</p>\n<p>c</p>\n".to_owned()),
        (
            "**b** _i_ `c`",
            "<p><strong>b</strong> <em>i</em> <code>c</code></p>\n".to_owned(),
        ),
        ("# T", "<p><strong>T</strong></p>".to_owned()),
        ("Regards\n--", "<p>Regards<br>\n--</p>\n".to_owned()),
        ("[ERROR]: timeout", "<p>[ERROR]: timeout</p>\n".to_owned()),
        ("\\\\server\\share", "<p>\\\\server\\share</p>\n".to_owned()),
        ("a \\*b\\*", "<p>a *b*</p>\n".to_owned()),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n".to_owned()),
        ("![alt](https://x.test/a.png)", "<p>alt</p>\n".to_owned()),
        (
            "[x](https://x.test)",
            format!("<p><a href=\"https://x.test\" {rel}>x</a></p>\n"),
        ),
        ("[x](javascript:alert(1))", "<p>x</p>\n".to_owned()),
        (
            "https://x.test/a_b_c",
            format!("<p><a href=\"https://x.test/a_b_c\" {rel}>https://x.test/a_b_c</a></p>\n"),
        ),
        (
            "```\n<a>\nhttp://x.test\n```",
            "<pre><code>&lt;a&gt;\nhttp://x.test\n</code></pre>\n".to_owned(),
        ),
        (
            "`http://x.test`",
            "<p><code>http://x.test</code></p>\n".to_owned(),
        ),
        (
            "3. a\n4. b",
            "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n".to_owned(),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(markdown(text).trim(), expected.trim(), "{text}");
    }
    let html_block = markdown("<script>\nalert(1)\n</script>");
    assert!(html_block.contains("&lt;script&gt;<br>"), "{html_block}");
    assert!(html_block.contains("alert(1)"), "{html_block}");
}

#[test]
fn folding_forgets_case_and_accents() {
    let cases = [
        ("Zażółć Gęślą JAŹŃ", "zazolc gesla jazn"),
        ("Straße ẞ", "strasse ss"),
        ("Ærø Œuvre Þór Đorđe", "aero oeuvre thor dorde"),
        ("İstanbul ısı", "istanbul isi"),
        ("ﬁle e\u{301} Ω ΟΔΟΣ", "file e ω οδοσ"),
    ];
    for (text, expected) in cases {
        assert_eq!(fold(text), expected);
    }
    assert_eq!(
        words("Faktura 2026/11, e\u{301}te\u{301}!"),
        ["faktura", "2026", "11", "ete"]
    );
    assert_eq!(words(&"x".repeat(100))[0].len(), 40);
    assert_eq!(
        words("½ \u{fdfa}").len(),
        6,
        "a letter that is a phrase is its words"
    );
}

#[test]
fn an_excerpt_is_one_line_around_the_hit() {
    let needles = words("druk");
    let text = "Dzień dobry,\n\nod rana DRUKARKA\tnie działa, a drukarki obok tak. Proszę o pomoc.";
    let found = excerpt(text, &needles, 40).unwrap();
    let line: String = found.iter().map(|(_, piece)| piece.as_str()).collect();
    assert_eq!(line, "…od rana DRUKARKA nie działa, a drukarki…");
    let whole = excerpt(text, &needles, 200).unwrap();
    let hits: Vec<_> = whole
        .iter()
        .filter(|(hit, _)| *hit)
        .map(|(_, piece)| piece.as_str())
        .collect();
    assert_eq!(hits, ["DRUKARKA", "drukarki"]);
    assert_eq!(excerpt(text, &words("xyz"), 40), None);
    assert_eq!(excerpt(text, &[String::new()], 40), None);
    let first = excerpt("hit", &words("hit"), 1).unwrap();
    assert_eq!(first, [(true, "hit".to_owned())]);
}

#[test]
fn snippets_end_between_words() {
    assert_eq!(snippet(" a  b\nc ", 10), "a b c");
    assert_eq!(snippet("hello big world", 10), "hello big…");
    assert_eq!(snippet("hello big world", 9), "hello bi…");
    assert_eq!(snippet("abcdefgh", 4), "abc…");
}
