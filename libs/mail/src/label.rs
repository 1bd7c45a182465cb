//! Names of files and people as harmless labels.

/// Most bytes a file's label may have.
const LONGEST: usize = 200;

/// Characters that act instead of showing: controls, bidirectional overrides and marks, zero-width, line separators.
pub(crate) fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{61c}'
            | '\u{ad}' | '\u{180e}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' | '\u{fffe}' | '\u{ffff}')
}

/// One line without characters that act; runs of blanks become one.
pub(crate) fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !acts(c) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A file's name as a label: no path, nothing that acts, no leading dots, at most 200 bytes, never empty, the extension kept.
pub(crate) fn file(name: &str, fallback: &str) -> String {
    let last = name
        .rsplit(['/', '\\'])
        .find(|piece| !piece.trim().is_empty())
        .unwrap_or_default();
    let clean: String = line(last)
        .chars()
        .map(|c| {
            if matches!(c, '<' | '>' | '"' | '|' | '?' | '*' | ':') {
                '_'
            } else {
                c
            }
        })
        .collect();
    let clean = clean
        .trim()
        .trim_start_matches('.')
        .trim_end_matches(['.', ' '])
        .trim();
    if clean.is_empty() {
        return fallback.to_owned();
    }
    shorten(clean)
}

fn shorten(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let extension = name
        .rfind('.')
        .map(|dot| &name[dot..])
        .filter(|extension| extension.len() <= 16)
        .unwrap_or_default();
    let mut end = LONGEST - extension.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{extension}", &name[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_labels() {
        assert_eq!(file("../../etc/passwd", "x"), "passwd");
        assert_eq!(file("C:\\dir\\a.txt", "x"), "a.txt");
        assert_eq!(file("a\r\nb\u{202e}fdp.exe", "x"), "a bfdp.exe");
        assert_eq!(file("..", "part.bin"), "part.bin");
        assert_eq!(file(".htaccess\u{200b}", "x"), "htaccess");
        let long = file(&format!("{}.pdf", "ż".repeat(4000)), "x");
        assert!(long.len() <= 200 && std::path::Path::new(&long).extension().unwrap() == "pdf");
    }
}
