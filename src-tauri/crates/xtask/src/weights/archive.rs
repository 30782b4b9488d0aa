//! Just enough of tar and zip to take a file out.

use std::io::Read as _;

use flate2::read::{DeflateDecoder, GzDecoder};

use super::Error;

const BLOCK: usize = 512;

/// The file at `path` behind the archive's top directory, if there is one.
pub(super) fn tar_gz_member(gz: &[u8], path: &str) -> Result<Option<Vec<u8>>, Error> {
    let mut tar = Vec::new();
    GzDecoder::new(gz)
        .read_to_end(&mut tar)
        .map_err(|_| Error::new("a package cannot be unpacked"))?;
    let mut rest = tar.as_slice();
    while let Some((header, behind)) = rest.split_at_checked(BLOCK) {
        let field = |from: usize, to: usize| {
            let bytes = header.get(from..to).unwrap_or_default();
            let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
            String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
        };
        let size = usize::from_str_radix(field(124, 136).trim(), 8).unwrap_or(0);
        let (prefix, name) = (field(345, 500), field(0, 100));
        let whole = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
        if whole.split_once('/').is_some_and(|(_, inside)| inside == path) {
            return Ok(behind.get(..size).map(<[u8]>::to_vec));
        }
        rest = behind.get(size.next_multiple_of(BLOCK)..).unwrap_or_default();
    }
    Ok(None)
}

/// A zip file in memory.
pub(super) struct Zip<'a> {
    bytes: &'a [u8],
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    method: u16,
    packed: usize,
    /// Of the local header.
    offset: usize,
}

impl<'a> Zip<'a> {
    /// Reads the directory at the end.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Error> {
        let broken = || Error::new("a zip file in a package is broken");
        let end = bytes.windows(4).rposition(|four| four == b"PK\x05\x06").ok_or_else(broken)?;
        let count = u16_at(bytes, end + 10).ok_or_else(broken)?;
        let mut at = u32_at(bytes, end + 16).ok_or_else(broken)?;
        let mut entries = Vec::new();
        for _ in 0..count {
            let name_len = usize::from(u16_at(bytes, at + 28).ok_or_else(broken)?);
            let extra = usize::from(u16_at(bytes, at + 30).ok_or_else(broken)?);
            let comment = usize::from(u16_at(bytes, at + 32).ok_or_else(broken)?);
            let name = bytes.get(at + 46..at + 46 + name_len).ok_or_else(broken)?;
            entries.push(Entry {
                name: String::from_utf8_lossy(name).into_owned(),
                method: u16_at(bytes, at + 10).ok_or_else(broken)?,
                packed: u32_at(bytes, at + 20).ok_or_else(broken)?,
                offset: u32_at(bytes, at + 42).ok_or_else(broken)?,
            });
            at += 46 + name_len + extra + comment;
        }
        Ok(Self { bytes, entries })
    }

    /// The first name that ends so.
    pub(super) fn name_ending(&self, ending: &str) -> Option<&str> {
        self.entries.iter().map(|entry| entry.name.as_str()).find(|name| name.ends_with(ending))
    }

    /// The unpacked bytes of an entry.
    pub(super) fn read(&self, name: &str) -> Result<Vec<u8>, Error> {
        let broken = || Error::new(format!("{name} cannot be read from its zip file"));
        let entry = self.entries.iter().find(|entry| entry.name == name).ok_or_else(broken)?;
        let local = |at| u16_at(self.bytes, entry.offset + at).map(usize::from).ok_or_else(broken);
        let start = entry.offset + 30 + local(26)? + local(28)?;
        let packed = self.bytes.get(start..start + entry.packed).ok_or_else(broken)?;
        match entry.method {
            0 => Ok(packed.to_vec()),
            8 => {
                let mut bytes = Vec::new();
                DeflateDecoder::new(packed).read_to_end(&mut bytes).map_err(|_| broken())?;
                Ok(bytes)
            }
            _ => Err(broken()),
        }
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn a_file_is_taken_out_of_a_tar_by_its_path_behind_the_top_directory() {
        let mut tar = Vec::new();
        for (name, content) in [("top/a.txt", "first"), ("top/dir/b.txt", "second")] {
            let mut header = [0; BLOCK];
            header[..name.len()].copy_from_slice(name.as_bytes());
            header[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
            tar.extend(header);
            tar.extend(content.as_bytes());
            tar.resize(tar.len().next_multiple_of(BLOCK), 0);
        }
        tar.extend([0; 2 * BLOCK]);
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(&tar).unwrap();
        let gz = gz.finish().unwrap();
        assert_eq!(tar_gz_member(&gz, "dir/b.txt").unwrap().unwrap(), b"second");
        assert!(tar_gz_member(&gz, "b.txt").unwrap().is_none());
    }

    #[test]
    fn a_zip_is_read_by_its_directory_stored_and_deflated() {
        let mut deflate =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        deflate.write_all(b"deflated").unwrap();
        let entries = [("a", 0u16, b"stored".to_vec()), ("b", 8, deflate.finish().unwrap())];
        let (mut zip, mut directory) = (Vec::new(), Vec::new());
        for (name, method, data) in &entries {
            let offset = u32::try_from(zip.len()).unwrap();
            let mut local = [0; 30];
            local[26] = 1;
            zip.extend(local);
            zip.extend(name.as_bytes());
            zip.extend(data);
            let mut entry = [0; 46];
            entry[10..12].copy_from_slice(&method.to_le_bytes());
            entry[20..24].copy_from_slice(&u32::try_from(data.len()).unwrap().to_le_bytes());
            entry[28] = 1;
            entry[42..46].copy_from_slice(&offset.to_le_bytes());
            directory.extend(entry);
            directory.extend(name.as_bytes());
        }
        let start = u32::try_from(zip.len()).unwrap();
        zip.extend(directory);
        let mut end = [0; 22];
        end[..4].copy_from_slice(b"PK\x05\x06");
        end[10] = 2;
        end[16..20].copy_from_slice(&start.to_le_bytes());
        zip.extend(end);
        let zip = Zip::open(&zip).unwrap();
        assert_eq!(zip.read("a").unwrap(), b"stored");
        assert_eq!(zip.read("b").unwrap(), b"deflated");
        assert!(zip.read("c").is_err());
    }
}
