//! What the handlers share: subjects, levels of compatibility, and schemas parsed lately.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use registry::{Index, Published, Registry, SchemaReference, View};
use transpilers::avro::resolution::{Compatibility, Schema, parse_with};

use super::answer::{Failed, Result};
use super::subjects::{Place, Shows, Subjects, Version, local, shows};

/// How many parsed schemas are kept.
const MAX_PARSED: usize = 256;
/// How deep references are followed.
const MAX_REFERENCES: usize = 32;

/// Subjects and ids.
pub(crate) struct Schemas {
    subjects: RwLock<Subjects>,
    /// The last publication that the subjects hold. It is locked while they take in more.
    taken_in: Mutex<u64>,
    levels: RwLock<HashMap<Option<String>, Compatibility>>,
    /// By id, those that stand alone: which schemas others use depends on who asks.
    parsed: Mutex<HashMap<u32, Arc<Parsed>>>,
}

/// A revision that the subjects do not hold yet.
struct Further {
    graph: String,
    node: String,
    retired: bool,
    shows: Shows,
}

/// A schema of the registry.
pub(super) struct Parsed {
    /// Its JSON without spaces.
    pub(super) text: String,
    /// What it uses.
    pub(super) references: Vec<SchemaReference>,
    pub(super) schema: Schema,
    /// What it shares with schemas that mean the same.
    pub(super) identity: String,
}

impl Schemas {
    /// Reads them from the registry.
    pub(super) fn read(registry: &Registry) -> std::result::Result<Self, registry::Error> {
        let schemas = registry.all_schemas()?;
        let (mut subjects, taken_in) = {
            let index = registry.index();
            (Subjects::read(&index, &schemas), index.generation())
        };
        for schema in registry.registered_schemas()? {
            subjects.register(schema);
        }
        Ok(Self {
            subjects: RwLock::new(subjects),
            taken_in: Mutex::new(taken_in),
            levels: RwLock::new(levels(registry)?),
            parsed: Mutex::default(),
        })
    }

    /// Graphs were published or retired. Which ones, the index tells: of two publications that
    /// end at once, the later may be told first.
    pub(crate) fn published(&self, registry: &Arc<Registry>, _: &[Published]) {
        self.keep_up(registry);
    }

    /// Takes in what was published since the last time. Where that cannot be read, the subjects
    /// stay as they were, and whoever comes next tries again.
    pub(super) fn keep_up(&self, registry: &Registry) {
        if let Err(error) = self.catch_up(registry) {
            tracing::error!(%error, "the schemas of a publication could not be read");
        }
    }

    /// The same, for whoever cannot go on without it. The index must not be held meanwhile.
    pub(super) fn catch_up(&self, registry: &Registry) -> std::result::Result<(), registry::Error> {
        self.catch_up_by(registry, |node| registry.schemas(node))
    }

    fn catch_up_by(
        &self,
        registry: &Registry,
        read: impl Fn(&str) -> std::result::Result<Vec<(u32, String)>, registry::Error>,
    ) -> std::result::Result<(), registry::Error> {
        let mut taken_in = self.taken_in.lock().unwrap_or_else(PoisonError::into_inner);
        let (further, newest) = {
            let index = registry.index();
            if index.generation() == *taken_in {
                return Ok(());
            }
            (further(&index, *taken_in), index.generation())
        };
        // All of it is read before any is taken in: nothing is taken in twice by a second try.
        let mut complete = Vec::with_capacity(further.len());
        for revision in further {
            let schemas = if revision.retired {
                Vec::new()
            } else {
                read(&revision.node)?
            };
            complete.push((revision, schemas));
        }
        let mut subjects = self.subjects_mut();
        for (revision, schemas) in &complete {
            subjects.revision(&revision.graph, &revision.node, schemas, &revision.shows);
        }
        *taken_in = newest;
        Ok(())
    }

    pub(super) fn subjects(&self) -> RwLockReadGuard<'_, Subjects> {
        self.subjects.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn subjects_mut(&self) -> RwLockWriteGuard<'_, Subjects> {
        self.subjects
            .write()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The level that was set for a subject, or for all.
    pub(super) fn own_level(&self, subject: Option<&str>) -> Option<Compatibility> {
        let levels = self.levels.read().unwrap_or_else(PoisonError::into_inner);
        levels
            .get(&subject.map(|name| local(name).to_owned()))
            .copied()
    }

    /// The level that holds for subjects without one of their own.
    pub(super) fn general_level(&self) -> Compatibility {
        self.own_level(None).unwrap_or_default()
    }

    pub(super) fn set_level(&self, subject: Option<&str>, level: Option<Compatibility>) {
        let mut levels = self.levels.write().unwrap_or_else(PoisonError::into_inner);
        let subject = subject.map(str::to_owned);
        match level {
            Some(level) => levels.insert(subject, level),
            None => levels.remove(&subject),
        };
    }

    /// The schema of a version, parsed. Reads the store: not for asynchronous code.
    pub(super) fn parsed(
        &self,
        registry: &Registry,
        view: &View,
        version: &Version,
    ) -> Result<Arc<Parsed>> {
        let id = version.id;
        let known = || self.parsed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(parsed) = known().get(&id) {
            return Ok(Arc::clone(parsed));
        }
        let text = text(registry, &version.place)?;
        let references = version.references.clone();
        let texts = self.reference_texts(registry, view, &references)?;
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let schema = parse_with(&text, &texts).map_err(Failed::invalid_schema)?;
        let parsed = Arc::new(Parsed {
            identity: schema.identity(),
            text,
            references,
            schema,
        });
        if !parsed.references.is_empty() {
            return Ok(parsed);
        }
        let mut cache = known();
        if cache.len() >= MAX_PARSED {
            cache.clear();
        }
        cache.insert(id, Arc::clone(&parsed));
        Ok(parsed)
    }

    /// The texts of what a schema uses, each after what it uses itself.
    pub(super) fn reference_texts(
        &self,
        registry: &Registry,
        view: &View,
        references: &[SchemaReference],
    ) -> Result<Vec<String>> {
        let mut found = Vec::new();
        let mut seen: Vec<u32> = Vec::new();
        let mut open: Vec<_> = references
            .iter()
            .rev()
            .cloned()
            .map(|r| (r, false))
            .collect();
        while let Some((reference, ready)) = open.pop() {
            let subject = self.subjects().subject(view, &reference.subject);
            let version = subject.into_iter().flat_map(|s| s.versions);
            let version = version.into_iter().find(|v| v.number == reference.version);
            let Some(version) = version else {
                return Err(Failed::invalid_schema(format!(
                    "there is no version {} of `{}`, which it uses",
                    reference.version, reference.subject
                )));
            };
            if ready {
                found.push(text(registry, &version.place)?);
            } else if !seen.contains(&version.id) {
                if seen.len() >= MAX_REFERENCES {
                    return Err(Failed::invalid_schema("it uses too many other schemas"));
                }
                seen.push(version.id);
                open.push((reference, true));
                open.extend(version.references.iter().rev().cloned().map(|r| (r, false)));
            }
        }
        Ok(found)
    }
}

/// The revisions after a publication, those of each graph in the order of its history.
fn further(index: &Index, taken_in: u64) -> Vec<Further> {
    let mut found = Vec::new();
    for graph in index.seen(&View::Everything).graphs() {
        let revisions = &graph.revisions;
        let known = revisions.partition_point(|r| r.publication <= taken_in);
        for revision in revisions.iter().skip(known) {
            found.push(Further {
                graph: graph.iri.clone(),
                node: revision.node.clone(),
                retired: revision.retired,
                shows: shows(index, &revision.node),
            });
        }
    }
    found
}

/// The levels that were set. One that this program does not know must not pass for the usual one.
fn levels(
    registry: &Registry,
) -> std::result::Result<HashMap<Option<String>, Compatibility>, registry::Error> {
    let mut levels = HashMap::new();
    for (subject, word) in registry.schema_levels()? {
        let level: std::result::Result<Compatibility, _> = word.parse();
        let level = level.map_err(|unknown| {
            let of = subject.as_deref().unwrap_or("all subjects");
            registry::Error::Damaged(format!("the level of {of}: {unknown}"))
        })?;
        levels.insert(subject, level);
    }
    Ok(levels)
}

/// The text at a place, without spaces.
pub(super) fn text(registry: &Registry, place: &Place) -> Result<String> {
    let text = match place {
        Place::Registered(schema) => schema.text.clone(),
        Place::Made { revision, path, .. } => registry
            .artifact(revision, "avro", path)?
            .ok_or_else(Failed::no_schema)?,
    };
    Ok(compact(&text))
}

/// JSON without spaces, its keys in their order.
pub(super) fn compact(text: &str) -> String {
    let json: serde_json::Result<serde_json::Value> = serde_json::from_str(text);
    json.map_or_else(|_| text.to_owned(), |json| json.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use registry::Action;
    use tempfile::TempDir;

    use super::*;
    use crate::fixture;
    use crate::http::audit::done;
    use crate::http::caller::Caller;
    use crate::http::publish::{Manner, publish};
    use crate::http::trace::Trace;

    fn opened() -> (TempDir, Arc<Registry>) {
        let folder = tempfile::tempdir().unwrap();
        let registry = Registry::open(folder.path()).unwrap();
        (folder, Arc::new(registry))
    }

    /// Publishes a shop whose products have so many numbers beside their own.
    fn published(registry: &Registry, numbers: u32) -> Vec<Published> {
        let names = (1..=numbers).map(|n| format!(", :number{n}"));
        let attributes = (1..=numbers).map(|n| {
            format!(
                ":number{n} a upper:Attribute ; upper:label \"Number {n}\"@en ;
                    upper:datatype xsd:string ; upper:maxCount 1 .\n"
            )
        });
        let text = format!(
            "@prefix : <https://example.com/onto/shop#> .
             @prefix upper: <https://w3id.org/denota/upper#> .
             @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
             : a upper:DomainModel ; upper:domain \"shop\" ; upper:label \"Shop\"@en .
             :Product a upper:DirectClass ; upper:label \"Product\"@en ;
                 upper:primaryKey ( :sku ) ; upper:property :sku {} .
             :sku a upper:Attribute ; upper:label \"SKU\"@en ; upper:datatype xsd:string ;
                 upper:minCount 1 ; upper:maxCount 1 .\n{}",
            names.collect::<String>(),
            attributes.collect::<String>(),
        );
        let publisher = fixture::publisher();
        let author = fixture::author(&publisher);
        let publication = fixture::publication(&text);
        let done = publish(registry, publication, &author, Manner::default()).unwrap();
        done.ok().unwrap().published
    }

    /// Numbers and ids of the versions of products, and whether they are no longer in use.
    fn versions(schemas: &Schemas) -> Vec<(u32, u32, bool)> {
        let subject = schemas
            .subjects()
            .subject(&View::Everything, "shop.Product");
        let versions = subject.map(|s| s.versions).unwrap_or_default();
        let versions = versions.iter();
        versions.map(|v| (v.number, v.id, v.deleted)).collect()
    }

    #[test]
    fn publications_that_are_told_in_reverse_have_the_versions_of_history() {
        let (_folder, registry) = opened();
        let schemas = Schemas::read(&registry).unwrap();
        let all = [1, 2, 3].map(|numbers| published(&registry, numbers));
        for published in all.iter().rev() {
            schemas.published(&registry, published);
        }
        let seen = versions(&schemas);
        assert_eq!(seen.len(), 3);
        assert_eq!(seen, versions(&Schemas::read(&registry).unwrap()));
    }

    #[test]
    fn what_cannot_be_read_ends_no_subject_and_is_taken_in_later() {
        let (_folder, registry) = opened();
        let schemas = Schemas::read(&registry).unwrap();
        let first = published(&registry, 1);
        schemas.published(&registry, &first);
        let before = versions(&schemas);
        assert_eq!(before.len(), 1);
        published(&registry, 2);
        let failed = schemas.catch_up_by(&registry, |_| {
            Err(registry::Error::Storage("a disk is gone".to_owned()))
        });
        assert!(failed.is_err());
        assert_eq!(versions(&schemas), before);
        schemas.keep_up(&registry);
        assert_eq!(versions(&schemas).len(), 2);
        schemas.keep_up(&registry);
        assert_eq!(
            versions(&schemas),
            versions(&Schemas::read(&registry).unwrap())
        );
    }

    #[test]
    fn a_level_that_nobody_knows_is_an_error() {
        let (_folder, registry) = opened();
        let entry = done(
            Action::Administer,
            &Caller::open(),
            &Trace::of_nobody(),
            "a level",
        );
        let set = |level| {
            let writer = registry.writer();
            writer.set_schema_level(Some("a"), Some(level), &entry)
        };
        set("FULL").unwrap();
        let schemas = Schemas::read(&registry).unwrap();
        assert_eq!(schemas.own_level(Some("a")), Some(Compatibility::Full));
        set("SIDEWAYS").unwrap();
        let error = Schemas::read(&registry).err().unwrap().to_string();
        assert!(error.contains("`SIDEWAYS`"), "{error}");
    }
}
