//! `daybook privacy`.

use crate::args::{Exclusion, ExclusionPattern, GeminiKey, Privacy};
use crate::failure::Failure;
use crate::output::{Output, count, size, table};
use domain::activity::Window;
use domain::exclusion::{Field, StoredExclusion};
use domain::time::{MINUTE, Moment, Span};
use engine::Daybook;
use serde_json::{Value, json};
use store::outbound::Outbound;
use store::receipts::Receipt;

pub(crate) fn privacy(daybook: &Daybook, command: Privacy, output: Output) -> Result<(), Failure> {
    match command {
        Privacy::Receipts { limit } => receipts(daybook, limit, output),
        Privacy::Outbound { limit } => outbound(daybook, limit, output),
        Privacy::Pause { minutes } => {
            let now = daybook.clock().now();
            let until = minutes.map(|minutes| now.plus(i64::from(minutes) * MINUTE));
            daybook.pause(until)?;
            let json = json!({ "paused_until": until.map(Moment::rfc3339) });
            output.print(&json, || match minutes {
                Some(minutes) => format!("Paused for {minutes} minutes."),
                None => "Paused until daybook privacy resume.".to_owned(),
            })
        }
        Privacy::Resume => {
            daybook.resume()?;
            output.print(&json!({ "paused_until": Value::Null }), || "Going on.".to_owned())
        }
        Privacy::Forget { minutes } => {
            let now = daybook.clock().now();
            let span = Span::new(now.minus(i64::from(minutes) * MINUTE), now);
            let gone = daybook.forget(span)?;
            output.print(&gone, || {
                format!(
                    "Forgot the last {minutes} minutes: {} ({}), {}. The time stays, without its content.",
                    count(gone.files, "raw file"),
                    size(gone.bytes),
                    count(gone.drafts, "draft")
                )
            })
        }
        Privacy::Exclusion(command) => exclusion(daybook, command, output),
        Privacy::GeminiKey(command) => gemini_key(daybook, &command, output),
    }
}

fn receipts(daybook: &Daybook, limit: u32, output: Output) -> Result<(), Failure> {
    let receipts = daybook.receipts(limit)?;
    let json: Vec<_> = receipts
        .iter()
        .map(|receipt| {
            json!({
                "chunk": receipt.chunk,
                "start": receipt.span.start.rfc3339(),
                "end": receipt.span.end.rfc3339(),
                "wiped": receipt.wiped.rfc3339(),
                "files": receipt.files,
                "bytes": receipt.bytes,
                "cause": receipt.cause,
            })
        })
        .collect();
    let zone = daybook.clock().zone();
    output.print(&json, || {
        let clock = |at: Moment| at.in_zone(&zone).strftime("%Y-%m-%d %H:%M:%S").to_string();
        let row = |receipt: &Receipt| {
            vec![
                clock(receipt.wiped),
                count(receipt.files, "file"),
                size(receipt.bytes),
                format!(
                    "captured from {} to {}",
                    clock(receipt.span.start),
                    clock(receipt.span.end)
                ),
                receipt.cause.clone(),
            ]
        };
        match receipts.as_slice() {
            [] => "Nothing was captured yet, so nothing was wiped.".to_owned(),
            all => table(&all.iter().map(row).collect::<Vec<_>>()),
        }
    })
}

fn outbound(daybook: &Daybook, limit: u32, output: Output) -> Result<(), Failure> {
    let sent = daybook.outbound(limit)?;
    let json: Vec<_> = sent
        .iter()
        .map(|one| {
            json!({
                "at": one.at.rfc3339(),
                "service": one.service,
                "model": one.model,
                "bytes": one.bytes,
                "kinds": one.kinds,
            })
        })
        .collect();
    let zone = daybook.clock().zone();
    output.print(&json, || {
        let row = |one: &Outbound| {
            vec![
                one.at.in_zone(&zone).strftime("%Y-%m-%d %H:%M:%S").to_string(),
                format!("{} ({})", one.service, one.model),
                size(one.bytes),
                one.kinds.join(", "),
            ]
        };
        match sent.as_slice() {
            [] => "Nothing has left this machine.".to_owned(),
            all => table(&all.iter().map(row).collect::<Vec<_>>()),
        }
    })
}

fn exclusion(daybook: &Daybook, command: Exclusion, output: Output) -> Result<(), Failure> {
    match command {
        Exclusion::Add(ExclusionPattern { program, title, site }) => {
            let given = [(Field::Program, program), (Field::Title, title), (Field::Site, site)];
            let Some((field, text)) =
                given.into_iter().find_map(|(field, text)| Some((field, text?)))
            else {
                return Err(Failure::Input(
                    "say what to exclude with --program, --title or --site".into(),
                ));
            };
            let added = daybook.add_exclusion(field, &text)?;
            output.print(&added, || {
                format!("Windows with ‘{text}’ in the {} are excluded from now on.", field.as_str())
            })
        }
        Exclusion::List => {
            let all = daybook.stored_exclusions()?;
            let json: Vec<_> = all
                .iter()
                .map(|one| json!({ "id": one.id, "field": one.field, "pattern": one.pattern }))
                .collect();
            output.print(&json, || {
                let row = |one: &StoredExclusion| {
                    vec![one.field.clone(), one.pattern.clone(), one.id.to_string()]
                };
                let own = match all.as_slice() {
                    [] => "None of your own yet.\n".to_owned(),
                    all => table(&all.iter().map(row).collect::<Vec<_>>()),
                };
                format!("{own}\nPassword managers and private browser windows are always excluded.")
            })
        }
        Exclusion::Remove { id } => {
            daybook.remove_exclusion(&id)?;
            output.print(&json!({ "removed": id }), || "Removed.".to_owned())
        }
        Exclusion::Test { program, title, site } => {
            let exclusions = daybook.exclusions()?;
            let window = Window { program, title, site };
            let verdict = exclusions.verdict(&window);
            let sentence = exclusions.try_out(&window);
            let json = json!({
                "captured": verdict.allows_picture(),
                "excluded": verdict.is_excluded(),
                "reason": sentence,
            });
            output.print(&json, || sentence.clone())
        }
    }
}

fn gemini_key(daybook: &Daybook, command: &GeminiKey, output: Output) -> Result<(), Failure> {
    match command {
        GeminiKey::Set => {
            let mut line = String::new();
            std::io::stdin().read_line(&mut line).map_err(Failure::Output)?;
            if line.trim().is_empty() {
                return Err(Failure::Input("type or pipe in the key, followed by Enter".into()));
            }
            daybook.set_gemini_key(&line)?;
            output
                .print(&json!({ "gemini_key": true }), || format!("Kept: {}.", daybook.keys_kept()))
        }
        GeminiKey::Remove => {
            daybook.remove_gemini_key()?;
            output.print(&json!({ "gemini_key": false }), || "Forgotten.".to_owned())
        }
    }
}
