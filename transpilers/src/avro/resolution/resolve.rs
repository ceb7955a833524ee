//! Resolving one schema against another.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use super::schema::{Field, Logical, Named, Primitive, Schema, Shape, Type};

/// How many comparisons of two types are made: unions of thousands of branches on both
/// sides would take the square of that.
const MAX_STEPS: usize = 5_000_000;
/// How many mismatches are told.
const MAX_MISMATCHES: usize = 1_000;
/// How long a path may grow before its steps are left out.
const MAX_PATH: usize = 500;

/// A reason why a reader does not match a writer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Which rule is broken.
    pub kind: MismatchKind,
    /// Where, in the reader's schema: the names of fields from the root down.
    pub path: String,
    /// The same in words.
    pub message: String,
}

/// The rules that can be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MismatchKind {
    /// The types are different and the writer's is not promoted to the reader's.
    Type,
    /// Two named types have different names, and the reader has no such alias.
    Name,
    /// Two fixed types have different sizes.
    FixedSize,
    /// Two decimals have different precisions or scales.
    Decimal,
    /// The reader's enum has neither the symbol nor a default.
    EnumSymbol,
    /// The reader's union has no branch for what the writer may write.
    UnionBranch,
    /// The reader has a field without a default that the writer does not have.
    MissingField,
    /// The two are too large to be compared in reasonable time.
    TooLarge,
}

impl MismatchKind {
    /// The word for it that clients of schema registries know.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Type => "TYPE_MISMATCH",
            Self::Name => "NAME_MISMATCH",
            Self::FixedSize => "FIXED_SIZE_MISMATCH",
            Self::Decimal => "DECIMAL_MISMATCH",
            Self::EnumSymbol => "MISSING_ENUM_SYMBOLS",
            Self::UnionBranch => "MISSING_UNION_BRANCH",
            Self::MissingField => "READER_FIELD_MISSING_DEFAULT_VALUE",
            Self::TooLarge => "SCHEMA_TOO_LARGE",
        }
    }
}

/// Why a reader cannot read everything that a writer may have written; empty when it can.
#[must_use]
pub fn resolve(reader: &Schema, writer: &Schema) -> Vec<Mismatch> {
    let mut resolver = Resolver {
        reader,
        writer,
        seen: HashSet::new(),
        open: Vec::new(),
        found: Vec::new(),
        steps: Cell::new(0),
    };
    resolver.pair(&reader.root, &writer.root, "");
    // Named types wait here rather than on the stack: chains of them have no bound.
    while let Some((of_reader, of_writer, path)) = resolver.open.pop() {
        if let (Some(r), Some(w)) = (reader.named(of_reader), writer.named(of_writer)) {
            resolver.named(r, w, &path);
        }
    }
    if resolver.exhausted() {
        let message = "the schemas are too large to be compared in full";
        resolver.differ(MismatchKind::TooLarge, "", message.to_owned());
    }
    resolver.found
}

struct Resolver<'a> {
    reader: &'a Schema,
    writer: &'a Schema,
    /// Pairs of named types that are resolved, or are about to be.
    seen: HashSet<(usize, usize)>,
    open: Vec<(usize, usize, String)>,
    found: Vec<Mismatch>,
    steps: Cell<usize>,
}

impl Resolver<'_> {
    fn exhausted(&self) -> bool {
        self.steps.get() > MAX_STEPS || self.found.len() > MAX_MISMATCHES
    }

    fn pair(&mut self, reader: &Type, writer: &Type, path: &str) {
        if self.exhausted() {
            return;
        }
        match (reader, writer) {
            (_, Type::Union(branches)) => {
                for branch in branches {
                    if !self.exhausted() {
                        self.branch(reader, branch, path);
                    }
                }
            }
            _ => self.branch(reader, writer, path),
        }
    }

    /// Resolves a writer's type that is no union.
    fn branch(&mut self, reader: &Type, writer: &Type, path: &str) {
        match reader {
            Type::Union(branches) => match branches.iter().find(|b| self.matches(b, writer)) {
                Some(branch) => self.matched(branch, writer, path),
                None => {
                    let message = format!("no branch reads {}", self.say(self.writer, writer));
                    self.differ(MismatchKind::UnionBranch, path, message);
                }
            },
            Type::Plain(..) | Type::Array(_) | Type::Map(_) | Type::Named(_) => {
                self.matched(reader, writer, path);
            }
        }
    }

    /// Resolves two types, neither of them a union.
    fn matched(&mut self, reader: &Type, writer: &Type, path: &str) {
        match (reader, writer) {
            (Type::Array(r), Type::Array(w)) => self.pair(r, w, &format!("{path}[]")),
            (Type::Map(r), Type::Map(w)) => self.pair(r, w, &format!("{path}{{}}")),
            (Type::Named(r), Type::Named(w)) => {
                if self.seen.insert((*r, *w)) {
                    self.open.push((*r, *w, path.to_owned()));
                }
            }
            (Type::Plain(r, a), Type::Plain(w, b)) if promotes(*w, *r) => {
                self.decimals(a.as_ref(), b.as_ref(), path);
            }
            _ => {
                let message = format!(
                    "{} does not read {}",
                    self.say(self.reader, reader),
                    self.say(self.writer, writer)
                );
                self.differ(MismatchKind::Type, path, message);
            }
        }
    }

    /// Whether two types match, as the specification says it: named types by their names
    /// and sizes alone, arrays and maps by what they hold.
    fn matches(&self, reader: &Type, writer: &Type) -> bool {
        self.steps.set(self.steps.get() + 1);
        match (reader, writer) {
            (Type::Union(_), _) | (_, Type::Union(_)) => true,
            (Type::Array(r), Type::Array(w)) | (Type::Map(r), Type::Map(w)) => self.matches(r, w),
            (Type::Plain(r, a), Type::Plain(w, b)) => {
                promotes(*w, *r) && same_decimal(a.as_ref(), b.as_ref())
            }
            (Type::Named(r), Type::Named(w)) => {
                match (self.reader.named(*r), self.writer.named(*w)) {
                    (Some(r), Some(w)) => same_name(r, w) && same_size(r, w),
                    _ => false,
                }
            }
            _ => false,
        }
    }

    fn named(&mut self, reader: &Named, writer: &Named, path: &str) {
        if reader.kind() != writer.kind() {
            let (r, w) = (describe(reader), describe(writer));
            return self.differ(MismatchKind::Type, path, format!("{r} does not read {w}"));
        }
        if !same_name(reader, writer) {
            let message = format!(
                "{} was written as `{}`, which is neither its name nor an alias",
                describe(reader),
                writer.name
            );
            return self.differ(MismatchKind::Name, path, message);
        }
        match (&reader.shape, &writer.shape) {
            (Shape::Record(r), Shape::Record(w)) => self.fields(r, w, path),
            (
                Shape::Enum {
                    symbols: r,
                    default: None,
                },
                Shape::Enum { symbols: w, .. },
            ) => {
                let lost: Vec<&str> = w
                    .iter()
                    .filter(|s| !r.contains(s))
                    .map(String::as_str)
                    .collect();
                if !lost.is_empty() {
                    let message = format!(
                        "{} has neither a default nor `{}`",
                        describe(reader),
                        lost.join("`, `")
                    );
                    self.differ(MismatchKind::EnumSymbol, path, message);
                }
            }
            (
                Shape::Fixed {
                    size: r,
                    logical: a,
                },
                Shape::Fixed {
                    size: w,
                    logical: b,
                },
            ) => {
                if r == w {
                    self.decimals(a.as_ref(), b.as_ref(), path);
                } else {
                    let message = format!("{r} bytes do not read {w} bytes");
                    self.differ(MismatchKind::FixedSize, path, message);
                }
            }
            _ => {}
        }
    }

    fn fields(&mut self, reader: &[Field], writer: &[Field], path: &str) {
        self.steps
            .set(self.steps.get() + reader.len() + writer.len());
        let writer: HashMap<&str, &Field> = writer.iter().map(|f| (f.name.as_str(), f)).collect();
        for field in reader {
            let path = below(path, &field.name);
            match written(field, &writer) {
                Some(other) => self.pair(&field.of, &other.of, &path),
                None if field.default.is_some() => {}
                None => {
                    let message = format!("`{}` was not written and has no default", field.name);
                    self.differ(MismatchKind::MissingField, &path, message);
                }
            }
        }
    }

    fn decimals(&mut self, reader: Option<&Logical>, writer: Option<&Logical>, path: &str) {
        if !same_decimal(reader, writer) {
            let message = "decimals match only with the same precision and scale";
            self.differ(MismatchKind::Decimal, path, message.to_owned());
        }
    }

    fn differ(&mut self, kind: MismatchKind, path: &str, message: String) {
        self.found.push(Mismatch {
            kind,
            path: path.to_owned(),
            message,
        });
    }

    fn say(&self, schema: &Schema, of: &Type) -> String {
        match of {
            Type::Plain(primitive, _) => format!("`{}`", primitive.name()),
            Type::Array(_) => "an array".to_owned(),
            Type::Map(_) => "a map".to_owned(),
            Type::Union(_) => "a union".to_owned(),
            Type::Named(id) => schema.named(*id).map(describe).unwrap_or_default(),
        }
    }
}

fn below(path: &str, field: &str) -> String {
    match path.len() {
        0 => field.to_owned(),
        1..MAX_PATH => format!("{path}.{field}"),
        _ => path.to_owned(),
    }
}

fn describe(named: &Named) -> String {
    format!("the {} `{}`", named.kind(), named.name)
}

/// The writer's field that a reader's field reads: the one of its name, else of an alias.
fn written<'f>(field: &Field, writer: &HashMap<&str, &'f Field>) -> Option<&'f Field> {
    let by = |name: &String| writer.get(name.as_str()).copied();
    by(&field.name).or_else(|| field.aliases.iter().find_map(by))
}

/// Names match without their namespaces; aliases rewrite the writer's full name.
fn same_name(reader: &Named, writer: &Named) -> bool {
    reader.kind() == writer.kind()
        && (reader.short() == writer.short() || reader.aliases.contains(&writer.name))
}

fn same_size(reader: &Named, writer: &Named) -> bool {
    match (&reader.shape, &writer.shape) {
        (
            Shape::Fixed {
                size: r,
                logical: a,
            },
            Shape::Fixed {
                size: w,
                logical: b,
            },
        ) => r == w && same_decimal(a.as_ref(), b.as_ref()),
        _ => true,
    }
}

/// "Two schemas that are `decimal` logical types match if their scales and precisions match."
fn same_decimal(reader: Option<&Logical>, writer: Option<&Logical>) -> bool {
    match (reader, writer) {
        (Some(Logical::Decimal { .. }), Some(Logical::Decimal { .. })) => reader == writer,
        _ => true,
    }
}

/// Whether the writer's primitive type is the reader's, or is promoted to it.
fn promotes(writer: Primitive, reader: Primitive) -> bool {
    use Primitive::{Bytes, Double, Float, Int, Long, String};
    writer == reader
        || matches!(
            (writer, reader),
            (Int, Long | Float | Double)
                | (Long, Float | Double)
                | (Float, Double)
                | (String, Bytes)
                | (Bytes, String)
        )
}
