//! How terms are named.

use super::plural::{Number, number};
use crate::finding::Finding;
use crate::model::{ClassKind, DatatypeKind, DomainId, Range, TermInfo, TermRef};
use crate::rules::{Context, Level, Rule};
use crate::vocabulary::Primitive;

pub(super) const PASCAL_CASE: Rule = Rule {
    code: "U0300",
    name: "pascal-case",
    level: Level::Warn,
    summary: "the name of a class or datatype is not in PascalCase",
    explanation: "The names of classes, enumerations and datatypes start each word with a capital and put nothing \
        between words: `DevilFruit`. That tells them from properties at a glance, and makes names that every target \
        can use as they are.",
    check: pascal_case,
};

fn pascal_case(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for term in context.terms(domain) {
        let applies = match term {
            TermRef::Class(_) => true,
            TermRef::Datatype(id) => {
                matches!(context.models.datatype(id).kind, DatatypeKind::Custom(_))
            }
            TermRef::Domain(_) | TermRef::Property(_) | TermRef::EnumValue(_) => false,
        };
        if applies {
            cased(context, context.models.info(term), true, findings);
        }
    }
}

pub(super) const CAMEL_CASE: Rule = Rule {
    code: "U0301",
    name: "camel-case",
    level: Level::Warn,
    summary: "the name of a property is not in camelCase",
    explanation: "The names of properties start with a small letter, each further word with a capital, and put nothing \
        between words: `birthDate`. That tells them from classes at a glance, and is what authors of GraphQL, Avro and \
        JSON expect of a field.",
    check: camel_case,
};

fn camel_case(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    for (_, property) in context.properties(domain) {
        cased(context, &property.info, false, findings);
    }
}

fn cased(context: &Context<'_>, info: &TermInfo, pascal: bool, findings: &mut Vec<Finding>) {
    let better = recase(&info.local, pascal);
    // A local name with other signs, such as a path, is not one to restyle; a term of another
    // namespace (which Upper may declare) is not the author's to name.
    let signs = info
        .local
        .chars()
        .any(|c| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.'));
    let own = info
        .iri
        .starts_with(&context.models.domain(info.domain).info.iri);
    if better == info.local || better.is_empty() || signs || !own {
        return;
    }
    let style = if pascal { "PascalCase" } else { "camelCase" };
    let message = format!("{} is not in {style}", context.show(info));
    let help = match taken(context, info, &better) {
        Some(other) => format!("give it a name of its own: {other} is another term"),
        None => format!("name it `{better}`"),
    };
    findings.push(context.finding(info, context.place_of(info), message, help));
}

/// The term of the domain that has a name already.
fn taken(context: &Context<'_>, info: &TermInfo, name: &str) -> Option<String> {
    let domain = &context.models.domain(info.domain).info;
    let other = context
        .models
        .term_by_iri(&format!("{}{name}", domain.iri))?;
    Some(context.show(context.models.info(other)))
}

/// A name in the wanted case. Runs of capitals stay, so that `URLList` and `isbnOfDVD` do.
fn recase(name: &str, pascal: bool) -> String {
    let words = name.split(['_', '-', '.']).filter(|w| !w.is_empty());
    let several = words.clone().nth(1).is_some();
    let mut better = String::new();
    for word in words {
        // `TAX_RATE` is two words, not two abbreviations.
        let shouted = several && word.chars().all(|c| !c.is_lowercase());
        let word = if shouted {
            word.to_lowercase()
        } else {
            word.to_owned()
        };
        let mut rest = word.chars();
        let Some(first) = rest.next() else { continue };
        if better.is_empty() && !pascal {
            better.push_str(&lower_start(&word));
        } else {
            better.extend(first.to_uppercase());
            better.push_str(rest.as_str());
        }
    }
    better
}

/// The first letter, or the abbreviation that the word starts with, in small letters:
/// `birthDate` of `BirthDate`, `urlList` of `URLList`, `id` of `ID`.
fn lower_start(word: &str) -> String {
    let capitals = word.chars().take_while(|c| c.is_uppercase()).count();
    let whole = capitals == word.chars().count();
    let lowered = if whole || capitals <= 1 {
        capitals
    } else {
        capitals - 1
    };
    let mut lower = String::new();
    for (i, c) in word.chars().enumerate() {
        if i < lowered {
            lower.extend(c.to_lowercase());
        } else {
            lower.push(c);
        }
    }
    lower
}

pub(super) const PLURAL_CLASS: Rule = Rule {
    code: "U0304",
    name: "plural-class",
    level: Level::Warn,
    summary: "the name of a class is a plural",
    explanation: "A class is named after one of its members: `Character`, not `Characters`. Relationships then read as \
        they should, and types in code stand for one thing. The lint knows English only, and leaves lists alone.",
    check: plural_class,
};

fn plural_class(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    // A system domain takes the names of what it describes.
    if context.is_system(domain) {
        return;
    }
    for (_, class) in context.classes(domain) {
        let named_after_a_member = match class.kind {
            ClassKind::Direct
            | ClassKind::Sealed
            | ClassKind::Qualified { .. }
            | ClassKind::Union(_)
            | ClassKind::Enumeration(_) => true,
            ClassKind::Trait
            | ClassKind::Singleton
            | ClassKind::List(_)
            | ClassKind::Extension(_) => false,
        };
        let number = number(&class.info.local);
        if let (true, Number::Many(one)) = (named_after_a_member, number) {
            let message = format!("{} is named after many", context.show(&class.info));
            let place = context.place_of(&class.info);
            let other = one
                .as_deref()
                .and_then(|one| taken(context, &class.info, one));
            let help = match (one, other) {
                (_, Some(other)) => format!("name it after one of them, otherwise than {other}"),
                (Some(one), None) => format!("name it after one: `{one}`"),
                (None, None) => "name it after one of them".to_owned(),
            };
            findings.push(context.finding(&class.info, place, message, help));
        }
    }
}

pub(super) const BOOLEAN_NAME: Rule = Rule {
    code: "U0305",
    name: "boolean-name",
    level: Level::Warn,
    summary: "a Boolean attribute is not named like a statement",
    explanation: "A Boolean says whether a statement holds, so its name should be one: `isAlive`, `hasSubtitles`, \
        `allowsMinors`. A noun such as `status` or `life` leaves open what true means.",
    check: boolean_name,
};

/// First words that make a name a statement.
const VERBS: &[&str] = &[
    "accepts", "adds", "allows", "applies", "are", "avoids", "belongs", "blocks", "can",
    "contains", "counts", "covers", "did", "does", "ends", "exists", "expires", "fails", "fits",
    "follows", "forbids", "had", "has", "have", "hides", "holds", "ignores", "includes", "is",
    "keeps", "knows", "lives", "may", "might", "must", "needs", "offers", "owns", "permits",
    "prevents", "repeats", "requires", "returns", "sells", "shall", "should", "shows", "starts",
    "supports", "takes", "uses", "wants", "was", "were", "will", "works", "would",
];

fn boolean_name(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    // A system domain takes the names of what it describes.
    if context.is_system(domain) {
        return;
    }
    for (_, property) in context.properties(domain) {
        let boolean = match property.range {
            Some(Range::Datatype(id)) => context.models.primitive(id) == Primitive::Boolean,
            Some(Range::Class(_) | Range::Node | Range::Any) | None => false,
        };
        let local = &property.info.local;
        let first: String = local.chars().take_while(|c| c.is_lowercase()).collect();
        if !boolean || VERBS.contains(&first.as_str()) {
            continue;
        }
        let mut rest = local.chars();
        let capital: String = rest
            .next()
            .into_iter()
            .flat_map(char::to_uppercase)
            .chain(rest)
            .collect();
        let message = format!(
            "{} is a Boolean, and its name does not say what is true",
            context.show(&property.info)
        );
        let help =
            format!("name it like a statement: `is{capital}`, `has{capital}`, `allows{capital}`");
        findings.push(context.finding(
            &property.info,
            context.place_of(&property.info),
            message,
            help,
        ));
    }
}
