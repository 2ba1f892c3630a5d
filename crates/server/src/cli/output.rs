//! Rows on the terminal: a table for people, JSON and CSV for programs.

use std::io::{self, Write};

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    Table,
    Json,
    Csv,
}

/// Widest cell of a table; the whole text is in the other formats.
const CELL_CHARS_MAX: usize = 60;

/// A table with aligned columns.
pub fn write_table(out: &mut impl Write, columns: &[String], rows: &[Vec<Option<String>>]) -> io::Result<()> {
    let shown = |cell: &Option<String>| shorten(cell.as_deref().unwrap_or(""));
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(shown).collect()).collect();
    let mut widths: Vec<usize> = columns.iter().map(|c| c.chars().count()).collect();
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut line = |cells: &mut dyn Iterator<Item = &str>| -> io::Result<()> {
        let mut text = String::new();
        for (cell, width) in cells.zip(&widths) {
            text.push_str(cell);
            text.extend(std::iter::repeat_n(' ', width + 2 - cell.chars().count()));
        }
        writeln!(out, "{}", text.trim_end())
    };
    line(&mut columns.iter().map(String::as_str))?;
    let rules: Vec<String> = widths.iter().map(|w| "-".repeat(*w)).collect();
    line(&mut rules.iter().map(String::as_str))?;
    for row in &rows {
        line(&mut row.iter().map(String::as_str))?;
    }
    Ok(())
}

fn shorten(text: &str) -> String {
    let clean: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(CELL_CHARS_MAX + 1).collect();
    if clean.chars().count() <= CELL_CHARS_MAX {
        return clean;
    }
    clean.chars().take(CELL_CHARS_MAX - 1).chain(['…']).collect()
}

/// One line of CSV (RFC 4180). A text that a spreadsheet would run as a formula gets a leading apostrophe.
pub fn write_csv_row<'a>(
    out: &mut impl Write,
    cells: impl Iterator<Item = Option<&'a str>>,
) -> io::Result<()> {
    let mut first = true;
    for cell in cells {
        if !first {
            out.write_all(b",")?;
        }
        first = false;
        let Some(cell) = cell else { continue };
        let formula = cell.starts_with(['=', '@', '\t', '\r'])
            || cell.starts_with(['+', '-']) && cell.parse::<f64>().is_err();
        let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
        if cell.contains([',', '"', '\n', '\r']) || cell.is_empty() {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\r\n")
}

/// `1234567` as `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Bytes as a person reads them.
pub fn bytes(number: u64) -> String {
    match number {
        0..10_000 => format!("{number} B"),
        10_000..10_000_000 => format!("{:.1} kB", number as f64 / 1e3),
        10_000_000..10_000_000_000 => format!("{:.1} MB", number as f64 / 1e6),
        _ => format!("{:.1} GB", number as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_is_quoted_and_runs_nothing() {
        let mut out = Vec::new();
        let cells = [Some("a,b"), None, Some("say \"x\""), Some("=1+1"), Some("-5"), Some("-cmd"), Some("")];
        write_csv_row(&mut out, cells.into_iter()).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\"a,b\",,\"say \"\"x\"\"\",'=1+1,-5,'-cmd,\"\"\r\n");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn a_table_is_aligned_and_bounded() {
        let mut out = Vec::new();
        let rows = [vec![Some("x".repeat(100)), None], vec![Some("é\n".into()), Some("b".into())]];
        write_table(&mut out, &["one".into(), "two".into()], &rows).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.lines().all(|l| l.chars().count() <= 65), "{text}");
        assert_eq!(text.lines().nth(3).unwrap().split_whitespace().collect::<Vec<_>>(), ["é", "b"]);
    }
}
