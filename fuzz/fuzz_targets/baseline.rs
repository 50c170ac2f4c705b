//! Baselines.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| gouji_fuzz::baseline(text));
