//! # Updates
//!
//! A newer version is looked for when the owner asks, and never otherwise. The address and the key
//! are baked in by who builds the release (`DAYBOOK_UPDATE_URL`, `DAYBOOK_UPDATE_KEY`); a build
//! without them has no updates. What was fetched is installed only if the key signed these very
//! bytes for the version that was announced.
//!
//! ## When updates are off
//!
//! Where somebody else keeps the program up to date: the package manager, whose packages carry the
//! file `lib/daybook/updates-off`, or a store. Two that replace the same files would each undo
//! what the other did.

use crate::commands::Answer;
use crate::wire::{Problem, Update};
use crate::words::Tongue;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Runtime};
use tauri_plugin_updater::{Config, Error, UpdaterExt};

/// Where updates come from, and the key that signs them.
const SOURCE: Option<Source<'static>> =
    source(option_env!("DAYBOOK_UPDATE_URL"), option_env!("DAYBOOK_UPDATE_KEY"));

/// How long a server may keep silent, to begin with and between two pieces.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why this copy does not update itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WhyOff {
    /// It was built without an address and a key.
    NoSource,
    /// The package manager keeps it up to date.
    Package,
    /// A store keeps it up to date.
    Store,
}

impl WhyOff {
    /// The reason in words.
    pub(crate) fn say(self, tongue: Tongue) -> String {
        let key = match self {
            Self::NoSource => "updates_off.no_source",
            Self::Package => "updates_off.package",
            Self::Store => "updates_off.store",
        };
        tongue.say(key, &[])
    }
}

/// An address and the public half of a key.
#[derive(Debug, Clone, Copy)]
struct Source<'a> {
    url: &'a str,
    key: &'a str,
}

/// Where this copy lies and who started it.
#[derive(Debug, Default)]
struct Place {
    program: PathBuf,
    /// Set by Flatpak and Snap in what they start.
    store: bool,
}

/// What Tauri needs of updates, without any command of its own granted to the window.
pub(crate) fn plugin<R: Runtime>() -> TauriPlugin<R, Config> {
    tauri_plugin_updater::Builder::new().build()
}

/// Why updates are off, if they are.
pub(crate) fn why_off() -> Option<WhyOff> {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let place = Place {
        program: std::env::current_exe().unwrap_or_default(),
        store: set("FLATPAK_ID") || set("SNAP"),
    };
    why_off_at(&place, SOURCE)
}

/// The newer version, if there is one.
///
/// Errors: updates are off, or the server did not answer as it should.
pub(crate) async fn check(app: &AppHandle) -> Answer<Option<Update>> {
    let Some(source) = SOURCE.filter(|_| why_off().is_none()) else { return Ok(None) };
    let found = find(app, source).await.map_err(problem)?;
    Ok(found.map(|found| Update { version: found.version, notes: found.body.unwrap_or_default() }))
}

/// Fetches the newer version, checks its signature, installs it and starts it.
///
/// Errors: updates are off, there is none, or it could not be fetched, trusted or installed.
pub(crate) async fn install(app: &AppHandle) -> Answer<()> {
    if let Some(why) = why_off() {
        return Err(Problem::new("update", why.say(Tongue::English)));
    }
    let Some(source) = SOURCE else { return Ok(()) };
    let Some(found) = find(app, source).await.map_err(problem)? else {
        return Err(Problem::new("update", "this is the newest version already"));
    };
    tracing::info!(version = %found.version, "Installing version {}", found.version);
    let bytes = found.download(|_, _| {}, || {}).await.map_err(problem)?;
    found.install(bytes).map_err(problem)?;
    app.request_restart();
    Ok(())
}

const fn source<'a>(url: Option<&'a str>, key: Option<&'a str>) -> Option<Source<'a>> {
    match (url, key) {
        (Some(url), Some(key)) if !url.is_empty() && !key.is_empty() => Some(Source { url, key }),
        _ => None,
    }
}

fn why_off_at(place: &Place, source: Option<Source<'_>>) -> Option<WhyOff> {
    if place.store {
        Some(WhyOff::Store)
    } else if is_packaged(&place.program) {
        Some(WhyOff::Package)
    } else if source.is_none() {
        Some(WhyOff::NoSource)
    } else {
        None
    }
}

/// Whether a package manager put the program there: its package says so, or it lies where only
/// they may write.
fn is_packaged(program: &Path) -> bool {
    let marked = program
        .parent()
        .and_then(Path::parent)
        .is_some_and(|prefix| prefix.join("lib/daybook/updates-off").exists());
    let theirs = ["/usr", "/nix/store", "/gnu/store", "/opt/homebrew/Cellar"];
    marked
        || (theirs.iter().any(|place| program.starts_with(place))
            && !program.starts_with("/usr/local"))
}

/// Asks the source for something newer than this.
async fn find<R: Runtime>(
    app: &AppHandle<R>,
    source: Source<'_>,
) -> Result<Option<tauri_plugin_updater::Update>, Error> {
    let url = tauri::Url::parse(source.url)?;
    app.updater_builder()
        .endpoints(vec![url])?
        .pubkey(source.key)
        .configure_client(|client| client.connect_timeout(PATIENCE).read_timeout(PATIENCE))
        .build()?
        .check()
        .await
}

/// One sentence with a way out. What exactly went wrong stands in the log.
#[expect(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
fn problem(error: Error) -> Problem {
    tracing::warn!("Update: {error}");
    let sentence = match error {
        Error::Minisign(_)
        | Error::Base64(_)
        | Error::SignatureUtf8(_)
        | Error::SignedVersionMismatch { .. }
        | Error::MissingSignedVersion => {
            "the update is not signed by Daybook's makers and was thrown away; try again later, \
             and do not install it by hand"
        }
        Error::Io(_) | Error::TempDirNotOnSameMountPoint | Error::PackageInstallFailed => {
            "the update could not be put in place; check that you may write where Daybook is \
             installed, or install the new version by hand"
        }
        _ => "the update could not be fetched; check the connection and try again",
    };
    Problem::new("update", sentence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;
    use std::process::Command;
    use tauri::test::{MockRuntime, mock_builder, mock_context, noop_assets};

    const ARCHIVE: &[u8] = b"a newer Daybook";
    const NEWER: &str = "99.1.0";

    /// The program that signs releases, called as they are signed.
    fn signer(words: &[&str]) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let done = Command::new("node")
            .current_dir(root)
            .args(["ui/node_modules/@tauri-apps/cli/tauri.js", "signer"])
            .args(words)
            .output()
            .unwrap();
        assert!(done.status.success(), "signer: {}", String::from_utf8_lossy(&done.stderr));
    }

    struct Key {
        folder: tempfile::TempDir,
    }

    impl Key {
        fn made() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let secret = folder.path().join("key").display().to_string();
            signer(&["generate", "--ci", "--password", "", "--write-keys", &secret]);
            Self { folder }
        }

        fn public(&self) -> String {
            std::fs::read_to_string(self.folder.path().join("key.pub")).unwrap()
        }

        /// The signature of `bytes`, for that version if one is named.
        fn signs(&self, bytes: &[u8], version: Option<&str>) -> String {
            let file = self.folder.path().join("archive");
            std::fs::write(&file, bytes).unwrap();
            let (secret, file) = (self.folder.path().join("key"), file.display().to_string());
            let secret = secret.display().to_string();
            let mut words = vec!["sign", "--private-key-path", &secret, "--password", ""];
            words.extend(version.iter().flat_map(|version| ["--app-version", version]));
            words.push(&file);
            signer(&words);
            std::fs::read_to_string(format!("{file}.sig")).unwrap()
        }
    }

    /// Serves an announcement and, under `/archive`, what it announces. Says its address.
    fn server(announced: &str, signature: &str, archive: &'static [u8]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let platform = format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH);
        let page = json!({
            "version": announced,
            "notes": "Quicker.",
            "platforms": {platform: {"url": format!("{address}/archive"), "signature": signature}},
        });
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut asked = String::new();
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                while let Some(Ok(line)) =
                    lines.next().filter(|line| line.as_ref().is_ok_and(|line| !line.is_empty()))
                {
                    asked.push_str(&line);
                }
                let page = page.to_string();
                let body = if asked.contains("/archive") { archive } else { page.as_bytes() };
                let head = format!(
                    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
                    body.len()
                );
                stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).unwrap();
            }
        });
        address
    }

    /// An app with the settings that ship.
    fn app() -> tauri::App<MockRuntime> {
        let shipped: Value = serde_json::from_str(include_str!("../tauri.conf.json")).unwrap();
        let mut context = mock_context(noop_assets());
        let updater = shipped["plugins"]["updater"].clone();
        context.config_mut().plugins.0.insert("updater".to_owned(), updater);
        mock_builder().plugin(plugin()).build(context).unwrap()
    }

    /// Looks at `url` for what `key` signed, and fetches it.
    fn fetched(url: &str, key: &str) -> Result<Option<(String, Vec<u8>)>, Error> {
        let app = app();
        tauri::async_runtime::block_on(async {
            let Some(found) = find(app.handle(), Source { url, key }).await? else {
                return Ok(None);
            };
            assert_eq!(found.body.as_deref(), Some("Quicker."));
            let bytes = found.download(|_, _| {}, || {}).await?;
            Ok(Some((found.version, bytes)))
        })
    }

    #[test]
    fn what_the_makers_signed_is_fetched() {
        let key = Key::made();
        let url = server(NEWER, &key.signs(ARCHIVE, Some(NEWER)), ARCHIVE);
        let (version, bytes) = fetched(&url, &key.public()).unwrap().unwrap();
        assert_eq!((version.as_str(), bytes.as_slice()), (NEWER, ARCHIVE));
    }

    #[test]
    fn what_they_did_not_sign_is_thrown_away() {
        let (key, other) = (Key::made(), Key::made());
        let right = key.signs(ARCHIVE, Some(NEWER));
        let wrong = [
            ("another key", NEWER, other.signs(ARCHIVE, Some(NEWER)), ARCHIVE),
            ("another archive", NEWER, right.clone(), b"a worse Daybook".as_slice()),
            ("an older version under a newer number", "99.2.0", right, ARCHIVE),
            ("a signature for no version", NEWER, key.signs(ARCHIVE, None), ARCHIVE),
            ("no signature", NEWER, String::new(), ARCHIVE),
        ];
        for (case, announced, signature, archive) in wrong {
            let url = server(announced, &signature, archive);
            let refused = problem(fetched(&url, &key.public()).expect_err(case));
            assert_eq!(refused.code, "update");
            assert!(refused.message.contains("not signed"), "{case}: {}", refused.message);
        }
    }

    #[test]
    fn an_older_version_is_no_update() {
        let key = Key::made();
        let url = server("0.0.1", &key.signs(ARCHIVE, Some("0.0.1")), ARCHIVE);
        assert_eq!(fetched(&url, &key.public()).unwrap(), None);
    }

    #[test]
    fn a_server_that_is_not_there_is_told_as_such() {
        let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let error = fetched(&format!("http://{closed}"), "").unwrap_err();
        assert!(problem(error).message.contains("check the connection"));
    }

    #[test]
    fn updates_are_off_where_somebody_else_keeps_the_program_up_to_date() {
        let prefix = tempfile::tempdir().unwrap();
        let at = |program: PathBuf, store| {
            let source = source(Some("https://updates.example"), Some("key"));
            why_off_at(&Place { program, store }, source)
        };
        let own = prefix.path().join("bin/daybook-desktop");
        assert_eq!(at(own.clone(), false), None, "a copy of its own updates itself");
        assert_eq!(at(own.clone(), true), Some(WhyOff::Store));
        assert_eq!(at("/usr/bin/daybook-desktop".into(), false), Some(WhyOff::Package));
        assert_eq!(at("/usr/local/bin/daybook-desktop".into(), false), None);
        std::fs::create_dir_all(prefix.path().join("lib/daybook")).unwrap();
        std::fs::write(prefix.path().join("lib/daybook/updates-off"), "").unwrap();
        assert_eq!(at(own, false), Some(WhyOff::Package), "its package says so");
    }

    #[test]
    fn a_build_without_address_and_key_has_no_updates_and_says_why() {
        let place = Place { program: "/home/me/daybook-desktop".into(), store: false };
        for (url, key) in [(None, None), (Some("https://updates.example"), None), (None, Some(""))]
        {
            assert_eq!(why_off_at(&place, source(url, key)), Some(WhyOff::NoSource));
        }
        for why in [WhyOff::NoSource, WhyOff::Package, WhyOff::Store] {
            let (english, german) = (why.say(Tongue::English), why.say(Tongue::German));
            assert!(english.ends_with('.') && german.ends_with('.') && english != german);
        }
    }
}
