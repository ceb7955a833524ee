//! Libraries that panic on damaged files where they should return an error.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static IS_WATCHED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread is about to become an error of the file that is being
/// read: hooks that announce bugs have nothing to say about it.
#[must_use]
pub fn is_watched() -> bool {
    IS_WATCHED.get()
}

/// Runs `read`, of which nothing may be used any more after an error.
///
/// # Errors
/// What the panic said.
pub(super) fn watched<T>(read: impl FnOnce() -> T) -> Result<T, String> {
    let before = IS_WATCHED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(read));
    IS_WATCHED.set(before);
    result.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        format!("it is damaged: {}", text.unwrap_or("it cannot be decoded"))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "it is what is caught")]
    use super::{is_watched, watched};

    #[test]
    fn a_panic_becomes_an_error_that_says_what_it_said() {
        assert_eq!(watched(|| 1), Ok(1));
        let what = watched(|| std::panic::panic_any("a length of -1"));
        assert_eq!(what, Err("it is damaged: a length of -1".into()));
        assert!(!is_watched());
        assert_eq!(watched(is_watched), Ok(true));
    }
}
