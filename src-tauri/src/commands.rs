//! # Commands
//!
//! What the window may ask for. Each is one line over the engine; whatever is more than one line
//! lives in the engine or in a module of the shell. A window may call only what
//! `capabilities/main.json` grants it.

mod clients;
mod day;
mod entries;
mod models;
mod notes;
mod privacy;
mod reports;
mod review;
mod settings;
mod shell;
mod timers;

use crate::wire::{Changed, Problem};
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands, collect_events};

/// What a command gives back.
pub(crate) type Answer<T> = Result<T, Problem>;

/// All commands and events, as the window's bindings and Tauri see them.
pub(crate) fn all() -> Builder<tauri::Wry> {
    Builder::new()
        .error_handling(ErrorHandlingMode::Throw)
        // Each type goes one way only, or looks the same both ways.
        .disable_serde_phases()
        .commands(collect_commands![
            shell::status,
            shell::shell,
            shell::set_up,
            shell::starts_at_login,
            shell::set_start_at_login,
            shell::check_for_update,
            shell::install_update,
            shell::show_data,
            shell::painted,
            shell::hide,
            shell::quit,
            day::day,
            day::month,
            day::evidence,
            day::current,
            day::correct,
            day::correct_all,
            day::confirm,
            day::reopen,
            day::undo,
            day::redo,
            entries::week,
            entries::set_cell,
            entries::add_block,
            entries::preview_edit,
            entries::edit,
            entries::split_points,
            entries::history,
            review::review,
            review::review_help,
            review::confirm_days,
            review::preview_rule,
            review::make_rule,
            review::rules,
            review::remove_rule,
            review::leaks,
            review::away_to_ask,
            review::away_asked,
            review::answer_away,
            timers::timers,
            timers::start_timer,
            timers::pause_timer,
            timers::resume_timer,
            timers::stop_timer,
            timers::name_timer,
            timers::move_timer_start,
            timers::continue_work,
            timers::discard_timer,
            timers::answer_interruption,
            timers::timer_goes_on,
            notes::notes,
            notes::put_note,
            notes::delete_note,
            notes::search,
            clients::clients,
            clients::add_client,
            clients::change_client,
            clients::add_project,
            clients::change_project,
            clients::add_task,
            clients::change_task,
            clients::remove_unused,
            clients::tags,
            clients::add_tag,
            clients::rename_tag,
            clients::remove_tag,
            clients::rates,
            clients::plan_rate,
            clients::set_rate,
            clients::remove_rate,
            clients::budgets,
            clients::put_budget,
            clients::remove_budget,
            reports::report,
            reports::save_report,
            reports::save_entries,
            reports::show_saved,
            reports::import_file,
            privacy::pause,
            privacy::resume,
            privacy::forget,
            privacy::privacy,
            privacy::self_check,
            privacy::would_capture,
            privacy::add_exclusion,
            privacy::remove_exclusion,
            settings::settings,
            settings::change_settings,
            settings::set_gemini_key,
            settings::remove_gemini_key,
            settings::findings,
            models::models,
            models::install_model,
            models::cancel_model,
            models::use_model,
            models::remove_model,
        ])
        .events(collect_events![Changed])
}

#[cfg(test)]
mod tests {
    use super::all;
    use specta_typescript::Typescript;
    use std::collections::BTreeSet;
    use std::path::Path;

    fn committed() -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/lib/host/bindings.ts")
    }

    fn exported() -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bindings.ts");
        let header = "// Written by `cargo xtask bindings`; do not edit.\n";
        all().export(Typescript::default().header(header), &file).unwrap();
        std::fs::read_to_string(file).unwrap()
    }

    #[test]
    fn the_windows_bindings_are_those_of_the_commands() {
        let fresh = exported();
        if std::env::var_os("DAYBOOK_WRITE_BINDINGS").is_some() {
            std::fs::write(committed(), &fresh).unwrap();
        }
        let kept = std::fs::read_to_string(committed()).unwrap_or_default();
        assert!(kept == fresh, "the bindings are stale: cargo xtask bindings writes them anew");
    }

    #[test]
    fn the_window_is_granted_each_command_and_no_other() {
        let capability: serde_json::Value =
            serde_json::from_str(include_str!("../capabilities/main.json")).unwrap();
        let granted: BTreeSet<String> = capability["permissions"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|permission| permission.as_str()?.strip_prefix("allow-"))
            .map(|name| name.replace('-', "_"))
            .collect();
        let text = exported();
        let offered: BTreeSet<String> = text
            .split("__TAURI_INVOKE")
            .filter_map(|after| after.split_once("(\"").map(|(_, name)| name))
            .filter_map(|name| name.split('"').next())
            .map(str::to_owned)
            .filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
            .collect();
        assert!(offered.contains("status"), "the commands are found in the bindings");
        assert_eq!(granted, offered);
    }
}
