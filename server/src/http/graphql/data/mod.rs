//! What the registry holds, as one query of one caller sees it.
//!
//! Nothing is copied ahead: a node is one scan of the store's index by graph and subject, made
//! when the query reaches it and kept until the query ends; a page of a list walks the graphs
//! in the order of their IRIs and stops when it is full. So a query costs what it returns, at
//! ten models as at ten thousand. Whatever is read passes [`Session::sees`](session::Session::sees), so that a graph
//! that the caller may not see is like one that is not there.

pub(super) mod budget;
pub(super) mod counts;
pub(super) mod failure;
pub(super) mod filter;
pub(super) mod keys;
pub(super) mod lists;
pub(super) mod node;
pub(super) mod page;
pub(super) mod past;
pub(super) mod records;
pub(super) mod referrers;
pub(super) mod search;
pub(super) mod session;
pub(super) mod source;
pub(super) mod values;
pub(super) mod walk;
