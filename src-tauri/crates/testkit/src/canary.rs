//! Looking for what must not be there any more, in every byte of every file.

use std::path::{Path, PathBuf};

/// The files below `folder` that hold one of `canaries`, in any case of letters, as UTF-8 or
/// UTF-16, with the canary found. Names of files are looked at too.
#[must_use]
pub fn found_in(folder: &Path, canaries: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for file in files(folder) {
        let mut bytes = std::fs::read(&file).unwrap_or_default();
        bytes.extend(file.to_string_lossy().bytes());
        bytes.make_ascii_lowercase();
        for canary in canaries {
            let plain = canary.to_lowercase();
            let wide: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
            if holds(&bytes, plain.as_bytes()) || holds(&bytes, &wide) {
                found.push((file.clone(), (*canary).to_owned()));
            }
        }
    }
    found
}

/// The files below `folder` that hold one of `needles`, byte for byte, and which of them.
#[must_use]
pub fn bytes_in(folder: &Path, needles: &[Vec<u8>]) -> Vec<(PathBuf, usize)> {
    let mut found = Vec::new();
    for file in files(folder) {
        let bytes = std::fs::read(&file).unwrap_or_default();
        for (nth, needle) in needles.iter().enumerate() {
            if !needle.is_empty() && holds(&bytes, needle) {
                found.push((file.clone(), nth));
            }
        }
    }
    found
}

/// Every file below `folder`.
#[must_use]
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(_) | Err(_) => files.push(entry.path()),
            }
        }
    }
    files
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_canary_is_found_wherever_it_sits() {
        let folder = tempfile::tempdir().expect("a folder");
        let below = folder.path().join("a/b");
        std::fs::create_dir_all(&below).expect("folders");
        std::fs::write(below.join("plain"), b"\0\0xxMarmaladexx").expect("a file");
        let wide: Vec<u8> = "marmalade".encode_utf16().flat_map(u16::to_le_bytes).collect();
        std::fs::write(folder.path().join("wide"), wide).expect("a file");
        std::fs::write(folder.path().join("marmalade.txt"), b"").expect("a file");
        std::fs::write(folder.path().join("clean"), b"marmelade").expect("a file");
        assert_eq!(found_in(folder.path(), &["marmalade", "absent"]).len(), 3);
    }
}
