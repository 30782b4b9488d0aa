//! One module for each group of commands.

mod away;
pub(crate) mod bench;
mod blocks;
mod budgets;
mod clients;
mod doctor;
mod ingest;
mod model;
mod moving;
mod notes;
mod privacy;
mod rates;
mod reports;
mod review;
mod rules;
mod run;
mod status;
mod tags;
mod timers;
mod transcribe;

use crate::args::{Args, Command};
use crate::failure::Failure;
use crate::output::Output;
use engine::Daybook;
use engine::clock::machine;
use engine::home::Home;
use store::{Check, Opened};

/// Carries a command out.
pub(crate) fn run(args: Args, output: &Output) -> Result<(), Failure> {
    let given = args.home;
    let open = |check| -> Result<Daybook, Failure> {
        let (daybook, opened) = Daybook::open(Home::find(given)?, check, machine())?;
        report(&opened);
        Ok(daybook)
    };
    match args.command {
        Command::Reference => output.line(crate::reference::markdown().trim_end()),
        Command::Run { seconds } => run::run(&open(Check::Thorough)?, seconds, *output),
        Command::Bench { part, files, seconds } => {
            bench::bench(&open(Check::Glance)?, part, &files, seconds, *output)
        }
        other => {
            let daybook = open(Check::Glance)?;
            let done = match other {
                Command::Status => status::status(&daybook, *output),
                Command::Doctor => doctor::doctor(&daybook, *output),
                Command::Ingest(request) => ingest::ingest(&daybook, &request, *output),
                Command::Transcribe { files, note } => {
                    transcribe::transcribe(&daybook, &files, note.as_deref(), *output)
                }
                Command::Blocks(request) => blocks::blocks(&daybook, request, *output),
                Command::Import(request) => moving::import(&daybook, &request, *output),
                Command::Export(request) => moving::export(&daybook, &request, *output),
                Command::Timer(command) => timers::timer(&daybook, command, *output),
                Command::Away(request) => away::away(&daybook, request, *output),
                Command::Review(asked) => review::review(&daybook, &asked, *output),
                Command::Note(command) => notes::note(&daybook, command, *output),
                Command::Search(asked) => notes::search(&daybook, &asked, *output),
                Command::Client(command) => clients::client(&daybook, &command, *output),
                Command::Project(command) => clients::project(&daybook, &command, *output),
                Command::Task(command) => clients::task(&daybook, &command, *output),
                Command::Tag(command) => tags::tag(&daybook, &command, *output),
                Command::Rate(command) => rates::rate(&daybook, &command, *output),
                Command::Budget(command) => budgets::budget(&daybook, &command, *output),
                Command::Report(request) => reports::report(&daybook, &request, *output),
                Command::Unbilled => reports::unbilled(&daybook, *output),
                Command::Rule(command) => rules::rule(&daybook, command, *output),
                Command::Privacy(command) => privacy::privacy(&daybook, command, *output),
                Command::Model(command) => model::model(&daybook, &command, *output),
                Command::Reference | Command::Run { .. } | Command::Bench { .. } => Ok(()),
            };
            done.map_err(|failed| failed.told(&daybook))
        }
    }
}

/// A repaired database is said at once, wherever it is met.
fn report(opened: &Opened) {
    if let Opened::Repaired { quarantined, restored } = opened {
        let from = match restored {
            Some(copy) => format!("the copy {} took its place", copy.display()),
            None => "there was no copy, so Daybook began anew".to_owned(),
        };
        eprintln!(
            "daybook: the database was damaged and is kept as {}; {from}",
            quarantined.display()
        );
    }
}
