//! `daybook away`.

use super::timers::{span_json, work_of};
use crate::args::timing::{Away, AwayAction};
use crate::failure::Failure;
use crate::output::{Output, length, table};
use crate::when;
use domain::activity::Window;
use domain::time::{DAY, MINUTE, Moment, Span, TimeZone, whole_minutes};
use engine::Daybook;
use engine::absences::{Absence, AwayAnswer};
use serde_json::{Value, json};

pub(crate) fn away(daybook: &Daybook, request: Away, output: Output) -> Result<(), Failure> {
    let Some(action) = request.action else {
        return list(daybook, request.from.as_deref(), request.to.as_deref(), output);
    };
    let (start, answer, was, said) = match action {
        AwayAction::Keep { start } => (start, AwayAnswer::Keep, "keep", "counts as work"),
        AwayAction::Discard { start } => (start, AwayAnswer::Discard, "discard", "was no work"),
        AwayAction::SplitOff { start } => {
            (start, AwayAnswer::SplitOff, "split_off", "is a draft of its own, to be named")
        }
        AwayAction::Assign { start, work } => {
            (start, AwayAnswer::Assign(work_of(work)?), "assign", "is an entry of its own")
        }
        AwayAction::Call { start, work } => (
            start,
            AwayAnswer::Call(work_of(work)?),
            "call",
            "was a call and is an entry of its own",
        ),
    };
    let absence = find(daybook, &start)?;
    let span = absence.away.span();
    daybook.answer_away(span, &answer)?;
    let json = json!({
        "start": span.start.rfc3339(),
        "end": span.end.rfc3339(),
        "was": was,
    });
    output.print(&json, || {
        let zone = daybook.clock().zone();
        format!("{} to {} {said}.", clock(span.start, &zone), time(span.end, &zone))
    })
}

/// The absence that begins at `start`, give or take the seconds that nobody types, or in which it
/// lies.
fn find(daybook: &Daybook, start: &str) -> Result<Absence, Failure> {
    let at = when::moment(daybook, start)?;
    let all = daybook.aways(Span::new(at, at.plus(MINUTE)))?;
    let begins = |one: &Absence| one.away.span().contains(at) || one.away.span().start > at;
    all.into_iter().find(begins).ok_or_else(|| {
        Failure::Input(format!("no absence is undecided at {start}; see which are: daybook away"))
    })
}

fn list(
    daybook: &Daybook,
    from: Option<&str>,
    to: Option<&str>,
    output: Output,
) -> Result<(), Failure> {
    let today = daybook.today();
    let zone = daybook.clock().zone();
    let week_ago = daybook.clock().now().minus(7 * DAY).in_zone(&zone).date();
    let today = today.to_string();
    let (from, to) = when::days(daybook, from, to.or(Some(&today)), week_ago)?;
    let all = daybook.aways(daybook.days(from, to))?;
    let json: Vec<_> = all.iter().map(shown).collect();
    output.print(&json, || {
        let row = |one: &Absence| {
            let span = one.away.span();
            vec![
                format!("{}–{}", clock(span.start, &zone), time(span.end, &zone)),
                length(one.away.length()),
                around(one),
                if one.is_timed { "a timer counts it".into() } else { String::new() },
            ]
        };
        match all.as_slice() {
            [] => "No absence is undecided.".to_owned(),
            all => format!(
                "{}\nSay what each was: daybook away keep, discard, split-off, assign or call, and its start.",
                table(&all.iter().map(row).collect::<Vec<_>>())
            ),
        }
    })
}

/// An absence as JSON.
pub(crate) fn shown(one: &Absence) -> Value {
    let window = |window: &Option<Window>| {
        window.as_ref().map(|one| json!({ "program": one.program, "title": one.title }))
    };
    let id = |row: &Option<store::entries::Row>| row.as_ref().map(|row| row.entry.id().to_string());
    let span = one.away.span();
    let during: Vec<_> = one.during.iter().map(|row| row.entry.id().to_string()).collect();
    json!({
        "start": span.start.rfc3339(),
        "end": span.end.rfc3339(),
        "length_ms": one.away.length(),
        "minutes": whole_minutes(one.away.length()),
        "gaps": one.away.gaps.as_slice().iter().map(span_json).collect::<Vec<_>>(),
        "before": window(&one.away.before),
        "after": window(&one.away.after),
        "block_before": id(&one.before),
        "blocks_during": during,
        "block_after": id(&one.after),
        "timed": one.is_timed,
        "over": one.away.is_over,
    })
}

/// "code, then mail".
fn around(one: &Absence) -> String {
    let program = |window: &Option<Window>| window.as_ref().map(|window| window.program.clone());
    match (program(&one.away.before), program(&one.away.after)) {
        (Some(before), Some(after)) => format!("after {before}, before {after}"),
        (Some(before), None) => format!("after {before}"),
        (None, Some(after)) => format!("before {after}"),
        (None, None) => String::new(),
    }
}

fn clock(at: Moment, zone: &TimeZone) -> String {
    at.in_zone(zone).strftime("%Y-%m-%d %H:%M").to_string()
}

fn time(at: Moment, zone: &TimeZone) -> String {
    at.in_zone(zone).strftime("%H:%M").to_string()
}
