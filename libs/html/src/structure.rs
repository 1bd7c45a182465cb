//! Puts tag soup in order before anything builds a tree of it.
//!
//! Parsing HTML takes time that grows with the square of the nesting (or of the attributes of one
//! tag), so a megabyte of `<div>` would keep a worker busy for minutes. Here the depth is bounded
//! in linear time. Tags come out properly nested and in places where they are valid, list items
//! inside lists and cells inside rows, so that what a browser builds is what we have seen, and
//! headings come out as bold paragraphs: nobody writes a heading that looks like the page's own.

use std::fmt::Write as _;

use crate::lexer::{Lexer, Tag, Token};
use crate::policy::{self, Form, Kind};

const DEEPEST: usize = 100;

/// Well-formed HTML of the tags in [`policy`]. Values of attributes are not judged yet.
pub(crate) fn arrange(html: &str) -> String {
    let mut builder = Builder {
        out: String::with_capacity(html.len()),
        open: Vec::new(),
    };
    let mut lexer = Lexer::new(html);
    while let Some(token) = lexer.next() {
        match token {
            Token::Text(text) => builder.text(text),
            Token::Close(name) => builder.close(name),
            Token::Open(tag) => match policy::form(tag.name) {
                Some(Form {
                    kind: Kind::Hidden,
                    name,
                }) => lexer.skip_element(name),
                Some(form) => builder.open(tag, &form),
                None => {}
            },
        }
    }
    builder.pop_to(0);
    builder.out
}

struct Builder {
    out: String,
    open: Vec<Form>,
}

impl Builder {
    fn text(&mut self, text: &str) {
        let blank = text.bytes().all(|byte| byte.is_ascii_whitespace());
        if !blank {
            self.make_room();
        }
        for (at, part) in text.split('<').enumerate() {
            if at > 0 {
                self.out.push_str("&lt;");
            }
            self.out.push_str(part);
        }
    }

    fn open(&mut self, tag: Tag, form: &Form) {
        match form.kind {
            Kind::Break | Kind::Picture => {
                self.make_room();
                self.write(form.name, Some(tag));
            }
            Kind::Rule => {
                self.close_paragraph();
                self.make_room();
                self.write(form.name, None);
            }
            Kind::Link => {
                self.pop_nearest(|open| open.kind == Kind::Link, is_cell);
                self.enter(tag, form);
            }
            Kind::Item => self.open_part(tag, form, Kind::List),
            Kind::Term => self.open_part(tag, form, Kind::Terms),
            Kind::Section => {
                if self.back_to(|open| open.kind == Kind::Table, |_| false) {
                    self.push(form.kind, form.name, Some(tag));
                }
            }
            Kind::Row => {
                if self.back_to(is_body, |_| false) {
                    self.push(form.kind, form.name, Some(tag));
                } else {
                    self.enter(tag, &DIV);
                }
            }
            Kind::Cell => self.open_cell(tag, form),
            Kind::Inline => self.enter(tag, form),
            _ => {
                self.close_paragraph();
                self.enter(tag, form);
            }
        }
    }

    /// Something that may stand wherever text may.
    fn enter(&mut self, tag: Tag, form: &Form) {
        self.make_room();
        self.push(form.kind, form.name, Some(tag));
    }

    /// An item of a list, or a plain block where there is no list.
    fn open_part(&mut self, tag: Tag, form: &Form, parent: Kind) {
        if self.back_to(|open| open.kind == parent, is_cell) {
            self.push(form.kind, form.name, Some(tag));
        } else {
            self.close_paragraph();
            self.enter(tag, &DIV);
        }
    }

    fn open_cell(&mut self, tag: Tag, form: &Form) {
        let in_row = self.back_to(
            |open| open.kind == Kind::Row,
            |open| open.kind == Kind::Table,
        );
        if in_row {
            self.push(form.kind, form.name, Some(tag));
        } else if self.back_to(is_body, |_| false) {
            self.push(Kind::Row, "tr", None);
            self.push(form.kind, form.name, Some(tag));
        } else {
            self.enter(tag, &DIV);
        }
    }

    fn close(&mut self, name: &str) {
        let Some(form) = policy::form(name) else {
            return;
        };
        let same = |open: &Form| open.kind == form.kind && open.name == form.name;
        match form.kind {
            Kind::Break => {
                self.make_room();
                self.write("br", None);
            }
            Kind::Table => self.pop_nearest(same, |_| false),
            Kind::Section | Kind::Row | Kind::Cell => {
                self.pop_nearest(same, |open| open.kind == Kind::Table);
            }
            // any heading's end ends any heading
            Kind::Paragraph => self.close_paragraph(),
            _ => self.pop_nearest(same, is_cell),
        }
    }

    fn close_paragraph(&mut self) {
        self.pop_nearest(|open| open.kind == Kind::Paragraph, is_cell);
    }

    /// Lists, tables and rows hold only their own parts: text in between gets one.
    fn make_room(&mut self) {
        match self.open.last().map(|open| open.kind) {
            Some(Kind::List) => self.push(Kind::Item, "li", None),
            Some(Kind::Terms) => self.push(Kind::Term, "dd", None),
            Some(Kind::Table | Kind::Section) => {
                self.push(Kind::Row, "tr", None);
                self.push(Kind::Cell, "td", None);
            }
            Some(Kind::Row) => self.push(Kind::Cell, "td", None),
            _ => {}
        }
    }

    fn push(&mut self, kind: Kind, name: &'static str, tag: Option<Tag>) {
        // parts of what is open already always fit, so that nothing is left without its place
        let is_part = matches!(
            kind,
            Kind::Item | Kind::Term | Kind::Section | Kind::Row | Kind::Cell
        );
        if self.open.len() < DEEPEST || is_part {
            self.write(name, tag);
            self.open.push(Form { kind, name });
        }
    }

    fn write(&mut self, name: &'static str, tag: Option<Tag>) {
        if is_heading(name) {
            self.out.push_str("<p><strong>");
            return;
        }
        self.out.push('<');
        self.out.push_str(name);
        for attribute in policy::attributes(name) {
            if let Some(value) = tag.and_then(|tag| tag.attribute(attribute)) {
                let _ = write!(self.out, " {attribute}=\"");
                self.out.push_str(&value.replace('"', "&quot;"));
                self.out.push('"');
            }
        }
        self.out.push('>');
    }

    /// Closes the nearest open element that fits, and all inside it, unless a wall is nearer.
    fn pop_nearest(&mut self, fits: impl Fn(&Form) -> bool, wall: impl Fn(&Form) -> bool) {
        if let Some(at) = self.nearest(fits, wall) {
            self.pop_to(at);
        }
    }

    /// Closes all inside the nearest open element that fits; says whether there is one.
    fn back_to(&mut self, fits: impl Fn(&Form) -> bool, wall: impl Fn(&Form) -> bool) -> bool {
        let found = self.nearest(fits, wall);
        if let Some(at) = found {
            self.pop_to(at + 1);
        }
        found.is_some()
    }

    fn nearest(&self, fits: impl Fn(&Form) -> bool, wall: impl Fn(&Form) -> bool) -> Option<usize> {
        let at = self
            .open
            .iter()
            .rposition(|open| fits(open) || wall(open))?;
        fits(&self.open[at]).then_some(at)
    }

    fn pop_to(&mut self, length: usize) {
        while self.open.len() > length {
            let Some(Form { name, .. }) = self.open.pop() else {
                return;
            };
            if is_heading(name) {
                self.out.push_str("</strong></p>");
            } else {
                let _ = write!(self.out, "</{name}>");
            }
        }
    }
}

const DIV: Form = Form {
    kind: Kind::Block,
    name: "div",
};

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

fn is_cell(open: &Form) -> bool {
    matches!(open.kind, Kind::Cell | Kind::Table)
}

/// What rows stand in.
fn is_body(open: &Form) -> bool {
    matches!(open.kind, Kind::Table | Kind::Section)
}
