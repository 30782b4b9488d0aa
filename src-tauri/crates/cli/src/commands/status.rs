//! `daybook status`.

use crate::commands::review::{Waits, waiting, waits};
use crate::failure::Failure;
use crate::output::{Output, count, length, size};
use engine::Daybook;
use engine::status::Status;
use serde::Serialize;

/// How Daybook stands as JSON.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    status: &'a Status,
    /// What waits to be reviewed, by client.
    unreviewed: Vec<Waits>,
}

pub(crate) fn status(daybook: &Daybook, output: Output) -> Result<(), Failure> {
    let (status, names) = (daybook.status()?, daybook.names()?);
    let unreviewed = daybook.unreviewed()?;
    let shown = Shown { status: &status, unreviewed: waits(&unreviewed, &names) };
    output.print(&shown, || {
        let lines = [sentence(daybook, &status)].into_iter().chain(waiting(&unreviewed, &names));
        lines.collect::<Vec<_>>().join("\n")
    })
}

/// How Daybook stands, in a few lines.
pub(crate) fn sentence(daybook: &Daybook, status: &Status) -> String {
    let now = daybook.clock().now();
    let capture = &status.capture;
    let mut lines = Vec::new();
    lines.push(match capture.state.as_str() {
        "off" => "Not capturing. Start with: daybook run".to_owned(),
        "stalled" => {
            "Stalled: a process holds the lock, but no row was written for six seconds.".to_owned()
        }
        "paused" => "Paused. Go on with: daybook privacy resume".to_owned(),
        state => format!("Capturing: {state}."),
    });
    if let Some(written) = capture.last_written_ms {
        let ago = now.since(domain::time::Moment(written));
        lines.push(format!("Last row written {} ago.", length(ago.max(0))));
    }
    for track in &capture.sound {
        if track.state != "off" {
            lines.push(format!("Sound of {}: {}.", track.track, track.state));
        }
    }
    lines.extend(capture.no_pictures.iter().map(|why| format!("No pictures: {why}.")));
    lines.extend(capture.troubles.iter().map(|what| format!("Trouble: {}.", what.message)));
    lines.push(format!(
        "{} waiting; {} in the spool ({} of {}).",
        count(u64::try_from(status.queue).unwrap_or(u64::MAX), "chunk"),
        count(status.spool.files, "file"),
        size(status.spool.bytes),
        size(status.spool.budget_bytes)
    ));
    let today: Vec<_> = domain::activity::State::ALL
        .iter()
        .filter_map(|state| Some((state, *status.today_ms.get(state.as_str())?)))
        .filter(|(_, ms)| *ms > 0)
        .map(|(state, ms)| format!("{} {}", state.as_str(), length(ms)))
        .collect();
    if !today.is_empty() {
        lines.push(format!("Today: {}.", today.join(" · ")));
    }
    lines.extend(
        status.waiting_because.iter().map(|why| format!("The oldest waits because: {why}.")),
    );
    lines.join("\n")
}
