//! Where the time goes: with `DENOTA_TIMINGS=1`, each stage says how long it took.

use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Instant;

use upper::check::Stage;

/// When the last stage ended; none where nobody asked.
static LAST: LazyLock<Option<Mutex<Instant>>> = LazyLock::new(|| {
    let asked = std::env::var_os("DENOTA_TIMINGS").is_some_and(|v| !v.is_empty() && v != "0");
    asked.then(|| Mutex::new(Instant::now()))
});

/// Begins to measure; what comes before the first call is not part of any stage.
pub(crate) fn begin() {
    LazyLock::force(&LAST);
}

/// Says how long the stage took that has just ended.
pub(crate) fn ended(stage: &str) {
    if let Some(last) = &*LAST {
        let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
        anstream::eprintln!(
            "{stage:>16} {:>9.2} ms",
            last.elapsed().as_secs_f64() * 1000.0
        );
        *last = Instant::now();
    }
}

/// The same for a stage of checking.
pub(crate) fn stage(stage: Stage) {
    ended(match stage {
        Stage::Parse => "parse",
        Stage::Resolve => "resolve",
        Stage::Lower => "lower",
        Stage::Shapes => "shapes",
        Stage::Rules => "rules",
    });
}
