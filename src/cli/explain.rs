//! `gouji explain`: one rule in full, for someone who knows accounts and not compilers.

use std::fmt::Write as _;
use std::path::Path;

use gouji::check::{KINDS, reference};
use gouji::diagnostic::{Lang, Severity, Text};
use gouji::document::fold::is_ideograph;
use gouji::keys::Kind;
use gouji::report::{columns, visible};
use gouji::rule::{Applies, Example, Glob, Pack, Rule};
use gouji::source::{Cut, Sources};

use super::packs::Loaded;
use super::rules::{pad, severity, tell_faults};
use super::settings::absolute;
use super::terminal::Terminal;
use super::{Explain, Stop, packs};

/// How many columns a line of the explanation takes.
const WIDTH: usize = 84;
/// Where the second column begins.
const INDENT: usize = 10;

/// Explains the rule; stops with the nearest name where there is none of this name.
pub fn run(args: &Explain, terminal: &Terminal) -> Result<u8, Stop> {
    if let Some((_, zh, en)) = OWN.iter().find(|(id, ..)| *id == args.rule || short(id) == args.rule) {
        terminal.print(Text::new(*zh, *en).get(terminal.lang));
        return Ok(0);
    }
    let (loaded, _) = packs::of(&args.rules, &absolute(Path::new(".")), packs::Examples::Kept)?;
    // A layer that changes nothing of a rule has nothing to add to it.
    let changes = |pack: &Pack, rule: &Rule| rule.changes.iter().any(|change| change.pack == pack.name);
    let named: Vec<_> = loaded
        .rules()
        .filter(|(pack, rule)| goes_by(rule, &args.rule) && (pack.owns(rule) || changes(pack, rule)))
        .collect();
    if let Some(kind) = KINDS.iter().find(|kind| named.is_empty() && kind.name == args.rule) {
        terminal.print(&of_kind(kind, &loaded, terminal.lang));
        return Ok(tell_faults(&loaded.sources, &loaded.faults, terminal));
    }
    if named.is_empty() {
        tell_faults(&loaded.sources, &loaded.faults, terminal);
        return Err(unknown(&loaded, &args.rule));
    }
    let pages: Vec<String> =
        named.iter().map(|(pack, rule)| page(pack, rule, &loaded, terminal.lang)).collect();
    terminal.print(&pages.join("\n"));
    Ok(tell_faults(&loaded.sources, &loaded.faults, terminal))
}

/// A kind of check with its keys, and the rules that are of it.
fn of_kind(kind: &Kind, loaded: &Loaded, lang: Lang) -> String {
    let mut out = reference::page(kind, lang);
    out.push_str(if lang == Lang::Zh {
        "\n这种检查的规则：\n\n"
    } else {
        "\nRules of this kind:\n\n"
    });
    for (_, rule) in loaded.rules().filter(|(pack, rule)| rule.check.kind == kind.name && pack.owns(rule)) {
        let _ = writeln!(out, "- {}  {}", visible(&rule.id), visible(rule.title.get(lang)));
    }
    out
}

/// What gouji says of its own, without a rule.
const OWN: &[(&str, &str, &str)] = &[
    (
        gouji::rule::FIGURE_AT_FAULT,
        "gouji/figure-at-fault\n\n\
         一个数字错了，它所在的行、列、上级科目和别的表都会对不上。这里只报这一个数字：\n\
         改动它一处，下面列出的关系就全部成立，原来成立的也都不受影响。\n\n\
         怎么办：先核对这一处；“应为”是使各关系成立的值，不是对原始凭证的判断。\n\
         相关的每一条关系写在说明里，各有自己的规则，可逐条 gouji explain。\n",
        "gouji/figure-at-fault\n\n\
         One wrong figure breaks its row, its column, its parents and other tables. Only that figure is\n\
         reported: changing it alone makes every relation below hold, and breaks none that held.\n\n\
         What to do: check this figure first. The value given is what its relations ask for, no more.\n\
         Each relation is told in the notes and has a rule of its own to explain.\n",
    ),
    (
        gouji::rule::DOUBTFUL,
        "gouji/doubtful\n\n\
         同一条规则在同一张表、同一列上有多处对不上，而对得上的不足以证明表读得对：\n\
         列的含义、表头的层次或单位可能和规则设想的不同。这时不指任何一个数字有误，也不算核对通过。\n\n\
         怎么办：gouji inspect 文件，看这张表的列和行是怎样认的；认得对，就逐处核对列出的关系。\n",
        "gouji/doubtful\n\n\
         One rule fails in several places of the same table or column, and what holds there does not prove that the\n\
         table was read as it is meant: its columns, its header or its unit may be other than the rule presumes.\n\
         No figure is called wrong then, and none is ticked.\n\n\
         What to do: gouji inspect FILE shows how rows and columns were read; if rightly, check the relations listed.\n",
    ),
    (
        "gouji/no-pack",
        "gouji/no-pack\n\n没有一个规则包认出这份文件：只有适用于任何文件的通用规则检查过它。末行计数；strict = true 时退出码 3。\n\n\
         怎么办：核对标题；别的文种用 --rules 给出规则。strict 时确实不用检查的，在 gouji.toml 里写 allow = [\"no-pack\"]。\n",
        "gouji/no-pack\n\nNo pack recognises this document: only general rules, which are for any document, were tried. It is counted in the\n\
         closing line; under strict = true the exit code is 3.\n\n\
         What to do: check the title, or add rules with --rules; under strict, allow = [\"no-pack\"] in gouji.toml lets it pass.\n",
    ),
    (
        gouji::checker::blank::BLANK_FORM,
        "gouji/blank-form\n\n待填的地方（规则里写着 awaits = true 的）比数字还多：这是表样，不是填好的文件。只报这一条，别的不再逐处列出。\n\n\
         怎么办：填好再公开；文件夹里放着表样的，在 gouji.toml 里用 exclude 排除。\n",
        "gouji/blank-form\n\nMore places wait to be filled in (those of rules with awaits = true) than there are figures: this is a form, not a\n\
         document. This one finding stands for all of them.\n\n\
         What to do: fill it in before it is published; forms that are kept beside documents are left out by exclude in gouji.toml.\n",
    ),
    (
        "gouji/idle-rules",
        "gouji/idle-rules\n\n--rules 或 gouji.toml 的 rules 指定了规则，却没有一条在这些文件上用得上：表名、标题或年度对不上。\n\
         表在，规则所说的行或列却一张表里也没有的，每条规则提示一次。\n\
         末行计数；strict = true 时退出码 3。必须核对的规则写上 required = true：核对不了就是 3，不管 strict。\n\n\
         怎么办：gouji inspect 文件 --names 核对名字；strict 时确实用不上的，在 gouji.toml 里写 allow = [\"idle-rules\"]。\n",
        "gouji/idle-rules\n\nRules were named by --rules or by rules in gouji.toml, and none of them had anything to say: their tables,\n\
         titles or years are not those of these documents. A rule whose table is there, and whose row or column is in none, is\n\
         noted by itself. They are counted in the closing line; under strict = true the\n\
         exit code is 3. A rule with required = true ends the run with 3 where it cannot be judged, strict or not.\n\n\
         What to do: compare the names with gouji inspect FILE --names; under strict, allow = [\"idle-rules\"] lets it pass.\n",
    ),
    (
        "gouji/unreadable-figures",
        "gouji/unreadable-figures\n\n有的要求要用的数字读不出来：页面转成文字时缺了一块，写的不是数，或除数是 0、位数多得没法算。\
         没有核对，也不算查出问题。\n\
         末行计数；strict = true 时退出码 3。表里读出的数太少（min-read），或必须核对的规则（required）读不出来，总是 3。\n\n\
         怎么办：核对原文件；strict 时确认无误后在 gouji.toml 里写 allow = [\"unreadable-figures\"]。\n",
        "gouji/unreadable-figures\n\nSome demands need a figure that cannot be read: the page lost it, it is no number, it is a zero to\n\
         divide by, or it has more digits than can be reckoned with. They were not checked, and are no findings.\n\
         They are counted in the closing line; under strict = true the exit code is 3. Where too\n\
         little of the tables was read (min-read), or a required rule needed the figure, it always is.\n\n\
         What to do: see to the figures; under strict, allow = [\"unreadable-figures\"] in gouji.toml lets them pass.\n",
    ),
    (
        "gouji/required-rule",
        "gouji/required-rule\n\n规则写着 required = true，规则包适用于这份文件，却没有核对成：文件里没有它要核对的表或行，或数字读不出来。退出码 3。\n\n\
         怎么办：gouji inspect 文件 --names 核对名字，核对原文件；不必核对的，去掉 required。\n",
        "gouji/required-rule\n\nA rule says required = true, its pack is for this document, and it could not be judged: the document has none of the\n\
         tables or rows it speaks of, or a figure cannot be read. The exit code is 3.\n\n\
         What to do: compare the names with gouji inspect FILE --names, see to the document, or take `required` out of the rule.\n",
    ),
    (
        "gouji/too-little-read",
        "gouji/too-little-read\n\n表里的数字读出来的不到 min-read（默认 97%）。查了多少都不能当作查过这份文件。退出码 3。\n\n\
         怎么办：换一份能读的文件；逐处核对过的，在 gouji.toml 里调低 min-read，或用 --min-read。\n",
        "gouji/too-little-read\n\nLess than min-read (97% by default) of the figures in the tables of a document were read. What was checked of the rest is\n\
         not said of the document. The exit code is 3.\n\n\
         What to do: get a file that can be read; where each place was seen to, lower min-read in gouji.toml or by --min-read.\n",
    ),
    (
        "gouji/figures-not-understood",
        "gouji/figures-not-understood\n\n表里有些格子看来是数，写法却读不懂（如 10-20、3:1、切断的数）。没有规则核对它们，也不算作者的错。\n\n\
         怎么办：人工核对所指的几处；数多时先看原文件读得对不对（gouji inspect）。\n",
        "gouji/figures-not-understood\n\nSome cells of tables look like figures and are written in a way that is not understood: 10-20, 3:1, a number that the\n\
         page cut. No rule checks them, and they are no fault of the author's.\n\n\
         What to do: see to the places by hand; where there are many, see how the document was read (gouji inspect).\n",
    ),
    (
        "gouji/rule-not-finished",
        "gouji/rule-not-finished\n\n一条规则在这份文件上没有查完：要做的步数超过上限（与机器快慢无关），或程序出错。别的规则照常。退出码 3。\n\n\
         怎么办：把文件拆开，或关闭这条规则；程序出错的，请报告。\n",
        "gouji/rule-not-finished\n\nA rule did not come to its end on a document: it would take more steps than any may, whatever the machine, or the\n\
         program failed. All other rules were tried. The exit code is 3.\n\n\
         What to do: split the document, or switch the rule off; where the program failed, please report it.\n",
    ),
    (
        "gouji/table-stands-twice",
        "gouji/table-stands-twice\n\n文件里有两张表认作同一个名字。公式只取前一张，后一张没有核对。\n\n\
         怎么办：给后一张单独起名（[table.\"…\"] 的 caption 写得更具体），或用 except 排除。\n",
        "gouji/table-stands-twice\n\nTwo tables of the document go by one name. Formulas take the first; the second is not checked.\n\n\
         What to do: bind the second by a name of its own, with a more specific caption, or leave it out by except.\n",
    ),
];

/// A rule goes by its id, and by its name alone.
fn goes_by(rule: &Rule, name: &str) -> bool {
    rule.id == name || short(&rule.id) == name
}

fn short(id: &str) -> &str {
    id.rsplit_once('/').map_or(id, |(_, name)| name)
}

fn unknown(loaded: &Loaded, name: &str) -> Stop {
    let stop = Stop::new(Text::new(format!("没有规则“{name}”"), format!("there is no rule '{name}'")));
    let length = name.chars().count();
    let distance = |id: &str| {
        // What was typed may be the whole id, the name alone, or how one of them begins.
        let ways = [id, short(id)].map(|way| {
            let begins: String = way.chars().take(length).collect();
            strsim::damerau_levenshtein(way, name).min(strsim::damerau_levenshtein(&begins, name) + 1)
        });
        ways[0].min(ways[1])
    };
    let near = loaded.rules().map(|(_, rule)| rule.id.as_str()).min_by_key(|id| (distance(id), *id));
    match near.filter(|id| distance(id) <= length / 3 + 1) {
        Some(near) => stop.help(Text::new(format!("是不是“{near}”？"), format!("did you mean '{near}'?"))),
        None => stop.help(Text::new("gouji rules 列出全部规则", "gouji rules lists every rule")),
    }
}

fn page(pack: &Pack, rule: &Rule, loaded: &Loaded, lang: Lang) -> String {
    let sources = &loaded.sources;
    let mut out = format!("{}\n{}\n\n", visible(rule.title.get(lang)), visible(&rule.id));
    let mut field = |zh: &str, en: &str, words: &str| {
        let name = if lang == Lang::Zh { zh } else { en };
        let mut lead = format!("{name}{}", pad(name, INDENT));
        for line in wrap(words, WIDTH - INDENT) {
            let _ = writeln!(out, "{}", format!("{lead}{line}").trim_end());
            lead = " ".repeat(INDENT);
        }
    };
    let told = format!("{}{}", severity(rule.severity, lang), meaning(rule.severity, lang));
    field("级别", "severity", &told);
    if let Some(why) = &rule.why {
        field("为什么", "why", why.get(lang));
    }
    field("要求", "demands", &demand(rule, sources));
    if rule.required {
        let told = Text::new(
            "是：规则包适用而核对不了（没有可对的，或读不出来）的文件不算通过，退出码 3",
            "yes: a document of this pack on which it cannot be judged (nothing to compare, or unreadable) does not pass: exit code 3",
        );
        field("必须核对", "required", told.get(lang));
    }
    if let Some(tolerance) = &rule.tolerance {
        field("容差", "tolerance", &tolerance.to_string());
    }
    if let Some(basis) = &rule.basis {
        field("依据", "basis", basis.get(lang));
    }
    if let Some(help) = &rule.help {
        field("怎么办", "help", help.get(lang));
    }
    field("适用于", "applies", &applies(pack, rule, lang));
    field("规则文件", "rule file", &place(sources, rule.span));
    let mut layers: Vec<String> = rule
        .changes
        .iter()
        .filter(|change| change.key != "example")
        .map(|change| {
            let value = sources.slice(change.span);
            let value = if value.contains('\n') { "…" } else { value };
            format!("{} = {value}\n  ← {}  {}", change.key, change.pack, place(sources, change.span))
        })
        .collect();
    let off = loaded.packs.iter().filter(|other| pack.owns(rule) && other.name != pack.name);
    for (other, (_, span)) in off.flat_map(|other| other.off.iter().map(move |off| (other, off))) {
        if sources.slice(*span) == rule.name() {
            layers.push(format!("off = true\n  ← {}  {}", other.name, place(sources, *span)));
        }
    }
    if !layers.is_empty() {
        field("各层改动", "layers", &layers.join("\n"));
    }
    for (index, example) in rule.examples.iter().enumerate() {
        out.push_str(&shown(index + 1, example, lang));
    }
    out
}

/// A place as path and line.
fn place(sources: &Sources, span: gouji::source::Span) -> String {
    let source = sources.get(span.file);
    format!("{}:{}", source.name(), source.line_column(span.start as usize).0)
}

fn meaning(severity: Severity, lang: Lang) -> &'static str {
    match (severity, lang) {
        (Severity::Error, Lang::Zh) => "：从页面本身就能证明，默认算不通过",
        (Severity::Warning, Lang::Zh) => "：复核的人会追问，默认不影响通过",
        (Severity::Note, Lang::Zh) => "：记录在案，从不影响通过",
        (Severity::Error, Lang::En) => ": provable from the page alone; fails the run",
        (Severity::Warning, Lang::En) => {
            ": what a careful reviewer would ask about; fails the run only if asked to"
        }
        (Severity::Note, Lang::En) => ": for the record; never fails a run",
    }
}

/// What is demanded, as it stands in the rule file, without the indentation of the file.
fn demand(rule: &Rule, sources: &Sources) -> String {
    let text = sources.get(rule.check_span.file).text();
    let words = text.get(rule.check_span.range()).unwrap_or_default().trim();
    let words = rule.demands.as_deref().unwrap_or(words);
    let bare = words.trim_matches(['"', '\'']).trim();
    let words = if bare.contains(['"', '\'']) { words } else { bare };
    let lines: Vec<&str> = words.lines().map(str::trim_end).collect();
    let margin =
        lines.iter().skip(1).filter(|line| !line.is_empty()).map(|line| line.len() - line.trim_start().len());
    let margin = margin.min().unwrap_or(0);
    let cut = |(index, line): (usize, &&str)| {
        let from = if index == 0 { 0 } else { margin };
        line.get(from..).unwrap_or(line.trim_start()).to_owned()
    };
    lines.iter().enumerate().map(cut).collect::<Vec<_>>().join("\n")
}

fn applies(pack: &Pack, rule: &Rule, lang: Lang) -> String {
    let mut lines = vec![lang.pick(
        format!("{}（{}）", pack.title.get(lang), pack.name),
        format!("{} ({})", pack.title.get(lang), pack.name),
    )];
    lines.extend(conditions(&pack.applies, lang));
    lines.extend(rule.applies.iter().flat_map(|applies| conditions(applies, lang)));
    lines.join("\n")
}

fn conditions(applies: &Applies, lang: Lang) -> Vec<String> {
    let list = |globs: &[Glob], zh: &str, en: &str| {
        let words: Vec<&str> = globs.iter().map(|glob| glob.text.as_str()).collect();
        let (lead, comma) = if lang == Lang::Zh { (zh, "、") } else { (en, ", ") };
        (!words.is_empty()).then(|| format!("{lead}{}", words.join(comma)))
    };
    let tables = (applies.tables > 0).then(|| match lang {
        Lang::Zh => format!("标题没有说时，它的表格和像这些标题的章节合计 {} 处以上的也算", applies.tables),
        Lang::En => format!(
            "where the title does not say, at least {} of its tables and of headings like these titles",
            applies.tables
        ),
    });
    let years = applies.years.map(|(from, to)| {
        let end = |year: u32| if year == 0 || year == u32::MAX { String::new() } else { year.to_string() };
        format!("{}{}..{}", if lang == Lang::Zh { "年度 " } else { "years " }, end(from), end(to))
    });
    [
        years,
        list(&applies.title, "标题像 ", "titles like "),
        list(&applies.except, "但不像 ", "but not like "),
        tables,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// An example with a pointer at the end of each line where the finger must be.
fn shown(number: usize, example: &Example, lang: Lang) -> String {
    let mut out = match lang {
        Lang::Zh => format!("\n例 {number}：{}\n", visible(&example.name)),
        // An example has one name, in the language of whoever wrote the rule.
        Lang::En if example.name.chars().any(is_ideograph) => format!("\nExample {number}\n"),
        Lang::En => format!("\nExample {number}: {}\n", visible(&example.name)),
    };
    let mut marks = example.marks.iter().peekable();
    for line in example.text.trim_matches('\n').lines() {
        let mut rest = line;
        let mut pointed = Vec::new();
        while let Some(mark) = marks.peek() {
            let Some(at) = rest.find(mark.as_str()).filter(|_| !mark.is_empty()) else { break };
            rest = rest.cut(at + mark.len()..);
            pointed.push(visible(mark));
            marks.next();
        }
        let cells: Vec<String> = line.split('\t').map(visible).collect();
        let shown = format!("  │ {}", cells.join(" │ "));
        let _ = match pointed.is_empty() {
            true => writeln!(out, "{}", shown.trim_end()),
            false => writeln!(out, "{shown}    ◀ {}", pointed.join("、")),
        };
    }
    let closing = match (example.marks.is_empty(), lang) {
        (true, Lang::Zh) => "不提示".to_owned(),
        (true, Lang::En) => "says nothing".to_owned(),
        (false, Lang::Zh) => format!("指出：{}", example.marks.join("、")),
        (false, Lang::En) => format!("points at: {}", example.marks.join(", ")),
    };
    let _ = writeln!(out, "  {}", visible(&closing));
    out
}

/// Breaks words into lines of `width` columns: at spaces, and between Chinese characters, but not before a closing mark.
fn wrap(words: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in words.trim_end().lines() {
        let (mut line, mut used) = (String::new(), 0);
        for piece in pieces(&visible(paragraph)) {
            let wide = columns(piece.trim_end());
            if used + wide > width && !line.trim().is_empty() {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                used = 0;
            }
            line.push_str(piece);
            used += columns(piece);
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// What may not be torn apart: a word with its spaces, a Chinese character with the marks that follow it.
fn pieces(line: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut last = ' ';
    for (at, c) in line.char_indices() {
        let wide = |c: char| c >= '\u{2E80}';
        let closing = "，。；：、！？）》」』”’】〕%…".contains(c);
        let opening = "（《「『“‘【〔".contains(last);
        let apart = wide(c) || wide(last) || last == ' ' && c != ' ';
        if at > start && apart && !closing && !opening {
            out.push(line.cut(start..at));
            start = at;
        }
        last = c;
    }
    out.push(line.cut(start..));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_wrap_without_tearing() {
        assert_eq!(
            wrap("逐列核对三行，空白按零计。", 13),
            ["逐列核对三", "行，空白按零", "计。"].map(String::from)
        );
        assert_eq!(wrap("each column adds up", 12), ["each column", "adds up"]);
        assert_eq!(wrap("a\n\nb", 12), ["a", "", "b"]);
    }

    #[test]
    fn an_example_points_at_its_lines() {
        let span = gouji::source::Span::new(gouji::source::FileId(0), 0..0);
        let example = Example {
            name: "占比算错".to_owned(),
            text: "合计\t1\t2\n占97.45%。\n".to_owned(),
            marks: vec!["97.45%".to_owned()],
            marks_span: span,
            span,
            last: None,
            units: Vec::new(),
            budget: None,
            above: None,
        };
        let told = shown(1, &example, Lang::Zh);
        assert_eq!(told, "\n例 1：占比算错\n  │ 合计 │ 1 │ 2\n  │ 占97.45%。    ◀ 97.45%\n  指出：97.45%\n");
    }
}
