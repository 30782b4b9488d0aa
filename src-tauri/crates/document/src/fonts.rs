//! The letters that documents are printed with: Inter, which comes with Daybook, and what this
//! machine has for the scripts that Inter lacks.
//!
//! Most sheets need Inter alone, and then no other font is looked at, so that they print the same
//! everywhere. A name in Hebrew, Chinese or pictures has the machine's fonts searched for faces
//! that cover it: the fewest, the plainest first.

use crate::press::Error;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// The fonts for one document.
#[derive(Debug)]
pub(crate) struct Fonts {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

impl Fonts {
    /// The fonts that all of `text` can be printed with, as far as there are any.
    ///
    /// # Errors
    ///
    /// If Inter cannot be read.
    pub(crate) fn for_text(text: &str) -> Result<Self, Error> {
        let regular = INTER.first().ok_or(Error::Fonts)?;
        let lacking: BTreeSet<char> =
            text.chars().filter(|letter| is_seen(*letter) && !covers(regular, *letter)).collect();
        let mut fonts = INTER.clone();
        if !lacking.is_empty() {
            fonts.extend(of_this_machine(lacking));
        }
        Ok(Self { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts })
    }

    /// What is known of them.
    pub(crate) const fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    /// One of them.
    pub(crate) fn get(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }
}

static INTER: LazyLock<Vec<Font>> = LazyLock::new(|| {
    [
        include_bytes!("../fonts/Inter-Regular.ttf").as_slice(),
        include_bytes!("../fonts/Inter-Medium.ttf"),
        include_bytes!("../fonts/Inter-SemiBold.ttf"),
    ]
    .into_iter()
    .flat_map(|file| Font::iter(Bytes::new(file)))
    .collect()
});

/// Faces that together cover as many of `letters` as any on this machine do.
fn of_this_machine(mut letters: BTreeSet<char>) -> Vec<Font> {
    let mut machine = fontdb::Database::new();
    machine.load_system_fonts();
    let mut faces: Vec<&fontdb::FaceInfo> = machine.faces().collect();
    faces.sort_by_key(|face| {
        let slanted = face.style != fontdb::Style::Normal;
        let weight = face.weight.0.abs_diff(fontdb::Weight::NORMAL.0);
        (slanted, weight, face.monospaced, &face.post_script_name, face.index)
    });
    let mut covered: Vec<(&fontdb::FaceInfo, BTreeSet<char>)> =
        faces.into_iter().map(|face| (face, covered_by(&machine, face, &letters))).collect();
    let mut found = Vec::new();
    while !letters.is_empty() {
        // The first of those that cover most: `max_by_key` would take the last.
        let best = covered.iter().rev().max_by_key(|(_, covers)| covers.len());
        let Some((face, covers)) = best.filter(|(_, covers)| !covers.is_empty()) else { break };
        let (id, index, done) = (face.id, face.index, covers.clone());
        let font =
            machine.with_face_data(id, |file, _| Font::new(Bytes::new(file.to_vec()), index));
        found.extend(font.flatten());
        letters.retain(|letter| !done.contains(letter));
        for (_, covers) in &mut covered {
            covers.retain(|letter| !done.contains(letter));
        }
    }
    found
}

fn covered_by(
    machine: &fontdb::Database,
    face: &fontdb::FaceInfo,
    letters: &BTreeSet<char>,
) -> BTreeSet<char> {
    let covers = machine.with_face_data(face.id, |file, index| {
        let face = ttf_parser::Face::parse(file, index).ok()?;
        Some(letters.iter().copied().filter(|one| face.glyph_index(*one).is_some()).collect())
    });
    covers.flatten().unwrap_or_default()
}

fn covers(font: &Font, letter: char) -> bool {
    font.info().coverage.contains(u32::from(letter))
}

/// Whether a letter needs a glyph: spaces, and marks that only tell how others are written, do
/// not.
fn is_seen(letter: char) -> bool {
    let marks = matches!(
        letter,
        '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}'
    );
    !marks && !letter.is_whitespace() && !letter.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn families(text: &str) -> Vec<String> {
        let fonts = Fonts::for_text(text).unwrap();
        fonts.fonts.iter().map(|font| font.info().family.to_string()).collect()
    }

    #[test]
    fn inter_prints_what_most_names_are_made_of() {
        let text = "Łódź, Žižek & Søn, Ελλάς, Київ, Đà Nẵng – “1 234,50” €₴₽₹ → ← − ±";
        assert_eq!(families(text), ["Inter", "Inter", "Inter"]);
        let weights: Vec<_> = INTER.iter().map(|font| font.info().variant.weight).collect();
        assert_eq!(weights.len(), 3);
        assert!(weights.windows(2).all(|pair| pair[0] < pair[1]), "three weights: {weights:?}");
    }

    #[test]
    fn figures_can_stand_below_each_other() {
        for font in INTER.iter() {
            let face = ttf_parser::Face::parse(font.data(), font.index()).unwrap();
            let features = face.tables().gsub.unwrap().features;
            let tag = ttf_parser::Tag::from_bytes(b"tnum");
            assert!(features.into_iter().any(|feature| feature.tag == tag));
        }
    }

    #[test]
    fn a_script_that_inter_lacks_is_looked_for_on_this_machine() {
        let fonts = Fonts::for_text("שלום").unwrap();
        let other = &fonts.fonts[3..];
        assert_eq!(other.len(), 1, "one face is enough for one script");
        assert!("שלום".chars().all(|letter| covers(&other[0], letter)));
    }

    #[test]
    fn a_letter_that_nothing_has_stops_nothing() {
        assert_eq!(families("\u{f8fe}\u{10fffd}"), ["Inter", "Inter", "Inter"]);
        assert_eq!(families("a\u{200d}b\u{fe0f}\u{a0}\n"), ["Inter", "Inter", "Inter"]);
    }
}
