//! Qualified classes: a table has no views, so the filter becomes a property of the table
//! of the class that is qualified, in SQL, and a loss.

use rustc_hash::FxHashMap;
use upper::model::{
    Bound, ClassId, ClassKind, Condition, DomainId, Literal, Models, PropertyId, TermRef, Test,
};
use upper::vocabulary::xsd;

use super::describe::{columns_of, lose};
use super::plan::kind;
use super::table::{ColumnType, Table};
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
            let filter = filter(models, table, *of, conditions);
            table
                .properties
                .insert(format!("denota.qualified.{}", class.info.name), filter);
            lose(
                table,
                &class.info.iri,
                "qualified class",
                "the filter is a property of the table; select with it to see only the members",
            );
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

fn filter(models: &Models, table: &Table, of: ClassId, conditions: &[Condition]) -> String {
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
            all.extend(
                condition
                    .tests
                    .iter()
                    .map(|test| one(models, table, property, test)),
            );
        }
    }
    all.join(" AND ")
}

fn one(models: &Models, table: &Table, property: PropertyId, test: &Test) -> String {
    let column = columns_of(models, table, property).next();
    let name = column.map_or_else(
        || models.property(property).info.name.clone(),
        |c| c.name.clone(),
    );
    let many = column.is_some_and(|c| matches!(c.kind, ColumnType::List(_)));
    let text = |value: &Literal| literal(models, value);
    match test {
        Test::HasValue(value) if many => format!("array_contains({name}, {})", text(value)),
        Test::HasValue(value) => format!("{name} = {}", text(value)),
        Test::OneOf(values) if many => {
            let each = values
                .iter()
                .map(|v| format!("array_contains({name}, {})", text(v)));
            format!("({})", each.collect::<Vec<_>>().join(" OR "))
        }
        Test::OneOf(values) => format!(
            "{name} IN ({})",
            values.iter().map(text).collect::<Vec<_>>().join(", ")
        ),
        Test::Bound(bound, value) => {
            let sign = match bound {
                Bound::MinInclusive => ">=",
                Bound::MaxInclusive => "<=",
                Bound::MinExclusive => ">",
                Bound::MaxExclusive => "<",
            };
            format!("{name} {sign} {}", text(value))
        }
        Test::Present(true) => format!("{name} IS NOT NULL"),
        Test::Present(false) => format!("{name} IS NULL"),
    }
}

fn literal(models: &Models, value: &Literal) -> String {
    if let Some(TermRef::EnumValue(id)) = models.term(value.id) {
        return quote(&models.enum_value(id).info.name);
    }
    let bare = [
        xsd::BOOLEAN,
        xsd::INT,
        xsd::LONG,
        xsd::INTEGER,
        xsd::NON_NEGATIVE_INTEGER,
        xsd::DECIMAL,
        xsd::FLOAT,
        xsd::DOUBLE,
    ];
    if bare
        .iter()
        .any(|d| upper::vocabulary::iri(*d) == Some(value.datatype.as_str()))
    {
        return value.value.clone();
    }
    let date = upper::vocabulary::iri(xsd::DATE) == Some(value.datatype.as_str());
    format!("{}{}", if date { "DATE " } else { "" }, quote(&value.value))
}

fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
