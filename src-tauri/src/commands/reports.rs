//! Reports, and files that go out and come in.

use super::Answer;
use crate::running::Running;
use crate::saving::{self, Saved};
use crate::window;
use crate::wire::{
    EntryFormat, ImportRequest, Imported, Problem, Report, ReportFormat, ReportRequest, SavedFile,
    read_date,
};
use engine::Daybook;
use engine::reports::{csv, json};
use tauri::{AppHandle, State};

/// A report.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn report(daybook: State<'_, Daybook>, request: ReportRequest) -> Answer<Report> {
    Ok(daybook.report_on(request.try_into()?)?.into())
}

/// Saves a report as a file in the owner's downloads.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn save_report(
    app: AppHandle,
    daybook: State<'_, Daybook>,
    running: State<'_, Running>,
    request: ReportRequest,
    format: ReportFormat,
) -> Answer<SavedFile> {
    let name = format!("daybook-report-{}-{}", request.from, request.to);
    let request = request.try_into()?;
    let (end, bytes) = match format {
        ReportFormat::Pdf => ("pdf", daybook.print_report(request, &running.locale())?),
        ReportFormat::Csv => ("csv", csv::text(&daybook.report_on(request)?).into_bytes()),
        ReportFormat::Json => {
            ("json", json::value(&daybook.report_on(request)?).to_string().into_bytes())
        }
    };
    saving::save(&app, &format!("{name}.{end}"), &bytes)
}

/// Saves the entries of some days (`null`: all there is) as a file in the owner's downloads.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn save_entries(
    app: AppHandle,
    daybook: State<'_, Daybook>,
    from: Option<String>,
    to: Option<String>,
    format: EntryFormat,
) -> Answer<SavedFile> {
    let days = match (&from, &to) {
        (Some(from), Some(to)) => Some((read_date(from)?, read_date(to)?)),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => {
            return Err(Problem::new("input", "give the first and the last day, or neither"));
        }
    };
    let (kind, end) = format.kind();
    let text = daybook.export(kind, days)?;
    let name = match (from, to) {
        (Some(from), Some(to)) => format!("daybook-{from}-{to}.{end}"),
        _ => format!("daybook-{}.{end}", daybook.today()),
    };
    saving::save(&app, &name, text.as_bytes())
}

/// Shows the file that was saved last in the system's file manager.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn show_saved(saved: State<'_, Saved>) -> Answer<()> {
    let Some(folder) = saved.folder() else {
        return Err(Problem::new("unknown", "nothing was saved yet; save something first"));
    };
    window::show_folder(&folder)
        .map_err(|error| Problem::new("system", format!("the file manager did not open: {error}")))
}

/// Brings in what another program exported; a dry run changes nothing.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn import_file(daybook: State<'_, Daybook>, request: ImportRequest) -> Answer<Imported> {
    Ok(daybook.import(request.try_into()?)?.into())
}
