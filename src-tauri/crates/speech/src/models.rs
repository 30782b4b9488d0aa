//! # Which weights there are, and which are used
//!
//! [`Manifest`] is `models/manifest.toml`: what Daybook knows. [`Models`] is a directory: what is
//! installed. Fetching a model is `cloud`'s; it takes [`Model`]'s source, size and hash and puts
//! the file where [`Models::target`] says.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The file in a models directory that names the model in use.
const CHOICE: &str = "in-use";

/// One model of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// What people call it: `tiny.en`.
    pub name: String,
    /// One line on what it is good for.
    pub about: String,
    /// The name of its file.
    pub file: String,
    /// Where it is fetched from.
    pub source: String,
    /// The exact length of the file.
    pub size_bytes: u64,
    /// Of the file, lower-case hex.
    pub sha256: String,
    /// Of the file, lower-case hex; the one that whisper.cpp lists.
    pub sha1: String,
    /// SPDX.
    pub licence: String,
    /// What it understands.
    pub languages: Languages,
}

/// What a model understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Languages {
    /// English only.
    #[serde(rename = "en")]
    English,
    /// Whisper's 99 languages, told by ear.
    #[serde(rename = "many")]
    Many,
}

/// `models/manifest.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The name of the model that is used when none was chosen.
    pub default: String,
    /// All of them.
    #[serde(rename = "model")]
    pub models: Vec<Model>,
}

/// A model, and how it stands on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// From the manifest.
    #[serde(flatten)]
    pub model: Model,
    /// Whether its file is there, in full length.
    pub installed: bool,
    /// Whether it is the chosen one (which may still have to be installed).
    pub in_use: bool,
}

/// Why a model cannot be had, used or removed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The manifest has no such name.
    #[error("there is no speech model called {name} (daybook model list shows them)")]
    Unknown {
        /// As asked for.
        name: String,
    },
    /// Known, not here.
    #[error("the speech model {name} is not installed (daybook model install {name})")]
    NotInstalled {
        /// As in the manifest.
        name: String,
    },
    /// Its bytes are not the pinned ones.
    #[error(
        "the file of the speech model {name} is damaged (daybook model install {name} fetches it anew)"
    )]
    Damaged {
        /// As in the manifest.
        name: String,
    },
    /// It came with the app and is not ours to delete.
    #[error("the speech model {name} came with Daybook and cannot be removed")]
    Bundled {
        /// As in the manifest.
        name: String,
    },
    /// The manifest is not readable.
    #[error("the list of speech models cannot be read")]
    Manifest(#[source] Box<toml::de::Error>),
    /// The directory is not readable or writable.
    #[error("the directory of speech models cannot be used")]
    Directory(#[source] io::Error),
}

impl Manifest {
    /// The one built into this program.
    ///
    /// # Errors
    /// [`Error::Manifest`], which a test rules out.
    pub fn bundled() -> Result<Self, Error> {
        Self::parse(include_str!("../../../../models/manifest.toml"))
    }

    /// Reads the text of a manifest.
    ///
    /// # Errors
    /// [`Error::Manifest`] if it is not one.
    pub fn parse(text: &str) -> Result<Self, Error> {
        toml::from_str(text).map_err(|cause| Error::Manifest(Box::new(cause)))
    }

    /// The model of that name.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub fn find(&self, name: &str) -> Result<&Model, Error> {
        self.models
            .iter()
            .find(|model| model.name == name)
            .ok_or_else(|| Error::Unknown { name: name.to_owned() })
    }
}

/// The models on this machine: an own directory, and others that are only read.
#[derive(Debug, Clone)]
pub struct Models {
    manifest: Manifest,
    own: PathBuf,
    bundled: Vec<PathBuf>,
}

impl Models {
    /// `own` is where models are installed and the choice is kept; it need not exist yet.
    /// `bundled` directories are looked through after it: what came with the app.
    ///
    /// # Errors
    /// [`Error::Manifest`].
    pub fn open(own: impl Into<PathBuf>, bundled: Vec<PathBuf>) -> Result<Self, Error> {
        Ok(Self { manifest: Manifest::bundled()?, own: own.into(), bundled })
    }

    /// The same over a manifest of one's own.
    #[must_use]
    pub fn with_manifest(
        manifest: Manifest,
        own: impl Into<PathBuf>,
        bundled: Vec<PathBuf>,
    ) -> Self {
        Self { manifest, own: own.into(), bundled }
    }

    /// What there is to choose from.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Every model of the manifest and how it stands here.
    ///
    /// # Errors
    /// [`Error::Directory`].
    pub fn list(&self) -> Result<Vec<Listed>, Error> {
        let chosen = self.chosen()?;
        Ok(self
            .manifest
            .models
            .iter()
            .map(|model| Listed {
                model: model.clone(),
                installed: self.find_file(model).is_some(),
                in_use: model.name == chosen,
            })
            .collect())
    }

    /// The model in use: the chosen one, or the default.
    ///
    /// # Errors
    /// [`Error::Unknown`] if the manifest no longer has it, [`Error::Directory`].
    pub fn in_use(&self) -> Result<&Model, Error> {
        self.manifest.find(&self.chosen()?)
    }

    /// Where the model's file is.
    ///
    /// # Errors
    /// [`Error::Unknown`], [`Error::NotInstalled`].
    pub fn path(&self, name: &str) -> Result<PathBuf, Error> {
        let model = self.manifest.find(name)?;
        self.find_file(model).ok_or_else(|| Error::NotInstalled { name: name.to_owned() })
    }

    /// Where an installed file belongs. The directory is made.
    ///
    /// # Errors
    /// [`Error::Unknown`], [`Error::Directory`].
    pub fn target(&self, name: &str) -> Result<PathBuf, Error> {
        let model = self.manifest.find(name)?;
        fs::create_dir_all(&self.own).map_err(Error::Directory)?;
        Ok(self.own.join(&model.file))
    }

    /// Reads the whole file and compares it with what is pinned.
    ///
    /// # Errors
    /// [`Error::Damaged`] if it differs, and as [`Models::path`].
    pub fn verify(&self, name: &str) -> Result<(), Error> {
        let model = self.manifest.find(name)?;
        let path = self.path(name)?;
        if sha256(&path).map_err(Error::Directory)? == model.sha256 {
            Ok(())
        } else {
            Err(Error::Damaged { name: name.to_owned() })
        }
    }

    /// Chooses a model that is installed.
    ///
    /// # Errors
    /// [`Error::Unknown`], [`Error::NotInstalled`], [`Error::Directory`].
    pub fn use_model(&self, name: &str) -> Result<(), Error> {
        self.path(name)?;
        fs::create_dir_all(&self.own).map_err(Error::Directory)?;
        // Written aside and renamed, so that a crash leaves the old choice or the new one.
        let aside = self.own.join("in-use.new");
        let write = || -> io::Result<()> {
            let mut file = File::create(&aside)?;
            file.write_all(name.as_bytes())?;
            file.sync_all()?;
            fs::rename(&aside, self.own.join(CHOICE))
        };
        write().map_err(Error::Directory)
    }

    /// Deletes an installed model. If it was in use, the default is used from now on.
    ///
    /// # Errors
    /// [`Error::Unknown`], [`Error::NotInstalled`], [`Error::Bundled`], [`Error::Directory`].
    pub fn remove(&self, name: &str) -> Result<(), Error> {
        let model = self.manifest.find(name)?;
        match fs::remove_file(self.own.join(&model.file)) {
            Ok(()) => {}
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                return Err(match self.find_file(model) {
                    Some(_) => Error::Bundled { name: name.to_owned() },
                    None => Error::NotInstalled { name: name.to_owned() },
                });
            }
            Err(cause) => return Err(Error::Directory(cause)),
        }
        if self.chosen()? == name && self.find_file(model).is_none() {
            match fs::remove_file(self.own.join(CHOICE)) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                    return Err(Error::Directory(cause));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn chosen(&self) -> Result<String, Error> {
        match fs::read_to_string(self.own.join(CHOICE)) {
            Ok(name) => Ok(name.trim().to_owned()),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                Ok(self.manifest.default.clone())
            }
            Err(cause) => Err(Error::Directory(cause)),
        }
    }

    /// The length tells a whole file from one that is still on its way; the hash was checked
    /// when it was put there.
    fn find_file(&self, model: &Model) -> Option<PathBuf> {
        std::iter::once(&self.own)
            .chain(&self.bundled)
            .map(|dir| dir.join(&model.file))
            .find(|path| fs::metadata(path).is_ok_and(|about| about.len() == model.size_bytes))
    }
}

fn sha256(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 1 << 20];
    loop {
        let read = file.read(&mut piece)?;
        match piece.get(..read) {
            Some([]) | None => break,
            Some(bytes) => hash.update(bytes),
        }
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn models(own: &Path, bundled: Vec<PathBuf>) -> Models {
        let model = |name: &str, bytes: &str, hash: &str| {
            format!(
                "[[model]]\nname = \"{name}\"\nabout = \"\"\nfile = \"{name}.bin\"\nsource = \"\"\n\
                 size_bytes = {}\nsha256 = \"{hash}\"\nsha1 = \"\"\nlicence = \"MIT\"\nlanguages = \"en\"\n",
                bytes.len()
            )
        };
        let text = format!(
            "default = \"a\"\n{}{}",
            model("a", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            model("b", "other", "00"),
        );
        Models::with_manifest(Manifest::parse(&text).unwrap(), own, bundled)
    }

    #[test]
    fn the_bundled_manifest_pins_every_model_and_its_default_is_one_of_them() {
        let manifest = Manifest::bundled().unwrap();
        assert_eq!(manifest.find(&manifest.default).unwrap().name, "tiny.en");
        for model in &manifest.models {
            assert_eq!(model.sha256.len(), 64, "{}", model.name);
            assert_eq!(model.sha1.len(), 40, "{}", model.name);
            assert!(model.source.starts_with("https://"), "{}", model.name);
            assert!(model.source.ends_with(&model.file), "{}", model.name);
            assert_eq!(model.name.contains(".en"), model.languages == Languages::English);
        }
    }

    #[test]
    fn a_model_is_installed_once_its_whole_file_is_there() {
        let dir = tempfile::tempdir().unwrap();
        let models = models(dir.path(), Vec::new());
        assert!(matches!(models.path("a"), Err(Error::NotInstalled { .. })));
        fs::write(models.target("a").unwrap(), "ab").unwrap();
        assert!(matches!(models.path("a"), Err(Error::NotInstalled { .. })), "half a file is none");
        fs::write(models.target("a").unwrap(), "abc").unwrap();
        assert!(models.path("a").is_ok());
        assert!(matches!(models.path("c"), Err(Error::Unknown { .. })));
    }

    #[test]
    fn a_file_of_the_right_length_with_other_bytes_is_found_damaged() {
        let dir = tempfile::tempdir().unwrap();
        let models = models(dir.path(), Vec::new());
        fs::write(models.target("a").unwrap(), "abc").unwrap();
        models.verify("a").unwrap();
        fs::write(models.target("a").unwrap(), "abd").unwrap();
        assert!(matches!(models.verify("a"), Err(Error::Damaged { .. })));
    }

    #[test]
    fn the_choice_is_kept_and_falls_back_to_the_default_when_its_model_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let models = models(dir.path(), Vec::new());
        assert_eq!(models.in_use().unwrap().name, "a");
        assert!(matches!(models.use_model("b"), Err(Error::NotInstalled { .. })));
        fs::write(models.target("b").unwrap(), "other").unwrap();
        models.use_model("b").unwrap();
        assert_eq!(models.in_use().unwrap().name, "b");
        models.remove("b").unwrap();
        assert_eq!(models.in_use().unwrap().name, "a");
        assert!(matches!(models.remove("b"), Err(Error::NotInstalled { .. })));
    }

    #[test]
    fn what_came_with_the_app_is_used_and_not_removed() {
        let (own, app) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let models = models(own.path(), vec![app.path().to_owned()]);
        fs::write(app.path().join("a.bin"), "abc").unwrap();
        assert!(models.path("a").unwrap().starts_with(app.path()));
        assert!(matches!(models.remove("a"), Err(Error::Bundled { .. })));
        assert!(models.list().unwrap()[0].installed);
    }
}
