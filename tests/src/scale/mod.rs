//! Models of any size, for figures and for tests of growth: what a company's model holds,
//! made by rule, so that the same size always gives the same text.
//!
//! Classes come in tens: a sealed class with two leaves, a nested class, and six keyed
//! classes that refer to one another. Each class has eight properties of its own.

mod linkml;
mod turtle;

pub use linkml::linkml;
pub use turtle::turtle as scale;

/// The kinds of a ten, in order.
const KINDS: [&str; TEN] = [
    "Party", "Person", "Company", "Address", "Product", "Order", "Contract", "Payment", "Shipment",
    "Review",
];
const TEN: usize = 10;
const SEALED: usize = 0;
const NESTED: usize = 3;

/// The values of each enumeration; there is one for each ten of classes.
const VALUES: [&str; 4] = ["Draft", "Active", "Suspended", "Closed"];

/// A class of the model.
struct Class {
    /// Its place in the model, from 0.
    index: usize,
}

/// What a property holds.
#[derive(Clone, Copy)]
enum Range {
    /// The key of its class.
    Key,
    /// A datatype: its name in XSD, and in LinkML.
    Data(&'static str, &'static str),
    /// The enumeration of the ten.
    Enumeration,
    /// The class of a kind, in the ten of the class or the one before.
    Class { kind: usize, before: bool },
}

/// A property: how its name ends, what it holds, how often.
struct Property {
    suffix: &'static str,
    range: Range,
    required: bool,
    many: bool,
}

const fn one(suffix: &'static str, range: Range) -> Property {
    Property {
        suffix,
        range,
        required: false,
        many: false,
    }
}

const fn required(suffix: &'static str, range: Range) -> Property {
    Property {
        suffix,
        range,
        required: true,
        many: false,
    }
}

const fn many(suffix: &'static str, range: Range) -> Property {
    Property {
        suffix,
        range,
        required: false,
        many: true,
    }
}

const STRING: Range = Range::Data("string", "string");
const DATE: Range = Range::Data("date", "date");
const INSTANT: Range = Range::Data("dateTime", "datetime");
const AMOUNT: Range = Range::Data("decimal", "decimal");
const COUNT: Range = Range::Data("int", "integer");
const FLAG: Range = Range::Data("boolean", "boolean");
const LINK: Range = Range::Data("anyURI", "uri");

const fn class(kind: usize) -> Range {
    Range::Class {
        kind,
        before: false,
    }
}

/// The eight properties of a keyed class.
const KEYED: [Property; 8] = [
    required("Code", Range::Key),
    required("Name", STRING),
    required("Status", Range::Enumeration),
    one("StartDate", DATE),
    one("Amount", AMOUNT),
    many("Keyword", STRING),
    one("Address", class(NESTED)),
    many(
        "Predecessor",
        Range::Class {
            kind: 4,
            before: true,
        },
    ),
];

/// The eight properties of a leaf of the sealed class, which inherits its key.
const LEAF: [Property; 8] = [
    required("Alias", STRING),
    one("BirthDate", DATE),
    one("ChangeTime", INSTANT),
    one("Verified", FLAG),
    one("Score", COUNT),
    one("Homepage", LINK),
    many("Nickname", STRING),
    one("Contract", class(6)),
];

/// The eight properties of a nested class.
const VALUE: [Property; 8] = [
    required("Street", STRING),
    one("HouseNumber", COUNT),
    one("Extra", STRING),
    required("City", STRING),
    one("Region", STRING),
    one("MoveDate", DATE),
    one("Altitude", AMOUNT),
    many("Note", STRING),
];

fn classes(count: usize) -> impl Iterator<Item = Class> {
    (0..count).map(|index| Class { index })
}

impl Class {
    fn kind(&self) -> usize {
        self.index % TEN
    }

    fn ten(&self) -> usize {
        self.index / TEN
    }

    fn name(&self) -> String {
        format!("{}{}", self.kind_name(), self.ten())
    }

    fn kind_name(&self) -> &'static str {
        KINDS.get(self.kind()).copied().unwrap_or("Thing")
    }

    fn is_sealed(&self) -> bool {
        self.kind() == SEALED
    }

    /// The sealed class above a leaf.
    fn parent(&self) -> Option<Self> {
        matches!(self.kind(), 1 | 2).then(|| Self {
            index: self.ten() * TEN + SEALED,
        })
    }

    /// The suffix of the property that is its key, where it declares one.
    fn key(&self) -> Option<&'static str> {
        self.properties()
            .iter()
            .find(|p| matches!(p.range, Range::Key))
            .map(|p| p.suffix)
    }

    fn properties(&self) -> &'static [Property] {
        match self.kind() {
            1 | 2 => &LEAF,
            NESTED => &VALUE,
            _ => &KEYED,
        }
    }

    /// `order12Code`, and `isPerson12Verified`: a Boolean says what is true.
    fn property_name(&self, property: &Property) -> String {
        let mut name = self.name();
        if matches!(property.range, Range::Data("boolean", _)) {
            return format!("is{name}{}", property.suffix);
        }
        if let Some(first) = name.get_mut(..1) {
            first.make_ascii_lowercase();
        }
        name + property.suffix
    }

    /// The class that a property refers to; in a model that ends within a ten, the last class
    /// of that kind that there is, else none.
    fn referred(&self, kind: usize, before: bool, count: usize) -> Option<Self> {
        let ten = if before {
            self.ten().saturating_sub(1)
        } else {
            self.ten()
        };
        let index = ten * TEN + kind;
        let index = if index < count {
            Some(index)
        } else {
            index.checked_sub(TEN)
        };
        index.filter(|i| *i < count).map(|index| Self { index })
    }
}

/// `start date`, of `StartDate`.
fn words(suffix: &str) -> String {
    let mut words = String::new();
    for c in suffix.chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    words
}
