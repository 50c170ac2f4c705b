//! `gouji try`: one formula on one document: values, intervals, outcome and cells.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use gouji::amount::round;
use gouji::check::bind::Bound;
use gouji::check::formula::Value;
use gouji::check::relation::{Equation, Linear, Operand, digits, in_notation};
use gouji::check::{formula, name};
use gouji::diagnostic::{Lang, Text};
use gouji::document::{Document, parse};
use gouji::ledger::Outcome;
use gouji::report::place;
use gouji::rule::Pack;
use gouji::rule::formula::Formula;
use gouji::rule::load;
use gouji::source::{Source, Sources};
use rust_decimal::Decimal;

use super::rules::tell_faults;
use super::settings::{absolute, folder_of};
use super::terminal::Terminal;
use super::{RuleArgs, Stop, open, packs};

/// Digits after the point that a quotient is shown with.
const SHOWN: u32 = 6;

#[derive(Debug, Args)]
pub struct Try {
    /// 公式，如 '收支总表[收入总计, 合计] = 收支总表[支出总计, 合计]'，或只写一个数 · The formula, or one figure alone
    #[arg(value_name = "FORMULA", allow_hyphen_values = true, value_parser = formula)]
    formula: String,
    /// 文件 · The document
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    rules: RuleArgs,
}

/// A formula may begin with a sign. What reads like an option names no figure and reckons nothing.
fn formula(text: &str) -> Result<String, String> {
    let word =
        text.starts_with('-') && text.trim_start_matches('-').starts_with(|c: char| c.is_ascii_alphabetic());
    if word && !text.contains(['[', '(']) {
        return Err("没有这个参数，也不是公式 · no such option, and no formula".to_owned());
    }
    Ok(text.to_owned())
}

/// Shows what the formula comes to; 1 where a relation fails, 2 where the formula is at fault, 3 where the file is.
pub fn run(args: &Try, terminal: &Terminal) -> Result<u8, Stop> {
    let (mut loaded, config) = packs::of(&args.rules, &folder_of(&args.file), packs::Examples::Kept)?;
    tell_faults(&loaded.sources, &loaded.faults, terminal);
    let source = match open::open(&args.file) {
        Ok(source) => source,
        Err(refused) => {
            terminal.stop(&Stop::new(refused.reason).help(refused.help));
            return Ok(3);
        }
    };
    let file = loaded.sources.add(source);
    let written = loaded.sources.add(Source::new(terminal.say_in("公式", "formula"), args.formula.clone()));
    let document = parse(file, loaded.sources.get(file));
    let packs::Loaded { sources, packs, .. } = &loaded;
    let mut candidates: Vec<&Pack> = loaded.judge(&config).packs_for(&document, &absolute(&args.file));
    if candidates.is_empty() {
        candidates = packs.iter().collect();
    }
    let mut wrong = Vec::new();
    let mut pages = Vec::new();
    for pack in candidates {
        match load::formula(written, sources, pack) {
            Ok(parsed) => pages.push(page(pack, &document, sources, &parsed, terminal.lang)),
            Err(told) => wrong.push(told),
        }
    }
    // The page of a pack that finds something; a name one pack does not know may be another's.
    let best = pages.into_iter().max_by_key(|page| page.found);
    let Some(page) = best else {
        wrong.sort_by_key(Vec::len);
        return Ok(match wrong.first() {
            Some(told) => tell_faults(sources, told, terminal),
            None => 2,
        });
    };
    terminal.print(&page.out);
    Ok(u8::from(page.fails))
}

struct Page {
    out: String,
    found: usize,
    fails: bool,
}

fn page(pack: &Pack, document: &Document, sources: &Sources, parsed: &Formula, lang: Lang) -> Page {
    let bounds = [Bound::new(document, pack)];
    let say = Say { bounds: &bounds, document, sources, lang };
    let mut page = Page { out: String::new(), found: 0, fails: false };
    if parsed.comparisons.is_empty() {
        for value in formula::values(&bounds[0], parsed) {
            page.found += 1;
            say.value(&mut page.out, &value);
        }
    }
    let relations = match parsed.comparisons.is_empty() {
        true => Vec::new(),
        false => formula::relations(&bounds[0], parsed, &[]),
    };
    for equation in relations {
        page.found += 1;
        page.fails |= equation.outcome() == Outcome::Fails;
        say.relation(&mut page.out, page.found, &equation);
    }
    if page.found == 0 {
        page.out.push_str(lang.pick("文件里没有公式说到的行、列：用 gouji inspect FILE --names 看有哪些名字\n",
            "the document has nothing that the formula speaks of: gouji inspect FILE --names lists what it has\n",
        ));
        for reference in parsed.references().iter().filter(|reference| !is_here(&bounds[0], &reference.table))
        {
            let _ =
                writeln!(page.out, "  {}{}", lang.pick("没有认出：", "not recognised: "), reference.table);
        }
    }
    page
}

fn is_here(bound: &Bound<'_>, table: &str) -> bool {
    bound.table(table).is_some() || bound.forms_named(table).next().is_some()
}

struct Say<'a> {
    bounds: &'a [Bound<'a>],
    document: &'a Document,
    sources: &'a Sources,
    lang: Lang,
}

impl Say<'_> {
    fn relation(&self, out: &mut String, number: usize, equation: &Equation) {
        let outcome = match equation.outcome() {
            Outcome::Holds => ("成立", "holds"),
            Outcome::WithinRounding => ("四舍五入内成立", "holds within rounding"),
            Outcome::Fails => ("不成立", "fails"),
            Outcome::NotApplicable => ("没有可比的数", "nothing to compare"),
            Outcome::Unreadable => ("有数读不出来", "unreadable"),
            Outcome::Doubtful => ("存疑", "doubtful"),
        };
        let _ = writeln!(out, "{number}. {}", self.lang.pick(outcome.0, outcome.1));
        self.side(out, self.lang.pick("左", "left "), &equation.left);
        let _ = writeln!(out, "   {}", equation.cmp.as_str());
        self.side(out, self.lang.pick("右", "right"), &equation.right);
        self.factors(out, equation.times.as_ref(), equation.over.as_ref());
        // The sides of a quotient count other things than its figures.
        let of_document = |operand: &&Operand| operand.figure.is_some();
        let left = || equation.left.terms.iter().map(|term| &term.operand).find(of_document);
        let like = if equation.is_sum() { equation.operands().find(of_document) } else { left() };
        if let Some((gap, allowed)) = equation.gap().zip(equation.allowed()) {
            let notation = |value| match like {
                Some(like) => in_notation(self.document, like, value),
                None => plain(value),
            };
            let _ = writeln!(
                out,
                "   {} {}{} {}",
                self.lang.pick("相差", "difference"),
                notation(gap),
                self.lang.pick("，四舍五入允许", ", rounding allows"),
                notation(allowed),
            );
        }
    }

    /// What a side is multiplied with and divided by.
    fn factors(&self, out: &mut String, times: Option<&Linear>, over: Option<&Linear>) {
        if let Some(times) = times {
            let _ = writeln!(out, "   ×");
            self.side(out, self.lang.pick("乘以", "times"), times);
        }
        if let Some(over) = over {
            let _ = writeln!(out, "   ÷");
            self.side(out, self.lang.pick("除以", "over "), over);
        }
    }

    /// A figure alone, or what several come to.
    fn value(&self, out: &mut String, value: &Value) {
        if !value.sum.terms.is_empty() {
            self.side(out, "", &value.sum);
        }
        let Some(part) = &value.part else { return };
        if !value.sum.terms.is_empty() {
            let _ = writeln!(out, "   +");
        }
        self.side(out, "", &part.sum);
        self.factors(out, part.times.as_ref(), part.over.as_ref());
        let whole = value.value().map_or("—".to_owned(), plain);
        let _ = writeln!(out, "   = {whole}");
    }

    /// A side with its value and interval, then each of its figures.
    fn side(&self, out: &mut String, lead: &str, side: &Linear) {
        let like = side.terms.iter().map(|term| &term.operand).find(|operand| operand.figure.is_some());
        let own = Operand::exact(side.value().unwrap_or_default());
        let like = like.unwrap_or(&own);
        let shown = side.value().map_or("—".to_owned(), |value| in_notation(self.document, like, value));
        let _ = write!(out, "   {lead} {shown}");
        if let Some((low, high)) = side.value().zip(side.half()).and_then(interval) {
            let _ = write!(out, "  [{}, {}]", precise(like, low), precise(like, high));
        }
        out.push('\n');
        for term in &side.terms {
            let Some(id) = term.operand.figure else { continue };
            let sign = if term.coefficient.is_sign_negative() { "−" } else { " " };
            let place = &self.document.figure(id).place;
            let span = self.document.span(place);
            let at = place::within(self.sources.get(span.file), span.start as usize, self.lang);
            let words = if term.operand.blank { "–" } else { self.document.text(place) };
            let figure = name::figure(self.bounds, self.document, id);
            let _ = writeln!(out, "     {sign}{words}  {}  {at}", figure.get(self.lang));
        }
    }
}

/// A value that no figure lends its notation.
fn plain(value: Decimal) -> String {
    digits(round(value, SHOWN).normalize(), true)
}

/// The ends of what a value may be; none where it is exact.
fn interval((value, half): (Decimal, Decimal)) -> Option<(Decimal, Decimal)> {
    value.checked_sub(half).zip(value.checked_add(half)).filter(|_| !half.is_zero())
}

/// A value in the unit of `like` with every digit it has: the end of an interval lies between the digits written.
fn precise(like: &Operand, value: Decimal) -> String {
    let shown = value.checked_div(like.unit.worth()).unwrap_or(value);
    digits(shown.normalize(), false)
}

/// Words that belong to this command alone.
impl Terminal {
    fn say_in(&self, zh: &str, en: &str) -> String {
        let text = Text::new(zh, en);
        text.get(self.lang).to_owned()
    }
}
