//! Lists of corrections.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gouji_fuzz::lists(bytes));
