//! `gouji test`: runs the examples that rules carry, and tells which should have fired and which should have been silent.

mod mutate;
mod update;

use std::path::{Path, PathBuf};

use clap::Args;
use gouji::check::example::{self, Ran};
use gouji::diagnostic::{Diagnostic, Lang, Severity, Text, count_of};
use gouji::report::{Options, render_diagnostics};
use gouji::rule::{Example, Pack, Rule};
use gouji::source::{FileId, Source, Sources, Span};

use super::library::plain;
use super::packs::{self, Loaded};
use super::rules::tell_faults;
use super::settings::absolute;
use super::terminal::Terminal;
use super::{RuleArgs, Stop};

/// What is said of an example.
const EXAMPLE: &str = "gouji/example";

#[derive(Debug, Args)]
pub struct Test {
    /// 规则目录或 TOML 文件，不写则测内置规则；用 --mutate 时还可以是文件 · Rule directories or files (none: the rules that
    /// come with the program); with --mutate also documents
    #[arg(value_name = "DIR|FILE")]
    paths: Vec<PathBuf>,
    /// 把例子里的 marks 改成实际指出的，先列出差别 · Rewrite the marks to what was pointed at, after telling the difference
    #[arg(long)]
    update: bool,
    /// 在正确的例子（或文件）里逐个改错数字，看哪些数没有规则保护 · Plant single faults in what is right and tell which
    /// figures no rule protects
    #[arg(long, conflicts_with = "update")]
    mutate: bool,
    /// 与 --mutate 同用：每份文件每种错只随机取这么多处 · With --mutate: only so many faults of each kind, drawn from each document
    #[arg(long, value_name = "N", requires = "mutate")]
    sample: Option<usize>,
    /// 与 --sample 同用：同一个数取到同样的几处 · With --sample: the same number draws the same faults
    #[arg(long, value_name = "N", requires = "sample", default_value_t = 1)]
    seed: u64,
    /// 与 --mutate 同用：按把握的大小列出因种下的错而指出的有多少指到了错处 · With --mutate: for each tenth of certainty, how much of
    /// what is told because of a fault points at it
    #[arg(long, requires = "mutate")]
    calibrate: bool,
    /// 不用内置规则 · Leave out the rules that come with the program
    #[arg(long)]
    no_default_rules: bool,
    /// 不找 gouji.toml；它列出的规则本来也测 · Look for no gouji.toml, whose rules are tested too
    #[arg(long)]
    no_config: bool,
}

impl Test {
    /// How many faults are planted, and which.
    fn draw(&self) -> mutate::Draw {
        mutate::Draw { most: self.sample, seed: self.seed, calibrate: self.calibrate }
    }
}

/// An example with its rule and how it went.
struct Case<'a> {
    pack: &'a Pack,
    rule: &'a Rule,
    example: &'a Example,
    file: FileId,
    ran: Ran,
}

/// Runs the examples; 1 where one comes out wrong, 2 where rule files are at fault.
pub fn run(args: &Test, terminal: &Terminal) -> Result<u8, Stop> {
    let is_rules = |path: &&PathBuf| path.is_dir() || path.extension().is_some_and(|ending| ending == "toml");
    let (files, documents): (Vec<PathBuf>, Vec<PathBuf>) =
        args.paths.iter().cloned().partition(|path| is_rules(&path));
    if let Some(other) = documents.first().filter(|_| !args.mutate) {
        let other = other.display();
        return Err(Stop::new(Text::new(
            format!("{other} 不是规则文件"),
            format!("{other} is no rule file"),
        ))
        .help(Text::new(
            "规则写在 .toml 里；检查文件用 gouji check，--mutate 可以给文件",
            "rules are .toml files; documents go to gouji check, or here with --mutate",
        )));
    }
    let rules = RuleArgs {
        files: files.clone(),
        no_default_rules: args.no_default_rules,
        no_config: args.no_config,
        ..RuleArgs::default()
    };
    let (loaded, _) = packs::of(&rules, &absolute(Path::new(".")), packs::Examples::Kept)?;
    let faults = tell_faults(&loaded.sources, &loaded.faults, terminal);
    if faults > 0 {
        return Ok(faults);
    }
    let Loaded { mut sources, packs, .. } = loaded;
    if !documents.is_empty() {
        return mutate::documents(&packs, sources, &documents, args.draw(), terminal);
    }
    let names: Vec<String> = files.iter().map(|path| plain(path)).collect();
    let cases = cases(&packs, &mut sources, &names);
    if args.update && update::run(&cases, &sources, terminal)? {
        return Ok(0);
    }
    let mut told: Vec<Diagnostic> = cases.iter().flat_map(|case| wrong(case, &sources)).collect();
    told.extend(unproved(&packs, &sources, &names));
    let options = Options { lang: terminal.lang, colour: terminal.colour, ..Options::default() };
    let mut out = render_diagnostics(&sources, &told, options);
    let failed = cases.iter().filter(|case| !case.ran.passed()).count();
    out.push_str(&summary(&cases, failed, terminal.lang));
    terminal.print(&out);
    if args.mutate {
        mutate::examples(&cases, &sources, args.draw(), terminal);
    }
    Ok(u8::from(told.iter().any(|found| found.severity == Severity::Error)))
}

/// Whether a place lies in one of the files that are tested; no names at all mean every file.
fn tested(sources: &Sources, names: &[String], span: Span) -> bool {
    let name = sources.get(span.file).name();
    names.is_empty()
        || names.iter().any(|path| {
            path.is_empty()
                || name
                    .strip_prefix(path.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
}

/// Whether a rule is tested: one written in the files, or one that a layer in them changes.
fn is_tested(pack: &Pack, rule: &Rule, sources: &Sources, names: &[String]) -> bool {
    // What a layer inherits as it is was tested where it was written.
    pack.owns(rule) && tested(sources, names, rule.span)
        || rule.changes.iter().any(|change| change.pack == pack.name && tested(sources, names, change.span))
}

fn cases<'a>(packs: &'a [Pack], sources: &mut Sources, names: &[String]) -> Vec<Case<'a>> {
    let mut wanted = Vec::new();
    for pack in packs {
        for rule in &pack.rules {
            if is_tested(pack, rule, sources, names) {
                wanted.push((pack, rule));
            }
        }
    }
    let mut cases = Vec::new();
    for (pack, rule) in wanted {
        for example in &rule.examples {
            let source = Source::new(format!("「{}」", example.name), example.text.clone());
            let file = sources.add(source);
            let ran = example::run_as(pack, rule, example, file, sources.get(file));
            cases.push(Case { pack, rule, example, file, ran });
        }
    }
    cases
}

/// What is wrong with a case: what it should have pointed at, and everything it should not have told.
fn wrong(case: &Case<'_>, sources: &Sources) -> Vec<Diagnostic> {
    let name = &case.example.name;
    let mut told = Vec::new();
    for mark in &case.ran.missing {
        let message = Text::new(
            format!("例「{name}」里「{mark}」应被指出而没有 (missing)"),
            format!("missing: example `{name}` should point at `{mark}`"),
        );
        let span = mark_span(case.example, mark, sources);
        let mut diagnostic = Diagnostic::new(EXAMPLE, Severity::Error, span, message)
            .labelled(Text::new("没有指出这里", "nothing points at this"))
            .help(Text::new(
                "改规则、改例子，或用 gouji test --update 改写 marks",
                "mend the rule or the example, or rewrite the marks with gouji test --update",
            ));
        diagnostic.rule_span = Some(case.rule.span);
        told.push(diagnostic);
    }
    let mut noisy = case.ran.noisy.clone();
    for found in &case.ran.told {
        let words = sources.slice(found.primary.span);
        let Some(at) = noisy.iter().position(|text| text == words) else { continue };
        noisy.remove(at);
        let message = Text::new(
            format!("例「{name}」里「{words}」不应被指出 (noisy)"),
            format!("noisy: example `{name}` should not point at `{words}`"),
        );
        told.push(
            Diagnostic::new(EXAMPLE, Severity::Error, case.example.marks_span, message)
                .labelled(Text::new("marks 里没有它", "not among the marks"))
                .with(case.rule.span, Text::same(case.rule.id.clone())),
        );
        told.push(found.clone());
    }
    told
}

/// The place of one mark in the rule file, without its quotes.
fn mark_span(example: &Example, mark: &str, sources: &Sources) -> Span {
    let whole = example.marks_span;
    let found = sources.slice(whole).find(mark).filter(|_| !mark.is_empty());
    found.map_or(whole, |at| {
        let start = whole.range().start + at;
        Span::new(whole.file, start..start + mark.len())
    })
}

/// Rules that no example fires, or that none keeps silent: nothing proves that they do what they say.
fn unproved(packs: &[Pack], sources: &Sources, names: &[String]) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    let all = packs.iter().flat_map(|pack| pack.rules.iter().map(move |rule| (pack, rule)));
    for (_, rule) in all.filter(|(pack, rule)| is_tested(pack, rule, sources, names)) {
        let id = &rule.id;
        let mut tell = |message: Text, help: Text| {
            told.push(
                Diagnostic::new(EXAMPLE, Severity::Error, rule.span, message)
                    .labelled(Text::new("这条规则", "this rule"))
                    .help(help),
            );
        };
        if rule.examples.iter().all(|example| example.marks.is_empty()) {
            tell(
                Text::new(
                    format!("没有一个例子让 {id} 发出提示"),
                    format!("no example makes {id} say anything"),
                ),
                Text::new(
                    format!("加一个 [[rule.{}.example]]，marks 写应被指出的原文", rule.name()),
                    format!("add a [[rule.{}.example]] whose marks are the text to point at", rule.name()),
                ),
            );
        }
        if rule.examples.iter().all(|example| !example.marks.is_empty()) {
            tell(
                Text::new(format!("没有一个例子让 {id} 保持沉默"), format!("no example keeps {id} silent")),
                Text::new("加一个正确的例子，marks = []", "add an example that is right, with marks = []"),
            );
        }
    }
    told
}

fn summary(cases: &[Case<'_>], failed: usize, lang: Lang) -> String {
    let mut rules: Vec<(&str, &str)> =
        cases.iter().map(|case| (case.pack.name.as_str(), case.rule.id.as_str())).collect();
    rules.dedup();
    let (rules, n) = (rules.len(), cases.len());
    let en = || format!("{}, {}", count_of(rules, "rule", "rules"), count_of(n, "example", "examples"));
    match (failed, lang) {
        (0, Lang::Zh) => format!("{rules} 条规则，{n} 个例子：全部符合\n"),
        (0, Lang::En) => format!("{}: all as marked\n", en()),
        (_, Lang::Zh) => format!("{rules} 条规则，{n} 个例子：{failed} 个不符\n"),
        (_, Lang::En) => format!("{}: {failed} not as marked\n", en()),
    }
}
