//! Ids: newtypes over UUIDv7, minted here and nowhere else.

use crate::time::Moment;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// Why a text is not an id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("‘{0}’ is not an id; ids look like 019aa0c4-5e00-7d2a-9c3e-0b7a1f2e4d55")]
pub struct NotAnId(pub String);

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Mints an id for something made `at`, from ten random bytes.
            #[must_use]
            pub fn mint(at: Moment, random: [u8; 10]) -> Self {
                let millis = u64::try_from(at.0).unwrap_or(0);
                Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
            }

            /// When it was minted.
            #[must_use]
            pub fn minted(self) -> Moment {
                let [a, b, c, d, e, f, ..] = *self.0.as_bytes();
                let millis = u64::from_be_bytes([0, 0, a, b, c, d, e, f]);
                Moment(i64::try_from(millis).unwrap_or(i64::MAX))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Uuid::try_parse(text).map(Self).map_err(|_| NotAnId(text.to_owned()))
            }
        }
    )*};
}

ids! {
    /// A chunk: up to five minutes of captures on their way to becoming blocks.
    ChunkId,
    /// One sealed file in the spool.
    CaptureId,
    /// A time block.
    BlockId,
    /// A client.
    ClientId,
    /// A project of a client.
    ProjectId,
    /// A task of a project.
    TaskId,
    /// A timer.
    TimerId,
    /// A tag.
    TagId,
    /// A rate per hour, from a day on.
    RateId,
    /// A budget of a client or project.
    BudgetId,
    /// A note of a day.
    NoteId,
    /// A rule of the owner's.
    RuleId,
    /// An exclusion of the owner's.
    ExclusionId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_the_time_they_were_minted() {
        let early = BlockId::mint(Moment(1_000), [255; 10]);
        let late = BlockId::mint(Moment(1_001), [0; 10]);
        assert!(early < late && early.to_string() < late.to_string(), "UUIDv7 is ordered");
        assert_eq!(late.to_string().parse(), Ok(late));
        assert_eq!(late.minted(), Moment(1_001), "an id knows its time");
        assert!("nonsense".parse::<BlockId>().is_err());
    }
}
