#![no_main]

#[path = "../checks/split.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::split(data));
