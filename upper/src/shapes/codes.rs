//! The codes of what shapes and structural rules find.

/// A required value is missing.
pub const MISSING_VALUE: &str = "U0020";
/// A property has more values than it may have.
pub const TOO_MANY_VALUES: &str = "U0021";
/// A literal stands where a node is wanted, a node where a literal is wanted, or a blank
/// node where an IRI is.
pub const WRONG_NODE_KIND: &str = "U0022";
/// A literal is of another datatype than the property's.
pub const WRONG_DATATYPE: &str = "U0023";
/// A value is an instance of a class that the property does not take.
pub const WRONG_CLASS: &str = "U0024";
/// A value is none of those permitted.
pub const NOT_ONE_OF: &str = "U0025";
/// A text does not match the pattern of its datatype.
pub const PATTERN: &str = "U0026";
/// A text is too short or too long, or a number has too many digits.
pub const LENGTH: &str = "U0027";
/// A value lies beyond a bound.
pub const BOUND: &str = "U0028";
/// There are several texts in one language, or several plain ones.
pub const SEVERAL_IN_ONE_LANGUAGE: &str = "U0029";
/// A list is not well formed, or something else stands where a list is wanted.
pub const MALFORMED_LIST: &str = "U0030";
/// A literal's text is not of its datatype: `"many"^^xsd:integer`.
pub const INVALID_LITERAL: &str = "U0031";
/// A value is a term that nothing defines.
pub const UNDEFINED: &str = "U0032";
/// A value is a term of a model that is not imported.
pub const NOT_IMPORTED: &str = "U0033";

/// A subject of the graph's namespace states no type.
pub const MISSING_TYPE: &str = "U0050";
/// A subject states two types that exclude one another.
pub const SEVERAL_TYPES: &str = "U0051";
/// A subject states a type that has no instances of its own.
pub const ABSTRACT_TYPE: &str = "U0052";
/// A type lies in a governing namespace, which does not define it.
pub const UNKNOWN_CLASS: &str = "U0053";
/// A predicate lies in a governing namespace, which does not define it.
pub const UNKNOWN_PREDICATE: &str = "U0054";
/// A property is stated of something whose class does not have it.
pub const MISPLACED_PROPERTY: &str = "U0055";
/// A blank node is the value of nothing.
pub const STRAY_BLANK_NODE: &str = "U0056";
/// A triple is about a term outside the graph's own namespace.
pub const FOREIGN_SUBJECT: &str = "U0057";
