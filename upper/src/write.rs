//! Writing instance graphs (representations, mappings, catalogs) as Turtle.
//!
//! What is described first is written first, and a node's lines depend on nothing but the
//! node, so that adding one changes no other line.

use std::fmt::Write as _;

use crate::graph::TermId;
use crate::vocabulary;

/// The first line of a Turtle document that is made from a model, by which it is told from one.
pub const MADE: &str =
    "# Made by denota from a model; passed over where folders are searched for models\n";

/// A named graph being written.
#[derive(Clone, Debug, Default)]
pub struct GraphWriter {
    iri: String,
    /// Prefixes and namespaces, the longest namespace first: it leaves the shortest name.
    prefixes: Vec<(String, String)>,
    turtle: String,
    node_open: bool,
    /// Well-known terms as they are written, by their index.
    well_known: Vec<Option<Box<str>>>,
}

impl GraphWriter {
    /// Starts the graph `iri` (ending in `#`), governed by the model `governing`. Further
    /// prefixes make the text shorter; the empty one is the graph's own namespace.
    #[must_use]
    pub fn new(iri: &str, governing: &str, prefixes: &[(&str, &str)]) -> Self {
        let own = [("", iri), ("graph", vocabulary::graph::NS)];
        let all = own
            .iter()
            .chain(prefixes.iter().filter(|(p, _)| *p != "graph"));
        let mut prefixes: Vec<(String, String)> = all
            .map(|(p, n)| ((*p).to_owned(), (*n).to_owned()))
            .collect();
        let mut turtle = String::with_capacity(4096);
        for (prefix, namespace) in &prefixes {
            let _ = writeln!(turtle, "@prefix {prefix}: <{namespace}> .");
        }
        prefixes.sort_by_key(|(_, namespace)| std::cmp::Reverse(namespace.len()));
        let mut writer = Self {
            iri: iri.to_owned(),
            prefixes,
            turtle,
            node_open: false,
            well_known: Vec::new(),
        };
        writer.begin(iri, vocabulary::graph::class::NAMED_GRAPH);
        writer.iri_value(vocabulary::graph::GOVERNED_BY, governing);
        writer
    }

    /// The IRI of the graph.
    #[must_use]
    pub fn iri(&self) -> &str {
        &self.iri
    }

    /// The IRI of a node of this graph by its path of names: `["character", "rname"]` →
    /// `…#character.rname`. What a prefixed name cannot hold is percent-encoded.
    #[must_use]
    pub fn element<S: AsRef<str>>(&self, path: &[S]) -> String {
        let mut iri = self.iri.clone();
        for (i, part) in path.iter().enumerate() {
            if i > 0 {
                iri.push('.');
            }
            encode_into(part.as_ref(), &mut iri);
        }
        iri
    }

    /// Begins the description of a node.
    pub fn node(&mut self, iri: &str, class: TermId) -> &mut Self {
        self.begin(iri, class);
        self
    }

    /// The same for a node of this graph's own namespace, by its local name.
    pub fn own_node(&mut self, local: &str, class: TermId) -> &mut Self {
        self.separate();
        if is_local_name(local) {
            self.turtle.extend([":", local]);
        } else {
            self.turtle.extend(["<", &self.iri, local, ">"]);
        }
        self.is_a(class);
        self
    }

    /// States a property whose value is an IRI.
    pub fn iri_value(&mut self, property: TermId, iri: &str) -> &mut Self {
        self.property(property);
        self.push_iri(iri);
        self
    }

    /// States a property whose value is a well-known term, such as an enumeration value.
    pub fn term(&mut self, property: TermId, value: TermId) -> &mut Self {
        self.property(property);
        self.push_term(value);
        self
    }

    /// States a property whose value is a string.
    pub fn text(&mut self, property: TermId, value: &str) -> &mut Self {
        self.property(property);
        quote_into(value, &mut self.turtle);
        self
    }

    /// States a property whose value is a literal of a datatype.
    pub fn typed(&mut self, property: TermId, value: &str, datatype: TermId) -> &mut Self {
        self.text(property, value);
        self.turtle.push_str("^^");
        self.push_term(datatype);
        self
    }

    /// States a property whose value is an integer.
    pub fn integer(&mut self, property: TermId, value: i64) -> &mut Self {
        self.property(property);
        let _ = write!(self.turtle, "{value}");
        self
    }

    /// States a property whose value is a Boolean.
    pub fn boolean(&mut self, property: TermId, value: bool) -> &mut Self {
        self.property(property);
        let _ = write!(self.turtle, "{value}");
        self
    }

    /// States a property whose value is a list of IRIs.
    pub fn iri_list<S: AsRef<str>>(&mut self, property: TermId, iris: &[S]) -> &mut Self {
        self.property(property);
        self.turtle.push('(');
        for iri in iris {
            self.turtle.push(' ');
            self.push_iri(iri.as_ref());
        }
        self.turtle.push_str(" )");
        self
    }

    /// The graph in Turtle.
    #[must_use]
    pub fn turtle(&self) -> String {
        let mut text = self.turtle.clone();
        if self.node_open {
            text.push_str(" .\n");
        }
        text
    }

    /// The same, where nothing follows: the text may be large, and is not copied.
    #[must_use]
    pub fn take_turtle(&mut self) -> String {
        if std::mem::take(&mut self.node_open) {
            self.turtle.push_str(" .\n");
        }
        std::mem::take(&mut self.turtle)
    }

    fn begin(&mut self, iri: &str, class: TermId) {
        self.separate();
        self.push_iri(iri);
        self.is_a(class);
    }

    fn separate(&mut self) {
        if self.node_open {
            self.turtle.push_str(" .\n");
        }
        self.turtle.push('\n');
    }

    fn is_a(&mut self, class: TermId) {
        self.turtle.push_str(" a ");
        self.push_term(class);
        self.node_open = true;
    }

    fn property(&mut self, property: TermId) {
        self.turtle.push_str(" ;\n    ");
        self.push_term(property);
        self.turtle.push(' ');
    }

    /// There are few of these, and they are written over and over.
    fn push_term(&mut self, term: TermId) {
        let index = term.well_known_index().unwrap_or(usize::MAX);
        if let Some(Some(written)) = self.well_known.get(index) {
            self.turtle.push_str(written);
            return;
        }
        let start = self.turtle.len();
        self.push_iri(vocabulary::iri(term).unwrap_or_default());
        if index < vocabulary::IRIS.len() {
            self.well_known.resize(vocabulary::IRIS.len(), None);
            let written = self.turtle.get(start..).map(Box::from);
            if let Some(slot) = self.well_known.get_mut(index) {
                *slot = written;
            }
        }
    }

    fn push_iri(&mut self, iri: &str) {
        let short = self.prefixes.iter().find_map(|(prefix, namespace)| {
            let local = iri.strip_prefix(namespace.as_str())?;
            is_local_name(local).then_some([prefix, ":", local])
        });
        self.turtle.extend(short.unwrap_or(["<", iri, ">"]));
    }
}

/// The bytes of local names, looked up: names are most of what is written.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0_u8;
    loop {
        #[expect(clippy::indexing_slicing, reason = "a byte is less than 256")]
        if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'%') {
            plain[byte as usize] = true;
        }
        if byte == u8::MAX {
            break plain;
        }
        byte += 1;
    }
};

/// Whether a local name needs no escapes in Turtle; stricter than the grammar.
#[must_use]
pub fn is_local_name(local: &str) -> bool {
    let plain = |b: u8| PLAIN.get(usize::from(b)).copied().unwrap_or(false);
    !local.is_empty()
        && !local.starts_with(['-', '.'])
        && !local.ends_with('.')
        && local.bytes().all(plain)
}

/// The IRI of a graph derived from a domain's: `…/onepiece#` → `…/onepiece/<kind>/<name>#`.
#[must_use]
pub fn graph_iri(domain_iri: &str, kind: &str, name: &str) -> String {
    let stem = domain_iri.trim_end_matches(['#', '/']);
    format!("{stem}/{kind}/{name}#")
}

/// Appends `text` as a Turtle string in quotes.
pub fn quote_into(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    // Runs without anything to escape are by far the most of every text.
    while let Some(at) = rest.find(|c: char| c == '"' || c == '\\' || c.is_control()) {
        let (run, special) = rest.split_at(at);
        out.push_str(run);
        let mut chars = special.chars();
        match chars.next() {
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(c @ ('"' | '\\')) => out.extend(['\\', c]),
            Some(c) => {
                let _ = write!(out, "\\u{:04X}", c as u32);
            }
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

fn encode_into(part: &str, out: &mut String) {
    for c in part.chars() {
        if c.is_ascii_alphanumeric()
            || c == '_'
            || (c == '-' && !out.ends_with('.') && !out.ends_with('#'))
        {
            out.push(c);
        } else {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::upper;

    #[test]
    fn nodes_are_written_in_order_with_short_names() {
        let mut graph = GraphWriter::new("http://e.org/c#", upper::NS, &[("upper", upper::NS)]);
        let node = graph.element(&["a table", "x"]);
        graph
            .node(&node, upper::class::ENUM_VALUE)
            .text(upper::LABEL, "say \"hi\"\n");
        let turtle = graph.turtle();
        assert!(
            turtle.contains(
                "\n:a%20table.x a upper:EnumValue ;\n    upper:label \"say \\\"hi\\\"\\n\" .\n"
            ),
            "{turtle}"
        );
        let parsed = oxttl::TurtleParser::new()
            .for_slice(turtle.as_bytes())
            .collect::<Result<Vec<_>, _>>();
        assert_eq!(parsed.ok().map(|t| t.len()), Some(4));
    }
}
