//! The promises of `mod.rs`, each on an estate that is as small as it can be.
