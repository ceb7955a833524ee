//! What XML cannot say of RDF. The writers of the library put names and texts down as they are,
//! and where XML has no such name or character, what comes out no parser reads.

use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedOrBlankNodeRef, TermRef, TripleRef};

/// The namespace of the declarations of namespaces, in which nothing has a name.
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";
/// The namespace that the prefix `xml` has always.
const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace of RDF, of whose words RDF/XML keeps some for itself.
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// Words of RDF/XML, which are no properties there.
const WORDS: [&str; 9] = [
    "Description",
    "ID",
    "RDF",
    "about",
    "datatype",
    "li",
    "nodeID",
    "parseType",
    "resource",
];
/// Words that RDF/XML had once, which are neither properties nor classes there.
const OLD_WORDS: [&str; 3] = ["aboutEach", "aboutEachPrefix", "bagID"];

/// Checks that RDF/XML can say a triple.
///
/// # Errors
/// It cannot: why, in words.
pub(crate) fn triple(triple: TripleRef<'_>) -> Result<(), String> {
    let property = triple.predicate.as_str();
    let is_word = |words: &[&str], iri: &str| {
        let word = iri.strip_prefix(RDF);
        word.is_some_and(|word| words.contains(&word))
    };
    if !has_name(property) || is_word(&WORDS, property) || is_word(&OLD_WORDS, property) {
        return Err(format!("RDF/XML has no name for the property `{property}`"));
    }
    // A class is written as the name of an element, like a property.
    let class = match triple.object {
        TermRef::NamedNode(class) if triple.predicate == rdf::TYPE => Some(class.as_str()),
        TermRef::NamedNode(_) | TermRef::BlankNode(_) | TermRef::Literal(_) => None,
    };
    if let Some(class) = class.filter(|c| !has_name(c) || is_word(&OLD_WORDS, c)) {
        return Err(format!("RDF/XML has no name for the class `{class}`"));
    }
    if let NamedOrBlankNodeRef::NamedNode(node) = triple.subject {
        text(node.as_str())?;
    }
    text(property)?;
    term(triple.object)
}

/// Checks that XML can hold a term.
///
/// # Errors
/// It cannot: why, in words.
pub(crate) fn term(term: TermRef<'_>) -> Result<(), String> {
    match term {
        TermRef::NamedNode(node) => text(node.as_str()),
        // Their labels are made of letters and digits.
        TermRef::BlankNode(_) => Ok(()),
        TermRef::Literal(literal) => {
            text(literal.datatype().as_str())?;
            text(literal.value())
        }
    }
}

/// Whether XML lets a prefix stand for a namespace.
pub(crate) fn allows_prefix(prefix: &str, namespace: &str) -> bool {
    !matches!(prefix, "xml" | "xmlns") && !matches!(namespace, XML | XMLNS)
}

fn text(text: &str) -> Result<(), String> {
    match text.chars().find(|c| !is_char(*c)) {
        None => Ok(()),
        Some(c) => Err(format!(
            "XML cannot hold the character U+{:04X}",
            u32::from(c)
        )),
    }
}

/// Whether an IRI ends in a name, with which XML can name an element.
fn has_name(iri: &str) -> bool {
    let mut end = iri.chars().rev().take_while(|c| is_name_char(*c));
    end.any(is_name_start) && !iri.starts_with(XMLNS)
}

/// `Char` of XML 1.0.
fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// `NameStartChar` of XML 1.0, but for the colon, which names with a namespace do not have.
fn is_name_start(c: char) -> bool {
    matches!(
        c,
        'A'..='Z'
            | '_'
            | 'a'..='z'
            | '\u{c0}'..='\u{d6}'
            | '\u{d8}'..='\u{f6}'
            | '\u{f8}'..='\u{2ff}'
            | '\u{370}'..='\u{37d}'
            | '\u{37f}'..='\u{1fff}'
            | '\u{200c}'..='\u{200d}'
            | '\u{2070}'..='\u{218f}'
            | '\u{2c00}'..='\u{2fef}'
            | '\u{3001}'..='\u{d7ff}'
            | '\u{f900}'..='\u{fdcf}'
            | '\u{fdf0}'..='\u{fffd}'
            | '\u{10000}'..='\u{effff}'
    )
}

/// `NameChar` of XML 1.0, but for the colon.
fn is_name_char(c: char) -> bool {
    is_name_start(c)
        || matches!(
            c,
            '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}'
        )
}

#[cfg(test)]
mod tests {
    use oxigraph::model::{Literal, NamedNode, Term, Triple};

    use super::*;

    fn said(predicate: &str, object: impl Into<Term>) -> bool {
        let subject = NamedNode::new_unchecked("http://example.com/a");
        let predicate = NamedNode::new_unchecked(predicate);
        triple(Triple::new(subject, predicate, object).as_ref()).is_ok()
    }

    #[test]
    fn properties_have_names() {
        let one = || Literal::from("x");
        for property in [
            "http://example.com/a",
            "http://example.com/1a",
            "http://example.com/a-1.",
            "http://example.com#_1",
            "urn:isbn:été",
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#_1",
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
        ] {
            assert!(said(property, one()), "{property}");
        }
        for property in [
            "http://example.com/1",
            "http://example.com/",
            "http://example.com/#",
            "http://example.com/a:1",
            "http://example.com/a%20",
            "http://www.w3.org/2000/xmlns/a",
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#li",
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#bagID",
        ] {
            assert!(!said(property, one()), "{property}");
        }
    }

    #[test]
    fn classes_have_names() {
        let class = |iri: &str| said(rdf::TYPE.as_str(), NamedNode::new_unchecked(iri));
        assert!(class("http://example.com/A"));
        assert!(class(
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#Description"
        ));
        assert!(!class("http://example.com/1"));
        assert!(!class("http://www.w3.org/1999/02/22-rdf-syntax-ns#bagID"));
        assert!(said(
            "http://example.com/a",
            NamedNode::new_unchecked("http://example.com/1")
        ));
    }

    #[test]
    fn texts_have_characters_that_xml_has() {
        let text = |text: &str| said("http://example.com/a", Literal::from(text));
        for held in [
            "",
            "a\t\n\r b",
            "\u{7f}\u{85}",
            "\u{d7ff}\u{e000}\u{fffd}\u{10ffff}",
        ] {
            assert!(text(held), "{held:?}");
        }
        for not in ["\0", "a\u{1}b", "\u{b}", "\u{1f}", "\u{fffe}", "\u{ffff}"] {
            assert!(!text(not), "{not:?}");
        }
        let why = term(Literal::from("a\u{1}").as_ref().into());
        assert_eq!(why, Err("XML cannot hold the character U+0001".to_owned()));
    }

    #[test]
    fn prefixes_of_xml_are_its_own() {
        assert!(allows_prefix("a", "http://example.com/"));
        assert!(!allows_prefix("xmlns", "http://example.com/"));
        assert!(!allows_prefix("a", XMLNS));
    }
}
