//! What search compares: words without case and accents.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer tokens are keys and hashes; their beginning is enough to find them.
const LONGEST_WORD: usize = 40;

/// Lower case, accents gone, letters without a plain twin written out: `Żółć` is `zolc`.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(&mut out, text);
    out
}

/// The folded words of the text, in order; a word is letters and digits, at most 40 of them.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (start, end) in (Spans { text, at: 0 }) {
        let folded = fold(&text[start..end]);
        // one letter may be written out as a phrase (ﷺ), and a word of marks only folds to nothing
        let parts = folded.split(|c: char| !c.is_alphanumeric());
        words.extend(parts.filter(|part| !part.is_empty()).map(|part| {
            let end = part.char_indices().nth(LONGEST_WORD);
            part[..end.map_or(part.len(), |(cut, _)| cut)].to_owned()
        }));
    }
    words
}

/// One line of about `width` characters around the first word that starts with one of the folded
/// `needles`, cut into pieces of the original text; true marks the words that match.
pub fn excerpt(text: &str, needles: &[String], width: usize) -> Option<Vec<(bool, String)>> {
    let mut folded = String::new();
    let mut hits = Spans { text, at: 0 }
        .filter(|&(start, end)| {
            folded.clear();
            fold_into(&mut folded, &text[start..end]);
            needles
                .iter()
                .any(|needle| !needle.is_empty() && folded.starts_with(needle.as_str()))
        })
        .peekable();
    let first = *hits.peek()?;
    let start = begin(text, first.0, width / 3);
    let end = finish(
        text,
        first.1,
        width.saturating_sub(text[start..first.1].chars().count()),
    );

    let mut pieces = Pieces::default();
    if !text[..start].trim().is_empty() {
        pieces.add(false, "…");
    }
    let mut at = start;
    for (from, to) in hits.take_while(|&(_, to)| to <= end) {
        pieces.add(false, &text[at..from]);
        pieces.add(true, &text[from..to]);
        at = to;
    }
    pieces.add(false, &text[at..end]);
    if !text[end..].trim().is_empty() {
        pieces.add(false, "…");
    }
    Some(pieces.list)
}

/// Goes back at most `room` characters, to the start of a word.
fn begin(text: &str, hit: usize, room: usize) -> usize {
    let before = &text[..hit];
    let mut chars = before.char_indices().rev();
    let Some((far, _)) = chars.nth(room) else {
        return 0;
    };
    let Some(gap) = before[far..].find(char::is_whitespace) else {
        return hit;
    };
    hit - before[far + gap..].trim_start().len()
}

/// Goes on at most `room` characters, to the end of a word.
fn finish(text: &str, hit: usize, room: usize) -> usize {
    let behind = &text[hit..];
    let Some((far, _)) = behind.char_indices().nth(room) else {
        return text.len();
    };
    let gap = behind[..far].rfind(char::is_whitespace).unwrap_or(0);
    hit + gap
}

/// Neighbours of one kind become one piece, every run of blanks one blank.
#[derive(Default)]
struct Pieces {
    list: Vec<(bool, String)>,
}

impl Pieces {
    fn add(&mut self, hit: bool, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.list.last().is_none_or(|(kind, _)| *kind != hit) {
            self.list.push((hit, String::new()));
        }
        let first = self.list.len() == 1;
        if let Some((_, piece)) = self.list.last_mut() {
            for c in text.chars() {
                if !c.is_whitespace() {
                    piece.push(c);
                } else if !(piece.ends_with(' ') || first && piece.is_empty()) {
                    piece.push(' ');
                }
            }
        }
        if self.list.last().is_some_and(|(_, piece)| piece.is_empty()) {
            self.list.pop();
        }
    }
}

/// Where the words of a text are. A mark above a letter belongs to its word.
struct Spans<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Spans<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        let rest = &self.text[self.at..];
        let start = self.at + rest.find(char::is_alphanumeric)?;
        let word = &self.text[start..];
        let outside = |c: char| !c.is_alphanumeric() && !is_combining_mark(c);
        self.at = start + word.find(outside).unwrap_or(word.len());
        Some((start, self.at))
    }
}

fn fold_into(out: &mut String, text: &str) {
    if text.is_ascii() {
        out.extend(text.chars().map(|c| c.to_ascii_lowercase()));
        return;
    }
    // small letters may come apart once more: İ is an i and a dot
    let plain = text.nfkd().flat_map(char::to_lowercase).nfkd();
    for c in plain.filter(|c| !is_combining_mark(*c)) {
        match c {
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'ø' => out.push('o'),
            'ħ' => out.push('h'),
            'ŧ' => out.push('t'),
            'ı' => out.push('i'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ς' => out.push('σ'),
            c => out.push(c),
        }
    }
}
