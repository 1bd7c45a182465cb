//! The configuration of a node: a TOML file and, before it, `PORTICO_*` variables. All mistakes are named at once [O3].

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base::config::{Config, host_of};
use toml::de::{DeTable, DeValue};

/// What a start needs to know.
#[derive(Clone, Debug)]
pub(crate) struct Start {
    /// The node's configuration.
    pub(crate) config: Config,
    /// Whether the server brings the schema up to date by itself.
    pub(crate) auto_migrate: bool,
    /// Variables that begin as ours do and are none of ours, said in words.
    pub(crate) unknown: Vec<String>,
}

/// Every key of the file; `PORTICO_` and the key in capitals is its variable.
const KEYS: [&str; 9] = [
    "database_url",
    "listen",
    "app_url",
    "files",
    "secret_key_file",
    "catch_mail",
    "behind_proxy",
    "auto_migrate",
    "private_hosts",
];
/// Those that are `true` or `false`.
const FLAGS: [&str; 3] = ["catch_mail", "behind_proxy", "auto_migrate"];

/// See [`Config::ask_spread_ms`].
const ASK_SPREAD_MS: i64 = 1_000;

/// Variables that are read elsewhere: what is logged, and the servers of tests.
const OTHERS: [&str; 3] = ["PORTICO_LOG", "PORTICO_TEST_POSTGRES", "PORTICO_BIN"];

/// A variable of the environment.
pub(crate) fn variable(name: &str) -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where the configuration is read"
    )]
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Reads the file, if there is one, and the environment.
///
/// # Errors
/// Every mistake, one a line.
pub(crate) fn read(file: Option<&Path>) -> Result<Start> {
    let text = match file {
        Some(file) => std::fs::read_to_string(file)
            .with_context(|| format!("the configuration {} cannot be read", file.display()))?,
        None => String::new(),
    };
    let environment: BTreeMap<String, String> = std::env::vars()
        .filter(|(name, _)| name.starts_with("PORTICO_"))
        .collect();
    let folder = file.and_then(Path::parent).unwrap_or(Path::new(""));
    let name = file.map_or_else(
        || "no --config FILE and no --data DIR was given, and the environment".to_owned(),
        |file| file.display().to_string(),
    );
    check(&text, folder, &environment).map_err(|problems| match problems.as_slice() {
        [one] => anyhow::anyhow!("{name}: {one}"),
        many => anyhow::anyhow!(
            "{name} has {} mistakes:\n  - {}",
            many.len(),
            many.join("\n  - ")
        ),
    })
}

/// What was given, checked one by one.
struct Given {
    /// Key to value, and its line if it came from the file (whose folder relative paths are in).
    values: BTreeMap<&'static str, (String, Option<usize>)>,
    problems: Vec<String>,
    unknown: Vec<String>,
    /// The file could not be read to its end: what is not in it may stand there all the same.
    is_broken: bool,
    /// Keys whose value is of another kind.
    mistaken: Vec<&'static str>,
}

fn check(
    text: &str,
    folder: &Path,
    environment: &BTreeMap<String, String>,
) -> Result<Start, Vec<String>> {
    let mut given = Given {
        values: BTreeMap::new(),
        problems: Vec::new(),
        unknown: Vec::new(),
        is_broken: false,
        mistaken: Vec::new(),
    };
    given.file(text);
    given.environment(environment);
    let start = Start {
        config: Config {
            database_url: given.database_url(folder),
            listen: given.listen(),
            app_url: given.app_url(),
            files: given.files(folder),
            secret_key_file: given
                .needed(
                    "secret_key_file",
                    "a file with the key; it is made at the first start",
                )
                .map_or_else(PathBuf::new, |(path, line)| match line {
                    Some(_) => folder.join(path),
                    None => path.into(),
                }),
            catch_mail: given.flag("catch_mail", false),
            ask_spread_ms: ASK_SPREAD_MS,
            behind_proxy: given.flag("behind_proxy", false),
            private_hosts: given.names("private_hosts"),
        },
        auto_migrate: given.flag("auto_migrate", true),
        unknown: std::mem::take(&mut given.unknown),
    };
    if given.problems.is_empty() {
        Ok(start)
    } else {
        Err(given.problems)
    }
}

impl Given {
    fn file(&mut self, text: &str) {
        let (table, mistakes) = DeTable::parse_recoverable(text);
        self.is_broken = !mistakes.is_empty();
        for mistake in mistakes {
            let line = mistake.span().map_or(1, |span| line(text, span.start));
            self.problems
                .push(format!("line {line}: {}", mistake.message()));
        }
        for (key, value) in table.get_ref() {
            let line = line(text, key.span().start);
            let name = key.get_ref().as_ref();
            let Some(known) = KEYS.iter().find(|known| **known == name) else {
                self.problems.push(format!(
                    "line {line}: unknown key {name}{}",
                    did_you_mean(name, &KEYS)
                ));
                continue;
            };
            match (value.get_ref(), FLAGS.contains(known)) {
                (DeValue::String(text), false) => {
                    drop(self.values.insert(known, (text.to_string(), Some(line))));
                }
                (DeValue::Boolean(flag), true) => {
                    drop(self.values.insert(known, (flag.to_string(), Some(line))));
                }
                (other, flag) => {
                    let wanted = if flag {
                        "true or false"
                    } else {
                        "a text in quotes"
                    };
                    self.problems.push(format!(
                        "line {line}: {name} must be {wanted}, not {}",
                        kind(other)
                    ));
                    self.mistaken.push(known);
                }
            }
        }
    }

    fn environment(&mut self, environment: &BTreeMap<String, String>) {
        let names: Vec<String> = KEYS
            .iter()
            .map(|key| format!("PORTICO_{}", key.to_uppercase()))
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for (name, value) in environment
            .iter()
            .filter(|(name, value)| !OTHERS.contains(&name.as_str()) && !value.is_empty())
        {
            match names.iter().position(|known| known == name) {
                Some(at) => drop(self.values.insert(KEYS[at], (value.clone(), None))),
                None => match nearest(name, &names) {
                    Some(near) => self
                        .problems
                        .push(format!("unknown variable {name}: did you mean {near}?")),
                    // others may have variables that begin as ours do, such as Kubernetes for a service of this name
                    None => self.unknown.push(format!(
                        "unknown variable {name}: it is ignored (known: {})",
                        names.join(", ")
                    )),
                },
            }
        }
    }

    /// Notes that a value will not do; `what` begins with its key.
    fn wrong(&mut self, key: &str, what: String) {
        let line = self.values.get(key).and_then(|(_, line)| *line);
        self.problems.push(match line {
            Some(line) => format!("line {line}: {what}"),
            None => what,
        });
    }

    fn needed(&mut self, key: &str, what: &str) -> Option<(String, Option<usize>)> {
        let found = self
            .values
            .get(key)
            .filter(|(value, _)| !value.is_empty())
            .cloned();
        // one that is there and wrong is told already
        if found.is_none() && !self.is_broken && !self.mistaken.contains(&key) {
            self.problems.push(format!(
                "{key} is missing: {what} (or PORTICO_{})",
                key.to_uppercase()
            ));
        }
        found
    }

    fn flag(&mut self, key: &str, usual: bool) -> bool {
        match self.values.get(key).map(|(value, _)| value.as_str()) {
            None => usual,
            Some("true" | "1" | "yes" | "on") => true,
            Some("false" | "0" | "no" | "off") => false,
            Some(other) => {
                let what = format!("{key} must be true or false, not {other:?}");
                self.wrong(key, what);
                usual
            }
        }
    }

    /// Names with commas or blanks between them.
    fn names(&self, key: &str) -> Vec<String> {
        let text = self.values.get(key).map_or("", |(value, _)| value.as_str());
        text.split([',', ' '])
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect()
    }

    fn database_url(&mut self, folder: &Path) -> String {
        let Some((url, line)) = self.needed(
            "database_url",
            "sqlite:PATH or postgres://user:password@host/name",
        ) else {
            return String::new();
        };
        match url.split_once(':') {
            Some(("sqlite", path)) if line.is_some() => format!(
                "sqlite:{}",
                folder.join(path.trim_start_matches("//")).display()
            ),
            Some(("sqlite" | "postgres" | "postgresql", _)) => url,
            _ => {
                let what = "database_url must begin with sqlite: or postgres://";
                self.wrong("database_url", what.to_owned());
                url
            }
        }
    }

    fn listen(&mut self) -> String {
        let listen = self
            .values
            .get("listen")
            .map_or("127.0.0.1:8080", |(value, _)| value)
            .to_owned();
        let port = listen
            .rsplit_once(':')
            .filter(|(host, _)| !host.is_empty())
            .map(|(_, port)| port.parse::<u16>());
        if !matches!(port, Some(Ok(_))) {
            let what = format!(
                "listen must be an address and a port such as 127.0.0.1:8080, not {listen:?}"
            );
            self.wrong("listen", what);
        }
        listen
    }

    fn app_url(&mut self) -> String {
        let Some((url, _)) = self.needed(
            "app_url",
            "where agents reach the desk, e.g. https://desk.example.com",
        ) else {
            return String::new();
        };
        let url = url.trim_end_matches('/').to_owned();
        if let Err(what) = origin(&url) {
            self.wrong("app_url", format!("app_url {what}"));
        }
        url
    }

    fn files(&mut self, folder: &Path) -> PathBuf {
        let Some((place, line)) = self.needed("files", "a folder for attachments") else {
            return PathBuf::new();
        };
        if place.contains("://") {
            let what = format!("files is {place:?}, which is not supported yet: give a folder");
            self.wrong("files", what);
        }
        match line {
            Some(_) => folder.join(place),
            None => place.into(),
        }
    }
}

/// Checks an origin such as `https://desk.example.com`; plain http is for this machine only, since cookies would travel open.
///
/// # Errors
/// What is wrong with it, to follow its name.
pub(crate) fn origin(text: &str) -> Result<(), String> {
    let Some((scheme, rest)) = text
        .split_once("://")
        .filter(|(scheme, _)| matches!(*scheme, "http" | "https"))
    else {
        return Err(format!(
            "must begin with https:// or http://, not be {text:?}"
        ));
    };
    let host = host_of(text);
    if rest.contains(['/', '?', '#', '@', ' ']) || host.is_empty() {
        return Err(format!(
            "must be scheme, host and port only, such as https://desk.example.com, not {text:?}"
        ));
    }
    if host.chars().any(|c| c.is_ascii_uppercase()) {
        return Err(format!("must be in lower case, not {text:?}"));
    }
    if scheme == "http" && !is_this_machine(host) {
        return Err(format!(
            "is plain http on {host}: use https:// (a proxy before Portico can do it); http is for localhost"
        ));
    }
    Ok(())
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost"
        || host.ends_with(".localhost")
        || host == "[::1]"
        || host.starts_with("127.")
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// The line of a place in a text, from 1.
pub(crate) fn line(text: &str, at: usize) -> usize {
    1 + text
        .as_bytes()
        .iter()
        .take(at)
        .filter(|byte| **byte == b'\n')
        .count()
}

/// `: did you mean listen?`, or nothing where no known word is near.
pub(crate) fn did_you_mean(word: &str, known: &[&str]) -> String {
    nearest(word, known).map_or_else(
        || format!(" (known: {})", known.join(", ")),
        |near| format!(": did you mean {near}?"),
    )
}

/// The known word that a mistyped one is nearest to, if it is near at all.
fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let near = known.iter().map(|one| (distance(word, one), *one)).min()?;
    (near.0 <= 1 + word.len() / 4).then_some(near.1)
}

/// How many letters must change (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.chars().enumerate() {
            let here = (corner + usize::from(x != y))
                .min(row[j] + 1)
                .min(row[j + 1] + 1);
            corner = std::mem::replace(&mut row[j + 1], here);
        }
    }
    *row.last().unwrap_or(&0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str, environment: &[(&str, &str)]) -> Result<Start, Vec<String>> {
        let environment = environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        check(text, Path::new("/srv"), &environment)
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let text =
            "database_url = \"mysql://x\"\nlisten = 80\nfile = \"x\"\ncatch_mail = \"yes\"\n";
        let problems = with(
            text,
            &[("PORTICO_FILES", "s3://bucket"), ("PORTICO_LISTENN", "x")],
        )
        .unwrap_err();
        for wanted in [
            "line 2: listen must be a text",
            "line 3: unknown key file: did you mean files?",
            "line 4: catch_mail must be true or false",
            "line 1: database_url must begin with",
            "app_url is missing",
            "secret_key_file is missing",
            "not supported yet: give a folder",
            "PORTICO_LISTENN: did you mean PORTICO_LISTEN?",
        ] {
            assert!(
                problems.iter().any(|problem| problem.contains(wanted)),
                "{wanted} in {problems:#?}"
            );
        }
        let problems = with("files = 3", &[]).unwrap_err();
        assert!(!problems.iter().any(|it| it.contains("files is missing")));
    }

    #[test]
    fn a_file_that_cannot_be_read_to_its_end_lacks_nothing() {
        let problems = with("listen = \"127.0.0.1:80\nfiles = \"files\"\n", &[]).unwrap_err();
        assert!(
            problems.iter().all(|it| it.starts_with("line ")),
            "{problems:#?}"
        );
    }

    #[test]
    fn variables_go_before_the_file_and_paths_of_the_file_are_beside_it() {
        let text = "database_url = \"sqlite:a.db\"\nfiles = \"files\"\nsecret_key_file = \"/etc/key\"\napp_url = \"https://desk.test/\"";
        let start = with(
            text,
            &[
                ("PORTICO_FILES", "here"),
                ("PORTICO_AUTO_MIGRATE", "false"),
                ("PORTICO_X", "y"),
            ],
        )
        .unwrap();
        assert_eq!(start.config.database_url, "sqlite:/srv/a.db");
        assert_eq!(start.config.files, Path::new("here"));
        assert_eq!(start.config.secret_key_file, Path::new("/etc/key"));
        assert_eq!(start.config.app_url, "https://desk.test");
        assert!(!start.auto_migrate);
        assert!(
            start.unknown[0].starts_with(
                "unknown variable PORTICO_X: it is ignored (known: PORTICO_DATABASE_URL"
            )
        );
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        assert!(
            origin("http://localhost:8080").is_ok()
                && origin("http://a.localhost").is_ok()
                && origin("http://127.0.0.1:1").is_ok()
        );
        assert!(
            origin("http://desk.test").is_err()
                && origin("https://desk.test/x").is_err()
                && origin("desk.test").is_err()
        );
    }
}
