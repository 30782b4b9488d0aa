//! The history of an entry as the window sees it.

use super::Ms;
use super::day::{BlockStatus, Step};
use domain::past;
use serde::Serialize;
use specta::Type;

/// A step in the history of one entry.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Past {
    pub(crate) step: Step,
    pub(crate) fate: PastFate,
    /// What it changed, where the entry was there before and after.
    pub(crate) changes: Vec<PastChange>,
}

impl From<past::Past> for Past {
    fn from(past: past::Past) -> Self {
        let past::Past { step, fate, changes } = past;
        Self {
            step: step.into(),
            fate: fate.into(),
            changes: changes.into_iter().map(PastChange::from).collect(),
        }
    }
}

/// What a step was to one of its entries: it came to be, was there before and after, or went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PastFate {
    Made,
    Kept,
    Removed,
}

impl From<past::Fate> for PastFate {
    fn from(fate: past::Fate) -> Self {
        match fate {
            past::Fate::Made => Self::Made,
            past::Fate::Kept => Self::Kept,
            past::Fate::Removed => Self::Removed,
        }
    }
}

/// A field that says something else since.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct PastChange {
    pub(crate) field: PastField,
    pub(crate) was: PastValue,
    pub(crate) became: PastValue,
}

impl From<past::Difference> for PastChange {
    fn from(difference: past::Difference) -> Self {
        let past::Difference { field, was, became } = difference;
        Self { field: field.into(), was: was.into(), became: became.into() }
    }
}

/// What can be said of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PastField {
    Time,
    Zone,
    Client,
    Project,
    Task,
    Label,
    Billable,
    Status,
    Tags,
    Note,
}

impl From<past::Field> for PastField {
    fn from(field: past::Field) -> Self {
        match field {
            past::Field::Time => Self::Time,
            past::Field::Zone => Self::Zone,
            past::Field::Client => Self::Client,
            past::Field::Project => Self::Project,
            past::Field::Task => Self::Task,
            past::Field::Label => Self::Label,
            past::Field::Billable => Self::Billable,
            past::Field::Status => Self::Status,
            past::Field::Tags => Self::Tags,
            past::Field::Note => Self::Note,
        }
    }
}

/// What a field says.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum PastValue {
    Nothing,
    /// A client, project or task that was removed since.
    Removed,
    Words {
        text: String,
    },
    Yes {
        is: bool,
    },
    Status {
        status: BlockStatus,
    },
    Names {
        names: Vec<String>,
    },
    Time {
        start_ms: Ms,
        end_ms: Ms,
        length_ms: Ms,
        is_untimed: bool,
    },
}

impl From<past::Value> for PastValue {
    fn from(value: past::Value) -> Self {
        match value {
            past::Value::Text(None) => Self::Nothing,
            past::Value::Text(Some(text)) if text.is_empty() => Self::Removed,
            past::Value::Text(Some(text)) => Self::Words { text },
            past::Value::Yes(is) => Self::Yes { is },
            past::Value::Status(status) => Self::Status { status: status.into() },
            past::Value::Names(names) if names.is_empty() => Self::Nothing,
            past::Value::Names(names) => Self::Names { names },
            past::Value::Time(past::Worked { segments, is_untimed }) => match segments.hull() {
                None => Self::Nothing,
                Some(span) => Self::Time {
                    start_ms: span.start.into(),
                    end_ms: span.end.into(),
                    length_ms: Ms(segments.length()),
                    is_untimed,
                },
            },
        }
    }
}
