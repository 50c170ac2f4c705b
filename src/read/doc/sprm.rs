//! Properties as old Word documents write them: a number that says which and how long, and its value.

use super::u16_at;

/// A property and the bytes of its value.
pub type Sprm<'b> = (u16, &'b [u8]);

/// Each property of a list of them; what is cut off ends it.
pub fn sprms(bytes: &[u8]) -> impl Iterator<Item = Sprm<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let code = u16_at(rest, 0)?;
        let value = rest.get(2..)?;
        let (skip, len) = match code >> 13 {
            0 | 1 => (0, 1),
            2 | 4 | 5 => (0, 2),
            3 => (0, 4),
            7 => (0, 3),
            // Tables say their length in two bytes, one too many.
            _ if matches!(code, 0xD608 | 0xD606) => (2, usize::from(u16_at(value, 0)?).saturating_sub(1)),
            // Tabs that are longer than a byte can say.
            _ if code == 0xC615 && value.first() == Some(&255) => (1, long_tabs(value)?),
            _ => (1, usize::from(*value.first()?)),
        };
        let found = value.get(skip..skip + len)?;
        rest = value.get(skip + len..)?;
        Some((code, found))
    })
}

/// How long a list of tabs is that were taken away and added.
fn long_tabs(value: &[u8]) -> Option<usize> {
    let gone = usize::from(*value.get(1)?);
    let added = usize::from(*value.get(2 + gone * 4)?);
    Some(2 + gone * 4 + added * 3)
}

/// Whether a switch is on; one that only repeats its style says nothing.
pub fn switch(value: &[u8]) -> Option<bool> {
    match value.first()? {
        0x80 => None,
        byte => Some(byte & 1 == 1),
    }
}
