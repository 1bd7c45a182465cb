//! Pages that administrators wrote [L2]. Their source may use what [`super::rules`] allow and nothing else; it is drawn with limits on
//! steps and size (security.md E9), and the page must still hold what makes it work. What fails is told with its place.

use std::io;
use std::sync::Arc;

use locale::Locales;
use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Environment, ErrorKind, State, UndefinedBehavior, Value};
use serde::{Deserialize, Serialize};
use web::assets::Assets;

use super::rules;
use super::words;
use super::{Source, find};

/// The longest source, bytes.
pub const LONGEST: usize = 64 * 1024;
/// The largest page, bytes.
const LARGEST: usize = 1024 * 1024;
/// Steps of one page; the largest built-in one takes some hundreds.
const STEPS: u64 = 20_000;
/// The longest value that a text takes in.
const WORD: usize = 2_000;

/// Filters that can make much of little, or markup of text.
const NO_FILTERS: [&str; 20] = [
    "safe", "replace", "join", "indent", "format", "tojson", "pprint", "batch", "slice", "map",
    "groupby", "chain", "zip", "dictsort", "items", "attr", "sum", "string", "sort", "unique",
];

/// An administrator's source in place of a built-in page.
#[derive(Clone, Debug)]
pub struct Own {
    /// What they wrote.
    pub source: String,
    /// The templates whose macros it may use.
    pub imports: &'static [&'static str],
    /// What the page must hold.
    pub needs: Vec<Need>,
}

/// What a page must hold, whoever wrote it.
#[derive(Clone, Debug)]
pub enum Need {
    /// A form that is sent there with these fields, which a person fills in.
    Form {
        /// Where to.
        action: String,
        /// The fields' names.
        fields: &'static [&'static str],
    },
    /// A box of this name in the form that is sent there, and the text that it stands under.
    Box {
        /// Where to.
        action: String,
        /// The box's name.
        name: &'static str,
        /// The text, as HTML.
        text: String,
    },
    /// A link to what begins with this.
    Link(String),
}

/// Why a source is refused, or a page was not drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The key of a text with `name`.
    pub key: String,
    /// A word of the source, or the language's own message.
    pub name: String,
    /// The line, from 1; 0: the page as a whole.
    pub line: usize,
    /// The column, from 1; 0: not known.
    pub column: usize,
}

impl Fault {
    pub(super) fn new(key: &str, name: impl Into<String>, (line, column): (usize, usize)) -> Fault {
        Fault {
            key: key.into(),
            name: name.into(),
            line,
            column,
        }
    }
}

/// The failure of an administrator's page, on the answer that was drawn in its place.
#[derive(Clone, Debug)]
pub struct Failed(pub Fault);

/// An environment for sources of others: the built-in templates and words, without what can grow.
pub(super) fn environment(
    sources: &Arc<Vec<Source>>,
    locales: &'static Locales,
    assets: &'static Assets,
) -> Environment<'static> {
    let mut env = Environment::new();
    let sources = sources.clone();
    env.set_loader(move |name| Ok::<_, minijinja::Error>(find(&sources, name)));
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_fuel(Some(STEPS));
    env.set_recursion_limit(50);
    env.set_debug(true); // failures with their place
    words::add(&mut env, locales, assets);
    env.add_function("t", move |state: &mut State, key: &str, args: Kwargs| {
        bounded(&args)?;
        words::text(state, locales, key, &args)
    });
    for name in NO_FILTERS {
        env.remove_filter(name);
    }
    for name in ["namespace", "debug", "range", "dict"] {
        env.remove_global(name);
    }
    env
}

/// A text takes in short words only: a text within a text within a text would grow.
fn bounded(args: &Kwargs) -> Result<(), minijinja::Error> {
    for name in args.args() {
        let value: Value = args.get(name)?;
        let fits = match value.kind() {
            ValueKind::String => value.as_str().is_some_and(|text| text.len() <= WORD),
            ValueKind::Undefined | ValueKind::None | ValueKind::Bool | ValueKind::Number => true,
            _ => false,
        };
        if !fits {
            let what = format!("{name} is no short text");
            return Err(minijinja::Error::new(ErrorKind::InvalidOperation, what));
        }
    }
    Ok(())
}

/// Draws a source with these values, if it keeps the rules and the page holds what it must.
pub(super) fn draw(env: &Environment<'static>, own: &Own, values: Value) -> Result<String, Fault> {
    rules::check(&own.source, own.imports)?;
    let mut env = env.clone();
    let fault = |error: minijinja::Error| told(&own.source, &error);
    // under the name of a page it is escaped as one
    env.add_template_owned(NAME, own.source.clone())
        .map_err(fault)?;
    let mut page = Page(Vec::new());
    env.get_template(NAME)
        .map_err(fault)?
        .render_captured_to(values, &mut page)
        .map_err(fault)?;
    let html = String::from_utf8(page.0).map_err(|_| large())?;
    holds(&html, &own.needs)?;
    Ok(html)
}

/// What a source is called in messages.
pub(super) const NAME: &str = "page.html";

/// A page that is written to and does not outgrow its limit.
struct Page(Vec<u8>);

impl io::Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LARGEST {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn large() -> Fault {
    Fault::new("template-fault-large", "", (0, 0))
}

/// A failure of the template language, with its place where it is in the source itself.
pub(super) fn told(source: &str, error: &minijinja::Error) -> Fault {
    let is_ours = error.name().is_none_or(|name| name == NAME);
    let line = error.line().filter(|_| is_ours).unwrap_or(0);
    let start = error.range().filter(|_| is_ours).map(|range| range.start);
    let column = start.and_then(|at| source.get(..at)).map_or(0, |before| {
        before.chars().rev().take_while(|c| *c != '\n').count() + 1
    });
    let key = match error.kind() {
        ErrorKind::OutOfFuel => "template-fault-steps",
        ErrorKind::WriteFailure => "template-fault-large",
        _ => "template-fault-language",
    };
    let said = match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    };
    let said: String = said.chars().take(300).collect();
    Fault::new(key, said, (line, column))
}

/// Fails with the first thing that the page lacks.
fn holds(html: &str, needs: &[Need]) -> Result<(), Fault> {
    let forms = html::forms(html);
    let lacks = |key: &str, name: &str| Err(Fault::new(key, name, (0, 0)));
    for need in needs {
        match need {
            Need::Form { action, fields } => {
                let to = |form: &&html::Form| form.is_post && form.action == *action;
                let Some(form) = forms.iter().find(to) else {
                    return lacks("template-fault-form", action);
                };
                if !form.has_button {
                    return lacks("template-fault-button", action);
                }
                let filled = |name: &&str| {
                    let mut fields = form.fields.iter();
                    fields.any(|field| field.name == **name && field.kind != "hidden")
                };
                if let Some(name) = fields.iter().find(|name| !filled(name)) {
                    return lacks("template-fault-field", name);
                }
            }
            Need::Box { action, name, text } => {
                let is_box = |field: &html::Field| field.name == *name && field.kind == "checkbox";
                let mut to = forms.iter().filter(|form| form.action == *action);
                if !to.any(|form| form.fields.iter().any(is_box)) || !html.contains(text.trim()) {
                    return lacks("template-fault-box", name);
                }
            }
            Need::Link(path) => {
                if !html.contains(&format!("href=\"{}", html::escape(path))) {
                    return lacks("template-fault-link", path);
                }
            }
        }
    }
    Ok(())
}
