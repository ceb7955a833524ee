//! What columns cannot say: into the table's properties, and into the ledger of losses.

use std::fmt;

use upper::model::{ClassId, Member, Models, PropertyId, Range, TermInfo};
use upper::vocabulary::Primitive;

use super::columns::Columns;
use super::keys::KeyLeaf;
use super::table::Leaf;
use super::types::{enum_names, facet_phrases, list};
use crate::naming::snake_case;
use crate::output::Loss;

impl Columns<'_> {
    /// Notes how a leaf of a taxonomy has a property more narrowly than its column.
    pub(super) fn narrowed(&mut self, leaf: &Leaf, general: &Member, member: &Member) {
        let models = self.facts.models;
        let info = &models.property(member.property).info;
        let mut says = Vec::new();
        if member.max != general.max {
            says.extend(member.max.map(|max| format!("at most {max} values")));
        }
        // That there is a value at all is said by `denota.required`.
        if member.min > general.min.max(1) {
            says.push(format!("at least {} values", member.min));
        }
        if member.range != general.range {
            says.push(match member.range {
                Range::Class(class) => format!("a `{}`", models.class(class).info.name),
                Range::Datatype(datatype) => format!("a `{}`", models.datatype(datatype).info.name),
                Range::Node => "a node".to_owned(),
                Range::Any => "any term".to_owned(),
            });
        }
        if member.facets != general.facets {
            says.extend(phrases(models, member));
        }
        if says.is_empty() {
            return;
        }
        let says = says.join("; ");
        let column = snake_case(&info.name);
        self.properties.insert(
            format!("denota.refinement.{}.{column}", leaf.name),
            says.clone(),
        );
        let message = format!(
            "of a `{}`, {says}: checked by `load`, not by the table",
            leaf.name
        );
        self.names.push(column);
        self.lose(&info.iri, "refinement", &message);
        self.names.pop();
    }

    /// Notes for which leaves of a taxonomy a property must have a value.
    pub(super) fn required_in(&mut self, property: PropertyId, leaves: &[&str]) {
        let info = &self.facts.models.property(property).info;
        let leaves = leaves.join(",");
        self.names.push(snake_case(&info.name));
        self.property("required", &leaves);
        self.lose(
            &info.iri,
            "count",
            format_args!("required of `{leaves}`, but optional in the table: checked by `load`"),
        );
        self.names.pop();
    }

    pub(super) fn count_losses(&mut self, member: &Member, many: bool, term: &str) {
        if many {
            self.lose(
                term,
                "set",
                "a list holds the values: that none is there twice is seen to by `load`",
            );
        }
        let bounds = match (member.min, member.max) {
            (0 | 1, Some(1)) | (0, None) => return,
            (min, None) => format!("at least {min}"),
            (0, Some(max)) => format!("at most {max}"),
            (min, Some(max)) => format!("{min} to {max}"),
        };
        self.lose(
            term,
            "count",
            format_args!("{bounds} values: checked by `load`, not by the table"),
        );
    }

    pub(super) fn default_value(&mut self, property: PropertyId) {
        let property = self.facts.models.property(property);
        if let Some(default) = &property.default {
            self.property("default", &default.value);
            self.lose(
                &property.info.iri,
                "default",
                format_args!(
                    "format version 2 has no defaults: `load` fills in `{}`",
                    default.value
                ),
            );
        }
    }

    pub(super) fn foreign_key_here(&mut self, class: ClassId, leaves: &[KeyLeaf], term: &str) {
        let path = self.names.join(".");
        if let Some(names) = self.enter_foreign_key(path, class, leaves) {
            self.lose_reference(term, class, &names);
        }
    }

    pub(super) fn foreign_key(
        &mut self,
        columns: &str,
        class: ClassId,
        leaves: &[KeyLeaf],
        term: &str,
    ) {
        let mut path = self.names.join(".");
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(columns);
        if let Some(names) = self.enter_foreign_key(path, class, leaves) {
            self.names.push(columns.to_owned());
            self.lose_reference(term, class, &names);
            self.names.pop();
        }
    }

    fn enter_foreign_key(
        &mut self,
        path: String,
        class: ClassId,
        leaves: &[KeyLeaf],
    ) -> Option<String> {
        let models = self.facts.models;
        let root = &models.class(models.root(class)).info;
        let names: Vec<String> = leaves.iter().map(KeyLeaf::name).collect();
        let to = format!(
            "{}.{}({})",
            models.domain(root.domain).info.name,
            snake_case(&root.name),
            names.join(",")
        );
        self.properties
            .insert(format!("denota.foreign-key.{path}"), to.clone());
        Some(to).filter(|_| !leaves.is_empty())
    }

    fn lose_reference(&mut self, term: &str, class: ClassId, to: &str) {
        let models = self.facts.models;
        let of = if models.root(class) == class {
            String::new()
        } else {
            format!(", of a `{}`,", models.class(class).info.name)
        };
        self.lose(
            term,
            "reference",
            format_args!("that the key is one of `{to}`{of} is not checked"),
        );
    }

    /// What columns do not tell of the values of an enumeration.
    pub(super) fn value_losses(&mut self, class: ClassId, term: &str) {
        let class = self.facts.models.class(class);
        let values = class.kind.values().iter();
        let mut infos = values.map(|value| &self.facts.models.enum_value(*value).info);
        if infos.any(is_documented) {
            let message = format!(
                "the documentation of the values of `{}` is left out",
                class.info.name
            );
            self.lose(term, "texts", message);
        }
    }

    pub(super) fn property(&mut self, key: &str, value: &str) {
        if self.silent {
            return;
        }
        let mut full = format!("denota.{key}");
        for name in &self.names {
            full.push('.');
            full.push_str(name);
        }
        self.properties.insert(full, value.to_owned());
    }

    pub(super) fn lose(&mut self, term: &str, construct: &'static str, message: impl fmt::Display) {
        if self.silent {
            return;
        }
        let mut element = self.table.clone();
        for name in &self.names {
            element.push('.');
            element.push_str(name);
        }
        self.losses.push(Loss {
            term: term.to_owned(),
            element,
            construct,
            message: message.to_string(),
        });
    }
}

/// Whether there is a text of it.
pub(super) fn is_documented(info: &TermInfo) -> bool {
    info.doc().is_some() || !info.comments.is_empty()
}

/// The facets of a member in words.
fn phrases(models: &Models, member: &Member) -> Vec<String> {
    if let Some(class) = models.value_of(member.range).enumeration() {
        let names = enum_names(models, class, &member.facets);
        return vec![format!("one of {}", list(names.into_iter()))];
    }
    let datatype = models.value_of(member.range).datatype();
    let built_in = datatype.map(|datatype| models.primitive(datatype));
    // The digits of a decimal are its column's, which holds those of all classes.
    let built_in = built_in.filter(|primitive| *primitive == Primitive::Base64Binary);
    let phrases = facet_phrases(&member.facets, built_in).into_iter();
    phrases.map(|(_, phrase)| phrase).collect()
}
