//! What machines can tell about a screen: accessibility, nothing too wide, a silent console, correct HTML.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Visitor;

const AXE: &str = "
const [done] = arguments;
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const say = (rule) => `${rule.id} (${rule.impact}): ${rule.help}: `
  + rule.nodes.map((node) => `${node.target.join(' ')} ${node.any.concat(node.all, node.none).map((check) => check.message).join('; ')}`).join(' | ');
axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
  .then((results) => done(results.violations.map(say)), (error) => done([`axe failed: ${error}`]));";

const WIDE: &str = "
const page = document.documentElement;
if (page.scrollWidth <= page.clientWidth) return [];
const outside = ({ left, right, width }) => width > 0 && (right > page.clientWidth + 1 || left < -1);
const seen = (element) => element.checkVisibility({ contentVisibilityAuto: true });
return [...document.body.querySelectorAll('*')].filter((element) => seen(element) && outside(element.getBoundingClientRect()))
  .map((element) => `wider than the window: ${element.outerHTML.slice(0, 120)}`).slice(0, 5).concat('it scrolls sideways');";

const FETCH: &str = "
const [done] = arguments;
fetch(location.href, { headers: { Accept: 'text/html' } })
  .then(async (answer) => done({ status: answer.status, text: await answer.text() }));";

/// This crate's folder, with what npm has brought.
fn modules() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("node_modules");
    assert!(
        folder.exists(),
        "there is no {}: run `npm ci` in tests/browser",
        folder.display()
    );
    folder
}

/// What axe finds wrong with the page as it stands.
pub async fn axe(visitor: &Visitor) -> Vec<String> {
    if visitor.run("return typeof axe", &[]).await != json!("object") {
        let source = fs::read_to_string(modules().join("axe-core/axe.min.js")).expect("axe-core");
        visitor.run(&source, &[]).await;
    }
    lines(&visitor.run_slowly(AXE, &[]).await)
}

/// What makes the page scroll sideways.
pub async fn overflows(visitor: &Visitor) -> Vec<String> {
    lines(&visitor.run(WIDE, &[]).await)
}

fn lines(list: &Value) -> Vec<String> {
    let text = |line: &Value| line.as_str().unwrap_or_default().to_owned();
    list.as_array().into_iter().flatten().map(text).collect()
}

/// Pages as the server sent them, to be checked together: the checker takes a while to start.
pub struct Sources {
    folder: TempDir,
}

impl Default for Sources {
    fn default() -> Sources {
        Sources {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }
}

impl Sources {
    /// Fetches the page the visitor is on once more and keeps its text; answers its status.
    pub async fn keep(&self, visitor: &Visitor, name: &str) -> u64 {
        let answer = visitor.run_slowly(FETCH, &[]).await;
        let text = answer["text"].as_str().expect("a page");
        fs::write(self.folder.path().join(format!("{name}.html")), text).expect("a file");
        answer["status"].as_u64().expect("a status")
    }

    /// What html-validate finds wrong with them.
    pub fn mistakes(&self) -> Vec<String> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let answer = Command::new("node")
            .arg(modules().join("html-validate/bin/html-validate.mjs"))
            .arg("--config")
            .arg(here.join("html-validate.json"))
            .args(["--formatter", "json"])
            .arg(self.folder.path())
            .output()
            .expect("node runs");
        let found: Value = serde_json::from_slice(&answer.stdout).unwrap_or_else(|_| {
            panic!(
                "html-validate says {}",
                String::from_utf8_lossy(&answer.stderr)
            )
        });
        found
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(mistakes_of)
            .collect()
    }
}

fn mistakes_of(file: &Value) -> Vec<String> {
    let path = file["filePath"].as_str().unwrap_or_default();
    let name = Path::new(path)
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let say = |one: &Value| {
        format!(
            "{name}:{}: {}: {}",
            one["line"],
            one["ruleId"].as_str().unwrap_or_default(),
            one["message"].as_str().unwrap_or_default()
        )
    };
    file["messages"]
        .as_array()
        .into_iter()
        .flatten()
        .map(say)
        .collect()
}
