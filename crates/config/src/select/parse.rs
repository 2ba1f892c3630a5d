//! From text to query.
//!
//! ```text
//! query     := SELECT item {"," item} [WHERE condition] [as of] [GROUP BY property {"," property}]
//!              [ORDER BY order {"," order}] [as of] [";"]
//! item      := "*" | property | aggregate
//! aggregate := COUNT "(" "*" ")" | (AVG | COUNT | MAX | MIN | SUM) "(" property ")"
//! order     := (property | aggregate) [ASC | DESC]
//! condition := conjunction {OR conjunction}
//! conjunction := negation {AND negation}
//! negation  := {NOT} ( "(" condition ")" | predicate )
//! predicate := property ("=" | "<>" | "!=" | "<" | "<=" | ">" | ">=") literal
//!            | property [NOT] IN "(" literal {"," literal} ")"
//!            | property [NOT] BETWEEN literal AND literal
//!            | property [NOT] LIKE text
//! literal   := text | number | TRUE | FALSE
//! as of     := AS OF text
//! ```
//!
//! Keywords and functions may be in any case; properties and texts are meant as written.

use super::lexer::{Position, Token, What, tokens};
use super::values::Span;
use super::{
    Aggregate, Comparison, Condition, EXPRESSION_CHARACTERS_MAX, Function, GROUP_BY_MAX, Item, Literal,
    Order, OrderBy, Path, Pattern, Predicate, Query, SelectError, Test,
};

/// Of parentheses within parentheses.
const DEPTH_MAX: usize = 64;

/// Not the names of properties.
const KEYWORDS: &[&str] = &[
    "ALL", "AND", "AS", "ASC", "BETWEEN", "BY", "CASE", "DESC", "DISTINCT", "EXISTS", "FALSE", "FROM",
    "GROUP", "HAVING", "IN", "IS", "JOIN", "LIKE", "LIMIT", "NOT", "NULL", "OFFSET", "OR", "ORDER", "SELECT",
    "TRUE", "UNION", "WHERE",
];

/// What other languages of this kind have, and what to do without.
const UNSUPPORTED: &[(&str, &str)] = &[
    ("ALL", "ALL is not supported: leave it out"),
    ("AS", "AS is not supported: properties keep their names"),
    ("CASE", "CASE is not supported: select the property and look at its values"),
    ("DISTINCT", "DISTINCT is not supported: use GROUP BY"),
    ("EXISTS", "EXISTS is not supported: compare the property with a value"),
    ("FROM", "FROM is not supported: all resources are searched, so leave it out"),
    ("HAVING", "HAVING is not supported: leave it out, and look through the groups"),
    ("IS", "IS NULL and IS NOT NULL are not supported: compare the property with a value"),
    ("JOIN", "JOIN is not supported: ask for relationships, or make two queries"),
    ("LIMIT", "LIMIT is not supported: it is a parameter of the request"),
    ("NULL", "NULL is not supported: compare the property with a value"),
    ("OFFSET", "OFFSET is not supported: follow the pages"),
    ("UNION", "UNION is not supported: make two queries, or use OR"),
];

pub fn parse(text: &str) -> Result<Query, SelectError> {
    let characters = text.chars().count();
    if characters > EXPRESSION_CHARACTERS_MAX {
        return Err(SelectError::TooLong { characters });
    }
    let mut parser = Parser { tokens: tokens(text)?, at: 0 };
    let query = parser.query()?;
    check(&query)?;
    Ok(query)
}

/// What the grammar allows, but no query may do.
fn check(query: &Query) -> Result<(), SelectError> {
    let refuse = |advice: String| Err(SelectError::NotSupported(advice));
    if query.group_by.len() > GROUP_BY_MAX {
        return refuse(format!("GROUP BY takes up to {GROUP_BY_MAX} properties: leave some out"));
    }
    for item in query.items.iter().filter(|_| query.is_aggregation()) {
        match item {
            Item::All => {
                return refuse("* cannot be selected together with aggregates: name properties".to_owned());
            }
            Item::Property(path) if !query.group_by.contains(path) => {
                return refuse(format!(
                    "{path} is selected together with aggregates: put it into GROUP BY too"
                ));
            }
            Item::Property(_) | Item::Aggregate(_) => {}
        }
    }
    for order in &query.order_by {
        match &order.by {
            OrderBy::Property(path) if query.is_aggregation() && !query.group_by.contains(path) => {
                return refuse(format!("ORDER BY {path} is of no group: put the property into GROUP BY too"));
            }
            OrderBy::Aggregate(aggregate) if !query.is_aggregation() => {
                return refuse(format!("ORDER BY {aggregate} needs aggregates in SELECT, or GROUP BY"));
            }
            OrderBy::Aggregate(aggregate) if query.group_by.len() > 1 => {
                return refuse(format!(
                    "ORDER BY {aggregate} allows a single property in GROUP BY: leave out the others, or the order"
                ));
            }
            OrderBy::Property(_) | OrderBy::Aggregate(_) => {}
        }
    }
    Ok(())
}

struct Parser {
    /// INVARIANT: the last one is the end, and `at` never goes beyond it.
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn query(&mut self) -> Result<Query, SelectError> {
        self.expect_keyword("SELECT", "a query begins with SELECT")?;
        let items = self.list(Parser::item)?;
        let condition = if self.take_keyword("WHERE") { Some(self.condition(0)?) } else { None };
        let mut as_of = self.as_of()?;
        let mut group_by = Vec::new();
        if self.take_keyword("GROUP") {
            self.expect_keyword("BY", "GROUP must be followed by BY")?;
            group_by = self.list(Parser::property)?;
        }
        let mut order_by = Vec::new();
        if self.take_keyword("ORDER") {
            self.expect_keyword("BY", "ORDER must be followed by BY")?;
            order_by = self.list(Parser::order)?;
        }
        if as_of.is_none() {
            as_of = self.as_of()?;
        }
        self.take_sign(";");
        match self.what() {
            What::End => Ok(Query { items, condition, group_by, order_by, as_of }),
            _ => Err(self.unexpected(
                "expected a comma, an operator or the next clause; clauses come in the order WHERE, GROUP BY, ORDER BY",
            )),
        }
    }

    fn item(&mut self) -> Result<Item, SelectError> {
        if self.take_sign("*") {
            return Ok(Item::All);
        }
        Ok(match self.aggregate()? {
            Some(aggregate) => Item::Aggregate(aggregate),
            None => Item::Property(self.property()?),
        })
    }

    fn order(&mut self) -> Result<Order, SelectError> {
        let by = match self.aggregate()? {
            Some(aggregate) => OrderBy::Aggregate(aggregate),
            None => OrderBy::Property(self.property()?),
        };
        let descending = !self.take_keyword("ASC") && self.take_keyword("DESC");
        Ok(Order { by, descending })
    }

    fn aggregate(&mut self) -> Result<Option<Aggregate>, SelectError> {
        let (What::Name(name), What::Sign("(")) = (self.what(), self.what_follows()) else { return Ok(None) };
        if is_keyword(name) {
            return Ok(None);
        }
        let Some(function) = Function::named(name) else {
            let advice = format!("there is no function {name}: use AVG, COUNT, MAX, MIN or SUM");
            return Err(self.error(advice));
        };
        self.skip();
        self.skip();
        let argument = if function == Function::Count && self.take_sign("*") {
            None
        } else if matches!(self.what(), What::Sign("*")) {
            return Err(self.error("only COUNT takes *: name a property"));
        } else if matches!((self.what(), self.what_follows()), (What::Name(_), What::Sign("("))) {
            return Err(self.error("functions cannot be arguments of functions: name a property"));
        } else {
            Some(self.property()?)
        };
        if !self.take_sign(")") {
            return Err(self.unexpected("expected ) after the single argument of a function"));
        }
        Ok(Some(Aggregate { function, argument }))
    }

    fn as_of(&mut self) -> Result<Option<i64>, SelectError> {
        let follows = matches!(self.what_follows(), What::Name(name) if name.eq_ignore_ascii_case("OF"));
        if !follows || !self.take_keyword("AS") {
            return Ok(None);
        }
        self.skip();
        let time = match self.what() {
            What::Text(text) => Span::parse(text).map(|span| span.first),
            _ => None,
        };
        let Some(time) = time else {
            return Err(self.error("AS OF takes a time in single quotes, such as '2026-03-03T00:00:00Z'"));
        };
        self.skip();
        Ok(Some(time))
    }

    fn condition(&mut self, depth: usize) -> Result<Condition, SelectError> {
        let mut conditions = Vec::new();
        loop {
            match self.conjunction(depth)? {
                Condition::Or(inner) => conditions.extend(inner),
                condition => conditions.push(condition),
            }
            if !self.take_keyword("OR") {
                return Ok(one_or(conditions, Condition::Or));
            }
        }
    }

    fn conjunction(&mut self, depth: usize) -> Result<Condition, SelectError> {
        let mut conditions = Vec::new();
        loop {
            match self.negation(depth)? {
                Condition::And(inner) => conditions.extend(inner),
                condition => conditions.push(condition),
            }
            if !self.take_keyword("AND") {
                return Ok(one_or(conditions, Condition::And));
            }
        }
    }

    fn negation(&mut self, depth: usize) -> Result<Condition, SelectError> {
        let mut negated = false;
        while self.take_keyword("NOT") {
            negated = !negated;
        }
        let position = self.position();
        let condition = if !self.take_sign("(") {
            self.predicate()?
        } else if depth == DEPTH_MAX {
            return Err(position.error(format!("parentheses are nested more than {DEPTH_MAX} deep")));
        } else {
            let condition = self.condition(depth + 1)?;
            if !self.take_sign(")") {
                return Err(self.unexpected("expected AND, OR or )"));
            }
            condition
        };
        Ok(if negated { condition.negated() } else { condition })
    }

    fn predicate(&mut self) -> Result<Condition, SelectError> {
        match self.what() {
            What::Text(_) | What::Number(_) => {
                return Err(self.error(
                    "expected a property: it stands without quotes, on the left, and without wildcards",
                ));
            }
            What::Name(name) if !is_keyword(name) && matches!(self.what_follows(), What::Sign("(")) => {
                return Err(self.error(format!("the function {name} cannot be used in a condition")));
            }
            _ => {}
        }
        let path = self.property()?;
        if let Some((comparison, negated)) = self.comparison() {
            let test = Test::Compare(comparison, self.literal()?);
            return Ok(predicate(path, test, negated));
        }
        let negated = self.take_keyword("NOT");
        let test = if self.take_keyword("IN") {
            if !self.take_sign("(") {
                return Err(self.unexpected("expected ( and a list of values after IN"));
            }
            let literals = self.list(Parser::literal)?;
            if !self.take_sign(")") {
                return Err(self.unexpected("expected a comma or )"));
            }
            Test::In(literals)
        } else if self.take_keyword("BETWEEN") {
            let low = self.literal()?;
            self.expect_keyword("AND", "expected AND and the higher end of BETWEEN")?;
            Test::Between(low, self.literal()?)
        } else if self.take_keyword("LIKE") {
            self.pattern()?
        } else {
            return Err(self.unexpected("expected an operator: = <> < <= > >= IN BETWEEN LIKE"));
        };
        Ok(predicate(path, test, negated))
    }

    fn comparison(&mut self) -> Option<(Comparison, bool)> {
        let What::Sign(sign) = self.what() else { return None };
        let comparison = match *sign {
            "=" => (Comparison::Equal, false),
            "<>" | "!=" => (Comparison::Equal, true),
            "<" => (Comparison::Less, false),
            "<=" => (Comparison::LessOrEqual, false),
            ">" => (Comparison::Greater, false),
            ">=" => (Comparison::GreaterOrEqual, false),
            _ => return None,
        };
        self.skip();
        Some(comparison)
    }

    fn pattern(&mut self) -> Result<Test, SelectError> {
        let What::Text(text) = self.what() else {
            return Err(self.unexpected("expected a pattern in single quotes after LIKE"));
        };
        let pattern = Pattern::parse(text).map_err(|advice| {
            SelectError::NotSupported(format!("LIKE '{text}' is not supported: {advice}"))
        })?;
        self.skip();
        Ok(Test::Like(pattern))
    }

    fn literal(&mut self) -> Result<Literal, SelectError> {
        let literal = match self.what() {
            What::Text(text) => Literal::Text(text.clone()),
            What::Number(written) => Literal::Number(written.clone()),
            What::Name(name) if name.eq_ignore_ascii_case("true") => Literal::Boolean(true),
            What::Name(name) if name.eq_ignore_ascii_case("false") => Literal::Boolean(false),
            _ => {
                return Err(
                    self.unexpected("expected a value: text in single quotes, a number, true or false")
                );
            }
        };
        self.skip();
        Ok(literal)
    }

    fn property(&mut self) -> Result<Path, SelectError> {
        match self.what() {
            What::Name(name) if !is_keyword(name) => {
                let path = Path::parse(name).ok_or_else(|| {
                    self.error(format!("{name} is not a property: it has empty names, or too many of them"))
                })?;
                self.skip();
                Ok(path)
            }
            What::Text(_) => Err(self.error("expected a property: it stands without quotes")),
            _ => Err(self.unexpected("expected a property")),
        }
    }

    fn list<T>(
        &mut self,
        element: impl Fn(&mut Parser) -> Result<T, SelectError>,
    ) -> Result<Vec<T>, SelectError> {
        let mut elements = vec![element(self)?];
        while self.take_sign(",") {
            elements.push(element(self)?);
        }
        Ok(elements)
    }

    fn what(&self) -> &What {
        self.tokens.get(self.at).map_or(&What::End, |token| &token.what)
    }

    fn what_follows(&self) -> &What {
        self.tokens.get(self.at + 1).map_or(&What::End, |token| &token.what)
    }

    fn position(&self) -> Position {
        self.tokens.get(self.at).map_or(Position { line: 1, column: 1 }, |token| token.position)
    }

    fn skip(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len() - 1);
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.what(), What::Sign(s) if *s == sign);
        if found {
            self.skip();
        }
        found
    }

    fn take_keyword(&mut self, keyword: &str) -> bool {
        let found = matches!(self.what(), What::Name(name) if name.eq_ignore_ascii_case(keyword));
        if found {
            self.skip();
        }
        found
    }

    fn expect_keyword(&mut self, keyword: &str, advice: &str) -> Result<(), SelectError> {
        if self.take_keyword(keyword) { Ok(()) } else { Err(self.unexpected(advice)) }
    }

    fn error(&self, advice: impl Into<String>) -> SelectError {
        self.position().error(advice)
    }

    /// What is wrong with the word that stands here, if it is one that others know, or else the advice.
    fn unexpected(&self, advice: &str) -> SelectError {
        let known = match self.what() {
            What::Name(name) => UNSUPPORTED.iter().find(|(word, _)| word.eq_ignore_ascii_case(name)),
            _ => None,
        };
        self.error(known.map_or(advice, |(_, advice)| advice))
    }
}

fn is_keyword(name: &str) -> bool {
    KEYWORDS.iter().any(|keyword| keyword.eq_ignore_ascii_case(name))
}

fn one_or(mut conditions: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Condition {
    match (conditions.pop(), conditions.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            conditions.extend(last);
            join(conditions)
        }
    }
}

fn predicate(path: Path, test: Test, negated: bool) -> Condition {
    let condition = Condition::Predicate(Predicate { path, test });
    if negated { condition.negated() } else { condition }
}
