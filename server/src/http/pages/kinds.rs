//! The kinds of terms that a search can be narrowed to, for whoever names one that is none.

use registry::View;
use registry::search::{MAX_HITS, Query as Wanted};
use serde::Serialize;

use super::{App, Result, segment};

/// The classes of a domain that came with the product.
#[derive(Serialize)]
pub(super) struct Kinds {
    domain: String,
    kinds: Vec<Offered>,
}

/// A kind, and where its terms are listed.
#[derive(Serialize)]
struct Offered {
    name: String,
    href: String,
}

/// All kinds, unless the one that is asked for is one of them, or a class of anybody's.
///
/// # Errors
/// The index is not ready, or failed.
pub(super) fn instead_of(asked: &str, app: &App, view: &View) -> Result<Vec<Kinds>> {
    let named = Wanted {
        text: asked.to_owned(),
        ..classes(None)
    };
    let named = app.search.find(view, &named)?;
    if named
        .hits
        .iter()
        .any(|h| h.name.eq_ignore_ascii_case(asked))
    {
        return Ok(Vec::new());
    }
    let domains = {
        let index = app.registry.index();
        let builtin = index.seen(view).graphs().filter(|g| g.builtin);
        let mut domains: Vec<String> = builtin
            .filter_map(|g| g.domain().map(str::to_owned))
            .collect();
        // Upper has the kinds that models are made of.
        domains.sort_by_key(|d| (d != "upper", d.clone()));
        domains
    };
    let mut all = Vec::new();
    for domain in domains {
        let found = app.search.find(view, &classes(Some(domain.clone())))?;
        let mut names: Vec<String> = found.hits.into_iter().map(|h| h.name).collect();
        names.sort();
        let kinds: Vec<Offered> = names.into_iter().map(Offered::of).collect();
        if !kinds.is_empty() {
            all.push(Kinds { domain, kinds });
        }
    }
    Ok(all)
}

fn classes(domain: Option<String>) -> Wanted {
    Wanted {
        kind: Some("Class".to_owned()),
        domain,
        limit: MAX_HITS,
        ..Wanted::default()
    }
}

impl Offered {
    fn of(name: String) -> Self {
        Self {
            href: format!("/search?q=&kind={}", segment(&name)),
            name,
        }
    }
}
