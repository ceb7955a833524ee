//! Booleans, identifiers and bytes.

/// The Boolean that a text is, if it is one.
#[must_use]
pub fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

/// The number of bytes that base64 stands for; `None` where it is not well formed. White
/// space is let through, as in XSD; bits that no byte uses must be zero.
pub(super) fn bytes_of_base64(text: &str) -> Option<u64> {
    let symbols: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    let padding = symbols.iter().rev().take_while(|b| **b == b'=').count();
    let digits = symbols.get(..symbols.len() - padding)?;
    if !symbols.len().is_multiple_of(4) || padding > 2 {
        return None;
    }
    let values = digits
        .iter()
        .map(|b| base64_value(*b))
        .collect::<Option<Vec<u8>>>()?;
    let unused = match padding {
        1 => 0b11,
        2 => 0b1111,
        _ => 0,
    };
    if values.last().is_some_and(|v| v & unused != 0) {
        return None;
    }
    u64::try_from(symbols.len() / 4 * 3 - padding).ok()
}

fn base64_value(symbol: u8) -> Option<u8> {
    match symbol {
        b'A'..=b'Z' => Some(symbol - b'A'),
        b'a'..=b'z' => Some(symbol - b'a' + 26),
        b'0'..=b'9' => Some(symbol - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}
