//! What forms stand on a page that we drew: where each leads, what it sends, whether it can be sent.

use crate::lexer::{Lexer, Tag, Token};
use crate::text::decode;

/// A form that a reader can see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Where it is sent.
    pub action: String,
    /// Whether by POST.
    pub is_post: bool,
    /// What it sends, in order.
    pub fields: Vec<Field>,
    /// Whether a button sends it.
    pub has_button: bool,
}

/// A field with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type: `checkbox`, `hidden`, `text` where none is said.
    pub kind: String,
}

/// Elements whose content is no part of the page.
const APART: [&str; 8] = [
    "script", "style", "template", "textarea", "title", "noscript", "iframe", "select",
];

/// The forms of a page. What is hidden or switched off is not there: not the form, not the field.
pub fn forms(html: &str) -> Vec<Form> {
    let mut all = Vec::new();
    let mut open: Option<(Form, bool)> = None;
    let mut lexer = Lexer::new(html);
    while let Some(token) = lexer.next() {
        match token {
            Token::Open(tag) if is(tag.name, "form") => {
                // a form within a form is none
                open.get_or_insert_with(|| (form(&tag), has(&tag, "hidden")));
            }
            Token::Close(name) if is(name, "form") => {
                all.extend(open.take().filter(|(_, hidden)| !hidden).map(|it| it.0));
            }
            Token::Open(tag) => {
                if let Some((form, _)) = &mut open {
                    add(form, &tag);
                }
                if let Some(name) = APART.iter().find(|name| is(tag.name, name)) {
                    lexer.skip_element(name);
                }
            }
            Token::Text(_) | Token::Close(_) => {}
        }
    }
    all
}

fn is(name: &str, other: &str) -> bool {
    name.eq_ignore_ascii_case(other)
}

fn has(tag: &Tag, name: &str) -> bool {
    tag.attribute(name).is_some()
}

fn value(tag: &Tag, name: &str) -> String {
    let written = tag.attribute(name).unwrap_or_default();
    decode(&written.replace("&#x2f;", "/")) // as templates write it
}

fn form(tag: &Tag) -> Form {
    Form {
        action: value(tag, "action"),
        is_post: is(&value(tag, "method"), "post"),
        ..Form::default()
    }
}

fn add(form: &mut Form, tag: &Tag) {
    if has(tag, "hidden") || has(tag, "disabled") {
        return;
    }
    let kind = value(tag, "type").to_ascii_lowercase();
    let is_input = is(tag.name, "input");
    if (is(tag.name, "button") && matches!(kind.as_str(), "" | "submit"))
        || (is_input && matches!(kind.as_str(), "submit" | "image"))
    {
        // one that leads elsewhere does not send this form to where it says
        form.has_button |= !has(tag, "formaction");
    }
    let is_field = is_input || is(tag.name, "select") || is(tag.name, "textarea");
    let name = value(tag, "name");
    if is_field && !name.is_empty() {
        let kind = if kind.is_empty() { "text".into() } else { kind };
        form.fields.push(Field { name, kind });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_found_as_a_browser_would() {
        let found = forms(
            "<!-- <form action=/gone><button></form> --><FORM Action='&#x2f;in' method=POST>
             <input name=email type=EMAIL><input name=off disabled><input name=away hidden>
             <script>'<input name=fake>'</script><textarea name=text><input name=typed></textarea><button>Go</button></FORM>
             <form action=/elsewhere hidden><button></form><form action=/none><button type=button><button formaction=/x></form>",
        );
        let names: Vec<_> = found[0].fields.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["email", "text"]);
        assert_eq!(
            (found[0].action.as_str(), found[0].fields[0].kind.as_str()),
            ("/in", "email")
        );
        assert!(found[0].is_post && found[0].has_button);
        assert_eq!((found.len(), found[1].has_button), (2, false));
    }
}
