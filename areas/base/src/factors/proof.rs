//! Proving oneself again before something is given up: a session alone, perhaps left open, is not enough.

use super::passkeys::{self, Answer, Door};
use super::{Owner, Person, use_code};
use crate::form::Posted;
use crate::sessions::attempts;
use crate::{App, Error, Result, password};

impl Person {
    /// Where they prove themselves by a passkey.
    pub(super) fn door(&self) -> Door<'_> {
        Door {
            origin: &self.origin,
            kind: self.whose.kind,
            account_id: self.whose.account_id,
        }
    }
}

/// Checks what the form brings: a passkey's answer, else a code, else the password.
///
/// # Errors
/// [`Error::Invalid`] when it proves nothing, [`Error::Limited`] after too many tries.
pub(super) async fn check<O: Owner>(app: &App, owner: &O, form: &Posted) -> Result<()> {
    let person = owner.person();
    let whose = person.whose;
    let key = format!("prove {} {}", whose.kind.as_str(), whose.person_id);
    attempts::check(&app.db, app, whose.account_id, &key, 1).await?;
    let proved = if form.has("passkey") {
        by_passkey(app, person, form).await
    } else if form.has("code") {
        by_code(app, person, form.text("code")).await
    } else {
        by_password(app, owner, form.text("password").to_owned()).await
    };
    if let Err(Error::Invalid(_)) = &proved {
        attempts::failed(app, whose.account_id, &key).await?;
        return proved;
    }
    proved?;
    let tx = app.db.begin().await?;
    attempts::forget(&tx, whose.account_id, &key).await?;
    tx.commit().await?;
    Ok(())
}

async fn by_passkey(app: &App, person: &Person, form: &Posted) -> Result<()> {
    let answer = Answer {
        ceremony: form.text("ceremony"),
        passkey: form.text("passkey"),
    };
    passkeys::finish_using(app, &person.door(), Some(person.whose), answer).await?;
    Ok(())
}

async fn by_code(app: &App, person: &Person, code: &str) -> Result<()> {
    let tx = app.db.begin().await?;
    let used = use_code(&tx, app, &person.actor(), person.whose, code).await?;
    used.ok_or_else(|| Error::invalid("code", "error-code"))?;
    tx.commit().await?;
    Ok(())
}

async fn by_password(app: &App, owner: &impl Owner, word: String) -> Result<()> {
    let stored = owner.password_hash(app).await?;
    if password::fits(word, stored).await? {
        Ok(())
    } else {
        Err(Error::invalid("password", "error-password"))
    }
}
