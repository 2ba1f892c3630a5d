//! `models/*.json` to `crates/wire/src/generated/`: Rust types, shapes to check requests by, operations and errors.
//!
//! What is generated is calls of the macros of `crates/wire/src/macros.rs`, one line for each shape: the difference that a
//! new model makes can be read, and the compiler has little to do.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

const MODELS: &[(&str, &str)] = &[
    ("cloudtrail.json", "cloudtrail.rs"),
    ("cloudtrail-data.json", "cloudtrail_data.rs"),
    ("config.json", "config.rs"),
    ("stellwerk.json", "stellwerk.rs"),
];

/// An enumeration with more values than this is a plain text, and open: nobody matches on 500 resource types, and the list of them is older than the
/// types that AWS itself records.
const VARIANTS_MAX: usize = 100;

#[derive(Deserialize)]
struct Model {
    metadata: Metadata,
    operations: BTreeMap<String, Operation>,
    shapes: BTreeMap<String, Shape>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    api_version: String,
    service_id: String,
    endpoint_prefix: String,
    signing_name: Option<String>,
    target_prefix: Option<String>,
}

#[derive(Deserialize)]
struct Operation {
    http: Http,
    input: Option<String>,
    output: Option<String>,
    #[serde(default)]
    errors: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Http {
    method: String,
    request_uri: String,
}

#[derive(Deserialize)]
struct Shape {
    r#type: String,
    #[serde(default)]
    required: Vec<String>,
    #[serde(default)]
    r#enum: Vec<String>,
    min: Option<i64>,
    max: Option<i64>,
    pattern: Option<String>,
    #[serde(default)]
    exception: bool,
    #[serde(default)]
    members: Vec<NamedMember>,
    member: Option<Member>,
    key: Option<Member>,
    value: Option<Member>,
}

#[derive(Deserialize)]
struct Member {
    shape: String,
}

#[derive(Deserialize)]
struct NamedMember {
    name: String,
    shape: String,
}

/// Writes the generated files, or, with `check`, fails where one is not what would be written.
pub fn run(check: bool) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask lies in the workspace")?;
    for (model, generated) in MODELS {
        let from = root.join("models").join(model);
        let to: PathBuf = root.join("crates/wire/src/generated").join(generated);
        let text = std::fs::read_to_string(&from).with_context(|| format!("read {}", from.display()))?;
        let parsed: Model =
            serde_json::from_str(&text).with_context(|| format!("read {}", from.display()))?;
        let code = generate(&parsed, model)?;
        if check {
            let found = std::fs::read_to_string(&to).unwrap_or_default();
            ensure!(
                found == code,
                "{} is not what models/{model} gives: cargo run -p xtask -- codegen",
                to.display()
            );
        } else {
            std::fs::write(&to, code).with_context(|| format!("write {}", to.display()))?;
        }
    }
    Ok(())
}

fn generate(model: &Model, file: &str) -> Result<String> {
    let mut out = format!(
        "//! Generated from `models/{file}` by `cargo run -p xtask -- codegen`; not to be edited.\n\n\
         use crate::macros::*;\n\n"
    );
    let metadata = &model.metadata;
    let signing_name = metadata.signing_name.as_ref().unwrap_or(&metadata.endpoint_prefix);
    let target = metadata.target_prefix.as_deref().map_or("", |t| t.rsplit('.').next().unwrap_or(t));
    writeln!(
        out,
        "pub static SERVICE: Service = Service {{\n    id: {:?},\n    api_version: {:?},\n    signing_name: {signing_name:?},\n    \
         target: {target:?},\n    operations: &[",
        metadata.service_id, metadata.api_version
    )?;
    for name in model.operations.keys() {
        writeln!(out, "        &{}_OPERATION,", constant(name))?;
    }
    writeln!(out, "    ],\n}};\n")?;
    for (name, operation) in &model.operations {
        let route = match &metadata.target_prefix {
            Some(_) => "Target".to_owned(),
            None => format!("Path({:?}, {:?})", operation.http.method, operation.http.request_uri),
        };
        let shape = |shape: &Option<String>| match shape {
            Some(shape) => format!("{} {}", pascal(shape), constant(shape)),
            None => "Empty EMPTY".to_owned(),
        };
        writeln!(
            out,
            "operation!({name} {}_OPERATION: {} => {}, {route}, {:?});",
            constant(name),
            shape(&operation.input),
            shape(&operation.output),
            operation.errors
        )?;
    }
    out.push('\n');
    writeln!(out, "pub mod error {{\n    use crate::macros::*;\n")?;
    for name in model.shapes.iter().filter(|(_, s)| s.exception).map(|(name, _)| name) {
        let function = snake(name.strip_suffix("Exception").unwrap_or(name));
        writeln!(out, "    error!({function} {name:?});")?;
    }
    writeln!(out, "}}\n")?;
    for (name, shape) in model.shapes.iter().filter(|(_, shape)| !shape.exception) {
        shape_lines(&mut out, model, name, shape)
            .with_context(|| format!("shape {name} of models/{file}"))?;
    }
    Ok(out)
}

fn shape_lines(out: &mut String, model: &Model, name: &str, shape: &Shape) -> Result<()> {
    let of = |member: &Option<Member>| -> Result<String> {
        Ok(constant(&member.as_ref().context("no member")?.shape))
    };
    let static_shape = match shape.r#type.as_str() {
        "string" if !shape.r#enum.is_empty() => {
            if shape.r#enum.len() <= VARIANTS_MAX {
                let variants: Vec<String> =
                    shape.r#enum.iter().map(|v| format!("{} {v:?}", variant(v))).collect();
                let unique: BTreeSet<String> = shape.r#enum.iter().map(|v| variant(v)).collect();
                ensure!(unique.len() == variants.len(), "two values with one name");
                writeln!(
                    out,
                    "enumeration!({} {} {{ {} }});",
                    constant(name),
                    pascal(name),
                    variants.join(", ")
                )?;
                return Ok(());
            }
            "text(1, UNLIMITED, \"\", \"\")".to_owned()
        }
        "string" => {
            if let Some(pattern) = &shape.pattern {
                // `regex` is not what AWS runs; a pattern that it does not take must not wait for the first request.
                regex::Regex::new(&rust_pattern(pattern)).with_context(|| format!("pattern {pattern:?}"))?;
            }
            let (min, max) = length(shape);
            let pattern = shape.pattern.as_deref().unwrap_or("");
            format!("text({min}, {max}, {pattern:?}, {:?})", rust_pattern(pattern))
        }
        "integer" => {
            integer(shape.min.unwrap_or(i32::MIN.into()), shape.max.unwrap_or(i32::MAX.into()), "Integer")
        }
        "long" => integer(shape.min.unwrap_or(i64::MIN), shape.max.unwrap_or(i64::MAX), "Long"),
        "double" | "float" => "Shape::Number".to_owned(),
        "boolean" => "Shape::Boolean".to_owned(),
        "timestamp" => "Shape::Timestamp".to_owned(),
        "blob" => "Shape::Blob".to_owned(),
        "list" => {
            let (min, max) = length(shape);
            format!("list(&{}, {min}, {max})", of(&shape.member)?)
        }
        "map" => {
            let (min, max) = length(shape);
            format!("map(&{}, &{}, {min}, {max})", of(&shape.key)?, of(&shape.value)?)
        }
        "structure" => {
            let default = if has_default(model, name)? { "default " } else { "" };
            writeln!(out, "structure!({default}{} {} {{", constant(name), pascal(name))?;
            for NamedMember { name, shape: of } in &shape.members {
                let required = shape.required.contains(name);
                let rust = rust_type(model, of)?;
                writeln!(
                    out,
                    "    {} {name:?} {} {required}: {},",
                    field(name),
                    constant(of),
                    if required { rust } else { format!("Option<{rust}>") },
                )?;
            }
            writeln!(out, "}});")?;
            return Ok(());
        }
        other => bail!("type {other} is not known"),
    };
    writeln!(out, "pub static {}: Shape = {static_shape};", constant(name))?;
    Ok(())
}

fn integer(min: i64, max: i64, name: &str) -> String {
    format!("integer({min}, {max}, {name:?})")
}

fn length(shape: &Shape) -> (i64, String) {
    (shape.min.unwrap_or(0), shape.max.map_or("UNLIMITED".to_owned(), |max| max.to_string()))
}

/// A pattern must match the whole value.
fn rust_pattern(pattern: &str) -> String {
    match pattern {
        "" => String::new(),
        // Pairs of surrogates are how the original says: any character beyond the first 65,536.
        _ if pattern.contains("\\uD800") => {
            "^[\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}\\t]*$".to_owned()
        }
        _ => format!("^(?:{})$", pattern.replace("[a-zA-Z\\d-_/]", "[a-zA-Z\\d_/-]")),
    }
}

fn rust_type(model: &Model, name: &str) -> Result<String> {
    let shape = model.shapes.get(name).with_context(|| format!("no shape {name}"))?;
    let of = |member: &Option<Member>| rust_type(model, &member.as_ref().context("no member")?.shape);
    Ok(match shape.r#type.as_str() {
        "string" if (1..=VARIANTS_MAX).contains(&shape.r#enum.len()) => pascal(name),
        "string" => "String".to_owned(),
        "integer" | "long" => "i64".to_owned(),
        "double" | "float" => "f64".to_owned(),
        "boolean" => "bool".to_owned(),
        "timestamp" => "Timestamp".to_owned(),
        "blob" => "Blob".to_owned(),
        "list" => format!("Vec<{}>", of(&shape.member)?),
        "map" => format!("Map<{}, {}>", of(&shape.key)?, of(&shape.value)?),
        "structure" => pascal(name),
        other => bail!("type {other} is not known"),
    })
}

/// An enumeration has no value to begin with, nor has what cannot be without one.
fn has_default(model: &Model, name: &str) -> Result<bool> {
    let shape = model.shapes.get(name).with_context(|| format!("no shape {name}"))?;
    match shape.r#type.as_str() {
        "string" => Ok(!(1..=VARIANTS_MAX).contains(&shape.r#enum.len())),
        "structure" => {
            for member in shape.members.iter().filter(|m| shape.required.contains(&m.name)) {
                if !has_default(model, &member.shape)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        _ => Ok(true),
    }
}

/// `S3KeyPrefix` → `s3_key_prefix`, `SnsTopicARN` → `sns_topic_arn`, `KMSKeyId` → `kms_key_id`.
fn snake(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (at, &c) in characters.iter().enumerate() {
        let before = at.checked_sub(1).map(|b| characters[b]);
        let after = characters.get(at + 1);
        let word_begins = c.is_ascii_uppercase()
            && before.is_some_and(|b| {
                b.is_ascii_lowercase()
                    || b.is_ascii_digit()
                    || (b.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase))
            });
        if word_begins && !out.ends_with('_') {
            out.push('_');
        }
        out.push(if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' });
    }
    out
}

fn field(name: &str) -> String {
    match snake(name).as_str() {
        keyword @ ("type" | "match" | "use" | "ref") => format!("r#{keyword}"),
        field => field.to_owned(),
    }
}

fn constant(name: &str) -> String {
    snake(name).to_ascii_uppercase()
}

fn pascal(name: &str) -> String {
    name[..1].to_ascii_uppercase() + &name[1..]
}

/// `TIMED_OUT` → `TimedOut`, `ReadOnly` → `ReadOnly`, `aws:kms` → `AwsKms`.
fn variant(value: &str) -> String {
    let words = value.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name: String = words
        .map(|word| {
            let rest = &word[1..];
            let shouted = !rest.chars().any(|c| c.is_ascii_lowercase());
            let rest = if shouted { rest.to_ascii_lowercase() } else { rest.to_owned() };
            word[..1].to_ascii_uppercase() + &rest
        })
        .collect();
    match name.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("V{name}"),
        false => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_code_is_what_the_models_give() {
        run(true).unwrap();
    }

    #[test]
    fn names() {
        assert_eq!(snake("S3KeyPrefix"), "s3_key_prefix");
        assert_eq!(snake("SnsTopicARN"), "sns_topic_arn");
        assert_eq!(snake("KMSKeyId"), "kms_key_id");
        assert_eq!(snake("CloudWatchLogsLogGroupArn"), "cloud_watch_logs_log_group_arn");
        assert_eq!(snake("trailNameList"), "trail_name_list");
        assert_eq!(snake("QueryIdNotFound"), "query_id_not_found");
        assert_eq!(variant("TIMED_OUT"), "TimedOut");
        assert_eq!(variant("ReadOnly"), "ReadOnly");
        assert_eq!(variant("aws:kms"), "AwsKms");
        assert_eq!(variant("1Hour"), "V1Hour");
    }
}
