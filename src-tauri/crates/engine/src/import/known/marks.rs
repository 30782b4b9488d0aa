//! What a row names, as short hashes behind its key: so that the same row is found again in an
//! export that leaves some of it out, and never taken for one that names somebody else.

use super::hash;
use crate::import::{Found, When};
use domain::client::name_key;
use std::fmt::{Display, Formatter};

/// What a row names, each a hash of it; nothing where it names none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Marks {
    id: String,
    email: String,
    person: String,
    pub(super) client: String,
    project: String,
    task: String,
    /// Of a row that has only a length: its day, and all that it says beside the length.
    work: String,
}

impl Marks {
    pub(super) fn of(found: &Found) -> Self {
        let work = match (found.when, found.id) {
            (When::OnDay(day, _), None) => {
                let names = [&found.client, &found.project, &found.task].map(|name| name_key(name));
                let [client, project, task] = names;
                hash(
                    &format!("{day}\n{client}\n{project}\n{task}\n{}\n{}", found.label, found.note),
                    4,
                )
            }
            (When::OnDay(..), Some(_)) | (When::From(_), _) => String::new(),
        };
        Self {
            id: found.id.map(|id| mark(&id.to_string())).unwrap_or_default(),
            email: mark(&found.person.email),
            person: mark(&found.person.name),
            client: mark(&found.client),
            project: mark(&found.project),
            task: mark(&found.task),
            work,
        }
    }

    /// Those that stand in a text; none if it is none of them.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(str::to_owned);
        let mut next = || parts.next();
        Some(Self {
            id: next()?,
            email: next()?,
            person: next()?,
            client: next()?,
            project: next()?,
            task: next()?,
            work: next()?,
        })
    }

    /// In how much two rows agree, if they can be the same one: they can not if both name
    /// something and it differs. An address and a name say nothing of each other.
    pub(super) fn agree(&self, other: &Self) -> Option<usize> {
        let mut pairs = vec![
            (&self.id, &other.id),
            (&self.client, &other.client),
            (&self.project, &other.project),
            (&self.task, &other.task),
        ];
        let by_email = !self.email.is_empty() && !other.email.is_empty();
        pairs.push(if by_email {
            (&self.email, &other.email)
        } else {
            (&self.person, &other.person)
        });
        let named = pairs.into_iter().filter(|(one, other)| !one.is_empty() && !other.is_empty());
        let same: Vec<bool> = named.map(|(one, other)| one == other).collect();
        same.iter().all(|same| *same).then_some(same.len())
    }

    /// Whether both stand for the same work on the same day, however long.
    pub(super) fn is_same_work(&self, other: &Self) -> bool {
        !self.work.is_empty() && self.work == other.work && self.agree(other).is_some()
    }
}

impl Display for Marks {
    fn fmt(&self, out: &mut Formatter<'_>) -> std::fmt::Result {
        let Self { id, email, person, client, project, task, work } = self;
        write!(out, "{id}.{email}.{person}.{client}.{project}.{task}.{work}")
    }
}

/// The mark of a name, however it is spaced and capitalised.
pub(super) fn mark(name: &str) -> String {
    let key = name_key(name);
    if key.is_empty() { key } else { hash(&key, 4) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(client: &str, project: &str, email: &str, person: &str) -> Marks {
        let [client, project, email, person] = [client, project, email, person].map(mark);
        Marks { client, project, email, person, ..Marks::default() }
    }

    #[test]
    fn only_what_is_missing_may_differ() {
        let one = marks("Acme", "Web", "a@b", "Ada");
        let check = |other: Marks, expected: Option<usize>| {
            assert_eq!(one.agree(&other), expected, "{other}");
            assert_eq!(other.agree(&one), expected, "{other}");
        };
        check(one.clone(), Some(3));
        check(marks("ACME ", "", "", ""), Some(1));
        check(marks("", "", "", ""), Some(0));
        check(marks("Borg", "Web", "a@b", "Ada"), None);
        check(marks("Acme", "App", "a@b", "Ada"), None);
        check(marks("Acme", "Web", "c@d", "Ada"), None);
        check(marks("Acme", "Web", "a@b", "Ada Byron"), Some(3));
        check(marks("Acme", "Web", "", "Bob"), None);
        check(marks("Acme", "Web", "", "Ada"), Some(3));
    }

    #[test]
    fn marks_read_back() {
        let one = marks("Acme", "", "a@b", "");
        assert_eq!(Marks::read(&one.to_string()), Some(one));
        assert_eq!(Marks::read("a.b"), None);
    }
}
