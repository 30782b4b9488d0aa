//! `daybook tag`.

use crate::args::money::Tag;
use crate::failure::Failure;
use crate::output::{Output, count, table};
use engine::Daybook;
use serde_json::json;

pub(crate) fn tag(daybook: &Daybook, command: &Tag, output: Output) -> Result<(), Failure> {
    match command {
        Tag::Add { name } => {
            let tag = daybook.add_tag(name)?;
            let json = json!({ "id": tag.id, "name": tag.name, "blocks": 0 });
            output.print(&json, || format!("Added the tag {}.", tag.name))
        }
        Tag::List => {
            let tags = daybook.tags()?;
            let json: Vec<_> = tags
                .iter()
                .map(|(tag, blocks)| json!({ "id": tag.id, "name": tag.name, "blocks": blocks }))
                .collect();
            output.print(&json, || match tags.as_slice() {
                [] => "No tags yet: daybook tag add NAME".to_owned(),
                all => {
                    let row = |(tag, blocks): &(domain::tag::Tag, u64)| {
                        vec![tag.name.clone(), count(*blocks, "block")]
                    };
                    table(&all.iter().map(row).collect::<Vec<_>>())
                }
            })
        }
        Tag::Rename { name, to } => {
            let old = daybook.tag(name)?;
            let tag = daybook.rename_tag(&old.id.to_string(), to)?;
            let json = json!({ "id": tag.id, "name": tag.name, "joined": tag.id != old.id });
            output.print(&json, || {
                if tag.id == old.id {
                    format!("The tag {} is {} now.", old.name, tag.name)
                } else {
                    format!("What was tagged {} is tagged {} now.", old.name, tag.name)
                }
            })
        }
        Tag::Remove { name } => {
            let tag = daybook.tag(name)?;
            daybook.remove_tag(&tag.id.to_string())?;
            output.print(&json!({ "removed": tag.id }), || format!("Removed the tag {}.", tag.name))
        }
    }
}
