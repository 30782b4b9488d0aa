//! `daybook timer`.

use crate::args::timing::{Begin, One, Resolve, Timer, When, Work};
use crate::failure::{Failure, told_twice};
use crate::output::{Output, length, table};
use crate::when;
use domain::edit::Twice;
use domain::names::Names;
use domain::segments::Segments;
use domain::time::{Moment, SECOND, Span, TimeZone, whole_minutes};
use domain::timer::Status;
use domain::timer::interruption::{Cause, Choice, Interruption};
use domain::timer::question::Why;
use engine::Daybook;
use engine::blocks::Correction;
use engine::timers::{Standing, Stopped, TimerWork};
use serde::Serialize;
use serde_json::{Value, json};

/// A timer as JSON.
#[derive(Debug, Serialize)]
struct Shown {
    status: &'static str,
    id: String,
    client: Option<String>,
    project: Option<String>,
    task: Option<String>,
    label: String,
    billable: bool,
    started: String,
    since: String,
    total_ms: i64,
    seconds: i64,
    minutes: i64,
    segments: Vec<Value>,
    block: Option<String>,
    interruption: Option<Value>,
}

pub(crate) fn timer(daybook: &Daybook, command: Timer, output: Output) -> Result<(), Failure> {
    done(daybook, command, output).map_err(|failed| match failed {
        Failure::Engine(refused) => told_twice(daybook, refused, "--both"),
        other => other,
    })
}

fn done(daybook: &Daybook, command: Timer, output: Output) -> Result<(), Failure> {
    match command {
        Timer::Start(begin) => start(daybook, begin, output),
        Timer::Switch(begin) => {
            if daybook.timers()?.running.is_none() {
                return Err(Failure::Input(
                    "no timer runs that could be switched; start one: daybook timer start".into(),
                ));
            }
            start(daybook, begin, output)
        }
        Timer::Pause(when) => {
            let timer = daybook.pause_timer(at(daybook, &when)?, twice(when.both))?;
            said(daybook, &timer, output, |told| {
                format!("Paused at {} after {}: {}.", told.since, told.total, told.what)
            })
        }
        Timer::Resume(One { id, when }) => {
            let at = at(daybook, &when)?;
            let timer = daybook.resume_timer(id.as_deref(), at, twice(when.both))?;
            let before = timer.segments.as_slice().iter().filter(|span| span.end <= timer.since);
            let before = length(before.map(|span| span.millis()).sum());
            said(daybook, &timer, output, |told| {
                format!("Going on since {}, after {before}: {}.", told.since, told.what)
            })
        }
        Timer::Stop(One { id, when }) => stop(daybook, id.as_deref(), &when, output),
        Timer::Status => status(daybook, output),
        Timer::List => list(daybook, output),
        Timer::Continue(One { id, when }) => {
            let id = match id {
                Some(id) => id,
                None => the_last(daybook, "no timer ran lately; start one: daybook timer start")?,
            };
            let timer = daybook.continue_work(&id, at(daybook, &when)?, twice(when.both))?;
            said(daybook, &timer, output, begun)
        }
        Timer::Name { id, work } => name(daybook, id, work, output),
        Timer::MoveStart { id, at, both } => {
            let id = known(daybook, id)?;
            let at = when::moment(daybook, &at)?;
            let timer = daybook.move_timer_start(&id, at, twice(both))?;
            said(daybook, &timer, output, |told| {
                format!("It began at {}: {}. {} so far.", told.started, told.what, told.total)
            })
        }
        Timer::Discard { id } => {
            let id = known(daybook, id)?;
            daybook.discard_timer(&id)?;
            output.print(&json!({ "discarded": id }), || {
                "Discarded. What was captured meanwhile becomes drafts.".to_owned()
            })
        }
        Timer::Resolve(choice) => resolve(daybook, &choice, output),
        Timer::GoOn => {
            let timer = daybook.timer_goes_on(&known(daybook, None)?)?;
            said(daybook, &timer, output, |told| {
                format!("It runs on: {}. {} so far.", told.what, told.total)
            })
        }
    }
}

/// The names that were typed; "none" is nobody.
pub(crate) fn work_of(work: Work) -> Result<TimerWork, Failure> {
    let Work { client, project, task, label, billable } = work;
    Ok(TimerWork {
        client: client.map(whom).transpose()?.flatten(),
        project: project.map(whom).transpose()?.flatten(),
        task: task.map(whom).transpose()?.flatten(),
        label: label.unwrap_or_default(),
        billable: billable.map(crate::args::YesNo::is_yes),
    })
}

/// A name that was typed; "none" is nobody. An empty one was meant to be something, as an unset
/// variable of a shell is.
fn whom(name: String) -> Result<Option<String>, Failure> {
    match name.trim() {
        "" => Err(Failure::Input("a name is empty; write the name, or none for nobody".into())),
        "none" => Ok(None),
        _ => Ok(Some(name)),
    }
}

/// "09:00–09:20" for each stretch.
fn stretches(segments: &Segments, zone: &TimeZone) -> String {
    let one = |span: &Span| format!("{}–{}", clock(span.start, zone), clock(span.end, zone));
    segments.as_slice().iter().map(one).collect::<Vec<_>>().join(", ")
}

fn interruption_json(one: &Interruption) -> Value {
    let Interruption { cause, span } = one;
    json!({ "cause": cause, "start": span.start.rfc3339(), "end": span.end.rfc3339() })
}

pub(crate) fn span_json(span: &Span) -> Value {
    json!({ "start": span.start.rfc3339(), "end": span.end.rfc3339() })
}

fn start(daybook: &Daybook, begin: Begin, output: Output) -> Result<(), Failure> {
    let Begin { work, when } = begin;
    let at = at(daybook, &when)?;
    let timer = daybook.start_timer(&work_of(work)?, at, twice(when.both))?;
    said(daybook, &timer, output, begun)
}

fn begun(told: &Told) -> String {
    format!("Started at {}: {}.", told.started, told.what)
}

fn stop(daybook: &Daybook, id: Option<&str>, when: &When, output: Output) -> Result<(), Failure> {
    let stopped = daybook.stop_timer(id, at(daybook, when)?, twice(when.both))?;
    let Stopped { timer, already, overlaps, left_out } = stopped;
    // With --both it is decided that both count.
    let is_open = !when.both;
    let names = daybook.names()?;
    let zone = daybook.clock().zone();
    let mut json = serde_json::to_value(Shown::new(&timer, &names)).unwrap_or_default();
    if let Some(fields) = json.as_object_mut() {
        fields.insert("already".into(), json!(already));
        fields.insert("interruption".into(), json!(left_out.as_ref().map(interruption_json)));
        fields.insert("overlaps".into(), overlaps.iter().map(span_json).collect());
    }
    output.print(&json, || {
        let told = Told::new(&timer, &names, &zone);
        if already {
            return format!(
                "It was stopped at {} already, after {}: {}.",
                told.since, told.total, told.what
            );
        }
        let when = stretches(&timer.segments, &zone);
        let mut text = match timer.block {
            Some(block) => format!(
                "Stopped after {}: {} ({when}).\nThe entry waits to be reviewed: {block}",
                told.total, told.what
            ),
            None => "Stopped at once, so there is no entry.".to_owned(),
        };
        if let Some(one) = left_out {
            let (from, why) = (clock(one.span.start, &zone), why(one.cause));
            text.push_str(&format!(
                "\nThe time since {from} is not counted, because {why}; if it was work, give the block another end: daybook blocks edit"
            ));
        }
        for span in overlaps.iter().filter(|_| is_open) {
            let (from, to) = (clock(span.start, &zone), clock(span.end, &zone));
            text.push_str(&format!(
                "\nAnother entry counts {from} to {to} too; change one of them."
            ));
        }
        text
    })
}

fn status(daybook: &Daybook, output: Output) -> Result<(), Failure> {
    let Some(timer) = daybook.timer(None)? else {
        return output.print(&json!({ "status": "none" }), || {
            "No timer runs. Start one: daybook timer start --client NAME".to_owned()
        });
    };
    let question = daybook.timers()?.question;
    let names = daybook.names()?;
    let mut json = serde_json::to_value(Shown::new(&timer, &names)).unwrap_or_default();
    if let Some(fields) = json.as_object_mut() {
        let why = question.map(|question| match question.why {
            Why::Long => json!("long"),
            Why::Midnight(_) => json!("midnight"),
        });
        fields.insert("question".into(), json!(why));
    }
    output.print(&json, || {
        let told = Told::new(&timer, &names, &daybook.clock().zone());
        let mut text = told.standing(timer.status);
        if let Some(line) = told.interruption {
            text.push_str(&format!("\n{line}"));
        }
        text.push_str(match question.map(|question| question.why) {
            None => "",
            Some(Why::Long) => "\nIt has run for long: daybook timer go-on, or stop it --at TIME",
            Some(Why::Midnight(_)) => {
                "\nIt runs since yesterday: daybook timer go-on, or stop it --at TIME"
            }
        });
        text
    })
}

fn list(daybook: &Daybook, output: Output) -> Result<(), Failure> {
    let timers = daybook.timers()?;
    let names = daybook.names()?;
    let shown = |all: &[Standing]| -> Vec<_> {
        all.iter().map(|timer| Shown::new(timer, &names)).collect()
    };
    let json = json!({
        "running": timers.running.as_ref().map(|timer| Shown::new(timer, &names)),
        "paused": shown(&timers.paused),
        "recent": shown(&timers.recent),
    });
    output.print(&json, || {
        let zone = daybook.clock().zone();
        let row = |timer: &Standing| {
            let told = Told::new(timer, &names, &zone);
            let status = timer.status.as_str().to_owned();
            vec![status, told.started, told.total, told.what, timer.id.to_string()]
        };
        let all = timers.running.iter().chain(&timers.paused).chain(&timers.recent);
        match all.map(row).collect::<Vec<_>>().as_slice() {
            [] => "No timers yet. Start one: daybook timer start --client NAME".to_owned(),
            rows => table(rows),
        }
    })
}

fn name(daybook: &Daybook, id: Option<String>, work: Work, output: Output) -> Result<(), Failure> {
    let id = match id {
        Some(id) => id,
        None => the_last(daybook, "no timer ran lately; start one: daybook timer start")?,
    };
    let Work { client, project, task, label, billable } = work;
    let said_so = Correction {
        client: client.map(whom).transpose()?,
        project: project.map(whom).transpose()?,
        task: task.map(whom).transpose()?,
        label,
        billable: billable.map(crate::args::YesNo::is_yes),
        ..Correction::default()
    };
    let timer = daybook.rename_timer(&id, &said_so)?;
    let is_alone = timer.status == Status::Completed && timer.block.is_none();
    said(daybook, &timer, output, |told| {
        let also = if is_alone { " Its entry is gone and was not changed." } else { "" };
        format!("Noted: {}.{also}", told.what)
    })
}

fn resolve(daybook: &Daybook, choice: &Resolve, output: Output) -> Result<(), Failure> {
    let choice = match choice {
        Resolve::Keep => Choice::Keep,
        Resolve::LeaveOut => Choice::LeaveOut,
        Resolve::End => Choice::End,
        Resolve::EndAt { time } => Choice::EndAt(when::moment(daybook, time)?),
    };
    let timer = daybook.answer_interruption(&known(daybook, None)?, choice)?;
    let status = timer.status;
    said(daybook, &timer, output, |told| told.standing(status))
}

/// The timer that was named, or the one that is open.
fn known(daybook: &Daybook, id: Option<String>) -> Result<String, Failure> {
    if let Some(id) = id {
        return Ok(id);
    }
    let timers = daybook.timers()?;
    let open = timers.running.or_else(|| timers.paused.into_iter().next());
    open.map(|timer| timer.id.to_string()).ok_or_else(|| {
        Failure::Input("no timer runs or is paused; start one: daybook timer start".into())
    })
}

fn the_last(daybook: &Daybook, missing: &str) -> Result<String, Failure> {
    let timer = daybook.timer(None)?;
    timer.map(|timer| timer.id.to_string()).ok_or_else(|| Failure::Input(missing.into()))
}

fn at(daybook: &Daybook, when: &When) -> Result<Option<Moment>, Failure> {
    when::moment_if(daybook, when.at.as_deref())
}

const fn twice(both: bool) -> Twice {
    if both { Twice::Allow } else { Twice::Refuse }
}

fn said(
    daybook: &Daybook,
    timer: &Standing,
    output: Output,
    text: impl FnOnce(&Told) -> String,
) -> Result<(), Failure> {
    let names = daybook.names()?;
    output.print(&Shown::new(timer, &names), || {
        text(&Told::new(timer, &names, &daybook.clock().zone()))
    })
}

impl Shown {
    fn new(timer: &Standing, names: &Names) -> Self {
        let work = &timer.work;
        Self {
            status: timer.status.as_str(),
            id: timer.id.to_string(),
            client: work.client.and_then(|id| names.client(id)).map(str::to_owned),
            project: work.project.and_then(|id| names.project(id)).map(str::to_owned),
            task: work.task.and_then(|id| names.task(id)).map(str::to_owned),
            label: work.label.clone(),
            billable: work.billable,
            started: timer.started.rfc3339(),
            since: timer.since.rfc3339(),
            total_ms: timer.total,
            seconds: timer.total / SECOND,
            minutes: whole_minutes(timer.total),
            segments: timer.segments.as_slice().iter().map(span_json).collect(),
            block: timer.block.map(|id| id.to_string()),
            interruption: timer.interruption.as_ref().map(interruption_json),
        }
    }
}

const fn why(cause: Cause) -> &'static str {
    match cause {
        Cause::Unwatched => "Daybook did not run",
        Cause::Slept => "the machine slept",
        Cause::Rebooted => "the machine was started anew",
        Cause::ClockSetBack => "the clock was set back",
        Cause::ClockSetForward => "the clock was set forward",
    }
}

/// A timer in words.
struct Told {
    what: String,
    started: String,
    since: String,
    total: String,
    interruption: Option<String>,
}

impl Told {
    fn new(timer: &Standing, names: &Names, zone: &TimeZone) -> Self {
        let who = timer.work.client.map(|id| names.of(Some(id), timer.work.project));
        let parts: Vec<String> = who
            .into_iter()
            .chain(Some(timer.work.label.clone()))
            .filter(|one| !one.is_empty())
            .collect();
        let what = if parts.is_empty() { "no name yet".to_owned() } else { parts.join(": ") };
        let interruption = timer.interruption.map(|one| {
            let (from, to) = (clock(one.span.start, zone), clock(one.span.end, zone));
            let why = why(one.cause);
            format!(
                "From {from} to {to} {why}, and nobody knows whether the timer ran; say so: daybook timer resolve keep, leave-out, end, or end-at TIME"
            )
        });
        Self {
            what,
            started: clock(timer.started, zone),
            since: clock(timer.since, zone),
            total: length(timer.total),
            interruption,
        }
    }

    fn standing(&self, status: Status) -> String {
        let Self { what, since, total, .. } = self;
        match status {
            Status::Running => format!("Running since {since}: {what}. {total} so far."),
            Status::Paused => format!("Paused since {since}: {what}. {total} so far."),
            Status::Completed => {
                format!("No timer runs. The last one ended at {since} after {total}: {what}.")
            }
        }
    }
}

fn clock(at: Moment, zone: &TimeZone) -> String {
    at.in_zone(zone).strftime("%Y-%m-%d %H:%M").to_string()
}
