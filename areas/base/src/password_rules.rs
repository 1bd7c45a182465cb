//! Which passwords are good enough [A4]: HubSpot's rules (hubspot.md 7.3), and none that many people have.

/// Characters at the most: hashing takes time, and nobody types more.
const LONGEST: usize = 200;
/// A run of so many characters in the order of the alphabet, of digits or of a keyboard is too easy.
const RUN: usize = 5;
/// The same character so often in a row.
const REPEATED: usize = 3;

const ROWS: [&str; 5] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
];

/// Words that very many passwords are made of, with figures and signs around them.
const COMMON: [&str; 48] = [
    "password",
    "passwort",
    "haslo",
    "passw0rd",
    "letmein",
    "welcome",
    "witaj",
    "admin",
    "administrator",
    "login",
    "master",
    "dragon",
    "monkey",
    "football",
    "baseball",
    "superman",
    "batman",
    "sunshine",
    "princess",
    "iloveyou",
    "trustno",
    "shadow",
    "michael",
    "jordan",
    "computer",
    "internet",
    "secret",
    "changeme",
    "summer",
    "winter",
    "spring",
    "autumn",
    "lato",
    "zima",
    "wiosna",
    "jesien",
    "polska",
    "kochanie",
    "mateusz",
    "bartek",
    "michal",
    "qwerty",
    "zaqwsx",
    "starwars",
    "freedom",
    "whatever",
    "support",
    "portico",
];

/// Why a password will not do: the key of a text; nothing when it is good. `about` are words that it must not hold: the address, the
/// person's names, the portal's.
pub fn fault(password: &str, about: &[&str]) -> Option<&'static str> {
    let lower = password.to_lowercase();
    let length = password.chars().count();
    if length > LONGEST {
        return Some("password-long");
    }
    let kinds = kinds(password);
    if length < 8 || (length < 10 && kinds < 3) || (length < 12 && kinds < 2) {
        return Some("password-short");
    }
    if holds_one_of(&lower, about) {
        return Some("password-own");
    }
    (has_run(&lower) || is_repeated(&lower) || is_common(&lower)).then_some("password-common")
}

/// How many of small letters, capitals, digits and signs there are.
fn kinds(password: &str) -> usize {
    let tests: [fn(char) -> bool; 4] = [
        char::is_lowercase,
        char::is_uppercase,
        char::is_numeric,
        |c| !c.is_alphanumeric(),
    ];
    tests.iter().filter(|is| password.chars().any(**is)).count()
}

/// Parts of four letters and more of the address or a name.
fn holds_one_of(lower: &str, about: &[&str]) -> bool {
    about
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .filter(|part| part.chars().count() >= 4)
        .any(|part| lower.contains(&part.to_lowercase()))
}

fn has_run(lower: &str) -> bool {
    let letters: Vec<char> = lower.chars().collect();
    letters.windows(RUN).any(|run| {
        let onward: String = run.iter().collect();
        let back: String = run.iter().rev().collect();
        ROWS.iter()
            .any(|row| row.contains(&onward) || row.contains(&back))
    })
}

fn is_repeated(lower: &str) -> bool {
    let letters: Vec<char> = lower.chars().collect();
    letters
        .windows(REPEATED)
        .any(|same| same.iter().all(|letter| *letter == same[0]))
}

/// Whether nothing is left but a common word when figures that stand for letters are read as such.
fn is_common(lower: &str) -> bool {
    let plain = |letter: char| match letter {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    };
    let bare = |text: &str| -> String { text.chars().filter(|c| c.is_alphabetic()).collect() };
    let read: String = lower.chars().map(plain).collect();
    let trimmed = lower.trim_matches(|c: char| !c.is_alphabetic());
    let retold: String = trimmed.chars().map(plain).collect();
    [bare(lower), bare(&read), bare(&retold)]
        .iter()
        .any(|text| COMMON.contains(&text.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_passwords_are_taken() {
        for good in [
            "correct horse battery",
            "Tr0ub4dor&3",
            "zażółć gęślą jaźń",
            "kM9!vx2Q",
            "twelve-long-x",
        ] {
            assert_eq!(fault(good, &["anna@example.com", "Anna"]), None, "{good}");
        }
    }

    #[test]
    fn bad_ones_are_refused_with_their_reason() {
        for (bad, why) in [
            ("", "password-short"),
            ("kM9!vx2", "password-short"),
            ("kmqwvxzuj", "password-short"),
            ("kmqpvxzujto", "password-short"),
            ("myabcdesecret!9", "password-common"),
            ("some54321thing", "password-common"),
            ("Xqwertxxyz-12", "password-common"),
            ("heeeello-there", "password-common"),
            ("Passw0rd!2024", "password-common"),
            ("P@ssword99", "password-common"),
            ("Zielinska-2026x", "password-own"),
        ] {
            assert_eq!(
                fault(bad, &["anna.zielinska@example.com", "Anna"]),
                Some(why),
                "{bad}"
            );
        }
        assert_eq!(fault(&"kM9!".repeat(60), &[]), Some("password-long"));
    }
}
