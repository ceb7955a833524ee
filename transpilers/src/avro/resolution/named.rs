//! Definitions of records, enums and fixed types, and the names in force where they stand.

use std::collections::HashSet;

use serde_json::{Map, Value as Json};

use super::parse::{Invalid, Parser, logical};
use super::schema::{Field, Named, Order, Primitive, Shape, Type};

/// Where in a document parsing is, and the namespace that holds there.
#[derive(Clone, Default)]
pub(super) struct Scope {
    path: String,
    namespace: String,
}

impl Scope {
    pub(super) fn below(&self, step: &str) -> Self {
        Self {
            path: format!("{}/{step}", self.path),
            namespace: self.namespace.clone(),
        }
    }

    pub(super) fn invalid(&self, message: impl Into<String>) -> Invalid {
        Invalid {
            path: self.path.clone(),
            message: message.into(),
        }
    }

    /// A name without a dot lies in the namespace of the definition around it.
    pub(super) fn full_name(&self, name: &str) -> String {
        if name.contains('.') || self.namespace.is_empty() {
            return name.to_owned();
        }
        format!("{}.{name}", self.namespace)
    }
}

/// Reads a definition and puts it into the arena.
pub(super) fn definition(
    parser: &mut Parser,
    kind: &str,
    object: &Map<String, Json>,
    scope: &Scope,
) -> Result<Type, Invalid> {
    let (name, inside) = name_of(kind, object, scope)?;
    let id = parser.types.len();
    if parser.names.insert(name.clone(), id).is_some() {
        return Err(scope.invalid(format!("`{name}` is defined twice")));
    }
    parser.types.push(None);
    let shape = match kind {
        "record" => Shape::Record(fields(parser, object, &inside)?),
        "enum" => enumeration(object, &inside)?,
        _ => fixed(object, &inside)?,
    };
    let aliases = strings(object, "aliases", &inside)?;
    if let Some(wrong) = aliases.iter().find(|a| !is_full_name(a)) {
        return Err(inside.invalid(format!(
            "`{wrong}` is not a valid name, so it cannot be an alias"
        )));
    }
    let named = Named {
        aliases: aliases.iter().map(|a| inside.full_name(a)).collect(),
        name,
        shape,
    };
    if let Some(place) = parser.types.get_mut(id) {
        *place = Some(named);
    }
    Ok(Type::Named(id))
}

fn name_of(
    kind: &str,
    object: &Map<String, Json>,
    scope: &Scope,
) -> Result<(String, Scope), Invalid> {
    let Some(name) = object.get("name").and_then(Json::as_str) else {
        return Err(scope.invalid(format!("`{kind}` needs a `name`")));
    };
    let mut inside = scope.clone();
    match (name.rsplit_once('.'), object.get("namespace")) {
        (Some((namespace, _)), _) => namespace.clone_into(&mut inside.namespace),
        (None, Some(Json::String(namespace))) => inside.namespace.clone_from(namespace),
        (None, Some(Json::Null) | None) => {}
        (None, Some(_)) => return Err(scope.invalid("a `namespace` is a string")),
    }
    let full = inside.full_name(name);
    if !is_full_name(&full) {
        return Err(scope.invalid(format!("`{full}` is not a valid name")));
    }
    if Primitive::from_name(&full).is_some() {
        return Err(scope.invalid(format!("`{full}` is the name of a primitive type")));
    }
    Ok((full, inside))
}

fn fields(
    parser: &mut Parser,
    object: &Map<String, Json>,
    scope: &Scope,
) -> Result<Vec<Field>, Invalid> {
    let Some(Json::Array(fields)) = object.get("fields") else {
        return Err(scope.invalid("`record` needs `fields`, an array"));
    };
    let mut seen = HashSet::new();
    let mut out = Vec::with_capacity(fields.len());
    for (position, field) in fields.iter().enumerate() {
        let scope = scope.below("fields").below(&position.to_string());
        let field = one_field(parser, field, &scope)?;
        if !seen.insert(field.name.clone()) {
            return Err(scope.invalid(format!("the record has a field `{}` already", field.name)));
        }
        out.push(field);
    }
    Ok(out)
}

fn one_field(parser: &mut Parser, field: &Json, scope: &Scope) -> Result<Field, Invalid> {
    let Some(object) = field.as_object() else {
        return Err(scope.invalid("a field is an object"));
    };
    let name = object.get("name").and_then(Json::as_str);
    let Some(name) = name.filter(|n| is_name(n)) else {
        return Err(scope.invalid("a field needs a `name` of letters, digits and underscores"));
    };
    let Some(of) = object.get("type") else {
        return Err(scope.invalid(format!("the field `{name}` needs a `type`")));
    };
    let order = match object.get("order").map(Json::as_str) {
        None | Some(Some("ascending")) => Order::Ascending,
        Some(Some("descending")) => Order::Descending,
        Some(Some("ignore")) => Order::Ignore,
        Some(_) => {
            return Err(scope.invalid("an `order` is `ascending`, `descending` or `ignore`"));
        }
    };
    Ok(Field {
        name: name.to_owned(),
        aliases: strings(object, "aliases", scope)?,
        of: parser.type_of(of, &scope.below("type"))?,
        default: object.get("default").cloned(),
        order,
    })
}

fn enumeration(object: &Map<String, Json>, scope: &Scope) -> Result<Shape, Invalid> {
    if !object.contains_key("symbols") {
        return Err(scope.invalid("`enum` needs `symbols`, an array"));
    }
    let symbols = strings(object, "symbols", scope)?;
    let mut seen = HashSet::new();
    if let Some(wrong) = symbols.iter().find(|s| !is_name(s) || !seen.insert(*s)) {
        return Err(scope.invalid(format!("`{wrong}` is not a valid symbol, or stands twice")));
    }
    let default = match object.get("default") {
        None => None,
        Some(Json::String(symbol)) if symbols.contains(symbol) => Some(symbol.clone()),
        Some(_) => return Err(scope.invalid("the `default` of an enum is one of its symbols")),
    };
    Ok(Shape::Enum { symbols, default })
}

fn fixed(object: &Map<String, Json>, scope: &Scope) -> Result<Shape, Invalid> {
    let Some(size) = object.get("size").and_then(Json::as_u64) else {
        return Err(scope.invalid("`fixed` needs a `size`, an integer"));
    };
    let logical = logical("fixed", size, object);
    Ok(Shape::Fixed { size, logical })
}

fn strings(object: &Map<String, Json>, key: &str, scope: &Scope) -> Result<Vec<String>, Invalid> {
    let wrong = || scope.invalid(format!("`{key}` is an array of strings"));
    match object.get(key) {
        None => Ok(Vec::new()),
        Some(Json::Array(items)) => items
            .iter()
            .map(|i| i.as_str().map(str::to_owned).ok_or_else(wrong))
            .collect(),
        Some(_) => Err(wrong()),
    }
}

fn is_full_name(name: &str) -> bool {
    name.split('.').all(is_name)
}

fn is_name(name: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    name.starts_with(letter) && name.chars().all(|c| letter(c) || c.is_ascii_digit())
}
