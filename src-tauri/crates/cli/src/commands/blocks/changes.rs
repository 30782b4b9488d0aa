//! Changes to blocks: added, said anew, split, merged, moved.

use super::shown::{Shown, Stretch, day_by_day, minutes};
use crate::args::{Add, Keeping, Twice, Work, YesNo};
use crate::failure::{Failure, told_twice};
use crate::output::{Output, count, length, table};
use crate::when::{day, end_of, moment, moment_of};
use domain::block::Status;
use domain::edit;
use domain::edit::merge::Keep;
use domain::edit::overlap::Resolution;
use domain::edit::reshape::{Edge, Neighbour};
use domain::id::BlockId;
use domain::time::{HOUR, MINUTE, Millis, Span};
use engine::Daybook;
use engine::blocks::Correction;
use engine::edits::{Edit, LONGEST_LENGTH, Outcome};
use engine::entries::{NewEntry, Row, When};
use serde_json::json;

/// The flag by which blocks may count time twice.
const LET_BOTH: &str = "--allow-overlap";

/// The times that `daybook blocks edit` gives.
pub(super) struct Times {
    pub(super) start: Option<String>,
    pub(super) end: Option<String>,
    pub(super) length: Option<String>,
    pub(super) follow: bool,
    pub(super) twice: Twice,
}

pub(super) fn add(daybook: &Daybook, new: Add, output: Output) -> Result<(), Failure> {
    let when = match (new.start, new.end, new.day, new.length) {
        (Some(start), Some(end), _, _) => {
            let start = moment(daybook, &start)?;
            let end = end_of(daybook, start, &end)?;
            if end <= start {
                return Err(Failure::Input("--end must lie after --start".into()));
            }
            When::Span(Span::new(start, end))
        }
        (_, _, Some(date), Some(length)) => {
            When::Length(day(daybook, &date)?, read_length(&length)?)
        }
        _ => return Err(Failure::Input("give --start and --end, or --day and --length".into())),
    };
    let added = daybook.add_entry(NewEntry {
        client: whom("client", new.who.client)?,
        project: whom("project", new.who.project)?,
        task: whom("task", new.who.task)?,
        label: new.label,
        billable: new.billable.map(YesNo::is_yes),
        tags: new.tag,
        note: new.note,
        when,
        twice: allowed(new.twice.is_allowed),
    });
    let row = added.map_err(|refused| told_twice(daybook, refused, LET_BOTH))?;
    one(daybook, &row, output)
}

pub(super) fn assign(
    daybook: &Daybook,
    ids: &[String],
    work: Work,
    output: Output,
) -> Result<(), Failure> {
    daybook.correct_all(ids, &correction(work)?)?;
    several(daybook, &rows_of(daybook, ids)?, output, |_| "Noted, and learnt.".to_owned())
}

/// What was confirmed or billed before stays as it is, and is not said to be new.
pub(super) fn confirm(daybook: &Daybook, ids: &[String], output: Output) -> Result<(), Failure> {
    let drafts = drafts(&rows_of(daybook, ids)?);
    daybook.confirm_all(ids)?;
    several(daybook, &rows_of(daybook, ids)?, output, |_| match drafts {
        0 => "Nothing has changed: no draft is among them.".to_owned(),
        some if some == ids.len() => "Confirmed.".to_owned(),
        some => format!("Confirmed {}; the others were before.", blocks(some)),
    })
}

pub(super) fn reopen(daybook: &Daybook, ids: &[String], output: Output) -> Result<(), Failure> {
    let drafts = drafts(&rows_of(daybook, ids)?);
    daybook.reopen(ids)?;
    several(daybook, &rows_of(daybook, ids)?, output, |_| match ids.len().saturating_sub(drafts) {
        0 => "Nothing has changed: all of it is a draft.".to_owned(),
        _ => "A draft again.".to_owned(),
    })
}

fn drafts(rows: &[Row]) -> usize {
    rows.iter().filter(|row| row.entry.block().status == Status::Draft).count()
}

fn blocks(number: usize) -> String {
    count(u64::try_from(number).unwrap_or(u64::MAX), "block")
}

pub(super) fn edit(
    daybook: &Daybook,
    ids: &[String],
    work: Work,
    times: Times,
    output: Output,
) -> Result<(), Failure> {
    let reshape = match ids {
        [id] => reshaped(daybook, id, &times)?,
        _ if times.start.is_some() || times.end.is_some() || times.length.is_some() => {
            return Err(Failure::Input("times can be changed of one block at a time".into()));
        }
        _ => None,
    };
    let is_said = work.client.is_some()
        || work.project.is_some()
        || work.task.is_some()
        || work.label.is_some()
        || work.billable.is_some()
        || !work.tag.is_empty()
        || work.note.is_some();
    if !is_said && reshape.is_none() {
        return Err(Failure::Input("say what shall change, such as --label or --end".into()));
    }
    let twice = allowed(times.twice.is_allowed);
    let (was, is_reshaped) = (rows_of(daybook, ids)?, reshape.is_some());
    match reshape {
        None => {
            daybook.correct_all(ids, &correction(work)?)?;
        }
        Some(edit) if is_said => {
            let done = daybook.edit_and_correct(&edit, &correction(work)?, twice);
            done.map_err(|refused| told_twice(daybook, refused, LET_BOTH))?;
        }
        Some(edit) => {
            daybook.edit(&edit, twice).map_err(|refused| told_twice(daybook, refused, LET_BOTH))?;
        }
    }
    several(daybook, &rows_of(daybook, ids)?, output, |rows| {
        if was.len() == rows.len() && was.iter().zip(rows).all(|(was, row)| is_like(was, row)) {
            return "Nothing has changed: it was so already.".to_owned();
        }
        let names = if is_reshaped { daybook.names().ok() } else { None };
        let days = names.map(|names| day_by_day(rows, &names, &daybook.clock().zone(), None));
        days.map_or_else(|| "Changed.".to_owned(), |days| format!("{days}\nChanged."))
    })
}

/// Whether it says the same about the same time.
fn is_like(was: &Row, row: &Row) -> bool {
    let (had, has) = (&was.entry.block().answer, &row.entry.block().answer);
    was.entry.segments() == row.entry.segments()
        && was.details == row.details
        && (had.client, had.project, had.billable) == (has.client, has.project, has.billable)
        && had.label == has.label
}

/// The edit that the times ask for, if they ask for one.
fn reshaped(daybook: &Daybook, id: &str, times: &Times) -> Result<Option<Edit>, Failure> {
    let neighbour = if times.follow { Neighbour::Follows } else { Neighbour::Stays };
    let entry = daybook.entry(id)?.entry;
    let read = |text: &Option<String>, after| {
        text.as_deref().map(|text| moment_of(daybook, &entry, text, after)).transpose()
    };
    let id = id.to_owned();
    Ok(match (read(&times.start, false)?, read(&times.end, true)?, &times.length) {
        (None, None, None) => None,
        (None, None, Some(length)) => Some(Edit::Length(id, read_length(length)?)),
        (Some(start), None, _) => Some(Edit::Boundary(id, Edge::Start, start, neighbour)),
        (None, Some(end), _) => Some(Edit::Boundary(id, Edge::End, end, neighbour)),
        (Some(start), Some(end), _) if start < end => Some(Edit::Resize(id, Span::new(start, end))),
        (Some(_), Some(_), _) => {
            return Err(Failure::Input("--end must lie after --start".into()));
        }
    })
}

/// Does an edit, or shows what would come of it.
pub(super) fn done(
    daybook: &Daybook,
    edit: &Edit,
    is_allowed: bool,
    dry_run: bool,
    output: Output,
) -> Result<(), Failure> {
    let refused = |refused| told_twice(daybook, refused, LET_BOTH);
    let outcome = daybook.preview_edit(edit, allowed(is_allowed)).map_err(refused)?;
    let names = daybook.names()?;
    let (before, after) = counted(daybook, &outcome);
    let told = |rows: &[Row], said: &str| {
        let days = day_by_day(rows, &names, &daybook.clock().zone(), None);
        if days.is_empty() { said.to_owned() } else { format!("{days}\n{said}") }
    };
    if dry_run {
        let json = json!({
            "before_minutes": minutes(before),
            "after_minutes": minutes(after),
            "gained": stretches(outcome.gained.as_slice()),
            "lost": stretches(outcome.lost.as_slice()),
            "blocks": Shown::all(&outcome.put, &names),
            "gone": outcome.gone,
        });
        return output.print(&json, || {
            let said = format!("{}. Nothing has changed yet.", described(before, after));
            format!("It would come to this:\n\n{}", told(&outcome.put, &said))
        });
    }
    let rows = daybook.edit(edit, allowed(is_allowed)).map_err(refused)?;
    output.print(&Shown::all(&rows, &names), || match edit {
        Edit::Resolve(_, _, Resolution::Both) => "Both count the time that they share.".to_owned(),
        _ if rows.is_empty() && outcome.gone.is_empty() => {
            "Nothing has changed: it was so already.".to_owned()
        }
        _ => {
            let said = described(before, after);
            told(&rows, &format!("{said}. Undo with daybook blocks undo."))
        }
    })
}

/// What the blocks that an edit touches count together: before it, and after.
fn counted(daybook: &Daybook, outcome: &Outcome) -> (Millis, Millis) {
    let put = || outcome.put.iter().map(|row| row.entry.id());
    // What is new was not there before.
    let was = |id: BlockId| daybook.entry(&id.to_string()).ok().map(|row| row.entry.length());
    let gone = outcome.gone.iter().copied().filter(|id| put().all(|put| put != *id));
    let before = put().chain(gone).filter_map(was).sum();
    (before, outcome.put.iter().map(|row| row.entry.length()).sum())
}

/// "1h 00m before, 1h 12m after: 12m more count".
fn described(before: Millis, after: Millis) -> String {
    let change = match after.saturating_sub(before) {
        0 => "no minute is gained or lost".to_owned(),
        more @ 1.. => format!("{} more count", length(more)),
        less => format!("{} count no more", length(less.saturating_neg())),
    };
    format!("{} before, {} after: {change}", length(before), length(after))
}

fn stretches(spans: &[Span]) -> Vec<Stretch> {
    spans.iter().map(Stretch::from).collect()
}

pub(super) fn split_points(daybook: &Daybook, id: &str, output: Output) -> Result<(), Failure> {
    let points = daybook.split_points(id)?;
    let zone = daybook.clock().zone();
    let json: Vec<_> =
        points.iter().map(|point| json!({ "at": point.at.rfc3339(), "why": point.text })).collect();
    output.print(&json, || {
        if points.is_empty() {
            return "The work never changed: give a time with --at.".to_owned();
        }
        let row = |point: &engine::review::hints::SplitPoint| {
            vec![point.at.in_zone(&zone).strftime("%H:%M:%S").to_string(), point.text.clone()]
        };
        table(&points.iter().map(row).collect::<Vec<_>>())
    })
}

pub(super) fn one(daybook: &Daybook, row: &Row, output: Output) -> Result<(), Failure> {
    let names = daybook.names()?;
    output.print(&Shown::new(row, &names), || {
        day_by_day(std::slice::from_ref(row), &names, &daybook.clock().zone(), None)
    })
}

/// One block as an object, several as an array.
fn several(
    daybook: &Daybook,
    rows: &[Row],
    output: Output,
    said: impl FnOnce(&[Row]) -> String,
) -> Result<(), Failure> {
    let shown = Shown::all(rows, &daybook.names()?);
    match shown.as_slice() {
        [one] => output.print(one, || said(rows)),
        all => output.print(&all, || said(rows)),
    }
}

fn rows_of(daybook: &Daybook, ids: &[String]) -> Result<Vec<Row>, Failure> {
    ids.iter().map(|id| Ok(daybook.entry(id)?)).collect()
}

pub(super) const fn keeping(keep: Keeping) -> Keep {
    match keep {
        Keeping::Sum => Keep::Sum,
        Keeping::Fill => Keep::Fill,
    }
}

const fn allowed(is_allowed: bool) -> edit::Twice {
    if is_allowed { edit::Twice::Allow } else { edit::Twice::Refuse }
}

/// A name that was typed; "none" is nobody, and nothing at all is a mistake.
fn whom(what: &str, name: Option<String>) -> Result<Option<String>, Failure> {
    match name {
        Some(name) if name.trim().is_empty() => {
            Err(Failure::Input(format!("--{what} is empty; name a {what}, or none")))
        }
        other => Ok(other.filter(|name| name != "none")),
    }
}

fn correction(work: Work) -> Result<Correction, Failure> {
    let wanted = |what, name: Option<String>| match name {
        None => Ok(None),
        said => whom(what, said).map(Some),
    };
    let tags = match work.tag.as_slice() {
        [] => None,
        [none] if none == "none" => Some(Vec::new()),
        some => Some(some.to_vec()),
    };
    Ok(Correction {
        client: wanted("client", work.client)?,
        project: wanted("project", work.project)?,
        task: wanted("task", work.task)?,
        label: work.label,
        billable: work.billable.map(YesNo::is_yes),
        tags,
        note: work.note,
    })
}

/// A length as people type it: "1:30", "90m", "1h30", "1.5".
pub(crate) fn read_length(text: &str) -> Result<Millis, Failure> {
    let unreadable = || Failure::Input(format!("‘{text}’ is not a length, such as 1:30 or 90m"));
    let typed = text.trim().to_lowercase();
    let number = |part: &str| part.trim().parse::<i64>().ok().filter(|number| *number >= 0);
    let length = if let Some((hours, minutes)) = typed.split_once(':') {
        number(hours).zip(number(minutes).filter(|minutes| *minutes < 60))
    } else if let Some((hours, minutes)) = typed.split_once('h') {
        let minutes = minutes.trim().trim_end_matches('m');
        number(hours).zip(if minutes.is_empty() { Some(0) } else { number(minutes) })
    } else if let Some(minutes) = typed.strip_suffix('m') {
        number(minutes).map(|minutes| (0, minutes))
    } else {
        let hours: Option<f64> = typed.replace(',', ".").parse().ok();
        #[expect(clippy::cast_possible_truncation, reason = "what is too long stays too long")]
        let minutes = |hours: f64| (hours * 60.0).round() as i64;
        hours.filter(|hours| *hours >= 0.0).map(|hours| (0, minutes(hours)))
    };
    let (hours, minutes) = length.ok_or_else(unreadable)?;
    let length = hours.saturating_mul(HOUR).saturating_add(minutes.saturating_mul(MINUTE));
    if length > LONGEST_LENGTH {
        return Err(Failure::Input(format!("‘{text}’ is too long; give at most 24 hours")));
    }
    Ok(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_people_type_them() {
        let check = |text: &str, expected: Option<i64>| {
            assert_eq!(read_length(text).ok(), expected.map(|minutes| minutes * MINUTE), "{text}");
        };
        check("1:30", Some(90));
        check("90m", Some(90));
        check("1h", Some(60));
        check("1h30", Some(90));
        check("1 h 30 m", Some(90));
        check("1,5", Some(90));
        check("0.1", Some(6));
        check("1:75", None);
        check("-1", None);
        check("25:00", None);
        check("soon", None);
        check("", None);
        check("24:00", Some(24 * 60));
        for long in ["25h", "24:01", "1441m", "24.1", "inf", "999999999999999999h"] {
            let refused = read_length(long).expect_err(long).to_string();
            assert!(refused.ends_with("give at most 24 hours"), "{refused}");
        }
    }
}
