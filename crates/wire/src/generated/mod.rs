//! One module for each service. Everything in the files beside this one is generated.

#[rustfmt::skip]
pub mod cloudtrail;
#[rustfmt::skip]
pub mod cloudtrail_data;
#[rustfmt::skip]
pub mod config;
#[rustfmt::skip]
pub mod stellwerk;
