//! The rule for "always like this".
//!
//! It goes by the window that was longest in front, if what it looks for filled most of the
//! entry, and if it tells the client from others: no block of another client had it about it
//! lately. A site comes first, unless everybody works there; then the folder, the client's or
//! project's name or a word that stands in titles of this client again and again; then such a
//! site after all; and the program last.

use crate::rules::NewRule;
use domain::activity::Activity;
use domain::evidence::{Evidence, folder_of, is_editor, is_program_name};
use domain::fold::folded;
use domain::id::{ClientId, RuleId};
use domain::names::Names;
use domain::pattern::Pattern;
use domain::rule::{Field, Rule, Rules};
use domain::site::{is_browser, is_for_everybody, parts, site_of};
use domain::time::{DAY, Millis, Moment};
use domain::tokens::{Token, words};
use store::entries::Row;
use store::signs::{self, Tally};
use store::{Connection, rules};

/// How far back blocks of others are looked at.
const BACK: Millis = 90 * DAY;

/// A word shorter than this stands inside too many others.
const SHORTEST_WORD: usize = 4;

/// Something that a rule could look for.
struct Candidate {
    field: Field,
    pattern: String,
    /// How it stands in what blocks were recognised by.
    tokens: Vec<Token>,
    /// In how many blocks of the client it must have stood.
    least_own: u32,
    /// Whether it says nothing before there is somebody to tell the client from.
    needs_others: bool,
}

/// The best rule that would say the same of such work; `None` where the entry is for nobody, where
/// a rule says so already, or where nothing tells the client from others.
pub(super) fn rule(
    db: &Connection,
    row: &Row,
    work: &[Activity],
    names: &Names,
    sure: f32,
    now: Moment,
) -> store::Result<Option<NewRule>> {
    let answer = &row.entry.block().answer;
    let Some((client, name)) = answer.client.and_then(|id| Some((id, names.client(id)?))) else {
        return Ok(None);
    };
    let evidence = evidence(work);
    let known = Rules::new(rules::list(db)?);
    let is_known = |rule: &Rule| rule.client == client && rule.project == answer.project;
    if known.first_match(&evidence).is_some_and(is_known) {
        return Ok(None);
    }
    let project = answer.project.and_then(|id| names.project(id));
    let since = now.minus(BACK);
    let known_others = signs::tally(db, since, client, None, sure)?.others > 0;
    for candidate in candidates(&evidence, name, project) {
        if !fills(&candidate, &evidence, client) || (candidate.needs_others && !known_others) {
            continue;
        }
        let tally = tally(db, since, client, &candidate.tokens, sure)?;
        if tally.others == 0 && tally.own >= candidate.least_own {
            return Ok(Some(NewRule {
                field: candidate.field,
                pattern: candidate.pattern,
                client: name.to_owned(),
                project: project.map(str::to_owned),
                label: None,
                billable: (!answer.billable).then_some(false),
            }));
        }
    }
    Ok(None)
}

/// What can be known of the work from its windows.
fn evidence(work: &[Activity]) -> Evidence {
    let mut evidence = Evidence::default();
    for activity in work {
        if let Some(window) = &activity.window {
            evidence.add(window.clone(), activity.span.millis());
        }
    }
    evidence
}

/// What a rule could look for, the best first.
fn candidates(evidence: &Evidence, client: &str, project: Option<&str>) -> Vec<Candidate> {
    let Some(window) = evidence.main() else { return Vec::new() };
    let title = |word: &str, least_own| Candidate {
        field: Field::Title,
        pattern: word.to_owned(),
        tokens: vec![Token::Title(word.to_owned()), Token::Folder(word.to_owned())],
        least_own,
        needs_others: false,
    };
    let mut found = Vec::new();
    let site = site_of(window).map(|site| Candidate {
        field: Field::Site,
        needs_others: is_for_everybody(&site),
        tokens: vec![Token::Site(site.clone())],
        pattern: site,
        least_own: 0,
    });
    let (general, own): (Vec<_>, Vec<_>) = site.into_iter().partition(|site| site.needs_others);
    found.extend(own);
    found.extend(folder_of(window).map(|folder| title(&folder, 0)));
    let in_title: Vec<String> = parts(&window.title)
        .into_iter()
        .filter(|part| !is_program_name(part, &window.program))
        .flat_map(words)
        .filter(|word| word.chars().count() >= SHORTEST_WORD)
        .collect();
    let named: Vec<String> = project.into_iter().chain([client]).flat_map(words).collect();
    let (names, others): (Vec<_>, Vec<_>) =
        in_title.into_iter().partition(|word| named.contains(word));
    found.extend(names.iter().map(|word| title(word, 0)));
    // Any other word must have shown twice that it is this client's.
    found.extend(others.iter().map(|word| title(word, 2)));
    found.extend(general);
    let program = folded(&window.program);
    if !program.is_empty() && !is_browser(&program) && !is_editor(&program) {
        found.push(Candidate {
            field: Field::Program,
            pattern: program.clone(),
            tokens: vec![Token::Program(program)],
            least_own: 0,
            needs_others: true,
        });
    }
    found
}

/// Whether a rule by `candidate` would match most of the work.
fn fills(candidate: &Candidate, evidence: &Evidence, client: ClientId) -> bool {
    let Ok(pattern) = Pattern::parse(&candidate.pattern) else { return false };
    let rule = Rule {
        id: RuleId::mint(Moment(0), [0; 10]),
        field: candidate.field,
        pattern,
        client,
        project: None,
        label: None,
        billable: None,
    };
    if !rule.matches(evidence) {
        return false;
    }
    let (mut matching, mut whole): (Millis, Millis) = (0, 0);
    for glimpse in &evidence.windows {
        whole = whole.saturating_add(glimpse.lasted);
        if rule.matches(&Evidence::of(glimpse.window.clone(), glimpse.lasted)) {
            matching = matching.saturating_add(glimpse.lasted);
        }
    }
    matching.saturating_mul(2) > whole
}

/// In how many blocks any of the tokens stood, the most of each.
fn tally(
    db: &Connection,
    since: Moment,
    client: ClientId,
    tokens: &[Token],
    sure: f32,
) -> store::Result<Tally> {
    let mut most = Tally::default();
    for token in tokens {
        let found = signs::tally(db, since, client, Some(token), sure)?;
        most.own = most.own.max(found.own);
        most.others = most.others.max(found.others);
    }
    Ok(most)
}
