//! Named types: records for classes and keys, enums for enumerations.

use serde_json::{Map, Value as Json, json};
use upper::model::{Class, ClassId, ClassKind, EnumValueId, Member, Models, TermInfo, TermRef};

use super::build::Builder;
use super::name::{avro_name, namespace};
use super::schema::{Field, Identity, Named, Property, Shape, Symbol};
use super::{facets, losses, value};

/// Builds a named type.
pub(super) fn named<'m>(b: &mut Builder<'m>, identity: Identity) -> Named<'m> {
    let id = identity.class();
    let class = b.models.class(id);
    let space = namespace(b.models, class.info.domain);
    let mut named = Named {
        identity,
        name: avro_name(&class.info.name),
        namespace: space,
        doc: doc(b.models, &class.info),
        aliases: aliases(b, id),
        shape: Shape::Record(Vec::new()),
        term: &class.info.iri,
        properties: Vec::new(),
    };
    match identity {
        Identity::Key(_) => key_record(b, id, &mut named),
        Identity::Class(_) => match &class.kind {
            ClassKind::Enumeration(values) => enumeration(b.models, values, &mut named),
            ClassKind::Direct
            | ClassKind::Sealed
            | ClassKind::Trait
            | ClassKind::Qualified { .. }
            | ClassKind::Singleton
            | ClassKind::Union(_)
            | ClassKind::List(_)
            | ClassKind::Extension(_) => class_record(b, id, &mut named),
        },
    }
    named.properties.extend(original_name(&class.info));
    named.properties.extend(deprecation(b.models, &class.info));
    named
}

fn aliases(b: &mut Builder<'_>, id: ClassId) -> Vec<String> {
    let former = b.former(TermRef::Class(id));
    former
        .into_iter()
        .map(|old| avro_name(&b.models.info(old).name))
        .collect()
}

/// The members of a class's record: for an extension, first the key of what it extends.
pub(super) fn members(models: &Models, id: ClassId) -> Vec<Member> {
    let class = models.class(id);
    match class.kind {
        ClassKind::Extension(_) => {
            let mut members: Vec<Member> = key_members(models, id);
            let own = class
                .members
                .iter()
                .filter(|m| members.iter().all(|k| k.property != m.property));
            let own: Vec<Member> = own.cloned().collect();
            members.extend(own);
            members
        }
        ClassKind::Direct
        | ClassKind::Sealed
        | ClassKind::Trait
        | ClassKind::Qualified { .. }
        | ClassKind::Singleton
        | ClassKind::Union(_)
        | ClassKind::Enumeration(_)
        | ClassKind::List(_) => class.members.clone(),
    }
}

/// The key of a class, as the class that declares it has it.
pub(super) fn key_members(models: &Models, id: ClassId) -> Vec<Member> {
    let Some(key) = &models.class(id).key else {
        return Vec::new();
    };
    let declaring = &models.class(key.declared_by).members;
    key.members
        .iter()
        .filter_map(|p| declaring.iter().find(|m| m.property == *p).cloned())
        .collect()
}

fn class_record<'m>(b: &mut Builder<'m>, id: ClassId, named: &mut Named<'m>) {
    let class = b.models.class(id);
    let element = named.full_name();
    let members = members(b.models, id);
    let key: &[_] = class.key.as_ref().map_or(&[], |k| &k.members);
    let mut fields: Vec<Field<'m>> = members
        .iter()
        .map(|m| value::field(b, &element, m, key.contains(&m.property)))
        .collect();
    let taken: Vec<String> = fields.iter().map(|f| f.name.clone()).collect();
    for field in &mut fields {
        let former = b.former(TermRef::Property(field.property));
        let names = former
            .into_iter()
            .map(|old| avro_name(&b.models.info(old).name));
        field.aliases = names.filter(|n| !taken.contains(n)).collect();
    }
    named.properties = class_properties(b, id, &fields);
    named.shape = Shape::Record(fields);
    losses::of_class(b, id, &element);
}

fn class_properties(b: &Builder<'_>, id: ClassId, fields: &[Field<'_>]) -> Vec<Property> {
    let models = b.models;
    let class = models.class(id);
    let mut out: Vec<Property> = Vec::new();
    let name = |p| avro_name(&models.property(p).info.name);
    if let Some(key) = class.key.as_ref().filter(|_| fields.iter().any(|f| f.key)) {
        out.push(("denota.key", key.members.iter().map(|p| name(*p)).collect()));
    }
    let unique: Vec<Vec<String>> = models
        .ancestors(id)
        .flat_map(|a| &models.class(a).unique_keys)
        .map(|k| k.iter().map(|p| name(*p)).collect())
        .collect();
    if !unique.is_empty() {
        out.push(("denota.uniqueKeys", json!(unique)));
    }
    let iris = |ids: &mut dyn Iterator<Item = ClassId>| -> Vec<&str> {
        ids.map(|id| models.class(id).info.iri.as_str()).collect()
    };
    for (key, iris) in [
        ("denota.subClassOf", iris(&mut models.ancestors(id).skip(1))),
        ("denota.traits", iris(&mut class.traits.iter().copied())),
    ] {
        if !iris.is_empty() {
            out.push((key, json!(iris)));
        }
    }
    out.extend(kind_properties(b, class));
    out
}

fn kind_properties(b: &Builder<'_>, class: &Class) -> Vec<Property> {
    let iri = |id: ClassId| Json::from(b.models.class(id).info.iri.as_str());
    match &class.kind {
        ClassKind::Qualified { of, conditions } => {
            let mut out: Vec<Property> =
                of.iter().map(|of| ("denota.qualifies", iri(*of))).collect();
            out.push((
                "denota.conditions",
                facets::conditions(b.models, conditions),
            ));
            out
        }
        ClassKind::Extension(of) => {
            let mut out: Vec<Property> = of.iter().map(|of| ("denota.extends", iri(*of))).collect();
            out.extend(of.map(|of| ("denota.references", value::references(b, of))));
            out
        }
        ClassKind::Singleton => vec![("denota.singleton", Json::Bool(true))],
        ClassKind::Direct
        | ClassKind::Sealed
        | ClassKind::Trait
        | ClassKind::Union(_)
        | ClassKind::Enumeration(_)
        | ClassKind::List(_) => Vec::new(),
    }
}

/// A key as a value: a record in the namespace `<domain>.key`, apart from the classes.
fn key_record<'m>(b: &mut Builder<'m>, id: ClassId, named: &mut Named<'m>) {
    named.namespace.push_str(".key");
    let element = named.full_name();
    let members = key_members(b.models, id);
    let fields = members
        .iter()
        .map(|m| value::field(b, &element, m, true))
        .collect();
    named.shape = Shape::Record(fields);
    named.properties = vec![("denota.references", value::references(b, id))];
}

fn enumeration<'m>(models: &'m Models, values: &[EnumValueId], named: &mut Named<'m>) {
    let mut symbols = Vec::new();
    let (mut originals, mut docs, mut deprecated) = (Map::new(), Map::new(), Map::new());
    for value in values {
        let info = &models.enum_value(*value).info;
        let name = avro_name(&info.name);
        if name != info.name {
            originals.insert(name.clone(), info.name.as_str().into());
        }
        if let Some(doc) = info.doc() {
            docs.insert(name.clone(), doc.into());
        }
        if let Some(note) = note(models, info) {
            deprecated.insert(name.clone(), note.into());
        }
        symbols.push(Symbol {
            name,
            term: &info.iri,
            doc: info.doc(),
        });
    }
    named.shape = Shape::Enum(symbols);
    for (key, map) in [
        ("denota.symbolNames", originals),
        ("denota.symbolDocs", docs),
        ("denota.deprecatedSymbols", deprecated),
    ] {
        if !map.is_empty() {
            named.properties.push((key, Json::Object(map)));
        }
    }
}

/// The documentation of a term, with its deprecation.
pub(super) fn doc(models: &Models, info: &TermInfo) -> Option<String> {
    match (info.doc(), note(models, info)) {
        (None, None) => None,
        (Some(doc), None) => Some(doc.to_owned()),
        (None, Some(note)) => Some(format!("Deprecated: {note}")),
        (Some(doc), Some(note)) => Some(format!("{doc}\n\nDeprecated: {note}")),
    }
}

fn note(models: &Models, info: &TermInfo) -> Option<String> {
    let deprecation = info.deprecated.as_ref()?;
    let instead = deprecation
        .replaced_by
        .map(|by| format!("replaced by {}", models.info(by).name));
    let note = deprecation.note.preferred().map(str::to_owned);
    note.or(instead)
        .or_else(|| Some("no longer to be used".to_owned()))
}

/// The properties that tell of a deprecation.
pub(super) fn deprecation(models: &Models, info: &TermInfo) -> Vec<Property> {
    let note = note(models, info).map(|note| ("denota.deprecated", note.into()));
    let by = info.deprecated.as_ref().and_then(|d| d.replaced_by);
    let by = by.map(|by| ("denota.replacedBy", models.info(by).iri.as_str().into()));
    note.into_iter().chain(by).collect()
}

/// The name in the model, where Avro does not accept it.
pub(super) fn original_name(info: &TermInfo) -> Option<Property> {
    (avro_name(&info.name) != info.name).then(|| ("denota.name", info.name.as_str().into()))
}
