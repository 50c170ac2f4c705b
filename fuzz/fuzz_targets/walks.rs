//! Folders, links, configurations that lie about in them.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| gouji_fuzz::walks::check(text));
