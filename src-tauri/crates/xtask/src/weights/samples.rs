//! Speech with known words for measurements: what lies in `tests/fixtures/speech`, and longer
//! recordings from a package, one of them a call with a speaker on each channel.

use std::fs;
use std::path::{Path, PathBuf};

use super::Error;
use super::packages::{Cache, Member, speech};

/// A recording and its words: in the package, and by the name it is kept under.
const RECORDINGS: [(&str, &str, &str); 4] = [
    ("monologue", "tests/data/wav/acoustic_corpus.wav", "tests/data/lab/acoustic_corpus.lab"),
    ("cold", "tests/data/wav/cold_corpus.wav", "tests/data/lab/cold_corpus.lab"),
    ("cough", "tests/data/wav/cold_corpus3.wav", "tests/data/lab/cold_corpus3.lab"),
    (
        "call",
        "tests/data/wav/michaelandsickmichael.wav",
        "tests/data/textgrid/michaelandsickmichael.TextGrid",
    ),
];
/// Of the fixtures, each recording once.
const FIXTURES: [&str; 2] = ["jfk.wav", "wizard.flac"];

/// Sees to it that the recordings are in a directory under `models_dir`, each with its words in a
/// `.txt` beside it, and says where.
pub(crate) fn fetch_speech_samples(
    models_dir: &Path,
    fixtures: &Path,
    say: &mut dyn FnMut(&str),
) -> Result<PathBuf, Error> {
    let dir = models_dir.join(".cache").join("speech");
    fs::create_dir_all(&dir).map_err(|cause| Error::file(&dir, &cause))?;
    for name in FIXTURES {
        for path in [Path::new(name).to_path_buf(), Path::new(name).with_extension("txt")] {
            let from = fixtures.join(&path);
            fs::copy(&from, dir.join(&path)).map_err(|cause| Error::file(&from, &cause))?;
        }
    }
    let missing = |name: &str| !dir.join(name).with_extension("txt").is_file();
    if !RECORDINGS.iter().any(|(name, ..)| missing(name)) {
        return Ok(dir);
    }
    say("fetching recordings with known words (27 MB, once)");
    let cache = Cache::open(models_dir)?;
    for (name, sound, words) in RECORDINGS {
        let keep = |member: &Member, ending: &str, change: fn(Vec<u8>) -> Vec<u8>| {
            let path = dir.join(name).with_extension(ending);
            let bytes = change(cache.member(member)?);
            fs::write(&path, bytes).map_err(|cause| Error::file(&path, &cause))
        };
        keep(&speech(sound), "wav", |bytes| bytes)?;
        keep(&speech(words), "txt", |bytes| spoken(&String::from_utf8_lossy(&bytes)).into_bytes())?;
    }
    cache.forget(&speech(""));
    Ok(dir)
}

/// The words of a label file, or of a TextGrid with one tier after the other; remarks left out.
fn spoken(labels: &str) -> String {
    let mut text = String::new();
    if labels.starts_with("File type = \"ooTextFile\"") {
        for entry in labels.split("text = \"").skip(1) {
            text.push_str(entry.split('"').next().unwrap_or_default());
            text.push(' ');
        }
    } else {
        text.push_str(labels);
    }
    let words = text.split_whitespace().filter(|word| !word.starts_with('<'));
    words.map(|word| word.trim_matches(['[', ']'])).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_from_labels_and_from_text_grids() {
        assert_eq!(spoken("so i [adif] cough <NOISE> yeah\n"), "so i adif cough yeah");
        let grid =
            "File type = \"ooTextFile\"\n text = \"\"\n text = \"one two\"\n text = \"uh\"\n";
        assert_eq!(spoken(grid), "one two uh");
    }
}
