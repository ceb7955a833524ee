//! Queries made at random from the schema, by a small generator that repeats itself exactly.

use crate::http::graphql::guard::Shape;

/// Random numbers (xorshift).
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (sides.max(1) as u64)).unwrap()
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

/// Makes queries.
pub(super) struct Maker<'a> {
    pub(super) dice: Dice,
    pub(super) shape: &'a Shape,
    /// IRIs to ask for.
    pub(super) iris: &'a [String],
    /// How many selections may still be made.
    left: usize,
}

impl<'a> Maker<'a> {
    pub(super) fn new(seed: u64, shape: &'a Shape, iris: &'a [String]) -> Self {
        Self {
            dice: Dice::new(seed),
            shape,
            iris,
            left: 0,
        }
    }

    /// A query that validates, mostly.
    pub(super) fn query(&mut self) -> String {
        self.left = 1 + self.dice.roll(60);
        let depth = 1 + self.dice.roll(9);
        let mut text = "{ ".to_owned();
        for at in 0..1 + self.dice.roll(4) {
            text.push_str(&format!("r{at}: "));
            self.field("Query", depth, &mut text);
        }
        text + "}"
    }

    /// The same, then broken at a place or two.
    pub(super) fn broken(&mut self) -> String {
        let mut chars: Vec<char> = self.query().chars().collect();
        for _ in 0..1 + self.dice.roll(3) {
            let at = self.dice.roll(chars.len());
            match self.dice.roll(4) {
                0 => {
                    chars.remove(at);
                }
                1 => chars.insert(
                    at,
                    self.dice
                        .pick(&[
                            "{", "}", "(", ")", "\"", "#", "$", "@", "!", "\u{0}", "é", "...",
                        ])
                        .chars()
                        .next()
                        .unwrap(),
                ),
                2 => chars.truncate(at),
                _ => {
                    let copy = chars[at..].to_vec();
                    chars.extend(copy);
                }
            }
            if chars.is_empty() {
                chars.push('{');
            }
        }
        chars.into_iter().collect()
    }

    fn field(&mut self, ty: &str, depth: usize, text: &mut String) {
        let names = self.shape.names(ty);
        if names.is_empty() {
            return text.push_str("__typename ");
        }
        let name = names[self.dice.roll(names.len())].clone();
        self.left = self.left.saturating_sub(1);
        text.push_str(&name);
        text.push_str(&self.arguments(ty, &name));
        let of = self
            .shape
            .field(ty, &name)
            .map(str::to_owned)
            .unwrap_or_default();
        if self.shape.is_leaf(&of) {
            return text.push(' ');
        }
        text.push_str(" { ");
        self.selections(&of, depth, text);
        text.push_str("} ");
    }

    fn selections(&mut self, ty: &str, depth: usize, text: &mut String) {
        text.push_str("__typename ");
        if depth == 0 || self.left == 0 {
            return;
        }
        for at in 0..1 + self.dice.roll(4) {
            let possible = self.shape.possible(&ty.to_owned()).to_vec();
            if possible.len() > 1 && self.dice.roll(3) == 0 || self.shape.names(ty).is_empty() {
                let one = possible[self.dice.roll(possible.len())].clone();
                text.push_str(&format!("... on {one} {{ f{depth}x{at}: "));
                self.field(&one, depth - 1, text);
                text.push_str("} ");
            } else {
                text.push_str(&format!("a{depth}x{at}x{}: ", self.left));
                self.field(ty, depth - 1, text);
            }
        }
    }

    fn arguments(&mut self, ty: &str, name: &str) -> String {
        let of = self.shape.field(ty, name).unwrap_or_default();
        let iri = self.iris[self.dice.roll(self.iris.len())].clone();
        match name {
            "denota_state" => return format!("(graph: {iri:?}, version: \"1.0.0\")"),
            "denota_search" => return "(text: \"thing\")".to_owned(),
            "_entities" => {
                return format!(
                    "(representations: [{{__typename: \"UPPER_DirectClass\", upper_iri: {iri:?}}}])"
                );
            }
            _ => {}
        }
        if of.ends_with("Connection") {
            let number = self
                .dice
                .pick(&["0", "1", "3", "20", "100", "101", "-1"])
                .to_owned();
            let filter = self.dice.pick(&[
                "",
                "",
                "",
                ", where: {deprecated: false}",
                ", where: {text: \"of\"}",
                ", where: {owner: \"team-secret\"}",
                ", where: {domain: [\"secret\", \"shop\"]}",
                ", where: {name: \"Thing\"}",
            ]);
            let filter = if self.dice.roll(8) == 0 {
                format!(", where: {{iri: [{iri:?}]}}")
            } else {
                filter.to_owned()
            };
            let side = self.dice.pick(&["first", "last"]);
            return format!("({side}: {number}{filter})");
        }
        if ty == "Query" && self.shape.has_arguments(name) {
            return format!("(upper_iri: {iri:?})");
        }
        String::new()
    }
}
