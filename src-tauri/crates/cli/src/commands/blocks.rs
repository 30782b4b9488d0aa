//! `daybook blocks`.

mod changes;
mod past;
mod shown;

pub(crate) use shown::{Shown, day_by_day};

use crate::args::{Blocks, BlocksAction, Side};
use crate::commands::review::waiting;
use crate::failure::Failure;
use crate::output::{Output, count, length, table};
use crate::when::{day, days, moment, moment_of};
use domain::days::day_of;
use domain::edit::overlap::{Overlap, Resolution};
use domain::time::TimeZone;
use engine::Daybook;
use engine::edits::Edit;
use engine::overlaps::Twofold;
use serde_json::json;

pub(crate) fn blocks(daybook: &Daybook, request: Blocks, output: Output) -> Result<(), Failure> {
    let Some(action) = request.action else {
        return list(daybook, &request, output);
    };
    match action {
        BlocksAction::Add(new) => changes::add(daybook, new, output),
        BlocksAction::Assign { id, work } => changes::assign(daybook, &[id], work, output),
        BlocksAction::Edit { ids, work, start, end, length, follow, twice } => {
            let times = changes::Times { start, end, length, follow, twice };
            changes::edit(daybook, &once(ids), work, times, output)
        }
        BlocksAction::Split { id, suggest: true, .. } => {
            changes::split_points(daybook, &id, output)
        }
        BlocksAction::Split { id, at, halves, suggest: false, dry_run } => {
            let edit = if halves {
                Edit::Halves(id)
            } else {
                let entry = daybook.entry(&id)?.entry;
                let at = at.iter().map(|text| moment_of(daybook, &entry, text, true));
                Edit::Split(id, at.collect::<Result<_, _>>()?)
            };
            changes::done(daybook, &edit, false, dry_run, output)
        }
        BlocksAction::Merge { ids, keep, dry_run, twice } => {
            let edit = Edit::Merge(ids, changes::keeping(keep));
            changes::done(daybook, &edit, twice.is_allowed, dry_run, output)
        }
        BlocksAction::Move { id, to, twice } => {
            let to = moment_of(daybook, &daybook.entry(&id)?.entry, &to, false)?;
            let edit = Edit::Move(id, to);
            changes::done(daybook, &edit, twice.is_allowed, false, output)
        }
        BlocksAction::Duplicate { id, to, twice } => {
            let edit = Edit::Duplicate(id, moment(daybook, &to)?);
            changes::done(daybook, &edit, twice.is_allowed, false, output)
        }
        BlocksAction::Delete { ids } => {
            let ids = once(ids);
            daybook.edit(&Edit::Delete(ids.clone()), domain::edit::Twice::Refuse)?;
            output.print(&json!({ "deleted": ids }), || {
                let gone = count(u64::try_from(ids.len()).unwrap_or(u64::MAX), "block");
                format!("Took {gone} away; daybook blocks undo brings back what is gone.")
            })
        }
        BlocksAction::Overlaps { ids, give: Some(side), .. } => match ids.as_slice() {
            [first, second] => {
                let edit = Edit::Resolve(first.clone(), second.clone(), resolution(side));
                changes::done(daybook, &edit, false, false, output)
            }
            _ => Err(Failure::Input("name the two blocks that share time".into())),
        },
        BlocksAction::Overlaps { from, to, .. } => {
            overlaps(daybook, from.as_deref(), to.as_deref(), output)
        }
        BlocksAction::Confirm { ids, from, to } => match from {
            Some(from) => confirm_days(daybook, &from, to.as_deref(), output),
            None => changes::confirm(daybook, &once(ids), output),
        },
        BlocksAction::Reopen { ids } => changes::reopen(daybook, &once(ids), output),
        BlocksAction::Undo => stepped(daybook.undo()?, "Took back", "Nothing to undo.", output),
        BlocksAction::Redo => stepped(daybook.redo()?, "Did again", "Nothing to redo.", output),
        BlocksAction::History { id } => past::history(daybook, &id, output),
    }
}

/// Each id once, however often it was typed.
fn once(ids: Vec<String>) -> Vec<String> {
    let mut known: Vec<String> = Vec::with_capacity(ids.len());
    for id in ids {
        if !known.iter().any(|one| one.eq_ignore_ascii_case(&id)) {
            known.push(id);
        }
    }
    known
}

fn list(daybook: &Daybook, request: &Blocks, output: Output) -> Result<(), Failure> {
    let (from, to) = (request.from.as_deref(), request.to.as_deref());
    let (from, to) = days(daybook, from, to, daybook.today())?;
    let rows = daybook.entries_on(from, to)?;
    let names = daybook.names()?;
    let shown = Shown::all(&rows, &names);
    let review = daybook.review::<&str>(from, to, &[])?;
    let has_others = daybook.has_entries()?;
    output.print(&shown, || {
        let zone = daybook.clock().zone();
        let listed = if request.ids { shown::with_ids } else { day_by_day };
        let days = match listed(&rows, &names, &zone, Some((from, to))) {
            some if !some.is_empty() => some,
            _ if has_others => "No blocks on these days.".to_owned(),
            _ => "No blocks yet. They appear a few minutes after the work: daybook run".to_owned(),
        };
        let waiting = waiting(&review.progress.unreviewed, &names);
        let notes = waiting.into_iter().chain(counted_twice(&review.overlaps, &zone));
        std::iter::once(days).chain(notes).collect::<Vec<_>>().join("\n")
    })
}

fn confirm_days(
    daybook: &Daybook,
    from: &str,
    to: Option<&str>,
    output: Output,
) -> Result<(), Failure> {
    let (from, to) = days(daybook, Some(from), to, day(daybook, from)?)?;
    let confirmed = daybook.confirm_days(from, to)?;
    let overlaps = daybook.review::<&str>(from, to, &[])?.overlaps;
    output.print(&json!({ "confirmed": confirmed }), || {
        let done = match confirmed {
            0 => "No drafts on these days: everything is reviewed.".to_owned(),
            some => {
                format!("Confirmed {}.", count(u64::try_from(some).unwrap_or(u64::MAX), "block"))
            }
        };
        let twice = counted_twice(&overlaps, &daybook.clock().zone());
        std::iter::once(done).chain(twice).collect::<Vec<_>>().join("\n")
    })
}

/// "30m on 2026-11-10 are counted twice: daybook blocks overlaps --from 2026-11-10"; `None` where
/// nothing is.
pub(crate) fn counted_twice(overlaps: &[Overlap], zone: &TimeZone) -> Option<String> {
    let hulls = || overlaps.iter().filter_map(|one| one.shared.hull());
    let first = hulls().map(|span| day_of(span.start, zone)).min()?;
    let last = hulls().map(|span| day_of(span.end.minus(1), zone)).max()?;
    let shared = length(overlaps.iter().map(|one| one.shared.length()).sum());
    Some(if first == last {
        format!("{shared} on {first} are counted twice: daybook blocks overlaps --from {first}")
    } else {
        format!(
            "{shared} from {first} to {last} are counted twice: \
             daybook blocks overlaps --from {first} --to {last}"
        )
    })
}

fn overlaps(
    daybook: &Daybook,
    from: Option<&str>,
    to: Option<&str>,
    output: Output,
) -> Result<(), Failure> {
    let (from, to) = days(daybook, from, to, daybook.today())?;
    let found = daybook.overlaps(daybook.days(from, to))?;
    let span = |span: &domain::time::Span| json!({ "start": span.start.rfc3339(), "end": span.end.rfc3339() });
    let json: Vec<_> = found
        .iter()
        .map(|Twofold { overlap: one, is_allowed }| {
            json!({
                "first": one.first,
                "second": one.second,
                "shared": one.shared.as_slice().iter().map(span).collect::<Vec<_>>(),
                "minutes": shown::minutes(one.shared.length()),
                "allowed": is_allowed,
            })
        })
        .collect();
    output.print(&json, || {
        if found.is_empty() {
            return "No time counts twice.".to_owned();
        }
        let row = |Twofold { overlap: one, is_allowed }: &Twofold| {
            let said = if *is_allowed { "you let both count" } else { "" };
            let (first, second) = (one.first.to_string(), one.second.to_string());
            vec![length(one.shared.length()), first, second, said.to_owned()]
        };
        format!(
            "{}\nWhose it is: daybook blocks overlaps FIRST SECOND --give first|second|middle|trim|both",
            table(&found.iter().map(row).collect::<Vec<_>>())
        )
    })
}

const fn resolution(side: Side) -> Resolution {
    match side {
        Side::First => Resolution::KeepFirst,
        Side::Second => Resolution::KeepSecond,
        Side::Middle => Resolution::SplitAtMiddle,
        Side::Trim => Resolution::Trim,
        Side::Both => Resolution::Both,
    }
}

fn stepped(
    step: Option<engine::history::Step>,
    done: &str,
    nothing: &str,
    output: Output,
) -> Result<(), Failure> {
    let json = step.as_ref().map(|step| json!({ "kind": step.kind, "blocks": step.blocks }));
    output.print(&json, || match &step {
        None => nothing.to_owned(),
        Some(step) => {
            let blocks = count(u64::from(step.blocks), "block");
            format!("{done} ‘{}’ on {blocks}.", step.kind.as_str())
        }
    })
}
