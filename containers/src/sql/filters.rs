//! Which files and rows a query asks for. Only filters go to the files that mean the same there as
//! they do in SQL; all others, and these once more, are applied to what was read. The library's own
//! way loses rows: it takes escapes in patterns for characters, leaves casts out, and knows no
//! number that sorts after all others.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "expressions and values of DataFusion, of which a few go to files"
)]

use datafusion::logical_expr::expr::InList;
use datafusion::logical_expr::{BinaryExpr, Expr, Operator};
use datafusion::scalar::ScalarValue;
use iceberg::expr::{BinaryExpression, Predicate, PredicateOperator, Reference};
use iceberg::spec::{Datum, NestedFieldRef, PrimitiveType, Type};
use iceberg::table::Table;

/// The literals on columns that files are parted by. Instants before the second day of 1970 may
/// be in files of the day after theirs, written before we counted days ourselves; the library
/// counts those in filters wrongly too, and cannot count what is far from our time.
const PARTING_MICROS: std::ops::Range<i64> = 86_400_000_000..253_402_300_800_000_000;
const PARTING_DAYS: std::ops::Range<i32> = -4_371_587..2_932_897;

/// What the filters on a table can be asked of.
#[derive(Debug)]
pub(super) struct Filters {
    columns: Vec<Column>,
}

#[derive(Debug)]
struct Column {
    field: NestedFieldRef,
    parts: Parts,
}

/// What a column is to the files of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parts {
    /// Files are not parted by it.
    No,
    /// Every file has values of one part.
    Files,
    /// There are files that do not say of which part their values are.
    SomeFiles,
}

impl Filters {
    /// Those on columns that files may be asked for.
    pub(super) async fn of(table: &Table) -> iceberg::Result<Self> {
        let metadata = table.metadata();
        let Some(snapshot) = metadata.current_snapshot() else {
            return Ok(Self {
                columns: Vec::new(),
            });
        };
        let known = snapshot.schema(metadata)?;
        let fields = metadata.current_schema().as_struct().fields().iter();
        // The bounds of files from before a column had its type are of the other one, and the
        // library takes values that it cannot compare with them for none.
        let was_other = |field: &NestedFieldRef| {
            let mut schemas = metadata.schemas_iter();
            schemas.any(|schema| {
                let was = schema.field_by_id(field.id);
                was.is_some_and(|was| was.field_type != field.field_type)
            })
        };
        // A snapshot may be older than the columns.
        let is_known = |field: &NestedFieldRef| {
            let was = known.field_by_id(field.id);
            was.is_some_and(|was| was.name == field.name)
        };
        let fields = fields.filter(|field| is_known(field) && !was_other(field));
        let parting = |field: &NestedFieldRef| {
            let mut specs = metadata
                .partition_specs_iter()
                .flat_map(|spec| spec.fields());
            specs.any(|of| of.source_id == field.id)
        };
        let mut columns = Vec::new();
        let mut some = None;
        for field in fields {
            let parts = match (parting(field), some) {
                (false, _) => Parts::No,
                (true, Some(parts)) => parts,
                (true, None) => *some.insert(parts_of(table).await?),
            };
            let field = field.clone();
            columns.push(Column { field, parts });
        }
        Ok(Self { columns })
    }

    /// A filter as files can be asked by it: true of all rows that it is true of.
    pub(super) fn predicate(&self, filter: &Expr) -> Option<Predicate> {
        match filter {
            Expr::BinaryExpr(BinaryExpr { left, op, right }) => match op {
                Operator::And => match (self.predicate(left), self.predicate(right)) {
                    (Some(left), Some(right)) => Some(left.and(right)),
                    (one, other) => one.or(other),
                },
                Operator::Or => Some(self.predicate(left)?.or(self.predicate(right)?)),
                _ => self.comparison(left, *op, right),
            },
            Expr::InList(InList {
                expr,
                list,
                negated: false,
            }) => {
                let column = self.column(expr)?;
                let values = list.iter().map(|value| column.datum(value));
                let values: Vec<Datum> = values.collect::<Option<_>>()?;
                Some(column.reference().is_in(values))
            }
            Expr::IsNull(of) => Some(self.unparted(of)?.reference().is_null()),
            Expr::IsNotNull(of) => Some(self.unparted(of)?.reference().is_not_null()),
            _ => None,
        }
    }

    fn comparison(&self, left: &Expr, op: Operator, right: &Expr) -> Option<Predicate> {
        let (column, op, literal) = match self.column(left) {
            Some(column) => (column, op, right),
            None => (self.column(right)?, op.swap()?, left),
        };
        let value = column.datum(literal)?;
        let op = match op {
            Operator::Eq => PredicateOperator::Eq,
            _ if column.parts == Parts::SomeFiles => return None,
            Operator::Lt => PredicateOperator::LessThan,
            Operator::LtEq => PredicateOperator::LessThanOrEq,
            Operator::Gt => PredicateOperator::GreaterThan,
            Operator::GtEq => PredicateOperator::GreaterThanOrEq,
            _ => return None,
        };
        let comparison = BinaryExpression::new(op, column.reference(), value);
        Some(Predicate::Binary(comparison))
    }

    fn column(&self, expr: &Expr) -> Option<&Column> {
        let Expr::Column(named) = expr else {
            return None;
        };
        self.columns.iter().find(|c| c.field.name == named.name)
    }

    fn unparted(&self, expr: &Expr) -> Option<&Column> {
        let column = self.column(expr).filter(|c| c.parts == Parts::No)?;
        column.is_comparable().then_some(column)
    }
}

impl Column {
    fn reference(&self) -> Reference {
        Reference::new(self.field.name.clone())
    }

    /// Whether values of the column compare in files as they do in SQL.
    fn is_comparable(&self) -> bool {
        matches!(
            self.field.field_type.as_ref(),
            Type::Primitive(
                PrimitiveType::Int
                    | PrimitiveType::Long
                    | PrimitiveType::Date
                    | PrimitiveType::String
                    | PrimitiveType::Timestamp
                    | PrimitiveType::Timestamptz
            )
        )
    }

    /// A literal of the column's own type.
    fn datum(&self, literal: &Expr) -> Option<Datum> {
        let Expr::Literal(value, _) = literal else {
            return None;
        };
        let Type::Primitive(kind) = self.field.field_type.as_ref() else {
            return None;
        };
        let parts = self.parts != Parts::No;
        Some(match (kind, value) {
            (PrimitiveType::Int, ScalarValue::Int32(Some(n))) => Datum::int(*n),
            (PrimitiveType::Long, ScalarValue::Int64(Some(n))) => Datum::long(*n),
            (
                PrimitiveType::String,
                ScalarValue::Utf8(Some(text))
                | ScalarValue::LargeUtf8(Some(text))
                | ScalarValue::Utf8View(Some(text)),
            ) => Datum::string(text),
            (PrimitiveType::Date, ScalarValue::Date32(Some(days)))
                if !parts || PARTING_DAYS.contains(days) =>
            {
                Datum::date(*days)
            }
            (PrimitiveType::Timestamp, ScalarValue::TimestampMicrosecond(Some(micros), None))
                if !parts || PARTING_MICROS.contains(micros) =>
            {
                Datum::timestamp_micros(*micros)
            }
            (
                PrimitiveType::Timestamptz,
                ScalarValue::TimestampMicrosecond(Some(micros), Some(_)),
            ) if !parts || PARTING_MICROS.contains(micros) => Datum::timestamptz_micros(*micros),
            _ => return None,
        })
    }
}

/// Whether every file says of which part its values are.
async fn parts_of(table: &Table) -> iceberg::Result<Parts> {
    let Some(snapshot) = table.metadata().current_snapshot() else {
        return Ok(Parts::Files);
    };
    let list = table.manifest_list_reader(snapshot).load().await?;
    let mut summaries = list.entries().iter().flat_map(|m| &m.partitions).flatten();
    Ok(match summaries.any(|summary| summary.contains_null) {
        true => Parts::SomeFiles,
        false => Parts::Files,
    })
}
