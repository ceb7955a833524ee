//! Entity tags of models: `"<content hash>.<revision>.<format>"`. The number tells apart states
//! that say the same, in other words, with other ranges, or with something else in between. A
//! write may be conditional on the hash alone.

use axum::http::{HeaderMap, StatusCode};
use registry::{Graph, Precondition, Published};

use crate::http::etag::{Condition, if_match, if_none_match};
use crate::http::problem::{Problem, Result};

/// The tag of a representation of the `nth` revision, from 1.
pub(crate) fn tag(hash: &str, nth: usize, extension: &str) -> String {
    format!("{hash}.{nth}.{extension}")
}

/// The tag of a description of a state, of which a write may be conditional too.
pub(crate) fn of_description(hash: &str, bytes: &str) -> String {
    format!("{hash}.{bytes}.json")
}

/// The content hash that a tag names, whether it comes in quotes, as a weak one, or bare.
pub(crate) fn hash_of(tag: &str) -> &str {
    bare(tag).split('.').next().unwrap_or_default()
}

/// What must hold of a graph by a tag: where that names a revision, that it is the newest.
pub(crate) fn stated(tag: &str) -> Precondition {
    let hash = hash_of(tag).to_owned();
    let mut parts = bare(tag).split('.').skip(1);
    // What stands there of a description is no number of a revision.
    match parts.next().map(str::parse::<usize>) {
        Some(Ok(number)) => Precondition::Revision { hash, number },
        Some(Err(_)) | None => Precondition::Is(hash),
    }
}

fn bare(tag: &str) -> &str {
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let inside = tag.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
    inside.unwrap_or(tag)
}

/// The tag of a state of a graph that was published, as its author wrote it, whatever has
/// followed since.
pub(crate) fn of_published(graph: &Graph, published: &Published) -> Option<String> {
    let mut revisions = graph.revisions.iter();
    let at = revisions.position(|r| r.node == published.revision)?;
    Some(tag(&published.hash, at + 1, "ttl"))
}

/// What must hold of a graph for a write, by the headers of the request.
///
/// # Errors
/// The request has no condition (428).
pub(crate) fn precondition(headers: &HeaderMap, graph: Option<&Graph>) -> Result<Precondition> {
    let current = graph.and_then(Graph::newest).map(|r| r.hash.as_str());
    match (if_match(headers), if_none_match(headers)) {
        (Some(Condition::Any), _) => Ok(Precondition::Is(current.unwrap_or_default().to_owned())),
        (Some(Condition::Tags(tags)), _) => {
            let strong = tags.iter().filter(|t| !t.weak);
            let mut stated = strong.map(|t| stated(&t.value));
            let first = stated.clone().next();
            let fitting = stated.find(|s| s.holds(graph));
            let none = || Precondition::Is(String::new());
            Ok(fitting.or(first).unwrap_or_else(none))
        }
        (None, Some(Condition::Any)) => Ok(Precondition::Absent),
        (None, Some(Condition::Tags(_)) | None) => Err(missing()),
    }
}

/// A write without a condition could undo somebody else's.
pub(crate) fn missing() -> Problem {
    Problem::new(
        StatusCode::PRECONDITION_REQUIRED,
        "a write must say what it replaces",
    )
    .help("send `If-Match` with the entity tag that you have read, or `If-None-Match: *` to create")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test")]
mod tests {
    use registry::{Change, Registry, View};

    use super::*;
    use crate::fixture;
    use crate::http::publish::{Manner, publish};

    #[test]
    fn a_tag_of_what_was_published_is_not_that_of_what_followed() {
        let folder = tempfile::tempdir().unwrap();
        let registry = Registry::open(folder.path()).unwrap();
        let publisher = fixture::publisher();
        let author = fixture::author(&publisher);
        let put = |text: &str| {
            let publication = fixture::publication(text);
            let outcome = publish(&registry, publication, &author, Manner::default());
            let outcome = outcome.unwrap().ok().unwrap();
            outcome.published.first().cloned().unwrap()
        };
        // What is said again later is another state.
        let other = fixture::SHOP.replace("xsd:long", "xsd:string");
        let all = [
            put(fixture::SHOP),
            put(&other),
            put(fixture::SHOP),
            put(fixture::SHOP),
        ];
        assert_eq!(all.last().unwrap().change, Change::Unchanged);
        let index = registry.index();
        let seen = index.seen(&View::Everything);
        let graph = seen.graph("http://example.com/shop#").unwrap();
        for (published, number) in all.iter().zip([1, 2, 3, 3]) {
            let expected = tag(&published.hash, number, "ttl");
            assert_eq!(of_published(graph, published), Some(expected));
        }
    }

    #[test]
    fn tags_of_every_form_name_the_hash_that_they_were_made_of() {
        let made = tag("c0ffee", 3, "ttl");
        for sent in [
            made.clone(),
            format!("\"{made}\""),
            format!("W/\"{made}\""),
            of_description("c0ffee", "1234"),
            "\"c0ffee\"".to_owned(),
            "c0ffee".to_owned(),
        ] {
            assert_eq!(hash_of(&sent), "c0ffee", "{sent}");
        }
        assert_eq!(hash_of("\"\""), "");
        assert_eq!(hash_of(""), "");
    }

    #[test]
    fn a_tag_of_a_revision_states_that_it_is_the_newest() {
        let hash = || "c0ffee".to_owned();
        let revision = Precondition::Revision {
            hash: hash(),
            number: 3,
        };
        let made = tag("c0ffee", 3, "ttl");
        for sent in [made.clone(), format!("\"{made}\"")] {
            assert_eq!(stated(&sent), revision, "{sent}");
        }
        let described = of_description("c0ffee", &"12345678".repeat(4));
        for sent in ["c0ffee", "\"c0ffee\"", described.as_str(), "c0ffee."] {
            assert_eq!(stated(sent), Precondition::Is(hash()), "{sent}");
        }
    }
}
