//! The tree is what ARCHITECTURE.md says: names that are written down exist, files are short, libs know no product words,
//! arrows go one way.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            if !path.ends_with("target") && !path.ends_with("node_modules") {
                files(&path, endings, found);
            }
        } else if path
            .extension()
            .is_some_and(|ending| endings.iter().any(|known| ending == *known))
        {
            found.push(path);
        }
    }
}

fn sources(folders: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in folders {
        files(&root().join(folder), &["rs"], &mut found);
    }
    found.sort();
    let name = |path: &PathBuf| {
        path.strip_prefix(root())
            .expect("below the root")
            .display()
            .to_string()
    };
    found
        .iter()
        .map(|path| (name(path), fs::read_to_string(path).expect("a source")))
        .collect()
}

#[test]
fn no_file_is_longer_than_five_hundred_lines() {
    let long: Vec<String> = sources(&["src", "areas", "libs", "tests"])
        .into_iter()
        .filter(|(_, text)| text.lines().count() > 500)
        .map(|(name, text)| format!("{name}: {}", text.lines().count()))
        .collect();
    assert!(long.is_empty(), "split these: {long:?}");
}

#[test]
fn libs_know_no_product_words() {
    let words = ["ticket", "portal", "inbox", "helpdesk", "customer"];
    for (name, text) in sources(&["libs"]) {
        if name.contains("/tests") || name.contains("test") {
            continue;
        }
        let lower = text.to_lowercase();
        for word in words {
            // IMAP's own name for a mailbox
            let allowed = word == "inbox" && name.starts_with("libs/mail");
            assert!(allowed || !lower.contains(word), "{name} says {word}");
        }
    }
}

#[test]
fn only_libs_db_names_the_engine_and_arrows_between_areas_go_one_way() {
    let order = [
        "base", "people", "portals", "helpdesk", "channels", "notices",
    ];
    for (place, area) in order.iter().enumerate() {
        let manifest = fs::read_to_string(root().join(format!("areas/{area}/Cargo.toml")))
            .expect("a manifest");
        assert!(!manifest.contains("sqlx"), "{area} names sqlx");
        for later in &order[place + 1..] {
            assert!(
                !manifest.contains(&format!("\n{later} = ")),
                "{area} uses {later}, which is above it"
            );
        }
    }
    for lib in ["db", "jobs", "mail", "html", "web", "locale"] {
        let manifest =
            fs::read_to_string(root().join(format!("libs/{lib}/Cargo.toml"))).expect("a manifest");
        for area in order {
            assert!(
                !manifest.contains(&format!("\n{area} = ")),
                "the lib {lib} uses the area {area}"
            );
        }
    }
}

#[test]
fn no_portal_page_can_name_what_is_internal() {
    for (name, text) in sources(&["areas/helpdesk/src/tickets/portal", "areas/portals"]) {
        assert!(
            !text.contains("internal::") && !text.contains("internal_entries"),
            "{name} names internal entries"
        );
    }
}

/// A branch that no story draws would tell of a name that is not there only to the customer who gets no mail.
#[test]
fn templates_call_only_what_there_is() {
    let mut found = Vec::new();
    files(&root().join("areas"), &["html", "txt"], &mut found);
    let texts: Vec<(PathBuf, String)> = found
        .into_iter()
        .map(|path| (path.clone(), fs::read_to_string(path).expect("a template")))
        .collect();
    let mut known: Vec<&str> = vec!["t", "icon", "asset", "super"];
    for (_, text) in &texts {
        // macros, and the other names that they are imported by
        for mark in ["macro ", " as "] {
            let named = text.split(mark).skip(1);
            known.extend(named.filter_map(|it| it.split(['(', ' ', ',']).next()));
        }
    }
    for (path, text) in &texts {
        let tags = |open, close| {
            text.split(open)
                .skip(1)
                .map(move |it| it.split(close).next())
        };
        for tag in tags("{{", "}}").chain(tags("{%", "%}")).flatten() {
            for (at, _) in tag.match_indices('(') {
                let before = tag[..at].trim_end_matches(|c: char| c.is_alphanumeric() || c == '_');
                let name = &tag[before.len()..at];
                let is_other = before.ends_with(['.', '|']) || before.ends_with("is ");
                let is_word = ["", "in", "and", "or", "not", "if", "else"].contains(&name);
                assert!(
                    is_other || is_word || known.contains(&name),
                    "{} calls {name}, which is no function",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn files_that_the_documents_name_exist() {
    for document in [
        "README.md",
        "ARCHITECTURE.md",
        "STYLE.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
    ] {
        let text = fs::read_to_string(root().join(document)).expect("the document");
        for quoted in text.split('`').skip(1).step_by(2) {
            let known = [
                "src/",
                "areas/",
                "libs/",
                "tests/",
                "docs/",
                "migrations/",
                "locales/",
                "assets/",
                "bench/",
                ".ci/",
            ];
            let plain = quoted
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
            if plain && known.iter().any(|start| quoted.starts_with(start)) {
                assert!(root().join(quoted).exists(), "{document} names {quoted}");
            }
        }
    }
}
