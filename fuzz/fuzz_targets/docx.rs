//! Word documents.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gouji_fuzz::reads("a.docx", &gouji_fuzz::package(bytes)));
