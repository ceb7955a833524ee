//! Merging the files of the store.

use registry::Tables;

use crate::support::*;

#[test]
fn compacting_leaves_what_there_is_in_fewer_files() {
    let bench = Bench::new();
    for n in 0..8 {
        bench.put(&SHOP.replace("Order\"@en", &format!("Order {n}\"@en")));
    }
    let quads = nquads(&bench.registry);
    let before = bench.registry.tables().unwrap();
    assert!(
        before.are_due(&Tables::default()),
        "eight publications are new"
    );
    bench.registry.compact().unwrap();
    assert_eq!(nquads(&bench.registry), quads);
    let after = bench.registry.tables().unwrap();
    assert_ne!(after, before);
    assert!(!after.are_due(&after), "nothing is new");
    bench.put(&SHOP.replace("Order\"@en", "Purchase\"@en"));
    let later = bench.registry.tables().unwrap();
    assert!(
        later.are_due(&after),
        "a small store is compacted after each publication"
    );
}
