//! The container around records: a header with the schema, then blocks, each compressed by
//! itself. Nothing is believed before it was read: a length that is claimed costs no memory.

use std::collections::HashMap;
use std::io::{self, BufRead, Read};

use super::Unread;

const MAGIC: &[u8; 4] = b"Obj\x01";
/// More bytes than any writer puts into a block, or a schema into a header.
const MOST: u64 = 64 << 20;
/// More entries than any writer puts into a header.
const ENTRIES: u64 = 4096;

#[derive(Clone, Copy, Debug)]
enum Codec {
    Null,
    Deflate,
    Snappy,
    Zstandard,
}

/// An open file, past its header.
pub(super) struct Container<R> {
    input: R,
    schema: Vec<u8>,
    codec: Codec,
    marker: [u8; 16],
}

/// Records together.
pub(super) struct Block {
    pub(super) rows: u64,
    pub(super) bytes: Vec<u8>,
}

impl<R: BufRead> Container<R> {
    pub(super) fn open(mut input: R) -> Unread<Self> {
        let mut magic = [0; 4];
        let read = input.read_exact(&mut magic);
        if read.is_err() || magic != *MAGIC {
            return Err("is no Avro container file".to_owned());
        }
        let mut header = header(&mut input)?;
        let schema = header
            .remove("avro.schema")
            .ok_or("has no schema in its header")?;
        let codec = codec(header.get("avro.codec").map_or(b"null", Vec::as_slice))?;
        let marker = marker(&mut input)?;
        Ok(Self {
            input,
            schema,
            codec,
            marker,
        })
    }

    /// The schema that the file was written with, as JSON.
    pub(super) fn schema(&self) -> &[u8] {
        &self.schema
    }

    /// The next block, unless the file ends here.
    pub(super) fn block(&mut self) -> Unread<Option<Block>> {
        if self.input.fill_buf().map_err(said)?.is_empty() {
            return Ok(None);
        }
        let rows = long(&mut self.input)?;
        let rows = u64::try_from(rows).map_err(|_| format!("a block claims {rows} records"))?;
        let packed = sized(&mut self.input)?;
        if marker(&mut self.input)? != self.marker {
            return Err("a block does not end where it says".to_owned());
        }
        let bytes = self.codec.unpack(packed)?;
        // A record of no bytes has no key: no table has rows of it, and there is no end of them.
        if rows > bytes.len() as u64 {
            return Err(format!(
                "a block claims {rows} records in {} bytes",
                bytes.len()
            ));
        }
        Ok(Some(Block { rows, bytes }))
    }
}

fn header(input: &mut impl Read) -> Unread<HashMap<String, Vec<u8>>> {
    let mut entries = HashMap::new();
    let mut seen = 0;
    loop {
        let count = long(input)?;
        if count == 0 {
            return Ok(entries);
        }
        if count < 0 {
            long(input)?;
        }
        seen += count.unsigned_abs().min(ENTRIES + 1);
        if seen > ENTRIES {
            return Err("its header has no end".to_owned());
        }
        for _ in 0..count.unsigned_abs() {
            let key = String::from_utf8_lossy(&sized(input)?).into_owned();
            entries.insert(key, sized(input)?);
        }
    }
}

fn codec(name: &[u8]) -> Unread<Codec> {
    match name {
        b"null" => Ok(Codec::Null),
        b"deflate" => Ok(Codec::Deflate),
        b"snappy" => Ok(Codec::Snappy),
        b"zstandard" => Ok(Codec::Zstandard),
        other => Err(format!(
            "is compressed with `{}`; `null`, `deflate`, `snappy` and `zstandard` are read",
            String::from_utf8_lossy(other)
        )),
    }
}

impl Codec {
    fn unpack(self, packed: Vec<u8>) -> Unread<Vec<u8>> {
        match self {
            Self::Null => Ok(packed),
            Self::Deflate => all(flate2::read::DeflateDecoder::new(packed.as_slice())),
            Self::Snappy => snappy(&packed),
            Self::Zstandard => all(zstd::Decoder::new(packed.as_slice()).map_err(said)?),
        }
    }
}

/// Snappy without framing, then a checksum of what was packed.
fn snappy(packed: &[u8]) -> Unread<Vec<u8>> {
    let (packed, sum) = packed
        .split_last_chunk::<4>()
        .ok_or("a block is too short for its checksum")?;
    let length = snap::raw::decompress_len(packed).map_err(said)?;
    if length as u64 > MOST {
        return Err(too_long());
    }
    let bytes = snap::raw::Decoder::new()
        .decompress_vec(packed)
        .map_err(said)?;
    let mut crc = flate2::Crc::new();
    crc.update(&bytes);
    if crc.sum() != u32::from_be_bytes(*sum) {
        return Err("a block does not have the checksum that it says".to_owned());
    }
    Ok(bytes)
}

/// Everything, unless it is more than a block may have.
fn all(input: impl Read) -> Unread<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(MOST + 1).read_to_end(&mut bytes).map_err(said)?;
    if bytes.len() as u64 > MOST {
        return Err(too_long());
    }
    Ok(bytes)
}

fn too_long() -> String {
    format!("a block has more than {} MiB", MOST >> 20)
}

/// Bytes behind their length.
fn sized(input: &mut impl Read) -> Unread<Vec<u8>> {
    let length = long(input)?;
    let length = u64::try_from(length).map_err(|_| format!("claims a length of {length}"))?;
    if length > MOST {
        return Err(too_long());
    }
    let mut bytes = Vec::new();
    input.take(length).read_to_end(&mut bytes).map_err(said)?;
    if bytes.len() as u64 != length {
        return Err("ends within a block".to_owned());
    }
    Ok(bytes)
}

fn marker(input: &mut impl Read) -> Unread<[u8; 16]> {
    let mut marker = [0; 16];
    input.read_exact(&mut marker).map_err(said)?;
    Ok(marker)
}

/// A number as Avro writes it: in sevens of bits, the lowest first, the sign in the last.
fn long(input: &mut impl Read) -> Unread<i64> {
    let mut n = 0_u64;
    for place in 0..10 {
        let mut byte = [0];
        input.read_exact(&mut byte).map_err(said)?;
        let [byte] = byte;
        n |= u64::from(byte & 0x7F) << (7 * place);
        if byte < 0x80 {
            return Ok(signed(n));
        }
    }
    Err("has a number of more than 64 bits".to_owned())
}

/// The sign of a number stands in its lowest bit.
pub(super) fn signed(n: u64) -> i64 {
    (n >> 1).cast_signed() ^ -(n & 1).cast_signed()
}

fn said(e: impl Into<io::Error>) -> String {
    let e = e.into();
    if e.kind() == io::ErrorKind::UnexpectedEof {
        "ends in the middle".to_owned()
    } else {
        e.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::{MAGIC, signed};

    #[test]
    fn numbers_have_their_sign_in_the_lowest_bit() {
        let pairs = [
            (0, 0),
            (1, -1),
            (2, 1),
            (3, -2),
            (u64::MAX, i64::MIN),
            (u64::MAX - 1, i64::MAX),
        ];
        for (n, expected) in pairs {
            assert_eq!(signed(n), expected);
        }
    }

    /// What damaged files claim costs neither memory nor time.
    #[test]
    fn claims_without_substance_are_refused() {
        let file = |rest: &[u8]| {
            let mut bytes = MAGIC.to_vec();
            bytes.extend(rest);
            super::Container::open(std::io::Cursor::new(bytes)).err()
        };
        let longest = [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01];
        assert_eq!(file(&longest).as_deref(), Some("its header has no end"));
        let long_key = [&[2][..], &longest].concat();
        assert_eq!(
            file(&long_key).as_deref(),
            Some("a block has more than 64 MiB")
        );
        assert_eq!(
            file(&[0xFF; 11]).as_deref(),
            Some("has a number of more than 64 bits")
        );
        assert_eq!(file(&[]).as_deref(), Some("ends in the middle"));
    }
}
