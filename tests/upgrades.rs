//! Every schema ever shipped climbs to the newest, and keeps what it held.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use domain::time::Moment;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use store::{Check, Connection, Store, clients, facts};

/// The migrations' folders in order.
fn steps() -> Vec<PathBuf> {
    let folder = workspace().join("migrations/sqlite");
    let entries = std::fs::read_dir(folder).expect("migrations/sqlite");
    let mut steps: Vec<_> =
        entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect();
    steps.sort();
    steps
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).expect("the root").to_path_buf()
}

/// The schema since which clients have colours.
const COLOURS: usize = 2;

fn client(nth: i64) -> String {
    domain::id::ClientId::mint(Moment(0), [u8::try_from(nth).expect("few"); 10]).to_string()
}

/// Name and text of everything in the schema.
fn schema(db: &Connection) -> BTreeMap<String, String> {
    let mut query =
        db.prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").expect("a schema");
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
    rows.collect::<Result<_, _>>().expect("names")
}

fn opened(home: &Path) -> BTreeMap<String, String> {
    let (store, _) = Store::open(home, Check::Thorough, Moment(0)).expect("it opens");
    store.read(|db| Ok(schema(db))).expect("it can be read")
}

#[test]
fn every_old_schema_climbs_to_the_newest_and_keeps_its_rows() {
    let fresh = tempfile::tempdir().expect("a folder");
    let newest = opened(fresh.path());
    let steps = steps();
    assert!(!steps.is_empty(), "there is a first schema");
    for shipped in 1..=steps.len() {
        let home = tempfile::tempdir().expect("a folder");
        let old = Connection::open(home.path().join("daybook.db")).expect("a file");
        for step in &steps[..shipped] {
            let sql = std::fs::read_to_string(step.join("up.sql")).expect("up.sql");
            old.execute_batch(&sql).expect("it runs");
        }
        old.pragma_update(None, "user_version", i64::try_from(shipped).expect("few"))
            .expect("a version");
        old.execute("INSERT INTO facts (name, value) VALUES ('kept', 'yes')", []).expect("a row");
        for nth in 0..9 {
            // The youngest is first by id: the order of creation is what counts.
            old.execute(
                "INSERT INTO clients (id, name, name_key, created_ms) VALUES (?1, ?2, ?2, ?3)",
                (client(9 - nth), format!("client {nth}"), nth),
            )
            .expect("a client");
        }
        drop(old);
        assert_eq!(opened(home.path()), newest, "from schema {shipped}");
        let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).expect("it opens");
        let kept = store.read(|db| facts::get(db, "kept")).expect("it can be read");
        assert_eq!(kept.as_deref(), Some("yes"), "from schema {shipped}");
        let clients = store.read(clients::list).expect("they can be read");
        let colours: Vec<u8> = clients.iter().map(|client| client.colour).collect();
        // Whoever adds clients in a newer schema says their colour; here nobody did.
        let expected = if shipped < COLOURS { [0, 1, 2, 3, 4, 5, 6, 7, 0] } else { [0; 9] };
        assert_eq!(colours, expected, "from schema {shipped}");
    }
}

#[test]
fn the_newest_schema_is_the_one_that_was_agreed() {
    let home = tempfile::tempdir().expect("a folder");
    let text: String = opened(home.path()).into_values().map(|sql| format!("{sql};\n\n")).collect();
    let golden = workspace().join("tests/golden/schema.sql");
    let agreed = std::fs::read_to_string(&golden).unwrap_or_default();
    if text != agreed {
        let said = workspace().join("tests/output");
        std::fs::create_dir_all(&said).expect("a folder");
        std::fs::write(said.join("schema.sql"), &text).expect("written");
    }
    assert_eq!(
        text, agreed,
        "see tests/output/schema.sql; if it is meant, it goes to tests/golden"
    );
}
