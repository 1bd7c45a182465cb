//! Writing the letter itself: who it is from, its subject, its two forms.

use base::files::{self, Attachment};
use base::outbox::Letter;
use base::{App, Result};
use channels::email;
use db::{Db, Tx};
use helpdesk::conversations::PublicMessage;
use helpdesk::tickets::Reader;
use locale::{Arg, Locale};
use minijinja::value::Serde;
use minijinja::{Value, context};

use super::about::About;
use super::thread::{self, Answers};

/// Which mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// By a mail, whose sender nobody proved.
    Opened,
    /// By somebody who is signed in.
    Confirmed,
    Answered,
    Closed,
}

impl Kind {
    /// As members choose it.
    pub(super) fn wanted_as(self) -> &'static str {
        match self {
            Kind::Opened | Kind::Confirmed => "opened",
            Kind::Answered => "replied",
            Kind::Closed => "closed",
        }
    }

    /// As keys of the outbox begin; `opened` is what counts as an acknowledgement there.
    pub(super) fn key(self) -> &'static str {
        match self {
            Kind::Confirmed => "confirmed",
            other => other.wanted_as(),
        }
    }

    fn is_about_opening(self) -> bool {
        matches!(self, Kind::Opened | Kind::Confirmed)
    }
}

/// What an agent answered.
pub(super) struct Answer {
    agent: String,
    message: PublicMessage,
    /// Files that go along.
    along: Vec<Attachment>,
    /// Files that are too large for a mail and stay in the portal.
    beside: Vec<Attachment>,
}

impl Answer {
    /// The answer with its files.
    pub(super) async fn new(
        db: &Db,
        account_id: i64,
        agent: &str,
        message: PublicMessage,
    ) -> Result<Answer> {
        let all = files::of(db, account_id, message.id()).await?;
        let fits = email::goes_along(&all);
        let (along, beside): (Vec<_>, Vec<_>) =
            all.into_iter().zip(fits).partition(|(_, fits)| *fits);
        let only =
            |files: Vec<(Attachment, bool)>| files.into_iter().map(|(file, _)| file).collect();
        Ok(Answer {
            agent: agent.to_owned(),
            message,
            along: only(along),
            beside: only(beside),
        })
    }

    /// The message's id.
    pub(super) fn message_id(&self) -> i64 {
        self.message.id()
    }
}

/// Writes a mail to one reader.
pub(super) async fn compose(
    tx: &Tx,
    app: &App,
    about: &About,
    reader: &Reader,
    kind: Kind,
    answer: Option<&Answer>,
) -> Result<Letter> {
    let from_email = about.sender_email();
    let answers = thread::answers(tx, about, &reader.email).await?;
    let token = match &about.thread {
        Some(thread) => {
            email::of_reader(tx, app, about.account_id, thread.id, reader.contact_id).await?
        }
        None => base::keys::random_text(),
    };
    let takes_plus = about.thread.is_some()
        && about
            .channel
            .as_ref()
            .is_some_and(|channel| channel.settings.0.plus_addressing);
    let locale = app.views.locale(&about.language);
    // an address that nobody proved gets no word of whoever wrote in its name, not even theirs
    let to_name = if kind.is_about_opening() {
        String::new()
    } else {
        format!("{} {}", reader.first_name, reader.last_name)
            .trim()
            .to_owned()
    };
    let page = page(about, reader, kind, answer, locale);
    Ok(Letter {
        from_name: match answer {
            Some(answer) => format!("{} · {}", answer.agent, about.sender_name()),
            None => about.sender_name().to_owned(),
        },
        to_name,
        reply_to: takes_plus.then(|| mail::token::reply_address(&from_email, &token)),
        subject: subject(locale, about, kind, answer, &answers),
        text: app.views.draw("mails/mail.txt", page.clone())?,
        html: app.views.draw("mails/mail.html", page)?,
        mail_id: mail::token::message_id(app.id(), &token, mail::address::domain(&from_email)),
        in_reply_to: answers.in_reply_to,
        references: answers.references,
        files_of: answer
            .filter(|answer| !answer.along.is_empty())
            .map(Answer::message_id),
        from_email,
    })
}

fn subject(
    locale: &Locale,
    about: &About,
    kind: Kind,
    answer: Option<&Answer>,
    answers: &Answers,
) -> String {
    let number = about.ticket.number;
    let subject = bare(&about.ticket.subject, number);
    let said = |key: &str, agent: &str| {
        let args = [
            ("number", Arg::from(number)),
            ("subject", Arg::from(subject)),
            ("agent", Arg::from(agent)),
        ];
        locale.text(key, &args)
    };
    match (kind, answer) {
        (Kind::Opened | Kind::Confirmed, _) if about.is_neutral() => {
            said("mail-received-subject-neutral", "")
        }
        (Kind::Opened | Kind::Confirmed, _) => said("mail-received-subject", ""),
        (Kind::Closed, _) => said("mail-closed-subject", ""),
        // their mail program keeps a conversation together by its subject
        (Kind::Answered, _) if answers.is_by_mail => format!("Re: {subject} [#{number}]"),
        (Kind::Answered, answer) => said(
            "mail-reply-subject",
            answer.map_or("", |answer| &answer.agent),
        ),
    }
}

/// A subject without the signs of an answer and without our own number.
fn bare(subject: &str, number: i64) -> &str {
    let mark = format!("[#{number}]");
    let mut bare = subject.trim();
    loop {
        let cut = bare.strip_suffix(mark.as_str()).unwrap_or(bare).trim();
        let cut = match cut.get(..3) {
            Some(start) if start.eq_ignore_ascii_case("re:") => cut[3..].trim(),
            _ => cut,
        };
        if cut == bare || cut.is_empty() {
            return bare;
        }
        bare = cut;
    }
}

/// A link of our own, readable in both forms: the usual escaping would also hide its slashes.
fn address(link: &str) -> Value {
    Value::from_safe_string(html::escape(link))
}

/// What both templates are drawn with.
fn page(
    about: &About,
    reader: &Reader,
    kind: Kind,
    answer: Option<&Answer>,
    locale: &Locale,
) -> Value {
    context! {
        lang => &about.language,
        dir => locale.dir(),
        zone => &about.zone,
        kind => kind.wanted_as(),
        neutral => if about.is_neutral() { "-neutral" } else { "" },
        first_name => if kind.is_about_opening() { "" } else { reader.first_name.as_str() },
        participant => reader.role == "participant",
        subject => &about.ticket.subject,
        number => about.ticket.number,
        closed => about.ticket.closed,
        reopens => about.reopens(),
        company => about.sender_name(),
        link => about.link().map(|link| address(&link)),
        account_link => about.account_link().map(|link| address(&link)),
        agent => answer.map(|answer| &answer.agent),
        message => answer.map(|answer| Value::from(Serde(&answer.message))),
        along => answer.map(|answer| Value::from(Serde(&answer.along))),
        beside => answer.map(|answer| Value::from(Serde(&answer.beside))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_gathers_no_signs() {
        assert_eq!(bare("Re: RE: Printer [#12]", 12), "Printer");
        assert_eq!(bare("Printer [#13]", 12), "Printer [#13]");
        assert_eq!(bare("Re:", 12), "Re:");
        assert_eq!(bare("żółw", 12), "żółw");
    }
}
