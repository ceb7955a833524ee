//! From tokens to interned terms: bases, prefixes, aliases, blank node scopes.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "most tokens are no literal, and a new kind of token will not be one either"
)]

use std::fmt::Write as _;

use oxilangtag::LanguageTag;
use oxiri::Iri;
use rustc_hash::FxHashMap;

use super::aliases::Aliases;
use super::codes;
use super::lexer::{Form, Kind, Token, reference, unescape_local, unescape_text};
use super::prefixes::{Prefix, split_word, well_known};
use super::problems::Problems;
use crate::graph::{TermId, Terms};
use crate::iri::WELL_KNOWN;
use crate::spelling::nearest;
use crate::vocabulary::{rdf, xsd};

/// A literal of more bytes than this is an error.
pub const LITERAL_LIMIT: usize = 1 << 20;

/// Makes the terms of one file.
pub(super) struct Names<'a> {
    text: &'a str,
    pub(super) terms: &'a mut Terms,
    aliases: &'a Aliases,
    /// None where IRIs must be absolute.
    base: Option<Iri<String>>,
    prefixes: FxHashMap<String, Namespace>,
    source: u32,
    scratch: String,
    raw: String,
}

/// What a prefix stands for.
#[derive(Default)]
struct Namespace {
    /// None where the declaration is wrong, which was reported.
    iri: Option<String>,
    /// Whether what follows it may be part of an authority, and so needs a check.
    check: bool,
    /// Whether an alias may apply to what it makes.
    alias: bool,
}

impl Namespace {
    /// What everybody takes a prefix for; nothing for all others.
    fn of_well_known(prefix: &str) -> Self {
        Self {
            iri: well_known(prefix).map(str::to_owned),
            ..Self::default()
        }
    }
}

impl<'a> Names<'a> {
    pub(super) fn new(
        text: &'a str,
        terms: &'a mut Terms,
        aliases: &'a Aliases,
        base: Option<Iri<String>>,
        source: u32,
    ) -> Self {
        Self {
            text,
            terms,
            aliases,
            base,
            prefixes: FxHashMap::default(),
            source,
            scratch: String::new(),
            raw: String::new(),
        }
    }

    fn slice(&self, start: u32, end: u32) -> &'a str {
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    /// The prefixes in force at the end of the file, by name.
    pub(super) fn into_prefixes(self) -> Vec<Prefix> {
        let mut prefixes: Vec<Prefix> = self
            .prefixes
            .into_iter()
            .filter_map(|(name, n)| n.iri.map(|namespace| Prefix { name, namespace }))
            .collect();
        prefixes.sort_by(|a, b| a.name.cmp(&b.name));
        prefixes
    }

    /// Resolves `<...>` into the scratch buffer; false where it was reported.
    fn resolve(&mut self, token: Token, problems: &mut Problems) -> bool {
        let inner = reference(self.slice(token.start, token.end));
        let raw = if token.form == Form::Special {
            self.raw.clear();
            unescape_text(inner, &mut self.raw);
            self.raw.as_str()
        } else {
            inner
        };
        self.scratch.clear();
        let resolved = if let Some(base) = &self.base {
            base.resolve_into(raw, &mut self.scratch)
        } else {
            self.scratch.push_str(raw);
            Iri::parse(raw).map(|_| ())
        };
        let Err(error) = resolved else { return true };
        let help = if self.base.is_none() {
            "write the IRI in full, from its scheme on, such as `http://example.com/a`"
        } else {
            "mend the IRI, or percent-encode what is not allowed in it"
        };
        let message = format!(
            "`{}` is not a valid IRI: {}",
            shown(inner),
            plain(&error.to_string())
        );
        problems.error(codes::BAD_IRI, token.range(), message, help);
        false
    }

    /// The term of an IRI token; `None` where it is wrong, which is reported.
    pub(super) fn iri(&mut self, token: Token, problems: &mut Problems) -> Option<TermId> {
        if token.is_bad() || !self.resolve(token, problems) {
            return None;
        }
        self.aliases.apply(&mut self.scratch);
        Some(self.terms.iri(&self.scratch))
    }

    /// Takes an IRI token as the base of what follows.
    pub(super) fn set_base(&mut self, token: Token, problems: &mut Problems) {
        if !token.is_bad() && self.resolve(token, problems) {
            self.base = Iri::parse(self.scratch.clone()).ok();
        }
    }

    /// Declares a prefix.
    pub(super) fn declare(&mut self, name: &str, token: Token, problems: &mut Problems) {
        let mut namespace = Namespace::of_well_known(name);
        if !token.is_bad() && self.resolve(token, problems) {
            let path = Iri::parse(self.scratch.as_str()).map(|iri| iri.path().len());
            namespace.check = path.is_ok_and(|len| len == 0);
            namespace.alias = self.aliases.extends(&self.scratch);
            self.aliases.apply(&mut self.scratch);
            match well_known(name) {
                Some(known) if nearest(&self.scratch, [known]).is_some() => {
                    misspelt_namespace(name, known, token, problems);
                }
                _ => namespace.iri = Some(self.scratch.clone()),
            }
        }
        self.prefixes.insert(name.to_owned(), namespace);
    }

    /// Divides a word into the longest declared prefix that it starts with and the rest: somebody
    /// may have left out the colon.
    pub(super) fn split<'w>(&self, word: &'w str) -> Option<(&'w str, &'w str)> {
        let prefixes = self.prefixes.keys().map(String::as_str);
        split_word(word, prefixes)
    }

    /// Declares a prefix whose namespace cannot be read, which was reported.
    pub(super) fn declare_unknown(&mut self, name: &str) {
        self.prefixes
            .insert(name.to_owned(), Namespace::of_well_known(name));
    }

    /// The term of a prefixed name; `None` where it is wrong, which is reported.
    pub(super) fn name(
        &mut self,
        token: Token,
        colon: u32,
        problems: &mut Problems,
    ) -> Option<TermId> {
        let prefix = self.slice(token.start, colon);
        if !self.prefixes.contains_key(prefix) {
            self.undeclared(prefix, token, colon, problems);
        }
        let namespace = self.prefixes.get(prefix)?;
        if token.is_bad() {
            return None;
        }
        let local = self.slice(colon + 1, token.end);
        self.scratch.clear();
        self.scratch.push_str(namespace.iri.as_deref()?);
        match token.form {
            Form::Plain | Form::Bad => self.scratch.push_str(local),
            Form::Special => unescape_local(local, &mut self.scratch),
        }
        let check = namespace.check || token.form == Form::Special;
        if check && let Err(error) = Iri::parse(self.scratch.as_str()) {
            let message = format!(
                "`{}` makes the IRI `{}`, which is not valid: {}",
                shown(self.slice(token.start, token.end)),
                shown(&self.scratch),
                plain(&error.to_string())
            );
            let help = "change the name, or the namespace of its prefix";
            problems.error(codes::BAD_IRI, token.range(), message, help);
            return None;
        }
        if namespace.alias {
            self.aliases.apply(&mut self.scratch);
        }
        Some(self.terms.iri(&self.scratch))
    }

    /// Reports a prefix once, and takes it for what everybody takes it for.
    fn undeclared(&mut self, prefix: &str, token: Token, colon: u32, problems: &mut Problems) {
        let known = well_known(prefix);
        let near = nearest(prefix, self.prefixes.keys().map(String::as_str))
            .or_else(|| nearest(prefix, WELL_KNOWN.iter().map(|(name, _)| *name)));
        let help = match (known, near) {
            (Some(namespace), _) => {
                format!("add `@prefix {prefix}: <{namespace}> .` at the top of the file")
            }
            (None, Some(near)) => format!("did you mean `{near}:`?"),
            (None, None) => {
                format!("declare it at the top of the file: `@prefix {prefix}: <...> .`")
            }
        };
        problems.error(
            codes::UNDECLARED_PREFIX,
            (token.start, colon + 1),
            format!("the prefix `{prefix}:` is not declared"),
            help,
        );
        self.prefixes
            .insert(prefix.to_owned(), Namespace::of_well_known(prefix));
    }

    /// The blank node of a `_:label`, which is the same within the file only.
    pub(super) fn blank(&mut self, token: Token) -> Option<TermId> {
        if token.is_bad() {
            return None;
        }
        let label = self.slice(token.start + 2, token.end);
        self.scratch.clear();
        // The number of the source ends at the first `_`, so no two files can meet.
        let _ = write!(self.scratch, "{}_{label}", self.source);
        Some(self.terms.blank(&self.scratch))
    }

    /// The literal of a number or a truth value.
    pub(super) fn plain_literal(&mut self, token: Token) -> Option<TermId> {
        let datatype = match token.kind {
            Kind::Integer => xsd::INTEGER,
            Kind::Decimal => xsd::DECIMAL,
            Kind::Double => xsd::DOUBLE,
            Kind::Word => xsd::BOOLEAN,
            _ => return None,
        };
        let value = self.slice(token.start, token.end);
        (!token.is_bad()).then(|| self.terms.literal(value, datatype, None))
    }

    /// The literal of a string with its datatype or language.
    pub(super) fn string(
        &mut self,
        token: Token,
        quotes: u8,
        datatype: TermId,
        language: Option<&str>,
        problems: &mut Problems,
    ) -> Option<TermId> {
        if token.is_bad() {
            return None;
        }
        let quotes = u32::from(quotes);
        let inner = self.slice(token.start + quotes, token.end.saturating_sub(quotes));
        if inner.len() > LITERAL_LIMIT {
            problems.error(
                codes::LITERAL_TOO_LARGE,
                (token.start, token.start + quotes),
                format!(
                    "this text has {} bytes, the limit is {LITERAL_LIMIT}",
                    inner.len()
                ),
                "keep large contents outside of the model, and refer to them",
            );
            return None;
        }
        if token.form == Form::Plain {
            return Some(self.terms.literal(inner, datatype, language));
        }
        self.scratch.clear();
        unescape_text(inner, &mut self.scratch);
        Some(self.terms.literal(&self.scratch, datatype, language))
    }

    /// The language of a tag token; `None` where it is not well formed, which is reported.
    pub(super) fn language(&self, token: Token, problems: &mut Problems) -> Option<&'a str> {
        let tag = self.slice(token.start + 1, token.end);
        let simple = matches!(tag.len(), 2 | 3) && tag.bytes().all(|b| b.is_ascii_alphabetic());
        if token.is_bad() || simple {
            return (!token.is_bad()).then_some(tag);
        }
        let Err(error) = LanguageTag::parse(tag) else {
            return Some(tag);
        };
        problems.error(
            codes::BAD_LANGUAGE,
            token.range(),
            format!(
                "`{}` is not a language tag: {}",
                shown(tag),
                plain(&error.to_string())
            ),
            "write a tag such as `en`, `de-AT` or `zh-Hant`",
        );
        None
    }

    /// Refuses `rdf:langString` as a datatype that is written out.
    pub(super) fn datatype(
        &self,
        datatype: Option<TermId>,
        range: (u32, u32),
        problems: &mut Problems,
    ) -> Option<TermId> {
        if datatype == Some(rdf::LANG_STRING) {
            problems.error(
                codes::BAD_LANGUAGE,
                range,
                "a text with the datatype `rdf:langString` has no language",
                "write the language instead, as in `\"text\"@en`",
            );
            return None;
        }
        datatype
    }
}

/// The beginning of a text, for a message.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let line = text.lines().next().unwrap_or("");
    let short: String = line.chars().take(MOST).collect();
    if short.len() < text.len() {
        short + "…"
    } else {
        short
    }
}

/// A library's message in the house style.
pub(super) fn plain(message: &str) -> String {
    let message = message.trim_end_matches('.');
    let mut chars = message.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => message.to_owned(),
    }
}

/// Reports a prefix that everybody knows and that stands for nearly what it is known for.
fn misspelt_namespace(name: &str, known: &str, token: Token, problems: &mut Problems) {
    problems.error(
        codes::MISSPELT_NAMESPACE,
        token.range(),
        format!("this is not quite the namespace of `{name}:`"),
        format!("write `<{known}>`"),
    );
}
