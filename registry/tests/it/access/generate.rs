//! Queries of every form that SPARQL has, at random over what a registry may hold.

/// Numbers that look random and are the same in every run.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap() % bound
    }

    fn one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == 0
    }

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// What queries are made of: IRIs in angle brackets.
pub(crate) struct Words {
    /// Names of graphs: of visible and hidden ones, the catalog, revisions, and none.
    pub(crate) graphs: Vec<String>,
    /// Terms that graphs and the catalog speak of.
    pub(crate) terms: Vec<String>,
    /// Their properties.
    pub(crate) properties: Vec<String>,
}

const VARIABLES: [&str; 4] = ["?a", "?b", "?c", "?d"];

/// A query, and whether the order of its answer says anything.
pub(crate) fn query(random: &mut Random, words: &Words) -> String {
    // Queries about what is given, and such as look around.
    let given = if random.one_in(2) { 3 } else { 12 };
    let mut of = Maker {
        random,
        words,
        given,
    };
    let dataset = of.dataset();
    let body = of.group(3);
    match of.random.below(8) {
        0 => format!("ASK {dataset} {body}"),
        1 => format!("CONSTRUCT {{ ?a ?b ?c . ?c <urn:x> ?a }} {dataset} WHERE {body}"),
        2 => {
            let what = of.node();
            format!("DESCRIBE {what} {dataset} WHERE {body}")
        }
        3 => {
            let iri = of.term();
            format!("DESCRIBE {iri} {dataset}")
        }
        4 => {
            let aggregate = of.aggregate();
            format!("SELECT ?a ({aggregate} AS ?total) {dataset} WHERE {body} GROUP BY ?a")
        }
        5 => {
            let aggregate = of.aggregate();
            format!("SELECT ({aggregate} AS ?total) {dataset} WHERE {body}")
        }
        6 => format!("SELECT DISTINCT * {dataset} WHERE {body}"),
        _ => format!("SELECT * {dataset} WHERE {body} ORDER BY ?a"),
    }
}

struct Maker<'a> {
    random: &'a mut Random,
    words: &'a Words,
    /// One in so many nodes is a term.
    given: usize,
}

impl Maker<'_> {
    fn dataset(&mut self) -> String {
        if !self.random.one_in(3) {
            return String::new();
        }
        let count = 1 + self.random.below(3);
        let clause = |maker: &mut Self| {
            let named = maker.random.pick(&["FROM", "FROM NAMED"]);
            format!("{named} {} ", maker.graph())
        };
        (0..count).map(|_| clause(self)).collect()
    }

    fn graph(&mut self) -> String {
        let at = self.random.below(self.words.graphs.len());
        self.words.graphs[at].clone()
    }

    fn term(&mut self) -> String {
        if self.random.one_in(4) {
            return self.graph();
        }
        let at = self.random.below(self.words.terms.len());
        self.words.terms[at].clone()
    }

    fn property(&mut self) -> String {
        let at = self.random.below(self.words.properties.len());
        self.words.properties[at].clone()
    }

    fn variable(&mut self) -> String {
        self.random.pick(&VARIABLES).to_owned()
    }

    fn node(&mut self) -> String {
        if self.random.one_in(self.given) {
            self.term()
        } else {
            self.variable()
        }
    }

    fn group(&mut self, depth: usize) -> String {
        let count = 1 + self.random.below(2);
        let parts: Vec<String> = (0..count).map(|_| self.pattern(depth)).collect();
        format!("{{ {} }}", parts.join(" "))
    }

    fn pattern(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.triple();
        }
        let inner = depth - 1;
        match self.random.below(14) {
            0 => format!("GRAPH {} {}", self.graph(), self.group(inner)),
            1 | 2 => format!("GRAPH {} {}", self.variable(), self.group(inner)),
            3 => format!("GRAPH ?g {{ }} {}", self.triple()),
            4 => format!("{} OPTIONAL {}", self.triple(), self.group(inner)),
            5 => format!("{} UNION {}", self.group(inner), self.group(inner)),
            6 => format!("{} MINUS {}", self.triple(), self.group(inner)),
            7 => {
                let not = self.random.pick(&["", "NOT "]);
                format!("{} FILTER {not}EXISTS {}", self.triple(), self.group(inner))
            }
            8 => format!("{} FILTER({})", self.triple(), self.expression()),
            9 => {
                let graph = self.graph();
                let term = self.term();
                format!("VALUES ?a {{ {graph} {term} }} {}", self.triple())
            }
            10 => format!("{} BIND({} AS ?x)", self.triple(), self.expression()),
            11 => {
                let aggregate = self.aggregate();
                let body = self.group(inner);
                format!("{{ SELECT ?a ({aggregate} AS ?n) WHERE {body} GROUP BY ?a }}")
            }
            12 => self.path(),
            _ => format!("{} {}", self.triple(), self.triple()),
        }
    }

    /// At least one part is given, or joins with what is given: no products of everything.
    fn triple(&mut self) -> String {
        let property = if self.random.one_in(4) {
            self.variable()
        } else {
            self.property()
        };
        let subject = self.node();
        let object = if property.starts_with('?') && subject.starts_with('?') {
            self.term()
        } else {
            self.node()
        };
        format!("{subject} {property} {object} .")
    }

    fn path(&mut self) -> String {
        let (one, two) = (self.property(), self.property());
        let path = match self.random.below(7) {
            0 => format!("{one}*"),
            1 => format!("{one}+"),
            2 => format!("{one}?"),
            3 => format!("{one}/{two}"),
            4 => format!("({one}|^{two})+"),
            5 => format!("!({one}|{two})"),
            _ => format!("^{one}/({two})*"),
        };
        let subject = self.term();
        format!("{subject} {path} {} .", self.variable())
    }

    fn expression(&mut self) -> String {
        let variable = self.variable();
        match self.random.below(7) {
            0 => format!("{variable} = {}", self.term()),
            1 => format!("{variable} IN ({}, {})", self.graph(), self.term()),
            2 => format!("CONTAINS(STR({variable}), \"hidden\")"),
            3 => format!("BOUND({variable})"),
            4 => format!("STRLEN(STR({variable})) > 20"),
            5 => format!("EXISTS {{ GRAPH {} {{ ?a ?p ?o }} }}", self.graph()),
            _ => format!("isIRI({variable}) && EXISTS {{ GRAPH {variable} {{ ?s ?p ?o }} }}"),
        }
    }

    fn aggregate(&mut self) -> String {
        let variable = self.random.pick(&["?b", "?c", "?d"]);
        match self.random.below(5) {
            0 => "COUNT(*)".to_owned(),
            1 => format!("COUNT(DISTINCT {variable})"),
            2 => format!("MIN({variable})"),
            3 => format!("MAX(STR({variable}))"),
            _ => format!("SUM(STRLEN(STR({variable})))"),
        }
    }
}
