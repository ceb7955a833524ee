//! Subjects, versions and ids as the catalog and the store give them, held in memory.
//!
//! A subject is a line of schemas that follow each other: the Avro schema of one class from
//! revision to revision of its graph, with a new version wherever the text differs. It goes
//! by two names, since clients derive subjects in two ways:
//!
//! - `<domain>.<Class>`, the record's full name (record name strategy);
//! - `<domain>.<Class>-value`, for a topic of that name (topic name strategy).
//!
//! Beside these stand the subjects that clients registered, where that is allowed. Where a model
//! comes to have a class by the name of one, its schemas take the numbers that are free there.

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
    registered: BTreeMap<String, Vec<Arc<RegisteredSchema>>>,
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
    Registered(Arc<RegisteredSchema>),
}

/// A version of a subject.
#[derive(Clone, Debug)]
pub(super) struct Version {
    pub(super) number: u32,
    pub(super) id: u32,
    pub(super) place: Place,
    pub(super) references: Vec<SchemaReference>,
    /// Whether it is no longer in use: its class or its graph is gone.
    pub(super) deleted: bool,
}

/// A subject as a caller sees it.
pub(super) struct Subject {
    /// The oldest first; never empty.
    pub(super) versions: Vec<Version>,
    /// Whether it belongs to a model, rather than to whoever registered it.
    pub(super) of_model: bool,
}

impl Subject {
    /// Those of its versions that are wanted, as they are in use or not; none where it has none.
    pub(super) fn keep(mut self, wants: impl Fn(bool) -> bool) -> Option<Self> {
        self.versions.retain(|v| wants(v.deleted));
        (!self.versions.is_empty()).then_some(self)
    }

    /// What of it is in use.
    pub(super) fn in_use(self) -> Option<Self> {
        self.keep(|deleted| !deleted)
    }
}

/// What a version of a subject is, under whatever name.
enum Meant<'a> {
    Registered(&'a RegisteredSchema),
    Made(&'a Text),
}

impl Meant<'_> {
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Registered(one), Self::Registered(other)) => std::ptr::eq(*one, *other),
            (Self::Made(one), Self::Made(other)) => std::ptr::eq(*one, *other),
            (Self::Registered(_), Self::Made(_)) | (Self::Made(_), Self::Registered(_)) => false,
        }
    }
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
                // The order in which all of history is read, whichever graph was published first.
                let at = lines.partition_point(|l| l.graph <= graph);
                let line = Line {
                    graph: Arc::clone(&graph),
                    path: Arc::clone(&path),
                    versions: Vec::new(),
                    current: true,
                };
                lines.insert(at, line);
                at
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
        let schema = Arc::new(schema);
        let place = Place::Registered(Arc::clone(&schema));
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
        let made = line.map(|line| line.versions(view, self.free(name)));
        let registered = self.registered.get(name).into_iter().flatten();
        let registered = registered
            .filter(|r| self.hidden_by(view, r).is_none())
            .map(|r| Version {
                number: r.version,
                id: r.id,
                place: Place::Registered(Arc::clone(r)),
                references: r.references.clone(),
                deleted: false,
            });
        let mut versions: Vec<Version> = registered.collect();
        versions.extend(made.into_iter().flatten());
        versions.sort_by_key(|v| v.number);
        (!versions.is_empty()).then_some(Subject {
            versions,
            of_model: line.is_some(),
        })
    }

    /// The version that a client registers next under a subject. Versions that a view does not
    /// see have their numbers too.
    pub(super) fn next_version(&self, name: &str) -> u32 {
        let registered = self.registered.get(name).and_then(|r| r.last());
        let made = self.lines_of(name).iter().map(|l| l.versions.len()).max();
        let made = made.and_then(|count| self.free(name).take(count).last());
        let last = made.max(registered.map(|r| r.version));
        last.unwrap_or_default().saturating_add(1)
    }

    /// The numbers that versions of models have under a name, in their order: those that no
    /// client has registered.
    fn free(&self, name: &str) -> impl Iterator<Item = u32> {
        let registered = self.registered.get(name).into_iter().flatten();
        let taken: HashSet<u32> = registered.map(|r| r.version).collect();
        (1..).filter(move |number| !taken.contains(number))
    }

    /// A graph that hides what a client registered from a view: one that the schema of a model
    /// was made from that it copies, or that it uses, in turn. Copying or using a schema shows
    /// no more of it than reading it does.
    fn hidden_by(&self, view: &View, registered: &RegisteredSchema) -> Option<String> {
        if matches!(view, View::Everything) {
            return None;
        }
        let mut known = HashSet::new();
        let mut open = vec![registered];
        while let Some(schema) = open.pop() {
            if !known.insert(schema.id) {
                continue;
            }
            let copied = self.hidden_copy(view, schema.id);
            if copied.is_some() {
                return copied;
            }
            for reference in &schema.references {
                match self.meant(view, &reference.subject, reference.version) {
                    Some(Meant::Registered(used)) => open.push(used),
                    Some(Meant::Made(text)) => {
                        let hidden = text.hidden(view);
                        if hidden.is_some() {
                            return hidden;
                        }
                    }
                    None => {}
                }
            }
        }
        None
    }

    /// What is meant by a version of a subject, whether or not a view sees it.
    fn meant(&self, view: &View, name: &str, version: u32) -> Option<Meant<'_>> {
        let name = local(name);
        if let Some(registered) = self.registered_as(name, version) {
            return Some(Meant::Registered(registered));
        }
        let line = self.line(view, name);
        let line = line.or_else(|| self.line(&View::Everything, name))?;
        let mut texts = self.free(name).zip(&line.versions);
        let (_, text) = texts.find(|(number, _)| *number == version)?;
        Some(Meant::Made(text))
    }

    fn hidden_copy(&self, view: &View, id: u32) -> Option<String> {
        let places = self.places.get(&id).into_iter().flatten();
        let made: Vec<_> = places.filter_map(Place::shows).collect();
        if made.iter().any(|shows| sees_all(view, shows)) {
            return None;
        }
        made.into_iter().find_map(|shows| hidden_of(view, shows))
    }

    fn registered_as(&self, name: &str, version: u32) -> Option<&RegisteredSchema> {
        let mut versions = self.registered.get(name)?.iter();
        versions.find(|r| r.version == version).map(Arc::as_ref)
    }

    /// The graph of a subject that a view does not see.
    pub(super) fn hidden(&self, view: &View, name: &str) -> Option<String> {
        let subject = self.subject(&View::Everything, name)?;
        self.hides(view, &subject.versions.last()?.place)
    }

    /// A graph that hides a place from a view.
    fn hides(&self, view: &View, place: &Place) -> Option<String> {
        match place {
            Place::Made { shows, .. } => hidden_of(view, shows),
            Place::Registered(schema) => self.hidden_by(view, schema),
        }
    }

    /// The graph of the schema with an id that a view does not see.
    pub(super) fn hidden_id(&self, view: &View, id: u32) -> Option<String> {
        if self.place(view, id).is_some() {
            return None;
        }
        let mut places = self.places.get(&id)?.iter();
        places.find_map(|p| self.hides(view, p))
    }

    /// The line with a name, of those that a view sees.
    fn line(&self, view: &View, name: &str) -> Option<&Line> {
        let mut seen = self.lines_of(name).iter().filter(|l| l.is_seen(view));
        let first = seen.clone().next();
        seen.find(|l| l.current).or(first)
    }

    fn lines_of(&self, name: &str) -> &[Line] {
        let topic = || self.lines.get(name.strip_suffix("-value")?);
        self.lines
            .get(name)
            .or_else(topic)
            .map_or(&[], Vec::as_slice)
    }

    /// The names of all subjects that a view sees, and whether they are no longer in use.
    pub(super) fn names(&self, view: &View) -> Vec<(String, bool)> {
        let mut names: BTreeMap<String, bool> = BTreeMap::new();
        for name in self.lines.keys() {
            if let Some(line) = self.line(view, name) {
                names.insert(name.to_string(), !line.current);
                names.insert(format!("{name}-value"), !line.current);
            }
        }
        for (name, versions) in &self.registered {
            if versions.iter().any(|r| self.hidden_by(view, r).is_none()) {
                names.insert(name.clone(), false);
            }
        }
        names.into_iter().collect()
    }

    /// Where a view finds the text of the schema with an id.
    pub(super) fn place(&self, view: &View, id: u32) -> Option<Place> {
        let mut places = self.places.get(&id)?.iter();
        places.find(|p| self.hides(view, p).is_none()).cloned()
    }

    /// The subjects and versions, of those that a view sees, that have an id.
    pub(super) fn users(&self, view: &View, id: u32) -> Vec<(String, u32, bool)> {
        let mut users = Vec::new();
        let mut names: Vec<String> = Vec::new();
        for place in self.places.get(&id).into_iter().flatten() {
            if let Place::Made { path, shows, .. } = place
                && let Some(name) = subject_of(path).filter(|_| sees_all(view, shows))
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
            users.extend(of_id.map(|v| (name.clone(), v.number, v.deleted)));
        }
        users
    }

    /// The ids of registered schemas, of those that a view sees, that use a version of a subject,
    /// by whatever name of it.
    pub(super) fn referring(&self, view: &View, subject: &str, version: u32) -> Vec<u32> {
        let Some(asked) = self.meant(view, subject, version) else {
            return Vec::new();
        };
        let is_asked = |r: &SchemaReference| {
            let meant = self.meant(view, &r.subject, r.version);
            meant.is_some_and(|meant| meant.is(&asked))
        };
        let all = self.registered.values().flatten();
        let of = all.filter(|r| r.references.iter().any(is_asked));
        let of = of.filter(|r| self.hidden_by(view, r).is_none());
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

fn hidden_of(view: &View, shows: &Shows) -> Option<String> {
    shows.iter().find(|iri| !view.sees(iri)).cloned()
}

impl Text {
    fn is_seen(&self, view: &View) -> bool {
        self.shows.iter().any(|shows| sees_all(view, shows))
    }

    /// A graph that it was made from, where a view does not see it.
    fn hidden(&self, view: &View) -> Option<String> {
        let mut shows = self.shows.iter().filter(|_| !self.is_seen(view));
        shows.find_map(|shows| hidden_of(view, shows))
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

    /// The versions that a view sees. They keep their numbers, whoever sees which.
    fn versions(
        &self,
        view: &View,
        numbers: impl Iterator<Item = u32>,
    ) -> impl Iterator<Item = Version> {
        let all = numbers.zip(&self.versions);
        let seen = all.filter(|(_, text)| text.is_seen(view));
        seen.map(|(number, text)| Version {
            number,
            id: text.id,
            place: Place::Made {
                revision: Arc::clone(&text.revision),
                path: Arc::clone(&self.path),
                shows: text.shows.first().cloned().unwrap_or_default(),
            },
            references: Vec::new(),
            deleted: !self.current,
        })
    }
}

impl Place {
    /// The graphs that it was made from, where it is a model's.
    fn shows(&self) -> Option<&Shows> {
        match self {
            Self::Made { shows, .. } => Some(shows),
            Self::Registered(_) => None,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_graphs_whose_names_coincide_none_goes_before_by_coming_first() {
        let (one, other) = (("urn:a", 1), ("urn:b", 2));
        for order in [[one, other], [other, one]] {
            let mut subjects = Subjects::default();
            for (graph, id) in order {
                let schemas = [(id, "shop/Product.avsc".to_owned())];
                subjects.revision(graph, &format!("{graph}:1"), &schemas, &Shows::default());
            }
            let subject = subjects.subject(&View::Everything, "shop.Product");
            let versions = subject.map(|s| s.versions).unwrap_or_default();
            let ids: Vec<u32> = versions.iter().map(|v| v.id).collect();
            assert_eq!(ids, [1], "{order:?}");
        }
    }
}
