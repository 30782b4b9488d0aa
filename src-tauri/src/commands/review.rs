//! The review, its rules, absences, and money that was left lying.

use super::Answer;
use crate::wire::{
    Away, AwayAnswer, Leaks, NewRule, Review, ReviewHelp, Rule, RuleEffect, Timespan, count,
    read_date,
};
use engine::Daybook;
use tauri::State;

/// The drafts of some days, least certain first; `later` were put off.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn review(
    daybook: State<'_, Daybook>,
    from: String,
    to: String,
    later: Vec<String>,
) -> Answer<Review> {
    let (from, to) = (read_date(&from)?, read_date(&to)?);
    let names = daybook.names()?;
    let aways = daybook.aways(daybook.days(from, to))?;
    let aways = aways.into_iter().map(|away| Away::new(away, &names)).collect();
    Ok(Review::new(daybook.review(from, to, &later)?, aways, &names))
}

/// What helps to decide about one draft.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn review_help(daybook: State<'_, Daybook>, block: String) -> Answer<ReviewHelp> {
    Ok(ReviewHelp::new(daybook.review_help(&block)?, &daybook.names()?))
}

/// Confirms every draft of some days; returns how many.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn confirm_days(daybook: State<'_, Daybook>, from: String, to: String) -> Answer<u32> {
    Ok(count(daybook.confirm_days(read_date(&from)?, read_date(&to)?)?))
}

/// What a rule would change, of all that is kept; nothing is changed.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn preview_rule(daybook: State<'_, Daybook>, rule: NewRule) -> Answer<RuleEffect> {
    Ok(RuleEffect::new(daybook.preview_rule(rule.into(), None)?, &daybook.names()?))
}

/// Makes a rule, and lets drafts follow it that nobody touched. Returns the rule's id.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn make_rule(daybook: State<'_, Daybook>, rule: NewRule) -> Answer<String> {
    Ok(daybook.make_rule(rule.into(), None)?.rule.id.to_string())
}

/// All rules, in the order in which they are tried.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn rules(daybook: State<'_, Daybook>) -> Answer<Vec<Rule>> {
    let names = daybook.names()?;
    Ok(daybook.rules()?.as_slice().iter().map(|rule| Rule::new(rule, &names)).collect())
}

/// Takes a rule away; what it did stays.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn remove_rule(daybook: State<'_, Daybook>, id: String) -> Answer<()> {
    Ok(daybook.remove_rule(&id)?)
}

/// Money that was left lying.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn leaks(daybook: State<'_, Daybook>) -> Answer<Leaks> {
    Ok(Leaks::new(daybook.leaks()?, &daybook.names()?))
}

/// The absence to ask about now, if there is one.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn away_to_ask(daybook: State<'_, Daybook>) -> Answer<Option<Away>> {
    let names = daybook.names()?;
    Ok(daybook.away_to_ask()?.map(|away| Away::new(away, &names)))
}

/// The absence was asked about, and nobody answered: it stays undecided.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn away_asked(daybook: State<'_, Daybook>, span: Timespan) -> Answer<()> {
    Ok(daybook.away_asked(span.into())?)
}

/// Says what an absence was.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn answer_away(
    daybook: State<'_, Daybook>,
    span: Timespan,
    answer: AwayAnswer,
) -> Answer<()> {
    Ok(daybook.answer_away(span.into(), &answer.into())?)
}
