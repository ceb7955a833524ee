//! Why a query was not answered in full: told to the caller without internals.

use async_graphql::ErrorExtensions as _;

/// Why a query was not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::http::graphql) enum Failure {
    /// The answer would hold more nodes than allowed.
    Nodes(usize),
    /// The answer would be larger than allowed.
    Bytes,
    /// A past state needs more graphs than are put together.
    Graphs(usize),
    /// More would have to be looked through than allowed.
    Work,
    /// It took too long.
    Time,
    /// An argument makes no sense; why, and what to do.
    Argument(String),
    /// The search index is not ready.
    Index,
    /// The store failed: logged in full, told in general.
    Storage,
}

/// The result of looking something up.
pub(in crate::http::graphql) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// A failure of the store.
    pub(in crate::http::graphql) fn storage(error: impl std::fmt::Display) -> Self {
        tracing::error!(%error, "a GraphQL query could not read the store");
        Self::Storage
    }

    fn message(&self) -> String {
        match self {
            Self::Nodes(most) => format!(
                "the answer would hold more than {most} nodes: ask for fewer with `first`, or in several queries"
            ),
            Self::Bytes => "the answer would be too large: ask for fewer nodes or fields".to_owned(),
            Self::Graphs(most) => format!(
                "the version needs more than {most} graphs, too many to put its state together: read the text of each from `/api/v1/models`"
            ),
            Self::Work => "there is too much to look through: narrow it by `domain` or `owner`, or use `denota_search`".to_owned(),
            Self::Time => "the query takes too long: narrow it by `domain` or `owner`, or ask for less".to_owned(),
            Self::Argument(message) => message.clone(),
            Self::Index => "the search index is being made: ask again in a moment".to_owned(),
            Self::Storage => "the registry could not be read".to_owned(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Nodes(_) | Self::Bytes | Self::Graphs(_) | Self::Work => "LIMIT_EXCEEDED",
            Self::Time => "TIMEOUT",
            Self::Argument(_) => "BAD_USER_INPUT",
            Self::Index => "UNAVAILABLE",
            Self::Storage => "INTERNAL_SERVER_ERROR",
        }
    }
}

impl From<Failure> for async_graphql::Error {
    fn from(failure: Failure) -> Self {
        let code = failure.code();
        Self::new(failure.message()).extend_with(|_, e| e.set("code", code))
    }
}
