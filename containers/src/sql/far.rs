//! Points in time far from ours. DataFusion compares texts with them by nanoseconds, which count to
//! the year 2262, and reads years of four digits; so such texts are read here, by microseconds.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "expressions and types of DataFusion, of which a few are read here"
)]

use std::sync::Arc;

use arrow_schema::{DataType, TimeUnit};
use datafusion::common::DFSchema;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode as _};
use datafusion::error::Result;
use datafusion::logical_expr::expr::{Between, BinaryExpr, Cast, InList};
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::utils::merge_schema;
use datafusion::logical_expr::{Expr, ExprSchemable as _, LogicalPlan, Operator};
use datafusion::optimizer::{Analyzer, AnalyzerRule};
use datafusion::scalar::ScalarValue;

use crate::rows::lexical;

/// The microseconds of a day.
const DAY: i64 = 86_400_000_000;
/// The dates that DataFusion reads, 0000-01-01 to 9999-12-31.
const NEAR_DAYS: std::ops::RangeInclusive<i32> = -719_528..=2_932_896;

const COMPARISONS: [Operator; 6] = [
    Operator::Eq,
    Operator::NotEq,
    Operator::Lt,
    Operator::LtEq,
    Operator::Gt,
    Operator::GtEq,
];

/// The rules by which a query is understood: texts are read before it is settled how they compare.
pub(super) fn rules() -> Vec<Arc<dyn AnalyzerRule + Send + Sync>> {
    let mut rules: Vec<Arc<dyn AnalyzerRule + Send + Sync>> = vec![Arc::new(FarTimes)];
    rules.extend(Analyzer::new().rules);
    rules
}

#[derive(Debug)]
struct FarTimes;

impl AnalyzerRule for FarTimes {
    fn name(&self) -> &'static str {
        "far_times"
    }

    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        let read = plan.transform_up_with_subqueries(|plan| {
            let schema = merge_schema(&plan.inputs());
            let names = NamePreserver::new(&plan);
            plan.map_expressions(|expr| {
                let name = names.save(&expr);
                let read = expr.transform_up(|expr| Ok(compared(expr, &schema)))?;
                Ok(read.update_data(|expr| name.restore(expr)))
            })
        });
        Ok(read?.data)
    }
}

/// An expression with the texts in it read that are to be points in time.
fn compared(mut expr: Expr, schema: &DFSchema) -> Transformed<Expr> {
    let kind = |expr: &Expr| expr.get_type(schema).ok();
    let is_read = match &mut expr {
        Expr::BinaryExpr(BinaryExpr { left, op, right }) if COMPARISONS.contains(op) => {
            let (of_left, of_right) = (kind(left), kind(right));
            read(right, of_left.as_ref()) | read(left, of_right.as_ref())
        }
        Expr::Between(Between {
            expr, low, high, ..
        }) => {
            let kind = kind(expr);
            read(low, kind.as_ref()) | read(high, kind.as_ref())
        }
        Expr::InList(InList { expr, list, .. }) => {
            let kind = kind(expr);
            let reading = list.iter_mut().map(|text| read(text, kind.as_ref()));
            reading.fold(false, |any, one| any | one)
        }
        Expr::Cast(Cast { expr, data_type }) => read(expr, Some(data_type)),
        _ => false,
    };
    if is_read {
        Transformed::yes(expr)
    } else {
        Transformed::no(expr)
    }
}

/// Reads a literal text as a value of a type, if it is one that is read here.
fn read(expr: &mut Expr, kind: Option<&DataType>) -> bool {
    let text = match &*expr {
        Expr::Literal(literal, _) => literal.try_as_str().flatten(),
        _ => None,
    };
    let Some((text, kind)) = text.zip(kind) else {
        return false;
    };
    let value = match kind {
        DataType::Date32 => {
            let far = lexical::date(text).filter(|days| !NEAR_DAYS.contains(days));
            far.map(|days| ScalarValue::Date32(Some(days)))
        }
        DataType::Timestamp(TimeUnit::Microsecond, zone) => {
            let is_utc = |zone: &Arc<str>| matches!(zone.as_ref(), "UTC" | "+00:00");
            let micros = micros(text).filter(|_| zone.as_ref().is_none_or(is_utc));
            micros.map(|micros| ScalarValue::TimestampMicrosecond(Some(micros), zone.clone()))
        }
        _ => None,
    };
    let is_read = value.is_some();
    if let Some(value) = value {
        *expr = Expr::Literal(value, None);
    }
    is_read
}

/// As SQL has them: of UTC where no zone is named, midnight where no time is.
fn micros(text: &str) -> Option<i64> {
    let text = text.trim().replacen(' ', "T", 1);
    let point = lexical::date_time(&text).or_else(|| lexical::local_date_time(&text));
    point.or_else(|| i64::from(lexical::date(&text)?).checked_mul(DAY))
}
