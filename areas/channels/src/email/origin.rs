//! Who wrote a mail, and which conversation it belongs to: decided here and nowhere else ([C1], security.md A1 to A4).
//!
//! A mail is a participant's when it carries a reply token that we made for them, comes from their address, and the sender check
//! does not speak against it. A first mail, without a token, is its author's under the same check. Everything else is kept for
//! agents only and widens nothing. Numbers in subjects and ids that others made never lead anywhere.

use std::collections::BTreeSet;

use base::{App, Error, Result};
use db::{Db, Tx, params};
use helpdesk::{conversations, tickets};
use mail::loops::{self, Automatic};
use mail::verdict::Verdict;
use people::contacts;

use super::read::Read;
use super::{ChannelAccount, store, tokens};

/// What is known about a mail.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// We sent it.
    pub is_own: bool,
    /// It says that it is from one of the team's addresses.
    pub is_from_team: bool,
    /// No person wrote it.
    pub is_automatic: bool,
    /// The only author's address in its normal form.
    pub from: Option<String>,
    /// What the trusted receiving server says.
    pub verdict: Verdict,
    /// The account believes nobody without a good verdict.
    pub strict: bool,
    /// The reply tokens in it that we made.
    pub claims: Vec<Claim>,
    /// The thread of a mail that it says it answers; only machines are filed by it.
    pub answers: Option<i64>,
}

/// A true reply token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claim {
    /// The thread that it was made for.
    pub thread_id: i64,
    /// The contact that it was made for.
    pub contact_id: i64,
    /// Their address.
    pub email: Option<String>,
    /// Whether they still read the thread.
    pub is_reader: bool,
}

/// Where a mail belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Our own mail came back: nothing is made of it.
    OwnLoop,
    /// A machine wrote: filed for agents, never answered, reopens nothing.
    Machine {
        /// The conversation that it is about.
        thread_id: Option<i64>,
    },
    /// A participant wrote on a thread of theirs.
    Reply {
        /// The thread.
        thread_id: i64,
        /// The participant.
        contact_id: i64,
    },
    /// The author begins a new conversation.
    First,
    /// It cannot be said who wrote: for agents only.
    Unverified {
        /// The thread whose token it carries.
        thread_id: Option<i64>,
        /// What speaks against the sender.
        why: Why,
    },
}

/// What speaks against a sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// There is not exactly one author with a proper address.
    Author,
    /// The sender check failed.
    Verdict,
    /// There is no sender check, and the account wants one.
    NoVerdict,
    /// The reply token was made for somebody else.
    OtherSender,
    /// The reply token's owner does not read the ticket any more.
    NoReader,
    /// It says that the team wrote, and we did not send it: a form of a website, an agent's own program, or a forgery.
    Team,
}

impl Why {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Why::Author => "author",
            Why::Verdict => "verdict",
            Why::NoVerdict => "no-verdict",
            Why::OtherSender => "other-sender",
            Why::NoReader => "no-reader",
            Why::Team => "team",
        }
    }
}

/// The decision. It needs nothing but the evidence.
pub fn judge(mail: &Evidence) -> Origin {
    if mail.is_own {
        return Origin::OwnLoop;
    }
    if mail.is_automatic {
        let claimed = mail.claims.first().map(|claim| claim.thread_id);
        return Origin::Machine {
            thread_id: claimed.or(mail.answers),
        };
    }
    let thread_id = mail.claims.first().map(|claim| claim.thread_id);
    let unverified = |thread_id, why| Origin::Unverified { thread_id, why };
    let Some(from) = &mail.from else {
        return unverified(thread_id, Why::Author);
    };
    if mail.is_from_team {
        return unverified(thread_id, Why::Team);
    }
    let theirs = mail
        .claims
        .iter()
        .find(|claim| claim.email.as_ref() == Some(from));
    let doubt = match mail.verdict {
        Verdict::Fail => Some(Why::Verdict),
        Verdict::None if mail.strict => Some(Why::NoVerdict),
        Verdict::None | Verdict::Pass => None,
    };
    match (theirs, doubt) {
        (Some(claim), Some(why)) => unverified(Some(claim.thread_id), why),
        (Some(claim), None) if !claim.is_reader => unverified(Some(claim.thread_id), Why::NoReader),
        (Some(claim), None) => Origin::Reply {
            thread_id: claim.thread_id,
            contact_id: claim.contact_id,
        },
        (None, _) if thread_id.is_some() => unverified(thread_id, Why::OtherSender),
        (None, Some(why)) => unverified(None, why),
        (None, None) => Origin::First,
    }
}

/// Gathers the evidence and decides.
pub(super) async fn decide(
    tx: &Tx,
    app: &App,
    channel: &ChannelAccount,
    read: &Read,
) -> Result<Origin> {
    let account_id = channel.account_id;
    let own = store::own_addresses(tx, account_id).await?;
    let is_automatic = is_automatic(read, &own);
    let strict: bool = tx
        .one(
            "select strict_senders from accounts where id = $1",
            params![account_id],
        )
        .await?;
    let evidence = Evidence {
        is_own: is_own(read, &own),
        is_from_team: read.from().is_some_and(|from| is_team(from, &own)),
        is_automatic,
        from: read.from().map(str::to_owned),
        verdict: read.reading.verdict,
        strict,
        claims: claims(tx, app, account_id, &read.tokens).await?,
        answers: if is_automatic {
            answered(tx, account_id, read).await?
        } else {
            None
        },
    };
    Ok(judge(&evidence))
}

/// With a Message-ID of ours.
fn is_own(read: &Read, own: &[String]) -> bool {
    let domains: BTreeSet<&str> = own
        .iter()
        .map(|address| mail::address::domain(address))
        .collect();
    let domains: Vec<&str> = domains.into_iter().collect();
    loops::own_loop(&read.parsed, &domains)
}

/// One of our addresses, or a reply address of one.
fn is_team(from: &str, own: &[String]) -> bool {
    let plain = mail::token::split_address(from).map_or_else(|| from.to_owned(), |(team, _)| team);
    own.contains(&plain)
}

/// A mail through a list is a person's when the list is the team address itself, as a group address.
fn is_automatic(read: &Read, own: &[String]) -> bool {
    match read.parsed.automatic {
        None => false,
        Some(Automatic::List) => !through_our_group(read, own),
        Some(_) => true,
    }
}

fn through_our_group(read: &Read, own: &[String]) -> bool {
    let headers = &read.parsed.headers;
    let posts = headers.all("list-post").map(str::to_ascii_lowercase);
    let ids = headers.all("list-id").map(str::to_ascii_lowercase);
    let (posts, ids): (Vec<String>, Vec<String>) = (posts.collect(), ids.collect());
    own.iter().any(|address| {
        let id = format!("<{}>", address.replace('@', "."));
        posts
            .iter()
            .any(|post| post.contains(&format!("mailto:{address}")))
            || ids.iter().any(|list| list.contains(&id))
    })
}

async fn claims(db: &Db, app: &App, account_id: i64, found: &[String]) -> Result<Vec<Claim>> {
    let mut claims = Vec::new();
    for owner in tokens::owners(db, app, account_id, found).await? {
        let thread = match conversations::find(db, account_id, owner.thread_id).await {
            Err(Error::NotFound) => continue,
            thread => thread?,
        };
        let contact = match contacts::find(db, account_id, owner.contact_id).await {
            Err(Error::NotFound) => continue,
            contact => contact?,
        };
        let is_reader = match thread.ticket_id {
            Some(ticket_id) => {
                let readers = tickets::contacts_of(db, account_id, ticket_id).await?;
                readers.iter().any(|reader| reader.contact_id == contact.id)
            }
            None => thread.contact_id == Some(contact.id),
        };
        claims.push(Claim {
            thread_id: thread.id,
            contact_id: contact.id,
            email: contact.email,
            is_reader,
        });
    }
    Ok(claims)
}

/// The thread of a message whose Message-ID this one names.
async fn answered(db: &Db, account_id: i64, read: &Read) -> Result<Option<i64>> {
    let named = read
        .parsed
        .in_reply_to
        .iter()
        .chain(read.parsed.references.iter().rev())
        .take(20);
    for id in named.chain(&read.originals) {
        let sql = "select thread_id from messages where account_id = $1 and mail_id = $2 limit 1";
        if let Some(thread_id) = db
            .maybe(sql, params![account_id, super::line(id, 500)])
            .await?
        {
            return Ok(Some(thread_id));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(thread_id: i64, contact_id: i64, email: &str) -> Claim {
        Claim {
            thread_id,
            contact_id,
            email: Some(email.to_owned()),
            is_reader: true,
        }
    }

    fn from(email: &str) -> Evidence {
        Evidence {
            from: Some(email.to_owned()),
            verdict: Verdict::Pass,
            ..Evidence::default()
        }
    }

    fn unverified(thread_id: Option<i64>, why: Why) -> Origin {
        Origin::Unverified { thread_id, why }
    }

    #[test]
    fn a_participant_answers_with_their_own_token() {
        let theirs = Origin::Reply {
            thread_id: 1,
            contact_id: 7,
        };
        let mail = Evidence {
            claims: vec![claim(1, 7, "ann@x.test")],
            ..from("ann@x.test")
        };
        assert_eq!(judge(&mail), theirs);
        assert_eq!(
            judge(&Evidence {
                verdict: Verdict::None,
                ..mail.clone()
            }),
            theirs
        );
        let several = vec![claim(1, 8, "bob@x.test"), claim(1, 7, "ann@x.test")];
        assert_eq!(
            judge(&Evidence {
                claims: several,
                ..mail
            }),
            theirs
        );
    }

    #[test]
    fn a_token_in_other_hands_opens_nothing() {
        let mail = Evidence {
            claims: vec![claim(1, 7, "ann@x.test")],
            ..from("mallory@x.test")
        };
        assert_eq!(judge(&mail), unverified(Some(1), Why::OtherSender));
        assert_eq!(
            judge(&Evidence {
                verdict: Verdict::Fail,
                ..mail.clone()
            }),
            unverified(Some(1), Why::OtherSender)
        );
        let nobody = Claim {
            email: None,
            ..claim(1, 7, "")
        };
        assert_eq!(
            judge(&Evidence {
                claims: vec![nobody],
                ..mail
            }),
            unverified(Some(1), Why::OtherSender)
        );
    }

    #[test]
    fn a_forged_sender_is_for_agents_only() {
        let with_token = Evidence {
            claims: vec![claim(1, 7, "ann@x.test")],
            verdict: Verdict::Fail,
            ..from("ann@x.test")
        };
        assert_eq!(judge(&with_token), unverified(Some(1), Why::Verdict));
        assert_eq!(
            judge(&Evidence {
                verdict: Verdict::Fail,
                ..from("ann@x.test")
            }),
            unverified(None, Why::Verdict)
        );
        assert_eq!(
            judge(&Evidence {
                from: None,
                ..from("")
            }),
            unverified(None, Why::Author)
        );
        assert_eq!(
            judge(&Evidence {
                from: None,
                ..with_token
            }),
            unverified(Some(1), Why::Author)
        );
    }

    #[test]
    fn a_strict_account_wants_a_verdict() {
        let mail = Evidence {
            verdict: Verdict::None,
            strict: true,
            ..from("ann@x.test")
        };
        assert_eq!(judge(&mail), unverified(None, Why::NoVerdict));
        let with_token = Evidence {
            claims: vec![claim(1, 7, "ann@x.test")],
            ..mail.clone()
        };
        assert_eq!(judge(&with_token), unverified(Some(1), Why::NoVerdict));
        assert_eq!(
            judge(&Evidence {
                strict: false,
                ..mail.clone()
            }),
            Origin::First
        );
        assert_eq!(
            judge(&Evidence {
                verdict: Verdict::Pass,
                ..mail
            }),
            Origin::First
        );
    }

    #[test]
    fn who_reads_no_more_writes_no_more() {
        let gone = Claim {
            is_reader: false,
            ..claim(1, 7, "ann@x.test")
        };
        assert_eq!(
            judge(&Evidence {
                claims: vec![gone],
                ..from("ann@x.test")
            }),
            unverified(Some(1), Why::NoReader)
        );
    }

    #[test]
    fn who_calls_themselves_the_team_is_nobody_that_we_know() {
        let claims = vec![claim(1, 7, "ann@x.test")];
        let mail = Evidence {
            is_from_team: true,
            ..from("support@us.test")
        };
        assert_eq!(judge(&mail), unverified(None, Why::Team));
        let with_token = Evidence {
            claims,
            ..mail.clone()
        };
        assert_eq!(judge(&with_token), unverified(Some(1), Why::Team));
        let machine = Evidence {
            is_automatic: true,
            ..mail
        };
        assert_eq!(judge(&machine), Origin::Machine { thread_id: None });
    }

    #[test]
    fn without_a_token_a_conversation_begins() {
        assert_eq!(judge(&from("ann@x.test")), Origin::First);
        assert_eq!(
            judge(&Evidence {
                answers: Some(5),
                ..from("ann@x.test")
            }),
            Origin::First,
            "foreign ids lead nowhere"
        );
    }

    #[test]
    fn machines_are_filed_and_our_own_mail_is_not() {
        let machine = Evidence {
            is_automatic: true,
            verdict: Verdict::Fail,
            ..Evidence::default()
        };
        assert_eq!(judge(&machine), Origin::Machine { thread_id: None });
        assert_eq!(
            judge(&Evidence {
                answers: Some(5),
                ..machine.clone()
            }),
            Origin::Machine { thread_id: Some(5) }
        );
        let claims = vec![claim(1, 7, "ann@x.test")];
        assert_eq!(
            judge(&Evidence {
                claims,
                answers: Some(5),
                ..machine.clone()
            }),
            Origin::Machine { thread_id: Some(1) }
        );
        assert_eq!(
            judge(&Evidence {
                is_own: true,
                ..machine
            }),
            Origin::OwnLoop
        );
    }
}
