//! Whether lists make sense.

use people::lists::{Condition, Fault, Kind, MOST, NAME};

use super::check::World;
use super::file::{File, List};

impl World<'_> {
    pub(super) fn list(&mut self, known: &File, list: &List) {
        let title = format!("list {:?}", list.name);
        let length = list.name.chars().count();
        if list.name.trim() != list.name || length == 0 || length > NAME {
            self.add(format!(
                "{title}: a name is 1 to {NAME} characters without blanks around it"
            ));
        }
        if known
            .lists
            .iter()
            .any(|known| known.name == list.name && known.kind != list.kind)
        {
            self.add(format!(
                "{title}: its kind cannot change: give the new list another name"
            ));
        }
        match list.kind {
            Kind::Static if list.filter.is_some() => {
                self.add(format!("{title}: a static list has members, no filter"));
            }
            Kind::Active if list.members.is_some() => {
                self.add(format!("{title}: an active list has a filter, no members"));
            }
            Kind::Static | Kind::Active => {}
        }
        for address in list.members.iter().flatten() {
            match mail::address::normal(address) {
                None => self.add(format!("{title}: {address:?} is not an e-mail address")),
                Some(email) => self.not_ours(&title, &email),
            }
        }
        let groups = list.filter.iter().flat_map(|filter| &filter.0);
        if groups.clone().count() > MOST || groups.clone().any(|group| group.len() > MOST) {
            self.add(format!(
                "{title}: at most {MOST} groups of {MOST} conditions"
            ));
        }
        for condition in groups.flatten() {
            if let Some(fault) = condition.fault() {
                self.add(format!("{title}: {}", said(condition, fault)));
            }
        }
    }
}

impl World<'_> {
    /// That an address is a person's: mail to it does not come to the team.
    fn not_ours(&mut self, title: &str, email: &str) {
        let stems = people::team::stems(email);
        if stems.iter().any(|stem| self.channels.contains(stem)) {
            self.add(format!(
                "{title}: {email:?} is an address of the team itself"
            ));
        }
    }
}

fn said(condition: &Condition, fault: Fault) -> String {
    let (property, operator) = (condition.property.as_str(), condition.operator.as_str());
    match fault {
        Fault::Operator => format!("{property} is not compared by {operator}"),
        Fault::Missing => format!("{property} {operator} needs a value"),
        Fault::Long => format!("the value of {property} {operator} is too long"),
        Fault::Day => format!("{:?} is not a day such as 2026-01-31", condition.value),
    }
}
