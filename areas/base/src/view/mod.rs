//! How a page is drawn. A handler answers a [`View`]: a template's name and plain data. One layer adds what every page of a
//! surface shares (the [`Shell`]: language, zone, who is signed in, the flash line), draws it, and draws failures the same way.

pub mod custom;
mod names;
mod rules;
mod stamps;
mod words;

use std::borrow::Cow;
use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use locale::{Locale, Locales};
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, context};
use serde::Serialize;
use web::assets::Assets;

use self::custom::{Failed, Fault, Own};
use self::names::Names;
use crate::error::{Error, Failure};
use crate::form::Unsent;
use crate::{App, Result};

/// Finds the source of a template, e.g. `tickets/portal_list.html`, or says that it has none.
pub type Source = fn(&str) -> Option<Cow<'static, str>>;

/// Templates, words and assets of the program.
pub struct Views {
    environment: Environment<'static>,
    /// Where administrators' sources are drawn.
    confined: Environment<'static>,
    sources: Arc<Vec<Source>>,
    /// The languages.
    pub locales: &'static Locales,
    /// Style sheets and scripts.
    pub assets: &'static Assets,
}

impl Views {
    /// Puts the sources of all areas together. Locales and assets live as long as the program.
    pub fn new(sources: Vec<Source>, locales: Locales, assets: Assets) -> Views {
        let locales: &'static Locales = Box::leak(Box::new(locales));
        let assets: &'static Assets = Box::leak(Box::new(assets));
        let sources = Arc::new(sources);
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let known = sources.clone();
        environment.set_loader(move |name| Ok::<_, minijinja::Error>(find(&known, name)));
        words::add(&mut environment, locales, assets);
        Views {
            environment,
            confined: custom::environment(&sources, locales, assets),
            sources,
            locales,
            assets,
        }
    }

    /// Draws a template, or a fragment, with these values in reach.
    ///
    /// # Errors
    /// [`Error::Internal`] when the template fails, with its place in the message.
    pub fn draw(&self, template: &str, values: Value) -> Result<String> {
        let failed =
            |error: minijinja::Error| Error::internal(format!("template {template}: {error:#}"));
        self.environment
            .get_template(template)
            .map_err(failed)?
            .render(values)
            .map_err(failed)
    }

    /// Draws an administrator's source with these values in reach.
    ///
    /// # Errors
    /// Why it was not drawn: the source breaks a rule, fails, or lacks what the page must hold.
    pub fn draw_own(&self, own: &Own, values: Value) -> Result<String, Fault> {
        custom::draw(&self.confined, own, values)
    }

    /// The source of a built-in template.
    pub fn source(&self, template: &str) -> Option<String> {
        find(&self.sources, template)
    }

    /// The languages that people can choose, each by its own name.
    pub fn languages(&self) -> Vec<(&'static str, String)> {
        let tags = self.locales.tags();
        let offered = tags.into_iter().filter(|tag| self.offers(tag));
        let named = |tag| (tag, self.locale(tag).text(&format!("language-{tag}"), &[]));
        offered.map(named).collect()
    }

    /// Whether people can choose this language.
    pub fn offers(&self, tag: &str) -> bool {
        tag != locale::PSEUDO && self.locales.tags().contains(&tag)
    }

    /// The language of this tag.
    pub fn locale(&self, tag: &str) -> &'static Locale {
        self.locales.get(tag)
    }
}

fn find(sources: &[Source], name: &str) -> Option<String> {
    sources
        .iter()
        .find_map(|source| source(name))
        .map(Cow::into_owned)
}

/// A page to draw: a template and its data.
#[derive(Clone, Debug)]
pub struct View {
    template: &'static str,
    data: Value,
    status: StatusCode,
}

impl View {
    /// A page from its template and anything that serde can read.
    pub fn new(template: &'static str, data: impl Serialize) -> View {
        View {
            template,
            data: Value::from(Serde(data)),
            status: StatusCode::OK,
        }
    }

    /// Its template.
    pub fn template(&self) -> &'static str {
        self.template
    }

    /// Its data.
    pub fn data(&self) -> &Value {
        &self.data
    }

    /// The same page as the answer to a form with mistakes, or another refusal.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> View {
        self.status = status;
        self
    }
}

impl IntoResponse for View {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Go there with a GET (303), with a line to show on arrival.
#[derive(Clone, Debug)]
pub struct Go {
    to: String,
    flash: Option<&'static str>,
    undo: Option<i64>,
    cookies: Vec<String>,
}

impl Go {
    /// To a path of this origin.
    pub fn to(path: impl Into<String>) -> Go {
        Go {
            to: path.into(),
            flash: None,
            undo: None,
            cookies: Vec::new(),
        }
    }

    /// Shows the text of this key on arrival.
    #[must_use]
    pub fn flash(mut self, key: &'static str) -> Go {
        self.flash = Some(key);
        self
    }

    /// Offers beside the line on arrival to undo what was done to this.
    #[must_use]
    pub fn undo(mut self, id: i64) -> Go {
        self.undo = Some(id);
        self
    }

    /// Sets a cookie on the way ([`web::cookie::write`]).
    #[must_use]
    pub fn cookie(mut self, cookie: String) -> Go {
        self.cookies.push(cookie);
        self
    }
}

impl IntoResponse for Go {
    fn into_response(self) -> Response {
        // a line belongs to the page that it was meant for, whichever opens first
        let path = plain_path(&self.to);
        let flash = self
            .flash
            .map(|key| web::cookie::write_at(path, "flash", key, 60));
        let undo = self
            .undo
            .map(|id| web::cookie::write_at(path, "undo", &id.to_string(), 60));
        let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, self.to)]).into_response();
        for cookie in self.cookies.iter().chain(&flash).chain(&undo) {
            let value =
                HeaderValue::from_str(cookie).expect("cookies are made of plain characters");
            response.headers_mut().append(header::SET_COOKIE, value);
        }
        response
    }
}

/// A path without what is asked of it and without its fragment.
fn plain_path(path: &str) -> &str {
    path.split(['?', '#']).next().unwrap_or("/")
}

/// `next` as a path of this origin, or nothing: never another site (security.md C8).
pub fn local_path(next: &str) -> Option<&str> {
    let plain = next.bytes().all(|b| b.is_ascii_graphic()) && !next.contains('\\');
    (plain && next.starts_with('/') && !next.starts_with("//")).then_some(next)
}

/// What the pages of a surface share.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The language's tag.
    pub lang: String,
    /// The reader's time zone.
    pub zone: String,
    /// The template that failures extend: `portal.html` or `desk.html`.
    pub layout: &'static str,
    /// What the layout needs: who is signed in, the site, its menu.
    pub data: Value,
}

/// What of a request the drawing needs.
#[derive(Clone, Debug)]
pub struct Asked {
    path: String,
    is_get: bool,
    flash: Option<String>,
    undo: Option<i64>,
    theme: Option<String>,
}

impl Asked {
    /// Reads it before the handler takes the request.
    pub fn new(request: &axum::extract::Request) -> Asked {
        let cookie = |name| web::cookie::read(request.headers(), name).map(str::to_owned);
        Asked {
            path: request
                .uri()
                .path_and_query()
                .map_or("/", |path| path.as_str())
                .to_owned(),
            is_get: request.method().is_safe(),
            flash: cookie("flash"),
            undo: cookie("undo").and_then(|id| id.parse().ok()),
            theme: cookie("theme").filter(|theme| matches!(theme.as_str(), "light" | "dark")),
        }
    }

    /// Where to come back to after signing in: this page, or the page that the form stood on.
    fn next(&self) -> &str {
        if self.is_get {
            &self.path
        } else {
            self.path.rsplit_once('/').map_or("/", |(parent, _)| parent)
        }
    }
}

/// Draws what a handler answered, if there is something to draw; everything else passes as it is.
pub fn draw(app: &App, shell: &Shell, asked: &Asked, mut response: Response) -> Response {
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        let unsent = response.extensions_mut().remove::<Unsent>();
        let unsent = unsent.map(|Unsent(text)| text).unwrap_or_default();
        return draw_failure(app, shell, asked, &failure.0, &unsent);
    }
    let Some(view) = response.extensions_mut().remove::<View>() else {
        return response;
    };
    let own = response.extensions_mut().remove::<Own>();
    let own = own.map(|own| {
        app.views
            .draw_own(&own, values(app, shell, asked, view.data.clone()))
    });
    let (html, failed) = match own {
        Some(Ok(html)) => (Ok(html), None),
        other => {
            let built_in = page(app, shell, asked, view.template, view.data);
            (built_in, other.and_then(Result::err))
        }
    };
    match html {
        Ok(html) => {
            let mut drawn = (view.status, axum::response::Html(html)).into_response();
            drawn.headers_mut().extend(
                std::mem::take(response.headers_mut())
                    .into_iter()
                    .filter_map(set_cookie),
            );
            if asked.flash.is_some() {
                forget_flash(drawn.headers_mut(), plain_path(&asked.path));
            }
            if let Some(fault) = failed {
                drawn.extensions_mut().insert(Failed(fault));
            }
            drawn
        }
        Err(error) => draw_failure(app, shell, asked, &error, ""),
    }
}

fn set_cookie(
    (name, value): (Option<http::HeaderName>, HeaderValue),
) -> Option<(http::HeaderName, HeaderValue)> {
    name.filter(|name| name == header::SET_COOKIE)
        .map(|name| (name, value))
}

fn forget_flash(headers: &mut HeaderMap, path: &str) {
    for name in ["flash", "undo"] {
        let gone = web::cookie::write_at(path, name, "", 0);
        headers.append(
            header::SET_COOKIE,
            HeaderValue::from_str(&gone).expect("a plain cookie"),
        );
    }
}

fn page(app: &App, shell: &Shell, asked: &Asked, template: &str, data: Value) -> Result<String> {
    app.views.draw(template, values(app, shell, asked, data))
}

/// The values that every template of a surface finds: the page's own over the shell's.
fn values(app: &App, shell: &Shell, asked: &Asked, data: Value) -> Value {
    let locale = app.views.locale(&shell.lang);
    let flash = asked.flash.as_deref().filter(|key| locale.has(key));
    let shared = context! {
        lang => &shell.lang, dir => locale.dir(), zone => &shell.zone, layout => shell.layout,
        flash, undo => asked.undo.filter(|_| flash.is_some()), theme => &asked.theme, path => &asked.path
    };
    Value::from_object(Names::of([data, shared, shell.data.clone()]))
}

/// The values of a page that is shown as an example: as [`Asked`] nothing in particular.
pub fn example(app: &App, shell: &Shell, path: &str, data: Value) -> Value {
    let asked = Asked {
        path: path.to_owned(),
        is_get: true,
        flash: None,
        undo: None,
        theme: None,
    };
    values(app, shell, &asked, data)
}

/// When to come back while the database is away.
const AGAIN_SECONDS: i64 = 10;

fn draw_failure(app: &App, shell: &Shell, asked: &Asked, error: &Error, unsent: &str) -> Response {
    if matches!(error, Error::SignIn) {
        return Go::to(format!("/sign-in?next={}", encode(asked.next()))).into_response();
    }
    if let Error::First(path) = error {
        return Go::to(*path).into_response();
    }
    let (status, title, text) = error.says();
    let reference = format!("{:x}", app.id());
    if let Error::Internal(cause) = error {
        tracing::error!(
            reference,
            path = asked.path,
            cause = &**cause as &dyn std::error::Error,
            "a request failed"
        );
    }
    if let Error::Unavailable(cause) = error {
        tracing::warn!(
            path = asked.path,
            cause = &**cause as &dyn std::error::Error,
            "a request was put off"
        );
    }
    let wait = match error {
        Error::Limited(seconds) => *seconds,
        Error::Unavailable(_) => AGAIN_SECONDS,
        _ => 0,
    };
    let minutes = (wait + 59) / 60;
    let largest = crate::config::FILE_BYTES * crate::config::FILES_AT_ONCE as u64;
    let data =
        context! { status => status.as_u16(), title, text, reference, minutes, largest, unsent };
    // what went well before is not said beside what did not
    let silent = Asked {
        flash: None,
        ..asked.clone()
    };
    let html = page(app, shell, &silent, "failure.html", data).unwrap_or_else(|broken| {
        format!("<!DOCTYPE html><title>{status}</title><h1>{status}</h1><!-- {broken:?} -->")
    });
    let mut response = (status, axum::response::Html(html)).into_response();
    if wait > 0 {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(wait));
    }
    response
}

/// Percent-encodes a path to stand in a query.
pub fn encode(text: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("writing to a string");
        }
    }
    out
}

/// An embedded file as a template's source.
pub fn embedded(file: Option<rust_embed::EmbeddedFile>) -> Option<Cow<'static, str>> {
    Some(match file?.data {
        Cow::Borrowed(bytes) => Cow::Borrowed(std::str::from_utf8(bytes).ok()?),
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8(bytes).ok()?),
    })
}

/// Makes `page`, the [`Source`] of an area, of the folders of its slices: with `"tickets/" in "src/tickets/pages/"` the template
/// `tickets/portal_list.html` is `src/tickets/pages/portal_list.html`. A debug build reads them there when it draws one first.
#[macro_export]
macro_rules! pages {
    ($($slice:literal in $folder:tt,)+) => {
        /// The source of one of this area's templates.
        pub fn page(name: &str) -> Option<std::borrow::Cow<'static, str>> {
            $(
                if let Some(file) = name.strip_prefix($slice) {
                    #[derive(rust_embed::Embed)]
                    #[folder = $folder]
                    struct Pages;
                    return $crate::view::embedded(Pages::get(file));
                }
            )+
            None
        }
    };
}
