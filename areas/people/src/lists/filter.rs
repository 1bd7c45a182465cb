//! What an active list is made of: conditions on contacts and their companies. Properties and operators are closed sets, what people
//! type is a bound value, and what makes no sense matches nobody: a list may open a portal [A1].

use db::Sql;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::fold::{fold, phone};

/// Groups joined by OR; inside a group conditions are joined by AND. No group, or an empty one, matches nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Filter(pub Vec<Vec<Condition>>);

/// The most groups, and the most conditions in one.
pub const MOST: usize = 10;
/// How long a value may be, in characters.
pub(super) const VALUE: usize = 200;

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Of what.
    pub property: Property,
    /// How it is compared.
    pub operator: Operator,
    /// With what; nothing for [`Operator::IsKnown`] and [`Operator::IsUnknown`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
}

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant),* }

        impl $name {
            /// All of them, in the order of choices.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// As stored, and as settings files say it.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }

            /// The one of this word.
            pub fn of(word: &str) -> Option<$name> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
            }
        }
    };
}

words! {
    /// What can be compared.
    Property {
        /// The address.
        Email = "email",
        /// What stands after its `@`.
        EmailDomain = "email-domain",
        /// First name.
        FirstName = "first-name",
        /// Last name.
        LastName = "last-name",
        /// Telephone, by its digits.
        Phone = "phone",
        /// The day the contact was added, in the account's time zone.
        Created = "created",
        /// The name of the primary company.
        Company = "company",
        /// The domain of the primary company.
        CompanyDomain = "company-domain",
        /// The name of any company of theirs.
        AnyCompany = "any-company",
        /// The domain of any company of theirs.
        AnyCompanyDomain = "any-company-domain",
    }
}

words! {
    /// How it is compared. The negative ones are true of what is unknown, too.
    Operator {
        /// The same, in any case.
        Is = "is",
        /// Not the same.
        IsNot = "is-not",
        /// Holds it.
        Contains = "contains",
        /// Does not hold it.
        DoesNotContain = "does-not-contain",
        /// Begins so.
        BeginsWith = "begins-with",
        /// There is something.
        IsKnown = "is-known",
        /// There is nothing.
        IsUnknown = "is-unknown",
        /// Earlier than that day.
        Before = "before",
        /// Later than that day.
        After = "after",
    }
}

/// Why a condition cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This property is not compared so.
    Operator,
    /// There is nothing to compare with.
    Missing,
    /// The value is too long.
    Long,
    /// The value is no day such as 2026-01-31.
    Day,
}

/// Where a property stands.
enum Place {
    Contact(&'static str),
    Company { column: &'static str, any: bool },
    Created,
}

impl Property {
    fn place(self) -> Place {
        let company = |column, any| Place::Company { column, any };
        match self {
            Property::Email => Place::Contact("c.email"),
            Property::EmailDomain => Place::Contact("c.email_domain"),
            Property::FirstName => Place::Contact("c.first_folded"),
            Property::LastName => Place::Contact("c.last_folded"),
            Property::Phone => Place::Contact("c.phone_folded"),
            Property::Created => Place::Created,
            Property::Company => company("o.name_folded", false),
            Property::CompanyDomain => company("o.domain_folded", false),
            Property::AnyCompany => company("o.name_folded", true),
            Property::AnyCompanyDomain => company("o.domain_folded", true),
        }
    }

    /// Whether it is a day, and not text.
    pub fn is_day(self) -> bool {
        matches!(self, Property::Created)
    }
}

impl Operator {
    /// Whether it compares with a value.
    pub fn takes_value(self) -> bool {
        !matches!(self, Operator::IsKnown | Operator::IsUnknown)
    }

    fn is_negative(self) -> bool {
        use Operator::{DoesNotContain, IsNot, IsUnknown};
        matches!(self, IsNot | DoesNotContain | IsUnknown)
    }
}

impl Condition {
    /// What is wrong with it, if something is.
    pub fn fault(&self) -> Option<Fault> {
        use Operator::{After, Before, Is};
        if self.property.is_day() != matches!(self.operator, Before | After)
            && !(self.property.is_day() && self.operator == Is)
        {
            Some(Fault::Operator)
        } else if !self.operator.takes_value() {
            None
        } else if self.value.chars().count() > VALUE {
            Some(Fault::Long)
        } else if self.folded().is_empty() {
            Some(Fault::Missing)
        } else if self.property.is_day() && self.day().is_none() {
            Some(Fault::Day)
        } else {
            None
        }
    }

    fn day(&self) -> Option<Date> {
        self.value.trim().parse().ok()
    }

    /// The value in the form of what it is compared with.
    fn folded(&self) -> String {
        match self.property {
            Property::Phone => phone(&self.value),
            Property::EmailDomain => fold(self.value.trim().trim_start_matches('@')),
            _ => fold(&self.value),
        }
    }

    fn push(&self, sql: &mut Sql, zone: &TimeZone) {
        if self.fault().is_some() {
            sql.push("1 = 0");
            return;
        }
        match self.property.place() {
            Place::Created => self.push_day(sql, zone),
            Place::Contact(column) => {
                self.push_not(sql);
                self.push_text(sql, column);
            }
            Place::Company { column, any } => {
                self.push_not(sql);
                sql.push(
                    "exists (select 1 from contact_companies cc
                       join companies o on o.account_id = cc.account_id and o.id = cc.company_id
                       where cc.account_id = c.account_id and cc.contact_id = c.id and ",
                );
                if !any {
                    sql.push("cc.is_primary and ");
                }
                self.push_text(sql, column);
                sql.push(")");
            }
        }
    }

    fn push_not(&self, sql: &mut Sql) {
        if self.operator.is_negative() {
            sql.push("not ");
        }
    }

    /// The comparison without its negation. Stored text is folded; what is unknown is empty.
    fn push_text(&self, sql: &mut Sql, column: &'static str) {
        use Operator::{BeginsWith, Contains, DoesNotContain, Is, IsKnown, IsNot, IsUnknown};
        sql.push("(coalesce(").push(column).push(", '')");
        match self.operator {
            Is | IsNot => sql.push(" = ").arg(self.folded()),
            Contains | DoesNotContain => like(sql, format!("%{}%", escaped(&self.folded()))),
            BeginsWith => like(sql, format!("{}%", escaped(&self.folded()))),
            IsKnown | IsUnknown => sql.push(" <> ''"),
            Operator::Before | Operator::After => sql.push(" is null"), // a fault, answered above
        };
        sql.push(")");
    }

    fn push_day(&self, sql: &mut Sql, zone: &TimeZone) {
        let begin = |day: Date| day.to_zoned(zone.clone()).ok().map(|at| at.timestamp());
        let day = self.day();
        let (from, to) = (
            day.and_then(begin),
            day.and_then(|day| begin(day.tomorrow().ok()?)),
        );
        let (Some(from), Some(to)) = (from, to) else {
            sql.push("1 = 0");
            return;
        };
        let (from, to) = (from.as_millisecond(), to.as_millisecond());
        match self.operator {
            Operator::Before => sql.push("c.created_at < ").arg(from),
            Operator::After => sql.push("c.created_at >= ").arg(to),
            _ => sql
                .push("(c.created_at >= ")
                .arg(from)
                .push(" and c.created_at < ")
                .arg(to)
                .push(")"),
        };
    }
}

fn like(sql: &mut Sql, pattern: String) -> &mut Sql {
    sql.push(" like ").arg(pattern).push(" escape '!'")
}

/// Text that stands in a pattern for itself.
fn escaped(text: &str) -> String {
    text.replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_")
}

impl Filter {
    /// Whether every condition can be used.
    pub fn is_sound(&self) -> bool {
        let conditions = || self.0.iter().flatten();
        self.0.len() <= MOST
            && self.0.iter().all(|group| group.len() <= MOST)
            && conditions().all(|condition| condition.fault().is_none())
    }

    /// Adds the condition that the contact `c` matches.
    pub(super) fn push(&self, sql: &mut Sql, zone: &TimeZone) {
        sql.push("(1 = 0");
        for group in self.0.iter().filter(|group| !group.is_empty()) {
            sql.push(" or (1 = 1");
            for condition in group {
                sql.push(" and ");
                condition.push(sql, zone);
            }
            sql.push(")");
        }
        sql.push(")");
    }
}
