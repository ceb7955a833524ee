//! Numbers of Avro schemas: what producers write before each record, so that consumers find
//! the schema again. They are given once and for ever, in the same transaction that publishes
//! the model; equal texts share one, unless they use different other schemas: those make what
//! is the same word by word another schema. They are taken at random: numbers in a row would tell
//! how many schemas there are that one may not see.
//!
//! All of it lies in the private area of the store: a number says nothing about a domain.

use std::collections::{HashMap, HashSet};
use std::convert::identity;

use oxigraph::store::{Store, Transaction};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::audit::AuditEntry;
use crate::error::Error;
use crate::hash::hex;
use crate::publication::Made;
use crate::store::Registry;
use crate::writer::Writer;
use crate::{private, trail};

/// Of a revision: a number and a path below the target.
const NUMBERED: &str = "urn:denota:private:schema";
/// Of the digest of a text and of what it uses: its number.
const NUMBER: &str = "urn:denota:private:schema-number";
/// What subjects and settings of the schema registry are said of.
const SUBJECTS: &str = "urn:denota:private:schema-subjects";
/// A version of a subject that a client registered, as JSON.
const REGISTERED: &str = "urn:denota:private:schema-registered";
/// A level of compatibility, as JSON.
const LEVEL: &str = "urn:denota:private:schema-level";

/// A schema that a client registered under a subject of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredSchema {
    /// The subject.
    pub subject: String,
    /// The version within the subject, from 1.
    pub version: u32,
    /// The number.
    pub id: u32,
    /// The text.
    pub text: String,
    /// The schemas that it uses.
    pub references: Vec<SchemaReference>,
}

/// A schema that another one uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaReference {
    /// The full name of the type.
    pub name: String,
    /// The subject that defines it.
    pub subject: String,
    /// The version of that subject.
    pub version: u32,
}

#[derive(Serialize, Deserialize)]
struct Level {
    subject: Option<String>,
    level: String,
}

/// Gives numbers to schemas within one transaction.
pub(crate) struct Numbering<'s> {
    store: &'s Store,
    given: HashMap<String, u32>,
    /// The numbers that are new.
    fresh: HashSet<u32>,
}

impl<'s> Numbering<'s> {
    /// Begins. The transaction must be the only writer.
    pub(crate) fn new(store: &'s Store) -> Self {
        Self {
            store,
            given: HashMap::new(),
            fresh: HashSet::new(),
        }
    }

    /// Numbers something that was made of a revision, if it is an Avro schema.
    pub(crate) fn made(
        &mut self,
        transaction: &mut Transaction<'_>,
        revision: &str,
        made: &Made,
    ) -> Result<(), Error> {
        if made.target == "avro" && made.path.ends_with(".avsc") {
            let id = self.number(transaction, &made.text, &[])?;
            let numbered = format!("{id} {}", made.path);
            transaction.insert(private::quad(revision, NUMBERED, &numbered).as_ref());
        }
        Ok(())
    }

    fn number(
        &mut self,
        transaction: &mut Transaction<'_>,
        text: &str,
        references: &[SchemaReference],
    ) -> Result<u32, Error> {
        let node = digest(text, references)?;
        if let Some(id) = self.given.get(&node) {
            return Ok(*id);
        }
        let known = private::values(self.store, &node, NUMBER)?.pop();
        let id = match known.and_then(|n| n.parse().ok()) {
            Some(id) => id,
            None => {
                let id = self.free()?;
                transaction.insert(private::quad(&node, NUMBER, &id.to_string()).as_ref());
                id
            }
        };
        self.given.insert(node, id);
        Ok(id)
    }

    /// A number that no text has: a positive `int` of Java's, as the protocol wants it.
    fn free(&mut self) -> Result<u32, Error> {
        loop {
            let any = getrandom::u32().map_err(|e| Error::Storage(e.to_string()))? >> 1;
            let is_taken = any == 0 || private::has(self.store, NUMBER, &any.to_string())?;
            // The transaction does not see what it inserts itself.
            if !is_taken && self.fresh.insert(any) {
                return Ok(any);
            }
        }
    }
}

/// The node of a text with what it uses. How its JSON is spaced makes no difference.
fn digest(text: &str, references: &[SchemaReference]) -> Result<String, Error> {
    let parsed: Result<serde_json::Value, _> = serde_json::from_str(text);
    let compact = parsed.map_or_else(|_| text.to_owned(), |json| json.to_string());
    let mut digest = Sha256::new();
    digest.update(compact.as_bytes());
    // Texts that use nothing keep the digests under which their numbers are stored.
    if !references.is_empty() {
        digest.update([b'\n']);
        digest.update(json(&references)?.as_bytes());
    }
    let digest = hex(&digest.finalize());
    Ok(format!("urn:denota:private:schema:{digest}"))
}

impl Registry {
    /// The Avro schemas of a revision: numbers and paths below the target.
    ///
    /// # Errors
    /// The store failed.
    pub fn schemas(&self, revision_node: &str) -> Result<Vec<(u32, String)>, Error> {
        let values = private::values(self.store(), revision_node, NUMBERED)?;
        Ok(values.iter().filter_map(|v| numbered(v)).collect())
    }

    /// The Avro schemas of all revisions, by the nodes of these.
    ///
    /// # Errors
    /// The store failed.
    pub fn all_schemas(&self) -> Result<HashMap<String, Vec<(u32, String)>>, Error> {
        let mut all: HashMap<String, Vec<_>> = HashMap::new();
        for (revision, value) in private::all(self.store(), NUMBERED)? {
            all.entry(revision).or_default().extend(numbered(&value));
        }
        Ok(all)
    }

    /// The number of a schema, if its text has one together with what it uses.
    ///
    /// # Errors
    /// The store failed.
    pub fn schema_number(
        &self,
        text: &str,
        references: &[SchemaReference],
    ) -> Result<Option<u32>, Error> {
        let node = digest(text, references)?;
        let known = private::values(self.store(), &node, NUMBER)?.pop();
        Ok(known.and_then(|n| n.parse().ok()))
    }

    /// Everything that clients registered, by subject and version.
    ///
    /// # Errors
    /// The store failed.
    pub fn registered_schemas(&self) -> Result<Vec<RegisteredSchema>, Error> {
        let mut all: Vec<RegisteredSchema> = read(self.store(), REGISTERED)?;
        all.sort_by(|a, b| (&a.subject, a.version).cmp(&(&b.subject, b.version)));
        Ok(all)
    }

    /// The levels of compatibility that were set: of all subjects (`None`) and of some.
    ///
    /// # Errors
    /// The store failed.
    pub fn schema_levels(&self) -> Result<Vec<(Option<String>, String)>, Error> {
        let all: Vec<Level> = read(self.store(), LEVEL)?;
        Ok(all.into_iter().map(|l| (l.subject, l.level)).collect())
    }
}

impl Writer<'_> {
    /// Registers a schema under a subject of the client's own, and returns it with its number and
    /// with what is told of it. The turn goes on, for whoever keeps versions in memory to take this
    /// one in, and to [enter](Self::enter) what is told.
    ///
    /// # Errors
    /// The store failed, or is to be opened anew.
    pub fn register_schema(
        &self,
        subject: &str,
        version: u32,
        text: &str,
        references: Vec<SchemaReference>,
        told: impl FnOnce(&RegisteredSchema) -> AuditEntry,
    ) -> Result<(RegisteredSchema, AuditEntry), Error> {
        // Versions may be there that nobody was told of: their numbers would be given again.
        if self.registry.is_torn() {
            let why = "what was written last may not be on disk, and the store is not open anew";
            return Err(Error::Storage(why.to_owned()));
        }
        self.transact(
            |transaction| {
                let mut numbering = Numbering::new(self.registry.store());
                let id = numbering.number(transaction, text, &references)?;
                let registered = RegisteredSchema {
                    subject: subject.to_owned(),
                    version,
                    id,
                    text: text.to_owned(),
                    references,
                };
                let json = json(&registered)?;
                transaction.insert(private::quad(SUBJECTS, REGISTERED, &json).as_ref());
                let entry = told(&registered);
                trail::keep(transaction, &entry)?;
                Ok((registered, entry))
            },
            identity,
        )
    }

    /// Sets the level of compatibility of a subject, or of all; `None` forgets it. The turn
    /// goes on, for whoever keeps levels in memory to take this one in, and to
    /// [enter](Self::enter) what is told of it.
    ///
    /// # Errors
    /// The store failed.
    pub fn set_schema_level(
        &self,
        subject: Option<&str>,
        level: Option<&str>,
        told: &AuditEntry,
    ) -> Result<(), Error> {
        self.transact(
            |transaction| {
                for old in private::values(self.registry.store(), SUBJECTS, LEVEL)? {
                    let of: Option<Level> = serde_json::from_str(&old).ok();
                    if of.is_some_and(|l| l.subject.as_deref() == subject) {
                        transaction.remove(private::quad(SUBJECTS, LEVEL, &old).as_ref());
                    }
                }
                if let Some(level) = level {
                    let json = json(&Level {
                        subject: subject.map(str::to_owned),
                        level: level.to_owned(),
                    })?;
                    transaction.insert(private::quad(SUBJECTS, LEVEL, &json).as_ref());
                }
                trail::keep(transaction, told)
            },
            identity,
        )
    }
}

fn numbered(value: &str) -> Option<(u32, String)> {
    let (id, path) = value.split_once(' ')?;
    Some((id.parse().ok()?, path.to_owned()))
}

fn read<T: for<'de> Deserialize<'de>>(store: &Store, predicate: &str) -> Result<Vec<T>, Error> {
    let values = private::values(store, SUBJECTS, predicate)?;
    let parsed = values.iter().map(|v| serde_json::from_str(v));
    parsed
        .map(|p| p.map_err(|e| Error::Storage(e.to_string())))
        .collect()
}

fn json(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|e| Error::Storage(e.to_string()))
}
