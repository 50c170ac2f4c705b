//! The meaning of a check: its formulas, its patterns, and the names it speaks of.

mod formulas;
mod prose;

pub(super) use formulas::{Ask, alone};

use rust_decimal::Decimal;

use super::leaf::{Num, Str, Strs};
use super::{Desk, globs, shape};
use crate::diagnostic::Text;
use crate::rule::fault::Fault;
use crate::rule::formula::Formula;
use crate::rule::pattern::{Pattern, did_you_mean};
use crate::rule::words::{fold, nearest};
use crate::rule::{Check, CodeCheck, Filled, Pack, Present, Rollup, Same, Share, TextCheck, Within};
use crate::source::{Cut, FileId};

/// Reads the one kind that `shape` has. `None` where it has none, or where a fault leaves nothing to check.
pub(super) fn check(desk: &mut Desk<'_>, pack: &Pack, file: FileId, shape: &shape::Check) -> Option<Check> {
    if let Some(check) = super::hygiene::check(desk, pack, file, shape) {
        return check;
    }
    let mut reader = Reader { desk, pack, file };
    if let Some(texts) = &shape.formula {
        let formulas: Vec<Formula> =
            texts.items.iter().filter_map(|text| reader.formula(text, Ask::Comparison)).collect();
        return (!formulas.is_empty()).then_some(Check::Formula(formulas));
    }
    if let Some(rollup) = &shape.rollup {
        return Some(Check::Rollup(reader.rollup(rollup.get_ref())));
    }
    if let Some(share) = &shape.share {
        return reader.share(share.get_ref()).map(Check::Share);
    }
    if let Some(filled) = &shape.filled {
        return reader.filled(filled.get_ref()).map(Check::Filled);
    }
    if let Some(present) = &shape.present {
        return Some(Check::Present(reader.present(present.get_ref())));
    }
    if let Some(same) = &shape.same {
        return reader.same(same.get_ref()).map(Check::Same);
    }
    if let Some(text) = &shape.text {
        return reader.text(text).map(Check::Text);
    }
    if let Some(told) = prose::check(&mut reader, shape) {
        return told;
    }
    if shape.code.is_none() {
        return super::forms::check(&mut reader, shape);
    }
    let code = shape.code.as_ref()?.get_ref();
    let tables = reader.names(&code.tables, TABLES);
    let dictionary = reader.name(&code.dictionary, DICTIONARIES)?;
    Some(Check::Code(CodeCheck { tables, dictionary }))
}

/// Which names of a pack are asked for.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    zh: &'static str,
    en: &'static str,
    names: fn(&Pack) -> Vec<&str>,
}

const TABLES: Wanted = Wanted {
    zh: "表",
    en: "table",
    names: |pack| pack.tables.iter().map(|table| table.name.as_str()).collect(),
};
pub(super) const FORMS: Wanted = Wanted {
    zh: "表单",
    en: "form",
    names: |pack| pack.forms.iter().map(|form| form.name.as_str()).collect(),
};
const GRIDS: Wanted = Wanted {
    zh: "表或表单",
    en: "table or form",
    names: |pack| [(TABLES.names)(pack), (FORMS.names)(pack)].concat(),
};
const SECTIONS: Wanted = Wanted {
    zh: "部分",
    en: "section",
    names: |pack| pack.sections.iter().map(|section| section.name.as_str()).collect(),
};
const PLACES: Wanted = Wanted {
    zh: "部分、表或表单",
    en: "section, table or form",
    names: |pack| [(SECTIONS.names)(pack), (GRIDS.names)(pack)].concat(),
};
const DICTIONARIES: Wanted = Wanted {
    zh: "字典",
    en: "dictionary",
    names: |pack| pack.dictionaries.iter().map(|dictionary| dictionary.name.as_str()).collect(),
};
pub(super) const FACTS: Wanted = Wanted {
    zh: "事实",
    en: "fact",
    names: |pack| pack.facts.iter().map(|fact| fact.name.as_str()).collect(),
};

/// Reads what a check says with what the pack knows.
pub(super) struct Reader<'r, 'd> {
    pub(super) desk: &'r mut Desk<'d>,
    pub(super) pack: &'r Pack,
    pub(super) file: FileId,
}

impl Reader<'_, '_> {
    fn rollup(&mut self, shape: &shape::Rollup) -> Rollup {
        Rollup {
            tables: self.names(&shape.tables, TABLES),
            total: shape.total.as_ref().map(|text| fold(&text.text)),
            parents: globs(&shape.parents),
            except: globs(&shape.except),
        }
    }

    fn share(&mut self, shape: &shape::Share) -> Option<Share> {
        let within = self.within(shape.within.as_ref());
        let part = Strs::one(shape.part.clone());
        let part = patterns(self.desk, Some(self.pack), self.file, &part, &["amount", "share"]).pop();
        let whole: Vec<Formula> =
            shape.whole.items.iter().filter_map(|text| self.formula(text, Ask::Whole)).collect();
        let sum = shape.sum.as_ref().map(|num| decimal(self.desk, self.file, num));
        Some(Share {
            within: within?,
            part: part?,
            whole: (whole.len() == shape.whole.items.len()).then_some(whole)?,
            sum: sum.map_or(Some(Decimal::ZERO), |sum| sum)?,
            evident: shape.evident.0,
        })
    }

    fn filled(&mut self, shape: &shape::Filled) -> Option<Filled> {
        let list = |texts: &Strs| texts.items.iter().map(|text| fold(&text.text)).collect();
        Some(Filled {
            of: self.name(&shape.of, GRIDS)?,
            fields: list(&shape.fields),
            indicators: shape.indicators.0,
            categories: list(&shape.categories),
        })
    }

    fn present(&mut self, shape: &shape::Present) -> Present {
        Present {
            tables: self.names(&shape.tables, GRIDS),
            sections: self.names(&shape.sections, SECTIONS),
            contents: globs(&shape.contents),
            numbered: shape.numbered.items.iter().map(|text| fold(&text.text)).collect(),
            dated: shape.dated.items.iter().map(|text| fold(&text.text)).collect(),
            near: shape.near.0,
            empty_note: globs(&shape.empty_note),
            headnotes: shape.headnotes.items.iter().map(|text| fold(&text.text)).collect(),
        }
    }

    fn same(&mut self, shape: &shape::Same) -> Option<Same> {
        let fact = self.name(&shape.fact, FACTS);
        let within = self.within(shape.within.as_ref());
        let find = patterns(self.desk, Some(self.pack), self.file, &shape.find, &["value"]);
        let except = self.names(&shape.except, GRIDS);
        Some(Same { fact: fact?, within: within?, find, except })
    }

    fn text(&mut self, spanned: &toml::Spanned<shape::Text>) -> Option<TextCheck> {
        let shape = spanned.get_ref();
        if shape.forbid.items.is_empty() && shape.require.items.is_empty() {
            let diagnostic = self
                .desk
                .error(
                    self.file,
                    spanned.span(),
                    Text::new("text 检查没有写要查什么", "the text check looks for nothing"),
                )
                .labelled(Text::new("缺少 forbid 或 require", "forbid or require is missing"))
                .help(Text::new(
                    "写 forbid = [不应出现的] 或 require = [应出现的]",
                    "write forbid = [what must not stand] or require = [what must]",
                ));
            self.desk.tell(diagnostic);
        }
        let within = self.within(shape.within.as_ref());
        let mut list = |texts: &Strs| patterns(self.desk, Some(self.pack), self.file, texts, &[]);
        let (forbid, except, require) = (list(&shape.forbid), list(&shape.except), list(&shape.require));
        Some(TextCheck {
            within: within?,
            forbid,
            except,
            require,
            say: shape.say.as_ref().map(super::words),
            once: shape.once.0,
            mask: shape.mask.0,
        })
    }

    pub(super) fn within(&mut self, text: Option<&Str>) -> Option<Within> {
        text.map_or(Some(Within::Document), |text| within(self.desk, self.pack, self.file, text))
    }

    /// A name the pack knows, folded; one it does not know is told.
    pub(super) fn name(&mut self, text: &Str, wanted: Wanted) -> Option<String> {
        if text.is_missing() {
            return None;
        }
        let name = fold(&text.text);
        let known = (wanted.names)(self.pack);
        if known.contains(&name.as_str()) {
            return Some(name);
        }
        let span = self.desk.inside(self.file, text);
        self.desk.unknown_name(span, Text::new(wanted.zh, wanted.en), &text.text, &known);
        None
    }

    fn names(&mut self, texts: &Strs, wanted: Wanted) -> Vec<String> {
        texts.items.iter().filter_map(|text| self.name(text, wanted)).collect()
    }
}

/// The fixed places and how they are called.
const FIXED: &[(&str, Within)] = &[
    ("document", Within::Document),
    ("title", Within::Title),
    ("captions", Within::Captions),
    ("headnotes", Within::Headnotes),
    ("text", Within::Text),
    ("cells", Within::Cells),
];

/// Makes a place of a name.
type Make = fn(String) -> Within;

/// The value of `in`: a fixed place, `section:`, `form:` or `table:` and a name, or a name alone.
pub(super) fn within(desk: &mut Desk<'_>, pack: &Pack, file: FileId, text: &Str) -> Option<Within> {
    if text.is_missing() {
        return None;
    }
    let folded = fold(&text.text);
    if let Some((_, fixed)) = FIXED.iter().find(|(name, _)| *name == folded) {
        return Some(fixed.clone());
    }
    let mut wanted = PLACES;
    let rooms: [(&str, Wanted, Make); 3] = [
        ("section:", SECTIONS, Within::Section),
        ("form:", FORMS, Within::Form),
        ("table:", TABLES, Within::Table),
    ];
    for (prefix, kind, make) in rooms {
        let bare = folded.strip_prefix(prefix);
        let name = bare.unwrap_or(&folded).trim();
        if (kind.names)(pack).contains(&name) {
            return Some(make(name.to_owned()));
        }
        if bare.is_some() {
            wanted = kind;
        }
    }
    let colon = text.text.find([':', '：']).filter(|_| wanted.zh != PLACES.zh);
    let from = colon.map_or(0, |at| at + text.text.cut(at..).chars().next().map_or(0, char::len_utf8));
    let name = text.text.cut(from..).to_owned();
    let mut known = (wanted.names)(pack);
    if from == 0 {
        known.extend(FIXED.iter().map(|(name, _)| *name));
    }
    let span = desk.origin(file, text).span(&(from..text.text.len()));
    desk.unknown_name(span, Text::new(wanted.zh, wanted.en), &name, &known);
    None
}

/// Compiles patterns; each must capture what `captures` names. `pack` has the facts they may need; without it they need none.
pub(super) fn patterns(
    desk: &mut Desk<'_>,
    pack: Option<&Pack>,
    file: FileId,
    texts: &Strs,
    captures: &[&str],
) -> Vec<Pattern> {
    let mut patterns = Vec::new();
    for text in texts.items.iter().filter(|text| !text.is_missing()) {
        let origin = desk.origin(file, text);
        let strict = desk.is_strict(file);
        let parsed = Pattern::parse(&text.text, &origin);
        let pattern = match parsed
            .and_then(|pattern| if strict { pattern.check().map(|()| pattern) } else { Ok(pattern) })
        {
            Ok(pattern) => pattern,
            Err(fault) => {
                desk.fault(file, text, &fault);
                continue;
            }
        };
        let mut sound = true;
        for capture in captures.iter().filter(|capture| !pattern.names().iter().any(|name| name == *capture))
        {
            let mut fault = Fault::new(
                0..text.text.len(),
                Text::new(
                    format!("词句模式里缺少 {{{capture}}}"),
                    format!("the pattern captures no {{{capture}}}"),
                ),
            )
            .label(Text::new(format!("这里要捕获 {capture}"), format!("`{capture}` must be captured")));
            let add = || {
                Text::new(
                    format!("在模式里写上 {{{capture}}}，捕获要取的那一段"),
                    format!("write {{{capture}}} into the pattern where it captures what is meant"),
                )
            };
            fault.help =
                Some(nearest(capture, pattern.names().iter().map(String::as_str)).map_or_else(add, |near| {
                    Text::new(
                        format!("把 {{{near}}} 改名为 {{{capture}}}？"),
                        format!("rename {{{near}}} to {{{capture}}}?"),
                    )
                }));
            desk.fault(file, text, &fault);
            sound = false;
        }
        let known = pack.map(FACTS.names).unwrap_or_default();
        for (name, range) in pattern.facts() {
            if known.contains(&name.as_str()) {
                continue;
            }
            sound = false;
            match pack {
                Some(_) => desk.unknown_name(origin.span(range), Text::new(FACTS.zh, FACTS.en), name, &known),
                None => desk.fault(
                    file,
                    text,
                    &Fault::new(
                        range.clone(),
                        Text::new("事实不能依赖另一个事实", "a fact cannot need another fact"),
                    ),
                ),
            }
        }
        if sound {
            patterns.push(pattern);
        }
    }
    patterns
}

/// The exact value of a number, from the bytes it is written in.
pub(super) fn decimal(desk: &mut Desk<'_>, file: FileId, num: &Num) -> Option<Decimal> {
    let written = desk.sources.get(file).text().get(num.range.clone()).unwrap_or_default();
    let plain = written.trim_start_matches('+').replace('_', "");
    let digits = plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
    let value = Decimal::from_str_exact(&plain).ok().filter(|_| digits);
    if value.is_none() {
        let diagnostic = desk
            .error(
                file,
                num.range.clone(),
                Text::new(format!("{written} 不是数"), format!("{written} is no number")),
            )
            .labelled(Text::new(
                "应是数，如 0.01，不加引号",
                "expected a number such as 0.01, without quotes",
            ))
            .help(Text::new("写成数，不加引号：0.01", "write the number without quotes: 0.01"));
        desk.tell(diagnostic);
    }
    value
}

/// A whole number, zero or more.
pub(super) fn count(desk: &mut Desk<'_>, file: FileId, num: &Num) -> Option<usize> {
    let value = decimal(desk, file, num)?;
    let count = usize::try_from(value).ok().filter(|count| Decimal::from(*count) == value);
    if count.is_none() {
        let message = Text::new(format!("{value} 不是个数"), format!("{value} is no count"));
        let diagnostic = desk
            .error(file, num.range.clone(), message)
            .labelled(Text::new("应是 0 或更大的整数", "expected a whole number, zero or more"));
        desk.tell(diagnostic);
    }
    count
}

/// A word that must be one of a few.
pub(super) fn one_of<T: Copy>(
    desk: &mut Desk<'_>,
    file: FileId,
    text: &Str,
    what: Text,
    known: &[(&str, T)],
) -> Option<T> {
    if let Some((_, value)) = known.iter().find(|(name, _)| *name == text.text) {
        return Some(*value);
    }
    let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    let zh = what.get(crate::diagnostic::Lang::Zh);
    let en = what.get(crate::diagnostic::Lang::En);
    let mut fault = Fault::new(
        0..text.text.len(),
        Text::new(format!("{zh}不能是「{}」", text.text), format!("`{}` is no {en}", text.text)),
    )
    .label(Text::new(format!("应是 {}", names.join("、")), format!("expected {}", names.join(", "))));
    let (zh, en) = (names.join("、"), names.join(", "));
    let any = || Text::new(format!("改成其中之一：{zh}"), format!("use one of {en}"));
    fault.help = Some(nearest(&text.text, names.iter().copied()).map_or_else(any, did_you_mean));
    desk.fault(file, text, &fault);
    None
}
