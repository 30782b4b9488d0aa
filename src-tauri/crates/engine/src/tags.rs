//! Tags: words of the owner's that cut across clients.

use crate::Result;
use crate::clients::{given, known, no_such};
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use domain::id::TagId;
use domain::tag::Tag;
use domain::time::Moment;
use std::collections::BTreeSet;
use store::{Connection, tags};

impl Daybook {
    /// All tags by name, and how many entries have each.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn tags(&self) -> Result<Vec<(Tag, u64)>> {
        Ok(self.store.read(tags::counted)?)
    }

    /// The tag of that name, whatever its case, or of that id.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn tag(&self, name: &str) -> Result<Tag> {
        self.store.read(|db| Ok(tag_of(db, name)))?
    }

    /// Adds a tag.
    ///
    /// # Errors
    ///
    /// The name is empty or taken, or has a comma, which separates tags.
    pub fn add_tag(&self, name: &str) -> Result<Tag> {
        let now = self.now();
        let tag = Tag { id: TagId::mint(now, self.clock.random()), name: tag_name(name)? };
        let row = tag.clone();
        self.store.write(move |tx| tags::add(tx, &row, now))?;
        self.events.tell(Event::Clients);
        Ok(tag)
    }

    /// Renames a tag. Onto the name of another, it joins that one: entries that had either have
    /// that. Returns the tag that is left.
    ///
    /// # Errors
    ///
    /// There is no tag of that id, or the name is empty.
    pub fn rename_tag(&self, id: &str, name: &str) -> Result<Tag> {
        let (now, id, name) = (self.now(), known::<TagId>("tag", id)?, tag_name(name)?);
        let tag = self.in_one(move |tx| {
            let tag = tags::get(tx, id)?.ok_or_else(|| no_such("tag", &id))?;
            match tags::find(tx, &name)?.filter(|other| other.id != id) {
                Some(other) => {
                    tags::join(tx, id, other.id, now)?;
                    Ok(other)
                }
                None => {
                    let tag = Tag { name, ..tag };
                    tags::rename(tx, &tag, now)?;
                    Ok(tag)
                }
            }
        })?;
        self.events.tell(Event::Clients);
        self.events.tell(Event::Blocks);
        Ok(tag)
    }

    /// Removes a tag, also from the entries that have it.
    ///
    /// # Errors
    ///
    /// There is none of that id.
    pub fn remove_tag(&self, id: &str) -> Result<()> {
        let (now, id) = (self.now(), known::<TagId>("tag", id)?);
        self.in_one(move |tx| {
            tags::get(tx, id)?.ok_or_else(|| no_such("tag", &id))?;
            Ok(tags::remove(tx, id, now)?)
        })?;
        self.events.tell(Event::Clients);
        self.events.tell(Event::Blocks);
        Ok(())
    }
}

/// The tag of that name or id.
pub(crate) fn tag_of(db: &Connection, name: &str) -> Result<Tag> {
    let by_id = || name.parse().map_or(Ok(None), |id| tags::get(db, id));
    let typed = |name: &str| tags::find(db, bare(name));
    let found = tags::find(db, name)?.map_or_else(|| typed(name), |found| Ok(Some(found)))?;
    let found = found.map_or_else(by_id, |found| Ok(Some(found)))?;
    found.ok_or_else(|| Error::Unknown { what: "tag", name: name.to_owned() })
}

/// The tags of these names; those that are new are added.
pub(crate) fn tags_named(
    tx: &Connection,
    names: &[String],
    now: Moment,
    random: &mut dyn FnMut() -> [u8; 10],
) -> Result<BTreeSet<TagId>> {
    let mut found = BTreeSet::new();
    for name in names {
        let name = tag_name(name)?;
        let tag = match tags::find(tx, &name)? {
            Some(tag) => tag,
            None => {
                let tag = Tag { id: TagId::mint(now, random()), name };
                tags::add(tx, &tag, now)?;
                tag
            }
        };
        found.insert(tag.id);
    }
    Ok(found)
}

/// A name as it is kept: the mark that it is shown with may be typed.
fn bare(name: &str) -> &str {
    let name = name.trim();
    name.strip_prefix('#').unwrap_or(name)
}

fn tag_name(name: &str) -> Result<String> {
    let name = given("tag", bare(name))?;
    if name.contains(',') {
        return Err(Error::Input(format!(
            "‘{name}’ has a comma, which separates tags; add two tags or leave it out"
        )));
    }
    Ok(name)
}
