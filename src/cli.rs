//! The command line. Nothing else reads files, prints or decides how the process ends; one command a file.

mod annotate;
mod baseline;
mod check;
mod compare;
#[cfg(any(windows, test))]
mod dropped;
mod examine;
mod explain;
mod extends;
mod files;
mod help;
mod idle;
mod inspect;
mod library;
#[cfg(feature = "lists")]
mod lists;
mod locale;
mod new;
mod open;
mod outputs;
mod packs;
mod pages;
mod panics;
mod rules;
mod schema;
mod settings;
mod shelves;
mod show_files;
mod since;
mod stdout;
mod survey;
mod terminal;
mod test;
mod timings;
mod try_formula;
mod waive;
mod walk;
mod write;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use gouji::diagnostic::{Lang, Text};
use gouji::gate::Threshold;
use gouji::gate::percent::Percent;
use gouji::report::Format;

use help::half;
use locale::asked;
use terminal::Terminal;

/// 勾稽：按规则核对公开文件里的数字，像编译器一样指出哪里对不上 · Ties out the figures of a disclosure by rules, and points
/// at what does not hold
///
/// 退出码：0 通过；1 有问题；2 参数、规则或配置有误，或没有文件；3 有文件读不了，或必须核对的没有核对成 · Exit codes: 0 clean;
/// 1 findings; 2 arguments, rules or configuration are wrong, or nothing matched; 3 a file could not be read, or what must be
/// judged was not
#[derive(Debug, Parser)]
#[command(name = "gouji", version, max_term_width = 100, arg_required_else_help = true)]
struct Cli {
    /// 语言，默认随系统 · Language of what is told; the locale's by default
    #[arg(long, global = true, value_enum)]
    lang: Option<LangArg>,
    /// 颜色；auto：只在终端上，且没有设 NO_COLOR · Colour; auto: only on a terminal, and not where NO_COLOR is set
    #[arg(long, global = true, value_enum, default_value = "auto")]
    color: Color,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 检查文件或目录 · Check documents
    Check(Check),
    /// 记下现有的问题，以后只报新的 · Write down what is found today, so that only what is new fails
    Baseline(BaselineArgs),
    /// 豁免一处问题：写明理由、谁负责、到哪天 · Waive a finding: why, who answers for it, until when
    Waive(Waive),
    /// 两稿相比：改了什么、没改什么、新出了什么 · Compare two versions: what is corrected, what is not, what is new
    Compare(compare::Compare),
    /// 在原文件的副本上标出问题：PDF、Word、Excel · Write copies of PDF, Word and Excel files with what is found as comments
    Annotate(annotate::Annotate),
    /// 看文件读成了什么：章节、表格、数字 · Show how a document is read
    Inspect(Inspect),
    /// 解释一条规则 · Explain a rule
    Explain(Explain),
    /// 列出规则 · List the rules
    Rules(Rules),
    /// 运行规则里的例子 · Run the examples inside rules
    Test(test::Test),
    /// 汇总一个目录，与上次比较 · Survey a folder, and what changed since
    Survey(survey::Survey),
    /// 在文件上试一个公式 · Try a formula on a document
    Try(try_formula::Try),
    /// 新写一条规则或一个规则包 · Begin a rule or a pack
    New(new::New),
    /// 写一份带注释的配置 · Write a commented configuration
    Init(new::Init),
    /// 规则文件的 JSON Schema，供编辑器用 · The JSON Schema of rule files, for editors
    Schema,
}

#[derive(Debug, Clone, Default, Args)]
struct RuleArgs {
    /// 另加规则：目录或 TOML 文件，可重复 · More rules: a directory or a TOML file
    #[arg(long = "rules", value_name = "DIR|FILE")]
    files: Vec<PathBuf>,
    /// 不用内置规则 · Leave out the rules that come with the program
    #[arg(long)]
    no_default_rules: bool,
    /// 只用这份配置，不找 gouji.toml · This configuration, and no gouji.toml that lies about
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,
    /// 不找 gouji.toml 和 gouji-waivers.toml · Look for no configuration and no waivers
    #[arg(long)]
    no_config: bool,
    /// 检查的根目录，默认当前目录：它之下的 gouji.toml 只能收紧 · The root of the gate, the working directory by default: a gouji.toml
    /// below it may only be stricter
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
}

/// What is checked, by which rules, under which configuration.
#[derive(Debug, Clone, Default, Args)]
struct Scope {
    #[command(flatten)]
    rules: RuleArgs,
    /// 目录里改读这些文件，可重复 · In directories, read these instead
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// 目录里跳过这些文件，可重复 · In directories, skip these
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// 给出的文件合起来是一份公开，作为一份文件检查 · The files are one disclosure and are checked as one document
    #[arg(long)]
    as_one: bool,
    /// 豁免文件，不找 gouji-waivers.toml · The waivers, and no gouji-waivers.toml that lies about
    #[arg(long, value_name = "FILE")]
    waivers: Option<PathBuf>,
    /// 按哪天判断豁免是否到期，默认今天（UTC） · The day by which waivers are judged; today (UTC)
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<String>,
    /// Only what has changed since this commit; of `check` alone, for whatever is written down of a part would be lost.
    #[arg(skip)]
    since: Option<String>,
    /// The baseline that is compared with; it judges as well.
    #[arg(skip)]
    baseline: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Check {
    /// 文件或目录；目录里按扩展名选 · Files, or directories of them
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    scope: Scope,
    /// 输出格式，可重复，=FILE 写到文件 · Output format, repeatable; =FILE writes it there
    ///
    /// text short json sarif github gitlab junit rdjson markdown csv html docx xlsx
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = output, default_value = "text")]
    format: Vec<Output>,
    /// 从哪一级起算不通过，默认 error · The severity from which findings fail the run
    #[arg(long, value_enum)]
    fail_on: Option<FailOn>,
    /// 只计数的也算：没有规则包适用的文件、没有用上的规则、没读出来的数 · What is only counted fails the run too
    #[arg(long)]
    strict: bool,
    /// 表里的数至少要读出百分之几，默认 97 · How many of a hundred figures in tables must have been read; 97
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    min_read: Option<Percent>,
    /// 只检查与 git 的这个提交或分支相比有变化的文件；配置、规则、豁免或基线变了就全部检查 · Check only files that have changed
    /// since this commit or branch of git; all of them where configuration, rules, waivers or baseline have
    #[arg(long, value_name = "REF", conflicts_with_all = ["show_config", "show_files"])]
    since: Option<String>,
    /// 基线里有的只记录，新的才算 · What is in this baseline is told and does not count
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// 屏幕上最多写出几条 · At most so many findings in what people read
    #[arg(long, value_name = "N")]
    max_findings: Option<usize>,
    /// 写出每个问题的指纹，豁免时要用 · Tell the fingerprint of each finding, for waivers
    #[arg(long)]
    fingerprints: bool,
    /// 逐份列出每条规则的核对结果 · Tell each document's ledger, rule by rule
    #[arg(long)]
    ledger: bool,
    /// 列出在这些文件上一次也没用上的规则 · List the rules that applied to none of these documents
    #[arg(long)]
    dead_rules: bool,
    /// 列出各步骤、各规则用了多少时间 · Tell how long each stage and each rule took
    #[arg(long)]
    timings: bool,
    /// 只显示配置和每个值的出处，不检查 · Tell the configuration and where each value was given; check nothing
    #[arg(long)]
    show_config: bool,
    /// 只列出要读哪些文件、跳过哪些、为什么，不检查 · Tell which files are read and which are passed over, and why; check nothing
    #[arg(long, conflicts_with = "show_config")]
    show_files: bool,
}

#[derive(Debug, Args)]
struct BaselineArgs {
    /// 文件或目录 · Files or directories
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    scope: Scope,
    /// 基线文件 · The baseline
    #[arg(long, value_name = "FILE", default_value = gouji::gate::baseline::FILE)]
    file: PathBuf,
    /// 允许加入新的问题 · What is new may be added to a baseline that is there
    #[arg(long)]
    accept_new: bool,
}

#[derive(Debug, Args)]
struct Waive {
    /// 指纹，至少前 8 位 · The fingerprint, 8 digits or more
    #[arg(value_name = "FINGERPRINT")]
    fingerprint: String,
    /// 有这处问题的文件或目录 · Files or directories with the finding
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// 为什么可以放行 · Why it may pass
    #[arg(long)]
    reason: String,
    /// 谁负责 · Who answers for it
    #[arg(long)]
    by: String,
    /// 最后有效的一天 · The last day it holds
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<String>,
    #[command(flatten)]
    scope: Scope,
}

/// A format and where it goes; nowhere: to the standard output.
#[derive(Debug, Clone)]
struct Output {
    format: Format,
    path: Option<PathBuf>,
}

/// Reads `sarif=out.sarif`.
fn output(text: &str) -> Result<Output, String> {
    let (name, path) = match text.split_once('=') {
        Some((_, "")) => {
            return Err(half("= 后面要有文件名 · a file name is expected after =", asked()).to_owned());
        }
        Some((name, path)) => (name, Some(PathBuf::from(path))),
        None => (text, None),
    };
    match Format::named(name) {
        Some(format) if format.is_binary() && path.is_none() => {
            let said = format!(
                "{name} 是给 Word 或 Excel 的文件，要写到文件：--format {name}=整改清单.{name} · {name} is a file for Word or Excel and goes to a file: --format {name}=corrections.{name}"
            );
            Err(half(&said, asked()).to_owned())
        }
        Some(format) => Ok(Output { format, path }),
        None => {
            let known: Vec<&str> = Format::ALL.iter().map(|(name, _)| *name).collect();
            let known = known.join(" ");
            let said = format!("没有格式 {name}，可用的有 {known} · there is no format {name}, but {known}");
            Err(half(&said, asked()).to_owned())
        }
    }
}

/// Reads `97` or `97%`.
fn percent(text: &str) -> Result<Percent, String> {
    let said = "要 0 到 100 之间的百分比 · a percentage from 0 to 100 is expected";
    Percent::parse(text).ok_or_else(|| half(said, asked()).to_owned())
}

#[derive(Debug, Args)]
struct Inspect {
    /// 文件 · The document
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// 同一份公开的其余文件，合起来看 · The other files of the same disclosure, shown as one document
    #[arg(value_name = "FILES")]
    more: Vec<PathBuf>,
    /// 输出格式 · Output format
    #[arg(long, value_enum, default_value = "text")]
    format: InspectFormat,
    /// 列出全部行 · Show every row
    #[arg(long)]
    all: bool,
    /// 列出公式里能用的名字：表、行、列、栏目 · List what formulas can select: tables, rows, columns, fields
    #[arg(long)]
    names: bool,
    /// 给每个数标上 ✓ 已核对、✗ 矛盾、? 无规则核对 · Mark every figure: tied, contradicted, unchecked
    #[arg(long, value_enum, value_name = "WHICH", num_args = 0..=1, require_equals = true, default_missing_value = "all", conflicts_with_all = ["names", "format", "all"])]
    ticks: Option<Ticks>,
    /// 列出正文中每个金额说的是什么 · List what sentences say of every amount
    #[arg(long, conflicts_with_all = ["names", "ticks", "format", "all"])]
    sentences: bool,
    #[command(flatten)]
    rules: RuleArgs,
}

/// The values of an argument, each with its word and what it means in the reader's language.
macro_rules! described {
    ($name:ident { $($value:ident: $word:literal = $help:literal),+ $(,)? }) => {
        impl ValueEnum for $name {
            fn value_variants<'a>() -> &'a [Self] {
                &[$(Self::$value),+]
            }

            fn to_possible_value(&self) -> Option<PossibleValue> {
                Some(match self {
                    $(Self::$value => PossibleValue::new($word).help(half($help, asked()).to_owned())),+
                })
            }
        }
    };
}

/// Which figures are shown with their marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ticks {
    All,
    Unchecked,
}

described!(Ticks {
    All: "all" = "全部 · All of them",
    Unchecked: "unchecked" = "只列无规则核对的 · Only those that nothing checks",
});

#[derive(Debug, Args)]
struct Explain {
    /// 规则名，如 budget/xyz · The rule's id
    #[arg(value_name = "RULE")]
    rule: String,
    #[command(flatten)]
    rules: RuleArgs,
}

#[derive(Debug, Args)]
struct Rules {
    #[command(flatten)]
    rules: RuleArgs,
    /// 只列在这些文件上一次也没用上的规则 · Only rules that applied to none of these documents
    #[arg(long, value_name = "PATH", num_args = 1..)]
    dead: Vec<PathBuf>,
    /// 输出格式 · Output format
    #[arg(long, value_enum, default_value = "text")]
    format: ListFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LangArg {
    /// 中文
    Zh,
    /// English
    En,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ListFormat {
    Text,
    Json,
}

described!(ListFormat {
    Text: "text" = "给人看 · for people", Json: "json" = "给程序 · for programs"
});

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InspectFormat {
    Text,
    Json,
    Markdown,
}

described!(InspectFormat {
    Text: "text" = "给人看 · for people",
    Json: "json" = "给程序 · for programs",
    Markdown: "markdown" =
        "写成 Markdown，再检查结果相同 · the whole document as Markdown that is read as the same document"
});

#[derive(Debug, Clone, Copy)]
enum FailOn {
    Error,
    Warning,
    Never,
}

described!(FailOn {
    Error: "error" = "错误 · errors",
    Warning: "warning" = "警告及以上 · warnings too",
    Never: "never" = "查出什么都算通过 · nothing that is found",
});

impl From<FailOn> for Threshold {
    fn from(fail_on: FailOn) -> Self {
        match fail_on {
            FailOn::Error => Threshold::Error,
            FailOn::Warning => Threshold::Warning,
            FailOn::Never => Threshold::Never,
        }
    }
}

/// The words in a language.
fn words(lang: Lang, zh: &str, en: &str) -> String {
    if lang == Lang::Zh { zh } else { en }.to_owned()
}

/// Why a command cannot go on: what is wrong, and the step to take. The process ends with 2.
#[derive(Debug)]
struct Stop {
    what: Text,
    help: Option<Text>,
}

impl Stop {
    fn new(what: Text) -> Self {
        Self { what, help: None }
    }

    fn help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }
}

/// Reads the arguments, does what they say, and says how it ended.
pub fn main(arguments: impl Iterator<Item = OsString>) -> u8 {
    panics::silence();
    let mut command = help::in_lang(Cli::command(), asked());
    #[cfg(windows)]
    let arguments: Vec<OsString> = {
        let given: Vec<OsString> = arguments.collect();
        let is_command = |word: &std::ffi::OsStr| command.find_subcommand(word).is_some();
        if let Some((all, report)) = dropped::dropped(&given, &is_command) {
            let code = main(all.into_iter());
            dropped::show(&report, code);
            return code;
        }
        given
    };
    let parsed = command.try_get_matches_from_mut(arguments);
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => return locale::refused(&error.format(&mut command)),
    };
    let lang = cli.lang.map(|lang| match lang {
        LangArg::Zh => Lang::Zh,
        LangArg::En => Lang::En,
    });
    let terminal = Terminal::new(lang, cli.color);
    let work = Text::new("运行", "this run");
    let done = gouji::checker::guarded(|| run(&cli.command, &terminal))
        .unwrap_or_else(|panic| Err(panics::failed(&work, panic.as_ref())));
    match done {
        // Whatever it came to: what could not be told was not told.
        Ok(_) if terminal.lost() => 2,
        Ok(code) => code,
        Err(stop) => {
            terminal.stop(&stop);
            2
        }
    }
}

fn run(command: &Command, terminal: &Terminal) -> Result<u8, Stop> {
    match command {
        Command::Check(args) => check::run(args, terminal),
        Command::Baseline(args) => baseline::run(args, terminal),
        Command::Waive(args) => waive::run(args, terminal),
        Command::Compare(args) => compare::run(args, terminal),
        Command::Annotate(args) => annotate::run(args, terminal),
        Command::Inspect(args) => inspect::run(args, terminal),
        Command::Explain(args) => explain::run(args, terminal),
        Command::Rules(args) => rules::run(args, terminal),
        Command::Test(args) => test::run(args, terminal),
        Command::Survey(args) => survey::run(args, terminal),
        Command::Try(args) => try_formula::run(args, terminal),
        Command::New(args) => new::run(args, terminal),
        Command::Init(args) => new::init(args, terminal),
        Command::Schema => schema::run(terminal),
    }
}
