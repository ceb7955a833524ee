//! Numbers for terms, so that joins compare numbers.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use oxigraph::model::Term;
use spareval::ExpressionTerm;

/// The number of a term within one query.
pub(crate) type Id = u32;

/// The terms that one query has met.
#[derive(Default)]
pub(crate) struct Terms(RefCell<Table>);

#[derive(Default)]
struct Table {
    terms: Vec<Rc<Term>>,
    ids: HashMap<Rc<Term>, Id>,
}

impl Terms {
    /// The number of a term as the store has it.
    pub(crate) fn id(&self, term: Term) -> Id {
        let mut table = self.0.borrow_mut();
        if let Some(id) = table.ids.get(&term) {
            return *id;
        }
        // 2^32 terms would take far more than the memory of a worker.
        let id = Id::try_from(table.terms.len()).unwrap_or(Id::MAX);
        let term = Rc::new(term);
        table.terms.push(Rc::clone(&term));
        table.ids.insert(term, id);
        id
    }

    /// The number of a term as a query has it. The store keeps numbers and times by value,
    /// so `01` and `1` are one term there and must be here.
    pub(crate) fn canonical(&self, term: Term) -> Id {
        match term {
            Term::Literal(_) => self.id(ExpressionTerm::from(term).into()),
            Term::NamedNode(_) | Term::BlankNode(_) => self.id(term),
        }
    }

    /// The term of a number that was given out.
    pub(crate) fn get(&self, id: Id) -> Term {
        let table = self.0.borrow();
        let term = usize::try_from(id).ok().and_then(|id| table.terms.get(id));
        term.map_or_else(
            || oxigraph::model::BlankNode::default().into(),
            |t| (**t).clone(),
        )
    }
}
