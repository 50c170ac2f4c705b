//! `gouji inspect --sentences`: every amount of the running text with what its sentence says of it, one a line.

use std::fmt::Write as _;

use gouji::check::flow::paragraphs;
use gouji::check::said::{self, Period, Role, Said, State};
use gouji::diagnostic::Lang;
use gouji::document::Document;
use gouji::report::{place, visible};
use gouji::source::Source;

/// The amounts in reading order: where, how much, of what, for which year, and what they are to the amounts around them.
pub fn render(document: &Document, source: &Source, lang: Lang) -> String {
    let said = said::read(document, &paragraphs(document));
    let say = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{}",
        say(
            "位置\t序号\t金额\t所说的事\t编码\t角色\t年度\t口径\t属于",
            "place\tno.\tamount\tof what\tcode\trole\tyear\tstate\tof no."
        )
    );
    for (number, one) in said.iter().enumerate() {
        let figure = document.figure(one.figure);
        let at = place::brief(source, document.in_whole(&figure.place).start as usize, lang);
        let of = one.of.or(one.above).map_or(String::new(), |of| (of + 1).to_string());
        let _ = writeln!(
            out,
            "{at}\t{}\t{}\t{}{}\t{}\t{}\t{}\t{}\t{of}",
            number + 1,
            visible(document.text(&figure.place)),
            visible(&one.name.words),
            if one.joint { "+" } else { "" },
            one.name.code.as_deref().unwrap_or_default(),
            role(one, lang),
            period(one.period, lang),
            state(one.state, lang),
        );
    }
    let _ = writeln!(out, "\n{} {}", said.len(), say("个金额和百分比", "amounts and percentages"));
    out
}

fn role(said: &Said, lang: Lang) -> &'static str {
    let (zh, en) = match said.role {
        Role::Stock => ("数额", "amount"),
        Role::Up => ("增", "increase"),
        Role::Down => ("减", "decrease"),
        Role::Base => ("比较数", "base"),
        Role::Share => ("占比", "share"),
        Role::Completion => ("完成率", "completion"),
        Role::Rate => ("比率", "rate"),
        Role::Bound => ("界限", "bound"),
    };
    if lang == Lang::Zh { zh } else { en }
}

fn period(period: Period, lang: Lang) -> String {
    match (period, lang) {
        (Period::Unsaid, _) => String::new(),
        (Period::This, Lang::Zh) => "本年".to_owned(),
        (Period::This, Lang::En) => "this year".to_owned(),
        (Period::Last, Lang::Zh) => "上年".to_owned(),
        (Period::Last, Lang::En) => "last year".to_owned(),
        (Period::Year(year), _) => year.to_string(),
    }
}

fn state(state: State, lang: Lang) -> &'static str {
    match (state, lang) {
        (State::Unsaid, _) => "",
        (State::Budget, Lang::Zh) => "预算",
        (State::Budget, Lang::En) => "budget",
        (State::Final, Lang::Zh) => "决算",
        (State::Final, Lang::En) => "actual",
    }
}
