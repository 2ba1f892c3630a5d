//! What the generated files consist of: calls of these macros.

pub(crate) use crate::error::Error;
pub(crate) use crate::json::{Blob, Empty, Json, Map, Mismatch, Timestamp, member, object};
pub(crate) use crate::operation::Route::{Path, Target};
pub(crate) use crate::operation::{Operation, Service, Spec};
pub(crate) use crate::shape::{EMPTY, Member, Shape, UNLIMITED, integer, list, map, one_of, text};
pub(crate) use serde::ser::SerializeMap;
pub(crate) use serde::{Serialize, Serializer};
pub(crate) use serde_json::Value;

/// `structure!(default NAME Name { field "Member" MEMBER_SHAPE required: Type, … })`: a Rust struct, its shape, and the way
/// from and to JSON.
macro_rules! structure {
    (default $($rest:tt)*) => { structure!(@ #[derive(Clone, Debug, Default, PartialEq)] $($rest)*); };
    ($shape:ident $($rest:tt)*) => { structure!(@ #[derive(Clone, Debug, PartialEq)] $shape $($rest)*); };
    (@ #[$derive:meta] $shape:ident $name:ident {
        $($field:ident $wire:literal $member:ident $required:literal : $type:ty,)*
    }) => {
        #[$derive]
        pub struct $name { $(pub $field: $type,)* }

        pub static $shape: Shape = Shape::Structure(stringify!($name), &[
            $(Member { name: $wire, shape: &$member, required: $required },)*
        ]);

        impl Json for $name {
            #[allow(unused_mut, unused_variables)]
            fn from_json(value: Value) -> Result<Self, Mismatch> {
                let mut members = object(value)?;
                Ok($name { $($field: member(&mut members, $wire)?,)* })
            }
        }

        impl Serialize for $name {
            #[allow(unused_mut)]
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                let mut members = to.serialize_map(None)?;
                $(
                    if !self.$field.is_absent() {
                        members.serialize_entry($wire, &self.$field)?;
                    }
                )*
                members.end()
            }
        }
    };
}
pub(crate) use structure;

/// `enumeration!(NAME Name { Variant "VALUE", … })`.
macro_rules! enumeration {
    ($shape:ident $name:ident { $($variant:ident $value:literal),* }) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($variant),* }

        pub static $shape: Shape = one_of(&[$($value),*]);

        impl $name {
            pub const ALL: &[$name] = &[$($name::$variant),*];

            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $value),* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = Mismatch;

            fn from_str(text: &str) -> Result<Self, Mismatch> {
                $name::ALL.iter().copied().find(|v| v.as_str() == text).ok_or(Mismatch)
            }
        }

        impl Json for $name {
            fn from_json(value: Value) -> Result<Self, Mismatch> {
                value.as_str().ok_or(Mismatch)?.parse()
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }
    };
}
pub(crate) use enumeration;

/// `operation!(Name NAME_OPERATION: Input INPUT_SHAPE => Output OUTPUT_SHAPE, Route, ["Error", …])`: a type that stands for the operation.
macro_rules! operation {
    ($name:ident $spec:ident: $input:ident $input_shape:ident => $output:ident $output_shape:ident, $route:expr, $errors:expr) => {
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        static $spec: Spec = Spec {
            name: stringify!($name),
            service: &SERVICE,
            route: $route,
            input: &$input_shape,
            output: &$output_shape,
            errors: &$errors,
        };

        impl Operation for $name {
            type Input = $input;
            type Output = $output;
            const SPEC: &'static Spec = &$spec;
        }
    };
}
pub(crate) use operation;

/// `error!(trail_not_found "TrailNotFoundException")`: the error's constructor.
macro_rules! error {
    ($function:ident $code:literal) => {
        pub fn $function(message: impl Into<String>) -> Error {
            Error::new($code, message)
        }
    };
}
pub(crate) use error;
