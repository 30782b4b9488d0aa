//! `daybook`: every use-case from a terminal.
//!
//! A command is read by [`args`], carried out by its module in [`commands`], and printed by
//! [`output`]: text for people, or JSON that stays as `docs/CLI.md` says.

mod args;
mod commands;
mod failure;
mod output;
mod reading;
mod reference;
mod signals;
mod when;

use failure::Failure;
use output::Output;
use std::process::ExitCode;

fn main() -> ExitCode {
    // The speech engine runs as a child process of this very program.
    if std::env::args_os().nth(1).is_some_and(|first| first == speech::child::ARGUMENT) {
        return speech::child::main();
    }
    let args = match reading::read() {
        Ok(args) => args,
        Err(error) => {
            if let Some(sentence) = reading::refused_value(&error) {
                let is_json = std::env::args_os().any(|one| one == "--json");
                Output::new(is_json).failure(&Failure::Input(sentence));
                return ExitCode::FAILURE;
            }
            // Help and version are no failures; a line that makes no sense exits with 2.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    begin_log(args.verbose);
    let output = Output::new(args.json);
    match commands::run(args, &output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Closed) => ExitCode::SUCCESS,
        Err(failure) => {
            output.failure(&failure);
            ExitCode::FAILURE
        }
    }
}

/// Warnings go to standard error; `-v` shows more. Nothing that is logged holds content.
fn begin_log(verbose: bool) {
    use tracing_subscriber::EnvFilter;
    let default = if verbose { "info" } else { "error" };
    let filter = EnvFilter::try_from_env("DAYBOOK_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false)
        .init();
}
