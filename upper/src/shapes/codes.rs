//! The codes of what shapes and structural rules find.

/// A required value is missing.
///
/// The governing model asks for at least so many values of the property on every instance of the class. The help shows how one is written, and what the property means.
pub const MISSING_VALUE: &str = "U0020";
/// A property has more values than it may have.
///
/// The property takes fewer values than are stated. Often the same statement was added in two places; the first one is shown too.
pub const TOO_MANY_VALUES: &str = "U0021";
/// A literal stands where a node is wanted, a node where a literal is wanted, or a blank
/// node where an IRI is.
///
/// A relationship is to a node, so its value is an IRI or a node in brackets; an attribute has a literal, in quotes or a number. Where the string names a term, the help shows the term.
pub const WRONG_NODE_KIND: &str = "U0022";
/// A literal is of another datatype than the property's.
///
/// The literal is of a datatype that the property does not take. In Turtle `1` is an `xsd:integer`, `1.0` an `xsd:decimal`, `true` an `xsd:boolean` and `"1"` an `xsd:string`; any other is written behind `^^`.
pub const WRONG_DATATYPE: &str = "U0023";
/// A value is an instance of a class that the property does not take.
///
/// The value is defined, and is of another kind than the property takes. Use a term of that kind, or the property that takes this one.
pub const WRONG_CLASS: &str = "U0024";
/// A value is none of those permitted.
///
/// An enumeration lists all its values, and this is none of them. Misspelt ones are met with the nearest; a value that is missing is added to the enumeration.
pub const NOT_ONE_OF: &str = "U0025";
/// A text does not match the pattern of its datatype.
///
/// The text has to match the regular expression of its datatype, which may match anywhere in it unless it is anchored with `^` and `$`.
pub const PATTERN: &str = "U0026";
/// A text is too short or too long, or a number has too many digits.
///
/// Lengths count characters, those of binary data bytes; digits are counted without leading zeros, and in a fraction without those at its end.
pub const LENGTH: &str = "U0027";
/// A value lies beyond a bound.
///
/// The value lies outside the bounds of its datatype. Bounds compare by value: an integer can bound a decimal.
pub const BOUND: &str = "U0028";
/// There are several texts in one language, or several plain ones.
///
/// A label or description is one text for each language, and one without. With two in one language nobody can tell which to show. Keep one, or tag the other with its language.
pub const SEVERAL_IN_ONE_LANGUAGE: &str = "U0029";
/// A list is not well formed, or something else stands where a list is wanted.
///
/// An ordered list of values is written in parentheses, a list of one too: `( e:name )`. Lists that are spelt out with `rdf:first` and `rdf:rest` have to end in `rdf:nil` and must not branch.
pub const MALFORMED_LIST: &str = "U0030";
/// A literal's text is not of its datatype: `"many"^^xsd:integer`.
///
/// The text between the quotes is not one that the datatype has: `"many"` is not an integer, `"2026-13-01"` not a date. The help shows how a value is written.
pub const INVALID_LITERAL: &str = "U0031";
/// A value is a term that nothing defines.
///
/// The value lies in a namespace that is known, and nothing there defines it. It is misspelt, or its definition is missing.
pub const UNDEFINED: &str = "U0032";
/// A value is a term of a model that is not imported.
///
/// A model that uses another one's terms depends on it, and says so with `owl:imports` in its header. Dependencies that are not stated would be found only when they break.
pub const NOT_IMPORTED: &str = "U0033";

/// A subject of the graph's namespace states no type, or only such as the governing model does not have.
///
/// Without a type no rule applies to the subject, so its mistakes would pass unseen. A class of another vocabulary, such as `owl:Class`, says nothing here, nor does one of the model's own. The help names the class that fits what is stated.
pub const MISSING_TYPE: &str = "U0050";
/// A subject states two types that exclude one another.
///
/// The classes of a governing model exclude one another: a term is an attribute or a relationship, never both. Keep the type that is meant.
pub const SEVERAL_TYPES: &str = "U0051";
/// A subject states a type that has no instances of its own.
///
/// Sealed classes and traits gather what others have in common, and nothing is one of them alone. Use one of the classes below it.
pub const ABSTRACT_TYPE: &str = "U0052";
/// A type lies in a governing namespace, which does not define it.
///
/// The type lies in the namespace of the governing model, which does not define it. It is misspelt, or comes from another version of the model.
pub const UNKNOWN_CLASS: &str = "U0053";
/// A predicate lies in a governing namespace, which does not define it.
///
/// The predicate lies in the namespace of the governing model, which does not define it, so nothing would ever read what it states. It is misspelt, or comes from another version of the model.
pub const UNKNOWN_PREDICATE: &str = "U0054";
/// A property is stated of something whose class does not have it.
///
/// The property exists, and instances of this class do not have it. The help says what it is for.
pub const MISPLACED_PROPERTY: &str = "U0055";
/// A blank node is the value of nothing.
///
/// A node without an IRI can be reached only through the property that holds it, and nothing holds this one. Write it where it belongs, or give it an IRI.
pub const STRAY_BLANK_NODE: &str = "U0056";
/// A triple is about a term outside the graph's own namespace.
///
/// A graph states triples only about terms of its own namespace, so that who owns a term decides what it means. The IRI of a term is that of the graph's header with a name behind it, in which there is neither `#` nor `/`: a term has one namespace, and none reaches into another one. To add properties to another model's class, write an extension; to say something else about its terms, ask its owner.
pub const FOREIGN_SUBJECT: &str = "U0057";
/// Two statements define one term.
///
/// A graph is a set of triples: what two statements say of one subject is said of one thing, whose labels, counts and keys are then those of both. Where both state its type, the second is most likely a copy whose name was not changed: a warning, and an error where they say more together than one term may have. Rename one of them. To say more of a term in a second statement is fine: leave out the type there.
pub const DEFINED_TWICE: &str = "U0058";
