//! What a report says beside its figures, in the languages of Daybook.

use crate::locale::Language;
use domain::report::By;

/// The words of one language.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) made_on: &'static str,
    pub(super) page_of: &'static str,
    pub(super) time: &'static str,
    pub(super) billable: &'static str,
    pub(super) not_billable: &'static str,
    pub(super) without_rate: &'static str,
    pub(super) amount: &'static str,
    pub(super) amounts: &'static str,
    pub(super) effective_rate: &'static str,
    pub(super) an_hour: &'static str,
    pub(super) total: &'static str,
    pub(super) before: &'static str,
    pub(super) compared: &'static str,
    pub(super) of_all_time: &'static str,
    pub(super) budgets: &'static str,
    pub(super) budget: &'static str,
    pub(super) spent: &'static str,
    pub(super) limit: &'static str,
    pub(super) left: &'static str,
    pub(super) over: &'static str,
    pub(super) share: &'static str,
    pub(super) whole: &'static str,
    pub(super) week: &'static str,
    pub(super) nothing: &'static str,
    pub(super) overlap: &'static str,
    pub(super) chart: &'static str,
    pub(super) confirmed: &'static str,
    pub(super) rounded: &'static str,
    pub(super) exact: &'static str,
}

const ENGLISH: Words = Words {
    made_on: "Made on",
    page_of: "of",
    time: "Time",
    billable: "Billable",
    not_billable: "Not billable",
    without_rate: "Without a rate",
    amount: "Amount",
    amounts: "Amounts",
    effective_rate: "Effective rate",
    an_hour: "per hour worked",
    total: "Total",
    before: "Before",
    compared: "Compared with",
    of_all_time: "of all time",
    budgets: "Budgets",
    budget: "Budget",
    spent: "Spent",
    limit: "Limit",
    left: "Left",
    over: "over",
    share: "Used",
    whole: "in all",
    week: "Week",
    nothing: "Nothing was recorded on these days.",
    overlap: "Work with several tags stands in the row of each, so the rows add up to more than \
              the total, which counts everything once.",
    chart: "Bar chart",
    confirmed: "Only confirmed time",
    rounded: "Rounded as agreed with each client",
    exact: "Not rounded",
};

const GERMAN: Words = Words {
    made_on: "Erstellt am",
    page_of: "von",
    time: "Zeit",
    billable: "Abrechenbar",
    not_billable: "Nicht abrechenbar",
    without_rate: "Ohne Satz",
    amount: "Betrag",
    amounts: "Beträge",
    effective_rate: "Effektiver Stundensatz",
    an_hour: "je gearbeitete Stunde",
    total: "Summe",
    before: "Davor",
    compared: "Vergleich:",
    of_all_time: "der gesamten Zeit",
    budgets: "Budgets",
    budget: "Budget",
    spent: "Verbraucht",
    limit: "Grenze",
    left: "Übrig",
    over: "darüber",
    share: "Anteil",
    whole: "insgesamt",
    week: "KW",
    nothing: "An diesen Tagen wurde nichts erfasst.",
    overlap: "Arbeit mit mehreren Schlagwörtern steht in der Zeile jedes davon, deshalb ergeben \
              die Zeilen mehr als die Summe, die alles einmal zählt.",
    chart: "Balkendiagramm",
    confirmed: "Nur bestätigte Zeit",
    rounded: "Gerundet wie mit jedem Kunden vereinbart",
    exact: "Nicht gerundet",
};

impl Words {
    pub(super) const fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &ENGLISH,
            Language::German => &GERMAN,
        }
    }
}

/// What a report is called that has no title.
pub(super) const fn title(language: Language, by: By) -> &'static str {
    match (language, by) {
        (Language::English, By::Client) => "Time by client",
        (Language::English, By::Project) => "Time by project",
        (Language::English, By::Task) => "Time by task",
        (Language::English, By::Tag) => "Time by tag",
        (Language::English, By::Day) => "Time by day",
        (Language::English, By::Week) => "Time by week",
        (Language::English, By::Month) => "Time by month",
        (Language::German, By::Client) => "Zeit nach Kunden",
        (Language::German, By::Project) => "Zeit nach Projekten",
        (Language::German, By::Task) => "Zeit nach Aufgaben",
        (Language::German, By::Tag) => "Zeit nach Schlagwörtern",
        (Language::German, By::Day) => "Zeit nach Tagen",
        (Language::German, By::Week) => "Zeit nach Wochen",
        (Language::German, By::Month) => "Zeit nach Monaten",
    }
}

/// What stands above the names of the rows.
pub(super) const fn head(language: Language, by: By) -> &'static str {
    match (language, by) {
        (Language::English, By::Client) => "Client",
        (Language::English, By::Project) => "Project",
        (Language::English, By::Task) => "Task",
        (Language::English, By::Tag) => "Tag",
        (Language::English, By::Day) => "Day",
        (Language::English, By::Week) => "Week",
        (Language::English, By::Month) => "Month",
        (Language::German, By::Client) => "Kunde",
        (Language::German, By::Project) => "Projekt",
        (Language::German, By::Task) => "Aufgabe",
        (Language::German, By::Tag) => "Schlagwort",
        (Language::German, By::Day) => "Tag",
        (Language::German, By::Week) => "Woche",
        (Language::German, By::Month) => "Monat",
    }
}

/// What a row of work without a client, project, task or tag is called.
pub(super) const fn nameless(language: Language, by: By) -> &'static str {
    match (language, by) {
        (Language::English, By::Client) => "No client",
        (Language::English, By::Project) => "No project",
        (Language::English, By::Task) => "No task",
        (Language::English, By::Tag) => "No tag",
        (Language::German, By::Client) => "Kein Kunde",
        (Language::German, By::Project) => "Kein Projekt",
        (Language::German, By::Task) => "Keine Aufgabe",
        (Language::German, By::Tag) => "Kein Schlagwort",
        (_, By::Day | By::Week | By::Month) => "–",
    }
}

/// "Days are those of Europe/Berlin."
pub(super) fn zone(language: Language, zone: &str) -> String {
    match language {
        Language::English => format!("Days are those of {zone}."),
        Language::German => format!("Die Tage sind die von {zone}."),
    }
}

/// For whom it was asked: "For Acme".
pub(super) fn only(language: Language, clients: &str) -> String {
    match language {
        Language::English => format!("For {clients}"),
        Language::German => format!("Für {clients}"),
    }
}

/// How much of it nobody has reviewed.
pub(super) fn drafts(language: Language, time: &str) -> String {
    match language {
        Language::English => format!("{time} of it in drafts"),
        Language::German => format!("Davon {time} in Entwürfen"),
    }
}

/// The last line of a chart, for all rows that have no bar.
pub(super) fn others(language: Language, count: usize) -> String {
    match language {
        Language::English => format!("{count} others"),
        Language::German => format!("{count} weitere"),
    }
}

/// What a chart of many bars says to those who do not see it.
pub(super) fn longest(language: Language, bar: &str) -> String {
    match language {
        Language::English => format!("the longest is {bar}; the table below has them all"),
        Language::German => format!("am längsten {bar}; alle stehen in der Tabelle darunter"),
    }
}

/// What a budget of money could not count.
pub(super) fn uncounted(language: Language, what: &str) -> String {
    match language {
        Language::English => format!("{what} not counted"),
        Language::German => format!("{what} nicht gezählt"),
    }
}

/// Time that lacks a rate.
pub(super) fn time_without_rate(language: Language, time: &str) -> String {
    match language {
        Language::English => format!("{time} without a rate"),
        Language::German => format!("{time} ohne Satz"),
    }
}
