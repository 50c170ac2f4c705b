//! OFD: containers of pages.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gouji_fuzz::reads("a.ofd", &gouji_fuzz::package(bytes)));
