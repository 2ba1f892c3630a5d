//! Finds the rows whose record may contain a text, without putting records together.
//!
//! A record is pieces of its shape and of its columns, one after the other. Where two pieces meet stands, on the shape's side,
//! a quote, a colon, a comma, a brace or white space; a text without any of these lies within one piece. So it is looked
//! for in each piece where it is kept: once for all rows that share a dictionary's value, and in whole pages of the other
//! columns. What is found are *candidates*: the condition itself is asked of them afterwards.

use arrow::array::{AsArray, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, Int32Type, TimestampMicrosecondType};
use datafusion::logical_expr::expr::Like;
use datafusion::logical_expr::{BinaryExpr, Expr, Operator};
use memchr::memmem::Finder;
use stellwerk_model::record::Column;
use stellwerk_model::time;

use super::condition::Rows;
use super::pages::Unzip;
use super::raw;
use super::read::{FileCache, LakeFile, ReadError};
use super::schema::{self, READ_SCHEMA, WIDTH};

/// What a record must contain, to be a candidate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    fragments: Vec<String>,
    /// What is asked of the fragments; nothing to ask when every record is a candidate.
    wanted: Option<Wanted>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Wanted {
    Fragment(usize),
    All(Vec<Wanted>),
    Any(Vec<Wanted>),
}

impl Search {
    /// What follows from conditions that are all to hold.
    pub fn of(conditions: &[Expr]) -> Self {
        let mut search = Search::default();
        let all: Vec<Wanted> = conditions.iter().filter_map(|c| search.wanted_by(c)).collect();
        search.wanted = all_of(all);
        search
    }

    fn wanted_by(&mut self, condition: &Expr) -> Option<Wanted> {
        match condition {
            Expr::BinaryExpr(BinaryExpr { left, op: Operator::And, right }) => {
                all_of([self.wanted_by(left), self.wanted_by(right)].into_iter().flatten().collect())
            }
            Expr::BinaryExpr(BinaryExpr { left, op: Operator::Or, right }) => {
                Some(Wanted::Any(vec![self.wanted_by(left)?, self.wanted_by(right)?]))
            }
            Expr::Like(Like { negated: false, expr, pattern, escape_char, case_insensitive: false })
                if raw::is_raw(expr) =>
            {
                let Expr::Literal(pattern, _) = pattern.as_ref() else { return None };
                let fragments = fragments_of_pattern(pattern.try_as_str()??, *escape_char);
                let mut all = Vec::new();
                for fragment in fragments {
                    all.push(Wanted::Fragment(self.fragments.len()));
                    self.fragments.push(fragment);
                }
                all_of(all)
            }
            _ => None,
        }
    }

    /// Keeps the rows that may be what is sought.
    pub async fn retain(&self, files: &FileCache, file: &LakeFile, rows: Rows) -> Result<Rows, ReadError> {
        let Some(wanted) = &self.wanted else { return Ok(rows) };
        let finders: Vec<Finder<'_>> = self.fragments.iter().map(|f| Finder::new(f.as_bytes())).collect();
        let mut found: Vec<Vec<bool>> = vec![vec![false; file.rows() as usize]; finders.len()];
        self.search_narrow(files, file, &finders, &mut found).await?;

        let wide = (0..WIDTH).filter(|&column| !schema::is_narrow(column) && !file.is_absent(column));
        let wide: Vec<usize> = wide.collect();
        let pages = files.pages(file, rows.to_array().values(), &wide).await?;
        let mut unzip = Unzip::default();
        for column in pages {
            column.search(&finders, &mut unzip, |fragment, row| found[fragment][row as usize] = true)?;
        }
        Ok(rows.retain(|row, _| wanted.is_met(&found, row)))
    }

    async fn search_narrow(
        &self,
        files: &FileCache,
        file: &LakeFile,
        finders: &[Finder<'_>],
        found: &mut [Vec<bool>],
    ) -> Result<(), ReadError> {
        let narrow = (0..WIDTH).filter(|&column| {
            // Flags are spelled out in the shape.
            let is_flag = READ_SCHEMA.field(column).data_type() == &DataType::Boolean;
            schema::is_narrow(column) && !is_flag && !file.is_absent(column)
        });
        let narrow: Vec<usize> = narrow.collect();
        for (&column, array) in narrow.iter().zip(files.narrow(file, &narrow).await?) {
            for (finder, found) in finders.iter().zip(&mut *found) {
                if column == Column::EventTime as usize {
                    search_times(array.as_primitive::<TimestampMicrosecondType>(), finder.needle(), found);
                    continue;
                }
                let dictionary = array.as_dictionary::<Int32Type>();
                let values = dictionary.values().as_string::<i32>();
                let has: Vec<bool> = values.iter().map(|v| contains(v, finder)).collect();
                if has.contains(&true) {
                    for (found, key) in found.iter_mut().zip(dictionary.keys()) {
                        *found |= key.is_some_and(|key| has[key as usize]);
                    }
                }
            }
        }
        Ok(())
    }
}

impl Wanted {
    fn is_met(&self, found: &[Vec<bool>], row: usize) -> bool {
        match self {
            Wanted::Fragment(fragment) => found[*fragment][row],
            Wanted::All(all) => all.iter().all(|wanted| wanted.is_met(found, row)),
            Wanted::Any(any) => any.iter().any(|wanted| wanted.is_met(found, row)),
        }
    }
}

fn all_of(mut all: Vec<Wanted>) -> Option<Wanted> {
    match all.len() {
        0 | 1 => all.pop(),
        _ => Some(Wanted::All(all)),
    }
}

fn contains(value: Option<&str>, finder: &Finder<'_>) -> bool {
    value.is_some_and(|value| finder.find(value.as_bytes()).is_some())
}

/// Marks the rows whose time, as the record spells it, contains the needle. Other spellings are not in the column.
fn search_times(times: &TimestampMicrosecondArray, needle: &[u8], found: &mut [bool]) {
    if needle.iter().any(|byte| !matches!(byte, b'0'..=b'9' | b'-' | b'T' | b'Z')) {
        return;
    }
    let finder = Finder::new(needle);
    let mut text = String::new();
    for (found, time) in found.iter_mut().zip(times) {
        let Some(time) = time else { continue };
        text.clear();
        time::write_canonical(&mut text, time);
        *found |= finder.find(text.as_bytes()).is_some();
    }
}

/// The texts that each lie within one piece of a record that matches the pattern.
fn fragments_of_pattern(pattern: &str, escape: Option<char>) -> Vec<String> {
    let mut fragments = vec![String::new()];
    let mut chars = pattern.chars();
    while let Some(char) = chars.next() {
        let (char, literal) = match char {
            // What a pattern says without an escape character is DataFusion's business: no fragment is taken across it.
            '\\' if escape.is_none() => ('\\', false),
            char if Some(char) == escape => match chars.next() {
                Some(escaped) => (escaped, true),
                None => return Vec::new(),
            },
            char => (char, !matches!(char, '%' | '_')),
        };
        let between = matches!(char, '"' | ':' | ',' | '{' | '}' | '[' | ']') || char.is_whitespace();
        match literal && !between {
            true => fragments.last_mut().expect("at least one").push(char),
            false => fragments.push(String::new()),
        }
    }
    fragments.retain(|fragment| !fragment.is_empty());
    fragments.sort();
    fragments.dedup();
    fragments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_do_not_reach_over_what_stands_between_pieces() {
        let fragments = |pattern| fragments_of_pattern(pattern, None);
        assert_eq!(fragments("%198.51.100.241%"), ["198.51.100.241"]);
        assert_eq!(
            fragments(r#"%"eventName":"Get_bject", "x":[1]%"#),
            ["1", "Get", "bject", "eventName", "x"]
        );
        assert_eq!(fragments("%"), [""; 0]);
        assert_eq!(fragments_of_pattern("%100!%!_x%", Some('!')), ["100%_x"]);
        assert_eq!(fragments_of_pattern("%x!", Some('!')), [""; 0]);
        assert_eq!(fragments(r"%a\b%"), ["a", "b"]);
    }
}
