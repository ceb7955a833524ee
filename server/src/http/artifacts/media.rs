//! The media types of generated files.

/// The media type of a file by its name.
pub(super) fn of(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("avsc" | "json") => "application/json",
        Some("graphqls") => "application/graphql; charset=utf-8",
        Some("ttl") => "text/turtle; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    }
}
