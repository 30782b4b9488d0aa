//! `daybook rule`.

use crate::args::{NewRule, Rule};
use crate::failure::Failure;
use crate::output::{Output, table};
use domain::activity::Window;
use domain::names::Names;
use domain::rule::Field;
use engine::Daybook;
use serde::Serialize;

/// A rule as JSON.
#[derive(Serialize)]
struct Shown {
    id: String,
    field: &'static str,
    pattern: String,
    client: String,
    project: Option<String>,
    label: Option<String>,
    billable: Option<bool>,
}

impl Shown {
    fn new(rule: &domain::rule::Rule, names: &Names) -> Self {
        Self {
            id: rule.id.to_string(),
            field: rule.field.as_str(),
            pattern: rule.pattern.source().to_owned(),
            client: names.client(rule.client).unwrap_or_default().to_owned(),
            project: rule.project.and_then(|id| names.project(id)).map(str::to_owned),
            label: rule.label.clone(),
            billable: rule.billable,
        }
    }

    fn whose(&self) -> String {
        match &self.project {
            Some(project) => format!("{}, {project}", self.client),
            None => self.client.clone(),
        }
    }
}

pub(crate) fn rule(daybook: &Daybook, command: Rule, output: Output) -> Result<(), Failure> {
    match command {
        Rule::Add(new) => add(daybook, new, output),
        Rule::List => {
            let (rules, names) = (daybook.rules()?, daybook.names()?);
            let shown: Vec<_> =
                rules.as_slice().iter().map(|rule| Shown::new(rule, &names)).collect();
            let empty = "No rules yet: daybook rule add --title WORDS --client NAME";
            output.print(&shown, || if shown.is_empty() { empty.into() } else { list(&shown) })
        }
        Rule::Remove { id } => {
            daybook.remove_rule(&id)?;
            output.print(&serde_json::json!({ "removed": id }), || "Removed.".to_owned())
        }
        Rule::Test { program, title, site, words } => {
            let matching = daybook.matching_rules(Window { program, title, site }, &words)?;
            let names = daybook.names()?;
            let shown: Vec<_> = matching.iter().map(|rule| Shown::new(rule, &names)).collect();
            output.print(&shown, || match shown.first() {
                None => "No rule matches.".to_owned(),
                Some(first) => {
                    format!("The first decides: it is for {}.\n\n{}", first.whose(), list(&shown))
                }
            })
        }
    }
}

fn add(daybook: &Daybook, new: NewRule, output: Output) -> Result<(), Failure> {
    let by = new.pattern;
    let given = [
        (Field::Program, by.program),
        (Field::Title, by.title),
        (Field::Site, by.site),
        (Field::Words, by.words),
    ];
    let Some((field, pattern)) =
        given.into_iter().find_map(|(field, pattern)| Some((field, pattern?)))
    else {
        return Err(Failure::Input(
            "say what to look for with --program, --title, --site or --words".into(),
        ));
    };
    let rule = daybook.add_rule(engine::rules::NewRule {
        field,
        pattern,
        client: new.client,
        project: new.project,
        label: new.label,
        billable: new.billable.map(crate::args::YesNo::is_yes),
    })?;
    let shown = Shown::new(&rule, &daybook.names()?);
    output.print(&shown, || {
        format!("From now on, ‘{}’ in the {} means {}.", shown.pattern, shown.field, shown.whose())
    })
}

fn list(rules: &[Shown]) -> String {
    let row = |rule: &Shown| {
        vec![
            rule.field.to_owned(),
            rule.pattern.clone(),
            format!("→ {}", rule.whose()),
            rule.label.clone().unwrap_or_default(),
            rule.id.clone(),
        ]
    };
    table(&rules.iter().map(row).collect::<Vec<_>>())
}
