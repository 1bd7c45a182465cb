//! What an administrator's source may say [L2]. The language bounds its steps, not its memory: a text that is doubled thirty times costs
//! thirty steps (dependencies.md, Spike B). So what can grow is not allowed: each value is a value of the page, a literal, or a short text
//! made of these; what a macro writes can only be shown; and no tag is so long that reading it goes deep.

use minijinja::machinery::ast::{BinOpKind, Call, CallArg, Expr, ForLoop, FromImport, Stmt};
use minijinja::machinery::{Span, Token, ast, parse, tokenize};
use minijinja::syntax::SyntaxConfig;

use super::custom::{Fault, LONGEST, NAME, told};

/// Functions, with `super` for what a block had before.
const WORDS: [&str; 4] = ["t", "icon", "asset", "super"];
const FILTERS: [&str; 19] = [
    "date",
    "datetime",
    "time",
    "size",
    "number",
    "default",
    "d",
    "e",
    "escape",
    "lower",
    "upper",
    "title",
    "capitalize",
    "trim",
    "length",
    "count",
    "first",
    "last",
    "urlencode",
];
const TESTS: [&str; 13] = [
    "defined",
    "undefined",
    "none",
    "eq",
    "equalto",
    "ne",
    "in",
    "startingwith",
    "endingwith",
    "true",
    "false",
    "string",
    "number",
];
/// Names that are given, so that nothing pretends to be them.
const GIVEN: [&str; 3] = ["layout", "lang", "zone"];
/// The longest literal text, bytes: what is done to one a thousand times must not take long.
const TEXT: usize = 2_000;
/// The most words of one tag, and the most `elif` of a source: reading goes as deep as these.
const TAG: usize = 400;
const TURNS: usize = 50;

type Checked = Result<(), Fault>;

/// Whether a source keeps the rules; these templates may lend it macros.
pub(super) fn check(source: &str, imports: &[&str]) -> Checked {
    if source.len() > LONGEST {
        return Err(Fault::new("template-fault-long", "", (0, 0)));
    }
    short_tags(source)?;
    let tree =
        parse(source, NAME, SyntaxConfig::default()).map_err(|error| told(source, &error))?;
    let mut rules = Rules {
        imports,
        locals: Vec::new(),
        macros: Vec::new(),
    };
    let top = std::slice::from_ref(&tree);
    rules.names(top)?;
    rules.statements(top)
}

/// The language reads tags by calling itself: long ones would use up the stack.
fn short_tags(source: &str) -> Checked {
    let (mut words, mut turns, mut begins) = (0, 0, Span::default());
    for token in tokenize(source, false, SyntaxConfig::default()) {
        let (token, span) = token.map_err(|error| told(source, &error))?;
        match token {
            Token::VariableStart | Token::BlockStart | Token::TemplateData(_) => {
                (words, begins) = (0, span);
            }
            _ => words += 1,
        }
        turns += usize::from(matches!(token, Token::Ident("elif")));
        if words > TAG || turns > TURNS {
            return Err(at("template-fault-tag", "", begins)); // one that never ends ends late
        }
    }
    Ok(())
}

fn at(key: &str, name: &str, span: Span) -> Fault {
    let place = (
        usize::from(span.start_line),
        usize::from(span.start_col) + 1,
    );
    Fault::new(key, name, place)
}

fn never(name: &str, span: Span) -> Checked {
    Err(at("template-fault-never", name, span))
}

struct Rules<'a> {
    imports: &'a [&'a str],
    /// What the source names itself.
    locals: Vec<&'a str>,
    /// The macros that it took in.
    macros: Vec<&'a str>,
}

impl<'a> Rules<'a> {
    /// Collects all names first: a rule must not depend on what comes before what.
    fn names(&mut self, all: &[Stmt<'a>]) -> Checked {
        for statement in all {
            match statement {
                Stmt::Set(it) => self.target(&it.target)?,
                Stmt::ForLoop(it) => self.target(&it.target)?,
                Stmt::FromImport(it) => self.lent(it, it.span())?,
                _ => {}
            }
            for body in bodies(statement) {
                self.names(body)?;
            }
        }
        Ok(())
    }

    fn target(&mut self, target: &Expr<'a>) -> Checked {
        match target {
            Expr::Var(it) if WORDS.contains(&it.id) || GIVEN.contains(&it.id) => {
                never(it.id, it.span())
            }
            Expr::Var(it) => {
                self.locals.push(it.id);
                Ok(())
            }
            Expr::Tuple(it) => it.items.iter().try_for_each(|item| self.target(item)),
            Expr::List(it) => it.items.iter().try_for_each(|item| self.target(item)),
            other => never("set", other.span()),
        }
    }

    fn lent(&mut self, import: &FromImport<'a>, span: Span) -> Checked {
        let named = import.expr.as_const();
        let from = named.as_ref().and_then(minijinja::Value::as_str);
        if !from.is_some_and(|from| self.imports.contains(&from)) {
            return never(from.unwrap_or("from"), span);
        }
        for (name, alias) in &import.names {
            match alias.as_ref().unwrap_or(name) {
                Expr::Var(it) if !WORDS.contains(&it.id) && !GIVEN.contains(&it.id) => {
                    self.macros.push(it.id);
                }
                other => return never("import", other.span()),
            }
        }
        Ok(())
    }

    fn statements(&self, all: &[Stmt<'a>]) -> Checked {
        all.iter().try_for_each(|it| self.statement(it))
    }

    fn statement(&self, statement: &Stmt<'a>) -> Checked {
        match statement {
            Stmt::EmitExpr(it) => match &it.expr {
                Expr::Call(call) if self.is_macro(call) => self.args(&call.args)?,
                shown => self.expression(shown)?,
            },
            Stmt::IfCond(it) => self.expression(&it.expr)?,
            Stmt::Set(it) => self.expression(&it.expr)?,
            Stmt::ForLoop(it) => self.each(it, it.span())?,
            Stmt::Extends(it) => {
                if !matches!(&it.name, Expr::Var(name) if name.id == "layout") {
                    return never("extends", it.span());
                }
            }
            Stmt::Template(_) | Stmt::EmitRaw(_) | Stmt::Block(_) | Stmt::FromImport(_) => {}
            other => {
                let (name, span) = named(other);
                return never(name, span);
            }
        }
        bodies(statement)
            .into_iter()
            .try_for_each(|body| self.statements(body))
    }

    fn each(&self, it: &ForLoop<'a>, span: Span) -> Checked {
        if it.recursive {
            return never("recursive", span);
        }
        self.expression(&it.iter)?;
        let mut filter = it.filter_expr.iter();
        filter.try_for_each(|it| self.expression(it))
    }

    fn is_macro(&self, call: &Call<'a>) -> bool {
        matches!(&call.expr, Expr::Var(name) if self.macros.contains(&name.id))
    }

    fn expression(&self, expression: &Expr<'a>) -> Checked {
        match expression {
            Expr::Const(it) if it.value.as_str().is_some_and(|text| text.len() > TEXT) => {
                Err(at("template-fault-tag", "", it.span()))
            }
            Expr::Var(_) | Expr::Const(_) => Ok(()),
            Expr::Slice(it) => {
                let mut parts = [&it.start, &it.stop, &it.step].into_iter().flatten();
                self.expression(&it.expr)?;
                parts.try_for_each(|part| self.expression(part))
            }
            Expr::UnaryOp(it) => self.expression(&it.expr),
            Expr::BinOp(it) => self.operator(it.op, &it.left, &it.right, it.span()),
            Expr::Compare(it) => {
                self.expression(&it.expr)?;
                it.ops.iter().try_for_each(|op| self.expression(&op.expr))
            }
            Expr::IfExpr(it) => {
                self.expression(&it.test_expr)?;
                self.expression(&it.true_expr)?;
                let mut otherwise = it.false_expr.iter();
                otherwise.try_for_each(|it| self.expression(it))
            }
            Expr::Filter(it) if FILTERS.contains(&it.name) => {
                it.expr.iter().try_for_each(|it| self.expression(it))?;
                self.args(&it.args)
            }
            Expr::Test(it) if TESTS.contains(&it.name) => {
                self.expression(&it.expr)?;
                self.args(&it.args)
            }
            Expr::Filter(it) => never(it.name, it.span()),
            Expr::Test(it) => never(it.name, it.span()),
            Expr::GetAttr(it) => self.expression(&it.expr),
            Expr::GetItem(it) => {
                self.expression(&it.expr)?;
                self.expression(&it.subscript_expr)
            }
            Expr::Call(it) => match &it.expr {
                Expr::Var(name) if WORDS.contains(&name.id) => self.args(&it.args),
                Expr::Var(name) => never(name.id, it.span()),
                _ => never("( )", it.span()),
            },
            Expr::List(it) => self.parts(&it.items),
            Expr::Tuple(it) => self.parts(&it.items),
            Expr::Map(it) => {
                self.parts(&it.keys)?;
                self.parts(&it.values)
            }
        }
    }

    /// Numbers are reckoned with literals only; texts are not put together at all.
    fn operator(&self, op: BinOpKind, left: &Expr<'a>, right: &Expr<'a>, span: Span) -> Checked {
        let sign = match op {
            BinOpKind::Add => "+",
            BinOpKind::Mul => "*",
            BinOpKind::Pow => "**",
            BinOpKind::Concat => "~",
            BinOpKind::Sub if !is_small(right) => "-",
            BinOpKind::Div if !is_small(right) => "/",
            BinOpKind::FloorDiv if !is_small(right) => "//",
            BinOpKind::Rem if !is_small(right) => "%",
            _ => {
                self.expression(left)?;
                return self.expression(right);
            }
        };
        never(sign, span)
    }

    /// What a list is made of is not of the source's own naming: lists of lists of lists would grow.
    fn parts(&self, parts: &[Expr<'a>]) -> Checked {
        for part in parts {
            self.expression(part)?;
            if let Some((name, span)) = self.local(part) {
                return Err(at("template-fault-list", name, span));
            }
        }
        Ok(())
    }

    /// A name of the source's own that a list would hold; a word that was made of one is a short text.
    fn local(&self, part: &Expr<'a>) -> Option<(&'a str, Span)> {
        match part {
            Expr::Var(it) => self.locals.contains(&it.id).then(|| (it.id, it.span())),
            Expr::UnaryOp(it) => self.local(&it.expr),
            Expr::BinOp(it) => self.local(&it.left).or_else(|| self.local(&it.right)),
            Expr::IfExpr(it) => {
                let otherwise = it.false_expr.as_ref().and_then(|it| self.local(it));
                self.local(&it.true_expr).or(otherwise)
            }
            Expr::Filter(it) => {
                let args = it.args.iter().find_map(|arg| self.local(value(arg)));
                args.or_else(|| it.expr.as_ref().and_then(|it| self.local(it)))
            }
            Expr::Slice(it) => self.local(&it.expr),
            Expr::GetAttr(it) => self.local(&it.expr),
            Expr::GetItem(it) => self.local(&it.expr),
            // yes or no, or a short text
            Expr::Const(_) | Expr::Call(_) | Expr::Compare(_) | Expr::Test(_)
            // looked into already
            | Expr::List(_) | Expr::Tuple(_) | Expr::Map(_) => None,
        }
    }

    fn args(&self, args: &[CallArg<'a>]) -> Checked {
        args.iter().try_for_each(|arg| match arg {
            CallArg::Pos(it) | CallArg::Kwarg(_, it) => self.expression(it),
            CallArg::PosSplat(it) | CallArg::KwargSplat(it) => never("*", it.span()),
        })
    }
}

fn value<'b, 'a>(arg: &'b CallArg<'a>) -> &'b Expr<'a> {
    match arg {
        CallArg::Pos(it)
        | CallArg::Kwarg(_, it)
        | CallArg::PosSplat(it)
        | CallArg::KwargSplat(it) => it,
    }
}

fn is_small(number: &Expr<'_>) -> bool {
    let Expr::Const(it) = number else {
        return false;
    };
    u32::try_from(it.value.clone()).is_ok_and(|number| number > 0)
}

/// What stands within a statement.
fn bodies<'b, 'a>(statement: &'b Stmt<'a>) -> Vec<&'b [Stmt<'a>]> {
    match statement {
        Stmt::Template(it) => vec![&it.children],
        Stmt::ForLoop(it) => vec![&it.body, &it.else_body],
        Stmt::IfCond(it) => vec![&it.true_body, &it.false_body],
        Stmt::Block(it) => vec![&it.body],
        _ => Vec::new(),
    }
}

/// What a statement that is not allowed is called.
fn named(statement: &Stmt<'_>) -> (&'static str, Span) {
    fn span<T>(it: &ast::Spanned<T>) -> Span {
        it.span()
    }
    match statement {
        Stmt::WithBlock(it) => ("with", span(it)),
        Stmt::SetBlock(it) => ("set", span(it)),
        Stmt::AutoEscape(it) => ("autoescape", span(it)),
        Stmt::FilterBlock(it) => ("filter", span(it)),
        Stmt::Import(it) => ("import", span(it)),
        Stmt::Include(it) => ("include", span(it)),
        Stmt::Macro(it) => ("macro", span(it)),
        Stmt::CallBlock(it) => ("call", span(it)),
        Stmt::Do(it) => ("do", span(it)),
        Stmt::Template(it) => ("template", span(it)),
        Stmt::EmitExpr(it) => ("{{", span(it)),
        Stmt::EmitRaw(it) => ("raw", span(it)),
        Stmt::ForLoop(it) => ("for", span(it)),
        Stmt::IfCond(it) => ("if", span(it)),
        Stmt::Set(it) => ("set", span(it)),
        Stmt::Block(it) => ("block", span(it)),
        Stmt::FromImport(it) => ("from", span(it)),
        Stmt::Extends(it) => ("extends", span(it)),
    }
}
