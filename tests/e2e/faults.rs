//! What can happen to a recorder from outside, done for real: somebody holds its database, its
//! disk is full.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Another program that holds the database, until this is dropped.
pub(crate) struct Holder(Child);

impl Holder {
    /// Locks the database at `file` against everybody.
    pub(crate) fn of(file: &Path) -> Self {
        let program = "
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
held.execute('BEGIN EXCLUSIVE')
print('held', flush=True)
sys.stdin.read()
";
        let mut child = Command::new("/usr/bin/python3")
            .args(["-c", program])
            .arg(file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python can be started");
        let mut said = String::new();
        let output = child.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut said).expect("it speaks");
        assert_eq!(said.trim(), "held");
        Self(child)
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A start of a program that gives it a small disk of its own for its data directory. The disk
/// goes with the program, and is nobody else's.
pub(crate) fn small_disk(program: &Path, folder: &Path, megabytes: u32) -> PathBuf {
    let script = folder.join("on-a-small-disk");
    let mut file = File::create(&script).expect("a script");
    write!(
        file,
        "#!/bin/sh\nid=$(id -u) group=$(id -g) export id group\n\
         exec unshare --user --map-root-user --mount -- sh -c '\n\
         mount -t tmpfs -o size={megabytes}m tmpfs \"$DAYBOOK_HOME\" || exit 1\n\
         test -e \"$DAYBOOK_HOME.settings\" && cp \"$DAYBOOK_HOME.settings\" \"$DAYBOOK_HOME/settings.toml\"\n\
         exec unshare --user --map-user=\"$id\" --map-group=\"$group\" -- \"$0\" \"$@\"\n\
         ' '{}' \"$@\"\n",
        program.display()
    )
    .expect("written");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("it may be started");
    script
}

/// A file that takes all the room on the disk it lies on, until this is dropped.
pub(crate) struct Filler(PathBuf);

impl Filler {
    /// Takes the room in `folder`.
    pub(crate) fn in_folder(folder: &Path) -> Self {
        let path = folder.join("filler");
        let mut file = File::create(&path).expect("a file");
        let filler = Self(path);
        let mut piece = vec![7_u8; 1 << 20];
        while !piece.is_empty() {
            if file.write_all(&piece).is_err() {
                let half = piece.len() / 2;
                piece.truncate(half);
            }
        }
        filler
    }
}

impl Drop for Filler {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
