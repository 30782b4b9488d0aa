//! Why the learner thinks so, in what the owner can check.
//!
//! Words that were heard or seen are never quoted; the learner does not have them.

use super::knowledge::Knowledge;
use super::{Opinion, Strength, Subject};
use crate::id::{ClientId, ProjectId};
use crate::names::Names;
use crate::reason::{Reason, Sign, Whose};
use crate::tokens::{Token, words};

/// A client's or project's name that stands in a title, a folder or a site.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) client: ClientId,
    /// Set if the name is the project's.
    pub(super) project: Option<ProjectId>,
    /// The word of the title that gave it away.
    pub(super) word: String,
}

impl Named {
    /// Whether the name is one of this subject's.
    pub(super) fn is_of(&self, subject: Subject) -> bool {
        subject.client == Some(self.client)
            && (self.project.is_none() || subject.project == self.project)
    }
}

/// Legal forms, which are no part of what a client is called in a title.
const FORMS: &[&str] = &[
    "inc", "llc", "ltd", "gmbh", "corp", "co", "ag", "kg", "ug", "sa", "sarl", "bv", "plc", "oy",
    "ab", "srl",
];

/// All names in plain sight.
pub(super) fn named(tokens: &[Token], names: &Names) -> Vec<Named> {
    let plain: Vec<&str> = tokens
        .iter()
        .filter_map(|token| match token {
            Token::Title(word) | Token::Folder(word) | Token::Site(word) => Some(word.as_str()),
            Token::Program(_) | Token::Call | Token::Heard(_) | Token::Seen(_) => None,
        })
        .collect();
    let find = |name: &str| -> Option<String> {
        let wanted: Vec<String> =
            words(name).filter(|word| !FORMS.contains(&word.as_str())).collect();
        let first = wanted.first()?.clone();
        wanted.iter().all(|word| plain.contains(&word.as_str())).then_some(first)
    };
    let clients = names
        .clients()
        .filter_map(|(client, name)| Some(Named { client, project: None, word: find(name)? }));
    let projects = names.projects().filter_map(|(project, client, name)| {
        Some(Named { client, project: Some(project), word: find(name)? })
    });
    clients.chain(projects).collect()
}

/// Why `opinion` and not `rival`: the sign that speaks loudest for the one against the other.
pub(super) fn reason(
    subject: Subject,
    opinion: &Opinion,
    rival: Option<&Opinion>,
    knowledge: &Knowledge,
    names: &Names,
) -> Reason {
    let whose = Whose::named(&names.of(subject.client, subject.project));
    let against = rival.into_iter().flat_map(|rival| &rival.strengths).map(|one| one.lift);
    let signs = opinion.strengths.iter().zip(against.chain(std::iter::repeat(0.0)));
    let mut ahead: Vec<(f64, &Strength)> = signs
        .map(|(strength, against)| (strength.lift - against, strength))
        .filter(|(lead, strength)| *lead > 0.0 && strength.here > 0.0)
        .collect();
    ahead.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let hidden: f64 =
        ahead.iter().filter(|(_, one)| is_hidden(&one.token)).map(|(lead, _)| lead).sum();
    let plain = ahead.iter().find_map(|(lead, one)| Some((*lead, &one.token, sign(&one.token)?)));
    match (plain, &opinion.name) {
        (Some((lead, token, sign)), _) if lead * 2.0 >= hidden => {
            let (here, all) = knowledge.tally(token, subject);
            Reason::Sign { here, all, sign, whose }
        }
        (_, Some(name)) => Reason::Name { word: name.word.clone(), whose },
        (_, None) if hidden > 0.0 => {
            let heard = ahead.iter().any(|(_, one)| matches!(one.token, Token::Heard(_)));
            if heard { Reason::Said(whose) } else { Reason::Shown(whose) }
        }
        (_, None) => Reason::Most(whose),
    }
}

const fn is_hidden(token: &Token) -> bool {
    match token {
        Token::Heard(_) | Token::Seen(_) => true,
        Token::Program(_) | Token::Title(_) | Token::Site(_) | Token::Folder(_) | Token::Call => {
            false
        }
    }
}

fn sign(token: &Token) -> Option<Sign> {
    match token {
        Token::Title(word) => Some(Sign::Title(word.clone())),
        Token::Folder(name) => Some(Sign::Folder(name.clone())),
        Token::Site(site) => Some(Sign::Site(site.clone())),
        Token::Program(name) => Some(Sign::Program(name.clone())),
        Token::Call => Some(Sign::Call),
        Token::Heard(_) | Token::Seen(_) => None,
    }
}
