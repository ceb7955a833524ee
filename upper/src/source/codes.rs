//! The ids of what can be wrong with a file before its meaning is looked at.

/// The text does not follow the grammar of its syntax.
pub const SYNTAX: &str = "U0001";
/// A prefixed name uses a prefix that the file does not declare.
pub const UNDECLARED_PREFIX: &str = "U0002";
/// The file is not encoded in UTF-8.
pub const NOT_UTF8: &str = "U0003";
/// Brackets, lists, objects or elements are nested too deeply.
pub const TOO_DEEP: &str = "U0004";
/// The file is larger than the limit.
pub const FILE_TOO_LARGE: &str = "U0005";
/// An IRI is not valid, or is relative where that is not allowed.
pub const BAD_IRI: &str = "U0006";
/// A construct of a later version of RDF that is not supported, such as a triple term.
pub const UNSUPPORTED: &str = "U0007";
/// A literal is larger than the limit.
pub const LITERAL_TOO_LARGE: &str = "U0008";
/// A language tag is not well formed, or contradicts the datatype.
pub const BAD_LANGUAGE: &str = "U0009";
/// A string or an IRI is opened and never closed.
pub const UNTERMINATED: &str = "U0010";
/// A backslash or percent escape that the syntax does not know.
pub const BAD_ESCAPE: &str = "U0011";
/// There are too many errors to go on.
pub const TOO_MANY: &str = "U0012";
/// A term stands where its kind is not allowed, such as a literal as a subject.
pub const MISPLACED_TERM: &str = "U0013";
/// A document refers to a context or an entity that is not read.
pub const REMOTE: &str = "U0014";
