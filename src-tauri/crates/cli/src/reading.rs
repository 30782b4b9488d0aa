//! How a command line is read, and what is said of one that cannot be right.
//!
//! A value may begin with a dash ("-5", "- fix the form"): whether it makes sense is for the
//! command to say, in one sentence. A line that clap cannot read at all exits with 2; one that it
//! can, but for a value, is bad input like any other.

use crate::args::Args;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory, FromArgMatches};

/// What was typed.
pub(crate) fn read() -> Result<Args, clap::Error> {
    let matches = command().try_get_matches()?;
    Args::from_arg_matches(&matches)
}

fn command() -> Command {
    with_dashes(Args::command())
}

/// The command, whose values may begin with a dash.
fn with_dashes(command: Command) -> Command {
    let dashes = |arg: Arg| match (arg.get_action().takes_values(), arg.is_positional()) {
        (false, _) => arg,
        (true, false) => arg.allow_hyphen_values(true),
        (true, true) => arg.allow_negative_numbers(true),
    };
    command.mut_args(dashes).mut_subcommands(with_dashes)
}

/// What is wrong with a value, in one sentence; `None` of an error of another kind.
pub(crate) fn refused_value(error: &clap::Error) -> Option<String> {
    let said = |kind| match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(all) => Some(all.join(", ")),
        _ => None,
    };
    let (value, of) = (said(ContextKind::InvalidValue)?, said(ContextKind::InvalidArg)?);
    match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => Some(format!("{of} needs a value")),
        ErrorKind::InvalidValue => {
            let known = said(ContextKind::ValidValue).unwrap_or_default();
            Some(format!("‘{value}’ cannot be {of}; choose one of: {known}"))
        }
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(|why| format!(": {why}"));
            Some(format!("‘{value}’ cannot be {of}{}", why.unwrap_or_default()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<clap::ArgMatches, clap::Error> {
        command().try_get_matches_from(line.split('|'))
    }

    #[test]
    fn a_value_may_begin_with_a_dash_and_a_flag_behind_it_is_still_read() {
        for line in [
            "daybook|rate|set|-5|--client|A|--json",
            "daybook|budget|set|--client|A|--hours|-5|--warn-at|-5|--json",
            "daybook|blocks|edit|ID|--length|-1|--json",
            "daybook|blocks|edit|ID|--label|- fix|--note|- a|--json",
            "daybook|blocks|edit|ID|--label|-5% discount|--json",
        ] {
            let matches = parsed(line).unwrap_or_else(|error| panic!("{line}: {error}"));
            assert!(matches.get_flag("json"), "{line}");
        }
        assert!(parsed("daybook|rate|set|--clien|A").is_err(), "an unknown flag is no amount");
    }

    #[test]
    fn a_value_that_cannot_be_is_refused_in_one_sentence() {
        let check = |line: &str, expected: &str| {
            let refused = parsed(line).expect_err(line);
            assert_eq!(refused_value(&refused).as_deref(), Some(expected), "{line}");
        };
        check(
            "daybook|blocks|edit|ID|--billable|maybe",
            "‘maybe’ cannot be --billable <yes|no>; choose one of: yes, no",
        );
        check(
            "daybook|client|edit|A|--colour|red",
            "‘red’ cannot be --colour <NUMBER>: choose a number from 0 to 7",
        );
        check(
            "daybook|client|edit|A|--colour|-1",
            "‘-1’ cannot be --colour <NUMBER>: choose a number from 0 to 7",
        );
        assert_eq!(refused_value(&parsed("daybook|frobnicate").expect_err("no command")), None);
    }
}
