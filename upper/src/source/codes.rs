//! The ids of what can be wrong with a file before its meaning is looked at.

/// The text does not follow the grammar of its syntax.
///
/// The reader says what it found and what it had expected there. It goes on with the next statement, so that one run shows all mistakes of a file; a later one can be a consequence of the first.
pub const SYNTAX: &str = "U0001";
/// A prefixed name uses a prefix that the file does not declare.
///
/// Every prefix is declared at the top of the file, with `@prefix name: <…> .`. A misspelt one is the usual reason: the nearest that is declared is named.
pub const UNDECLARED_PREFIX: &str = "U0002";
/// The file is not encoded in UTF-8.
///
/// RDF files are texts in UTF-8. The place is that of the first byte that cannot be read. Save the file in UTF-8; an editor usually calls that the encoding.
pub const NOT_UTF8: &str = "U0003";
/// Brackets, lists, objects or elements are nested too deeply.
///
/// Nobody writes brackets in brackets a hundred times, so such a file is broken or hostile. Give the inner nodes IRIs and describe them at the top level.
pub const TOO_DEEP: &str = "U0004";
/// The file is larger than the limit.
///
/// A model file of more than 64 MiB is no longer one that people read or review. Split it into several models, or leave data to the containers that are made for it.
pub const FILE_TOO_LARGE: &str = "U0005";
/// An IRI is not valid, or is relative where that is not allowed.
///
/// An IRI has a scheme, and no spaces, quotes, brackets or control characters in it. Write what does not belong there percent-encoded, or use the prefixed name that was meant.
pub const BAD_IRI: &str = "U0006";
/// A construct of a later version of RDF that is not supported, such as a triple term.
///
/// Models are written in RDF 1.1. Triple terms and annotations of RDF 1.2 have no meaning in Upper: say what is to be said of a term with `upper:comment` or a property of a vocabulary.
pub const UNSUPPORTED: &str = "U0007";
/// A literal is larger than the limit.
///
/// A literal of more than 1 MiB is data, not a name, description or bound. A string that is never closed can also be the reason.
pub const LITERAL_TOO_LARGE: &str = "U0008";
/// A language tag is not well formed, or contradicts the datatype.
///
/// A language tag is one of BCP 47, such as `en`, `de-CH` or `zh-Hant`: up to eight letters for the language, and subtags of up to eight letters and digits behind hyphens.
pub const BAD_LANGUAGE: &str = "U0009";
/// A string or an IRI is opened and never closed.
///
/// The place is where the string or IRI is opened. A text over several lines stands between three quotes on either side.
pub const UNTERMINATED: &str = "U0010";
/// A backslash or percent escape that the syntax does not know.
///
/// In strings `\t`, `\n`, `\r`, `\"`, `\\`, `\uXXXX` and a few more stand for characters. A backslash that is meant as such is written twice, in patterns too: `\\d`.
pub const BAD_ESCAPE: &str = "U0011";
/// There are too many errors to go on.
///
/// After a hundred mistakes in one file more of them help nobody; most follow from the first. Mend those that are shown, and check again.
pub const TOO_MANY: &str = "U0012";
/// A term stands where its kind is not allowed, such as a literal as a subject.
///
/// Literals are values only, never subjects or predicates; predicates are IRIs. Give what is described an IRI.
pub const MISPLACED_TERM: &str = "U0013";
/// A document refers to a context or an entity that is not read.
///
/// Checking reads the files that it is given and nothing else: no remote JSON-LD context, no external or nested XML entity. What a model says must not depend on what a server answers today. Write the context or the text into the file.
pub const REMOTE: &str = "U0014";
/// A prefix that everybody knows stands for a namespace that is nearly, and not quite, its own.
///
/// An IRI is the same only to the last letter: `https` in place of `http`, or a missing `#` at the end, makes other terms of all that the prefix is used for. The prefix is read as what it is known for. Whoever means another namespace gives it another prefix.
pub const MISSPELT_NAMESPACE: &str = "U0015";
