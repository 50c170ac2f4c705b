//! `gouji.toml`, and what of it is heeded below the root.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| gouji_fuzz::configuration(text));
