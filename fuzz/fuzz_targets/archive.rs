//! ZIP archives: taking them apart ends, and what comes out is no longer than it may be.

#![no_main]

use gouji::read::{MAX_BYTES, archive};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(members) = archive::members("a.zip", &gouji_fuzz::package(bytes), &|_| true) {
        assert!(members.iter().filter_map(|member| member.bytes.as_ref().ok()).all(|bytes| bytes.len() <= MAX_BYTES));
    }
});
