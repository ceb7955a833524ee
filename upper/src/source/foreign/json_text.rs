//! JSON with the places of its keys and values, which no library that we use tells.
//!
//! What is not JSON ends the reading: the library that reads the triples reports it.

use std::borrow::Cow;

use crate::source::count;

/// A value and where it starts.
pub(super) struct Value<'a> {
    pub(super) at: u32,
    pub(super) kind: Kind<'a>,
}

/// What a value is.
pub(super) enum Kind<'a> {
    Object(Vec<Member<'a>>),
    Array(Vec<Value<'a>>),
    Text(Cow<'a, str>),
    Null,
    /// A number or a truth value.
    Other,
}

/// A member of an object, and where its key starts.
pub(super) struct Member<'a> {
    pub(super) at: u32,
    pub(super) key: Cow<'a, str>,
    pub(super) value: Value<'a>,
}

impl<'a> Value<'a> {
    /// Reads a text whose nesting has been checked.
    pub(super) fn of(text: &'a str) -> Self {
        Reader { text, at: 0 }.value()
    }

    /// The members of an object.
    pub(super) fn members(&self) -> Option<&[Member<'a>]> {
        match &self.kind {
            Kind::Object(members) => Some(members),
            Kind::Array(_) | Kind::Text(_) | Kind::Null | Kind::Other => None,
        }
    }

    /// The text of a string.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            Kind::Object(_) | Kind::Array(_) | Kind::Null | Kind::Other => None,
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is not space.
    fn next(&mut self) -> Option<u8> {
        while self.peek().is_some_and(|b| b.is_ascii_whitespace()) {
            self.at += 1;
        }
        self.peek()
    }

    fn give_up(&mut self) {
        self.at = self.text.len();
    }

    fn value(&mut self) -> Value<'a> {
        let next = self.next();
        let at = count(self.at);
        let kind = match next {
            Some(b'{') => Kind::Object(self.object()),
            Some(b'[') => Kind::Array(self.array()),
            Some(b'"') => Kind::Text(self.string()),
            _ => self.word(),
        };
        Value { at, kind }
    }

    fn object(&mut self) -> Vec<Member<'a>> {
        let mut members = Vec::new();
        self.at += 1;
        loop {
            match self.next() {
                Some(b'"') => {
                    let at = count(self.at);
                    let key = self.string();
                    if self.next() != Some(b':') {
                        self.give_up();
                        continue;
                    }
                    self.at += 1;
                    let value = self.value();
                    members.push(Member { at, key, value });
                }
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return members;
                }
                _ => {
                    self.give_up();
                    return members;
                }
            }
        }
    }

    fn array(&mut self) -> Vec<Value<'a>> {
        let mut values = Vec::new();
        self.at += 1;
        loop {
            match self.next() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return values;
                }
                Some(_) => values.push(self.value()),
                None => return values,
            }
        }
    }

    fn string(&mut self) -> Cow<'a, str> {
        let start = self.at;
        let mut is_escaped = false;
        self.at += 1;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    is_escaped = true;
                    self.at += 2;
                }
                Some(_) => self.at += 1,
                None => {
                    self.give_up();
                    return Cow::Borrowed("");
                }
            }
        }
        self.at += 1;
        if is_escaped {
            let quoted = self.text.get(start..self.at).unwrap_or("");
            return Cow::Owned(serde_json::from_str(quoted).unwrap_or_default());
        }
        Cow::Borrowed(self.text.get(start + 1..self.at - 1).unwrap_or(""))
    }

    fn word(&mut self) -> Kind<'a> {
        let start = self.at;
        let ends = |b: u8| b.is_ascii_whitespace() || b",:[]{}\"".contains(&b);
        while self.peek().is_some_and(|b| !ends(b)) {
            self.at += 1;
        }
        if self.at == start {
            self.give_up();
        }
        match self.text.get(start..self.at) {
            Some("null") => Kind::Null,
            _ => Kind::Other,
        }
    }
}
