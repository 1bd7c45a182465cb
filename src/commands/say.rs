//! Words between the program and whoever runs it: standard output for answers, standard error for the rest.

use std::io::{BufRead, IsTerminal, Write};

use anyhow::{Context, Result, bail};
use base::Error;
use base::error::Problem;
use locale::{Arg, Locale};

/// A line on standard output. A reader that went away is no failure.
pub(crate) fn out(line: impl AsRef<str>) {
    let _ = writeln!(std::io::stdout(), "{}", line.as_ref());
}

/// A line on standard error.
pub(super) fn err(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// What libraries put before and into what they say, and what helps nobody who runs a command.
const JARGON: [&str; 2] = [
    "error returned from database: ",
    "error communicating with database: ",
];

/// A message without the words of the libraries below us.
pub(super) fn plainly(message: &str) -> String {
    let mut said = JARGON
        .iter()
        .fold(message.to_owned(), |said, words| said.replace(words, ""));
    for number in ["(code: ", "(os error "] {
        while let Some(at) = said.find(number) {
            let end = said[at..].find(')').map_or(said.len(), |end| at + end + 1);
            let before = said[..at].trim_end().to_owned();
            let gap = if before.is_empty() || said[end..].starts_with([':', ';', ')', ' ']) {
                ""
            } else {
                " "
            };
            said = format!("{before}{gap}{}", &said[end..]);
        }
    }
    said.trim().to_owned()
}

/// An error with its causes, each said once, as one paragraph.
pub(super) fn chain(error: &anyhow::Error) -> String {
    let mut said = String::new();
    for cause in error.chain() {
        let cause = plainly(&cause.to_string());
        if !said.contains(&cause) {
            said = if said.is_empty() {
                cause
            } else {
                format!("{said}: {cause}")
            };
        }
    }
    said
}

/// Turns what the areas answer into an error in plain words.
pub(crate) trait Plain<T> {
    /// The same, in words for whoever runs a command.
    fn plain(self) -> Result<T>;
}

impl<T> Plain<T> for base::Result<T> {
    fn plain(self) -> Result<T> {
        self.map_err(|error| match error {
            Error::Internal(cause) | Error::Unavailable(cause) => anyhow::Error::from_boxed(cause),
            Error::Invalid(problems) => {
                let all: Vec<String> = problems.iter().map(words).collect();
                anyhow::anyhow!(all.join("; "))
            }
            Error::NotFound => anyhow::anyhow!("not there"),
            Error::Full => anyhow::anyhow!("the disk is full"),
            other => anyhow::anyhow!("refused: {}", english(|it| it.text(other.says().2, &[]))),
        })
    }
}

fn words(problem: &Problem) -> String {
    match problem.key {
        "error-email" => "this is not an e-mail address".into(),
        "error-email-taken" => {
            "this address cannot be used here: it is that of an agent, or already in use".into()
        }
        "error-email-team" => {
            "this is an address of the team, to which customers write: give the person's own address".into()
        }
        key => {
            let said = english(|it| {
                let size = it.size(problem.max);
                let args = [
                    ("label", Arg::from(problem.field)),
                    ("file", Arg::from(problem.name.as_str())),
                    ("n", Arg::from(problem.max)),
                    ("size", Arg::from(size.as_str())),
                ];
                it.text(key, &args)
            });
            match problem.field {
                "" => said,
                field if said.contains(field) => said,
                field => format!("{field}: {said}"),
            }
        }
    }
}

/// What pages say; commands speak English.
fn english(said: impl Fn(&Locale) -> String) -> String {
    let locales = crate::locales().expect("its own words can be read");
    said(locales.get("en"))
}

/// The first line of standard input.
///
/// # Errors
/// When there is none, or the password is too short to be one.
pub(crate) fn password_from_stdin() -> Result<String> {
    if std::io::stdin().is_terminal() {
        err("Password:");
    }
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .context("the password cannot be read from standard input")?;
    let password = line.trim_end_matches(['\r', '\n']);
    fits(password)?;
    Ok(password.to_owned())
}

/// Whether a password can be one at all.
pub(crate) fn fits(password: &str) -> Result<()> {
    match password.chars().count() {
        0 => bail!("the password is empty: give it as the first line of standard input"),
        1..8 => bail!("the password is too short: at least 8 characters"),
        _ => Ok(()),
    }
}

/// `Ewa Maria Kowalska` → first name, and the rest.
pub(crate) fn name_of(name: &str) -> (&str, &str) {
    let (first, last) = name.trim().split_once(' ').unwrap_or((name.trim(), ""));
    (first, last.trim())
}

#[cfg(test)]
mod tests {
    #[test]
    fn libraries_do_not_speak_for_themselves() {
        for (message, said) in [
            (
                "cannot open the database file x.db: error returned from database: (code: 14) unable to open database file",
                "cannot open the database file x.db: unable to open database file",
            ),
            (
                "cannot reach the database: error communicating with database: Connection refused (os error 111)",
                "cannot reach the database: Connection refused",
            ),
            (
                "k cannot be read (No such file or directory (os error 2)); make it",
                "k cannot be read (No such file or directory); make it",
            ),
        ] {
            assert_eq!(super::plainly(message), said);
        }
    }
}
