//! The layout of the store on disk, and the migrations from each to the next.
//!
//! A store states its layout in its private area. Each migration is one transaction: a
//! program that is stopped half-way leaves the older layout as it was.

mod first;

use oxigraph::store::Store;

use crate::error::Error;
use crate::private;

/// The layout that this program reads and writes.
///
/// 1. The texts of revisions stand in the catalog; blank nodes have the names of the run
///    that read them; a store does not state its layout.
/// 2. Texts stand in the private area; the catalog has registrations and dependencies;
///    blank nodes have canonical names.
/// 3. Texts are compressed. Those of layout 2 stay as they are: the store frees no string, so
///    that writing them again would only add to it.
pub(crate) const LAYOUT: u32 = 3;

/// Brings a store up to the layout of this program; a new one gets it right away.
pub(crate) fn migrate(store: &Store) -> Result<(), Error> {
    let layout = layout(store)?;
    if layout > LAYOUT {
        return Err(Error::Newer {
            layout,
            known: LAYOUT,
        });
    }
    if layout == LAYOUT {
        return Ok(());
    }
    let mut transaction = store.start_transaction()?;
    if layout == 1 {
        first::migrate(store, &mut transaction)?;
    }
    private::set(
        store,
        &mut transaction,
        private::LAYOUT,
        &LAYOUT.to_string(),
    )?;
    transaction.commit()?;
    store.flush()?;
    Ok(())
}

/// The layout of a store; 0 of one that is empty.
fn layout(store: &Store) -> Result<u32, Error> {
    match private::get(store, private::LAYOUT)? {
        Some(stated) => stated
            .parse()
            .map_err(|_| Error::Storage(format!("its layout is `{stated}`"))),
        None if store.is_empty()? => Ok(0),
        None => Ok(1),
    }
}
