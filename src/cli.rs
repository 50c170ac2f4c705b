//! The command line. Nothing else reads files, prints or decides how the process ends; one command a file.

mod check;
mod explain;
mod inspect;
mod locale;
mod new;
mod packs;
mod rules;
mod schema;
mod terminal;
mod test;
mod try_formula;
mod walk;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use gouji::diagnostic::{Lang, Text};
use gouji::gate::Threshold;
use gouji::report::Format;

use terminal::Terminal;

/// 勾稽：按规则核对公开文件里的数字，像编译器一样指出哪里对不上
///
/// Ties out the figures of a disclosure by rules, and points at what does not hold.
///
/// 退出码 exit codes: 0 无问题 clean · 1 有问题 findings · 2 参数、规则有误或没有文件 arguments or rules are wrong, or
/// nothing matched · 3 有文件无法检查 a document could not be checked
#[derive(Debug, Parser)]
#[command(name = "gouji", version, max_term_width = 100, arg_required_else_help = true)]
struct Cli {
    /// 语言，默认随系统 · Language of what is told; the locale's by default
    #[arg(long, global = true, value_enum)]
    lang: Option<LangArg>,
    /// 颜色 · Colour; auto: only on a terminal, and not where NO_COLOR is set
    #[arg(long, global = true, value_enum, default_value = "auto")]
    color: Color,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 检查文件或目录 · Check documents
    Check(Check),
    /// 看文件读成了什么：章节、表格、数字 · Show how a document is read
    Inspect(Inspect),
    /// 解释一条规则 · Explain a rule
    Explain(Explain),
    /// 列出规则 · List the rules
    Rules(Rules),
    /// 运行规则里的例子 · Run the examples inside rules
    Test(test::Test),
    /// 在文件上试一个公式 · Try a formula on a document
    Try(try_formula::Try),
    /// 新写一条规则或一个规则包 · Begin a rule or a pack
    New(new::New),
    /// 写一份带注释的配置 · Write a commented configuration
    Init(new::Init),
    /// 规则文件的 JSON Schema，供编辑器用 · The JSON Schema of rule files, for editors
    Schema,
}

#[derive(Debug, Args)]
struct RuleArgs {
    /// 另加规则：目录或 TOML 文件，可重复 · More rules: a directory or a TOML file
    #[arg(long = "rules", value_name = "DIR|FILE")]
    files: Vec<PathBuf>,
    /// 不用内置规则 · Leave out the rules that come with the program
    #[arg(long)]
    no_default_rules: bool,
}

#[derive(Debug, Args)]
struct Check {
    /// 文件或目录；目录里只读 .txt .md .markdown · Files or directories
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    rules: RuleArgs,
    /// 输出格式 · Output format
    #[arg(long, value_enum, default_value = "text")]
    format: FormatArg,
    /// 目录里改读这些文件，可重复 · In directories, read these instead
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// 目录里跳过这些文件，可重复 · In directories, skip these
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// 从哪一级起算不通过 · The severity from which findings fail the run
    #[arg(long, value_enum, default_value = "error")]
    fail_on: FailOn,
    /// 逐份列出每条规则的核对结果 · Tell each document's ledger, rule by rule
    #[arg(long)]
    ledger: bool,
}

#[derive(Debug, Args)]
struct Inspect {
    /// 文件 · The document
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// 输出格式 · Output format
    #[arg(long, value_enum, default_value = "text")]
    format: ListFormat,
    /// 列出全部行 · Show every row
    #[arg(long)]
    all: bool,
    /// 列出公式里能用的名字：表、行、列、栏目 · List what formulas can select: tables, rows, columns, fields
    #[arg(long)]
    names: bool,
    #[command(flatten)]
    rules: RuleArgs,
}

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

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatArg {
    /// 给人看 · for people
    Text,
    /// 一条一行 · a line each
    Short,
    /// 给程序 · for programs
    Json,
    /// SARIF 2.1.0
    Sarif,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    /// 给人看 · for people
    Text,
    /// 给程序 · for programs
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FailOn {
    /// 错误 · errors
    Error,
    /// 警告及以上 · warnings too
    Warning,
    /// 查出什么都算通过 · whatever is found
    Never,
}

impl From<FormatArg> for Format {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Text => Format::Text,
            FormatArg::Short => Format::Short,
            FormatArg::Json => Format::Json,
            FormatArg::Sarif => Format::Sarif,
        }
    }
}

impl From<FailOn> for Threshold {
    fn from(fail_on: FailOn) -> Self {
        match fail_on {
            FailOn::Error => Threshold::Error,
            FailOn::Warning => Threshold::Warning,
            FailOn::Never => Threshold::Never,
        }
    }
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
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let lang = match cli.lang {
        Some(LangArg::Zh) => Lang::Zh,
        Some(LangArg::En) => Lang::En,
        None => locale::lang(),
    };
    let terminal = Terminal::new(lang, cli.color);
    let done = match &cli.command {
        Command::Check(args) => check::run(args, &terminal),
        Command::Inspect(args) => inspect::run(args, &terminal),
        Command::Explain(args) => explain::run(args, &terminal),
        Command::Rules(args) => rules::run(args, &terminal),
        Command::Test(args) => test::run(args, &terminal),
        Command::Try(args) => try_formula::run(args, &terminal),
        Command::New(args) => new::run(args, &terminal),
        Command::Init(args) => new::init(args, &terminal),
        Command::Schema => schema::run(&terminal),
    };
    ExitCode::from(match done {
        Ok(code) => code,
        Err(stop) => {
            terminal.stop(&stop);
            2
        }
    })
}
