//! Formulas of rules.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| gouji_fuzz::formula(text));
