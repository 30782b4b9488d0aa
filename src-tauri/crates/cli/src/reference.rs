//! The command reference in `docs/CLI.md`, written by the program that it describes.

use crate::args::Args;
use clap::{Arg, Command, CommandFactory};

/// The reference as Markdown: a section for every command.
pub(crate) fn markdown() -> String {
    let root = Args::command();
    let mut text = String::new();
    for command in root.get_subcommands().filter(|command| !command.is_hide_set()) {
        section(&mut text, command, "daybook");
    }
    text
}

fn section(text: &mut String, command: &Command, above: &str) {
    let name = format!("{above} {}", command.get_name());
    let subcommands: Vec<&Command> =
        command.get_subcommands().filter(|sub| sub.get_name() != "help").collect();
    let own: Vec<&Arg> = command
        .get_arguments()
        .filter(|arg| !arg.is_global_set() && arg.get_id() != "help")
        .collect();
    let about = command.get_long_about().or_else(|| command.get_about());
    text.push_str(&format!("### `{name}`\n\n"));
    if let Some(about) = about {
        text.push_str(&format!("{about}\n\n"));
    }
    for arg in own {
        let help = arg.get_long_help().or_else(|| arg.get_help());
        let help = help.map(ToString::to_string).unwrap_or_default().replace('\n', " ");
        text.push_str(&format!("- `{}`: {help}\n", shown(arg)));
    }
    if text.ends_with(")\n") || !text.ends_with("\n\n") {
        text.push('\n');
    }
    for sub in subcommands {
        section(text, sub, &name);
    }
}

/// `--client <NAME>`, `[FILE]…`.
fn shown(arg: &Arg) -> String {
    let many = arg.get_num_args().is_some_and(|count| count.max_values() > 1)
        || matches!(arg.get_action(), clap::ArgAction::Append);
    let dots = if many { "…" } else { "" };
    let value = arg
        .get_value_names()
        .filter(|_| arg.get_action().takes_values())
        .and_then(|names| names.first())
        .map(|name| format!("<{name}>"));
    match (arg.get_long(), value) {
        (Some(long), Some(value)) => format!("--{long} {value}{dots}"),
        (Some(long), None) => format!("--{long}"),
        (None, Some(value)) => format!("{value}{dots}"),
        (None, None) => arg.get_id().to_string(),
    }
}
