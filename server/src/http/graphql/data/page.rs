//! Connections: which page of which list is asked for, and what is on it.

use std::sync::{Arc, OnceLock};

use async_graphql::dynamic::ObjectAccessor;

use super::failure::{Failure, Result};
use super::filter::{Filter, bad};
use super::keys::Key;
use super::node::Node;
use super::session::Session;
use super::source::{Candidates, Source};
use super::walk::Walk;

/// How many nodes a page has where the query does not say.
pub(in crate::http::graphql) const DEFAULT: usize = 20;

/// A connection: its page is read once, when it is first needed.
pub(in crate::http::graphql) struct Connection {
    source: Source,
    /// The type of its nodes.
    pub(in crate::http::graphql) of: String,
    kinds: Vec<usize>,
    filter: Filter,
    slice: Slice,
    page: OnceLock<Result<Arc<Page>>>,
}

/// A page.
pub(in crate::http::graphql) struct Page {
    /// The nodes, each with its key.
    pub(in crate::http::graphql) nodes: Vec<(Key, Arc<Node>)>,
    /// Whether more follows.
    pub(in crate::http::graphql) has_next: bool,
    /// Whether there is more before.
    pub(in crate::http::graphql) has_previous: bool,
}

/// Which part of a list.
struct Slice {
    limit: usize,
    backwards: bool,
    after: Option<Key>,
    before: Option<Key>,
}

impl Slice {
    fn read(args: &ObjectAccessor<'_>, most: usize) -> Result<Self> {
        let (first, last) = (number(args, "first", most)?, number(args, "last", most)?);
        if first.is_some() && last.is_some() {
            return Err(Failure::Argument(
                "give `first` or `last`, not both".to_owned(),
            ));
        }
        Ok(Self {
            limit: first.or(last).unwrap_or(DEFAULT.min(most)),
            backwards: last.is_some(),
            after: cursor(args, "after")?,
            before: cursor(args, "before")?,
        })
    }
}

/// A number of nodes.
pub(in crate::http::graphql) fn number(
    args: &ObjectAccessor<'_>,
    name: &str,
    most: usize,
) -> Result<Option<usize>> {
    let Some(value) = args.get(name).filter(|v| !v.is_null()) else {
        return Ok(None);
    };
    let given = value.i64().map_err(bad)?;
    let number = usize::try_from(given).ok().filter(|n| *n <= most);
    number.map(Some).ok_or_else(|| {
        Failure::Argument(format!("`{name}` is {given}; it can be from 0 to {most}"))
    })
}

fn cursor(args: &ObjectAccessor<'_>, name: &str) -> Result<Option<Key>> {
    match args.get(name).filter(|v| !v.is_null()) {
        Some(value) => Key::read(value.string().map_err(bad)?).map(Some),
        None => Ok(None),
    }
}

impl Connection {
    /// A connection of nodes of a type, as the arguments of its field say.
    pub(in crate::http::graphql) fn new(
        session: &Session,
        source: Source,
        of: &str,
        args: &ObjectAccessor<'_>,
    ) -> Result<Self> {
        let filter = Filter::read(&session.served, args)?;
        let mut kinds = session.served.possible(of).to_vec();
        if let Some(wanted) = &filter.kinds {
            kinds.retain(|kind| wanted.contains(kind));
        }
        Ok(Self {
            source,
            of: of.to_owned(),
            kinds,
            filter,
            slice: Slice::read(args, session.most)?,
            page: OnceLock::new(),
        })
    }

    /// The page.
    pub(in crate::http::graphql) fn page(&self, session: &Session) -> Result<Arc<Page>> {
        let page = self.page.get_or_init(|| self.read(session).map(Arc::new));
        page.clone()
    }

    fn read(&self, session: &Session) -> Result<Page> {
        let candidates = session.candidates(&self.source, &self.kinds, &self.filter)?;
        let Slice {
            limit,
            backwards,
            after,
            before,
        } = &self.slice;
        let mut nodes = Vec::new();
        let mut has_more = false;
        for key in self.keys(session, &candidates)? {
            let key = key?;
            let Some(node) = self.accept(session, &key)? else {
                continue;
            };
            if nodes.len() == *limit {
                has_more = true;
                break;
            }
            session.budget.node()?;
            nodes.push((key, node));
        }
        if *backwards {
            nodes.reverse();
        }
        Ok(Page {
            nodes,
            has_next: if *backwards {
                before.is_some()
            } else {
                has_more
            },
            has_previous: if *backwards {
                has_more
            } else {
                after.is_some()
            },
        })
    }

    /// The keys from which the page is taken, in the direction in which it is taken.
    fn keys<'a>(
        &'a self,
        session: &'a Session,
        candidates: &'a Candidates,
    ) -> Result<Box<dyn Iterator<Item = Result<Key>> + 'a>> {
        let Slice {
            backwards,
            after,
            before,
            ..
        } = &self.slice;
        let Candidates::Known(keys) = candidates else {
            let (from, to) = if *backwards {
                (before, after)
            } else {
                (after, before)
            };
            let walk = Walk::new(session, candidates, &self.filter, from.clone(), *backwards);
            return Ok(Box::new(walk.take_while(move |key| match (key, to) {
                (Ok(key), Some(to)) => {
                    if *backwards {
                        key > to
                    } else {
                        key < to
                    }
                }
                (Ok(_), None) | (Err(_), _) => true,
            })));
        };
        let start = after
            .as_ref()
            .map_or(Ok(0), |key| Ok(place(keys, key)? + 1))?;
        let end = before
            .as_ref()
            .map_or(Ok(keys.len()), |key| place(keys, key))?;
        let part = keys
            .get(start..end)
            .unwrap_or_default()
            .iter()
            .cloned()
            .map(Ok);
        Ok(if *backwards {
            Box::new(part.rev())
        } else {
            Box::new(part)
        })
    }

    /// The node of a key, if it is one of those that are asked for.
    fn accept(&self, session: &Session, key: &Key) -> Result<Option<Arc<Node>>> {
        let past = match &self.source {
            Source::Objects { node, .. } | Source::Referrers { node, .. } => node.past.as_ref(),
            Source::Stated { past, .. } => past.as_ref(),
            Source::All | Source::Owned(_) => None,
        };
        let mut node = session.load(past, &key.graph, key.node())?;
        if let (Source::Referrers { .. }, Some(untyped)) = (&self.source, &node)
            && untyped.kind.is_none()
        {
            let kind = session.nested_kind(untyped)?;
            node = node.map(|node| node.or_kind(kind));
        }
        let is_one = |node: &Arc<Node>| node.kind.is_some_and(|kind| self.kinds.contains(&kind));
        let wanted = |node: &Arc<Node>| session.wants(&self.filter, node);
        Ok(node.filter(|node| is_one(node) && wanted(node)))
    }

    /// How many nodes there are on all pages.
    pub(in crate::http::graphql) fn total(&self, session: &Session) -> Result<usize> {
        let candidates = session.candidates(&self.source, &self.kinds, &self.filter)?;
        let mut total = 0;
        match &candidates {
            Candidates::Instances(kinds) if !self.filter.is_deep() => {
                let mut walk = Walk::new(session, &candidates, &self.filter, None, false);
                while let Some(graph) = walk.next_graph() {
                    session.budget.work()?;
                    total += session.count_in(&graph, kinds)?;
                }
            }
            Candidates::Known(keys) => {
                for key in keys.iter() {
                    total += usize::from(self.accept(session, key)?.is_some());
                }
            }
            Candidates::Instances(_) | Candidates::Referrers(..) => {
                for key in Walk::new(session, &candidates, &self.filter, None, false) {
                    total += usize::from(self.accept(session, &key?)?.is_some());
                }
            }
        }
        Ok(total)
    }
}

fn place(keys: &[Key], key: &Key) -> Result<usize> {
    let gone = || Failure::Argument("what the cursor stood for is not there any more".to_owned());
    keys.iter().position(|k| k == key).ok_or_else(gone)
}
