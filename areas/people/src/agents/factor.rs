//! The second factor of an agent: a secret shared with an authenticator app, and six digits that work once.

use base::secret::Secret as Sealed;
use base::{App, Error, Result, keys};
use db::Tx;
use qrcode::QrCode;
use qrcode::render::svg::Color;
use serde::Serialize;
use totp_rs::{Builder, Secret, Totp};

use super::{Agent, store};

/// How long a secret that was shown waits for its first code.
const SETUP_MS: i64 = 15 * 60 * 1000;

/// A second factor that is being set up: nothing is stored until a code proves that an app has the secret.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Setup {
    /// What the form brings back: until when, and a random text. The secret is derived from it, for this agent only.
    token: String,
    /// For typing.
    secret: String,
    /// The same as a path of an SVG picture.
    qr: String,
    /// Modules along one side of the picture, with its margin.
    side: usize,
}

/// Begins setting up.
pub(super) fn begin(app: &App, agent: &Agent) -> Result<Setup> {
    shown(
        app,
        agent,
        format!("{}.{}", app.now() + SETUP_MS, keys::random_text()),
    )
}

/// The same set-up again, after a wrong code; a new one when its time is over.
pub(super) fn again(app: &App, agent: &Agent, setup: &str) -> Result<Setup> {
    if is_current(app, setup) {
        shown(app, agent, setup.to_owned())
    } else {
        begin(app, agent)
    }
}

fn is_current(app: &App, setup: &str) -> bool {
    let until = setup
        .split_once('.')
        .and_then(|(until, _)| until.parse::<i64>().ok());
    until.is_some_and(|until| (app.now()..=app.now() + SETUP_MS).contains(&until))
}

/// Only the program can make this secret, and no agent's form makes another's.
fn secret_of(app: &App, agent: &Agent, setup: &str) -> Secret {
    let bytes = app.keys.derive(&format!(
        "totp setup {} {} {setup}",
        agent.account_id, agent.id
    ));
    Secret::from(bytes[..20].to_vec())
}

fn shown(app: &App, agent: &Agent, setup: String) -> Result<Setup> {
    let secret = secret_of(app, agent, &setup);
    let plain = |text: &str| text.replace(':', " ");
    let builder = Builder::new()
        .with_secret(secret.clone())
        .with_account_name(plain(&agent.email));
    let totp = builder
        .with_issuer(Some(plain(&agent.company)))
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
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    let seconds = u64::try_from(app.now() / 1000).unwrap_or_default();
    let step = totp(secret)?.check(&code, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// Turns the second factor on, when the code fits the secret that was shown.
///
/// # Errors
/// [`Error::Invalid`] when it does not.
pub(super) async fn confirm(app: &App, agent: &Agent, setup: &str, code: &str) -> Result<()> {
    let wrong = || Error::invalid("code", "error-code");
    let secret = secret_of(app, agent, setup);
    let step = step(app, secret.clone(), code)?
        .filter(|_| is_current(app, setup))
        .ok_or_else(wrong)?;
    let sealed = Sealed::plain(secret.to_base32()).sealed(&app.keys, None)?;
    let tx = app.db.begin().await?;
    store::set_totp(&tx, agent.account_id, agent.id, Some(sealed.stored())).await?;
    store::use_step(&tx, agent.account_id, agent.id, step).await?;
    tx.commit().await?;
    Ok(())
}

/// Uses up a code of an agent: true when it is right and was not used before.
pub(super) async fn use_up(
    tx: &Tx,
    app: &App,
    account_id: i64,
    agent_id: i64,
    code: &str,
) -> Result<bool> {
    let Some(secret) = store::totp_secret(tx, account_id, agent_id).await? else {
        return Ok(false);
    };
    let secret = Sealed::plain(secret).open(&app.keys)?;
    let secret =
        Secret::try_from_base32(&secret).map_err(|error| Error::internal(error.to_string()))?;
    match step(app, secret, code)? {
        Some(step) => store::use_step(tx, account_id, agent_id, step).await,
        None => Ok(false),
    }
}
