//! Recovery codes: ten, shown once, for when the phone is not at hand. Each works once; a new set replaces the old.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::Tx;

use super::{Whose, store};
use crate::{App, Result, keys};

/// How many there are in a set.
const COUNT: usize = 10;
/// How long each is: 50 bits, with a hyphen in the middle.
const LENGTH: usize = 10;
/// Crockford's digits: none looks like another.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Makes a new set in place of the old one.
pub(super) async fn renew(tx: &Tx, app: &App, whose: Whose) -> Result<Vec<String>> {
    store::forget_codes(tx, whose).await?;
    let mut codes = Vec::with_capacity(COUNT);
    for _ in 0..COUNT {
        let code = keys::random::<LENGTH>().map(|byte| char::from(DIGITS[usize::from(byte % 32)]));
        let code = String::from_iter(code);
        store::add_code(tx, whose, &hash(app, whose, &code)).await?;
        codes.push(format!("{}-{}", &code[..LENGTH / 2], &code[LENGTH / 2..]));
    }
    Ok(codes)
}

/// Uses up a code: true when it was one of theirs and not used before.
pub(super) async fn use_up(tx: &Tx, app: &App, whose: Whose, code: &str) -> Result<bool> {
    let code = plain(code);
    Ok(code.len() == LENGTH && store::use_code(tx, whose, &hash(app, whose, &code)).await?)
}

/// As people type it: any case, with or without the hyphen, the letters that look like digits for them.
fn plain(typed: &str) -> String {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric);
    let digit = |letter: char| match letter.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        other => other,
    };
    letters.map(digit).collect()
}

/// Under the installation's key: a copy of the database alone gives no code away, however fast it is searched.
fn hash(app: &App, whose: Whose, code: &str) -> String {
    let Whose {
        account_id,
        kind,
        person_id,
    } = whose;
    let purpose = format!("recovery {} {account_id} {person_id} {code}", kind.as_str());
    URL_SAFE_NO_PAD.encode(app.keys.derive(&purpose))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        assert_eq!(plain(" ABCDE-O1IL9 "), "abcde01119");
        assert_eq!(plain("zł-abc"), "zabc");
    }
}
