//! The one way into the registry, for routes and for `denota publish` alike.

use registry::{Author, Error, Publication, Published, Refused, Registry};

/// Checks a publication, makes its schemas, and commits it; with `dry_run`, only says what
/// it would do.
///
/// # Errors
/// The store failed; then nothing was published.
pub(crate) fn publish(
    registry: &Registry,
    publication: Publication,
    author: &Author<'_>,
    dry_run: bool,
) -> Result<Result<Vec<Published>, Refused>, Error> {
    let mut writer = registry.writer();
    let prepared = match writer.prepare(publication, author)? {
        Ok(prepared) => prepared,
        Err(refused) => return Ok(Err(refused)),
    };
    if dry_run {
        return Ok(Ok(prepared.published().to_vec()));
    }
    let made = Vec::new();
    writer.commit(prepared, made, author.publisher).map(Ok)
}
