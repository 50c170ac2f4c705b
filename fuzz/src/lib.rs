//! What holds of every reader, whatever the bytes are.

use gouji::document::parse;
use gouji::read::read;
use gouji::source::FileId;

/// Reads `bytes` as the file `name` and parses them: that ends, rows and places lie in the text, and every figure has one.
pub fn reads(name: &str, bytes: &[u8]) {
    let Ok(source) = read(name, bytes) else { return };
    if let Some(layout) = source.layout() {
        assert!(layout.grids.iter().all(|grid| grid.end as usize <= source.n_lines()));
        assert!(layout.spots.iter().all(|(at, _)| source.text().is_char_boundary(*at as usize)));
    }
    let document = parse(FileId(0), &source);
    for figure in &document.figures {
        assert!(source.text().get(document.span(&figure.place).range()).is_some());
    }
}
