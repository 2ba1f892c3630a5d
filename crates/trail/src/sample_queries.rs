//! Sample queries, searched by words; and queries made from natural language, which need a language model that is not here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;
use stellwerk_wire::Failure;
use stellwerk_wire::cloudtrail::{self as wire, error};
use stellwerk_wire::registry::Registry;

use crate::{Context, event_data_stores};

const PAGE: usize = 50;

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::SearchSampleQueries, _, _>(search);
    registry.on::<wire::GenerateQuery, _, _>(generate);
}

/// What people ask of an audit record. In its SQL `$EDS_ID` stands for an event data store and `$WHEN` for a condition on the time.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub name: String,
    pub description: String,
    pub sql: String,
    /// How a dashboard shows the answer.
    #[serde(default)]
    pub view: Option<BTreeMap<String, String>>,
}

pub static QUESTIONS: LazyLock<Vec<Question>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../data/questions.json")).expect("a test reads the questions")
});

/// The words of a text, in lower case, cut down to their stems as far as English endings tell.
fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1);
    words.map(|word| stem(&word.to_lowercase())).filter(|word| !IGNORED.contains(&word.as_str())).collect()
}

const IGNORED: &[&str] = &[
    "the", "an", "of", "in", "on", "for", "to", "and", "or", "by", "with", "all", "me", "show", "list",
    "find",
];

fn stem(word: &str) -> String {
    let endings = ["ies", "ing", "ed", "es", "s"];
    let cut = endings.iter().find_map(|e| word.strip_suffix(e).filter(|rest| rest.len() > 2));
    cut.unwrap_or(word).to_owned()
}

/// How well a sample fits: the share of the phrase's words that it has, those in its name counting most.
fn relevance(sample: &Question, phrase: &BTreeSet<String>) -> f64 {
    if phrase.is_empty() {
        return 0.0;
    }
    let (name, description, sql) = (words(&sample.name), words(&sample.description), words(&sample.sql));
    let worth = |word: &String| match () {
        () if name.contains(word) => 1.0,
        () if description.contains(word) => 0.8,
        () if sql.contains(word) => 0.6,
        () => 0.0,
    };
    let sum: f64 = phrase.iter().map(worth).sum();
    (sum / phrase.len() as f64 * 100.0).round() / 100.0
}

async fn search(
    _: Context,
    input: wire::SearchSampleQueriesRequest,
) -> Result<wire::SearchSampleQueriesResponse, Failure> {
    let phrase = words(&input.search_phrase);
    let first: usize = match &input.next_token {
        None => 0,
        Some(token) => token
            .strip_prefix("from.")
            .and_then(|n| n.parse().ok())
            .ok_or_else(|| error::invalid_parameter("The token is invalid."))?,
    };
    let mut found: Vec<(f64, &Question)> =
        QUESTIONS.iter().map(|sample| (relevance(sample, &phrase), sample)).filter(|f| f.0 > 0.0).collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.name.cmp(&b.1.name)));
    let max = input.max_results.map_or(PAGE, |max| max as usize);
    let more = found.len() > first.saturating_add(max);
    let results = found.into_iter().skip(first).take(max).map(|(relevance, sample)| {
        wire::SearchSampleQueriesSearchResult {
            name: Some(sample.name.clone()),
            description: Some(sample.description.clone()),
            sql: Some(sample.sql.replace("$WHEN", "eventTime > date_add('day', -7, now())")),
            relevance: Some(relevance),
        }
    });
    Ok(wire::SearchSampleQueriesResponse {
        search_results: Some(results.collect()),
        next_token: more.then(|| format!("from.{}", first + max)),
    })
}

async fn generate(
    context: Context,
    input: wire::GenerateQueryRequest,
) -> Result<wire::GenerateQueryResponse, Failure> {
    for store in &input.event_data_stores {
        event_data_stores::find_active(&context, store).await?;
    }
    Err(error::generate_response(
        "No language model is configured, which generating queries needs. SearchSampleQueries finds queries by words.",
    )
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_finds_what_has_its_words() {
        let sample = |name: &str, sql: &str| Question {
            name: name.to_owned(),
            description: "Who failed.".to_owned(),
            sql: sql.to_owned(),
            view: None,
        };
        let (root, bucket) = (sample("Sign-ins of root users", ""), sample("Buckets", "SELECT DeleteBucket"));
        let phrase = words("show all failed sign-ins of the root user");
        assert_eq!(relevance(&root, &phrase), 0.96);
        assert!(relevance(&root, &phrase) > relevance(&bucket, &phrase));
        assert_eq!(relevance(&bucket, &words("kubernetes")), 0.0);
    }

    #[test]
    fn samples_have_names_of_their_own_and_ask_an_event_data_store() {
        let names: BTreeSet<&str> = QUESTIONS.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names.len(), QUESTIONS.len());
        for sample in QUESTIONS.iter() {
            assert!(sample.sql.contains("$EDS_ID") && !sample.description.is_empty(), "{}", sample.name);
        }
    }
}
