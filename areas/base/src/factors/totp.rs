//! Codes of an authenticator app (RFC 6238): a secret shared with the app, and six digits that work once.

use db::Tx;
use qrcode::QrCode;
use qrcode::render::svg::Color;
use serde::Serialize;
use totp_rs::{Builder, Secret, Totp};

use super::{Person, Whose, changed, recovery, store};
use crate::event::Credential;
use crate::secret::Secret as Sealed;
use crate::{App, Error, Result, keys};

/// How long a secret that was shown waits for its first code.
const SETUP_MS: i64 = 15 * 60 * 1000;

/// An app that is being set up: nothing is stored until a code proves that it has the secret.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Setup {
    /// What the form brings back: until when, and a random text. The secret is derived from it, for this person only.
    token: String,
    /// For typing.
    secret: String,
    /// The same as a path of an SVG picture.
    qr: String,
    /// Modules along one side of the picture, with its margin.
    side: usize,
}

/// Begins setting up.
pub(super) fn begin(app: &App, person: &Person) -> Result<Setup> {
    shown(
        app,
        person,
        format!("{}.{}", app.now() + SETUP_MS, keys::random_text()),
    )
}

/// The same set-up again, after a wrong code; a new one when its time is over.
pub(super) fn again(app: &App, person: &Person, setup: &str) -> Result<Setup> {
    if is_current(app, setup) {
        shown(app, person, setup.to_owned())
    } else {
        begin(app, person)
    }
}

fn is_current(app: &App, setup: &str) -> bool {
    let until = setup
        .split_once('.')
        .and_then(|(until, _)| until.parse::<i64>().ok());
    until.is_some_and(|until| (app.now()..=app.now() + SETUP_MS).contains(&until))
}

/// Only the program can make this secret, and nobody's form makes another's.
fn secret_of(app: &App, whose: Whose, setup: &str) -> Secret {
    let Whose {
        account_id,
        kind,
        person_id,
    } = whose;
    let purpose = format!(
        "totp setup {} {account_id} {person_id} {setup}",
        kind.as_str()
    );
    Secret::from(app.keys.derive(&purpose)[..20].to_vec())
}

fn shown(app: &App, person: &Person, setup: String) -> Result<Setup> {
    let secret = secret_of(app, person.whose, &setup);
    let plain = |text: &str| text.replace(':', " ");
    let totp = Builder::new()
        .with_secret(secret.clone())
        .with_account_name(plain(&person.email))
        .with_issuer(Some(plain(&person.place)))
        .build()
        .map_err(failed)?;
    let code = QrCode::new(totp.to_url().map_err(failed)?).map_err(Error::internal)?;
    let drawn = code.render::<Color>().module_dimensions(1, 1).build();
    let path = drawn
        .rsplit_once(" d=\"")
        .and_then(|(_, rest)| rest.split('"').next())
        .unwrap_or_default();
    Ok(Setup {
        token: setup,
        secret: secret.to_base32(),
        qr: path.to_owned(),
        side: code.width() + 8,
    })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that `map_err` wants"
)]
fn failed(error: totp_rs::TotpError) -> Error {
    Error::internal(error.to_string())
}

fn totp(secret: Secret) -> Result<Totp> {
    Builder::new().with_secret(secret).build().map_err(failed)
}

/// The step that a code is of, if it is right now.
fn step(app: &App, secret: Secret, code: &str) -> Result<Option<i64>> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if code.len() != 6 {
        return Ok(None);
    }
    let seconds = u64::try_from(app.now() / 1000).unwrap_or_default();
    let step = totp(secret)?.check(&code, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// Turns the app's codes on, when the code fits the secret that was shown; answers the recovery codes.
///
/// # Errors
/// [`Error::Invalid`] when it does not fit, [`Error::Conflict`] when they are on already.
pub(super) async fn confirm(
    app: &App,
    person: &Person,
    setup: &str,
    code: &str,
) -> Result<Vec<String>> {
    let wrong = || Error::invalid("code", "error-code");
    let whose = person.whose;
    let secret = secret_of(app, whose, setup);
    let step = step(app, secret.clone(), code)?
        .filter(|_| is_current(app, setup))
        .ok_or_else(wrong)?;
    let sealed = Sealed::plain(secret.to_base32()).sealed(&app.keys, None)?;
    let tx = app.db.begin().await?;
    if !store::keep_secret(&tx, app, whose, sealed.stored(), step).await? {
        return Err(Error::Conflict("factor-on-already"));
    }
    let codes = recovery::renew(&tx, app, whose).await?;
    changed(&tx, app, &person.actor(), whose, Credential::FactorOn).await?;
    tx.commit().await?;
    Ok(codes)
}

/// Uses up a code of the app: true when it is right and was not used before.
pub(super) async fn use_up(tx: &Tx, app: &App, whose: Whose, code: &str) -> Result<bool> {
    let Some(secret) = store::secret(tx, whose).await? else {
        return Ok(false);
    };
    let secret = Sealed::plain(secret).open(&app.keys)?;
    let secret =
        Secret::try_from_base32(&secret).map_err(|error| Error::internal(error.to_string()))?;
    match step(app, secret, code)? {
        Some(step) => store::use_step(tx, whose, step).await,
        None => Ok(false),
    }
}
