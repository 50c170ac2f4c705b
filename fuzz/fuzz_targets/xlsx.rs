//! Workbooks: XLSX and ODS.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gouji_fuzz::reads("a.xlsx", &gouji_fuzz::package(bytes)));
