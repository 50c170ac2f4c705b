//! Comments in workbooks.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gouji_fuzz::annotates("a.xlsx", &gouji_fuzz::package(bytes)));
