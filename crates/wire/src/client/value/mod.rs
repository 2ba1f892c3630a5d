//! Values by shape, to the wire and back, in each of the forms that the protocols know.

pub(super) mod element;
pub(super) mod json;
pub(super) mod text;
pub(super) mod xml;
