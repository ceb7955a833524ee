//! Two terms that get one name in a target: found before anything is made.

use rustc_hash::{FxHashMap, FxHashSet};
use upper::finding::Finding;
use upper::model::{DomainId, TermRef};
use upper::rules::Context;

use crate::naming::{Naming, ScopedName, type_prefix};
use crate::{TARGETS, Target};

/// Two terms get one name in a target.
///
/// Targets change names to fit their language: an Iceberg column is the property's name in snake case, so that `lineNo` and `LineNo` both become `line_no`. GraphQL puts the domain before the name, so that `TV_Show` of the domain `media` and `Show` of `media_tv` both become `MEDIA_TV_Show`, one type of a graph that is composed of both. Where two terms of a model would become one element, or one would get a name that the target keeps for itself (no Avro type may be called `bytes`), nothing is made. Give one of them another `upper:name`.
pub const NAME_CLASH: &str = "U0290";

/// The clashes in all targets, in the domains that the user gave: one finding for a pair of
/// terms, however many targets they clash in.
#[must_use]
pub fn find(context: &Context<'_>, naming: Naming) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut across = Across::default();
    for (domain, _) in context.models.domains() {
        let user = context
            .graph_id(domain)
            .is_some_and(|g| !context.corpus.graph(g).builtin);
        if user {
            find_in(context, domain, naming, TARGETS, &mut across, &mut findings);
        }
    }
    findings.extend(across.findings(context));
    findings
}

/// The names in scopes that all domains share.
#[derive(Default)]
struct Across {
    first: FxHashMap<(&'static str, ScopedKey), TermRef>,
    /// Pairs of terms of two domains, each with the first name that is theirs.
    pairs: Vec<(Pair, &'static str, ScopedName)>,
    known: FxHashSet<Pair>,
}

/// Whether two domains are one, or have names that mix whatever their terms are called, which a
/// rule of the model reports.
fn have_one_prefix(context: &Context<'_>, one: DomainId, other: DomainId) -> bool {
    let prefix = |domain| type_prefix(&context.models.domain(domain).info.name);
    one == other || prefix(one) == prefix(other)
}

/// A scope and a name in it.
type ScopedKey = (String, String);

impl Across {
    fn add(
        &mut self,
        context: &Context<'_>,
        domain: DomainId,
        target: &Target,
        names: &[ScopedName],
    ) {
        let own = names
            .iter()
            .filter(|name| target.shared.contains(&name.scope.as_str()))
            .filter(|name| is_authors(context, domain, name.term));
        for name in own {
            let key = (name.scope.clone(), name.name.clone());
            let other = *self.first.entry((target.name, key)).or_insert(name.term);
            let place = |term| context.place_of(context.models.info(term));
            let at = |term| (place(term).source, place(term).start);
            if !have_one_prefix(context, context.models.info(other).domain, domain) {
                let mut pair = (other, name.term);
                if at(other) > at(name.term) {
                    pair = (name.term, other);
                }
                if self.known.insert(pair) {
                    self.pairs.push((pair, target.name, name.clone()));
                }
            }
        }
    }

    fn findings(&self, context: &Context<'_>) -> impl Iterator<Item = Finding> {
        self.pairs.iter().map(|(pair, target, name)| {
            let qualified = |term| {
                let info = context.models.info(term);
                let domain = &context.models.domain(info.domain).info.name;
                format!("{domain}:{}", info.local)
            };
            let subjects = [qualified(pair.0), qualified(pair.1)];
            both(context, *pair, &subjects, name, target)
        })
    }
}

/// Two terms, the one that stands first in its text first.
type Pair = (TermRef, TermRef);

fn find_in(
    context: &Context<'_>,
    domain: DomainId,
    naming: Naming,
    targets: &'static [Target],
    across: &mut Across,
    out: &mut Vec<Finding>,
) {
    let mut pairs: Vec<(Pair, ScopedName, Vec<&str>)> = Vec::new();
    let mut index: FxHashMap<Pair, usize> = FxHashMap::default();
    for target in targets {
        let names = (target.names)(context.models, domain, naming);
        // Plain names are for schemas that are not composed.
        if naming == Naming::Prefixed {
            across.add(context, domain, target, &names);
        }
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
    pair: Pair,
    name: &ScopedName,
    targets: &[&str],
) -> Finding {
    let targets = targets.join(", ");
    let local = |term| context.models.info(term).local.clone();
    if is_authors(context, domain, pair.0) {
        let subjects = [local(pair.0), local(pair.1)];
        return both(context, pair, &subjects, name, &targets);
    }
    let subject = local(pair.1);
    let ScopedName { scope, name, .. } = name;
    let message =
        format!("`{subject}` gets the name `{name}` in {scope} ({targets}), which is taken there");
    at_second(context, pair, message, "it")
}

/// The finding about two terms that authors can give other names, as they are called in it.
fn both(
    context: &Context<'_>,
    pair: Pair,
    [one, other]: &[String; 2],
    ScopedName { scope, name, .. }: &ScopedName,
    targets: &str,
) -> Finding {
    let message =
        format!("`{one}` and `{other}` both get the name `{name}` in {scope} ({targets})");
    let first = context.models.info(pair.0);
    at_second(context, pair, message, "one of them")
        .related(context.place_of(first), format!("`{one}` is defined here"))
}

fn at_second(context: &Context<'_>, (_, second): Pair, message: String, whose: &str) -> Finding {
    let second = context.models.info(second);
    Finding::error(NAME_CLASH, context.place_of(second), message)
        .term(second.iri.clone())
        .help(format!(
            "give {whose} another name: `upper:name \"…\"` on `{}`",
            second.local
        ))
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
            shared: &[],
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
            const { &[fake("one"), fake("two")] },
            &mut Across::default(),
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

    const MEDIA: &str = "@prefix : <https://example.com/media#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
: a upper:DomainModel ; upper:domain \"media\" .
:TV_Show a upper:DirectClass ; upper:primaryKey ( :id ) ; upper:property :id .
:id a upper:Attribute ; upper:datatype xsd:string .
";
    const MEDIA_TV: &str = "@prefix : <https://example.com/media-tv#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
: a upper:DomainModel ; upper:domain \"media_tv\" .
:Show a upper:DirectClass ; upper:primaryKey ( :id ) ; upper:property :id .
:id a upper:Attribute ; upper:datatype xsd:string .
";

    fn between(texts: [&str; 2], naming: Naming) -> Vec<String> {
        let inputs = texts.iter().enumerate().map(|(at, text)| Input {
            path: format!("{at}.ttl"),
            bytes: text.as_bytes().to_vec(),
            syntax: Syntax::Turtle,
        });
        let checked = check(inputs.collect(), &Options::default());
        let context = Context::new(&checked.corpus, &checked.models);
        let sources = &checked.corpus.sources;
        let said = find(&context, naming).into_iter().map(|finding| {
            let path = &sources.get(finding.place.source).path;
            let line = sources.position(finding.place).line;
            let first = finding.related.first().unwrap().place;
            let first = &sources.get(first.source).path;
            let help = finding.help.unwrap();
            format!("{path}:{line} {} ({first}; {help})", finding.message)
        });
        said.collect()
    }

    #[test]
    fn two_domains_do_not_get_one_type() {
        let expected = "1.ttl:5 `media:TV_Show` and `media_tv:Show` both get the name \
            `MEDIA_TV_Show` in schema (graphql) (0.ttl; give one of them another name: \
            `upper:name \"…\"` on `Show`)";
        // The type, its list and its key are told as one.
        assert_eq!(between([MEDIA, MEDIA_TV], Naming::Prefixed), [expected]);
        assert_eq!(between([MEDIA_TV, MEDIA], Naming::Prefixed).len(), 1);
        let renamed = MEDIA_TV.replace(
            ":Show a upper:DirectClass",
            ":Show a upper:DirectClass ; upper:name \"Series\"",
        );
        assert!(between([MEDIA, &renamed], Naming::Prefixed).is_empty());
        assert!(between([MEDIA, MEDIA_TV], Naming::Plain).is_empty());
        // The domains have one name, which is told of them.
        let other = MEDIA
            .replace("com/media#", "com/other#")
            .replace("\"media\"", "\"Media\"");
        assert!(between([MEDIA, &other], Naming::Prefixed).is_empty());
    }
}
