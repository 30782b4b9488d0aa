//! Timers.

use super::entries::{Timespan, given, named, spans};
use super::{Ms, Ref};
use domain::names::Names;
use domain::time::Moment;
use domain::timer::interruption::{Cause as Came, Choice};
use domain::timer::{self, question};
use engine::timers;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What a timer is for; everything may be empty, and named later.
#[derive(Debug, Clone, Deserialize, Type)]
pub(crate) struct TimerWork {
    pub(crate) client: String,
    pub(crate) project: String,
    pub(crate) task: String,
    pub(crate) label: String,
    /// `null`: as client, project and task say.
    pub(crate) billable: Option<bool>,
}

impl From<TimerWork> for timers::TimerWork {
    fn from(work: TimerWork) -> Self {
        let TimerWork { client, project, task, label, billable } = work;
        Self { client: given(client), project: given(project), task: given(task), label, billable }
    }
}

/// Where a timer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TimerStatus {
    Running,
    Paused,
    Completed,
}

impl From<timer::Status> for TimerStatus {
    fn from(status: timer::Status) -> Self {
        match status {
            timer::Status::Running => Self::Running,
            timer::Status::Paused => Self::Paused,
            timer::Status::Completed => Self::Completed,
        }
    }
}

/// A timer.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Timer {
    pub(crate) id: String,
    pub(crate) status: TimerStatus,
    pub(crate) client: Option<Ref>,
    pub(crate) project: Option<Ref>,
    pub(crate) task: Option<Ref>,
    pub(crate) label: String,
    pub(crate) billable: bool,
    pub(crate) started_ms: Ms,
    /// Since when it is as it is.
    pub(crate) since_ms: Ms,
    /// How long it ran up to `Timers.now_ms`, pauses left out.
    pub(crate) total_ms: Ms,
    pub(crate) segments: Vec<Timespan>,
    /// The entry that it became.
    pub(crate) block: Option<String>,
}

impl Timer {
    pub(crate) fn new(standing: timers::Standing, names: &Names) -> Self {
        let timers::Standing {
            id,
            status,
            work,
            started,
            since,
            total,
            segments,
            block,
            interruption: _,
        } = standing;
        let timer::Work { client, project, task, label, billable } = work;
        Self {
            id: id.to_string(),
            status: status.into(),
            client: client.map(|id| named(id, names.client(id))),
            project: project.map(|id| named(id, names.project(id))),
            task: task.map(|id| named(id, names.task(id))),
            label,
            billable,
            started_ms: started.into(),
            since_ms: since.into(),
            total_ms: Ms(total),
            segments: spans(&segments),
            block: block.map(|id| id.to_string()),
        }
    }
}

/// All timers that matter now.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Timers {
    pub(crate) now_ms: Ms,
    pub(crate) zone: String,
    pub(crate) running: Option<Timer>,
    /// The one that was paused last comes first.
    pub(crate) paused: Vec<Timer>,
    /// Work of the last days that one may want to continue, the newest first, each once.
    pub(crate) recent: Vec<Timer>,
    /// The running timer asks whether it should.
    pub(crate) question: Option<Question>,
    /// Nobody knows whether the timer should have run.
    pub(crate) interruption: Option<Interruption>,
}

/// What a running timer asks.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Question {
    pub(crate) why: Asked,
    pub(crate) started_ms: Ms,
    pub(crate) total_ms: Ms,
}

/// Why a timer asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Asked {
    Long,
    Midnight,
}

/// A time in which a timer was not watched.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Interruption {
    pub(crate) timer: String,
    pub(crate) cause: Cause,
    pub(crate) start_ms: Ms,
    pub(crate) end_ms: Ms,
}

/// What came between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Cause {
    Unwatched,
    Slept,
    Rebooted,
    ClockSetBack,
    ClockSetForward,
}

impl Timers {
    pub(crate) fn new(timers: timers::Timers, names: &Names) -> Self {
        let timers::Timers { now, zone, running, paused, recent, question } = timers;
        let told = |all: Vec<timers::Standing>| {
            all.into_iter().map(|one| Timer::new(one, names)).collect()
        };
        let interruption = running.as_ref().and_then(|one| {
            let found = one.interruption?;
            Some(Interruption {
                timer: one.id.to_string(),
                cause: match found.cause {
                    Came::Unwatched => Cause::Unwatched,
                    Came::Slept => Cause::Slept,
                    Came::Rebooted => Cause::Rebooted,
                    Came::ClockSetBack => Cause::ClockSetBack,
                    Came::ClockSetForward => Cause::ClockSetForward,
                },
                start_ms: found.span.start.into(),
                end_ms: found.span.end.into(),
            })
        });
        Self {
            now_ms: now.into(),
            zone,
            running: running.map(|one| Timer::new(one, names)),
            paused: told(paused),
            recent: told(recent),
            question: question.map(|asked| Question {
                why: match asked.why {
                    question::Why::Long => Asked::Long,
                    question::Why::Midnight(_) => Asked::Midnight,
                },
                started_ms: asked.started.into(),
                total_ms: Ms(asked.total),
            }),
            interruption,
        }
    }
}

/// What an interruption was.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum InterruptionChoice {
    /// The timer ended at its last heartbeat.
    End,
    /// A pause; it goes on now.
    LeaveOut,
    /// It all counts.
    Keep,
    /// It ended then.
    EndAt { at_ms: Ms },
}

impl From<InterruptionChoice> for Choice {
    fn from(choice: InterruptionChoice) -> Self {
        match choice {
            InterruptionChoice::End => Self::End,
            InterruptionChoice::LeaveOut => Self::LeaveOut,
            InterruptionChoice::Keep => Self::Keep,
            InterruptionChoice::EndAt { at_ms } => Self::EndAt(Moment(at_ms.0)),
        }
    }
}
