//! Character classes of the Turtle grammar.

const NAME: u8 = 1;
const IRI: u8 = 2;

/// What an ASCII byte may be part of; bytes above are looked at as characters.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut i = 0;
    while i < 128 {
        let b = i as u8;
        let mut class = 0;
        if b.is_ascii_alphanumeric() || b == b'_' || b == b'-' {
            class |= NAME;
        }
        if b > b' '
            && !matches!(
                b,
                b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'^' | b'`' | b'\\' | 127
            )
        {
            class |= IRI;
        }
        #[expect(clippy::indexing_slicing, reason = "evaluated when compiled")]
        {
            classes[i] = class;
        }
        i += 1;
    }
    classes
};

fn class(byte: u8) -> u8 {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(0)
}

/// Whether an ASCII byte may continue a name.
pub(super) fn is_name_byte(byte: u8) -> bool {
    class(byte) & NAME != 0
}

/// Whether an ASCII byte may stand in `<...>` as it is.
pub(super) fn is_iri_byte(byte: u8) -> bool {
    class(byte) & IRI != 0
}

/// `PN_CHARS_BASE` of the grammar: what may start a prefix.
pub(super) fn is_name_base(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c,
            '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
            | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
            | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
            | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// `PN_CHARS` of the grammar: what may continue a name.
pub(super) fn is_name_char(c: char) -> bool {
    is_name_base(c)
        || c.is_ascii_digit()
        || matches!(c, '_' | '-' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// What may follow a backslash in a local name.
pub(super) fn is_local_escape(byte: u8) -> bool {
    b"_~.-!$&'()*+,;=/?#@%".contains(&byte)
}
