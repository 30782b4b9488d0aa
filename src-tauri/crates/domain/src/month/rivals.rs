//! Two well-known learners, to hold ours against: what is simpler must not be better.

use super::{Idea, Pupil};
use crate::id::{ClientId, ProjectId};
use crate::learner::{Day, Lesson};
use crate::names::Names;
use crate::tokens::Token;
use std::collections::BTreeMap;

type Subject = (Option<ClientId>, Option<ProjectId>);

/// Multinomial naive Bayes with Laplace smoothing.
#[derive(Debug, Default)]
pub struct Multinomial {
    blocks: BTreeMap<Subject, f64>,
    words: BTreeMap<Subject, (f64, BTreeMap<Token, f64>)>,
    vocabulary: BTreeMap<Token, ()>,
}

impl Pupil for Multinomial {
    fn name(&self) -> &'static str {
        "multinomial naive Bayes"
    }

    fn learn(&mut self, lesson: &Lesson) {
        let subject = (lesson.client, lesson.project);
        *self.blocks.entry(subject).or_default() += 1.0;
        let (all, words) = self.words.entry(subject).or_default();
        for token in &lesson.tokens {
            *all += 1.0;
            *words.entry(token.clone()).or_default() += 1.0;
            self.vocabulary.insert(token.clone(), ());
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a vocabulary is far below 2^52")]
    fn guess(&self, tokens: &[Token], _today: Day, _names: &Names) -> Option<Idea> {
        let size = self.vocabulary.len() as f64;
        let scores = self.words.iter().map(|(subject, (all, words))| {
            let prior = self.blocks.get(subject).copied().unwrap_or(0.0).ln();
            let known = tokens.iter().filter(|token| self.vocabulary.contains_key(*token));
            let likelihood: f64 = known
                .map(|token| ((words.get(token).copied().unwrap_or(0.0) + 1.0) / (all + size)).ln())
                .sum();
            (*subject, prior + likelihood)
        });
        best(scores.collect())
    }
}

/// Multinomial logistic regression, trained online with AdaGrad, five passes per correction
/// over it and over the last hundred before it.
#[derive(Debug, Default)]
pub struct Logistic {
    weights: BTreeMap<Subject, BTreeMap<Token, (f64, f64)>>,
    recent: Vec<(Vec<Token>, Subject)>,
}

impl Logistic {
    fn scores(&self, tokens: &[Token]) -> Vec<(Subject, f64)> {
        self.weights
            .iter()
            .map(|(subject, weights)| {
                let sum =
                    tokens.iter().filter_map(|token| weights.get(token)).map(|(w, _)| w).sum();
                (*subject, sum)
            })
            .collect()
    }

    #[expect(clippy::cast_precision_loss, reason = "a block has some hundred tokens")]
    fn step(&mut self, tokens: &[Token], truth: Subject) {
        let shares = shares(&self.scores(tokens));
        let size = 1.0 / (tokens.len().max(1) as f64).sqrt();
        for (subject, share) in shares {
            let gradient = (f64::from(u8::from(subject == truth)) - share) * size;
            let Some(weights) = self.weights.get_mut(&subject) else { continue };
            for token in tokens {
                let (weight, sum) = weights.entry(token.clone()).or_insert((0.0, 1e-6));
                *sum += gradient * gradient;
                *weight += 0.3 * gradient / sum.sqrt();
            }
        }
    }
}

impl Pupil for Logistic {
    fn name(&self) -> &'static str {
        "logistic regression"
    }

    fn learn(&mut self, lesson: &Lesson) {
        let subject = (lesson.client, lesson.project);
        self.weights.entry(subject).or_default();
        self.recent.push((lesson.tokens.clone(), subject));
        let from = self.recent.len().saturating_sub(100);
        let recent: Vec<_> = self.recent.iter().skip(from).cloned().collect();
        for _ in 0..5 {
            for (tokens, truth) in &recent {
                self.step(tokens, *truth);
            }
        }
    }

    fn guess(&self, tokens: &[Token], _today: Day, _names: &Names) -> Option<Idea> {
        best(self.scores(tokens))
    }
}

fn best(scores: Vec<(Subject, f64)>) -> Option<Idea> {
    let (subject, share) = shares(&scores).into_iter().max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    #[expect(clippy::cast_possible_truncation, reason = "a share needs no more digits")]
    let confidence = share as f32;
    Some(Idea { client: subject.0, project: subject.1, confidence })
}

/// Softmax.
fn shares(scores: &[(Subject, f64)]) -> Vec<(Subject, f64)> {
    let top = scores.iter().map(|(_, score)| *score).fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<(Subject, f64)> =
        scores.iter().map(|(subject, score)| (*subject, (score - top).exp())).collect();
    let sum: f64 = powers.iter().map(|(_, power)| power).sum();
    powers.into_iter().map(|(subject, power)| (subject, power / sum)).collect()
}
