//! Many publishers at once.

use std::sync::atomic::{AtomicUsize, Ordering};

use registry::{Precondition, Publication, Refused, View};

use crate::support::*;

const THREADS: usize = 16;
const ROUNDS: usize = 4;

/// A model of its own for each number.
fn model(n: usize, label: usize) -> String {
    SHOP.replace("shop", &format!("shop{n}"))
        .replace("\"Order\"@en", &format!("\"Order {label}\"@en"))
}

#[test]
fn of_many_publishers_of_one_revision_exactly_one_wins() {
    let bench = Bench::new();
    let mut hash = bench.put(SHOP).hash;
    for round in 0..ROUNDS {
        let (won, lost) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for thread in 0..THREADS {
                let (bench, hash, won, lost) = (&bench, &hash, &won, &lost);
                scope.spawn(move || {
                    let label = format!("\"Order {round} {thread}\"@en");
                    let text = SHOP.replace("\"Order\"@en", &label);
                    let precondition = Precondition::Is(hash.clone());
                    let publication = Publication {
                        preconditions: preconditions(&[(SHOP_IRI, precondition)]),
                        ..publication(&[&text])
                    };
                    match publish(&bench.registry, publication, &View::Everything, &|_| true) {
                        Ok(_) => won.fetch_add(1, Ordering::Relaxed),
                        Err(Refused::Precondition { current, .. }) => {
                            assert!(current.is_some_and(|c| c != *hash));
                            lost.fetch_add(1, Ordering::Relaxed)
                        }
                        Err(other) => panic!("{}", why(&other)),
                    };
                });
            }
        });
        assert_eq!((won.into_inner(), lost.into_inner()), (1, THREADS - 1));
        let index = bench.registry.index();
        let shop = index.seen(&View::Everything).graph(SHOP_IRI).unwrap();
        assert_eq!(shop.revisions.len(), round + 2);
        hash = shop.newest().unwrap().hash.clone();
    }
}

#[test]
fn publishers_of_different_graphs_do_not_meet() {
    let bench = Bench::new();
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let bench = &bench;
            scope.spawn(move || {
                for label in 0..2 {
                    bench.put(&model(thread, label));
                }
            });
        }
    });
    let index = bench.registry.index();
    let seen = index.seen(&View::Everything);
    for thread in 0..THREADS {
        let graph = seen.domain(&format!("shop{thread}")).unwrap();
        assert_eq!(graph.revisions.len(), 2);
    }
}
