//! A whole target in one download: a gzipped tar archive (ustar), with the same bytes every
//! time, since nothing in it depends on when or where it is packed.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use registry::{Error, Registry};

/// How the name of an archive ends.
pub(super) const EXTENSION: &str = ".tar.gz";

const BLOCK: usize = 512;

/// Packs the files of a target below a folder named after it; `None` where it has none.
pub(super) fn pack(
    registry: &Registry,
    revision: &str,
    target: &str,
) -> Result<Option<Vec<u8>>, Error> {
    let all = registry.artifacts(revision)?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    let mut files = 0_usize;
    for (_, path) in all.iter().filter(|(t, _)| t == target) {
        let Some(text) = registry.artifact(revision, target, path)? else {
            continue;
        };
        gzip.write_all(&entry(&format!("{target}/{path}"), text.as_bytes()))?;
        files += 1;
    }
    if files == 0 {
        return Ok(None);
    }
    gzip.write_all(&[0; 2 * BLOCK])?;
    Ok(Some(gzip.finish()?))
}

/// A file with its header. A name that the header cannot hold comes in a header of its own.
fn entry(path: &str, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + 3 * BLOCK);
    if path.len() > 100 || !path.is_ascii() {
        let record = pax(path);
        out.extend(header("pax", record.len(), b'x'));
        padded(&mut out, record.as_bytes());
    }
    out.extend(header(path, content.len(), b'0'));
    padded(&mut out, content);
    out
}

/// A record of an extended header begins with its own length.
fn pax(path: &str) -> String {
    let rest = format!(" path={path}\n");
    let mut length = rest.len() + 1;
    while length.to_string().len() + rest.len() != length {
        length += 1;
    }
    format!("{length}{rest}")
}

fn header(path: &str, size: usize, kind: u8) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let name: Vec<u8> = path.bytes().take(100).collect();
    let size = format!("{size:011o}");
    for (at, field) in [
        (0, name.as_slice()),
        (100, b"0000644"),
        (108, b"0000000"),
        (116, b"0000000"),
        (124, size.as_bytes()),
        (136, b"00000000000"),
        // The sum is taken with blanks in its own place.
        (148, b"        "),
        (156, &[kind]),
        (257, b"ustar\x0000"),
    ] {
        put(&mut block, at, field);
    }
    let sum: u32 = block.iter().map(|b| u32::from(*b)).sum();
    put(&mut block, 148, format!("{sum:06o}\0 ").as_bytes());
    block
}

fn put(block: &mut [u8; BLOCK], at: usize, field: &[u8]) {
    for (place, byte) in block.iter_mut().skip(at).zip(field) {
        *place = *byte;
    }
}

fn padded(out: &mut Vec<u8>, content: &[u8]) {
    out.extend_from_slice(content);
    out.resize(out.len().next_multiple_of(BLOCK), 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_count_their_own_digits() {
        // Eight bytes of text and one digit; at a border the further digit counts too.
        assert_eq!(pax("a"), "9 path=a\n");
        for length in 1..300 {
            let record = pax(&"x".repeat(length));
            let stated = record.split(' ').next().and_then(|n| n.parse().ok());
            assert_eq!(stated, Some(record.len()));
        }
    }

    #[test]
    fn headers_have_the_sum_that_tar_checks() {
        let block = header("a", 5, b'0');
        let stated = std::str::from_utf8(&block[148..154]).ok();
        let stated = stated.and_then(|s| u32::from_str_radix(s, 8).ok());
        let rest: u32 = block[..148]
            .iter()
            .chain(&block[156..])
            .map(|b| u32::from(*b))
            .sum();
        assert_eq!(
            stated,
            Some(rest + 8 * 32),
            "blanks stand for the sum itself"
        );
    }
}
