//! What fuzzing once found stays mended: every kept input is run again.

use tests::{examples, fuzz, golden};

#[test]
fn kept_inputs_are_read_checked_and_transpiled() {
    for path in golden::list(&examples::root().join("tests/fuzz/corpus")) {
        if path.extension().is_some_and(|e| e != "md") {
            eprintln!("{}", path.display());
            fuzz::replay(&path);
        }
    }
}

/// A change of the mutations that made them all equal, or all unreadable, would let the
/// fuzzers count to a million in vain.
#[test]
fn mutated_inputs_differ_and_some_stay_valid() {
    let seeds = fuzz::Through::Check.seeds();
    let mutator = fuzz::Mutator::new(&seeds);
    let mut rng = fuzz::Rng::new(1);
    let mut verdicts = std::collections::BTreeSet::new();
    let mut valid = 0;
    for turn in 0..40 {
        let seed = mutator.mutate(&mut rng, &seeds[turn % 3], &seeds[turn % seeds.len()], 1);
        let verdict = fuzz::run(&seed, fuzz::Through::Check, false);
        valid += u32::from(verdict.valid);
        verdicts.insert(verdict.signature);
    }
    assert!(valid > 0, "no mutated model is valid any more");
    assert!(
        verdicts.len() > 5,
        "only {} different outcomes of 40",
        verdicts.len()
    );
}
