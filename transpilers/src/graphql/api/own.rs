//! What an API has beyond the models: the interface of all entities, and the kinds of them.

use super::draft::Draft;
use super::{NODE_TYPE, sdl};

/// The API's own types.
const OWN: &str = include_str!("own.graphqls");

impl Draft<'_> {
    /// Adds the API's own types; every entity implements the interface of all.
    pub(super) fn add_own(&mut self) {
        for definition in sdl::definitions(OWN) {
            self.add(definition);
        }
        let fields = (self.composite(NODE_TYPE)).map_or_else(Vec::new, |c| c.fields.clone());
        for at in 0..self.composites.len() {
            let Some(name) = self.composites.get(at).map(|c| c.name.clone()) else {
                continue;
            };
            let is_node = self.all_entities(&self.possible(&name)) && name != NODE_TYPE;
            let Some(composite) = self.composites.get_mut(at).filter(|_| is_node) else {
                continue;
            };
            composite.implements.push(sdl::name(NODE_TYPE));
            let known = |name: &str| composite.fields.iter().any(|f| f.name == name);
            let more: Vec<_> = fields.iter().filter(|f| !known(&f.name)).cloned().collect();
            composite.fields.extend(more);
        }
        self.connections.insert(NODE_TYPE.to_owned());
        self.fix_possible();
    }

    /// Defines the enumeration of all kinds of entities.
    pub(super) fn define_kinds(&mut self) {
        let entities = (self.composites.iter()).filter(|c| c.is_entity && !c.is_interface);
        let values: Vec<&str> = entities.map(|c| c.name.as_str()).collect();
        let text = format!(
            "\"A kind of node, by the name of its type.\" enum DENOTA_Kind {{ {} }}",
            values.join(" ")
        );
        self.others.extend(sdl::definitions(&text));
    }
}
