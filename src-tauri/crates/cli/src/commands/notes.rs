//! `daybook note` and `daybook search`.

use crate::args::notes::{Note as Command, Search};
use crate::failure::Failure;
use crate::output::{Output, count, table};
use crate::when;
use domain::names::Names;
use domain::time::{Date, TimeZone};
use engine::Daybook;
use engine::notes::{NewNote, Note};
use engine::search::{Found, Kind, Piece};
use serde::Serialize;
use std::io::{IsTerminal, Read};

/// A note as JSON.
#[derive(Serialize)]
struct Shown {
    id: String,
    date: String,
    /// The block that it is on.
    block: Option<String>,
    client: Option<String>,
    label: Option<String>,
    kind: &'static str,
    text: String,
    created: String,
    updated: String,
}

impl Shown {
    fn new(note: Note, names: &Names) -> Self {
        let Note { id, date, entry, kind, text, created, updated } = note;
        let answer = entry.map(|row| row.entry.block().answer.clone());
        let client = answer.as_ref().and_then(|answer| answer.client);
        Self {
            block: answer.is_some().then(|| id.clone()),
            id,
            date: date.to_string(),
            client: client.and_then(|id| names.client(id)).map(str::to_owned),
            label: answer.map(|answer| answer.label),
            kind: kind.as_str(),
            text,
            created: created.rfc3339(),
            updated: updated.rfc3339(),
        }
    }

    /// "transcript", "on Acme, Checkout", or nothing for a plain note of a day.
    fn about(&self) -> String {
        match &self.label {
            None if self.kind == "note" => String::new(),
            None => self.kind.to_owned(),
            Some(label) => {
                let client = self.client.as_deref().unwrap_or("unassigned");
                if label.is_empty() {
                    format!("on {client}")
                } else {
                    format!("on {client}, {label}")
                }
            }
        }
    }
}

/// A hit as JSON.
#[derive(Serialize)]
struct Hit {
    kind: &'static str,
    id: String,
    date: String,
    start: Option<String>,
    client: Option<String>,
    project: Option<String>,
    label: String,
    snippet: Vec<Piece>,
}

impl Hit {
    fn new(found: Found, names: &Names) -> Self {
        let Found { kind, id, date, start, client, project, label, snippet } = found;
        Self {
            kind: kind.as_str(),
            id,
            date: date.to_string(),
            start: start.map(domain::time::Moment::rfc3339),
            client: client.and_then(|id| names.client(id)).map(str::to_owned),
            project: project.and_then(|id| names.project(id)).map(str::to_owned),
            label,
            snippet,
        }
    }
}

pub(crate) fn note(daybook: &Daybook, command: Command, output: Output) -> Result<(), Failure> {
    match command {
        Command::Add { text, day, block } => {
            if let Some(block) = &block
                && daybook.note(block).is_ok()
            {
                return Err(Failure::Input(format!(
                    "this block has a note already; write that anew with daybook note edit {block}"
                )));
            }
            let date = day.map_or_else(|| Ok(daybook.today()), |day| when::day(daybook, &day))?;
            let new = NewNote { id: None, date, block, text: given(text)? };
            one(daybook, daybook.put_note(new)?, "Noted.", output)
        }
        Command::List { from, to } => {
            let today = daybook.today();
            let (from, to) = when::days(daybook, from.as_deref(), to.as_deref(), today)?;
            list(daybook, from, to, output)
        }
        Command::Show { id } => {
            let shown = Shown::new(daybook.note(&id)?, &daybook.names()?);
            output.print(&shown, || {
                let about = shown.about();
                let about = if about.is_empty() { about } else { format!(", {about}") };
                format!("{}{about}\n\n{}", shown.date, shown.text)
            })
        }
        Command::Edit { id, text } => {
            let date = daybook.note(&id)?.date;
            let new = NewNote { id: Some(id), date, block: None, text: given(text)? };
            one(daybook, daybook.put_note(new)?, "Noted.", output)
        }
        Command::Delete { id } => {
            daybook.delete_note(&id)?;
            output.print(&serde_json::json!({ "deleted": id }), || "Deleted.".to_owned())
        }
    }
}

pub(crate) fn search(daybook: &Daybook, asked: &Search, output: Output) -> Result<(), Failure> {
    let found = daybook.search(&asked.words.join(" "), asked.limit)?;
    let names = daybook.names()?;
    let is_marked = std::io::stdout().is_terminal();
    let rows: Vec<Vec<String>> =
        found.iter().map(|one| row(one, &names, &daybook.clock().zone(), is_marked)).collect();
    let shown: Vec<Hit> = found.into_iter().map(|one| Hit::new(one, &names)).collect();
    output.print(&shown, || match rows.len() {
        0 => "Nothing was found. Every word must be there; try fewer.".to_owned(),
        _ => table(&rows),
    })
}

/// The text as given, or as it comes in.
fn given(text: String) -> Result<String, Failure> {
    if text != "-" {
        return Ok(text);
    }
    let mut text = String::new();
    let unreadable = |_| Failure::Input("standard input is no text in UTF-8".into());
    std::io::stdin().read_to_string(&mut text).map_err(unreadable)?;
    Ok(text)
}

fn one(daybook: &Daybook, note: Note, said: &str, output: Output) -> Result<(), Failure> {
    let shown = Shown::new(note, &daybook.names()?);
    output.print(&shown, || format!("{said} {}", shown.id))
}

fn list(daybook: &Daybook, from: Date, to: Date, output: Output) -> Result<(), Failure> {
    let (notes, names) = (daybook.notes(from, to)?, daybook.names()?);
    let shown: Vec<Shown> = notes.into_iter().map(|note| Shown::new(note, &names)).collect();
    output.print(&shown, || {
        if shown.is_empty() {
            return "No notes on these days: daybook note add TEXT".to_owned();
        }
        let row = |note: &Shown| {
            let begins = note.text.lines().find(|line| !line.trim().is_empty());
            let begins = shortened(begins.unwrap_or_default().trim());
            vec![note.date.clone(), begins, note.about(), note.id.clone()]
        };
        let rows: Vec<Vec<String>> = shown.iter().map(row).collect();
        let many = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        format!("{}\n{}.", table(&rows), count(many, "note"))
    })
}

/// So much of a note is shown in a list, in characters.
const LINE: usize = 60;

fn shortened(line: &str) -> String {
    if line.chars().count() <= LINE {
        return line.to_owned();
    }
    let begins: String = line.chars().take(LINE.saturating_sub(1)).collect();
    format!("{}…", begins.trim_end())
}

/// "2026-03-02  09:00  Acme, Web  the text  its id".
fn row(found: &Found, names: &Names, zone: &TimeZone, is_marked: bool) -> Vec<String> {
    let clock = |at: domain::time::Moment| at.in_zone(zone).strftime("%H:%M").to_string();
    let whose = match found.kind {
        Kind::Entry => names.of(found.client, found.project),
        Kind::Note | Kind::Transcript => found.kind.as_str().to_owned(),
    };
    let piece = |piece: &Piece| match (is_marked, piece.is_hit) {
        (true, true) => format!("\u{1b}[1m{}\u{1b}[22m", piece.text),
        _ => piece.text.clone(),
    };
    vec![
        found.date.to_string(),
        found.start.map(clock).unwrap_or_default(),
        whose,
        // Marks have no width, so the text comes after what is aligned.
        found.id.clone(),
        found.snippet.iter().map(piece).collect(),
    ]
}
