//! The spool on a real file system: sealed, bounded, wiped only with proof, whole after a kill.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may stop at a surprise")]

use capture::seal::DeviceKey;
use capture::spool::{End, Error, Kind, Spool, Why, Wipeable};
use domain::id::{CaptureId, ChunkId};
use domain::time::Moment;
use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

const CANARY: &[u8] = b"canary: the quick brown fox";

fn spool(dir: &Path, budget_bytes: u64) -> Spool {
    Spool::open(dir, DeviceKey::from_bytes([3; 32]), budget_bytes).unwrap()
}

fn id(number: u8) -> CaptureId {
    CaptureId::mint(Moment(1_790_000_000_000), [number; 10])
}

fn chunk() -> ChunkId {
    ChunkId::mint(Moment(1_790_000_000_000), [9; 10])
}

#[test]
fn raw_bytes_reach_the_disk_only_sealed() {
    let home = tempfile::tempdir().unwrap();
    let spool = spool(home.path(), 1 << 20);
    let stored = spool.put(Kind::Picture, id(1), CANARY).unwrap();
    let (mut writer, _) = spool.grow(Kind::Sound, id(2)).unwrap();
    writer.append(CANARY).unwrap();
    writer.finish().unwrap();
    let mut files = 0;
    for entry in std::fs::read_dir(home.path()).unwrap() {
        let entry = entry.unwrap();
        let bytes = std::fs::read(entry.path()).unwrap();
        assert!(!bytes.windows(6).any(|part| part == b"canary"), "{:?}", entry.path());
        assert!(!entry.file_name().to_string_lossy().contains("canary"));
        files += 1;
    }
    assert_eq!(files, 2, "nothing half-written stays behind");
    assert_eq!(spool.read(&stored.file, &stored.key, id(1)).unwrap(), CANARY);
    assert!(spool.read(&stored.file, &stored.key, id(3)).is_err(), "keys cannot be swapped");
}

#[cfg(unix)]
#[test]
fn nobody_else_on_the_machine_may_look() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("spool");
    let stored = spool(&dir, 1 << 20).put(Kind::Picture, id(1), CANARY).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&dir), mode(&dir.join(stored.file))), (0o700, 0o600));
}

#[test]
fn the_budget_is_a_state_and_not_a_loss() {
    let home = tempfile::tempdir().unwrap();
    let spool = spool(home.path(), 3_000);
    let stored = spool.put(Kind::Picture, id(1), &[0; 2_000]).unwrap();
    let refused = spool.put(Kind::Picture, id(2), &[0; 2_000]).unwrap_err();
    assert!(matches!(refused, Error::BudgetReached { budget_bytes: 3_000, .. }), "{refused}");
    assert!(!refused.is_permanent(), "room comes back with the next commit");
    let (mut writer, sound) = spool.grow(Kind::Sound, id(3)).unwrap();
    writer.append(&[1; 500]).unwrap();
    assert!(matches!(writer.append(&[2; 500]), Err(Error::BudgetReached { .. })));
    writer.finish().unwrap();
    let records = spool.read_records(&sound.file, &sound.key, id(3)).unwrap();
    assert_eq!(records.records, [vec![1; 500], vec![]], "what was there before stays");
    let usage = spool.usage().unwrap();
    assert!(usage.files == 2 && usage.bytes <= 3_000 + 64, "{usage:?}");
    spool.wipe(&Wipeable::committed(chunk(), vec![stored.file])).unwrap();
    spool.put(Kind::Picture, id(2), &[0; 2_000]).unwrap();
}

#[test]
fn a_wipe_twice_is_a_wipe_once() {
    let home = tempfile::tempdir().unwrap();
    let spool = spool(home.path(), 1 << 20);
    let one = spool.put(Kind::Picture, id(1), CANARY).unwrap();
    let two = spool.put(Kind::Sound, id(2), CANARY).unwrap();
    let other = spool.put(Kind::Picture, id(3), CANARY).unwrap();
    let proof = Wipeable::committed(chunk(), vec![one.file.clone(), two.file]);
    let receipt = spool.wipe(&proof).unwrap();
    assert_eq!((receipt.files, receipt.bytes), (2, one.size_bytes + two.size_bytes));
    assert_eq!((receipt.chunk, receipt.why), (chunk(), Why::Committed));
    let again = spool.wipe(&proof).unwrap();
    assert_eq!((again.files, again.bytes), (0, 0), "gone is fine, and is not counted again");
    assert!(matches!(spool.read(&one.file, &one.key, id(1)), Err(Error::Missing { .. })));
    assert!(spool.read(&other.file, &other.key, id(3)).is_ok(), "others stay");
}

#[test]
fn a_wipe_cannot_be_led_out_of_the_spool() {
    let home = tempfile::tempdir().unwrap();
    let spool = spool(&home.path().join("spool"), 1 << 20);
    let kept = spool.put(Kind::Picture, id(1), CANARY).unwrap();
    let outside = home.path().join("precious");
    std::fs::write(&outside, "data").unwrap();
    for name in ["../precious", "precious", "", "..", "x.picture"] {
        let proof = Wipeable::committed(chunk(), vec![kept.file.clone(), name.to_owned()]);
        assert!(matches!(spool.wipe(&proof), Err(Error::NotOurs)), "{name:?}");
    }
    assert!(outside.exists());
    assert_eq!(spool.usage().unwrap().files, 1, "nothing goes before every name was checked");
}

#[test]
fn captures_are_not_wipeable_before_the_retention_limit() {
    let check = |now, limit, expected| {
        let proof = Wipeable::past_retention(chunk(), vec![], Moment(1_000), Moment(now), limit);
        assert_eq!(proof.is_some(), expected, "captured at 1000, now {now}, limit {limit}");
    };
    check(1_999, 1_000, false);
    check(2_000, 1_000, true);
    check(500, 1_000, false);
    check(1_000, 0, true);
}

#[test]
fn only_files_that_no_row_knows_are_swept() {
    let home = tempfile::tempdir().unwrap();
    let spool = spool(home.path(), 1 << 20);
    let known = spool.put(Kind::Picture, id(1), CANARY).unwrap();
    let orphan = spool.put(Kind::Picture, id(2), CANARY).unwrap();
    let (_growing, _) = spool.grow(Kind::Sound, id(3)).unwrap();
    std::fs::write(home.path().join(format!("{}.picture.part", id(4))), "torn").unwrap();
    std::fs::write(home.path().join("README"), "not of the spool").unwrap();
    let rows = HashSet::from([known.file]);
    assert_eq!(spool.sweep(&rows, Moment(0)).unwrap().files, 0, "too young to be orphans");
    let removed = spool.sweep(&rows, Moment(i64::MAX)).unwrap();
    assert_eq!((removed.files, removed.bytes), (2, orphan.size_bytes + 4));
    assert_eq!(spool.usage().unwrap().files, 2, "the known one and the growing one");
    assert!(home.path().join("README").exists());
}

#[test]
fn records_that_were_moved_changed_or_cut_do_not_read_back() {
    let home = tempfile::tempdir().unwrap();
    let spool = spool(home.path(), 1 << 20);
    let (mut writer, stored) = spool.grow(Kind::Sound, id(1)).unwrap();
    for number in 0..4 {
        writer.append(&[number; 100]).unwrap();
    }
    writer.finish().unwrap();
    let path = home.path().join(&stored.file);
    let whole = std::fs::read(&path).unwrap();
    let record = 4 + 24 + 100 + 16;
    let check = |what: &str, bytes: &[u8], records: usize, end: End| {
        std::fs::write(&path, bytes).unwrap();
        let read = spool.read_records(&stored.file, &stored.key, id(1)).unwrap();
        assert_eq!((read.records.len(), read.end), (records, end), "{what}");
        for (number, content) in read.records.iter().take(4).enumerate() {
            assert_eq!(content, &vec![u8::try_from(number).unwrap(); 100], "{what}");
        }
        let is_whole = spool.read(&stored.file, &stored.key, id(1)).is_ok();
        assert_eq!(is_whole, end == End::Finished, "{what}: only what is whole reads whole");
    };
    check("untouched", &whole, 5, End::Finished);
    check("without its end", &whole[..8 + 4 * record], 4, End::Open);
    check("torn", &whole[..8 + 4 * record - 1], 3, End::Torn);
    check("torn in a length", &whole[..8 + 3 * record + 2], 3, End::Torn);
    check("torn at the very start", &whole[..5], 0, End::Torn);
    let mut left_out = whole.clone();
    left_out.drain(8 + record..8 + 2 * record);
    check("one left out", &left_out, 1, End::Broken);
    let mut swapped = whole.clone();
    let (first, second) = swapped[8..8 + 2 * record].split_at_mut(record);
    first.swap_with_slice(second);
    check("two swapped", &swapped, 0, End::Broken);
    let mut zeros = whole.clone();
    zeros[8 + 2 * record..].fill(0);
    check("the end never reached the disk", &zeros, 2, End::Broken);
    let longer = [whole.as_slice(), b"more"].concat();
    check("something added", &longer, 5, End::Broken);
}

/// Run by the test below in a process of its own, which is then killed; run by itself it is a
/// short version of the same.
#[test]
fn a_process_writes_records() {
    let dir = std::env::var_os("SPOOL_TO_WRITE");
    let temporary = tempfile::tempdir().unwrap();
    let spool = spool(dir.as_deref().map_or(temporary.path(), Path::new), 1 << 30);
    let (mut writer, stored) = spool.grow(Kind::Sound, id(1)).unwrap();
    let key: String = stored.key.0.iter().map(|byte| format!("{byte:02x}")).collect();
    println!("\nkey {key}");
    let records = if dir.is_some() { u64::MAX } else { 3 };
    for number in 0..records {
        writer.append(&number.to_le_bytes().repeat(100)).unwrap();
        println!("record {number}");
    }
    drop(writer);
    let read = spool.read_records(&stored.file, &stored.key, id(1)).unwrap();
    assert_eq!(read.records.len() as u64, records);
}

#[test]
fn a_killed_process_loses_no_record_it_wrote() {
    let home = tempfile::tempdir().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_process_writes_records", "--nocapture", "--test-threads=1"])
        .env("SPOOL_TO_WRITE", home.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut key = Vec::new();
    let mut told = 0;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        if let Some(text) = line.strip_prefix("key ") {
            let byte =
                |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
            key = text.as_bytes().chunks(2).map(byte).collect();
        } else if let Some(number) = line.strip_prefix("record ") {
            told = number.parse::<u64>().unwrap();
        }
        if told >= 500 {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(told >= 500, "it wrote until it was killed");

    let spool = spool(home.path(), 1 << 30);
    let file = format!("{}.sound", id(1));
    let key = capture::seal::WrappedKey(key);
    let read = spool.read_records(&file, &key, id(1)).unwrap();
    assert!(matches!(read.end, End::Open | End::Torn), "{:?}", read.end);
    assert!(read.records.len() as u64 > told, "{} of {told} records", read.records.len());
    for (number, record) in read.records.iter().enumerate() {
        assert_eq!(record, &(number as u64).to_le_bytes().repeat(100), "record {number}");
    }
}
