//! What the names of a JSON-LD document stand for, as far as places need it: which member
//! describes which IRI. The triples are the library's; a name that is understood otherwise
//! here costs a place, never a triple.

use oxiri::Iri;
use rustc_hash::FxHashMap;

use super::json_text::{Kind, Value};

/// How many definitions may stand behind one another.
const STEPS: u8 = 8;

/// The names that an object declares, and those around it.
#[derive(Default)]
pub(super) struct Context<'c> {
    around: Option<&'c Context<'c>>,
    base: Option<Iri<String>>,
    vocabulary: Option<String>,
    terms: FxHashMap<String, Definition>,
}

/// What a term is defined as.
#[derive(Default)]
struct Definition {
    /// An IRI, a compact one, or a keyword.
    iri: Option<String>,
    /// Whether an array as its value is a list.
    is_list: bool,
}

impl<'c> Context<'c> {
    pub(super) fn new(base: Option<Iri<String>>) -> Self {
        Self {
            base,
            ..Self::default()
        }
    }

    /// The context that a value of `@context` makes of this one.
    pub(super) fn with<'i>(&'i self, value: &Value<'_>) -> Context<'i> {
        let mut inner = Context {
            around: Some(self),
            ..Context::default()
        };
        inner.declare(value);
        inner
    }

    fn declare(&mut self, value: &Value<'_>) {
        match &value.kind {
            Kind::Array(values) => values.iter().for_each(|value| self.declare(value)),
            Kind::Null => {
                let base = self.outermost().and_then(|context| context.base.clone());
                *self = Context::new(base);
            }
            Kind::Text(_) | Kind::Other => {}
            Kind::Object(members) => {
                for member in members {
                    self.define(&member.key, &member.value);
                }
            }
        }
    }

    fn define(&mut self, key: &str, value: &Value<'_>) {
        match (key, value.text()) {
            ("@base", Some(text)) => {
                let resolved = match self.base() {
                    Some(base) => base.resolve(text).ok(),
                    None => Iri::parse(text.to_owned()).ok(),
                };
                self.base = resolved.or(self.base.take());
            }
            ("@vocab", Some(text)) => self.vocabulary = Some(self.expand(text, true)),
            (_, text) => {
                let mut definition = Definition {
                    iri: text.map(str::to_owned),
                    is_list: false,
                };
                for member in value.members().unwrap_or_default() {
                    match &*member.key {
                        "@id" => definition.iri = member.value.text().map(str::to_owned),
                        "@container" => definition.is_list = names_list(&member.value),
                        _ => {}
                    }
                }
                self.terms.insert(key.to_owned(), definition);
            }
        }
    }

    fn chain(&self) -> impl Iterator<Item = &Context<'c>> {
        std::iter::successors(Some(self), |context| context.around)
    }

    fn outermost(&self) -> Option<&Context<'c>> {
        self.chain().last()
    }

    fn base(&self) -> Option<&Iri<String>> {
        self.chain().find_map(|context| context.base.as_ref())
    }

    fn term(&self, name: &str) -> Option<&Definition> {
        self.chain().find_map(|context| context.terms.get(name))
    }

    fn defined(&self, name: &str) -> Option<&str> {
        self.term(name).and_then(|term| term.iri.as_deref())
    }

    /// Whether an array as the value of a key is a list.
    pub(super) fn is_list(&self, key: &str) -> bool {
        self.term(key).is_some_and(|term| term.is_list)
    }

    /// Whether a key is a keyword, or a term for it.
    pub(super) fn is_keyword(&self, key: &str, keyword: &str) -> bool {
        let mut name = key;
        for _ in 0..STEPS {
            if name.starts_with('@') {
                return name == keyword;
            }
            match self.defined(name) {
                Some(next) => name = next,
                None => return false,
            }
        }
        false
    }

    /// The IRI or keyword that a key, a type or, where it is no term, an `@id` stands for.
    pub(super) fn expand(&self, name: &str, is_term: bool) -> String {
        self.expand_within(name, is_term, STEPS)
    }

    fn expand_within(&self, name: &str, is_term: bool, steps: u8) -> String {
        if steps == 0 || name.starts_with('@') {
            return name.to_owned();
        }
        if is_term && let Some(iri) = self.defined(name).filter(|iri| *iri != name) {
            return self.expand_within(iri, true, steps - 1);
        }
        if let Some((prefix, local)) = name.split_once(':') {
            let namespace = self.defined(prefix).filter(|_| !local.starts_with("//"));
            return match namespace {
                Some(namespace) => self.expand_within(namespace, true, steps - 1) + local,
                None => name.to_owned(),
            };
        }
        let vocabulary = self.chain().find_map(|context| context.vocabulary.as_ref());
        match (is_term, vocabulary, self.base()) {
            (true, Some(vocabulary), _) => format!("{vocabulary}{name}"),
            (false, _, Some(base)) => base
                .resolve(name)
                .map_or_else(|_| name.to_owned(), Iri::into_inner),
            (true, None, _) | (false, _, None) => name.to_owned(),
        }
    }
}

/// Whether a value of `@container` is, or has among others, `@list`.
fn names_list(value: &Value<'_>) -> bool {
    match &value.kind {
        Kind::Text(text) => text == "@list",
        Kind::Array(values) => values.iter().any(names_list),
        Kind::Object(_) | Kind::Null | Kind::Other => false,
    }
}
