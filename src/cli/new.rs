//! `gouji new`: a commented skeleton of a rule or a pack that passes `gouji test` as it stands; `gouji init`: a commented
//! configuration.

mod from;

use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::{Args, Subcommand};
use gouji::diagnostic::{Lang, Text};
use gouji::document;
use gouji::rule::Pack;
use gouji::source::Sources;

use super::terminal::Terminal;
use super::{Stop, open, write};

const RULE_ZH: &str = include_str!("new/rule.zh.toml");
const RULE_EN: &str = include_str!("new/rule.en.toml");
const PACK_ZH: &str = include_str!("new/pack.zh.toml");
const PACK_EN: &str = include_str!("new/pack.en.toml");
const CONFIG_ZH: &str = include_str!("new/gouji.zh.toml");
const CONFIG_EN: &str = include_str!("new/gouji.en.toml");

#[derive(Debug, Args)]
pub struct New {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// 一条规则：一个可以直接测试的文件 · One rule: a file that can be tested as it is
    Rule(Named),
    /// 一个规则包：目录和其中的文件 · A pack: a directory with a file in it
    Pack(NewPack),
}

#[derive(Debug, Args)]
struct NewPack {
    #[command(flatten)]
    named: Named,
    /// 从这份文件起草：表的认法，和其中成立的关系 · Draft it from this document: what its tables are called, and what holds in them
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Named {
    /// 名字：小写单词加连字符 · Its name: lower-case words joined by hyphens
    #[arg(value_name = "NAME")]
    name: String,
    /// 写在这个目录里 · Where to write it
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

#[derive(Debug, Args)]
pub struct Init {
    /// 写在这个目录里 · Where to write it
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

/// Writes the skeleton.
pub fn run(args: &New, terminal: &Terminal) -> Result<u8, Stop> {
    let (named, path, template, from) = match (&args.what, terminal.lang) {
        (What::Rule(named), lang) => {
            let template = if lang == Lang::Zh { RULE_ZH } else { RULE_EN };
            (named, named.dir.join(format!("{}.toml", named.name)), template, None)
        }
        (What::Pack(NewPack { named, from }), lang) => {
            let template = if lang == Lang::Zh { PACK_ZH } else { PACK_EN };
            (named, named.dir.join(&named.name).join("pack.toml"), template, from.as_deref())
        }
    };
    let name = &named.name;
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if !name.split('-').all(|word| !word.is_empty() && word.chars().all(good)) {
        return Err(Stop::new(Text::new(
            format!("名字“{name}”不是小写单词加连字符"),
            format!("'{name}' is not lower-case words joined by hyphens"),
        ))
        .help(Text::new("如 total-differs-from-parts", "such as total-differs-from-parts")));
    }
    let Some(from) = from else {
        put(&path, &template.replace("NAME", name))?;
        return Ok(written(&path, terminal));
    };
    let source = match open::open(from) {
        Ok(source) => source,
        Err(refused) => return Ok(terminal.refuse(refused)),
    };
    let mut sources = Sources::new();
    let file = sources.add(source);
    let document = document::parse(file, sources.get(file));
    let rules = gouji::shipped();
    let general: Vec<&Pack> =
        rules.packs.iter().filter(|pack| pack.applies.title.is_empty() && pack.applies.tables == 0).collect();
    let draft = from::draft(name, sources.get(file), &document, &general, terminal.lang);
    if draft.formulas == 0 {
        let file = from.display();
        return Err(Stop::new(Text::new(
            format!("{file} 的表里没有可以写成公式的关系"),
            format!("nothing in the tables of {file} holds that a formula could say"),
        ))
        .help(Text::new(
            "用 gouji inspect --names 看表是怎样认出的",
            "see with gouji inspect --names how its tables are known",
        )));
    }
    put(&path, &draft.text)?;
    let (tables, formulas) = (draft.tables, draft.formulas);
    terminal.say(&Text::new(
        format!("认出 {tables} 张表，其中成立的关系写成 {formulas} 条公式"),
        format!("{formulas} formulas hold in {tables} tables"),
    ));
    Ok(written(&path, terminal))
}

fn written(path: &Path, terminal: &Terminal) -> u8 {
    let path = path.display();
    terminal.say(&Text::new(
        format!("写好了 {path}；测试：gouji test {path}"),
        format!("wrote {path}; test it with gouji test {path}"),
    ));
    0
}

/// Writes the configuration.
pub fn init(args: &Init, terminal: &Terminal) -> Result<u8, Stop> {
    let path = args.dir.join("gouji.toml");
    put(&path, if terminal.lang == Lang::Zh { CONFIG_ZH } else { CONFIG_EN })?;
    let path = path.display();
    terminal.say(&Text::new(format!("写好了 {path}"), format!("wrote {path}")));
    Ok(0)
}

/// Writes a new file; one that is there is left as it is.
fn put(path: &Path, text: &str) -> Result<(), Stop> {
    let name = path.display();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let done = folder.map_or(Ok(()), fs::create_dir_all).and_then(|()| write::new(path, text.as_bytes()));
    done.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Stop::new(Text::new(format!("{name} 已经有了"), format!("{name} is there already")))
                .help(Text::new("换个名字，或先移走它", "take another name, or move it away"))
        }
        _ => Stop::new(Text::new(format!("{name} 写不了：{error}"), format!("cannot write {name}: {error}"))),
    })
}
