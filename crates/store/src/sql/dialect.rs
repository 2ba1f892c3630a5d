//! Trino's SQL in DataFusion's words.
//!
//! Three steps, each as late as it can be: text (an event data store's UUID becomes a quoted name), tokens
//! (`CAST(x AS row(…))` becomes a call, because no parser of ours knows the types), and the syntax tree
//! (functions by Trino's names, reaching into columns, output names). What depends on types is left to
//! [`super::rewrite`].
//!
//! Functions not in the lists below do not exist for a query, whatever DataFusion has.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use datafusion::sql::sqlparser;
use sqlparser::ast::{
    AccessExpr, BinaryOperator, CaseWhen, Expr, Function, FunctionArg, FunctionArgExpr,
    FunctionArgumentClause, FunctionArgumentList, FunctionArguments, GroupByExpr, Ident, LambdaFunction,
    ObjectName, ObjectNamePart, OrderByExpr, OrderByKind, OrderByOptions, Query, Select, SelectItem, SetExpr,
    Statement, Subscript, TableFactor, UnaryOperator, Value, ValueWithSpan, VisitMut, VisitorMut,
};
use sqlparser::dialect::{Dialect, GenericDialect};
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Span, Token, TokenWithSpan, Tokenizer, Word};

use super::error::SqlError;
use super::functions::{self, TRY_PREFIX};

/// How deeply parentheses and brackets may nest. The parser tries alternatives at each, and starts over at
/// every level when something within fails; so this is checked before it sees the tokens.
const NESTING_MAX: usize = 32;

/// How deeply those forms may nest that the parser tries twice: `ARRAY[…]`, lambdas, `INTERVAL`,
/// `SUBSTRING(…)`, `POSITION(…)`.
const NESTING_TWICE_MAX: usize = 8;

/// How deeply the parser may recurse: more than the brackets allow it to, so that it never gives up within
/// them.
const RECURSION_MAX: usize = 400;

/// How deeply expressions may nest, chains of operators included: planning takes more than quadratic time in
/// this.
const DEPTH_MAX: usize = 120;

/// How many tables, sub-queries and set operations a statement may name.
const RELATIONS_MAX: usize = 100;

/// A statement that the planner understands.
#[derive(Debug)]
pub enum Prepared {
    Query { statement: Box<Statement>, columns: Vec<OutputColumn> },
    ShowTables,
    Describe(String),
}

/// What the select list says about the names of the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutputColumn {
    Named(String),
    /// `*` or `t.*`: as many as there are.
    Wildcard,
}

/// Checks and rewrites one statement; `tables` are the names that exist, in lower case, `now` is the time in
/// ISO 8601.
pub fn prepare(sql: &str, tables: &[String], now: &str) -> Result<Prepared, SqlError> {
    let quoted = quote_uuids(sql);
    let mut spellings = HashMap::new();
    let tokens = tokens(&quoted, &mut spellings)?;
    let mut parser =
        Parser::new(&TrinoDialect).with_recursion_limit(RECURSION_MAX).with_tokens_with_locations(tokens);
    if let Some(answer) = about_tables(&mut parser, tables)? {
        return Ok(answer);
    }
    let mut statements = parser.parse_statements().map_err(syntax_error)?;
    let statement = match (statements.pop(), statements.is_empty()) {
        (Some(statement), true) => statement,
        (None, _) => return Err(SqlError::NotAQuery("the statement is empty".into())),
        (Some(_), false) => return Err(SqlError::NotAQuery("there are several statements".into())),
    };
    let Statement::Query(mut query) = statement else {
        let text = statement.to_string();
        let verb = text.split_whitespace().next().unwrap_or("this").to_ascii_uppercase();
        return Err(SqlError::NotAQuery(format!("{verb} is not a query")));
    };
    let mut names = Names { relations: HashSet::new(), ctes: HashSet::new(), aliases: HashSet::new() };
    let _: ControlFlow<()> = query.visit(&mut names);
    let columns = output_columns(&query, &spellings);
    let mut rewriter = Rewriter { tables, now, names, error: None };
    let _: ControlFlow<()> = query.visit(&mut rewriter);
    if let Some(error) = rewriter.error {
        return Err(error);
    }
    let mut size = Size::default();
    let _: ControlFlow<()> = query.visit(&mut size);
    if size.deepest > DEPTH_MAX {
        return Err(SqlError::Unsupported(format!(
            "an expression nests deeper than {DEPTH_MAX} levels; write long chains as IN (…) or with array functions"
        )));
    }
    if size.relations > RELATIONS_MAX {
        return Err(SqlError::Unsupported(format!(
            "the statement has more than {RELATIONS_MAX} tables and set operations"
        )));
    }
    Ok(Prepared::Query { statement: Box::new(Statement::Query(query)), columns })
}

/// Measures what planning time depends on.
#[derive(Default)]
struct Size {
    depth: usize,
    deepest: usize,
    relations: usize,
}

impl VisitorMut for Size {
    type Break = ();

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<()> {
        let mut pending = vec![query.body.as_ref()];
        while let Some(body) = pending.pop() {
            if let SetExpr::SetOperation { left, right, .. } = body {
                self.relations += 1;
                pending.extend([left.as_ref(), right.as_ref()]);
            }
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, _: &mut TableFactor) -> ControlFlow<()> {
        self.relations += 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, _: &mut Expr) -> ControlFlow<()> {
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, _: &mut Expr) -> ControlFlow<()> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }
}

/// `SHOW TABLES`, `DESCRIBE t`, `SHOW COLUMNS FROM t`.
fn about_tables(parser: &mut Parser, tables: &[String]) -> Result<Option<Prepared>, SqlError> {
    let words: Vec<String> = (0..6)
        .map(|at| parser.peek_nth_token(at).token)
        .take_while(|token| !matches!(token, Token::EOF | Token::SemiColon))
        .map(|token| match token {
            Token::Word(word) => word.value.to_ascii_lowercase(),
            other => other.to_string(),
        })
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let name = match words.as_slice() {
        ["show", "tables", ..] => return Ok(Some(Prepared::ShowTables)),
        ["describe" | "desc", name] | ["show", "columns", "from" | "in", name] => *name,
        _ => return Ok(None),
    };
    match tables.iter().any(|table| table == name) {
        true => Ok(Some(Prepared::Describe(name.to_owned()))),
        false => Err(unknown_table(name, tables)),
    }
}

fn unknown_table(name: &str, tables: &[String]) -> SqlError {
    if name.contains('$') || name.contains('<') {
        return SqlError::UnknownTable {
            name: name.to_owned(),
            known: format!(
                "{} (the name is a placeholder: put one of these in its place)",
                tables.join(", ")
            ),
        };
    }
    SqlError::UnknownTable { name: name.to_owned(), known: tables.join(", ") }
}

fn syntax_error(error: ParserError) -> SqlError {
    let text = match error {
        ParserError::TokenizerError(text) | ParserError::ParserError(text) => text,
        ParserError::RecursionLimitExceeded => {
            return SqlError::Unsupported(format!("the statement nests deeper than {RECURSION_MAX} levels"));
        }
    };
    let Some((message, place)) = text.rsplit_once(" at Line: ") else {
        return SqlError::Syntax { message: text, line: 1, column: 1 };
    };
    let mut numbers = place.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok());
    let (line, column) = (numbers.next().unwrap_or(1), numbers.next().unwrap_or(1));
    SqlError::Syntax { message: message.to_owned(), line, column }
}

/// Trino's lexical rules on the generic grammar.
#[derive(Debug)]
struct TrinoDialect;

impl Dialect for TrinoDialect {
    fn dialect(&self) -> std::any::TypeId {
        std::any::TypeId::of::<GenericDialect>()
    }

    fn is_identifier_start(&self, c: char) -> bool {
        c.is_alphabetic() || c == '_'
    }

    fn is_identifier_part(&self, c: char) -> bool {
        c.is_alphanumeric() || c == '_'
    }

    fn supports_lambda_functions(&self) -> bool {
        true
    }

    fn supports_filter_during_aggregation(&self) -> bool {
        true
    }

    fn supports_group_by_expr(&self) -> bool {
        true
    }

    fn supports_within_after_array_aggregation(&self) -> bool {
        true
    }

    fn supports_window_function_null_treatment_arg(&self) -> bool {
        true
    }

    fn supports_window_clause_named_window_reference(&self) -> bool {
        true
    }

    fn supports_parens_around_table_factor(&self) -> bool {
        true
    }

    fn allow_extract_custom(&self) -> bool {
        true
    }
}

/// Puts quotes around bare UUIDs, which no tokenizer takes for one word. Texts, quoted names and comments are
/// left alone.
fn quote_uuids(sql: &str) -> String {
    let bytes = sql.as_bytes();
    let mut out = String::with_capacity(sql.len() + 8);
    let mut at = 0;
    let mut copied = 0;
    let find =
        |from: usize, end: &str| sql[from..].find(end).map_or(sql.len(), |found| from + found + end.len());
    while at < bytes.len() {
        at = match bytes[at] {
            b'\'' => find(at + 1, "'"),
            b'"' => find(at + 1, "\""),
            b'-' if bytes[at..].starts_with(b"--") => find(at, "\n"),
            b'/' if bytes[at..].starts_with(b"/*") => find(at + 2, "*/"),
            b if b.is_ascii_alphanumeric() || b == b'_' => {
                if is_uuid(&bytes[at..]) {
                    out.push_str(&sql[copied..at]);
                    out.push('"');
                    out.push_str(&sql[at..at + UUID]);
                    out.push('"');
                    copied = at + UUID;
                    copied
                } else {
                    let word =
                        bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
                    at + word
                }
            }
            _ => at + 1,
        };
    }
    out.push_str(&sql[copied..]);
    out
}

const UUID: usize = 36;

fn is_uuid(bytes: &[u8]) -> bool {
    bytes.len() >= UUID
        && bytes.get(UUID).is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'-' && *b != b'_')
        && bytes[..UUID].iter().enumerate().all(|(at, b)| match at {
            8 | 13 | 18 | 23 => *b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

/// The statement's tokens: quoted names in lower case (`spellings` keeps what was written), casts as calls.
fn tokens(sql: &str, spellings: &mut HashMap<Location, String>) -> Result<Vec<TokenWithSpan>, SqlError> {
    let tokenized = Tokenizer::new(&TrinoDialect, sql).tokenize_with_location();
    let tokenized = tokenized.map_err(|error| SqlError::syntax(error.message, error.location))?;
    let mut out: Vec<TokenWithSpan> = Vec::with_capacity(tokenized.len());
    // Of every open parenthesis, whether it belongs to a cast.
    let mut open: Vec<bool> = Vec::new();
    let mut after_cast = false;
    check_nesting(&tokenized)?;
    let mut tokenized = tokenized.into_iter();
    while let Some(mut token) = tokenized.next() {
        let span = token.span;
        match &mut token.token {
            Token::Whitespace(_) => {}
            // Texts that follow one another on separate lines are one text (SQL-92).
            Token::SingleQuotedString(text) => {
                after_cast = false;
                let spaces =
                    out.iter().rev().take_while(|token| matches!(token.token, Token::Whitespace(_))).count();
                let before = out.len() - spaces;
                let newline = out[before..].iter().any(|token| token.span.end.line > token.span.start.line);
                if let (true, Some(TokenWithSpan { token: Token::SingleQuotedString(first), .. })) =
                    (newline, out[..before].last_mut())
                {
                    first.push_str(text);
                    out.truncate(before);
                    continue;
                }
            }
            Token::Placeholder(name) => {
                let message = format!(
                    "'{name}' is a placeholder: put the ID of an event data store, or the table name events, in its place"
                );
                return Err(SqlError::syntax(message, span.start));
            }
            Token::LParen => {
                open.push(std::mem::take(&mut after_cast));
            }
            Token::RParen => {
                open.pop();
                after_cast = false;
            }
            Token::Word(word) => {
                after_cast = false;
                if word.quote_style.is_some() {
                    spellings.insert(span.start, word.value.clone());
                    word.value = word.value.to_lowercase();
                    word.keyword = Keyword::NoKeyword;
                } else if matches!(word.keyword, Keyword::CAST | Keyword::TRY_CAST) {
                    let prefix = if word.keyword == Keyword::TRY_CAST { TRY_PREFIX } else { "" };
                    *word = internal_name(&format!("{prefix}cast$"));
                    after_cast = true;
                } else if word.keyword == Keyword::AS && open.last() == Some(&true) {
                    let data_type = type_text(&mut tokenized, span)?;
                    out.push(TokenWithSpan::new(Token::Comma, span));
                    out.push(TokenWithSpan::new(Token::SingleQuotedString(data_type), span));
                    out.push(TokenWithSpan::new(Token::RParen, span));
                    open.pop();
                    continue;
                }
            }
            _ => after_cast = false,
        }
        out.push(token);
    }
    Ok(parenthesised_values(out))
}

/// `VALUES 1, 2` as `VALUES (1), (2)`.
fn parenthesised_values(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let mut out: Vec<TokenWithSpan> = Vec::with_capacity(tokens.len());
    // Within a bare list: how many brackets are open since it began.
    let mut bare: Option<usize> = None;
    let mut after_values = false;
    for token in tokens {
        let is_space = matches!(token.token, Token::Whitespace(_));
        let synthetic = |token: Token, span| TokenWithSpan::new(token, span);
        if after_values && !is_space {
            after_values = false;
            if token.token != Token::LParen {
                out.push(synthetic(Token::LParen, token.span));
                bare = Some(0);
            }
        }
        if let Some(depth) = &mut bare {
            let ends = match &token.token {
                Token::LParen | Token::LBracket => {
                    *depth += 1;
                    false
                }
                Token::RParen | Token::RBracket if *depth > 0 => {
                    *depth -= 1;
                    false
                }
                Token::RParen | Token::SemiColon | Token::EOF => true,
                Token::Word(word) => {
                    use Keyword::{EXCEPT, FETCH, INTERSECT, LIMIT, OFFSET, ORDER, UNION};
                    *depth == 0
                        && [EXCEPT, FETCH, INTERSECT, LIMIT, OFFSET, ORDER, UNION].contains(&word.keyword)
                }
                Token::Comma if *depth == 0 => {
                    out.push(synthetic(Token::RParen, token.span));
                    out.push(token.clone());
                    out.push(synthetic(Token::LParen, token.span));
                    continue;
                }
                _ => false,
            };
            if ends {
                out.push(synthetic(Token::RParen, token.span));
                bare = None;
            }
        }
        after_values |= matches!(&token.token, Token::Word(word) if word.keyword == Keyword::VALUES);
        out.push(token);
    }
    if bare.is_some() {
        out.push(TokenWithSpan::new(Token::RParen, out.last().map_or_else(Span::empty, |last| last.span)));
    }
    out
}

/// Refuses what the parser would take exponential time for.
fn check_nesting(tokens: &[TokenWithSpan]) -> Result<(), SqlError> {
    // Of every open bracket, whether it opens a form that the parser tries twice.
    let mut open: Vec<bool> = Vec::new();
    let mut before = &Token::EOF;
    for TokenWithSpan { token, .. } in tokens {
        match token {
            Token::Whitespace(_) => continue,
            Token::LParen | Token::LBracket | Token::LBrace => open.push(match before {
                Token::Arrow => true,
                Token::Word(word) => {
                    let twice = [
                        Keyword::ARRAY,
                        Keyword::INTERVAL,
                        Keyword::SUBSTRING,
                        Keyword::POSITION,
                        Keyword::OVERLAY,
                    ];
                    twice.contains(&word.keyword)
                }
                _ => false,
            }),
            Token::RParen | Token::RBracket | Token::RBrace => {
                open.pop();
            }
            _ => {}
        }
        before = token;
        if open.len() > NESTING_MAX || open.iter().filter(|twice| **twice).count() > NESTING_TWICE_MAX {
            return Err(SqlError::Unsupported(format!(
                "the statement nests deeper than {NESTING_MAX} levels"
            )));
        }
    }
    Ok(())
}

fn internal_name(name: &str) -> Word {
    Word { value: name.to_owned(), quote_style: Some('"'), keyword: Keyword::NoKeyword }
}

/// The type behind `AS`, up to and including the parenthesis that closes the cast.
fn type_text(tokens: &mut impl Iterator<Item = TokenWithSpan>, from: Span) -> Result<String, SqlError> {
    let mut depth = 0;
    let mut text = String::new();
    for token in tokens {
        match token.token {
            Token::LParen => depth += 1,
            Token::RParen if depth == 0 => return Ok(text.trim().to_owned()),
            Token::RParen => depth -= 1,
            Token::Whitespace(_) => {
                text.push(' ');
                continue;
            }
            _ => {}
        }
        text.push_str(&token.token.to_string());
    }
    Err(SqlError::syntax("CAST is not closed", from.start))
}

/// All relation names of a statement. One set for all scopes: a name that is a table somewhere and a column
/// elsewhere is rare enough.
struct Names {
    relations: HashSet<String>,
    ctes: HashSet<String>,
    /// Aliases in select lists.
    aliases: HashSet<String>,
}

fn lower(ident: &Ident) -> String {
    ident.value.to_lowercase()
}

impl VisitorMut for Names {
    type Break = ();

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<()> {
        for cte in query.with.iter().flat_map(|with| &with.cte_tables) {
            self.ctes.insert(lower(&cte.alias.name));
            self.relations.insert(lower(&cte.alias.name));
        }
        if let SetExpr::Select(select) = query.body.as_ref() {
            for item in &select.projection {
                if let SelectItem::ExprWithAlias { alias, .. } = item {
                    self.aliases.insert(lower(alias));
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<()> {
        let alias = match factor {
            TableFactor::Table { name, alias, .. } => {
                if let Some(ident) = name.0.last().and_then(ObjectNamePart::as_ident) {
                    self.relations.insert(lower(ident));
                }
                alias
            }
            TableFactor::Derived { alias, .. }
            | TableFactor::UNNEST { alias, .. }
            | TableFactor::NestedJoin { alias, .. }
            | TableFactor::Function { alias, .. } => alias,
            _ => return ControlFlow::Continue(()),
        };
        if let Some(alias) = alias {
            self.relations.insert(lower(&alias.name));
        }
        ControlFlow::Continue(())
    }
}

/// The names of the result's columns, from the first select of the outermost query.
fn output_columns(query: &Query, spellings: &HashMap<Location, String>) -> Vec<OutputColumn> {
    let mut body = query.body.as_ref();
    let select = loop {
        match body {
            SetExpr::Select(select) => break select,
            SetExpr::Query(query) => body = query.body.as_ref(),
            SetExpr::SetOperation { left, .. } => body = left,
            _ => return vec![OutputColumn::Wildcard],
        }
    };
    let spelled = |ident: &Ident| spellings.get(&ident.span.start).unwrap_or(&ident.value).clone();
    select
        .projection
        .iter()
        .enumerate()
        .map(|(at, item)| match item {
            SelectItem::ExprWithAlias { alias, .. } => OutputColumn::Named(spelled(alias)),
            SelectItem::UnnamedExpr(expr) => {
                OutputColumn::Named(last_ident(expr).map_or_else(|| format!("_col{at}"), spelled))
            }
            _ => OutputColumn::Wildcard,
        })
        .collect()
}

/// The name Trino gives an unnamed expression: of a column or a field its name.
fn last_ident(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Identifier(ident) => Some(ident),
        Expr::CompoundIdentifier(idents) => idents.last(),
        Expr::CompoundFieldAccess { access_chain, .. } => match access_chain.last()? {
            AccessExpr::Dot(Expr::Identifier(ident)) => Some(ident),
            _ => None,
        },
        Expr::Nested(inner) => last_ident(inner),
        _ => None,
    }
}

struct Rewriter<'a> {
    tables: &'a [String],
    now: &'a str,
    names: Names,
    error: Option<SqlError>,
}

impl Rewriter<'_> {
    fn fail(&mut self, error: SqlError) -> ControlFlow<()> {
        self.error.get_or_insert(error);
        ControlFlow::Break(())
    }

    /// Whether the expression is a column with nothing behind it.
    fn is_plain_column(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Identifier(_) => true,
            Expr::CompoundIdentifier(idents) => {
                idents.len() == 2 && self.names.relations.contains(&lower(&idents[0]))
            }
            _ => false,
        }
    }

    /// Gives every item of a select list a name of its own, and lets ORDER BY refer to items by position.
    fn name_items(&self, select: &mut Select, order_by: &mut [OrderByExpr]) {
        let wildcard =
            |item: &SelectItem| matches!(item, SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..));
        let has_wildcard = select.projection.iter().any(wildcard);
        if !has_wildcard {
            let written: Vec<String> = select
                .projection
                .iter()
                .map(|item| match item {
                    SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => {
                        expr.to_string().to_lowercase()
                    }
                    _ => String::new(),
                })
                .collect();
            let aliases: Vec<String> = select
                .projection
                .iter()
                .filter_map(|item| match item {
                    SelectItem::ExprWithAlias { alias, .. } => Some(lower(alias)),
                    _ => None,
                })
                .collect();
            for order in order_by {
                let text = order.expr.to_string().to_lowercase();
                // A bare name that is an alias means the alias.
                if matches!(&order.expr, Expr::Identifier(ident) if aliases.contains(&lower(ident))) {
                    continue;
                }
                let literal = matches!(order.expr, Expr::Value(_));
                if let Some(at) = written.iter().position(|item| *item == text).filter(|_| !literal) {
                    order.expr = number(at as i64 + 1);
                }
            }
        }
        let mut taken: HashSet<String> = HashSet::new();
        for (at, item) in select.projection.iter_mut().enumerate() {
            let (expr, name, alias_needed) = match item {
                SelectItem::ExprWithAlias { expr, alias } => (expr.clone(), lower(alias), true),
                SelectItem::UnnamedExpr(expr) => {
                    let name = last_ident(expr).map_or_else(|| format!("_col{at}"), lower);
                    (expr.clone(), name, !self.is_plain_column(expr))
                }
                _ => continue,
            };
            let clashes = taken.contains(&name) || (has_wildcard && !alias_needed);
            let unique = if clashes { format!("{name}${at}") } else { name };
            taken.insert(unique.clone());
            if clashes || alias_needed {
                *item = SelectItem::ExprWithAlias { expr, alias: quoted(&unique) };
            }
        }
    }

    fn rewrite(&mut self, expr: Expr) -> Result<Expr, SqlError> {
        Ok(match expr {
            Expr::Identifier(ident)
                if lower(&ident) == "raw"
                    && !self.names.aliases.contains("raw")
                    && !self.names.relations.contains("raw") =>
            {
                Expr::Identifier(quoted("eventjson"))
            }
            Expr::CompoundIdentifier(idents) => self.column_path(idents),
            Expr::CompoundFieldAccess { root, access_chain } => {
                let mut accesses = access_chain.into_iter().peekable();
                let mut base = match *root {
                    // `t.item['x']`: the leading names may start with a table.
                    Expr::Identifier(first) => {
                        let mut idents = vec![first];
                        while let Some(AccessExpr::Dot(Expr::Identifier(ident))) =
                            accesses.next_if(|access| matches!(access, AccessExpr::Dot(Expr::Identifier(_))))
                        {
                            idents.push(ident);
                        }
                        self.column_path(idents)
                    }
                    other => other,
                };
                for access in accesses {
                    base = match access {
                        AccessExpr::Dot(Expr::Identifier(field)) => {
                            call("field$", vec![base, text(&field.value)])
                        }
                        AccessExpr::Subscript(Subscript::Index { index }) => {
                            call("subscript$", vec![base, index])
                        }
                        other => return Err(SqlError::Unsupported(format!("access by {other}"))),
                    };
                }
                base
            }
            Expr::TypedString(typed) if typed.data_type.to_string().eq_ignore_ascii_case("json") => {
                call("json_parse", vec![Expr::Value(typed.value)])
            }
            Expr::TypedString(typed) => {
                call("cast$", vec![Expr::Value(typed.value), text(&typed.data_type.to_string())])
            }
            Expr::Cast { expr, data_type, .. } => call("cast$", vec![*expr, text(&data_type.to_string())]),
            Expr::Extract { field, expr, .. } => {
                let unit = field.to_string().to_lowercase();
                match unit.as_str() {
                    "year" | "quarter" | "month" | "week" | "day" | "day_of_month" | "day_of_week"
                    | "dow" | "day_of_year" | "doy" | "year_of_week" | "yow" | "hour" | "minute"
                    | "second" | "millisecond" => call(&unit, vec![*expr]),
                    other => return Err(SqlError::Unsupported(format!("EXTRACT({other} FROM …)"))),
                }
            }
            Expr::AtTimeZone { timestamp, time_zone } => call("at_timezone", vec![*timestamp, *time_zone]),
            Expr::Array(array) => call("make_array", array.elem),
            Expr::Tuple(items) => call("row$", items),
            Expr::Position { expr, r#in } => call("strpos", vec![*r#in, *expr]),
            Expr::Substring { expr, substring_from, substring_for, .. } => {
                let from = substring_from.map_or_else(|| number(1), |from| *from);
                call("substr", [*expr, from].into_iter().chain(substring_for.map(|length| *length)).collect())
            }
            Expr::Trim { expr, trim_where, trim_what, trim_characters } => {
                use sqlparser::ast::TrimWhereField;
                let name = match trim_where {
                    Some(TrimWhereField::Leading) => "ltrim",
                    Some(TrimWhereField::Trailing) => "rtrim",
                    _ => "trim",
                };
                let set =
                    trim_what.map(|what| *what).or(trim_characters.and_then(|set| set.into_iter().next()));
                call(name, [*expr].into_iter().chain(set).collect())
            }
            Expr::Like { negated, any: false, expr, pattern, escape_char: Some(escape) } => {
                let like = call("like$", vec![*expr, *pattern, Expr::Value(escape)]);
                if negated { not(like) } else { like }
            }
            Expr::Value(ValueWithSpan { value: Value::Placeholder(name), .. }) => {
                return Err(SqlError::Unsupported(format!(
                    "parameter {name}: put its value in the statement"
                )));
            }
            Expr::AnyOp { left, compare_op: BinaryOperator::Eq, right, .. }
                if matches!(*right, Expr::Subquery(_)) =>
            {
                in_subquery(left, *right, false)
            }
            Expr::AllOp { left, compare_op: BinaryOperator::NotEq, right }
                if matches!(*right, Expr::Subquery(_)) =>
            {
                in_subquery(left, *right, true)
            }
            // DataFusion answers some of these wrongly.
            Expr::AnyOp { .. } | Expr::AllOp { .. } => {
                return Err(SqlError::Unsupported(
                    "ANY and ALL: compare with the minimum or maximum of the sub-query".into(),
                ));
            }
            Expr::Function(function) => self.function(function)?,
            other => other,
        })
    }

    /// `[[schema.]table.]column[.field …]`.
    fn column_path(&self, idents: Vec<Ident>) -> Expr {
        let columns = match idents.as_slice() {
            [_] => 1,
            [_, table, _, ..] if !self.is_relation(&idents[0]) && self.is_relation(table) => 3,
            [table, ..] if self.is_relation(table) => 2,
            _ => 1,
        };
        let mut idents = idents.into_iter();
        let mut column: Vec<Ident> = idents.by_ref().take(columns).collect();
        let base = match columns {
            1 => Expr::Identifier(column.remove(0)),
            2 => Expr::CompoundIdentifier(column),
            _ => Expr::CompoundIdentifier(column.split_off(1)),
        };
        idents.fold(base, |base, field| call("field$", vec![base, text(&field.value)]))
    }

    fn is_relation(&self, ident: &Ident) -> bool {
        self.names.relations.contains(&lower(ident))
    }

    fn function(&mut self, mut function: Function) -> Result<Expr, SqlError> {
        let name = function.name.to_string().trim_matches('"').to_lowercase();
        let mut args = plain_args(&function);
        let count = args.as_ref().map_or(0, Vec::len);
        // Where the arguments are plain expressions, they can be taken out: `args.remove(0)` in the arms
        // below.
        let take = |args: &mut Option<Vec<Expr>>| args.take().unwrap_or_default();
        let target = match (name.as_str(), count) {
            ("now" | "current_timestamp" | "localtimestamp", _) => {
                return Ok(call("cast$", vec![text(self.now), text("timestamp")]));
            }
            ("current_date", _) => return Ok(call("cast$", vec![text(self.now), text("date")])),
            ("current_user" | "user" | "current_timezone", _) if count == 0 => {
                return Ok(text(if name == "current_timezone" { "UTC" } else { "stellwerk" }));
            }
            ("if", 2 | 3) => {
                let mut args = take(&mut args).into_iter();
                let (Some(condition), Some(result)) = (args.next(), args.next()) else { return Ok(text("")) };
                return Ok(case(vec![(condition, result)], args.next()));
            }
            ("try", 1) => {
                let mut inner = take(&mut args).remove(0);
                let _: ControlFlow<()> = inner.visit(&mut Lenient);
                return Ok(inner);
            }
            ("mod", 2) => {
                let mut args = take(&mut args);
                let (right, left) = (args.remove(1), args.remove(0));
                return Ok(Expr::Nested(Box::new(binary(left, BinaryOperator::Modulo, right))));
            }
            ("greatest" | "least", 1..) => {
                // Trino: null if any is null.
                let args = take(&mut args);
                let nulls = args.iter().map(|arg| (Expr::IsNull(Box::new(arg.clone())), null())).collect();
                return Ok(case(nulls, Some(call(&name, args))));
            }
            ("all_match", 2) => {
                let mut args = take(&mut args);
                negate_lambda(&mut args[1]);
                return Ok(not(call("array_any_match", args)));
            }
            ("none_match", 2) => return Ok(not(call("array_any_match", take(&mut args)))),
            ("map_filter", 2) => return map_lambda(take(&mut args), "array_filter", |_, _, body| body),
            ("transform_values", 2) => {
                return map_lambda(take(&mut args), "array_transform", |key, _, body| {
                    call("row$", vec![key, body])
                });
            }
            ("transform_keys", 2) => {
                return map_lambda(take(&mut args), "array_transform", |_, value, body| {
                    call("row$", vec![body, value])
                });
            }
            ("count_if", 1) => {
                let condition = take(&mut args).remove(0);
                set_args(&mut function, vec![case(vec![(condition, number(1))], None)]);
                "count"
            }
            ("max_by" | "min_by", 2) => {
                let mut args = take(&mut args);
                let by = args.remove(1);
                and_filter(&mut function, Expr::IsNotNull(Box::new(by.clone())));
                set_args(&mut function, args);
                order_args(&mut function, by, name == "min_by");
                "first_value"
            }
            ("arbitrary" | "any_value", 1) => {
                let value = args.as_ref().map(|args| args[0].clone()).unwrap_or_else(null);
                and_filter(&mut function, Expr::IsNotNull(Box::new(value)));
                "first_value"
            }
            ("map_agg", 2) => {
                let args = take(&mut args);
                and_filter(&mut function, Expr::IsNotNull(Box::new(args[0].clone())));
                set_args(&mut function, vec![call("row$", args)]);
                return Ok(wrapped("map_agg$", function, "array_agg"));
            }
            ("md5", 1) => return Ok(wrapped("from_hex", function, "md5")),
            ("histogram", 1) => return Ok(wrapped("histogram$", function, "array_agg")),
            ("set_agg", 1) => {
                if let FunctionArguments::List(list) = &mut function.args {
                    list.duplicate_treatment = Some(sqlparser::ast::DuplicateTreatment::Distinct);
                }
                "array_agg"
            }
            ("approx_distinct", 2) => {
                let mut args = take(&mut args);
                args.truncate(1);
                set_args(&mut function, args);
                "approx_distinct"
            }
            ("approx_percentile", 3) => {
                let mut args = take(&mut args);
                let (percentile, weight) = (args.remove(2), args.remove(1));
                args.extend([weight, percentile]);
                set_args(&mut function, args);
                "approx_percentile_cont_with_weight"
            }
            ("listagg", 2) => "string_agg",
            ("json_format", 1) => "json_format",
            ("repeat", 2) => "array_repeat",
            ("row", _) => "row$",
            (name, _) => match known(name) {
                Some(target) => target,
                None => return Err(unknown_function(name)),
            },
        };
        function.name = object_name(target);
        Ok(Expr::Function(function))
    }
}

impl VisitorMut for Rewriter<'_> {
    type Break = ();

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<()> {
        if !query.locks.is_empty()
            || query.format_clause.is_some()
            || query.settings.is_some()
            || !query.pipe_operators.is_empty()
        {
            return self.fail(SqlError::Unsupported("this form of query".into()));
        }
        for cte in query.with.iter_mut().flat_map(|with| &mut with.cte_tables) {
            cte.alias.name.value = lower(&cte.alias.name);
        }
        if let Some(fetch) = query.fetch.take() {
            if fetch.percent || fetch.with_ties {
                return self.fail(SqlError::Unsupported("FETCH FIRST … PERCENT and WITH TIES".into()));
            }
            let limit = fetch.quantity.unwrap_or_else(|| number(1));
            match &mut query.limit_clause {
                Some(sqlparser::ast::LimitClause::LimitOffset { limit: place, .. }) => *place = Some(limit),
                place => {
                    *place = Some(sqlparser::ast::LimitClause::LimitOffset {
                        limit: Some(limit),
                        offset: None,
                        limit_by: vec![],
                    });
                }
            }
        }
        let mut none = Vec::new();
        let order_by = match query.order_by.as_mut().map(|order_by| &mut order_by.kind) {
            Some(OrderByKind::Expressions(order_by)) => order_by,
            _ => &mut none,
        };
        name_selects(self, &mut query.body, order_by);
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<()> {
        if select.into.is_some() || !select.lateral_views.is_empty() {
            return self.fail(SqlError::Unsupported("SELECT INTO and LATERAL VIEW".into()));
        }
        if let GroupByExpr::All(_) = select.group_by {
            return self.fail(SqlError::Unsupported("GROUP BY ALL: list the columns".into()));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<()> {
        match factor {
            TableFactor::Table { name, args: None, sample: None, .. } => {
                let Some(last) = name.0.last().and_then(ObjectNamePart::as_ident) else {
                    return self.fail(SqlError::Unsupported(format!("table {name}")));
                };
                let bare = lower(last);
                if !self.names.ctes.contains(&bare) && !self.tables.contains(&bare) {
                    let written = name.to_string();
                    return self.fail(unknown_table(written.trim_matches('"'), self.tables));
                }
                *name = object_name(&bare);
                ControlFlow::Continue(())
            }
            TableFactor::Derived { sample: None, .. }
            | TableFactor::UNNEST { .. }
            | TableFactor::NestedJoin { .. } => ControlFlow::Continue(()),
            other => {
                let error = SqlError::Unsupported(format!("{other} in FROM"));
                self.fail(error)
            }
        }
    }

    /// Flattens long chains of AND, OR and `||`, which the parser nests as deeply as they are long.
    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        if let Expr::BinaryOp { op, .. } = expr
            && matches!(op, BinaryOperator::And | BinaryOperator::Or | BinaryOperator::StringConcat)
        {
            let op = op.clone();
            let operands = operands(std::mem::replace(expr, null()), &op);
            *expr = match op {
                BinaryOperator::StringConcat => call("concat", operands),
                op => balanced(operands, &op),
            };
        }
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        let taken = std::mem::replace(expr, null());
        match self.rewrite(taken) {
            Ok(rewritten) => {
                *expr = rewritten;
                ControlFlow::Continue(())
            }
            Err(error) => self.fail(error),
        }
    }
}

fn name_selects(rewriter: &Rewriter, body: &mut SetExpr, order_by: &mut [OrderByExpr]) {
    let mut pending = vec![(body, true)];
    let mut order_by = Some(order_by);
    while let Some((body, outermost)) = pending.pop() {
        match body {
            SetExpr::Select(select) => match order_by.take().filter(|_| outermost) {
                Some(order_by) => rewriter.name_items(select, order_by),
                None => rewriter.name_items(select, &mut []),
            },
            SetExpr::SetOperation { left, right, .. } => {
                pending.extend([(right.as_mut(), false), (left.as_mut(), false)])
            }
            _ => {}
        }
    }
}

/// Turns the functions inside `try(…)` into their `try$` forms.
struct Lenient;

impl VisitorMut for Lenient {
    type Break = ();

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        if let Expr::Function(function) = expr {
            let name = function.name.to_string().trim_matches('"').to_owned();
            if functions::names().any(|ours| ours == name) {
                function.name = object_name(&format!("{TRY_PREFIX}{name}"));
            }
        }
        ControlFlow::Continue(())
    }
}

fn call(name: &str, args: Vec<Expr>) -> Expr {
    let args = args.into_iter().map(|arg| FunctionArg::Unnamed(FunctionArgExpr::Expr(arg))).collect();
    Expr::Function(Function {
        name: object_name(name),
        uses_odbc_syntax: false,
        parameters: FunctionArguments::None,
        args: FunctionArguments::List(FunctionArgumentList {
            duplicate_treatment: None,
            args,
            clauses: vec![],
        }),
        filter: None,
        null_treatment: None,
        over: None,
        within_group: vec![],
    })
}

fn in_subquery(expr: Box<Expr>, subquery: Expr, negated: bool) -> Expr {
    match subquery {
        Expr::Subquery(subquery) => Expr::InSubquery { expr, subquery, negated },
        other => other,
    }
}

fn wrapped(outer: &str, mut inner: Function, name: &str) -> Expr {
    inner.name = object_name(name);
    call(outer, vec![Expr::Function(inner)])
}

fn object_name(name: &str) -> ObjectName {
    ObjectName(vec![ObjectNamePart::Identifier(quoted(name))])
}

fn quoted(name: &str) -> Ident {
    Ident::with_quote('"', name)
}

fn value(value: Value) -> Expr {
    Expr::Value(ValueWithSpan { value, span: Span::empty() })
}

fn text(text: &str) -> Expr {
    value(Value::SingleQuotedString(text.to_owned()))
}

fn number(number: i64) -> Expr {
    value(Value::Number(number.to_string(), false))
}

fn null() -> Expr {
    value(Value::Null)
}

fn not(expr: Expr) -> Expr {
    Expr::UnaryOp { op: UnaryOperator::Not, expr: Box::new(Expr::Nested(Box::new(expr))) }
}

fn binary(left: Expr, op: BinaryOperator, right: Expr) -> Expr {
    Expr::BinaryOp { left: Box::new(left), op, right: Box::new(right) }
}

/// The operands of a chain of one operator, in order.
fn operands(expr: Expr, chain: &BinaryOperator) -> Vec<Expr> {
    let mut operands = Vec::new();
    let mut pending = vec![expr];
    while let Some(expr) = pending.pop() {
        match expr {
            Expr::BinaryOp { left, op, right } if op == *chain => pending.extend([*left, *right]),
            other => operands.push(other),
        }
    }
    operands.reverse();
    operands
}

fn balanced(mut operands: Vec<Expr>, op: &BinaryOperator) -> Expr {
    match operands.len() {
        0 => null(),
        1 => operands.remove(0),
        count => {
            let right = operands.split_off(count / 2);
            binary(balanced(operands, op), op.clone(), balanced(right, op))
        }
    }
}

fn case(conditions: Vec<(Expr, Expr)>, otherwise: Option<Expr>) -> Expr {
    use sqlparser::ast::helpers::attached_token::AttachedToken;
    Expr::Case {
        case_token: AttachedToken::empty(),
        end_token: AttachedToken::empty(),
        operand: None,
        conditions: conditions
            .into_iter()
            .map(|(condition, result)| CaseWhen { condition, result })
            .collect(),
        else_result: otherwise.map(Box::new),
    }
}

/// The arguments, when all are plain expressions (lambdas included).
fn plain_args(function: &Function) -> Option<Vec<Expr>> {
    let FunctionArguments::List(list) = &function.args else { return None };
    list.args
        .iter()
        .map(|arg| match arg {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr.clone()),
            _ => None,
        })
        .collect()
}

fn set_args(function: &mut Function, args: Vec<Expr>) {
    if let FunctionArguments::List(list) = &mut function.args {
        list.args = args.into_iter().map(|arg| FunctionArg::Unnamed(FunctionArgExpr::Expr(arg))).collect();
    }
}

fn order_args(function: &mut Function, by: Expr, ascending: bool) {
    let options = OrderByOptions { asc: Some(ascending), nulls_first: Some(false) };
    let order = OrderByExpr { expr: by, options, with_fill: None };
    if let FunctionArguments::List(list) = &mut function.args {
        list.clauses.push(FunctionArgumentClause::OrderBy(vec![order]));
    }
}

fn and_filter(function: &mut Function, condition: Expr) {
    function.filter = Some(Box::new(match function.filter.take() {
        Some(filter) => binary(Expr::Nested(filter), BinaryOperator::And, condition),
        None => condition,
    }));
}

fn negate_lambda(expr: &mut Expr) {
    if let Expr::Lambda(lambda) = expr {
        let body = std::mem::replace(lambda.body.as_mut(), null());
        *lambda.body = not(body);
    }
}

/// `f(map, (k, v) -> body)` by way of the map's entries: `map_from_entries(array_f(map_entries(map), e ->
/// body'))`.
fn map_lambda(
    mut args: Vec<Expr>,
    array_function: &str,
    body: fn(Expr, Expr, Expr) -> Expr,
) -> Result<Expr, SqlError> {
    use sqlparser::ast::OneOrManyWithParens;
    let Some(Expr::Lambda(mut lambda)) = args.pop() else {
        return Err(SqlError::Unsupported("a lambda (k, v) -> … is needed here".into()));
    };
    let names: Vec<String> = lambda.params.iter().map(|param| lower(&param.name)).collect();
    let (Some(entries), [key, value]) = (args.pop(), names.as_slice()) else {
        return Err(SqlError::Unsupported(
            "a lambda with two parameters, (k, v) -> …, is needed here".into(),
        ));
    };
    let entry = Expr::Identifier(quoted("entry$"));
    let part = |name: &str| call("field$", vec![entry.clone(), text(name)]);
    let mut renamed = Substitute { key, value, with: [part("key"), part("value")] };
    let _: ControlFlow<()> = lambda.body.visit(&mut renamed);
    let new_body = body(part("key"), part("value"), *lambda.body);
    let mut params: Vec<_> = lambda.params.into_iter().take(1).collect();
    params[0].name = quoted("entry$");
    let lambda = LambdaFunction {
        params: OneOrManyWithParens::One(params.remove(0)),
        body: Box::new(new_body),
        syntax: lambda.syntax,
    };
    let entries = call("map_entries", vec![entries]);
    Ok(call("map_from_entries", vec![call(array_function, vec![entries, Expr::Lambda(lambda)])]))
}

struct Substitute<'a> {
    key: &'a str,
    value: &'a str,
    with: [Expr; 2],
}

impl VisitorMut for Substitute<'_> {
    type Break = ();

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        if let Expr::Identifier(ident) = expr {
            let name = lower(ident);
            if name == self.key {
                *expr = self.with[0].clone();
            } else if name == self.value {
                *expr = self.with[1].clone();
            }
        }
        ControlFlow::Continue(())
    }
}

/// Functions that DataFusion has with Trino's meaning: Trino's name and DataFusion's.
const BORROWED: &[(&str, &str)] = &[
    ("abs", "abs"),
    ("acos", "acos"),
    ("asin", "asin"),
    ("atan", "atan"),
    ("atan2", "atan2"),
    ("cbrt", "cbrt"),
    ("ceil", "ceil"),
    ("ceiling", "ceil"),
    ("cos", "cos"),
    ("degrees", "degrees"),
    ("exp", "exp"),
    ("floor", "floor"),
    ("is_nan", "isnan"),
    ("ln", "ln"),
    ("log", "log"),
    ("log10", "log10"),
    ("log2", "log2"),
    ("pi", "pi"),
    ("pow", "power"),
    ("power", "power"),
    ("radians", "radians"),
    ("random", "random"),
    ("rand", "random"),
    ("round", "round"),
    ("sign", "signum"),
    ("sin", "sin"),
    ("sqrt", "sqrt"),
    ("tan", "tan"),
    ("truncate", "trunc"),
    ("coalesce", "coalesce"),
    ("nullif", "nullif"),
    ("sha256", "sha256"),
    ("sha512", "sha512"),
    ("uuid", "uuid"),
    // arrays
    ("array_except", "array_except"),
    ("array_intersect", "array_intersect"),
    ("array_max", "array_max"),
    ("array_min", "array_min"),
    ("array_sort", "array_sort"),
    ("array_union", "array_union"),
    ("flatten", "flatten"),
    ("filter", "array_filter"),
    ("transform", "array_transform"),
    ("any_match", "array_any_match"),
    ("array_first", "array_first"),
    ("reduce", "reduce"),
    ("zip", "arrays_zip"),
    // aggregates
    ("approx_distinct", "approx_distinct"),
    ("approx_percentile", "approx_percentile_cont"),
    ("array_agg", "array_agg"),
    ("avg", "avg"),
    ("bitwise_and_agg", "bit_and"),
    ("bitwise_or_agg", "bit_or"),
    ("bitwise_xor_agg", "bit_xor"),
    ("bool_and", "bool_and"),
    ("bool_or", "bool_or"),
    ("every", "bool_and"),
    ("corr", "corr"),
    ("count", "count"),
    ("covar_pop", "covar_pop"),
    ("covar_samp", "covar_samp"),
    ("grouping", "grouping"),
    ("max", "max"),
    ("min", "min"),
    ("regr_intercept", "regr_intercept"),
    ("regr_slope", "regr_slope"),
    ("stddev", "stddev"),
    ("stddev_pop", "stddev_pop"),
    ("stddev_samp", "stddev"),
    ("string_agg", "string_agg"),
    ("sum", "sum"),
    ("var_pop", "var_pop"),
    ("var_samp", "var"),
    ("variance", "var"),
    // windows
    ("cume_dist", "cume_dist"),
    ("dense_rank", "dense_rank"),
    ("first_value", "first_value"),
    ("lag", "lag"),
    ("last_value", "last_value"),
    ("lead", "lead"),
    ("nth_value", "nth_value"),
    ("ntile", "ntile"),
    ("percent_rank", "percent_rank"),
    ("rank", "rank"),
    ("row_number", "row_number"),
    // what the rewriting itself makes
    ("md5", "md5"),
    ("make_array", "make_array"),
    ("array_any_match", "array_any_match"),
    ("array_filter", "array_filter"),
    ("array_transform", "array_transform"),
    ("array_repeat", "array_repeat"),
    ("greatest", "greatest"),
    ("least", "least"),
];

/// Whether a function of DataFusion is in use under some name.
pub fn is_borrowed(name: &str) -> bool {
    BORROWED.iter().any(|(_, target)| *target == name)
}

fn known(name: &str) -> Option<&'static str> {
    let lenient = name.strip_prefix(TRY_PREFIX);
    if let Some(ours) = functions::names().find(|ours| *ours == lenient.unwrap_or(name)) {
        // `try_cast` is the only lenient form that comes in by the tokens.
        return if lenient.is_some() { Some("try$cast$") } else { Some(ours) };
    }
    BORROWED.iter().find(|(trino, _)| *trino == name).map(|(_, target)| *target)
}

fn unknown_function(name: &str) -> SqlError {
    let all = functions::names()
        .filter(|name| !name.ends_with('$'))
        .chain(BORROWED.iter().map(|(trino, _)| *trino));
    let near = all
        .map(|candidate| (strsim(candidate, name), candidate))
        .min()
        .filter(|(distance, _)| *distance <= 3)
        .map(|(_, candidate)| format!("; did you mean {candidate}?"));
    SqlError::Unsupported(format!("function {name}{}", near.unwrap_or_default()))
}

/// Edit distance.
fn strsim(a: &str, b: &str) -> usize {
    datafusion::common::utils::datafusion_strsim::levenshtein(a, b)
}
