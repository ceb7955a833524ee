//! Conditions on unions. The executor knows the members of a union but does not find an object
//! by a fragment on the union itself, so such a fragment is opened: where every object there
//! is a member it needs no condition, elsewhere it becomes one fragment for each member.

use async_graphql::Name;
use async_graphql::Positioned;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, InlineFragment, Selection, SelectionSet, TypeCondition,
};

use super::Refusal;
use super::shape::Shape;

/// How many selections may come of it.
const MOST: usize = 20_000;

/// Opens the fragments on unions of a document.
pub(super) fn open(document: &mut ExecutableDocument, shape: &Shape) -> Result<(), Refusal> {
    let on_union = |name: &str| shape.union(name).is_some();
    let has_any = document
        .fragments
        .values()
        .any(|f| on_union(&f.node.type_condition.node.on.node));
    let mut opener = Opener {
        shape,
        fragments: document.fragments.clone(),
        made: 0,
        spread: Vec::new(),
    };
    let query = "Query".to_owned();
    match &mut document.operations {
        DocumentOperations::Single(operation) => {
            opener.set(&mut operation.node.selection_set.node, &query)?;
        }
        DocumentOperations::Multiple(operations) => {
            for operation in operations.values_mut() {
                opener.set(&mut operation.node.selection_set.node, &query)?;
            }
        }
    }
    for fragment in document.fragments.values_mut() {
        let on = fragment.node.type_condition.node.on.node.to_string();
        opener.set(&mut fragment.node.selection_set.node, &on)?;
    }
    if has_any {
        document
            .fragments
            .retain(|name, _| !opener.spread.contains(name));
    }
    Ok(())
}

struct Opener<'a> {
    shape: &'a Shape,
    fragments: std::collections::HashMap<
        Name,
        Positioned<async_graphql::parser::types::FragmentDefinition>,
    >,
    made: usize,
    /// The fragments on unions that are spread: each spread now has its own copy.
    spread: Vec<Name>,
}

impl Opener<'_> {
    fn set(&mut self, set: &mut SelectionSet, on: &String) -> Result<(), Refusal> {
        let mut opened = Vec::with_capacity(set.items.len());
        for item in std::mem::take(&mut set.items) {
            self.selection(item, on, &mut opened)?;
        }
        set.items = opened;
        Ok(())
    }

    fn selection(
        &mut self,
        mut item: Positioned<Selection>,
        on: &String,
        opened: &mut Vec<Positioned<Selection>>,
    ) -> Result<(), Refusal> {
        self.made += 1;
        if self.made > MOST {
            return Err(Refusal::too(
                "has selections, those on unions counted for each member:",
                self.made,
                MOST,
            ));
        }
        match &mut item.node {
            Selection::Field(field) => {
                let ty = self.shape.field(on, field.node.name.node.as_str());
                if let Some(ty) = ty.map(str::to_owned) {
                    self.set(&mut field.node.selection_set.node, &ty)?;
                }
            }
            Selection::InlineFragment(inline) => {
                return self.inline(inline.clone(), on, opened);
            }
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                let fragment = self.fragments.get(name).filter(|f| {
                    self.shape
                        .union(&f.node.type_condition.node.on.node)
                        .is_some()
                });
                if let Some(fragment) = fragment.cloned() {
                    self.spread.push(name.clone());
                    let inline = InlineFragment {
                        type_condition: Some(fragment.node.type_condition),
                        directives: spread.node.directives.clone(),
                        selection_set: fragment.node.selection_set,
                    };
                    return self.inline(Positioned::new(inline, spread.pos), on, opened);
                }
            }
        }
        opened.push(item);
        Ok(())
    }

    fn inline(
        &mut self,
        mut inline: Positioned<InlineFragment>,
        on: &String,
        opened: &mut Vec<Positioned<Selection>>,
    ) -> Result<(), Refusal> {
        let pos = inline.pos;
        let condition = inline
            .node
            .type_condition
            .as_ref()
            .map(|c| c.node.on.node.to_string());
        let members = condition.as_ref().and_then(|c| self.shape.union(c));
        let Some(members) = members.map(<[String]>::to_vec) else {
            let on = condition.as_ref().unwrap_or(on);
            self.set(&mut inline.node.selection_set.node, on)?;
            opened.push(Positioned::new(Selection::InlineFragment(inline), pos));
            return Ok(());
        };
        let possible = self.shape.possible(on);
        let both: Vec<String> = possible
            .iter()
            .filter(|p| members.contains(p))
            .cloned()
            .collect();
        let all = both.len() == possible.len();
        let conditions = if all || both.is_empty() {
            vec![None]
        } else {
            both.into_iter().map(Some).collect()
        };
        for member in conditions {
            let mut copy = inline.clone();
            let of = member.as_ref().unwrap_or(on);
            self.set(&mut copy.node.selection_set.node, of)?;
            if all || member.is_some() {
                copy.node.type_condition = member.map(|m| {
                    Positioned::new(
                        TypeCondition {
                            on: Positioned::new(Name::new(m), pos),
                        },
                        pos,
                    )
                });
            }
            opened.push(Positioned::new(Selection::InlineFragment(copy), pos));
        }
        Ok(())
    }
}
