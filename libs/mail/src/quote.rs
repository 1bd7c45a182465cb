//! What is new in a reply, apart from the quoted history and the signature.
//!
//! Nothing is ever thrown away: the text is cut in two at one place, and both halves together are the whole. A reply
//! that is interleaved with quotes stays whole up to its last new line. Where nothing would be left, all is new.

pub use crate::html_split::split_html;
use crate::quote_lines::boundary;

/// A text in two: `fresh` followed by `quoted` is the whole, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// What is new. Never empty where there is any text.
    pub fresh: String,
    /// History and signature; perhaps nothing.
    pub quoted: String,
}

/// Cuts a plain text. Knows how mail programs mark history in some thirty languages.
///
/// ```
/// let split = mail::quote::split_text("Yes.\n\nOn Mon, 4 Mar 2024 at 10:15, Ann <ann@x.test> wrote:\n> Is it?\n");
/// assert_eq!(split.fresh, "Yes.\n");
/// ```
pub fn split_text(text: &str) -> Split {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let cut = boundary(&lines).map_or(text.len(), |at| {
        lines[..at].iter().map(|line| line.len()).sum()
    });
    let (fresh, quoted) = text.split_at(cut);
    Split {
        fresh: fresh.to_owned(),
        quoted: quoted.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh(text: &str) -> String {
        let split = split_text(text);
        assert_eq!(format!("{}{}", split.fresh, split.quoted), text);
        split.fresh.trim().to_owned()
    }

    #[test]
    fn a_top_posted_reply_is_cut_above_the_history() {
        assert_eq!(
            fresh("Tak.\n\nW dniu 4.03.2024 o 10:15, Ann pisze:\n> Czy?\n\n-- \nBob"),
            "Tak."
        );
        assert_eq!(
            fresh("Ja\n\nVon: Ann <a@x>\nGesendet: Montag\nAn: Bob\nBetreff: x\n\nalt"),
            "Ja"
        );
        assert_eq!(
            fresh(
                "Oui\n________________________________\nDe : Ann\nEnvoyé : lundi\nObjet : x\n\nvieux"
            ),
            "Oui"
        );
        assert_eq!(fresh("Yes\n\n-----Original Message-----\nold"), "Yes");
        assert_eq!(
            fresh("Yes\n\nOn Mar 4, 2024,\nat 10:15,\nAnn Lee <ann@x.test> wrote:\n\nold"),
            "Yes"
        );
        assert_eq!(
            fresh("Tak\n\n--- Odpowiedz powyżej tej linii ---\nstare"),
            "Tak"
        );
        assert_eq!(
            fresh("Yes\n\n> --- Reply above this line ---\n> old"),
            "Yes"
        );
    }

    #[test]
    fn a_sentence_above_the_introduction_is_kept() {
        let text = "I have 2 of them.\nOn Mar 4, 2024 10:15 Ann <ann@x.test> wrote:\n> old";
        assert_eq!(fresh(text), "I have 2 of them.");
        let text = "I think\nso.\nOn Mar 4, 2024 10:15 Ann <ann@x.test> wrote:\n> old";
        assert_eq!(fresh(text), "I think\nso.");
    }

    #[test]
    fn signatures_are_folded() {
        assert_eq!(fresh("Hello\n\n-- \nBob\nAcme"), "Hello");
        assert_eq!(fresh("Hello\n\nSent from my iPhone"), "Hello");
        assert_eq!(fresh("Hello\n\nWysłane z iPhone'a\n"), "Hello");
        assert_eq!(
            fresh("Can you help?\n\nRegards,\nBob\nAcme Ltd"),
            "Can you help?"
        );
        assert_eq!(
            fresh("Sent from my desk, which is easier."),
            "Sent from my desk, which is easier."
        );
    }

    #[test]
    fn answers_between_and_below_quotes_stay() {
        assert_eq!(
            fresh("On 4 Mar 2024 10:15, Ann wrote:\n> a?\n\nyes\n\n> b?\n\nno\n"),
            "On 4 Mar 2024 10:15, Ann wrote:\n> a?\n\nyes\n\n> b?\n\nno"
        );
        assert_eq!(fresh("> a?\nyes\n> b?\n"), "> a?\nyes");
    }

    #[test]
    fn never_empty() {
        for text in [
            "> only\n> quotes",
            "-- \nBob",
            "Sent from my iPhone",
            "On 4 Mar 2024 10:15, Ann <a@x> wrote:\n\nold",
            "From: a\nTo: b\nSubject: c\n\nx",
        ] {
            assert!(!fresh(text).is_empty(), "{text}");
        }
        assert_eq!(split_text("").fresh, "");
    }
}
