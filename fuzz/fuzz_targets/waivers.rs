//! Files of waivers.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| gouji_fuzz::waivers(text));
