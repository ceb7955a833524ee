//! What the lexer returns.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::source) enum Kind {
    /// The end of the text.
    End,
    /// Something that is no token; it was reported.
    Bad,
    /// `<...>`
    Iri,
    /// `prefix:local`, with the offset of its colon.
    Name {
        /// Where the colon is.
        colon: u32,
    },
    /// `_:label`
    Blank,
    /// A string with this many quotes on each side.
    String {
        /// One or three.
        quotes: u8,
    },
    /// `@en`, and also `@prefix` and `@base`.
    Language,
    /// `1`
    Integer,
    /// `1.0`
    Decimal,
    /// `1e0`
    Double,
    /// `a`, `true`, `PREFIX` or any other bare word.
    Word,
    /// `.`
    Dot,
    /// `;`
    Semicolon,
    /// `,`
    Comma,
    /// `[`
    OpenBracket,
    /// `]`
    CloseBracket,
    /// `(`
    OpenParen,
    /// `)`
    CloseParen,
    /// `{`
    OpenBrace,
    /// `}`
    CloseBrace,
    /// `^^`
    Carets,
    /// `<<` of RDF 1.2
    OpenTriple,
    /// `>>` of RDF 1.2
    CloseTriple,
    /// `{|` of RDF 1.2
    OpenAnnotation,
    /// `|}` of RDF 1.2
    CloseAnnotation,
    /// `~` of RDF 1.2
    Tilde,
}

/// How the text of a token relates to what it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::source) enum Form {
    /// As written.
    Plain,
    /// With escapes, or with characters that need a closer look.
    Special,
    /// Wrong, and reported.
    Bad,
}

/// A token.
#[derive(Clone, Copy, Debug)]
pub(in crate::source) struct Token {
    pub(in crate::source) kind: Kind,
    pub(in crate::source) form: Form,
    /// Whether it is the first of its line.
    pub(in crate::source) new_line: bool,
    pub(in crate::source) start: u32,
    pub(in crate::source) end: u32,
}

impl Token {
    /// Whether it was reported already.
    pub(in crate::source) fn is_bad(self) -> bool {
        self.form == Form::Bad || self.kind == Kind::Bad
    }

    /// What to underline for it.
    pub(in crate::source) fn range(self) -> (u32, u32) {
        (self.start, self.end)
    }

    /// Whether it can be the first of a subject.
    pub(in crate::source) fn starts_subject(self) -> bool {
        matches!(
            self.kind,
            Kind::Iri | Kind::Name { .. } | Kind::Blank | Kind::OpenBracket | Kind::OpenParen
        )
    }

    /// Whether it is a literal or the first token of one.
    pub(in crate::source) fn starts_literal(self) -> bool {
        matches!(
            self.kind,
            Kind::String { .. } | Kind::Integer | Kind::Decimal | Kind::Double
        )
    }
}
