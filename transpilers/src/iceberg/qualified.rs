//! Qualified classes: a table has no views, so the filter becomes a property of the table
//! of the class that is qualified, in SQL, and a loss.

use rustc_hash::FxHashMap;
use upper::model::{
    Bound, ClassId, ClassKind, Condition, DomainId, Literal, Models, PropertyId, TermRef, Test,
};
use upper::vocabulary::Primitive;

use super::describe::{columns_of, lose};
use super::plan::kind;
use super::table::{Column, ColumnType, Content, Origin, PrimitiveType, Table};
use crate::output::Loss;

/// The qualified classes of a domain, by the class whose table holds their members.
pub(super) struct Qualified {
    by_root: FxHashMap<ClassId, Vec<ClassId>>,
}

impl Qualified {
    pub(super) fn new(models: &Models, domain: DomainId) -> Self {
        let mut by_root: FxHashMap<ClassId, Vec<ClassId>> = FxHashMap::default();
        for id in &models.domain(domain).classes {
            if let ClassKind::Qualified { of: Some(of), .. } = models.class(*id).kind {
                by_root.entry(models.root(of)).or_default().push(*id);
            }
        }
        Self { by_root }
    }

    /// Those whose members are in the table of a root.
    pub(super) fn of(&self, root: ClassId) -> &[ClassId] {
        self.by_root.get(&root).map_or(&[], Vec::as_slice)
    }

    pub(super) fn describe(&self, models: &Models, table: &mut Table) {
        for id in self.of(table.root) {
            let class = models.class(*id);
            let ClassKind::Qualified {
                of: Some(of),
                conditions,
            } = &class.kind
            else {
                continue;
            };
            let message = match filter(models, table, *of, conditions) {
                Some(filter) => {
                    let key = format!("denota.qualified.{}", class.info.name);
                    table.properties.insert(key, filter);
                    "the filter is a property of the table; select with it to see only the members"
                }
                None => {
                    "its conditions have no form that engines share, so that no filter is written"
                }
            };
            lose(table, &class.info.iri, "qualified class", message);
        }
    }
}

/// What is lost of qualified classes without a table here: they qualify a nested class, or
/// one of another domain.
pub(super) fn unplaced(models: &Models, domain: DomainId) -> Vec<Loss> {
    let qualified = models.domain(domain).classes.iter().map(|id| models.class(*id)).filter_map(|class| {
        let ClassKind::Qualified { of: Some(of), .. } = class.kind else { return None };
        let root = models.root(of);
        let placed = models.class(root).info.domain == domain && kind(models, root).is_some();
        (!placed).then(|| Loss {
            term: class.info.iri.clone(),
            element: class.info.name.clone(),
            construct: "qualified class",
            message: "no table of this domain holds its members, so that its filter is written nowhere".to_owned(),
        })
    });
    qualified.collect()
}

/// The filter, where it can be said in the SQL of Spark and DataFusion; others call what lists
/// have otherwise.
fn filter(models: &Models, table: &Table, of: ClassId, conditions: &[Condition]) -> Option<String> {
    let mut all: Vec<String> = Vec::new();
    if table.leaves.len() > 1 && of != table.root {
        let leaves = models.leaves(of);
        let names = table
            .leaves
            .iter()
            .filter(|l| leaves.contains(&l.class))
            .map(|l| quote(&l.name));
        all.push(format!(
            "{} IN ({})",
            super::table::DISCRIMINATOR,
            names.collect::<Vec<_>>().join(", ")
        ));
    }
    for condition in conditions {
        if let Some(property) = condition.property {
            for test in &condition.tests {
                all.push(one(models, table, property, test)?);
            }
        }
    }
    Some(all.join(" AND "))
}

fn one(models: &Models, table: &Table, property: PropertyId, test: &Test) -> Option<String> {
    // What its inverse says has no column here.
    let mut columns = columns_of(models, table, property);
    let column = columns.next().filter(|column| is_bare(&column.name))?;
    let name = &column.name;
    let many = matches!(column.kind, ColumnType::List(_));
    let comparable = comparable(models, column);
    let text = |value: &Literal| literal(models, property, value, comparable?, many);
    let texts = |values: &[Literal]| values.iter().map(text).collect::<Option<Vec<_>>>();
    Some(match test {
        Test::HasValue(value) if many => format!("array_contains({name}, {})", text(value)?),
        Test::HasValue(value) => format!("{name} = {}", text(value)?),
        Test::OneOf(values) if many => {
            let each = texts(values)?.into_iter();
            let each = each.map(|v| format!("array_contains({name}, {v})"));
            format!("({})", each.collect::<Vec<_>>().join(" OR "))
        }
        Test::OneOf(values) => format!("{name} IN ({})", texts(values)?.join(", ")),
        Test::Bound(..) if many => return None,
        Test::Bound(bound, value) => {
            let sign = match bound {
                Bound::MinInclusive => ">=",
                Bound::MaxInclusive => "<=",
                Bound::MinExclusive => ">",
                Bound::MaxExclusive => "<",
            };
            format!("{name} {sign} {}", text(value)?)
        }
        // A set without values may be an empty list.
        Test::Present(true) if many => format!("cardinality({name}) > 0"),
        Test::Present(false) if many => format!("({name} IS NULL OR cardinality({name}) = 0)"),
        Test::Present(true) => format!("{name} IS NOT NULL"),
        Test::Present(false) => format!("{name} IS NULL"),
    })
}

/// The type in which values of a column, or of a column's list, compare with what a condition
/// states; none where they do not.
fn comparable(models: &Models, column: &Column) -> Option<PrimitiveType> {
    let value = match &column.kind {
        ColumnType::List(element) => element,
        ColumnType::Primitive(_) | ColumnType::Struct(_) | ColumnType::Map(..) => column,
    };
    // Engines find the text of a language, or compare structures, each in its own way.
    let ColumnType::Primitive(primitive) = value.kind else {
        return None;
    };
    if let Origin::Reference { key, .. } | Origin::KeyElement { key, .. } = &value.origin {
        // A condition names an entity by its IRI, which no other key holds.
        let [step] = key.as_slice() else { return None };
        if models.iri_property() != Some(step.property) {
            return None;
        }
    }
    let is_json = matches!(value.content, Content::Json(_));
    Some(primitive).filter(|_| !is_json)
}

/// A value of a property in SQL; none where its spelling is not all there is to it (one
/// duration or JSON value is written in several ways), none for bytes, which engines write
/// differently, and none of a list whose elements compare with no literal that engines share.
fn literal(
    models: &Models,
    property: PropertyId,
    value: &Literal,
    column: PrimitiveType,
    many: bool,
) -> Option<String> {
    if let Some(TermRef::EnumValue(id)) = models.term(value.id) {
        return Some(quote(&models.enum_value(id).info.name));
    }
    match column {
        PrimitiveType::Time
        | PrimitiveType::Timestamp
        | PrimitiveType::Timestamptz
        | PrimitiveType::Uuid
            if many =>
        {
            return None;
        }
        PrimitiveType::Decimal { precision, scale } => {
            return decimal(value.value.trim(), precision, scale, many);
        }
        PrimitiveType::Boolean
        | PrimitiveType::Int
        | PrimitiveType::Long
        | PrimitiveType::Float
        | PrimitiveType::Double
        | PrimitiveType::Date
        | PrimitiveType::Time
        | PrimitiveType::Timestamp
        | PrimitiveType::Timestamptz
        | PrimitiveType::String
        | PrimitiveType::Uuid
        | PrimitiveType::Binary => {}
    }
    let text = value.value.as_str();
    let range = models.property(property).range;
    let datatype = range.and_then(|range| models.value_of(range).datatype());
    let Some(datatype) = datatype else {
        return Some(quote(text));
    };
    let text = text.trim();
    Some(match models.primitive(datatype) {
        Primitive::Duration
        | Primitive::Json
        | Primitive::Base64Binary
        | Primitive::LangString
        | Primitive::Text => return None,
        Primitive::Boolean => match text {
            "true" | "1" => "true".to_owned(),
            "false" | "0" => "false".to_owned(),
            _ => return None,
        },
        Primitive::Int
        | Primitive::Long
        | Primitive::Integer
        | Primitive::NonNegativeInteger
        | Primitive::Decimal => text.to_owned(),
        Primitive::Float | Primitive::Double => {
            let special = match text {
                "INF" | "+INF" => Some("Infinity"),
                "-INF" => Some("-Infinity"),
                "NaN" => Some("NaN"),
                _ => None,
            };
            // A literal has 64 bits, and few numbers are the same in 32.
            let is_short = column == PrimitiveType::Float;
            let name = if is_short { "FLOAT" } else { "DOUBLE" };
            if is_short || special.is_some() {
                format!("CAST('{}' AS {name})", special.unwrap_or(text))
            } else {
                text.to_owned()
            }
        }
        Primitive::Date => format!("DATE {}", quote(text.trim_end_matches('Z'))),
        Primitive::Time => quote(text.trim_end_matches('Z')),
        Primitive::String | Primitive::AnyUri | Primitive::Literal => quote(&value.value),
        Primitive::Uuid | Primitive::DateTime | Primitive::LocalDateTime => quote(text),
    })
}

/// A decimal in SQL, where a column holds it. Some engines take a number for a float where it
/// has a fraction or many digits, which no decimal of many digits compares with, and no
/// decimal in a list.
fn decimal(text: &str, precision: u32, scale: u32, many: bool) -> Option<String> {
    /// Digits that an integer of 64 bits always has room for.
    const BARE: usize = 18;
    let digits = text.trim_start_matches(['+', '-']);
    let (integer, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let integer = integer.trim_start_matches('0');
    if !many && !digits.contains('.') && integer.len() <= BARE {
        return Some(text.to_owned());
    }
    let fraction = fraction.trim_end_matches('0');
    let fits = |digits: &str, room: u32| u32::try_from(digits.len()).is_ok_and(|n| n <= room);
    let held = fits(fraction, scale) && fits(integer, precision.saturating_sub(scale));
    let cast = || format!("CAST({} AS DECIMAL({precision}, {scale}))", quote(text));
    held.then(cast)
}

/// Words that engines take for something else than a column.
const WORDS: [&str; 14] = [
    "all",
    "any",
    "current_date",
    "current_time",
    "current_timestamp",
    "exists",
    "false",
    "interval",
    "not",
    "null",
    "some",
    "struct",
    "trim",
    "true",
];

/// Whether a name is that of a column without quotes, which each engine has of its own.
fn is_bare(name: &str) -> bool {
    let is_ascii = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(is_ascii)
        && !WORDS.contains(&name)
}

fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
