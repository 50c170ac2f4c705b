//! Both engines, whole texts and lines, against another reading of the same expressions.

use std::fmt::Write as _;

use super::*;

#[test]
fn both_engines_find_the_same() {
    let source = r"(?P<part>[^。\n]+?)占(?P<share>[0-9.]+)%";
    let line = "甲占12.5%,乙占87.5%。\n";
    let names = ["part".to_owned(), "share".to_owned()];
    let long = line.repeat(2000);
    for engine in
        [Engine::of_expression(source.to_owned()), Engine::of_phrase(source.to_owned(), &["占".to_owned()])]
    {
        assert_eq!(engine.find(line, &names).len(), 2);
        let found = engine.find(&long, &names);
        assert_eq!(found.len(), 4000);
        assert_eq!(&long[found[3].groups[1].1.clone()], "87.5");
    }
}

#[test]
fn what_was_read_when_the_program_was_built_is_what_the_expressions_say() {
    assert!(KNOWN.len() > 100);
    for known in KNOWN {
        let says = Says::of(&regex_syntax::parse(known.source).unwrap());
        let needles: Vec<&str> = says.needles.iter().map(String::as_str).collect();
        assert_eq!((known.by_line, known.needles), (says.by_line, needles.as_slice()), "{}", known.source);
        let plain = known
            .plain
            .map(|(words, at_end)| (words.iter().map(|word| (*word).to_owned()).collect(), at_end));
        assert_eq!(plain, says.plain, "{}", known.source);
    }
    assert!(KNOWN.is_sorted_by_key(|known| known.source));
}

/// A generator of numbers that is the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }

    /// An expression; its groups are named from `groups` on.
    fn expression(&mut self, depth: usize, groups: &mut usize) -> String {
        let mut out = String::new();
        for _ in 0..=self.roll(3) {
            let atom = match self.roll(if depth > 0 { 9 } else { 6 }) {
                0..3 => {
                    self.pick(&["甲", "乙", "甲乙", "a", "ab", "1", "。", r"\n", " ", "始", "-"]).to_owned()
                }
                3..5 => self
                    .pick(&[
                        "[甲乙]",
                        "[^。]",
                        r"[^甲\n]",
                        r"\d",
                        r"\D",
                        r"\w",
                        r"\W",
                        r"\s",
                        r"\S",
                        ".",
                        "[a-z]",
                        "[^x]",
                    ])
                    .to_owned(),
                5 => self.pick(&["^", "$", r"\b", r"\B", r"\A", r"\z"]).to_owned(),
                6 => format!(
                    "(?:{}|{})",
                    self.expression(depth - 1, groups),
                    self.expression(depth - 1, groups)
                ),
                7 => format!("(?:{}|)", self.expression(depth - 1, groups)),
                _ => {
                    *groups += 1;
                    let name = *groups;
                    format!("(?P<g{name}>{})", self.expression(depth - 1, groups))
                }
            };
            let looks = matches!(atom.as_str(), "^" | "$" | r"\b" | r"\B" | r"\A" | r"\z");
            let often =
                if looks { "" } else { self.pick(&["", "", "", "", "?", "*", "+", "*?", "{0,3}", "{2}"]) };
            // A quantifier takes the last character alone.
            let group = !often.is_empty() && atom.chars().count() > 1 && !atom.starts_with(['[', '(', '\\']);
            let _ = if group { write!(out, "(?:{atom}){often}") } else { write!(out, "{atom}{often}") };
        }
        out
    }

    fn text(&mut self, bytes: usize) -> String {
        let mut out = String::new();
        while out.len() < bytes {
            out.push_str(
                self.pick(&[
                    "甲", "乙", "甲乙", "a", "b", "1", "。", "\n", " ", "x", "始", "-", "丙丁", "\n",
                ]),
            );
        }
        out
    }
}

/// The regex crate, the borders of words being those of Latin words.
struct Expected<'n> {
    regex: regex::Regex,
    names: &'n [String],
}

impl<'n> Expected<'n> {
    fn new(source: &str, names: &'n [String]) -> Option<Self> {
        let latin = source.replace(r"\b", r"(?-u:\b)").replace(r"\B", r"(?-u:\B)");
        regex::Regex::new(&latin).ok().map(|regex| Self { regex, names })
    }

    fn find(&self, text: &str) -> Vec<Told> {
        let groups = |captures: &regex::Captures<'_>| {
            self.names.iter().filter_map(|name| captures.name(name).map(|group| group.range())).collect()
        };
        let found = self.regex.captures_iter(text);
        found.map(|found| (found.get(0).unwrap().range(), groups(&found))).collect()
    }
}

type Told = (Range<usize>, Vec<Range<usize>>);

fn told(engine: &Engine, names: &[String], text: &str) -> Vec<Told> {
    let found = engine.find(text, names).into_iter();
    found.map(|found| (found.range, found.groups.into_iter().map(|(_, range)| range).collect())).collect()
}

#[test]
fn what_is_found_does_not_depend_on_the_length_of_the_text() {
    let mut dice = Dice(20_261_126);
    let (mut tried, mut by_line, mut plain, mut large) = (0, 0, 0, 0);
    while tried < 200 {
        let mut groups = 0;
        let lines = dice.pick(&["", "(?m)", "(?i)"]);
        let source = format!("{lines}{}", dice.expression(2, &mut groups));
        let names: Vec<String> = (1..=groups).map(|name| format!("g{name}")).collect();
        let Some(expected) = Expected::new(&source, &names) else { continue };
        tried += 1;
        let engine = Engine::of_expression(source.clone());
        let lengths =
            [1 + dice.roll(12), 40 + dice.roll(200), 2_100 + dice.roll(300), 3_200 + dice.roll(1_800)];
        let texts = lengths.map(|bytes| dice.text(bytes));
        let wanted: Vec<Vec<Told>> = texts.iter().map(|text| expected.find(text)).collect();
        // From short to long the small engine gives way to the large one, which then reads the short ones too.
        for (text, wanted) in texts.iter().zip(&wanted).chain(texts.iter().zip(&wanted)) {
            assert_eq!(&told(&engine, &names, text), wanted, "{source:?} in {text:?}");
            assert_eq!(engine.is_match(text), !wanted.is_empty(), "{source:?} in {text:?}");
        }
        let reading = engine.reading();
        by_line += usize::from(reading.by_line && !reading.needles.is_empty());
        plain += usize::from(reading.plain.is_some());
        large += usize::from(engine.large.get().is_some());
    }
    // Every way is tried often enough.
    assert!(by_line > 20 && plain > 3 && large > 60, "{by_line} line by line, {plain} plain, {large} large");
}
