//! `daybook doctor`.

use crate::failure::Failure;
use crate::output::{Output, table};
use engine::Daybook;

/// What was tried where, and nothing else.
const TESTED: &str =
    "Tested on Linux with X11. Wayland works in part; Windows and macOS have not been tried.";

pub(crate) fn doctor(daybook: &Daybook, output: Output) -> Result<(), Failure> {
    let findings = daybook.findings()?;
    output.print(&findings, || {
        let row = |finding: &engine::doctor::Finding| {
            let mark = if finding.works { "✓" } else { "✗" };
            vec![format!("{mark} {}", finding.name), finding.note.clone()]
        };
        format!("{}\n{TESTED}", table(&findings.iter().map(row).collect::<Vec<_>>()))
    })
}
