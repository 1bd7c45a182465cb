//! Mail that no person wrote: never to be answered by a machine.

use crate::parse::Parsed;
use crate::{address, token};

/// Why a mail is automatic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Automatic {
    /// An out-of-office note, an acknowledgement, a receipt (RFC 3834, RFC 8098).
    AutoReply,
    /// A delivery report, in the standard form (RFC 3464) or any of the many others.
    Bounce,
    /// Sent through a list or in bulk (RFC 2919, RFC 2369). A person may have written it, to a group address for example.
    List,
    /// A complaint of a mailbox provider (RFC 5965).
    FeedbackReport,
    /// A mail we sent ourselves; only [`own_loop`] can tell.
    OwnLoop,
}

/// Classifies by headers, structure and, where there are no better signs, by the words that mail servers use.
/// Never gives [`Automatic::OwnLoop`].
pub fn automatic(mail: &Parsed) -> Option<Automatic> {
    let subject = mail.subject.to_lowercase();
    let answered = [
        "re:", "fw:", "fwd:", "aw:", "wg:", "odp:", "sv:", "vs:", "antw:", "tr:", "rv:",
    ];
    let answers = answered.iter().any(|prefix| subject.starts_with(prefix));
    if is_feedback(mail) {
        Some(Automatic::FeedbackReport)
    } else if mail.report_type.as_deref() == Some("disposition-notification") {
        Some(Automatic::AutoReply)
    } else if is_report(mail) || is_daemon(mail) || !answers && reads_like_bounce(mail, &subject) {
        Some(Automatic::Bounce)
    } else if says_automatic(mail) || AUTO_SUBJECTS.iter().any(|start| subject.starts_with(start)) {
        Some(Automatic::AutoReply)
    } else if mail.return_path.as_deref() == Some("") {
        Some(Automatic::Bounce)
    } else if is_list(mail) {
        Some(Automatic::List)
    } else {
        None
    }
}

/// Whether we sent this mail ourselves: its Message-ID has the format of [`token::message_id`] and one of our domains.
pub fn own_loop(mail: &Parsed, own_domains: &[&str]) -> bool {
    let own = mail.message_id.as_deref().and_then(token::read_message_id);
    own.is_some_and(|own| {
        own_domains
            .iter()
            .any(|domain| domain.eq_ignore_ascii_case(&own.domain))
    })
}

/// The address a bounce is about, in normal form, where it says so (RFC 3464 section 2.3.2, `X-Failed-Recipients`, qmail).
pub fn bounced_recipient(mail: &Parsed) -> Option<String> {
    let status = mail
        .files
        .iter()
        .filter(|file| file.media_type.ends_with("delivery-status"));
    let reported = status.filter_map(|file| {
        let text = String::from_utf8_lossy(&file.content).into_owned();
        let field = |name: &str| {
            let line = text
                .lines()
                .find(|line| line.to_ascii_lowercase().starts_with(name))?;
            let value = line.split_once(':')?.1;
            address::normal(value.rsplit(';').next()?.trim().trim_matches(['<', '>']))
        };
        field("original-recipient").or_else(|| field("final-recipient"))
    });
    let header = || {
        mail.headers
            .first("x-failed-recipients")
            .and_then(|list| address::normal(list.split(',').next()?))
    };
    let text = || {
        let mut lines = mail.text.lines().take(60);
        lines.find_map(|line| address::normal(line.trim().strip_prefix('<')?.split_once('>')?.0))
    };
    reported.into_iter().next().or_else(header).or_else(text)
}

fn is_feedback(mail: &Parsed) -> bool {
    mail.report_type.as_deref() == Some("feedback-report")
        || mail
            .files
            .iter()
            .any(|file| file.media_type == "message/feedback-report")
        || mail.headers.has("x-hmxmroriginalrecipient")
}

fn is_report(mail: &Parsed) -> bool {
    mail.media_type == "multipart/report"
        || mail.headers.has("x-failed-recipients")
        || mail.files.iter().any(|file| {
            matches!(
                file.media_type.as_str(),
                "message/delivery-status" | "message/global-delivery-status"
            )
        })
}

/// The sender calls itself what only mail servers are called.
fn is_daemon(mail: &Parsed) -> bool {
    const LOCALS: &[&str] = &[
        "mailer-daemon",
        "mailerdaemon",
        "mail-daemon",
        "postmaster",
        "mail-deamon",
        "maildaemon",
        "mta",
        "bounce",
    ];
    const NAMES: &[&str] = &[
        "mail delivery subsystem",
        "mail delivery system",
        "mailer-daemon",
        "mailer daemon",
        "mail delivery service",
        "ndr administrator",
    ];
    let senders = mail.from.iter().chain(&mail.sender);
    let path = mail.return_path.iter().map(String::as_str);
    senders
        .clone()
        .map(|from| from.email.as_str())
        .chain(path)
        .any(|email| {
            let local = email
                .split('@')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase();
            LOCALS.contains(&local.trim())
        })
        || senders.filter_map(|from| from.name.as_deref()).any(|name| {
            let name = name.to_lowercase();
            NAMES.iter().any(|known| name.contains(known))
        })
}

fn says_automatic(mail: &Parsed) -> bool {
    let is = |name: &str, test: &dyn Fn(&str) -> bool| {
        mail.headers
            .all(name)
            .any(|value| test(&value.trim().to_ascii_lowercase()))
    };
    is("auto-submitted", &|value| {
        !value.is_empty() && value.split(';').next().map(str::trim) != Some("no")
    }) || is("x-auto-response-suppress", &|value| {
        !value.is_empty() && value != "none"
    }) || is("precedence", &|value| {
        matches!(value, "auto_reply" | "auto-reply")
    }) || is("x-precedence", &|value| {
        matches!(value, "auto_reply" | "auto-reply")
    }) || [
        "x-autoreply",
        "x-autorespond",
        "x-autoresponder",
        "x-autoreply-from",
        "x-mail-autoreply",
        "x-facebook-notify",
        "x-amazon-auto-reply",
    ]
    .into_iter()
    .any(|name| is(name, &|value| value != "no" && value != "false"))
        || is("x-ms-exchange-generated-message-source", &|value| {
            value.contains("rules agent")
        })
        || is("delivered-to", &|value| value == "autoresponder")
}

fn is_list(mail: &Parsed) -> bool {
    let listed = [
        "list-id",
        "list-post",
        "list-unsubscribe",
        "list-help",
        "list-subscribe",
        "list-owner",
        "list-archive",
        "x-mailing-list",
    ];
    listed.into_iter().any(|name| mail.headers.has(name))
        || ["precedence", "x-precedence"]
            .into_iter()
            .flat_map(|name| mail.headers.all(name))
            .any(|value| {
                matches!(
                    value.trim().to_ascii_lowercase().as_str(),
                    "bulk" | "list" | "junk"
                )
            })
}

/// The words of mail servers: a subject that nobody else writes, or a common one together with such a text or an
/// unusual way of arriving. Quoted words do not count: people forward bounces and ask about them.
fn reads_like_bounce(mail: &Parsed, subject: &str) -> bool {
    if BOUNCE_SUBJECTS
        .iter()
        .any(|start| subject.starts_with(start))
    {
        return true;
    }
    let head: String = mail
        .text
        .lines()
        .filter(|line| !line.starts_with('>'))
        .flat_map(|line| [line, " "])
        .collect::<String>();
    let head: String = head.chars().take(700).collect::<String>().to_lowercase();
    let head = head.split_whitespace().collect::<Vec<_>>().join(" ");
    let says = BOUNCE_TEXTS.iter().any(|phrase| head.contains(phrase));
    let weak = WEAK_SUBJECTS.iter().any(|phrase| subject.contains(phrase));
    let null_sender = mail.return_path.as_deref() == Some("")
        || mail.from.as_ref().is_none_or(|from| from.email.is_empty());
    weak && (says || null_sender) || says && (null_sender || mail.in_reply_to.is_empty())
}

/// Subjects (lower-case beginnings) that only mail servers write.
#[rustfmt::skip]
const BOUNCE_SUBJECTS: &[&str] = &[
    "undelivered mail returned to sender", "mail delivery failed: returning message to sender", "delivery status notification",
    "returned mail:", "failure notice", "undeliverable:", "undeliverable mail", "undeliverable message", "mail delivery failed",
    "mail system error", "mail delivery failure", "message delivery failure", "delivery notification: delivery has failed",
    "delivery failure: user", "warning: could not send message", "warning: message", "mail could not be delivered",
    "unzustellbar:", "nicht zustellbar", "zustellung der nachricht", "non remis", "non livrable", "échec de la remise",
    "no se puede entregar:", "no entregable:", "não é possível entregar:", "não entregue:", "niedostarczalne:",
    "niedostarczona wiadomość", "nie można dostarczyć", "non recapitabile:", "onbestelbaar:", "kan ikke leveres:",
    "går inte att leverera:", "olevererbart:", "ei toimitettavissa", "nedoručitelné:", "nedoručiteľné:", "kézbesíthetetlen",
    "недоставленное сообщение", "не удалось доставить", "недоставлено:", "teslim edilemedi", "配信不能", "配信できません", "送信できませんでした",
    "無法傳遞", "无法投递", "未送达", "系统退信", "배달되지 않음",
];

/// Subjects that a person could also write.
#[rustfmt::skip]
const WEAK_SUBJECTS: &[&str] = &[
    "delivery fail", "delivery error", "delivery problem", "delivery report", "delivery status", "delivery notification",
    "undeliver", "not delivered", "non-delivery", "nondeliverable", "returned to sender", "could not be delivered",
    "couldn't be delivered", "can't be delivered", "user unknown", "mail error", "mail failure", "rejected", "bounce",
    "nicht zugestellt", "zustellung", "zurückgewiesen", "niedostarcz", "zwrot", "не доставлено", "недостав", "ваше сообщение не",
    "échec", "fallo", "falha", "mancato recapito", "エラー", "退信",
];

/// Words at the start of what mail servers write.
#[rustfmt::skip]
const BOUNCE_TEXTS: &[&str] = &[
    "this is the qmail-send program", "this is the mail system at host",
    "this message was created automatically by mail delivery software",
    "this message was created automatically by the mail system", "the following addresses had permanent fatal errors",
    "the following addresses had permanent delivery errors", "the original message was received at",
    "delivery to the following recipient failed", "delivery to the following recipients failed",
    "delivery has failed to these recipients", "your message to the following recipients cannot be delivered",
    "your message did not reach some or all of the intended recipients", "your message could not be delivered",
    "your message wasn't delivered", "your message cannot be delivered", "message could not be delivered to",
    "could not be delivered to one or more recipients", "could not be delivered to the following", "couldn't be delivered",
    "was not delivered to", "unable to deliver your message", "unable to deliver message to", "was unable to deliver",
    "i wasn't able to deliver your message", "we were unable to deliver", "i'm sorry to have to inform you that",
    "this is a delivery failure notification", "this is a permanent error", "a message that you sent could not be delivered",
    "a message that you have sent could not be delivered", "the e-mail system was unable to deliver the message",
    "diese nachricht wurde automatisch vom mail", "diese nachricht wurde automatisch erzeugt",
    "ihre nachricht konnte nicht zugestellt werden", "ta wiadomość została wygenerowana automatycznie",
    "nie można dostarczyć wiadomości", "twoja wiadomość nie została dostarczona", "ce message a été généré automatiquement",
    "votre message n'a pas pu être remis", "no se pudo entregar", "não foi possível entregar", "impossibile recapitare",
    "это письмо создано автоматически", "не может быть доставлено", "не удалось доставить", "宛先不明", "配信できませんでした",
    "final-recipient:", "user unknown", "550 5.1.1",
];

/// Beginnings (lower-case) of what absent people's programs write.
#[rustfmt::skip]
const AUTO_SUBJECTS: &[&str] = &[
    "automatic reply", "auto reply", "auto-reply", "autoreply", "auto response", "auto-response", "autoresponse", "auto:",
    "[auto-reply", "[auto reply", "out of office", "out of the office", "out-of-office", "vacation:", "vacation reply",
    "vacation response", "away from my mail", "i am away", "automatische antwort", "abwesenheitsnotiz", "abwesenheit:",
    "automatische afwezigheid", "automatisch antwoord", "afwezig", "réponse automatique", "absence du bureau",
    "respuesta automática", "fuera de la oficina", "risposta automatica", "fuori sede", "fuori ufficio", "resposta automática",
    "odpowiedź automatyczna", "automatyczna odpowiedź", "autoodpowiedź", "autosvar", "automatiskt svar", "automatisk svar",
    "automaattinen vastaus", "automatická odpověď", "automatická odpoveď", "автоматический ответ", "автоответ",
    "автоматична відповідь", "automatikus válasz", "otomatik yanıt", "自動応答", "自動返信", "不在通知", "自动回复", "自動回覆", "자동 회신", "read:",
    "gelesen:", "przeczytano:",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(raw: &str) -> Option<Automatic> {
        crate::parse::parse(raw.as_bytes()).unwrap().automatic
    }

    #[test]
    fn people_are_not_machines() {
        assert_eq!(
            kind("From: a@x\nSubject: Delivery failed again\n\nThe parcel did not come."),
            None
        );
        assert_eq!(
            kind(
                "From: a@x\nSubject: Fwd: Undelivered Mail Returned to Sender\n\nWhat is this?\n> This is the mail system at host"
            ),
            None
        );
        assert_eq!(
            kind("Return-Path: <a@x>\nFrom: a@x\nAuto-Submitted: no\n\nHi"),
            None
        );
    }

    #[test]
    fn machines_are_recognised() {
        assert_eq!(
            kind("From: a@x\nAuto-Submitted: auto-replied\n\nHi"),
            Some(Automatic::AutoReply)
        );
        assert_eq!(
            kind("From: a@x\nSubject: Odpowiedź automatyczna: x\n\nHi"),
            Some(Automatic::AutoReply)
        );
        assert_eq!(
            kind("From: a@x\nPrecedence: Bulk\n\nHi"),
            Some(Automatic::List)
        );
        assert_eq!(
            kind("From: a@x\nList-Id: <l.x>\n\nHi"),
            Some(Automatic::List)
        );
        assert_eq!(kind("From: Mailer-Daemon@x\n\nHi"), Some(Automatic::Bounce));
        assert_eq!(
            kind("Return-Path: <>\nFrom: a@x\n\nHi"),
            Some(Automatic::Bounce)
        );
        assert_eq!(
            kind(
                "From: a@x\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nx\n--b--"
            ),
            Some(Automatic::FeedbackReport)
        );
    }

    #[test]
    fn our_own_mail_is_recognised() {
        let id = token::message_id(7, &token::TokenKey::new([0; 32]).mint(&[1]), "us.test");
        let mail =
            crate::parse::parse(format!("Message-ID: <{id}>\nFrom: a@x\n\nHi").as_bytes()).unwrap();
        assert!(own_loop(&mail, &["US.test"]) && !own_loop(&mail, &["other.test"]));
    }

    #[test]
    fn the_failed_recipient_is_found() {
        let mail = crate::parse::parse(
            b"From: MAILER-DAEMON@x\n\nHi. This is the qmail-send program\n\n<Bob@y.test>:\nno\n",
        )
        .unwrap();
        assert_eq!(bounced_recipient(&mail).as_deref(), Some("bob@y.test"));
    }
}
