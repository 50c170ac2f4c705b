//! Work grows with the document, not faster.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod documents;

use crate::common::shipped;
use documents::SHAPES;

#[inline(never)]
fn measured(library: &mut crate::common::Library, name: &str, bytes: &[u8]) -> usize {
    library.check(name, bytes).diagnostics.len()
}

#[test]
#[ignore]
fn workload() {
    let only = std::env::var("SHAPE").ok();
    let scale: usize = std::env::var("SCALE").ok().map_or(1, |s| s.parse().unwrap());
    let mut library = shipped();
    for (shape, first, make) in SHAPES {
        if only.as_ref().is_some_and(|only| !shape.contains(only.as_str())) {
            continue;
        }
        for n in [1, 2, 4] {
            let (name, bytes) = make(first * n * scale);
            let start = std::time::Instant::now();
            let told = measured(&mut library, name, &bytes);
            eprintln!("{shape}: {} bytes {told} findings {:?}", bytes.len(), start.elapsed());
        }
    }
}
