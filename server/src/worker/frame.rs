//! What passes between the server and its workers: a tag, a length, and so many bytes.

use std::io::{self, Read, Write};

/// The longest frame; whatever claims to be longer is not ours.
pub(crate) const LONGEST: usize = 64 << 20;
/// The bytes before the payload.
pub(crate) const HEAD: usize = 5;

/// What a frame holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    /// To the worker: a [`Request`](super::message::Request).
    Request,
    /// A store is open: [`Opened`](super::message::Opened).
    Opened,
    /// The answer begins: its media type.
    Begin,
    /// A part of the answer.
    Data,
    /// The answer is complete: [`Done`](super::message::Done).
    Done,
    /// There is no answer, or no more of it: [`Failure`](super::message::Failure).
    Failed,
}

impl Tag {
    const ALL: [Self; 6] = [
        Self::Request,
        Self::Opened,
        Self::Begin,
        Self::Data,
        Self::Done,
        Self::Failed,
    ];

    fn byte(self) -> u8 {
        match self {
            Self::Request => b'R',
            Self::Opened => b'O',
            Self::Begin => b'B',
            Self::Data => b'D',
            Self::Done => b'.',
            Self::Failed => b'!',
        }
    }
}

/// The head of a frame.
pub(crate) fn head(tag: Tag, length: usize) -> io::Result<[u8; HEAD]> {
    let length = u32::try_from(length).map_err(io::Error::other)?;
    let [a, b, c, d] = length.to_le_bytes();
    Ok([tag.byte(), a, b, c, d])
}

/// What the head of a frame says: the tag, and the length of the payload.
pub(crate) fn parse(head: [u8; HEAD]) -> io::Result<(Tag, usize)> {
    let [tag, a, b, c, d] = head;
    let tag = Tag::ALL.into_iter().find(|t| t.byte() == tag);
    let length = usize::try_from(u32::from_le_bytes([a, b, c, d])).map_err(io::Error::other)?;
    match tag {
        Some(tag) if length <= LONGEST => Ok((tag, length)),
        Some(_) | None => Err(io::Error::other("what came is not a frame")),
    }
}

/// Writes a frame.
pub(crate) fn write(to: &mut impl Write, tag: Tag, payload: &[u8]) -> io::Result<()> {
    to.write_all(&head(tag, payload.len())?)?;
    to.write_all(payload)
}

/// Reads a frame; `None` where there are no more.
pub(crate) fn read(from: &mut impl Read) -> io::Result<Option<(Tag, Vec<u8>)>> {
    let mut head = [0; HEAD];
    match from.read_exact(&mut head) {
        Ok(()) => {}
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(e) => return Err(e),
    }
    let (tag, length) = parse(head)?;
    let mut payload = vec![0; length];
    from.read_exact(&mut payload)?;
    Ok(Some((tag, payload)))
}
