//! What a rule that the owner is about to make would change.
//!
//! Only drafts that nobody edited change: a rule never overrides what a person said. Those that
//! match and stay are counted, so that nobody wonders.

use crate::block::{Answer, Block, Status};
use crate::evidence::Evidence;
use crate::id::BlockId;
use crate::rule::{Rule, Rules};

/// A block that the rule would change.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Which.
    pub block: BlockId,
    /// What it says now.
    pub from: Answer,
    /// What it would say.
    pub to: Answer,
}

/// What a rule would do to some blocks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RuleEffect {
    /// Those that would change, in the order given.
    pub changes: Vec<Change>,
    /// Those that say so already.
    pub same: Vec<BlockId>,
    /// Those that would differ, but a person confirmed or edited them.
    pub kept: Vec<BlockId>,
    /// Those that match, but an earlier rule decides.
    pub overruled: Vec<BlockId>,
}

/// What `rule` would change of `blocks` if it stood beside `others`.
#[must_use]
pub fn effect<'a>(
    rule: &Rule,
    others: &Rules,
    blocks: impl IntoIterator<Item = (&'a Block, &'a Evidence)>,
) -> RuleEffect {
    let all = others.as_slice().iter().filter(|other| other.id != rule.id);
    let rules = Rules::new(all.cloned().chain([rule.clone()]).collect());
    let mut effect = RuleEffect::default();
    for (block, evidence) in blocks {
        if !rule.matches(evidence) {
            continue;
        }
        let decides = rules.first_match(evidence).is_some_and(|first| first.id == rule.id);
        let to = ruled(rule, &block.answer);
        let free = !block.edited
            && match block.status {
                Status::Draft => true,
                Status::Confirmed | Status::Billed => false,
            };
        if !decides {
            effect.overruled.push(block.id);
        } else if says_the_same(&to, &block.answer) {
            effect.same.push(block.id);
        } else if free {
            effect.changes.push(Change { block: block.id, from: block.answer.clone(), to });
        } else {
            effect.kept.push(block.id);
        }
    }
    effect
}

/// The answer by the rule; the label stays where the rule has none.
fn ruled(rule: &Rule, answer: &Answer) -> Answer {
    Answer {
        client: Some(rule.client),
        project: rule.project,
        label: rule.label.clone().unwrap_or_else(|| answer.label.clone()),
        billable: rule.billable.unwrap_or(true),
        confidence: 1.0,
        reason: rule.reason().to_string(),
    }
}

/// Whether the owner would see no difference but that it is surer now.
fn says_the_same(a: &Answer, b: &Answer) -> bool {
    a.client == b.client && a.project == b.project && a.billable == b.billable && a.label == b.label
}
