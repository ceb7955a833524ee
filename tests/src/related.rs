//! Random pairs of models that share what is hardest to agree on: traits within traits,
//! refinements that contradict one another, keys on what others have many of, taxonomies with
//! and without keys, and a second model that uses all of it as its own.
//!
//! The same seed gives the same pair. Not every pair is valid: a check tells.

use std::fmt::Write as _;

/// Two domain models; the second imports the first. Their names end in the seed.
#[must_use]
pub fn pair(seed: u64) -> [(String, String); 2] {
    let mut dice = Dice(seed);
    let base = Model::new("a", seed, None).fill(&mut dice);
    let mut user = Model::new("b", seed, Some("a"));
    user.text.push_str(&prefixes(seed));
    user.all = base.all.clone();
    user.traits = base.traits.clone();
    user.ranges = base.ranges.clone();
    let user = user.extend(&base, &mut dice).fill(&mut dice);
    [base, user].map(|model| (format!("{}{seed}", model.name), model.text))
}

/// SplitMix64, which needs no state but a counter.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let bound = u64::try_from(bound.max(1)).unwrap_or(1);
        usize::try_from((z ^ (z >> 31)) % bound).unwrap_or(0)
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }
}

/// A property, with the ranges that refinements may give it, each narrower than the last.
#[derive(Clone)]
struct Property {
    name: String,
    /// `datatype` or `class`.
    kind: &'static str,
    narrower: Vec<String>,
}

#[derive(Clone)]
struct Trait {
    name: String,
    /// The places of its properties, its traits' too.
    has: Vec<usize>,
}

struct Model {
    name: &'static str,
    text: String,
    all: Vec<Property>,
    traits: Vec<Trait>,
    /// Classes that relationships may lead to.
    ranges: Vec<String>,
    /// Classes that can be extended.
    keyed: Vec<String>,
}

fn prefixes(seed: u64) -> String {
    ["a", "b"]
        .map(|p| format!("@prefix {p}: <http://e.org/{p}{seed}#> .\n"))
        .concat()
}

impl Model {
    fn new(name: &'static str, seed: u64, imports: Option<&str>) -> Self {
        let mut text = String::from(
            "@prefix upper: <https://w3id.org/denota/upper#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
",
        );
        text.push_str(&prefixes(seed));
        let imports = imports.map_or_else(String::new, |i| format!(" ; owl:imports {i}:"));
        let _ = writeln!(
            text,
            "{name}: a upper:DomainModel ; upper:domain \"{name}{seed}\"{imports} ."
        );
        Self {
            name,
            text,
            all: Vec::new(),
            traits: Vec::new(),
            ranges: Vec::new(),
            keyed: Vec::new(),
        }
    }

    fn term(&mut self, local: &str, rest: &str) -> String {
        let name = self.named(local);
        let _ = writeln!(self.text, "{name} a {rest} .");
        name
    }

    /// Names differ between the models, so that plain ones do not clash.
    fn named(&self, local: &str) -> String {
        format!("{0}:{0}{local}", self.name)
    }

    fn fill(mut self, dice: &mut Dice) -> Self {
        self.term(
            "id",
            "upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1",
        );
        self.properties(dice);
        for n in 0..3 {
            self.mixin(n, dice);
        }
        self.taxonomy(dice);
        for n in 0..4 {
            self.class(n, dice);
        }
        self
    }

    /// Attributes and relationships, each with a chain of narrower ranges.
    fn properties(&mut self, dice: &mut Dice) {
        let (code, isin) = (
            self.term(
                "Code",
                "upper:CustomDatatype ; upper:base xsd:string ; upper:maxLength 20",
            ),
            self.named("Isin"),
        );
        let rest = format!("upper:CustomDatatype ; upper:base {code} ; upper:maxLength 12");
        self.term("Isin", &rest);
        let figure = self.figures();
        let chains = [
            ("datatype", vec!["xsd:string".to_owned(), code, isin]),
            ("class", figure.to_vec()),
            ("class", self.titles().to_vec()),
        ];
        for n in 0..4 {
            let (kind, chain) = dice.pick(&chains);
            let counts = counts(dice);
            let class = if kind == "class" {
                "Relationship"
            } else {
                "Attribute"
            };
            let rest = format!("upper:{class} ; upper:{kind} {}{counts}", chain[0]);
            let name = self.term(&format!("p{n}"), &rest);
            self.all.push(Property {
                name,
                kind,
                narrower: chain[1..].to_vec(),
            });
        }
    }

    /// Nested, in two levels.
    fn figures(&mut self) -> [String; 3] {
        let edge = self.term(
            "edge",
            "upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1",
        );
        let rest = format!("upper:SealedClass ; upper:property {edge}");
        let top = self.term("Figure", &rest);
        let flat = self.term(
            "Flat",
            &format!("upper:SealedClass ; upper:subClassOf {top}"),
        );
        let disc = self.term(
            "Disc",
            &format!("upper:DirectClass ; upper:subClassOf {flat}"),
        );
        self.term(
            "Ball",
            &format!("upper:DirectClass ; upper:subClassOf {top}"),
        );
        self.ranges
            .extend([top.clone(), flat.clone(), disc.clone()]);
        [top, flat, disc]
    }

    /// Keyed, in two levels.
    fn titles(&mut self) -> [String; 3] {
        let id = self.named("id");
        let rest = format!("upper:SealedClass ; upper:primaryKey ( {id} ) ; upper:property {id}");
        let top = self.term("Title", &rest);
        let work = self.term(
            "Work",
            &format!("upper:SealedClass ; upper:subClassOf {top}"),
        );
        let film = self.term(
            "Film",
            &format!("upper:DirectClass ; upper:subClassOf {work}"),
        );
        self.term(
            "Game",
            &format!("upper:DirectClass ; upper:subClassOf {top}"),
        );
        let all = [top, work, film];
        self.ranges.extend(all.clone());
        self.keyed.extend(all.clone());
        all
    }

    /// Refinements of some of the properties.
    fn refinements(&self, has: &[usize], dice: &mut Dice) -> String {
        let mut text = String::new();
        let mut done = Vec::new();
        for at in has {
            if done.contains(at) || !dice.chance(40) {
                continue;
            }
            done.push(*at);
            let property = &self.all[*at];
            let _ = write!(
                text,
                " ; upper:refinement [ upper:refines {}",
                property.name
            );
            let what = dice.below(5);
            if matches!(what, 0 | 3) {
                text.push_str(" ; upper:maxCount 1");
            }
            if matches!(what, 1 | 4) {
                let range = dice.pick(&property.narrower);
                let _ = write!(text, " ; upper:{} {range}", property.kind);
            }
            if matches!(what, 2..=4) {
                text.push_str(" ; upper:minCount 1");
            }
            text.push_str(" ]");
        }
        text
    }

    /// Properties and traits to state, and the places of all that comes with them.
    fn parts(&self, dice: &mut Dice) -> (Vec<String>, Vec<String>, Vec<usize>) {
        let own = self.all.len() - 4;
        let (mut properties, mut traits, mut has) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..dice.below(3) {
            // A model may list properties of what it imports, too.
            let at = if dice.chance(70) {
                own + dice.below(4)
            } else {
                dice.below(self.all.len())
            };
            properties.push(self.all[at].name.clone());
            has.push(at);
        }
        for _ in 0..dice.below(3) {
            if !self.traits.is_empty() {
                let mixin = dice.pick(&self.traits);
                traits.push(mixin.name.clone());
                has.extend(&mixin.has);
            }
        }
        has.sort_unstable();
        has.dedup();
        for list in [&mut properties, &mut traits] {
            let mut seen = Vec::new();
            list.retain(|name| {
                let is_new = !seen.contains(name);
                seen.push(name.clone());
                is_new
            });
        }
        (properties, traits, has)
    }

    fn mixin(&mut self, n: usize, dice: &mut Dice) {
        let (properties, traits, has) = self.parts(dice);
        let mut rest = "upper:Trait".to_owned();
        rest += &stated("property", &properties);
        rest += &stated("trait", &traits);
        rest += &self.refinements(&has, dice);
        let name = self.term(&format!("T{n}"), &rest);
        self.traits.push(Trait { name, has });
    }

    /// A sealed class without a key, some of whose leaves have one.
    fn taxonomy(&mut self, dice: &mut Dice) {
        let (properties, traits, has) = self.parts(dice);
        let mut rest = "upper:SealedClass".to_owned();
        rest += &stated("property", &properties);
        rest += &stated("trait", &traits);
        rest += &self.refinements(&has, dice);
        let mut above = self.term("Party", &rest);
        self.ranges.push(above.clone());
        if dice.chance(50) {
            let mut rest = format!("upper:SealedClass ; upper:subClassOf {above}");
            rest += &self.refinements(&has, dice);
            above = self.term("Group", &rest);
            self.ranges.push(above.clone());
        }
        for n in 0..2 {
            let mut rest = format!("upper:DirectClass ; upper:subClassOf {above}");
            let (properties, traits, more) = self.parts(dice);
            rest += &stated("property", &properties);
            rest += &stated("trait", &traits);
            let all: Vec<usize> = has.iter().chain(&more).copied().collect();
            rest += &self.refinements(&all, dice);
            let key = self.key(&all, dice);
            rest += &key;
            let name = self.term(&format!("Leaf{n}"), &rest);
            self.ranges.push(name.clone());
            if !key.is_empty() {
                self.keyed.push(name);
            }
        }
    }

    fn class(&mut self, n: usize, dice: &mut Dice) {
        let (mut properties, traits, has) = self.parts(dice);
        let to = dice.pick(&self.ranges);
        let counts = counts(dice);
        let rest = format!("upper:Relationship ; upper:class {to}{counts}");
        properties.push(self.term(&format!("r{n}"), &rest));
        let mut rest = "upper:DirectClass".to_owned();
        rest += &stated("property", &properties);
        rest += &stated("trait", &traits);
        rest += &self.refinements(&has, dice);
        let key = if n == 0 {
            String::new()
        } else {
            self.key(&has, dice)
        };
        if key.is_empty() && n > 1 {
            let id = self.named("id");
            let _ = write!(rest, " ; upper:primaryKey ( {id} ) ; upper:property {id}");
        }
        rest += &key;
        let name = self.term(&format!("C{n}"), &rest);
        self.ranges.push(name.clone());
        if n > 1 {
            self.keyed.push(name);
        }
    }

    /// Some attribute that it has, as its key.
    fn key(&self, has: &[usize], dice: &mut Dice) -> String {
        let attributes: Vec<usize> = (has.iter().copied())
            .filter(|at| self.all[*at].kind == "datatype")
            .collect();
        if attributes.is_empty() || dice.chance(40) {
            return String::new();
        }
        let key = &self.all[dice.pick(&attributes)].name;
        format!(" ; upper:primaryKey ( {key} )")
    }

    /// Extensions of the other's classes, and classes with the other's traits.
    fn extend(mut self, base: &Self, dice: &mut Dice) -> Self {
        for n in 0..2 {
            let of = dice.pick(&base.keyed);
            let counts = counts(dice);
            let rest = format!("upper:Attribute ; upper:datatype xsd:string{counts}");
            let more = self.term(&format!("more{n}"), &rest);
            let mixin = self.term(
                &format!("More{n}"),
                &format!("upper:Trait ; upper:property {more}"),
            );
            let rest = format!("upper:Extension ; upper:extends {of} ; upper:trait {mixin}");
            self.term(&format!("E{n}"), &rest);
        }
        let figure = base.named(dice.pick(&FIGURES));
        let title = base.named(dice.pick(&TITLES));
        let rest = format!("upper:Union ; upper:unionOf ( {figure} {title} )");
        let union = self.term("U", &rest);
        self.ranges.push(union);
        self
    }
}

/// Classes of either taxonomy, for unions.
const FIGURES: [&str; 3] = ["Figure", "Flat", "Ball"];
const TITLES: [&str; 3] = ["Title", "Work", "Film"];

/// Counts of properties: none at all as often as others together.
const COUNTS: [&str; 4] = [
    "",
    "",
    " ; upper:maxCount 1",
    " ; upper:minCount 1 ; upper:maxCount 1",
];

fn counts(dice: &mut Dice) -> &'static str {
    dice.pick(&COUNTS)
}

fn stated(predicate: &str, values: &[String]) -> String {
    if values.is_empty() {
        return String::new();
    }
    format!(" ; upper:{predicate} {}", values.join(" , "))
}
