//! Avro container files, made and taken apart: blocks that are framed anew reach deeper than
//! files with a length that no longer fits.

/// A file of one block that is not compressed.
pub(super) struct Parts {
    pub(super) schema: Vec<u8>,
    /// How many records the block says that it has.
    pub(super) rows: i64,
    pub(super) block: Vec<u8>,
}

const MAGIC: &[u8] = b"Obj\x01";
const MARKER: [u8; 16] = *b"0123456789abcdef";

impl Parts {
    /// Takes apart a file that [`Parts::file`] has made, though its parts may be changed.
    pub(super) fn of(file: &[u8]) -> Option<Self> {
        let mut rest = file.strip_prefix(MAGIC)?;
        if long(&mut rest)? != 1 || sized(&mut rest)? != b"avro.schema" {
            return None;
        }
        let schema = sized(&mut rest)?.to_vec();
        let rest = &mut rest.strip_prefix(b"\0")?.strip_prefix(&MARKER)?;
        let rows = long(rest)?;
        let block = sized(rest)?.to_vec();
        Some(Self {
            schema,
            rows,
            block,
        })
    }

    /// The parts as a file.
    pub(super) fn file(&self) -> Vec<u8> {
        let mut file = MAGIC.to_vec();
        put_long(1, &mut file);
        put_sized(b"avro.schema", &mut file);
        put_sized(&self.schema, &mut file);
        put_long(0, &mut file);
        file.extend(MARKER);
        put_long(self.rows, &mut file);
        put_sized(&self.block, &mut file);
        file.extend(MARKER);
        file
    }
}

/// Appends a number: in sevens of bits, the lowest first, the sign in the last.
pub(super) fn put_long(n: i64, out: &mut Vec<u8>) {
    let mut n = (n.cast_unsigned() << 1) ^ (n >> 63).cast_unsigned();
    while n > 0x7F {
        out.push((n & 0x7F) as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

/// Appends bytes behind their length.
pub(super) fn put_sized(bytes: &[u8], out: &mut Vec<u8>) {
    put_long(bytes.len() as i64, out);
    out.extend(bytes);
}

fn long(rest: &mut &[u8]) -> Option<i64> {
    let mut n = 0_u64;
    for place in 0..10 {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        n |= u64::from(byte & 0x7F) << (7 * place);
        if *byte < 0x80 {
            return Some((n >> 1).cast_signed() ^ -(n & 1).cast_signed());
        }
    }
    None
}

fn sized<'r>(rest: &mut &'r [u8]) -> Option<&'r [u8]> {
    let length = usize::try_from(long(rest)?).ok()?;
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}
