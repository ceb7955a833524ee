//! Names that Avro accepts, and the former names by which readers find older data.

use rustc_hash::FxHashMap;
use upper::model::{ClassKind, DomainId, Models, TermInfo, TermRef};

use crate::naming::{Naming, ScopedName};

/// The names of Avro's own types, which no namespace may define again.
const PRIMITIVES: [&str; 8] = [
    "null", "boolean", "int", "long", "float", "double", "bytes", "string",
];

/// A name as Avro allows it: letters and digits of ASCII and underscores, not starting
/// with a digit. Other letters become `uXXXX`, anything else an underscore; two terms that
/// thereby get one name are a finding.
pub(super) fn avro_name(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 1);
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        out.push('_');
    }
    for c in name.chars() {
        match c {
            'A'..='Z' | 'a'..='z' | '0'..='9' => out.push(c),
            c if c.is_alphanumeric() => out.push_str(&format!("u{:04X}", c as u32)),
            _ => out.push('_'),
        }
    }
    out
}

/// The namespace of the types of a domain.
pub(super) fn namespace(models: &Models, domain: DomainId) -> String {
    avro_name(&models.domain(domain).info.name)
}

/// Who was replaced by whom, looked up domain by domain: what a model says may only
/// depend on what it imports, so a replacement counts within its own domain.
#[derive(Default)]
pub(super) struct Replaced {
    domains: FxHashMap<DomainId, FxHashMap<TermRef, Vec<TermRef>>>,
}

impl Replaced {
    /// The terms that a term replaces, the latest first.
    pub(super) fn by(&mut self, models: &Models, term: TermRef) -> Vec<TermRef> {
        let domain = models.info(term).domain;
        let of = self
            .domains
            .entry(domain)
            .or_insert_with(|| replacements(models, domain));
        let mut found: Vec<TermRef> = of.get(&term).cloned().unwrap_or_default();
        let mut next = 0;
        while let Some(at) = found.get(next).copied() {
            let older = of.get(&at).into_iter().flatten().copied();
            let fresh: Vec<_> = older.filter(|o| *o != term && !found.contains(o)).collect();
            found.extend(fresh);
            next += 1;
        }
        found
    }
}

fn replacements(models: &Models, domain: DomainId) -> FxHashMap<TermRef, Vec<TermRef>> {
    let of = models.domain(domain);
    let classes = of.classes.iter().copied().map(TermRef::Class);
    let properties = of.properties.iter().copied().map(TermRef::Property);
    let mut found: FxHashMap<TermRef, Vec<TermRef>> = FxHashMap::default();
    for old in classes.chain(properties) {
        let new = models
            .info(old)
            .deprecated
            .as_ref()
            .and_then(|d| d.replaced_by);
        if let Some(new) = new.filter(|new| *new != old) {
            found.entry(new).or_default().push(old);
        }
    }
    found
}

/// The names that terms of a domain get: types in the namespace, fields in their record,
/// symbols in their enum.
pub(super) fn names(models: &Models, domain: DomainId, _: Naming) -> Vec<ScopedName> {
    let space = namespace(models, domain);
    let reserved = PRIMITIVES.map(|name| ScopedName {
        scope: space.clone(),
        name: name.to_owned(),
        term: TermRef::Domain(domain),
    });
    let mut names = Vec::from(reserved);
    for id in &models.domain(domain).classes {
        let class = models.class(*id);
        let name = avro_name(&class.info.name);
        let scope = format!("{space}.{name}");
        let (is_type, members) = match &class.kind {
            ClassKind::Direct
            | ClassKind::Sealed
            | ClassKind::Qualified { .. }
            | ClassKind::Singleton
            | ClassKind::Extension(_) => (true, super::record::members(models, *id)),
            ClassKind::Union(_) | ClassKind::Enumeration(_) => (true, Vec::new()),
            ClassKind::Trait | ClassKind::List(_) => (false, Vec::new()),
        };
        if is_type {
            names.push(ScopedName {
                scope: space.clone(),
                name,
                term: TermRef::Class(*id),
            });
        }
        for member in members {
            let info = &models.property(member.property).info;
            names.push(scoped(&scope, info, TermRef::Property(member.property)));
        }
        if let ClassKind::Enumeration(values) = &class.kind {
            for value in values {
                let info = &models.enum_value(*value).info;
                names.push(scoped(&scope, info, TermRef::EnumValue(*value)));
            }
        }
    }
    names
}

fn scoped(scope: &str, info: &TermInfo, term: TermRef) -> ScopedName {
    ScopedName {
        scope: scope.to_owned(),
        name: avro_name(&info.name),
        term,
    }
}

#[cfg(test)]
mod tests {
    use super::avro_name;

    #[test]
    fn names_are_escaped_only_where_avro_refuses_them() {
        for (name, expected) in [
            ("rname", "rname"),
            ("line-number", "line_number"),
            ("_x", "_x"),
            ("1x", "_1x"),
            ("größe", "gru00F6u00DFe"),
            ("-a", "_a"),
            ("", "_"),
        ] {
            assert_eq!(avro_name(name), expected);
        }
    }
}
