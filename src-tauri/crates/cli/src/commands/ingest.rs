//! `daybook ingest`.

use super::blocks::{Shown, day_by_day};
use crate::args::Ingest;
use crate::failure::Failure;
use crate::output::{Output, size};
use domain::activity::Window;
use domain::time::{Moment, Span};
use engine::Daybook;
use engine::ingest::{Ingested, Request};
use serde::Serialize;
use speech::Cancel;

/// What came of it, as JSON.
#[derive(Serialize)]
struct Answer {
    chunk: String,
    transcript: String,
    blocks: Vec<Shown>,
    wiped: Wiped,
}

#[derive(Serialize)]
struct Wiped {
    files: u64,
    bytes: u64,
}

pub(crate) fn ingest(daybook: &Daybook, args: &Ingest, output: Output) -> Result<(), Failure> {
    let request = request(args)?;
    let keys = daybook.keys()?;
    let mut pipeline = daybook.pipeline(&keys)?;
    output.progress("Reading, transcribing, classifying…");
    let done = pipeline.ingest(&request, &Cancel::new());
    output.progress_done();
    let Ingested { chunk, transcript, blocks, wiped } = done?;
    let names = daybook.names()?;
    let rows = blocks.iter().map(|block| Ok(daybook.entry(&block.id.to_string())?));
    let rows = rows.collect::<Result<Vec<_>, Failure>>()?;
    let (files, bytes) = wiped.map_or((0, 0), |receipt| (receipt.files, receipt.bytes));
    let answer = Answer {
        chunk: chunk.to_string(),
        transcript,
        blocks: Shown::all(&rows, &names),
        wiped: Wiped { files, bytes },
    };
    output.print(&answer, || {
        let mut text = String::new();
        if !answer.transcript.is_empty() {
            text.push_str(&format!("Heard: “{}”\n\n", answer.transcript));
        }
        match day_by_day(&rows, &names, &daybook.clock().zone(), None) {
            none if none.is_empty() => text.push_str("No block came of it.\n"),
            days => text.push_str(&days),
        }
        let what = match files {
            0 => "There was nothing raw to wipe.".to_owned(),
            1 => format!("Wiped 1 raw file, {}.", size(bytes)),
            many => format!("Wiped {many} raw files, {}.", size(bytes)),
        };
        format!("{text}\n{what}")
    })
}

fn request(args: &Ingest) -> Result<Request, Failure> {
    let moment =
        |text: &str| text.parse::<Moment>().map_err(|error| Failure::Input(error.to_string()));
    let (start, end) = (moment(&args.start)?, moment(&args.end)?);
    if end <= start {
        return Err(Failure::Input(
            "the end lies before the start, or is the same; give --end after --start".into(),
        ));
    }
    let span = Span::new(start, end);
    let offset_ms = offset_ms(&args.start);
    let window = |text: &String| window(text, span, offset_ms);
    Ok(Request {
        span,
        audio: args.audio.clone(),
        screenshots: args.screenshot.clone(),
        windows: args.window.iter().map(window).collect::<Result<_, _>>()?,
    })
}

/// The offset that an RFC 3339 text carries, in milliseconds.
fn offset_ms(text: &str) -> i64 {
    let tail: String = text.chars().rev().take(6).collect::<Vec<_>>().into_iter().rev().collect();
    let sign = match tail.chars().next() {
        Some('+') => 1,
        Some('-') => -1,
        _ => return 0,
    };
    let mut parts = tail.chars().skip(1).collect::<String>();
    parts.retain(|sign| sign != ':');
    let digits = parts.parse::<i64>().unwrap_or(0);
    sign * (digits / 100 * 3_600_000 + digits % 100 * 60_000)
}

/// Reads `HH:MM:SS|program|title`: the first such time of day at or after the start.
fn window(text: &str, span: Span, offset_ms: i64) -> Result<(Moment, Window), Failure> {
    let wrong = || {
        Failure::Input(format!(
            "‘{text}’ is not a window; write HH:MM:SS|program|title, such as 09:30:00|code|acme-web"
        ))
    };
    let mut parts = text.splitn(3, '|');
    let (Some(time), Some(program), Some(title)) = (parts.next(), parts.next(), parts.next())
    else {
        return Err(wrong());
    };
    let mut numbers = time.split(':').map(str::parse::<i64>);
    let (Some(Ok(hour)), Some(Ok(minute)), Some(Ok(second)), None) =
        (numbers.next(), numbers.next(), numbers.next(), numbers.next())
    else {
        return Err(wrong());
    };
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) || !(0..60).contains(&second) {
        return Err(wrong());
    }
    const DAY_MS: i64 = 86_400_000;
    let of_day = (hour * 3_600 + minute * 60 + second) * 1_000;
    let local = span.start.0 + offset_ms;
    let midnight = local - local.rem_euclid(DAY_MS);
    let mut at = Moment(midnight + of_day - offset_ms);
    // Milliseconds of the start do not make a window of that second come the next day.
    if at.plus(1_000) <= span.start {
        at = at.plus(DAY_MS);
    }
    let at = at.max(span.start);
    if !span.contains(at) {
        return Err(Failure::Input(format!("the window at {time} lies outside --start and --end")));
    }
    let window = Window { program: program.to_owned(), title: title.to_owned(), site: None };
    Ok((at, window))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: &str, end: &str) -> Span {
        Span::new(start.parse().unwrap(), end.parse().unwrap())
    }

    #[test]
    fn a_windows_time_is_read_in_the_offset_of_the_start() {
        let check = |start: &str, end: &str, text: &str, expected: &str| {
            let (at, _) = window(text, span(start, end), offset_ms(start)).unwrap();
            assert_eq!(at, expected.parse().unwrap(), "{text} from {start}");
        };
        check(
            "2026-03-02T09:00:00Z",
            "2026-03-02T10:00:00Z",
            "09:30:00|a|b",
            "2026-03-02T09:30:00Z",
        );
        check(
            "2026-03-02T09:00:00+01:00",
            "2026-03-02T10:00:00+01:00",
            "09:30:00|a|b",
            "2026-03-02T08:30:00Z",
        );
        check(
            "2026-03-02T23:50:00-05:00",
            "2026-03-03T00:20:00-05:00",
            "00:10:00|a|b",
            "2026-03-03T05:10:00Z",
        );
    }

    #[test]
    fn a_title_may_hold_the_separator() {
        let whole = span("2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z");
        let (_, found) = window("09:30:00|code|a | b", whole, 0).unwrap();
        assert_eq!((found.program.as_str(), found.title.as_str()), ("code", "a | b"));
    }

    #[test]
    fn nonsense_is_refused() {
        let whole = span("2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z");
        for text in ["", "09:30|a|b", "25:00:00|a|b", "09:30:00|a", "12:00:00|a|b", "x:y:z|a|b"] {
            assert!(window(text, whole, 0).is_err(), "{text}");
        }
    }
}
