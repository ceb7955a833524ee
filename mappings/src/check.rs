//! Whether a mapping fits the two graphs that it lies between.
//!
//! The shapes of the mapping domain hold already when this runs; these are the rules that
//! need both graphs at once. They are the last of all checks, so that what is complete is
//! said here.

use rustc_hash::{FxHashMap, FxHashSet};
use transpilers::clashes;
use transpilers::naming::Naming;
use upper::check::Checked;
use upper::finding::Finding;
use upper::graph::{TermId, Triple};
use upper::model::{ClassId, ClassKind, ListElement, Models, PropertyId, Range, TermRef};
use upper::resolve::{Corpus, GraphId};
use upper::rules::Context;
use upper::spelling::nearest;
use upper::vocabulary::mapping;

use crate::codes;

/// How many steps a path may take; none that is derived takes half as many.
const STEPS: usize = 64;
/// What to do about a correspondence that no longer fits.
const AGAIN: &str = "derive the mapping again (that of tables with `denota provision`), or remove the correspondence";

/// What `upper` has checked, with all other checks of all graphs: of names in targets, and of
/// mappings.
#[must_use]
pub fn complete(mut checked: Checked, naming: Naming) -> Checked {
    let context = Context::new(&checked.corpus, &checked.models);
    let mut more = clashes::find(&context, naming);
    for (id, _) in checked.corpus.graphs().filter(|(_, named)| !named.builtin) {
        more.extend(check(&checked.corpus, &checked.models, id));
    }
    checked.extend(more);
    checked
}

/// Checks one mapping graph; graphs of other kinds have no findings here.
#[must_use]
pub fn check(corpus: &Corpus, models: &Models, id: GraphId) -> Vec<Finding> {
    let named = corpus.graph(id);
    if !named
        .graph
        .triples()
        .iter()
        .any(|t| t.object == mapping::class::MAPPING)
    {
        return Vec::new();
    }
    let mut check = Check {
        corpus,
        models,
        id,
        extensions: extensions(models),
        steps: FxHashMap::default(),
        findings: Vec::new(),
    };
    let mut places: FxHashMap<(TermId, TermId), (Vec<TermId>, Triple)> = FxHashMap::default();
    for triple in named.graph.triples() {
        match triple.predicate {
            mapping::TERM => check.term(triple),
            mapping::ELEMENT => check.element(triple),
            mapping::PATH => {
                if let Some((key, path)) = check.path(triple) {
                    check.conflict(&mut places, key, path, *triple);
                }
            }
            _ => {}
        }
    }
    check.findings
}

struct Check<'a> {
    corpus: &'a Corpus,
    models: &'a Models,
    id: GraphId,
    extensions: FxHashMap<ClassId, Vec<ClassId>>,
    /// Where steps lead that were taken already: the paths of a mapping begin alike.
    steps: FxHashMap<Step, Option<Vec<ClassId>>>,
    findings: Vec<Finding>,
}

/// A property, taken from any of some classes.
type Step = (Vec<ClassId>, PropertyId);

fn extensions(models: &Models) -> FxHashMap<ClassId, Vec<ClassId>> {
    let mut extensions: FxHashMap<ClassId, Vec<ClassId>> = FxHashMap::default();
    for (id, class) in models.classes() {
        if let ClassKind::Extension(Some(of)) = class.kind {
            extensions.entry(of).or_default().push(id);
        }
    }
    extensions
}

impl Check<'_> {
    fn term(&mut self, triple: &Triple) {
        let defined = self.models.term(triple.object).is_some();
        if (defined && (self.reaches(triple.object, true) || self.is_upper(triple.object)))
            || self.corpus.is_beyond_reach(triple.object)
        {
            return;
        }
        let names: Vec<&str> = self
            .reachable(true)
            .map(|t| self.corpus.terms.text(t))
            .collect();
        self.report(
            codes::UNKNOWN_TERM,
            triple,
            "is not a term of the source model",
            &names,
        );
    }

    fn element(&mut self, triple: &Triple) {
        if self.reaches(triple.object, false) || self.corpus.is_beyond_reach(triple.object) {
            return;
        }
        let names: Vec<&str> = self
            .reachable(false)
            .map(|t| self.corpus.terms.text(t))
            .collect();
        self.report(
            codes::UNKNOWN_ELEMENT,
            triple,
            "is not an element of the target container",
            &names,
        );
    }

    fn report(&mut self, code: &'static str, triple: &Triple, what: &str, names: &[&str]) {
        let text = self.corpus.terms.text(triple.object);
        let help = match nearest(text, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => AGAIN.to_owned(),
        };
        let place = self.corpus.place(self.id, triple.places.object);
        self.findings.push(
            Finding::error(code, place, format!("`{text}` {what}"))
                .term(text)
                .help(help),
        );
    }

    /// The subjects of the models, or of the other graphs, that the mapping depends on.
    fn reachable(&self, models: bool) -> impl Iterator<Item = TermId> {
        let closure = self.corpus.graph(self.id).closure.iter();
        closure
            .map(|id| self.corpus.graph(*id))
            .filter(move |named| named.is_model == models)
            .flat_map(|named| {
                named
                    .graph
                    .subjects()
                    .iter()
                    .copied()
                    .filter(|s| s.is_iri())
            })
    }

    /// Upper's datatypes may be mapped by every model: none imports Upper.
    fn is_upper(&self, node: TermId) -> bool {
        let upper = self.corpus.terms.lookup_iri(upper::vocabulary::upper::NS);
        let graph = upper.and_then(|iri| self.corpus.by_iri(iri));
        graph.is_some_and(|id| self.corpus.graph(id).graph.contains_subject(node))
    }

    fn reaches(&self, node: TermId, models: bool) -> bool {
        let closure = self.corpus.graph(self.id).closure.iter();
        closure
            .map(|id| self.corpus.graph(*id))
            .any(|named| named.is_model == models && named.graph.contains_subject(node))
    }

    /// Follows a path from its root; what it stands for when it holds.
    fn path(&mut self, triple: &Triple) -> Option<((TermId, TermId), Vec<TermId>)> {
        let graph = &self.corpus.graph(self.id).graph;
        let root = graph.object(triple.subject, mapping::ROOT)?;
        let element = graph.object(triple.subject, mapping::ELEMENT)?;
        let cells: Vec<Triple> = graph
            .list(triple.object)
            .ok()?
            .into_iter()
            .copied()
            .collect();
        if let Some(cell) = cells.get(STEPS) {
            self.report_length(cells.len(), cell);
            return None;
        }
        let mut at = vec![self.class(root)?];
        for cell in &cells {
            let property = self.property(cell.object)?;
            let next = self.step(&at, property);
            let Some(next) = next else {
                self.report_step(&at, cell);
                return None;
            };
            at = next;
        }
        Some(((root, element), cells.iter().map(|c| c.object).collect()))
    }

    /// The classes that a property of any of these classes leads to, each once; `None` where
    /// none of them, nor of their leaves, has it.
    fn step(&mut self, classes: &[ClassId], property: PropertyId) -> Option<Vec<ClassId>> {
        let step = (classes.to_vec(), property);
        if let Some(next) = self.steps.get(&step) {
            return next.clone();
        }
        let next = self.targets(classes, property);
        self.steps.insert(step, next.clone());
        next
    }

    fn targets(&self, classes: &[ClassId], property: PropertyId) -> Option<Vec<ClassId>> {
        let mut seen = FxHashSet::default();
        let leaves = classes
            .iter()
            .flat_map(|c| std::iter::once(*c).chain(self.models.concrete_leaves(*c)))
            .filter(|c| seen.insert(*c));
        // A class that is reached in several ways would otherwise double with every step.
        let mut reached = FxHashSet::default();
        let mut next = None;
        for class in leaves {
            let owners = self.owners(class);
            let members = owners
                .into_iter()
                .flat_map(|c| &self.models.class(c).members);
            for member in members.filter(|m| m.property == property) {
                let targets: &mut Vec<ClassId> = next.get_or_insert_default();
                let target = self.target(member.range);
                targets.extend(target.filter(|c| reached.insert(*c)));
            }
        }
        next
    }

    /// The classes whose members an instance of a class can have, each once: itself, what it
    /// is keyed on (an extension has the key of the class that it extends beside its own
    /// members), and the extensions of it and its ancestors.
    fn owners(&self, class: ClassId) -> Vec<ClassId> {
        let keyed_on = self.models.class(class).key.as_ref().map(|k| k.declared_by);
        let mut owners: Vec<ClassId> = std::iter::once(class).chain(keyed_on).collect();
        for ancestor in self.models.ancestors(class) {
            owners.extend(self.extensions.get(&ancestor).into_iter().flatten());
        }
        let mut seen = FxHashSet::default();
        owners.retain(|owner| seen.insert(*owner));
        owners
    }

    fn target(&self, range: Range) -> Option<ClassId> {
        let Range::Class(mut class) = range else {
            return None;
        };
        // Lists of lists are rare and shallow; the bound only guards against circles.
        for _ in 0..8 {
            match &self.models.class(class).kind {
                ClassKind::List(Some(ListElement::Class(element))) => class = *element,
                ClassKind::List(_) => return None,
                ClassKind::Direct
                | ClassKind::Sealed
                | ClassKind::Trait
                | ClassKind::Qualified { .. }
                | ClassKind::Singleton
                | ClassKind::Union(_)
                | ClassKind::Enumeration(_)
                | ClassKind::Extension(_) => return Some(class),
            }
        }
        None
    }

    fn report_length(&mut self, steps: usize, cell: &Triple) {
        let text = self.corpus.terms.text(cell.object);
        let place = self.corpus.place(self.id, cell.places.object);
        let message = format!("the path takes {steps} steps, of which only {STEPS} are followed");
        self.findings.push(
            Finding::error(codes::BROKEN_PATH, place, message)
                .term(text)
                .help(AGAIN),
        );
    }

    fn report_step(&mut self, at: &[ClassId], cell: &Triple) {
        let text = self.corpus.terms.text(cell.object);
        let from = at.first().map_or_else(
            || "a literal".to_owned(),
            |c| format!("`{}`", self.models.class(*c).info.iri),
        );
        let place = self.corpus.place(self.id, cell.places.object);
        let message = format!("the path steps from {from} by `{text}`, which it does not have");
        let help = "derive the mapping again from the model as it is now: that of tables with `denota provision`";
        self.findings.push(
            Finding::error(codes::BROKEN_PATH, place, message)
                .term(text)
                .help(help),
        );
    }

    fn conflict(
        &mut self,
        places: &mut FxHashMap<(TermId, TermId), (Vec<TermId>, Triple)>,
        key: (TermId, TermId),
        path: Vec<TermId>,
        triple: Triple,
    ) {
        let Some((first, at)) = places.get(&key) else {
            places.insert(key, (path, triple));
            return;
        };
        if *first == path {
            return;
        }
        let text = self.corpus.terms.text(key.1);
        let place = self.corpus.place(self.id, triple.places.object);
        let related = self.corpus.place(self.id, at.places.object);
        let finding = Finding::error(
            codes::CONFLICTING_PATHS,
            place,
            format!("`{text}` holds two different paths of one class"),
        )
        .help("give each path an element of its own")
        .related(related, "the other path");
        self.findings.push(finding);
    }

    fn class(&self, id: TermId) -> Option<ClassId> {
        match self.models.term(id)? {
            TermRef::Class(class) => Some(class),
            TermRef::Domain(_)
            | TermRef::Property(_)
            | TermRef::Datatype(_)
            | TermRef::EnumValue(_) => None,
        }
    }

    fn property(&self, id: TermId) -> Option<PropertyId> {
        match self.models.term(id)? {
            TermRef::Property(property) => Some(property),
            TermRef::Domain(_)
            | TermRef::Class(_)
            | TermRef::Datatype(_)
            | TermRef::EnumValue(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use transpilers::{Settings, target};
    use upper::check::Options;
    use upper::finding::Severity;
    use upper::source::{Input, Syntax};

    use super::*;
    use crate::canonical;

    const MODEL: &str = "@prefix : <https://example.com/onto/art#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
: a upper:DomainModel ; upper:domain \"art\" .
:Shape a upper:SealedClass ; upper:property :colour .
:Circle a upper:DirectClass ; upper:subClassOf :Shape ; upper:property :radius .
:Square a upper:DirectClass ; upper:subClassOf :Shape .
:Red a upper:QualifiedClass ; upper:qualifies :Shape ;
    upper:where [ upper:property :colour ; upper:hasValue \"red\" ] .
:Text a upper:DirectClass ; upper:property :colour .
:Item a upper:Union ; upper:unionOf ( :Red :Text ) .
:Page a upper:DirectClass ; upper:primaryKey ( :id ) ; upper:property :id , :first , :items .
:id a upper:Attribute ; upper:datatype xsd:string .
:first a upper:Relationship ; upper:class :Red ; upper:maxCount 1 .
:items a upper:Relationship ; upper:class :Item .
:colour a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
:radius a upper:Attribute ; upper:datatype xsd:double ; upper:maxCount 1 .
";

    fn checked(texts: &[&str]) -> Checked {
        let input = |(path, text): (usize, &&str)| Input {
            path: path.to_string(),
            bytes: text.as_bytes().to_vec(),
            syntax: Syntax::Turtle,
        };
        let inputs = texts.iter().enumerate().map(input).collect();
        complete(
            upper::check::check(inputs, &Options::default()),
            Naming::default(),
        )
    }

    #[test]
    fn paths_lead_through_qualified_classes_to_what_is_below_them() {
        let model = checked(&[MODEL]).valid().pop().unwrap();
        let iceberg = target("iceberg").unwrap();
        let output = (iceberg.transpile)(&model, &Settings::default());
        let iri = &model.domain().info.iri;
        let mapping = canonical::canonical(iri, iceberg.name, &output.representation);
        let radius = mapping.lines().filter(|l| l.contains("radius )")).count();
        assert_eq!(radius, 2, "{mapping}");
        let again = checked(&[MODEL, &output.representation.turtle(), &mapping]);
        assert!(!again.has_errors(), "{:?}", again.findings);
    }

    /// What is found of a path that leads round and round through one class.
    fn circling(steps: usize) -> Vec<Finding> {
        let text = "@prefix : <https://example.com/onto/ring#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
: a upper:DomainModel ; upper:domain \"ring\" .
:A a upper:DirectClass ; upper:primaryKey ( :id ) ; upper:property :id , :r .
:id a upper:Attribute ; upper:datatype xsd:string .
:r a upper:Relationship ; upper:class :A ; upper:maxCount 1 .
";
        let model = checked(&[text]).valid().pop().unwrap();
        let iceberg = target("iceberg").unwrap();
        let output = (iceberg.transpile)(&model, &Settings::default());
        let iri = &model.domain().info.iri;
        let derived = canonical::canonical(iri, iceberg.name, &output.representation);
        // An element that holds no path of its own.
        let mut all = output.representation.correspondences();
        let element = all.find(|c| c.path.is_empty()).unwrap().element;
        let path = "model:r ".repeat(steps);
        let round = format!(
            "{derived}
:round a mapping:Correspondence ; mapping:term model:r ; mapping:element <{element}> ;
    mapping:role mapping:Reference ; mapping:root model:A ; mapping:path ( {path}) .
"
        );
        checked(&[text, &output.representation.turtle(), &round]).findings
    }

    /// Each step multiplied the classes that the next one started from: 16 filled the memory.
    #[test]
    fn paths_that_lead_in_circles_have_an_end() {
        let errors = |steps| {
            let mut found = circling(steps);
            found.retain(|f| f.severity == Severity::Error);
            found
        };
        assert!(errors(STEPS).is_empty(), "{:?}", errors(STEPS));
        for steps in [STEPS + 1, 10_000] {
            let found = errors(steps);
            assert_eq!(found.len(), 1, "{found:?}");
            assert_eq!(found[0].code, codes::BROKEN_PATH);
            let said = format!("takes {steps} steps");
            assert!(found[0].message.contains(&said), "{}", found[0].message);
        }
    }
}
