//! Qualified classes: conditions as text, and the directives that hold them.

use apollo_compiler::{Node, ast};
use upper::model::{Bound, ClassId, ClassKind, Condition, Literal, Member, TermRef, Test, Value};

use super::builder::Builder;
use super::directives::{Own, strings};

impl Builder<'_> {
    /// Notes which type stands for a qualified class.
    pub(super) fn qualified(&mut self, id: ClassId) {
        let class = self.models.class(id);
        let name = self.namer.class(self.resolve(id));
        self.stand_ins.push((class.info.iri.clone(), name.clone()));
        let conditions = self.conditions(id).join(" and ");
        self.lose(
            &class.info.iri,
            &name,
            "condition",
            format!("`{name}` stands for the class too, and nothing ensures `{conditions}` where only its members may be"),
        );
    }

    /// `@udaQualified` for each of the domain's qualified classes of a class.
    pub(super) fn qualified_directives(&mut self, id: ClassId) -> Vec<Node<ast::Directive>> {
        let qualified = self.qualified.get(&id).cloned().unwrap_or_default();
        qualified
            .into_iter()
            .map(|q| self.qualified_directive(q))
            .collect()
    }

    /// `@udaQualified` for a field whose range is a qualified class.
    pub(super) fn qualified_range(&mut self, member: &Member) -> Option<Node<ast::Directive>> {
        let id = qualified_of(&self.models.value_of(member.range))?;
        matches!(self.models.class(id).kind, ClassKind::Qualified { .. })
            .then(|| self.qualified_directive(id))
    }

    pub(super) fn qualified_directive(&mut self, id: ClassId) -> Node<ast::Directive> {
        let iri = self.models.class(id).info.iri.as_str();
        let conditions = strings(self.conditions(id));
        self.mine(
            Own::Qualified,
            vec![("uri", iri.into()), ("where", conditions)],
        )
    }

    /// The conditions of a qualified class, and those of the qualified class that it
    /// qualifies, each as `field test`.
    pub(super) fn conditions(&self, id: ClassId) -> Vec<String> {
        let mut found = Vec::new();
        let mut at = Some(id);
        // A chain of qualified classes is short; a cycle is a finding.
        for _ in 0..16 {
            let Some(id) = at else { break };
            at = match &self.models.class(id).kind {
                ClassKind::Qualified { of, conditions } => {
                    found.extend(conditions.iter().flat_map(|c| self.condition(c)));
                    *of
                }
                ClassKind::Direct
                | ClassKind::Sealed
                | ClassKind::Trait
                | ClassKind::Singleton
                | ClassKind::Union(_)
                | ClassKind::Enumeration(_)
                | ClassKind::List(_)
                | ClassKind::Extension(_) => None,
            };
        }
        found
    }

    fn condition(&self, condition: &Condition) -> Vec<String> {
        let Some(property) = condition.property else {
            return Vec::new();
        };
        let name = self.namer.property(property);
        let test = |test: &Test| match test {
            Test::HasValue(value) => format!("{name} = {}", self.value_text(value)),
            Test::OneOf(values) => {
                let values: Vec<String> = values.iter().map(|v| self.value_text(v)).collect();
                format!("{name} in [{}]", values.join(", "))
            }
            Test::Bound(bound, value) => {
                format!("{name} {} {}", sign(*bound), self.value_text(value))
            }
            Test::Present(true) => format!("{name} is present"),
            Test::Present(false) => format!("{name} is absent"),
        };
        condition.tests.iter().map(test).collect()
    }

    fn value_text(&self, value: &Literal) -> String {
        match self.models.term_by_iri(&value.value) {
            Some(TermRef::EnumValue(id)) if value.datatype.is_empty() => {
                self.namer.value(id).to_string()
            }
            Some(
                TermRef::Domain(_)
                | TermRef::Class(_)
                | TermRef::Property(_)
                | TermRef::Datatype(_)
                | TermRef::EnumValue(_),
            )
            | None => value.value.clone(),
        }
    }
}

/// The class of a value, or of the elements of a list.
fn qualified_of(value: &Value) -> Option<ClassId> {
    match value.element() {
        Value::Nested(id) | Value::Reference(id) | Value::OneOf(id) => Some(*id),
        Value::Scalar(_) | Value::Enum(_) | Value::List(..) | Value::Node | Value::Any => None,
    }
}

const fn sign(bound: Bound) -> &'static str {
    match bound {
        Bound::MinInclusive => ">=",
        Bound::MaxInclusive => "<=",
        Bound::MinExclusive => ">",
        Bound::MaxExclusive => "<",
    }
}
