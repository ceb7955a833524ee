//! Subjects, versions and ids as the catalog and the store give them, held in memory.
//!
//! A subject is a line of schemas that follow each other: the Avro schema of one class from
//! revision to revision of its graph, with a new version wherever the text differs. It goes
//! by two names, since clients derive subjects in two ways:
//!
//! - `<domain>.<Class>`, the record's full name (record name strategy);
//! - `<domain>.<Class>-value`, for a topic of that name (topic name strategy).
//!
//! Beside these stand the subjects that clients registered, where that is allowed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use registry::{Index, RegisteredSchema, SchemaReference, View};

/// All of them.
#[derive(Default)]
pub(super) struct Subjects {
    /// By record name; more than one where names of domains coincide in Avro.
    lines: BTreeMap<Arc<str>, Vec<Line>>,
    /// The files that a graph has or had.
    paths: HashMap<Arc<str>, HashSet<Arc<str>>>,
    registered: BTreeMap<String, Vec<RegisteredSchema>>,
    places: HashMap<u32, Vec<Place>>,
}

/// The schemas of one class.
struct Line {
    graph: Arc<str>,
    path: Arc<str>,
    versions: Vec<Text>,
    /// Whether the newest revision of the graph has the class.
    current: bool,
}

/// A schema that differs from the one before it in its line.
struct Text {
    id: u32,
    /// The first revision that has it.
    revision: Arc<str>,
    /// What each revision with this text shows: who sees all of that for one of them sees it.
    shows: Vec<Shows>,
}

/// The graphs that a schema was made from.
pub(super) type Shows = Arc<[String]>;

/// Where the text of a schema is.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// With a revision of a graph.
    Made {
        revision: Arc<str>,
        path: Arc<str>,
        shows: Shows,
    },
    /// Registered by a client.
    Registered(Arc<str>),
}

/// A version of a subject.
#[derive(Clone, Debug)]
pub(super) struct Version {
    pub(super) number: u32,
    pub(super) id: u32,
    pub(super) place: Place,
    pub(super) references: Vec<SchemaReference>,
}

/// A subject as a caller sees it.
pub(super) struct Subject {
    /// The oldest first; never empty.
    pub(super) versions: Vec<Version>,
    /// Whether it is no longer in use: its class or its graph is gone.
    pub(super) deleted: bool,
    /// Whether it belongs to a model, rather than to whoever registered it.
    pub(super) of_model: bool,
}

impl Subjects {
    /// Takes in a revision of a graph, in the order of history, with its schemas and the graphs
    /// that these were made from. One without schemas ends all subjects of the graph.
    pub(super) fn revision(
        &mut self,
        graph: &str,
        revision: &str,
        schemas: &[(u32, String)],
        shows: &Shows,
    ) {
        let (graph, revision): (Arc<str>, Arc<str>) = (graph.into(), revision.into());
        let mut present: HashSet<Arc<str>> = HashSet::new();
        for (id, path) in schemas {
            let path: Arc<str> = path.as_str().into();
            let Some(subject) = subject_of(&path) else {
                continue;
            };
            self.places.entry(*id).or_default().push(Place::Made {
                revision: Arc::clone(&revision),
                path: Arc::clone(&path),
                shows: Arc::clone(shows),
            });
            let lines = self.lines.entry(subject).or_default();
            let found = lines
                .iter()
                .position(|l| l.graph == graph && l.path == path);
            let at = found.unwrap_or_else(|| {
                lines.push(Line {
                    graph: Arc::clone(&graph),
                    path: Arc::clone(&path),
                    versions: Vec::new(),
                    current: true,
                });
                lines.len() - 1
            });
            if let Some(line) = lines.get_mut(at) {
                line.take_in(*id, &revision, shows);
            }
            present.insert(path);
        }
        let known = self.paths.entry(Arc::clone(&graph)).or_default();
        known.extend(present.iter().cloned());
        for path in known.iter() {
            mark(&mut self.lines, &graph, path, present.contains(path));
        }
    }

    /// Takes in what a client registered.
    pub(super) fn register(&mut self, schema: RegisteredSchema) {
        let place = Place::Registered(schema.text.as_str().into());
        self.places.entry(schema.id).or_default().push(place);
        let versions = self.registered.entry(schema.subject.clone()).or_default();
        versions.push(schema);
    }

    /// Reads all of history.
    pub(super) fn read(index: &Index, schemas: &HashMap<String, Vec<(u32, String)>>) -> Self {
        let mut subjects = Self::default();
        for graph in index.seen(&View::Everything).graphs() {
            for revision in &graph.revisions {
                let of = schemas.get(&revision.node).map_or(&[][..], Vec::as_slice);
                let of = if revision.retired { &[] } else { of };
                subjects.revision(
                    &graph.iri,
                    &revision.node,
                    of,
                    &shows(index, &revision.node),
                );
            }
        }
        subjects
    }

    /// The subject with a name, of those that a view sees.
    pub(super) fn subject(&self, view: &View, name: &str) -> Option<Subject> {
        let name = local(name);
        let line = self.line(view, name);
        let line = line.or_else(|| self.line(view, name.strip_suffix("-value")?));
        if let Some(line) = line {
            return Some(line.subject(view));
        }
        let registered = self.registered.get(name)?.iter();
        let versions = registered
            .filter(|r| self.is_copy_seen(view, r.id))
            .map(|r| Version {
                number: r.version,
                id: r.id,
                place: Place::Registered(r.text.as_str().into()),
                references: r.references.clone(),
            });
        let versions: Vec<Version> = versions.collect();
        (!versions.is_empty()).then_some(Subject {
            versions,
            deleted: false,
            of_model: false,
        })
    }

    /// The version that a client registers next under a subject. Versions that a view does not
    /// see have their numbers too.
    pub(super) fn next_version(&self, name: &str) -> u32 {
        let last = self.registered.get(name).and_then(|r| r.last());
        last.map_or(1, |r| r.version.saturating_add(1))
    }

    /// Whether a view sees what a client registered with an id. A schema that is a model's as
    /// well is told to whoever may read it there, and to nobody else: copying it shows no more.
    fn is_copy_seen(&self, view: &View, id: u32) -> bool {
        let places = self.places.get(&id).into_iter().flatten();
        let mut made = places.filter(|p| p.is_made()).peekable();
        made.peek().is_none() || made.any(|p| p.is_seen(view))
    }

    /// The graph of a subject that a view does not see.
    pub(super) fn hidden(&self, view: &View, name: &str) -> Option<String> {
        let subject = self.subject(&View::Everything, name)?;
        let last = subject.versions.last()?;
        let copied = || self.hidden_id(view, last.id);
        last.place.hidden(view).or_else(copied)
    }

    /// The graph of the schema with an id that a view does not see.
    pub(super) fn hidden_id(&self, view: &View, id: u32) -> Option<String> {
        if self.place(view, id).is_some() {
            return None;
        }
        let mut places = self.places.get(&id)?.iter();
        places.find_map(|p| p.hidden(view))
    }

    fn line(&self, view: &View, name: &str) -> Option<&Line> {
        let lines = self.lines.get(name)?;
        let mut seen = lines.iter().filter(|l| l.is_seen(view));
        let first = seen.clone().next();
        seen.find(|l| l.current).or(first)
    }

    /// The names of all subjects that a view sees, and whether they are no longer in use.
    pub(super) fn names(&self, view: &View) -> Vec<(String, bool)> {
        let mut names: BTreeMap<String, bool> = BTreeMap::new();
        for (name, versions) in &self.registered {
            if versions.iter().any(|r| self.is_copy_seen(view, r.id)) {
                names.insert(name.clone(), false);
            }
        }
        for name in self.lines.keys() {
            if let Some(line) = self.line(view, name) {
                names.insert(name.to_string(), !line.current);
                names.insert(format!("{name}-value"), !line.current);
            }
        }
        names.into_iter().collect()
    }

    /// Where a view finds the text of the schema with an id.
    pub(super) fn place(&self, view: &View, id: u32) -> Option<Place> {
        let mut places = self.places.get(&id)?.iter();
        let is_seen = |p: &&Place| p.is_seen(view) && (p.is_made() || self.is_copy_seen(view, id));
        places.find(is_seen).cloned()
    }

    /// The subjects and versions, of those that a view sees, that have an id.
    pub(super) fn users(&self, view: &View, id: u32) -> Vec<(String, u32, bool)> {
        let mut users = Vec::new();
        let mut names: Vec<String> = Vec::new();
        for place in self.places.get(&id).into_iter().flatten() {
            if let Place::Made { path, .. } = place
                && let Some(name) = subject_of(path).filter(|_| place.is_seen(view))
            {
                names.extend([name.to_string(), format!("{name}-value")]);
            }
        }
        let registered = self.registered.iter();
        let registered = registered.filter(|(_, vs)| vs.iter().any(|v| v.id == id));
        names.extend(registered.map(|(name, _)| name.clone()));
        names.sort_unstable();
        names.dedup();
        for name in names {
            let Some(subject) = self.subject(view, &name) else {
                continue;
            };
            let of_id = subject.versions.iter().filter(|v| v.id == id);
            users.extend(of_id.map(|v| (name.clone(), v.number, subject.deleted)));
        }
        users
    }

    /// The references of a schema that a client registered.
    pub(super) fn references(&self, id: u32) -> Vec<SchemaReference> {
        let mut all = self.registered.values().flatten();
        let found = all.find(|r| r.id == id);
        found.map(|r| r.references.clone()).unwrap_or_default()
    }

    /// The ids of registered schemas, of those that a view sees, that use a version of a subject.
    pub(super) fn referring(&self, view: &View, subject: &str, version: u32) -> Vec<u32> {
        let all = self.registered.values().flatten();
        let of = all.filter(|r| {
            let mut references = r.references.iter();
            references.any(|r| r.subject == subject && r.version == version)
        });
        let of = of.filter(|r| self.is_copy_seen(view, r.id));
        let mut ids: Vec<u32> = of.map(|r| r.id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// The graphs that what was made of a revision shows.
pub(super) fn shows(index: &Index, revision: &str) -> Shows {
    index.made_from(revision).into_iter().collect()
}

fn sees_all(view: &View, shows: &Shows) -> bool {
    shows.iter().all(|iri| view.sees(iri))
}

impl Text {
    fn is_seen(&self, view: &View) -> bool {
        self.shows.iter().any(|shows| sees_all(view, shows))
    }
}

impl Line {
    /// Takes in the schema of the next revision.
    fn take_in(&mut self, id: u32, revision: &Arc<str>, shows: &Shows) {
        match self.versions.last_mut().filter(|last| last.id == id) {
            Some(same) if same.shows.contains(shows) => {}
            Some(same) => same.shows.push(Arc::clone(shows)),
            None => self.versions.push(Text {
                id,
                revision: Arc::clone(revision),
                shows: vec![Arc::clone(shows)],
            }),
        }
    }

    fn is_seen(&self, view: &View) -> bool {
        self.versions.iter().any(|text| text.is_seen(view))
    }

    /// The subject as a view sees it. Versions keep their numbers, whoever sees which.
    fn subject(&self, view: &View) -> Subject {
        let all = (1..).zip(&self.versions);
        let versions = all.filter(|(_, text)| text.is_seen(view));
        let versions = versions.map(|(number, text)| Version {
            number,
            id: text.id,
            place: Place::Made {
                revision: Arc::clone(&text.revision),
                path: Arc::clone(&self.path),
                shows: text.shows.first().cloned().unwrap_or_default(),
            },
            references: Vec::new(),
        });
        Subject {
            versions: versions.collect(),
            deleted: !self.current,
            of_model: true,
        }
    }
}

impl Place {
    /// A graph that it was made from and that a view does not see.
    fn hidden(&self, view: &View) -> Option<String> {
        match self {
            Self::Made { shows, .. } => shows.iter().find(|iri| !view.sees(iri)).cloned(),
            Self::Registered(_) => None,
        }
    }

    fn is_seen(&self, view: &View) -> bool {
        match self {
            Self::Made { shows, .. } => sees_all(view, shows),
            Self::Registered(_) => true,
        }
    }

    fn is_made(&self) -> bool {
        match self {
            Self::Made { .. } => true,
            Self::Registered(_) => false,
        }
    }
}

fn mark(lines: &mut BTreeMap<Arc<str>, Vec<Line>>, graph: &str, path: &str, current: bool) {
    let of = subject_of(path).and_then(|s| lines.get_mut(&s));
    for line in of.into_iter().flatten() {
        if *line.graph == *graph && *line.path == *path {
            line.current = current;
        }
    }
}

/// The record's full name, from the path of its file: the domain, spelled as Avro spells
/// namespaces, and the class.
fn subject_of(path: &str) -> Option<Arc<str>> {
    let (domain, file) = path.split_once('/')?;
    let class = file.strip_suffix(".avsc")?;
    Some(format!("{}.{class}", transpilers::avro::name(domain)).into())
}

/// The name of a subject without the context that there is.
pub(super) fn local(name: &str) -> &str {
    name.strip_prefix(":.:").unwrap_or(name)
}
