//! What people read, in every language, and deprecations.

use rustc_hash::FxHashMap;

use super::known::Known;
use super::sets::local;
use super::{Changes, Kind, Level};
use crate::model::{Deprecation, Models, TermInfo, TermRef, Texts};

/// Reports what is different in what every term has.
pub(super) fn compare(old: &TermInfo, new: &TermInfo, changes: &mut Changes<'_>) {
    if old.name != new.name {
        changes.retyped(format!(
            "schemas and rows call it `{}`, it was `{}`",
            new.name, old.name
        ));
    }
    for (what, old, new) in [
        ("label", &old.labels, &new.labels),
        ("description", &old.descriptions, &new.descriptions),
        ("comment", &old.comments, &new.comments),
    ] {
        texts(what, old, new, changes);
    }
    let successor = |models: &Models, d: &Option<Deprecation>| {
        let by = d.as_ref().and_then(|d| d.replaced_by);
        by.map(|term| models.info(term).iri.clone())
    };
    let known = changes.known;
    let was = successor(known.old.models, &old.deprecated);
    let is = successor(known.new.models, &new.deprecated);
    if let Some(was) = was.as_deref().filter(|was| is.as_deref() != Some(was)) {
        // What was written under the older name is no longer found.
        let level = if stands_alone(known, &new.iri, was) {
            Level::Major
        } else {
            Level::Minor
        };
        let message = format!("`{}` no longer replaces it", local(was));
        changes.push(Kind::Replaced, level, message);
    }
    deprecation(&old.deprecated, &new.deprecated, (was, is), changes);
}

/// Whether some class has a property without the one that it replaces.
fn stands_alone(known: &Known<'_>, replaced: &str, by: &str) -> bool {
    let models = known.new.models;
    let (Some(TermRef::Property(replaced)), Some(TermRef::Property(by))) =
        (models.term_by_iri(replaced), models.term_by_iri(by))
    else {
        return false;
    };
    known.has_without(by, replaced)
}

/// Texts by language; of several in one language the first.
fn by_language(texts: &Texts) -> FxHashMap<&str, &str> {
    let texts = texts.0.iter().rev();
    texts.map(|(l, text)| (l.as_str(), text.as_str())).collect()
}

fn texts(what: &str, old: &Texts, new: &Texts, changes: &mut Changes<'_>) {
    let language = |l: &str| {
        if l.is_empty() {
            String::new()
        } else {
            format!(" in `{l}`")
        }
    };
    let (was, is) = (by_language(old), by_language(new));
    for (l, text) in &new.0 {
        let message = match was.get(l.as_str()) {
            None => format!("it has a {what}{}", language(l)),
            Some(before) if before != text => format!("its {what}{} is another", language(l)),
            Some(_) => continue,
        };
        changes.push(Kind::Relabelled, Level::Patch, message);
    }
    for (l, _) in old.0.iter().filter(|(l, _)| !is.contains_key(l.as_str())) {
        let message = format!("it no longer has a {what}{}", language(l));
        changes.push(Kind::Relabelled, Level::Patch, message);
    }
}

fn deprecation(
    old: &Option<Deprecation>,
    new: &Option<Deprecation>,
    (old_successor, successor): (Option<String>, Option<String>),
    changes: &mut Changes<'_>,
) {
    match (old, new) {
        (_, Some(_)) if successor.is_some() && successor != old_successor => {
            let by = successor.as_deref().map_or("", local);
            let message = format!("it is deprecated, `{by}` replaces it");
            changes.push(Kind::Replaced, Level::Minor, message);
        }
        (None, Some(_)) => {
            let message = "it is deprecated".to_owned();
            changes.push(Kind::Relabelled, Level::Minor, message);
        }
        (Some(_), None) => {
            let message = "it is no longer deprecated".to_owned();
            changes.push(Kind::Relabelled, Level::Patch, message);
        }
        (Some(old), Some(new)) => texts("deprecation", &old.note, &new.note, changes),
        (None, None) => {}
    }
}
