//! The words and signs of a query.

use super::SelectError;

#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    pub what: What,
    pub position: Position,
}

/// Counted from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A keyword, a function or a property with its dots; which one it is depends on where it stands.
    Name(String),
    /// Without its quotes.
    Text(String),
    /// As written.
    Number(String),
    /// `( ) , ; * = < > <> != <= >=`
    Sign(&'static str),
    End,
}

impl Position {
    pub fn error(self, advice: impl Into<String>) -> SelectError {
        SelectError::Syntax { line: self.line, column: self.column, advice: advice.into() }
    }
}

/// The longer ones first.
const SIGNS: &[&str] = &["<>", "!=", "<=", ">=", "(", ")", ",", ";", "*", "=", "<", ">"];

/// The tokens of a text; the last one is the end.
pub fn tokens(text: &str) -> Result<Vec<Token>, SelectError> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut position = Position { line: 1, column: 1 };
    loop {
        let blank = rest.len() - rest.trim_start().len();
        position = position.after(&rest[..blank]);
        rest = &rest[blank..];
        let (what, length) = token(rest, position)?;
        let at_end = what == What::End;
        tokens.push(Token { what, position });
        if at_end {
            return Ok(tokens);
        }
        position = position.after(&rest[..length]);
        rest = &rest[length..];
    }
}

/// The first token and how many bytes of the text it takes.
fn token(text: &str, position: Position) -> Result<(What, usize), SelectError> {
    let Some(first) = text.chars().next() else { return Ok((What::End, 0)) };
    if let Some(sign) = SIGNS.iter().find(|sign| text.starts_with(**sign)) {
        return Ok((What::Sign(sign), sign.len()));
    }
    if first == '\'' {
        return quoted(text)
            .ok_or_else(|| position.error("the text that begins here has no closing single quote"));
    }
    if first.is_ascii_digit() || matches!(first, '-' | '+' | '.') {
        let length = length_of(text, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.'));
        let written = &text[..length];
        return match super::values::number(written) {
            Some(_) => Ok((What::Number(written.to_owned()), length)),
            None => Err(position.error(format!("{written} is not a number; text goes in single quotes"))),
        };
    }
    if first.is_alphabetic() || first == '_' {
        let length =
            length_of(text, |c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | ':' | '@' | '$'));
        return Ok((What::Name(text[..length].to_owned()), length));
    }
    Err(position.error(match first {
        '"' | '`' | '‘' | '’' | '“' | '”' => {
            format!("{first} is no quote here: text goes in single quotes ('), property names go without")
        }
        _ => format!("unexpected character {first:?}"),
    }))
}

/// Two single quotes within the text are one.
fn quoted(text: &str) -> Option<(What, usize)> {
    let mut content = String::new();
    let mut at = 1;
    loop {
        let length = text[at..].find('\'')?;
        content.push_str(&text[at..at + length]);
        at += length + 1;
        if !text[at..].starts_with('\'') {
            return Some((What::Text(content), at));
        }
        content.push('\'');
        at += 1;
    }
}

fn length_of(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

impl Position {
    fn after(self, text: &str) -> Position {
        match text.rfind('\n') {
            None => Position { line: self.line, column: self.column + text.chars().count() },
            Some(at) => Position {
                line: self.line + text.matches('\n').count(),
                column: 1 + text[at + 1..].chars().count(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_positions() {
        let found = tokens("a.b <>\n  'it''s ü' -1.5e3").unwrap();
        let shown: Vec<_> =
            found.iter().map(|t| (t.what.clone(), t.position.line, t.position.column)).collect();
        assert_eq!(
            shown,
            [
                (What::Name("a.b".to_owned()), 1, 1),
                (What::Sign("<>"), 1, 5),
                (What::Text("it's ü".to_owned()), 2, 3),
                (What::Number("-1.5e3".to_owned()), 2, 13),
                (What::End, 2, 19),
            ]
        );
    }

    #[test]
    fn what_is_no_token_is_shown_with_its_place() {
        let error = |text| tokens(text).unwrap_err().to_string();
        assert_eq!(
            error("a = \"b\""),
            "syntax error at line 1, column 5: \" is no quote here: text goes in single quotes ('), property names go without"
        );
        assert_eq!(
            error("\n 'abc"),
            "syntax error at line 2, column 2: the text that begins here has no closing single quote"
        );
        assert_eq!(
            error("10.0.0.1"),
            "syntax error at line 1, column 1: 10.0.0.1 is not a number; text goes in single quotes"
        );
        assert_eq!(error("a % b"), "syntax error at line 1, column 3: unexpected character '%'");
    }
}
