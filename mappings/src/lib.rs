//! Mappings: which term of a domain model an element of a container stands for.
//!
//! [`canonical`] derives the mapping of a representation that a transpiler made;
//! [`check`] holds any mapping against its two graphs; [`walk`] reads mappings in both
//! directions, from a term to the columns that hold it and back.

pub mod canonical;
pub mod check;
pub mod codes;
pub mod walk;
