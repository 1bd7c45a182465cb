//! Text as filters compare it: made by the program and stored, so that both engines find the same.

use unicode_normalization::UnicodeNormalization;

/// Lower case in one Unicode form, blanks around it gone. Accents stay: they tell names apart.
pub(crate) fn fold(text: &str) -> String {
    text.trim().nfc().collect::<String>().to_lowercase()
}

/// The digits of a telephone number and its plus: how it was spaced does not matter.
pub(crate) fn phone(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect()
}

/// What people type in a field of one line: no control characters, at most so many characters.
pub(crate) fn line(text: &str, most: usize) -> String {
    text.trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(most)
        .collect()
}
