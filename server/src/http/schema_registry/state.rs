//! What the handlers share: subjects, levels of compatibility, and schemas parsed lately.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use registry::{Published, Registry, SchemaReference, View};
use transpilers::avro::resolution::{Compatibility, Schema, parse_with};

use super::answer::{Failed, Result};
use super::subjects::{Place, Subjects, Version, local, shows};

/// How many parsed schemas are kept.
const MAX_PARSED: usize = 256;
/// How deep references are followed.
const MAX_REFERENCES: usize = 32;

/// Subjects and ids.
pub(crate) struct Schemas {
    subjects: RwLock<Subjects>,
    levels: RwLock<HashMap<Option<String>, Compatibility>>,
    /// By id, those that stand alone: which schemas others use depends on who asks.
    parsed: Mutex<HashMap<u32, Arc<Parsed>>>,
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
        let mut subjects = Subjects::read(&registry.index(), &schemas);
        for schema in registry.registered_schemas()? {
            subjects.register(schema);
        }
        let levels = registry.schema_levels()?.into_iter();
        let levels = levels.filter_map(|(subject, level)| Some((subject, level.parse().ok()?)));
        Ok(Self {
            subjects: RwLock::new(subjects),
            levels: RwLock::new(levels.collect()),
            parsed: Mutex::default(),
        })
    }

    /// These graphs were published or retired.
    pub(crate) fn published(&self, registry: &Arc<Registry>, published: &[Published]) {
        for one in published {
            let schemas = registry.schemas(&one.revision).unwrap_or_else(|error| {
                tracing::error!(%error, "the schemas of a revision could not be read");
                Vec::new()
            });
            let shows = shows(&registry.index(), &one.revision);
            self.subjects_mut()
                .revision(&one.iri, &one.revision, &schemas, &shows);
        }
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

    /// The level that holds for a subject.
    pub(super) fn level(&self, subject: &str) -> Compatibility {
        let own = self.own_level(Some(subject));
        own.or_else(|| self.own_level(None)).unwrap_or_default()
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
