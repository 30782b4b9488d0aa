//! The vault with a real gnome-keyring, with none, and with the sealed file.
//!
//! A process has one message bus, so each case runs this test binary again as a process inside
//! the session that it needs; [`act`] is what that process does.

use cloud::secret::{DeviceKey, Secret};
use cloud::vault::{Environment, Error, Standing, Vault};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use testkit::keyring::Session;

const DIR: &str = "VAULT_TEST_DIR";
const DEED: &str = "VAULT_TEST_DEED";

/// Does what a parent test asks for; on its own it has nothing to do.
#[test]
fn act() {
    let (Ok(dir), Ok(deed)) = (std::env::var(DIR), std::env::var(DEED)) else { return };
    let said = match Vault::open(Path::new(&dir), &Environment::from_process()) {
        Ok((vault, standing)) => perform(vault, &standing, &deed),
        Err(error) => format!("error: {error}"),
    };
    writeln!(std::io::stdout(), "said[{said}]").unwrap();
}

fn perform(vault: Vault, standing: &Standing, deed: &str) -> String {
    let place = match standing {
        Standing::Keyring => "keyring",
        Standing::SealedFile => "sealed",
        Standing::SessionOnly { .. } => "session",
    };
    let key = hex(vault.device_key());
    let outcome = match deed {
        "look" => Ok(()),
        "remove" => vault.remove_gemini_key(),
        "forget" => {
            return vault.forget().map_or_else(|error| error.to_string(), |()| "gone".into());
        }
        key => vault.set_gemini_key(&Secret::new(key).unwrap()),
    };
    if let Err(error) = outcome {
        return format!("error: {error}");
    }
    let gemini = vault.gemini_key().unwrap();
    format!("{place} {key} {}", gemini.as_ref().map_or("-", Secret::expose))
}

fn hex(key: &DeviceKey) -> String {
    key.expose().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn start(session: &Session, dir: &Path, deed: &str, variables: &[(&str, &str)]) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "vault::act", "--nocapture"])
        .envs(session.environment())
        .env_remove("DISPLAY")
        .env_remove("DAYBOOK_PASSPHRASE")
        .env_remove("DAYBOOK_GEMINI_KEY")
        .env(DIR, dir)
        .env(DEED, deed)
        .envs(variables.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn answer(child: Child) -> String {
    let output = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    let (_, said) = output.split_once("said[").unwrap_or_else(|| panic!("{output}"));
    said.split_once(']').unwrap().0.to_owned()
}

fn run(session: &Session, dir: &Path, deed: &str, variables: &[(&str, &str)]) -> String {
    answer(start(session, dir, deed, variables))
}

/// Where the keys are, the device key, and the key to Gemini.
fn parts(said: &str) -> [&str; 3] {
    let mut words = said.split(' ');
    [words.next().unwrap(), words.next().unwrap(), words.next().unwrap()]
}

/// No file under `dir` holds `secret`, as text or as the bytes that it spells.
fn assert_nowhere(dir: &Path, secret: &str) {
    let raw: Vec<u8> = (0..secret.len() / 2)
        .filter_map(|i| u8::from_str_radix(secret.get(2 * i..2 * i + 2)?, 16).ok())
        .collect();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let holds = |needle: &[u8]| {
            needle.len() > 8 && bytes.windows(needle.len()).any(|window| window == needle)
        };
        assert!(!holds(secret.as_bytes()) && !holds(&raw), "{} holds a key", path.display());
    }
}

#[test]
fn keys_in_the_keyring_come_back_and_belong_to_one_data_directory() {
    let session = Session::with_keyring().unwrap();
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = run(&session, dir.path(), "AIza-gemini-key", &[]);
    let [place, key, gemini] = parts(&first);
    assert_eq!((place, gemini), ("keyring", "AIza-gemini-key"));
    assert_eq!(run(&session, dir.path(), "look", &[]), first, "a second process finds the same");
    assert_nowhere(dir.path(), key);
    assert_nowhere(dir.path(), gemini);

    let second = run(&session, other.path(), "look", &[]);
    let [place, other_key, gemini] = parts(&second);
    assert_eq!((place, gemini), ("keyring", "-"));
    assert_ne!(other_key, key);

    let replaced = run(&session, dir.path(), "AIza-another", &[]);
    assert_eq!(parts(&replaced), ["keyring", key, "AIza-another"]);
    let environment = [("DAYBOOK_GEMINI_KEY", "from-outside")];
    assert_eq!(parts(&run(&session, dir.path(), "look", &environment))[2], "from-outside");
    assert_eq!(parts(&run(&session, dir.path(), "remove", &[]))[2], "-");
    assert_eq!(
        parts(&run(&session, dir.path(), "remove", &[]))[2],
        "-",
        "removed twice is removed"
    );

    assert_eq!(run(&session, dir.path(), "forget", &[]), "gone");
    let anew = run(&session, dir.path(), "look", &[]);
    assert_ne!(parts(&anew)[1], key, "a forgotten key is gone");
    assert_eq!(run(&session, other.path(), "look", &[]), second, "the neighbour's is not");
}

#[test]
fn a_passphrase_does_not_move_keys_out_of_the_keyring() {
    let session = Session::with_keyring().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let first = run(&session, dir.path(), "look", &[]);
    assert_eq!(run(&session, dir.path(), "look", &[("DAYBOOK_PASSPHRASE", "later")]), first);
}

#[test]
fn a_keyring_that_is_away_is_an_error_and_not_a_new_key() {
    let mut session = Session::with_keyring().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let first = run(&session, dir.path(), "look", &[]);
    session.stop_keyring();
    for variables in [&[][..], &[("DAYBOOK_PASSPHRASE", "instead")]] {
        let said = run(&session, dir.path(), "look", variables);
        assert!(said.starts_with("error: the keyring that holds"), "{said}");
    }
    session.start_keyring().unwrap();
    assert_eq!(run(&session, dir.path(), "look", &[]), first, "it was not lost");
}

#[test]
fn processes_that_start_at_once_agree_on_one_key() {
    let session = Session::with_keyring().unwrap();
    for variables in [&[][..], &[("DAYBOOK_PASSPHRASE", "correct horse")]] {
        let dir = tempfile::tempdir().unwrap();
        let children: Vec<_> =
            (0..4).map(|_| start(&session, dir.path(), "look", variables)).collect();
        let said: Vec<_> = children.into_iter().map(answer).collect();
        assert!(!said[0].starts_with("error"), "{said:?}");
        assert!(said.iter().all(|one| *one == said[0]), "{said:?}");
    }
}

#[test]
fn without_a_keyring_keys_last_as_long_as_the_process_and_it_says_so() {
    let session = Session::without_keyring().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let (first, second) =
        (run(&session, dir.path(), "look", &[]), run(&session, dir.path(), "look", &[]));
    assert_eq!((parts(&first)[0], parts(&second)[0]), ("session", "session"));
    assert_ne!(parts(&first)[1], parts(&second)[1], "nothing is kept");
    let refused = run(&session, dir.path(), "AIza-gemini-key", &[]);
    assert!(refused.starts_with("error: there is no keyring to keep a key in"), "{refused}");
    assert_nowhere(dir.path(), "AIza-gemini-key");
    assert_nowhere(dir.path(), parts(&first)[1]);

    let variables = [("DAYBOOK_PASSPHRASE", "correct horse")];
    let sealed = run(&session, dir.path(), "look", &variables);
    assert_eq!(parts(&sealed)[0], "sealed", "a passphrase is taken up later");
    let (vault, standing) = Vault::session_only(&Environment::default(), "no bus").unwrap();
    assert!(standing.sentence().contains("their time is kept"));
    assert!(matches!(vault.standing(), Standing::SessionOnly { .. }));
}

fn with_passphrase(text: &str) -> Environment {
    Environment { passphrase: Secret::new(text), gemini_key: None }
}

#[test]
fn a_sealed_file_opens_with_its_passphrase_and_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let (vault, standing) = Vault::open(dir.path(), &with_passphrase("correct horse")).unwrap();
    assert_eq!(standing, Standing::SealedFile);
    vault.set_gemini_key(&Secret::new("AIza-gemini-key").unwrap()).unwrap();
    let key = hex(vault.device_key());
    assert_nowhere(dir.path(), &key);
    assert_nowhere(dir.path(), "AIza-gemini-key");

    let (again, _) = Vault::open(dir.path(), &with_passphrase("correct horse")).unwrap();
    assert_eq!(hex(again.device_key()), key);
    assert_eq!(again.gemini_key().unwrap().unwrap().expose(), "AIza-gemini-key");
    vault.remove_gemini_key().unwrap();
    assert_eq!(again.gemini_key().unwrap(), None, "what another wrote is seen");

    let wrong = Vault::open(dir.path(), &with_passphrase("battery staple")).unwrap_err();
    assert!(matches!(wrong, Error::WrongPassphrase) && wrong.is_permanent(), "{wrong:?}");
    let none = Vault::open(dir.path(), &Environment::default()).unwrap_err();
    assert!(matches!(none, Error::PassphraseNeeded) && none.is_permanent(), "{none:?}");

    again.forget().unwrap();
    assert!(!dir.path().join("vault.sealed").exists());
}

#[test]
fn a_sealed_file_that_was_changed_does_not_open() {
    let dir = tempfile::tempdir().unwrap();
    let environment = with_passphrase("correct horse");
    drop(Vault::open(dir.path(), &environment).unwrap());
    let path = dir.path().join("vault.sealed");
    let whole = fs::read(&path).unwrap();
    let try_with = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        Vault::open(dir.path(), &environment).map(|_| ())
    };
    let changed = |at: usize, to: u8| {
        let mut bytes = whole.clone();
        bytes[at] = to;
        bytes
    };
    let last = whole.len() - 1;
    let check = |bytes: &[u8], what: &str| {
        let error = try_with(bytes).unwrap_err();
        assert!(matches!(error, Error::Damaged | Error::WrongPassphrase), "{what}: {error:?}");
    };
    check(&changed(0, b'x'), "another kind of file");
    check(&changed(19, 0xff), "costs of terabytes are not paid");
    check(&changed(20, 1), "lowered costs");
    check(&changed(30, !whole[30]), "another salt");
    check(&changed(last, !whole[last]), "another content");
    check(&whole[..last], "a byte short");
    check(&whole[..10], "cut in the head");
    check(b"", "empty");
    try_with(&whole).expect("the file itself is fine");
}

#[cfg(unix)]
#[test]
fn a_sealed_file_is_for_the_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    drop(Vault::open(dir.path(), &with_passphrase("correct horse")).unwrap());
    let mode = fs::metadata(dir.path().join("vault.sealed")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0);
}
