//! The parser of formulas: recursive descent, one function a line of the grammar.

use std::ops::Range;

use super::{ColumnSelector, Expr, ExprKind, Formula, Link, Of, Reference, RowSelector, Rows};
use crate::diagnostic::Text;
use crate::keys::fault::{Fault, Origin};
use crate::rule::words::fold;
use crate::source::Cut;

/// Brackets and signs inside one another beyond this are refused, so that no rule file can exhaust the stack.
const DEEPEST: usize = 64;
/// More numbers and references in one formula than a reader follows are refused: each has all its rows in every relation.
const MOST: usize = 1_000;

/// Ends a name inside square brackets.
const INSIDE: &str = "[],，=+×÷*/()\"";
/// Ends a name outside of them.
const OUTSIDE: &str = "[],，=+×÷*/()\"-−－＝＋≤≥<>|｜";

type Parsed<T> = Result<T, Box<Fault>>;

/// Reads a whole formula.
pub(super) fn parse(text: &str, origin: &Origin) -> Parsed<Formula> {
    let mut parser = Parser { text, at: 0, depth: 0, members: 0, origin };
    let mut formula = parser.chain()?;
    while parser.take(&["|", "｜"]) {
        let other = parser.chain()?;
        formula.or.push(other);
    }
    parser.skip();
    if parser.at < text.len() {
        return Err(parser.unexpected());
    }
    Ok(Formula { text: text.to_owned(), span: origin.span(&(0..text.len())), ..formula })
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    /// Numbers and references read so far.
    members: usize,
    origin: &'a Origin,
}

/// A name as written, folded, with its bytes; a quoted name is never `*`.
struct Name {
    folded: String,
    quoted: bool,
    range: Range<usize>,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.cut(self.at..)
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Takes the first of `tokens` that comes next.
    fn take(&mut self, tokens: &[&str]) -> bool {
        self.skip();
        let taken = tokens.iter().find(|token| self.rest().starts_with(**token));
        self.at += taken.map_or(0, |token| token.len());
        taken.is_some()
    }

    /// The character that comes next, or nothing at the end.
    fn here(&self) -> Range<usize> {
        self.at..self.at + self.peek().map_or(0, char::len_utf8)
    }

    fn expr(&self, kind: ExprKind, range: Range<usize>) -> Expr {
        let span = self.origin.span(&range);
        Expr { kind, range, span }
    }

    fn sum(&mut self) -> Parsed<Expr> {
        self.series([&["+", "＋"], &["-", "−", "－"]], Self::product, ExprKind::Terms)
    }

    fn product(&mut self) -> Parsed<Expr> {
        self.series([&["×", "*", "＊"], &["÷", "/", "／"]], Self::signed, ExprKind::Factors)
    }

    /// What `member` reads, once or several times between two kinds of signs; the second takes back what the first does.
    fn series(
        &mut self,
        [joins, takes_back]: [&[&str]; 2],
        member: fn(&mut Self) -> Parsed<Expr>,
        make: fn(Vec<Link>) -> ExprKind,
    ) -> Parsed<Expr> {
        let first = member(self)?;
        let start = first.range.start;
        let mut links = vec![Link { inverse: false, sign: start..start, expr: first }];
        loop {
            self.skip();
            let sign = self.at;
            let inverse = if self.take(joins) {
                false
            } else if self.take(takes_back) {
                true
            } else {
                break;
            };
            let sign = sign..self.at;
            links.push(Link { inverse, sign, expr: member(self)? });
        }
        match (links.pop(), links.is_empty()) {
            (Some(only), true) => Ok(only.expr),
            (last, _) => {
                let end = last.as_ref().map_or(start, |last| last.expr.range.end);
                links.extend(last);
                Ok(self.expr(make(links), start..end))
            }
        }
    }

    fn signed(&mut self) -> Parsed<Expr> {
        self.skip();
        let start = self.at;
        if self.depth >= DEEPEST {
            return Err(Fault::new(
                self.here(),
                Text::new("公式的括号嵌套太深", "the formula nests too deeply"),
            )
            .label(Text::new("到这里太深了", "here it is too deep"))
            .help(Text::new(
                "去掉不必要的括号，或拆成几条公式",
                "drop needless brackets, or split the formula",
            )));
        }
        if !self.take(&["-", "−", "－"]) {
            return self.primary();
        }
        self.depth += 1;
        let inner = self.signed()?;
        self.depth -= 1;
        let range = start..inner.range.end;
        Ok(self.expr(ExprKind::Neg(Box::new(inner)), range))
    }

    fn primary(&mut self) -> Parsed<Expr> {
        self.skip();
        let start = self.at;
        if self.take(&["(", "（"]) {
            let mut inner = self.bracketed(start)?;
            inner.range = start..self.at;
            inner.span = self.origin.span(&inner.range);
            return Ok(inner);
        }
        self.members += 1;
        if self.members > MOST {
            return Err(self.too_many());
        }
        let name = if self.peek() == Some('"') { self.quoted()? } else { self.bare(OUTSIDE) };
        self.skip();
        if self.peek() == Some('[') && !name.folded.is_empty() {
            return self.reference(name);
        }
        if self.peek() == Some('(') && !name.folded.is_empty() && !name.quoted {
            return if name.is_count() { self.count(&name) } else { self.call(&name) };
        }
        if !name.quoted && fold(&name.folded).starts_with(|c: char| c.is_ascii_digit()) {
            self.at = start;
            return self.literal();
        }
        if name.folded.is_empty() {
            return Err(self.unexpected());
        }
        let words = self.text.cut(name.range.clone());
        Err(Fault::new(
            name.range.clone(),
            Text::new(
                format!("「{words}」后面缺少方括号"),
                format!("`{words}` has no square brackets after it"),
            ),
        )
        .label(Text::new("应写出取哪些行", "say which rows"))
        .help(Text::new(
            format!("写作 {words}[行, 列]，每一行写 {words}[*]"),
            format!("write {words}[row, column], or {words}[*] for each row"),
        )))
    }

    /// What follows an opening bracket, through the closing one.
    fn bracketed(&mut self, open: usize) -> Parsed<Expr> {
        self.depth += 1;
        let inner = self.sum()?;
        self.depth -= 1;
        if self.take(&[")", "）"]) {
            return Ok(inner);
        }
        let bracket = open..open + self.text.cut(open..).chars().next().map_or(0, char::len_utf8);
        Err(Fault::new(bracket, Text::new("括号没有合上", "the bracket is never closed"))
            .label(Text::new("缺少与它配对的 )", "its `)` is missing")))
    }

    fn call(&mut self, name: &Name) -> Parsed<Expr> {
        if !name.folded.eq_ignore_ascii_case("sum") {
            let words = self.text.cut(name.range.clone());
            return Err(Fault::new(
                name.range.clone(),
                Text::new(format!("没有名为「{words}」的函数"), format!("there is no function `{words}`")),
            )
            .label(Text::new("只有 sum(…) 和 count(…)", "only sum(…) and count(…) exist"))
            .help(Text::new(
                "若是表名，括号用全角，或整个名字加双引号，再写 [行, 列]",
                "for a table's name, put the whole name in double quotes, then [row, column]",
            )));
        }
        let open = self.at;
        self.at += 1;
        let inner = self.bracketed(open)?;
        Ok(self.expr(ExprKind::Sum(Box::new(inner)), name.range.start..self.at))
    }

    fn reference(&mut self, table: Name) -> Parsed<Expr> {
        let open = self.at;
        self.at += 1;
        let row = self.row(&table)?;
        let (mut column, mut column_span) = (None, None);
        self.skip();
        if self.take(&[",", "，"]) {
            self.skip();
            let start = self.at;
            column = Some(self.column()?);
            column_span =
                Some(self.origin.span(&(start..start + self.text.cut(start..self.at).trim_end().len())));
        }
        self.skip();
        match self.peek() {
            Some(']') => self.at += 1,
            Some(',' | '，') => {
                return Err(Fault::new(
                    self.here(),
                    Text::new(
                        "方括号里最多两项：行, 列",
                        "square brackets hold at most two selectors: row, column",
                    ),
                )
                .label(Text::new("第三项从这里开始", "a third begins here"))
                .help(Text::new(
                    "表头的多层用 / 连接，如 本年收入/合计",
                    "join the levels of a header with /",
                )));
            }
            None => {
                return Err(Fault::new(
                    open..open + 1,
                    Text::new("方括号没有合上", "the square bracket is never closed"),
                )
                .label(Text::new("缺少与它配对的 ]", "its `]` is missing")));
            }
            Some(c) => return Err(self.not_in_a_name(c)),
        }
        let mark = ["?", "？"].into_iter().find(|mark| self.rest().starts_with(mark));
        self.at += mark.map_or(0, str::len);
        let optional = mark.is_some();
        let range = table.range.start..self.at;
        let span = self.origin.span(&range);
        let table_span = self.origin.span(&table.range);
        let (of, table) = document(table);
        let reference = Reference { of, table, row, column, optional, column_span, span, table_span };
        Ok(self.expr(ExprKind::Reference(reference), range))
    }

    fn row(&mut self, table: &Name) -> Parsed<RowSelector> {
        self.skip();
        let start = self.at;
        if self.take(&["=", "＝"]) {
            let field = self.selector_name()?;
            let span = self.origin.span(&(start..field.range.end));
            return Ok(RowSelector { pane: None, rows: Rows::Field(field.folded), span });
        }
        if matches!(self.peek(), Some(']' | ',' | '，')) {
            let words = self.text.cut(table.range.clone());
            return Err(Fault::new(
                self.here(),
                Text::new("方括号里没有写行", "no row in the square brackets"),
            )
            .label(Text::new("这里应有行名或 *", "expected a row's name or *"))
            .help(Text::new(format!("每一行写 {words}[*]"), format!("{words}[*] is each row"))));
        }
        let mut parts = self.path()?;
        let range = start..parts.last().map_or(self.at, |part| part.range.end);
        if parts.len() > 2 {
            return Err(Fault::new(range, Text::new("行最多写成 栏/行", "a row is at most pane/row"))
                .label(Text::new("层次太多", "too many levels"))
                .help(Text::new("名字本身有 / 时加双引号", "put a name that holds / in double quotes")));
        }
        let span = self.origin.span(&range);
        let rows = match parts.pop() {
            Some(last) if last.is_each() => Rows::Each,
            Some(last) => Rows::Named(last.folded),
            None => Rows::Each,
        };
        Ok(RowSelector { pane: parts.pop().map(|pane| pane.folded), rows, span })
    }

    fn column(&mut self) -> Parsed<ColumnSelector> {
        let parts = self.path()?;
        if let [only] = parts.as_slice()
            && only.is_each()
        {
            return Ok(ColumnSelector::Each);
        }
        if let Some(star) = parts.iter().find(|part| part.is_each()) {
            return Err(Fault::new(
                star.range.clone(),
                Text::new("列名里不能有 *", "a column's path holds no *"),
            )
            .label(Text::new("写出列名，或只写 *", "name the column, or write * alone")));
        }
        Ok(ColumnSelector::Path(parts.into_iter().map(|part| part.folded).collect()))
    }

    /// Names joined by `/`; one of them may be `*`.
    fn path(&mut self) -> Parsed<Vec<Name>> {
        let mut parts = vec![self.selector_name()?];
        while self.take(&["/", "／"]) {
            parts.push(self.selector_name()?);
        }
        Ok(parts)
    }

    fn selector_name(&mut self) -> Parsed<Name> {
        self.skip();
        match self.peek() {
            Some('"') => return self.quoted(),
            Some('*') => {
                self.at += 1;
                return Ok(Name { folded: "*".to_owned(), quoted: false, range: self.at - 1..self.at });
            }
            _ => {}
        }
        let name = self.bare(INSIDE);
        if name.folded.is_empty() {
            return Err(match self.peek() {
                Some(c) if !"],，".contains(c) => self.not_in_a_name(c),
                _ => Fault::new(
                    self.here(),
                    Text::new("方括号里缺少名字", "a name is missing in the square brackets"),
                )
                .label(Text::new("这里应有名字或 *", "expected a name or *")),
            });
        }
        Ok(name)
    }

    /// A name up to one of `ends`; full-width brackets inside it are its own.
    fn bare(&mut self, ends: &str) -> Name {
        self.skip();
        let start = self.at;
        let mut open = 0usize;
        for c in self.rest().chars() {
            match c {
                '（' => open += 1,
                '）' if open == 0 && ends == OUTSIDE => break,
                '）' => open = open.saturating_sub(1),
                _ if ends.contains(c) => break,
                _ => {}
            }
            self.at += c.len_utf8();
        }
        let words = self.text.cut(start..self.at).trim_end();
        Name { folded: fold(words), quoted: false, range: start..start + words.len() }
    }

    fn quoted(&mut self) -> Parsed<Name> {
        let start = self.at;
        let Some(len) = self.text.cut(start + 1..).find('"') else {
            return Err(Fault::new(start..start + 1, Text::new("引号没有合上", "the quote is never closed"))
                .label(Text::new("缺少与它配对的 \"", "its `\"` is missing")));
        };
        self.at = start + len + 2;
        let words = self.text.cut(start + 1..self.at - 1);
        if words.trim().is_empty() {
            return Err(Fault::new(start..self.at, Text::new("引号里没有名字", "an empty name")));
        }
        Ok(Name { folded: fold(words), quoted: true, range: start..self.at })
    }

    fn not_in_a_name(&self, c: char) -> Box<Fault> {
        Fault::new(
            self.here(),
            Text::new(
                format!("方括号里的名字不能直接有「{c}」"),
                format!("a name in square brackets cannot hold `{c}`"),
            ),
        )
        .label(Text::new("这里应有 , 或 ]", "expected , or ]"))
        .help(Text::new(
            "名字里确有这个字符时，整个名字加双引号",
            "if the name holds it, put the name in double quotes",
        ))
    }

    fn too_many(&self) -> Box<Fault> {
        let message = Text::new(
            format!("一条公式最多写 {MOST} 个数"),
            format!("a formula holds at most {MOST} numbers and references"),
        );
        Fault::new(self.here(), message).label(Text::new("从这里起超出了", "this is one too many")).help(
            Text::new(
                "成组的行在表里起一个名字（group），写作 sum(表[组])；或拆成几条公式",
                "name the rows as a group of the table and write sum(table[group]), or split the formula",
            ),
        )
    }

    fn unexpected(&self) -> Box<Fault> {
        let Some(c) = self.peek() else {
            return Fault::new(self.at..self.at, Text::new("公式到这里断了", "the formula ends too early"))
                .label(Text::new("这里应有数或 表名[行, 列]", "expected a number or table[row, column]"));
        };
        let message = Text::new(format!("公式里不该有「{c}」"), format!("unexpected `{c}` in the formula"));
        let label = match c {
            '[' => Text::new("方括号前应有表名", "a table's name belongs before the bracket"),
            ')' | '）' | ']' => Text::new("没有与它配对的括号", "nothing opens it"),
            _ => Text::new(
                "这里应有数、表名[行, 列] 或 + − × ÷ = ≤ ≥",
                "expected a number, table[row, column] or an operator",
            ),
        };
        Fault::new(self.here(), message).label(label)
    }
}

/// What a table's name says of the document, and the rest of it. In quotes it is a name as it stands.
fn document(name: Name) -> (Of, String) {
    let word = |(word, of): &(&str, Of)| {
        let rest = name.folded.strip_prefix(word)?.strip_prefix('.')?;
        (!name.quoted && !rest.is_empty()).then(|| (*of, rest.trim_start().to_owned()))
    };
    Of::WORDS.iter().find_map(word).unwrap_or((Of::Own, name.folded))
}

impl Name {
    fn is_each(&self) -> bool {
        !self.quoted && self.folded == "*"
    }
}

mod chain;
mod count;
mod literal;
#[cfg(test)]
mod tests;
