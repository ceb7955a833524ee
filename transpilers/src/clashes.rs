//! Two terms that get one name in a target: found before anything is made.

use rustc_hash::FxHashMap;
use upper::finding::Finding;
use upper::model::{DomainId, TermRef};
use upper::rules::Context;

use crate::naming::{Naming, ScopedName};
use crate::{TARGETS, Target};

/// Two terms get one name in a target.
///
/// Targets change names to fit their language: an Iceberg column is the property's name in snake case, so that `lineNo` and `LineNo` both become `line_no`. Where two terms of a model would become one element, or one would get a name that the target keeps for itself (no Avro type may be called `bytes`), nothing is made. Give one of them another `upper:name`.
pub const NAME_CLASH: &str = "U0290";

/// The clashes in all targets, in the domains that the user gave: one finding for a pair of
/// terms, however many targets they clash in.
#[must_use]
pub fn find(context: &Context<'_>, naming: Naming) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (domain, _) in context.models.domains() {
        let user = context
            .graph_id(domain)
            .is_some_and(|g| !context.corpus.graph(g).builtin);
        if user {
            find_in(context, domain, naming, TARGETS, &mut findings);
        }
    }
    findings
}

/// Two terms, the one that stands first in its text first.
type Pair = (TermRef, TermRef);

fn find_in(
    context: &Context<'_>,
    domain: DomainId,
    naming: Naming,
    targets: &[Target],
    out: &mut Vec<Finding>,
) {
    let mut pairs: Vec<(Pair, ScopedName, Vec<&str>)> = Vec::new();
    let mut index: FxHashMap<Pair, usize> = FxHashMap::default();
    for target in targets {
        let names = (target.names)(context.models, domain, naming);
        let clashes = clashes(context, domain, names);
        for (pair, name) in clashes
            .into_iter()
            .filter(|(pair, _)| !have_one_name(context, *pair))
        {
            let at = *index.entry(pair).or_insert_with(|| {
                pairs.push((pair, name, Vec::new()));
                pairs.len() - 1
            });
            if let Some((_, _, names)) = pairs
                .get_mut(at)
                .filter(|(_, _, n)| n.last() != Some(&target.name))
            {
                names.push(target.name);
            }
        }
    }
    out.extend(
        pairs
            .iter()
            .map(|(pair, name, targets)| finding(context, domain, *pair, name, targets)),
    );
}

/// Whether a term is one that the author of a domain names.
fn is_authors(context: &Context<'_>, domain: DomainId, term: TermRef) -> bool {
    let info = context.models.info(term);
    info.domain == domain && !matches!(term, TermRef::Domain(_))
}

/// Whether two terms have one name in the model already, which a rule of the model reports.
fn have_one_name(context: &Context<'_>, (first, second): Pair) -> bool {
    let group = |term| match term {
        TermRef::Domain(_) => 0,
        TermRef::Class(_) | TermRef::Datatype(_) => 1,
        TermRef::Property(_) => 2,
        TermRef::EnumValue(_) => 3,
    };
    let info = |term| context.models.info(term);
    let (one, other) = (info(first), info(second));
    group(first) == group(second) && one.domain == other.domain && one.name == other.name
}

/// The terms that share a name in a scope with the first that has it.
fn clashes(
    context: &Context<'_>,
    domain: DomainId,
    names: Vec<ScopedName>,
) -> Vec<(Pair, ScopedName)> {
    // What is not the author's comes first: the author can give only the other one a name.
    let place = |term| {
        let start = context.place_of(context.models.info(term)).start;
        (is_authors(context, domain, term), start)
    };
    let mut first: FxHashMap<(&str, &str), TermRef> = FxHashMap::default();
    let mut clashes = Vec::new();
    for name in &names {
        let other = *first.entry((&name.scope, &name.name)).or_insert(name.term);
        if other != name.term {
            let pair = if place(other) <= place(name.term) {
                (other, name.term)
            } else {
                (name.term, other)
            };
            clashes.push((pair, name.clone()));
        }
    }
    clashes
}

fn finding(
    context: &Context<'_>,
    domain: DomainId,
    (first, second): Pair,
    name: &ScopedName,
    targets: &[&str],
) -> Finding {
    let both = is_authors(context, domain, first);
    let (first, second) = (context.models.info(first), context.models.info(second));
    let ScopedName { scope, name, .. } = name;
    let targets = targets.join(", ");
    let message = if both {
        format!(
            "`{}` and `{}` both get the name `{name}` in {scope} ({targets})",
            first.local, second.local
        )
    } else {
        format!(
            "`{}` gets the name `{name}` in {scope} ({targets}), which is taken there",
            second.local
        )
    };
    let whose = if both { "one of them" } else { "it" };
    let finding = Finding::error(NAME_CLASH, context.place_of(second), message)
        .term(second.iri.clone())
        .help(format!(
            "give {whose} another name: `upper:name \"…\"` on `{}`",
            second.local
        ));
    if both {
        let here = format!("`{}` is defined here", first.local);
        finding.related(context.place_of(first), here)
    } else {
        finding
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use upper::check::{Options, check};
    use upper::source::{Input, Syntax};

    use super::*;
    use crate::output::Output;

    const MODEL: &str = "@prefix : <https://example.com/onto/shop#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
: a upper:DomainModel ; upper:domain \"shop\" .
:Order a upper:DirectClass ; upper:property :lineNo , :LineNo , :other .
:lineNo a upper:Attribute ; upper:datatype xsd:string .
:LineNo a upper:Attribute ; upper:datatype xsd:string .
:other a upper:Attribute ; upper:datatype xsd:string .
";

    fn names(models: &upper::model::Models, domain: DomainId, _: Naming) -> Vec<ScopedName> {
        let properties = models.domain(domain).properties.iter();
        let named = properties.map(|p| ScopedName {
            scope: "`Order`".to_owned(),
            name: models.property(*p).info.name.to_lowercase(),
            term: TermRef::Property(*p),
        });
        // The same name for the same term twice is no clash.
        named.clone().chain(named).collect()
    }

    const fn fake(name: &'static str) -> Target {
        Target {
            name,
            summary: "",
            version: "",
            options: &[],
            system: "",
            images: crate::images::Images {
                construct: |_| "",
                datatype: |_| String::new(),
            },
            transpile: |_, _| Output::default(),
            names,
        }
    }

    #[test]
    fn names_that_graphql_has_already_are_not_the_authors_to_take() {
        let text = "@prefix : <https://example.com/onto/shop#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
: a upper:DomainModel ; upper:domain \"shop\" .
:Mutation a upper:DirectClass ; upper:property :size .
:Boolean a upper:DirectClass ; upper:property :size .
:String a upper:DirectClass ; upper:property :text .
:size a upper:Attribute ; upper:datatype xsd:int .
:text a upper:Attribute ; upper:datatype xsd:string .
";
        let input = Input {
            path: "shop.ttl".to_owned(),
            bytes: text.as_bytes().to_vec(),
            syntax: Syntax::Turtle,
        };
        let checked = check(vec![input], &Options::default());
        let context = Context::new(&checked.corpus, &checked.models);
        assert!(find(&context, Naming::Prefixed).is_empty());
        let found = find(&context, Naming::Plain);
        let said: Vec<_> = found
            .iter()
            .map(|f| {
                (
                    checked.corpus.sources.position(f.place).line,
                    f.message.as_str(),
                )
            })
            .collect();
        assert_eq!(
            said,
            [
                (
                    5,
                    "`Mutation` gets the name `Mutation` in schema (graphql), which is taken there"
                ),
                (
                    6,
                    "`Boolean` gets the name `Boolean` in schema (graphql), which is taken there"
                ),
                (
                    7,
                    "`String` gets the name `String` in schema (graphql), which is taken there"
                ),
            ]
        );
    }

    #[test]
    fn a_clash_in_two_targets_is_one_finding_with_both_terms() {
        let input = Input {
            path: "shop.ttl".to_owned(),
            bytes: MODEL.as_bytes().to_vec(),
            syntax: Syntax::Turtle,
        };
        let checked = check(vec![input], &Options::default());
        let context = Context::new(&checked.corpus, &checked.models);
        let mut found = Vec::new();
        let domain = checked.models.domain_by_name("shop").unwrap();
        find_in(
            &context,
            domain,
            Naming::Plain,
            &[fake("one"), fake("two")],
            &mut found,
        );
        let messages: Vec<_> = found.iter().map(|f| f.message.as_str()).collect();
        assert_eq!(
            messages,
            ["`lineNo` and `LineNo` both get the name `lineno` in `Order` (one, two)"]
        );
        let lines = |p| checked.corpus.sources.position(p).line;
        assert_eq!(
            found
                .iter()
                .map(|f| (lines(f.place), lines(f.related.first().unwrap().place)))
                .collect::<Vec<_>>(),
            [(7, 6)]
        );
    }
}
