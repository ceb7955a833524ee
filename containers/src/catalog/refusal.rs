//! What an object store says when it does not give or take a file.

use std::error::Error as StdError;
use std::fmt;
use std::ops::Range;

use async_trait::async_trait;
use bytes::Bytes;
use iceberg::Result;
use iceberg::io::{FileRead, FileWrite};

/// An object store did not do what it was asked.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    place: String,
    why: String,
}

impl Refusal {
    /// What the user can do about it.
    pub(crate) const HELP: &'static str = "see that the store is there and knows you: properties \
        of the container such as `s3.endpoint`, `s3.region` and `s3.access-key-id` say where it \
        is and who asks, else the environment does";

    /// The refusal that an error comes of, where it comes of one.
    pub(crate) fn behind<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a Self> {
        let mut causes = std::iter::successors(Some(error), |&error| error.source());
        causes.find_map(|error| error.downcast_ref())
    }

    /// The library's error with the words of the store in front of its own.
    pub(super) fn told(place: &str, error: iceberg::Error) -> iceberg::Error {
        let why = match error.source() {
            Some(source) => brief(&source.to_string()),
            None => error.message().to_owned(),
        };
        let place = place.to_owned();
        iceberg::Error::new(error.kind(), "an object store refuses")
            .with_source(Self { place, why })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, why } = self;
        write!(f, "the object store does not serve `{place}`: {why}")
    }
}

impl StdError for Refusal {}

/// Of `PermissionDenied (persistent) at read, context: { … } => AccessDenied` what is at the two
/// ends: the middle is the request with all its headers.
fn brief(said: &str) -> String {
    let kind = said.split(" (").next().unwrap_or(said);
    match said.split_once(" => ") {
        Some((_, message)) => format!("{kind}, {message}"),
        None => said.to_owned(),
    }
}

/// A file of a store that is read or written, whose refusals are told.
pub(super) struct Told<T: ?Sized> {
    pub(super) place: String,
    pub(super) inner: Box<T>,
}

#[async_trait]
impl FileRead for Told<dyn FileRead> {
    async fn read(&self, range: Range<u64>) -> Result<Bytes> {
        let read = self.inner.read(range).await;
        read.map_err(|e| Refusal::told(&self.place, e))
    }
}

#[async_trait]
impl FileWrite for Told<dyn FileWrite> {
    async fn write(&mut self, bytes: Bytes) -> Result<()> {
        let written = self.inner.write(bytes).await;
        written.map_err(|e| Refusal::told(&self.place, e))
    }

    async fn close(&mut self) -> Result<()> {
        let closed = self.inner.close().await;
        closed.map_err(|e| Refusal::told(&self.place, e))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_store_are_told_without_the_request() {
        let said = "PermissionDenied (persistent) at read, context: { uri: http://s/b/o } => \
                    S3Error { code: \"SignatureDoesNotMatch\" }";
        let error = iceberg::Error::new(iceberg::ErrorKind::Unexpected, "Failure in doing io")
            .with_source(std::io::Error::other(said));
        let told = Refusal::told("s3://b/o", error);
        let outer = crate::Error::storage("cannot read").caused_by(told);
        assert_eq!(
            outer.to_string(),
            "cannot read: the object store does not serve `s3://b/o`: PermissionDenied, \
             S3Error { code: \"SignatureDoesNotMatch\" }"
        );
        assert_eq!(outer.help(), Some(Refusal::HELP));
    }
}
