//! Web pages (HTML): the main text of the page with its headings and tables.

mod inline;
mod main_text;
mod names;
mod tree;

use super::view::View;
use super::{Why, encoding};
use crate::diagnostic::Text;
use crate::source::Source;

/// The longest page that is read.
const LONGEST: usize = 64 << 20;

/// Reads a web page.
///
/// # Errors
/// Where it is in no encoding that can be told, longer than may be read, or has no text.
pub fn read(name: &str, bytes: &[u8]) -> Result<Source, Why> {
    if bytes.len() > LONGEST {
        let megabytes = LONGEST >> 20;
        return Err(Why::new(
            Text::new(format!("网页超过 {megabytes} MB"), format!("the page is longer than {megabytes} MB")),
            Text::new("拆开再检查", "split it"),
        ));
    }
    let decoded = encoding::decode(bytes, declared(bytes).as_deref())?;
    let mut view = View::default();
    main_text::view(tree::read(&decoded.text), &mut view);
    // Places of wrong bytes are those of the file, which the view does not keep.
    let notes = decoded.notes.into_iter().map(|note| crate::source::Note { place: 0..0, ..note });
    Ok(view.finish(name)?.with_notes(notes.collect()))
}

/// The encoding that a page says it is in: `<meta charset="gbk">`, `<?xml encoding="gbk"?>`.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    ["charset=", "encoding="].iter().find_map(|key| {
        let rest = head.split_once(key)?.1.trim_start_matches([' ', '"', '\'']);
        let name: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
        (!name.is_empty()).then_some(name)
    })
}
