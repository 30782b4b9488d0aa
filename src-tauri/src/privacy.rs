//! The owner's wishes about privacy, as tray and window both ask for them.

use crate::wire::{self, PauseLength, Privacy};
use domain::time::{MINUTE, Moment, Span};
use engine::Daybook;
use engine::privacy::Forgotten;

/// How many receipts and requests the page shows.
const LATELY: u32 = 200;

/// Pauses for that long.
pub(crate) fn pause(daybook: &Daybook, length: PauseLength) -> engine::Result<()> {
    match length {
        PauseLength::QuarterHour => daybook.pause(Some(daybook.clock().now().plus(15 * MINUTE))),
        PauseLength::Hour => daybook.pause(Some(daybook.clock().now().plus(60 * MINUTE))),
        PauseLength::UntilTomorrow => daybook.pause_until_tomorrow().map(|_| ()),
        PauseLength::UntilResumed => daybook.pause(None),
    }
}

/// Forgets the last so many minutes.
pub(crate) fn forget(daybook: &Daybook, minutes: u32) -> engine::Result<Forgotten> {
    let now = daybook.clock().now();
    daybook.forget(last(now, minutes))
}

/// The span of the last so many minutes.
fn last(now: Moment, minutes: u32) -> Span {
    Span::new(now.minus(i64::from(minutes) * MINUTE), now)
}

/// Everything that the privacy page shows.
pub(crate) fn page(daybook: &Daybook) -> engine::Result<Privacy> {
    let (exclusions, broken, built_in) = wire::exclusion_lists(&daybook.exclusions()?);
    Ok(Privacy {
        spool: daybook.status()?.spool.into(),
        wiped_today_files: daybook.wiped_today()?,
        outbound_today_bytes: daybook.outbound_today()?,
        has_cloud_key: daybook.has_gemini_key()?,
        receipts: daybook.receipts(LATELY)?.into_iter().map(Into::into).collect(),
        outbound: daybook.outbound(LATELY)?.into_iter().map(Into::into).collect(),
        exclusions,
        broken,
        built_in,
        retention_hours: daybook.settings().spool.retention_hours(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_minutes_end_now() {
        let span = last(Moment(3_600_000), 5);
        assert_eq!((span.start, span.end), (Moment(3_300_000), Moment(3_600_000)));
    }
}
