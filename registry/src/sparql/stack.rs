//! Room for recursion: parsing, optimizing, evaluating and dropping a query all recurse.

use std::io;

/// As much as the longest chains that are let through need, with a margin. Untouched pages
/// cost nothing.
pub const STACK: usize = 256 << 20;

/// Runs something on a large stack.
///
/// # Errors
/// No thread could be started.
pub fn on_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> io::Result<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .name("sparql".to_owned())
            .stack_size(STACK)
            .spawn_scoped(scope, work)?;
        thread
            .join()
            .map_err(|_| io::Error::other("the evaluation of the query failed unexpectedly"))
    })
}
