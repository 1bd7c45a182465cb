//! The table of the portal's routes: who gets what.

/// What a visitor gets: a page, a redirect after the deed, sign-in, not there, not allowed, or a form's mistakes.
pub(crate) const OK: u16 = 200;
pub(crate) const DONE: u16 = 303;
pub(crate) const NONE: u16 = 404;
pub(crate) const NO: u16 = 403;
pub(crate) const EMPTY: u16 = 204;
pub(crate) const BAD: u16 = 422;
/// Sent to the sign-in page.
pub(crate) const IN: u16 = 1303;

/// Method, route, an address of it; then nobody, a stranger, a colleague, the requester, an agent (who is nobody in a portal).
/// `{t}` is the printer's ticket, `{h}` its thread, `{f}` a file of it, `{x}` a ticket that never was.
pub(crate) type Line = (&'static str, &'static str, &'static str, [u16; 5]);

#[rustfmt::skip] // a route is one line
pub(crate) const PORTAL: &[Line] = &[
    ("GET", "/", "/", [DONE, DONE, DONE, DONE, DONE]),
    ("GET", "/sign-in", "/sign-in", [OK, DONE, DONE, DONE, OK]),
    ("POST", "/sign-in", "/sign-in", [BAD, BAD, BAD, BAD, BAD]),
    ("GET", "/sign-out", "/sign-out", [OK, OK, OK, OK, OK]),
    ("GET", "/account", "/account", [IN, OK, OK, OK, IN]),
    ("POST", "/account", "/account", [IN, BAD, BAD, BAD, IN]),
    ("GET", "/account/security", "/account/security", [IN, OK, OK, OK, IN]),
    ("GET", "/account/privacy", "/account/privacy", [IN, OK, OK, OK, IN]),
    ("GET", "/account/data", "/account/data", [IN, OK, OK, OK, IN]),
    ("POST", "/account/data", "/account/data", [IN, DONE, DONE, DONE, IN]),
    ("POST", "/account/data/{id}", "/account/data/1", [IN, NONE, NONE, NONE, IN]),
    ("POST", "/account/mails", "/account/mails", [IN, DONE, DONE, DONE, IN]),
    ("POST", "/account/password", "/account/password", [IN, BAD, BAD, BAD, IN]),
    ("POST", "/account/sessions", "/account/sessions", [IN, DONE, DONE, DONE, IN]),
    ("POST", "/account/sessions/{id}", "/account/sessions/1", [IN, DONE, DONE, DONE, IN]),
    ("POST", "/account/addresses", "/account/addresses", [IN, BAD, BAD, BAD, IN]),
    ("POST", "/account/addresses/remove", "/account/addresses/remove", [IN, DONE, DONE, DONE, IN]),
    ("GET", "/account/addresses/{token}", "/account/addresses/1.x", [IN, NONE, NONE, NONE, IN]),
    ("POST", "/account/addresses/{token}", "/account/addresses/1.x", [IN, NONE, NONE, NONE, IN]),
    ("POST", "/account/consents/{id}", "/account/consents/1", [IN, DONE, DONE, DONE, IN]),
    ("POST", "/account/stay", "/account/stay", [IN, EMPTY, EMPTY, EMPTY, IN]),
    ("GET", "/account/factor", "/account/factor", [IN, OK, OK, OK, IN]),
    ("POST", "/account/factor", "/account/factor", [IN, BAD, BAD, BAD, IN]),
    ("GET", "/account/factor/off", "/account/factor/off", [IN, DONE, DONE, DONE, IN]),
    ("POST", "/account/factor/off", "/account/factor/off", [IN, BAD, BAD, BAD, IN]),
    ("GET", "/account/factor/codes", "/account/factor/codes", [IN, DONE, DONE, DONE, IN]),
    ("POST", "/account/factor/codes", "/account/factor/codes", [IN, DONE, DONE, DONE, IN]),
    ("GET", "/account/passkeys", "/account/passkeys", [IN, OK, OK, OK, IN]),
    ("POST", "/account/passkeys", "/account/passkeys", [IN, BAD, BAD, BAD, IN]),
    ("POST", "/account/passkeys/options", "/account/passkeys/options", [IN, OK, OK, OK, IN]),
    ("GET", "/account/passkeys/{id}", "/account/passkeys/{x}", [IN, NONE, NONE, NONE, IN]),
    ("POST", "/account/passkeys/{id}", "/account/passkeys/{x}", [IN, NONE, NONE, NONE, IN]),
    ("GET", "/account/passkeys/{id}/remove", "/account/passkeys/{x}/remove", [IN, NONE, NONE, NONE, IN]),
    ("POST", "/account/passkeys/{id}/remove", "/account/passkeys/{x}/remove", [IN, NONE, NONE, NONE, IN]),
    ("POST", "/account/prove", "/account/prove", [IN, OK, OK, OK, IN]),
    ("GET", "/sign-in/code", "/sign-in/code", [IN, IN, IN, IN, IN]),
    ("POST", "/sign-in/code", "/sign-in/code", [IN, IN, IN, IN, IN]),
    ("POST", "/sign-in/code/options", "/sign-in/code/options", [IN, IN, IN, IN, IN]),
    ("POST", "/sign-in/passkey", "/sign-in/passkey", [BAD, BAD, BAD, BAD, BAD]),
    ("POST", "/sign-in/passkey/options", "/sign-in/passkey/options", [OK, OK, OK, OK, OK]),
    ("GET", "/access-denied", "/access-denied", [NO, DONE, DONE, DONE, NO]),
    ("GET", "/consent", "/consent", [IN, DONE, DONE, DONE, IN]),
    ("POST", "/consent", "/consent", [IN, DONE, DONE, DONE, IN]),
    ("GET", "/check-mail", "/check-mail", [DONE, DONE, DONE, DONE, DONE]),
    ("POST", "/check-mail", "/check-mail", [DONE, DONE, DONE, DONE, DONE]),
    ("POST", "/sign-in/link", "/sign-in/link", [NONE, NONE, NONE, NONE, NONE]),
    ("GET", "/sign-in/link/{token}", "/sign-in/link/1.x", [NONE, NONE, NONE, NONE, NONE]),
    ("POST", "/sign-in/link/{token}", "/sign-in/link/1.x", [NONE, NONE, NONE, NONE, NONE]),
    ("GET", "/reset-password", "/reset-password", [OK, OK, OK, OK, OK]),
    ("POST", "/reset-password", "/reset-password", [BAD, BAD, BAD, BAD, BAD]),
    ("GET", "/reset-password/{token}", "/reset-password/1.x", [NONE, NONE, NONE, NONE, NONE]),
    ("POST", "/reset-password/{token}", "/reset-password/1.x", [NONE, NONE, NONE, NONE, NONE]),
    ("GET", "/register", "/register", [NONE, NONE, NONE, NONE, NONE]),
    ("POST", "/register", "/register", [NONE, NONE, NONE, NONE, NONE]),
    ("GET", "/register/{token}", "/register/1.x", [NONE, NONE, NONE, NONE, NONE]),
    ("POST", "/register/{token}", "/register/1.x", [NONE, NONE, NONE, NONE, NONE]),
    ("GET", "/invitation/{token}", "/invitation/1.x", [NONE, NONE, NONE, NONE, NONE]),
    ("POST", "/invitation/{token}", "/invitation/1.x", [NONE, NONE, NONE, NONE, NONE]),
    ("GET", "/{slug}", "/tickets-view", [IN, OK, OK, OK, IN]),
    ("GET", "/{slug}", "/another-slug", [NONE, NONE, NONE, NONE, NONE]),
    ("GET", "/{slug}/export.csv", "/tickets-view/export.csv", [IN, OK, OK, OK, IN]),
    ("GET", "/{slug}/new", "/tickets-view/new", [IN, OK, OK, OK, IN]),
    ("POST", "/{slug}/new", "/tickets-view/new", [IN, BAD, BAD, BAD, IN]),
    ("POST", "/{slug}/uploads", "/tickets-view/uploads", [IN, BAD, BAD, BAD, IN]),
    ("GET", "/{slug}/{id}", "/tickets-view/{t}", [IN, NONE, OK, OK, IN]),
    ("GET", "/{slug}/{id}", "/tickets-view/{x}", [IN, NONE, NONE, NONE, IN]),
    ("POST", "/{slug}/{id}/reply", "/tickets-view/{t}/reply", [IN, NONE, BAD, BAD, IN]),
    ("POST", "/{slug}/{id}/draft", "/tickets-view/{t}/draft", [IN, NONE, EMPTY, EMPTY, IN]),
    ("GET", "/{slug}/{id}/live", "/tickets-view/{x}/live", [IN, NONE, NONE, NONE, IN]),
    ("GET", "/files/{id}/{name}", "/files/{f}/x.txt", [IN, NONE, OK, OK, IN]),
    ("POST", "/{slug}/{id}/close", "/tickets-view/{t}/close", [IN, NONE, DONE, DONE, IN]),
    ("POST", "/{slug}/{id}/reopen", "/tickets-view/{t}/reopen", [IN, NONE, DONE, DONE, IN]),
    ("POST", "/sign-out", "/sign-out", [DONE, DONE, DONE, DONE, DONE]),
];
