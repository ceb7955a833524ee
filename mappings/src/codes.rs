//! The ids of what can be wrong with a mapping.

/// A mapping speaks of a term that its model does not define.
///
/// The term must be defined by the model that is the mapping's `mapping:source`, or by a model that it imports. Correct the IRI, or derive the mapping again: `denota transpile` writes the mapping of every target, and `denota provision` that of the tables in its folder.
pub const UNKNOWN_TERM: &str = "U0400";
/// A mapping speaks of an element that its container does not have.
///
/// The element must be described by the graph that is the mapping's `mapping:target`. Correct the IRI, or derive representation and mapping again, together.
pub const UNKNOWN_ELEMENT: &str = "U0401";
/// The path of a mapping takes a step that the model does not have.
///
/// A path starts at a class, its `mapping:root`, and each step is a property of what the step before it leads to; at most 64 steps are followed. It breaks when the model has changed since: derive the mapping again, that of tables with `denota provision`.
pub const BROKEN_PATH: &str = "U0402";
/// One element holds two different paths of one class.
///
/// What an element holds must be known from the class alone. Give each path an element of its own.
pub const CONFLICTING_PATHS: &str = "U0403";
