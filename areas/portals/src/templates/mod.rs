//! The pages of signing in that administrators may write anew [A13]. A source is judged when it is saved, by drawing it with examples,
//! and again each time that it is drawn: what fails, or lacks what the page is for, is replaced by the built-in page, and said so at the
//! desk. Whatever a page looks like, its headers are Portico's.

mod sample;
mod settings;
mod store;

pub use settings::routes as settings_routes;
pub use store::{Stored, list};

use axum::response::Response;
use base::view::custom::{Failed, Fault, Need, Own};
use base::view::{self, Asked, Shell};
use base::{App, Result, View};
use db::Tx;
use minijinja::Value;

/// A page that can be written anew.
#[derive(Debug)]
pub struct Page {
    /// What it is called in addresses and files.
    pub name: &'static str,
    template: &'static str,
    /// Whether somebody is signed in who sees it.
    is_inside: bool,
}

const fn page(name: &'static str, template: &'static str, is_inside: bool) -> Page {
    Page {
        name,
        template,
        is_inside,
    }
}

/// All of them.
pub const PAGES: [Page; 8] = [
    page("sign-in", "signin/sign_in.html", false),
    page("register", "registration/register.html", false),
    page("check-mail", "signin/check_mail.html", false),
    page("reset-request", "signin/reset_ask.html", false),
    page("reset", "signin/reset.html", false),
    page("signed-out", "signin/signed_out.html", false),
    page("access-denied", "signin/denied.html", true),
    page("consent", "signin/consent.html", true),
];

/// The page of this name.
pub fn named(name: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.name == name)
}

/// The templates whose macros a source may use.
const IMPORTS: &[&str] = &[
    "_problems.html",
    "signin/_password.html",
    "factors/_prove.html",
];

impl Page {
    /// As Portico brings it.
    pub fn original(&self, app: &App) -> String {
        app.views.source(self.template).unwrap_or_default()
    }

    fn own(&self, source: String, data: &Value) -> Own {
        Own {
            source,
            imports: IMPORTS,
            needs: self.needs(data),
        }
    }

    /// What this page is for, with this data.
    fn needs(&self, data: &Value) -> Vec<Need> {
        let of = |name: &str| data.get_attr(name).unwrap_or_default();
        let form = |action: &str, fields| Need::Form {
            action: action.to_owned(),
            fields,
        };
        let agree = |action: &str| {
            let text = of("consent").get_attr("text").unwrap_or_default();
            let shown = of("consent").is_true().then(|| Need::Box {
                action: action.to_owned(),
                name: "consent",
                text: text.to_string(),
            });
            shown.into_iter()
        };
        match self.name {
            "sign-in" => {
                let own = of("has_own_logins").is_true();
                let own = own.then(|| form("/sign-in", &["email", "password"]));
                own.into_iter().chain(links(&of("buttons"))).collect()
            }
            "register" => {
                let fields = &["email", "first_name", "last_name", "password"];
                let filled = form("/register", fields);
                std::iter::once(filled).chain(agree("/register")).collect()
            }
            "check-mail" => vec![form("/check-mail", &[])],
            "reset-request" => vec![form("/reset-password", &["email"])],
            "reset" => vec![form(&of("action").to_string(), &["password"])],
            "access-denied" if of("email").is_true() => vec![form("/sign-out", &[])],
            "signed-out" | "access-denied" => vec![Need::Link("/sign-in".into())],
            "consent" => std::iter::once(form("/consent", &[]))
                .chain(agree("/consent"))
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// The ways in by single sign-on.
fn links(buttons: &Value) -> Vec<Need> {
    let each = buttons.try_iter().into_iter().flatten();
    let href = |button: Value| button.get_attr("href").unwrap_or_default().to_string();
    each.map(|button| Need::Link(href(button))).collect()
}

/// Draws what a handler answered: from the portal's own source where the page has one, else as any page.
pub async fn draw(
    app: &App,
    (account_id, portal_id): (i64, i64),
    shell: &Shell,
    asked: &Asked,
    mut answer: Response,
) -> Response {
    let view = answer.extensions().get::<View>();
    let found = view.and_then(|view| {
        let page = PAGES.iter().find(|it| it.template == view.template())?;
        Some((page, view.data().clone()))
    });
    let Some((page, data)) = found else {
        return view::draw(app, shell, asked, answer);
    };
    match store::source(&app.db, account_id, portal_id, page.name).await {
        Ok(Some(source)) => drop(answer.extensions_mut().insert(page.own(source, &data))),
        Ok(None) => {}
        Err(error) => tracing::warn!(page = page.name, ?error, "a page's source was not read"),
    }
    let mut drawn = view::draw(app, shell, asked, answer);
    if let Some(Failed(fault)) = drawn.extensions_mut().remove() {
        tracing::warn!(
            page = page.name,
            portal_id,
            ?fault,
            "a page's own source failed"
        );
        let kept = store::failed(app, (account_id, portal_id), page.name, &fault).await;
        if let Err(error) = kept {
            tracing::warn!(page = page.name, ?error, "its failure was not kept");
        }
    }
    drawn
}

/// Draws a source with the examples, first as the page is opened, then as it comes back with mistakes; answers the first.
///
/// # Errors
/// Why it is refused.
pub fn judge(app: &App, shell: &Shell, page: &Page, source: &str) -> Result<String, Fault> {
    let drawn = [false, true].map(|wrong| {
        let data = sample::data(page, wrong);
        let own = page.own(source.to_owned(), &data);
        let values = view::example(app, shell, sample::path(page), data);
        app.views.draw_own(&own, values)
    });
    let [opened, wrong] = drawn;
    wrong.and(opened)
}

/// Makes a judged source the portal's; the built-in one is no source of its own. Answers whether anything changed.
pub async fn save(
    tx: &Tx,
    app: &App,
    account_id: i64,
    portal_id: i64,
    page: &Page,
    source: &str,
) -> Result<bool> {
    let (source, name) = (source.trim(), page.name);
    let before = store::source(tx, account_id, portal_id, name).await?;
    if source.is_empty() || source == page.original(app).trim() {
        store::remove(tx, account_id, portal_id, name).await?;
        return Ok(before.is_some());
    }
    if before.as_deref() == Some(source) {
        return Ok(false);
    }
    store::put(tx, app, (account_id, portal_id), name, source).await?;
    Ok(true)
}

/// The shell of examples: a portal with these settings.
pub fn example_shell(
    page: &Page,
    company: &str,
    language: &str,
    settings: &crate::portals::Settings,
) -> Shell {
    sample::shell(page, company, language, settings)
}
