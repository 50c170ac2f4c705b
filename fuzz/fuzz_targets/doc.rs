//! Word documents of before 2007.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gouji_fuzz::reads("a.doc", bytes));
