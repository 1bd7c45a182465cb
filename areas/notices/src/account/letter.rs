//! Writing a mail about a login. An address that nobody has proved gets no word of whoever typed it (security.md A5).

use base::event::Credential;
use base::outbox::Letter;
use base::{App, Event, Result, keys};
use channels::email::ChannelAccount;
use db::Db;
use locale::Arg;
use minijinja::{Value, context};
use portals::asks::{self, Ask, Purpose};
use portals::domains::Domain;
use portals::erasure::Erasure;
use portals::members;
use portals::portals::{self as sites, Settings};

use super::{channel, domain, key};

/// Whom the mails come from and where they lead.
pub(super) struct House {
    company: String,
    language: String,
    zone: String,
    pub(super) portal: Settings,
    domain: Option<Domain>,
    pub(super) channel: Option<ChannelAccount>,
}

impl House {
    /// Of the domain of this name, or of the one that mails link to.
    pub(super) async fn of(db: &Db, account_id: i64, host: Option<&str>) -> Result<House> {
        let account = base::account::of(db, account_id).await?;
        let domain = domain(db, account_id, host).await?;
        let portal = match &domain {
            Some(domain) => {
                sites::find(db, account_id, domain.portal_id)
                    .await?
                    .settings
                    .0
            }
            None => Settings::default(),
        };
        Ok(House {
            company: account.name,
            language: domain
                .as_ref()
                .map_or(account.language, |domain| domain.language.clone()),
            zone: account.time_zone,
            portal,
            channel: channel(db, account_id).await?,
            domain,
        })
    }

    /// Of a member: the domain of this name, else where they were last, in the language and by the clock that they chose.
    pub(super) async fn of_member(
        db: &Db,
        account_id: i64,
        contact_id: i64,
        host: Option<&str>,
    ) -> Result<House> {
        let home = members::home(db, account_id, contact_id).await?;
        let home = home.unwrap_or_default();
        let mut house = House::of(db, account_id, host.or(home.host.as_deref())).await?;
        if !home.language.is_empty() {
            house.language = home.language;
        }
        if !home.time_zone.is_empty() {
            house.zone = home.time_zone;
        }
        Ok(house)
    }

    /// The same for somebody at the desk, in their language.
    pub(super) fn of_desk(mut self, language: &str) -> House {
        language.clone_into(&mut self.language);
        self.portal.title.clone_from(&self.company);
        self
    }

    fn url(&self, path: &str) -> String {
        let origin = self.domain.as_ref().map_or("", |it| it.origin.as_str());
        format!("{}{path}", origin.trim_end_matches('/'))
    }

    fn sender_name(&self) -> &str {
        crate::sender_name(self.channel.as_ref(), &self.company)
    }

    fn sender_email(&self) -> String {
        crate::sender_email(self.channel.as_ref(), self.domain.as_ref())
    }
}

/// What a mail says: keys of texts, or an administrator's own words.
pub(super) struct Words {
    subject: String,
    text: String,
    button: String,
    own: Option<sites::Invitation>,
    link: String,
    minutes: i64,
    device: String,
    at: i64,
    /// Keys of further texts, one line each.
    lines: Vec<&'static str>,
    /// What somebody wrote.
    said: String,
    number: i64,
    ignore: bool,
    /// Whether the link lets somebody in.
    pub(super) secret: bool,
}

impl Words {
    fn new(name: &str, link: String) -> Words {
        Words {
            subject: format!("mail-{name}-subject"),
            text: format!("mail-{name}-text"),
            button: format!("mail-{name}-button"),
            own: None,
            link,
            minutes: 0,
            device: String::new(),
            at: 0,
            lines: Vec::new(),
            said: String::new(),
            number: 0,
            ignore: false,
            secret: false,
        }
    }

    /// The link that was asked for.
    pub(super) fn link(app: &App, account_id: i64, house: &House, ask: &Ask) -> Words {
        let token = asks::token(app, account_id, ask.id, ask.purpose);
        let link = house.url(&format!("{}{token}", ask.purpose.path()));
        let own = (ask.purpose == Purpose::Invitation).then(|| house.portal.invitation.clone());
        Words {
            subject: key(ask.purpose, "subject"),
            text: key(ask.purpose, "text"),
            button: key(ask.purpose, "button"),
            own,
            minutes: ask.minutes(),
            ignore: ask.purpose != Purpose::Invitation,
            secret: true,
            ..Words::new("", link)
        }
    }

    /// Somebody wanted to register, and has a login.
    pub(super) fn already(house: &House) -> Words {
        Words {
            ignore: true,
            ..Words::new("already", house.url("/sign-in"))
        }
    }

    /// A new browser.
    pub(super) fn new_device(house: &House, user_agent: &str, at: i64) -> Words {
        Words {
            device: base::sessions::device(user_agent),
            at,
            ..Words::new("device", house.url("/account"))
        }
    }

    /// A new password.
    pub(super) fn password_changed(house: &House) -> Words {
        Words::new("changed", house.url("/reset-password"))
    }

    /// A copy of their data: the link leads to a page, and fetches nothing by itself.
    pub(super) fn data_ready(house: &House) -> Words {
        Words::new("data", house.url("/account/data"))
    }

    /// A request to be erased: the receipt, a no with its reason, or a yes. What stays and why is said again.
    pub(super) fn erasure(house: &House, event: &Event, erasure: &Erasure) -> Words {
        let kept = vec![
            "erasure-kept-tickets",
            "erasure-kept-consents",
            "erasure-kept-events",
        ];
        let (name, path, lines, said) = match event {
            Event::ErasureRefused { .. } => {
                let said = erasure.reason.clone();
                ("erasure-refused", "/account/erasure", Vec::new(), said)
            }
            Event::ErasureAccepted { .. } => ("erasure-accepted", "/sign-in", kept, String::new()),
            _ => ("erasure-asked", "/account/erasure", kept, String::new()),
        };
        Words {
            lines,
            said,
            number: erasure.id,
            ..Words::new(name, house.url(path))
        }
    }

    /// The second step or a passkey; another name of one is not worth a mail, and the rest is an agent's.
    pub(super) fn credential_changed(house: &House, what: Credential) -> Option<Words> {
        let text = match what {
            Credential::FactorOn => "mail-factor-on",
            Credential::FactorOff => "mail-factor-off",
            Credential::RecoveryUsed => "mail-recovery-used",
            Credential::RecoveryRenewed => "mail-recovery-renewed",
            Credential::PasskeyAdded => "mail-passkey-added",
            Credential::PasskeyRemoved => "mail-passkey-removed",
            Credential::FactorsReset => "mail-factors-reset",
            Credential::PasskeyRenamed
            | Credential::ProviderLinked
            | Credential::PasswordChanged => return None,
        };
        Some(Words {
            text: text.to_owned(),
            ..Words::new("credential", house.url("/account/security"))
        })
    }

    /// The same about the desk.
    pub(super) fn desk_credential_changed(app_url: &str, what: Credential) -> Option<Words> {
        let text = match what {
            Credential::FactorOn => "mail-desk-factor-on",
            Credential::FactorOff => "mail-desk-factor-off",
            Credential::RecoveryUsed => "mail-desk-recovery-used",
            Credential::RecoveryRenewed => "mail-desk-recovery-renewed",
            Credential::PasskeyAdded => "mail-desk-passkey-added",
            Credential::PasskeyRemoved => "mail-desk-passkey-removed",
            Credential::FactorsReset => "mail-desk-factors-reset",
            Credential::ProviderLinked => "mail-desk-provider-linked",
            Credential::PasswordChanged => "mail-desk-password-changed",
            Credential::PasskeyRenamed => return None,
        };
        let link = format!("{}/me", app_url.trim_end_matches('/'));
        Some(Words {
            text: text.to_owned(),
            ..Words::new("desk-credential", link)
        })
    }

    fn own(&self, part: impl Fn(&sites::Invitation) -> &String) -> Option<&String> {
        self.own.as_ref().map(part).filter(|text| !text.is_empty())
    }
}

/// Writes the mail.
pub(super) fn compose(app: &App, house: &House, words: &Words) -> Result<Letter> {
    let locale = app.views.locale(&house.language);
    let portal: Arg = Arg::Text(house.portal.title.as_str().into());
    let subject = match words.own(|own| &own.subject) {
        Some(own) => own.clone(),
        None => locale.text(&words.subject, &[("portal", portal)]),
    };
    let from_email = house.sender_email();
    let page = page(house, words, locale.dir());
    Ok(Letter {
        from_name: words
            .own(|own| &own.sender_name)
            .map_or(house.sender_name(), String::as_str)
            .to_owned(),
        to_name: String::new(),
        reply_to: None,
        subject,
        text: app.views.draw("account/mail.txt", page.clone())?,
        html: app.views.draw("account/mail.html", page)?,
        mail_id: format!(
            "{}@{}",
            keys::random_text(),
            mail::address::domain(&from_email)
        ),
        in_reply_to: None,
        references: Vec::new(),
        files_of: None,
        from_email,
    })
}

/// What both templates are drawn with.
pub(super) fn page(house: &House, words: &Words, dir: &str) -> Value {
    context! {
        lang => &house.language,
        dir => dir,
        zone => &house.zone,
        company => house.sender_name(),
        portal => &house.portal.title,
        text => &words.text,
        own_text => words.own(|own| &own.text).map(|text| text.split("\n\n").map(str::to_owned).collect::<Vec<_>>()),
        button => &words.button,
        link => Value::from_safe_string(html::escape(&words.link)),
        plain_link => Value::from_safe_string(words.link.clone()),
        minutes => words.minutes,
        hours => words.minutes / 60,
        days => words.minutes / (60 * 24),
        device => &words.device,
        at => words.at,
        lines => &words.lines,
        said => &words.said,
        number => words.number,
        ignore => words.ignore,
    }
}
