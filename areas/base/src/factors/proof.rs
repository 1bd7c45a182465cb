//! Proving oneself again before something is given up or a new way in is added: a session alone, perhaps left open, is not enough.

use super::passkeys::{self, Answer, Door};
use super::{Owner, Person, Whose, use_code};
use crate::form::Posted;
use crate::sessions::{self, attempts};
use crate::{App, Error, Result, keys, password};

/// How long a proof is enough to add something.
const FRESH_MS: i64 = 5 * 60 * 1000;
/// How long there is to finish what was begun then.
const PAGE_MS: i64 = 15 * 60 * 1000;

impl Person {
    /// Whether they proved who they are a moment ago.
    pub(super) fn is_fresh(&self, app: &App) -> bool {
        app.now() - self.proved_at <= FRESH_MS
    }

    /// What a page brings back that they were shown while they were fresh: there is time to finish what was begun.
    pub(super) fn pass(&self, app: &App) -> String {
        self.pass_until(app, app.now() + PAGE_MS)
    }

    fn pass_until(&self, app: &App, until: i64) -> String {
        let Whose {
            account_id,
            kind,
            person_id,
        } = self.whose;
        let (kind, session) = (kind.as_str(), &self.session);
        let purpose = format!("pass {kind} {account_id} {person_id} {session} {until}");
        format!("{until}.{}", web::hex(app.keys.derive(&purpose)))
    }

    /// Whether they may add a new way in: they are fresh, or were when they began.
    pub(super) fn may_add(&self, app: &App, pass: &str) -> bool {
        let until = pass.split_once('.').and_then(|(it, _)| it.parse().ok());
        let holds = until.is_some_and(|until: i64| {
            until >= app.now() && keys::hash(pass) == keys::hash(&self.pass_until(app, until))
        });
        holds || self.is_fresh(app)
    }

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
    let _held = attempts::check(app, whose.account_id, &key, 1).await?;
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
    sessions::prove(&tx, &person.session, app.now()).await?;
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
