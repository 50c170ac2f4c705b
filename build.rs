//! What is compiled into the program of `rules/`: every `rules/**/*.toml` and `*.csv`, in order of path. Of each TOML file there
//! are a text of the same length with blanks for its examples, which are more than half of the rules and which checking does
//! not need, and the tree of that text, in the form that `src/keys/compiled.rs` says, so that no start reads TOML; and what the regular expressions of all say of the texts they match.

#[path = "src/rule/pattern/expression.rs"]
mod expression;
#[path = "src/gate/sha256.rs"]
mod sha256;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use expression::Says;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut files = Vec::new();
    collect(&root.join("rules"), &mut files)?;
    files.sort();
    let mut list = String::from("&[\n");
    let mut all = Vec::new();
    let mut expressions = BTreeMap::new();
    for file in &files {
        let name = file.strip_prefix(&root)?.to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(file)?;
        let lean = if name.ends_with(".toml") { without_examples(&text) } else { text.clone() };
        let tree = name.replace('/', "-").replace(".toml", ".tree");
        let made = if name.ends_with(".toml") { tree_of(&lean, &mut expressions)? } else { Vec::new() };
        fs::write(out.join(&tree), made)?;
        // The words of languages are no rules.
        if name.starts_with("rules/lang/") {
            continue;
        }
        // Names and contents, each with an end that neither can have.
        all.extend([name.as_bytes(), text.as_bytes()].join(&0));
        all.push(0);
        let full = file.to_string_lossy();
        let lean = format!("BuiltIn {{ text: {lean:?}, tree: include_bytes!({tree:?}) }}");
        writeln!(list, "    Shipped {{ name: {name:?}, full: include_str!({full:?}), lean: {lean} }},")?;
    }
    list.push_str("]\n");
    fs::write(out.join("rules.rs"), list)?;
    fs::write(out.join("expressions.rs"), table_of(&expressions)?)?;
    fs::write(out.join("rules.sha256"), sha256::sha256(&all))?;
    writeln!(io::stdout(), "cargo::rerun-if-changed=rules\ncargo::rerun-if-changed=build.rs")?;
    Ok(())
}

/// The text with every line of an example blank, so that whatever else there is keeps its place.
fn without_examples(text: &str) -> String {
    let (mut lean, mut in_example, mut quote) = (String::with_capacity(text.len()), false, None);
    for line in text.lines() {
        if quote.is_none() && line.starts_with('[') {
            in_example = line.starts_with("[[rule.") && line.contains(".example]]");
        }
        match in_example {
            true => lean.extend(std::iter::repeat_n(' ', line.len())),
            false => lean.push_str(line),
        }
        lean.push('\n');
        // A text over several lines may have lines that look like the head of a table.
        for (at, _) in line.match_indices(['\'', '"']) {
            match (quote, line.get(at..at + 3)) {
                (None, Some(mark @ ("\'\'\'" | "\"\"\""))) => quote = Some(mark),
                (Some(open), Some(mark)) if open == mark => quote = None,
                _ => {}
            }
        }
    }
    lean
}

/// What the expressions say, as `src/rule/pattern/engine.rs` has it.
fn table_of(expressions: &BTreeMap<String, Says>) -> Result<String, std::fmt::Error> {
    let mut table = String::from("&[\n");
    for (source, Says { by_line, needles, plain }) in expressions {
        let plain = match plain {
            None => "None".to_owned(),
            Some((words, at_end)) => format!("Some((&{words:?}, {at_end}))"),
        };
        let says = format!("by_line: {by_line}, needles: &{needles:?}, plain: {plain}");
        writeln!(table, "    Known {{ source: {source:?}, {says} }},")?;
    }
    table.push_str("]\n");
    Ok(table)
}

fn tree_of(text: &str, expressions: &mut BTreeMap<String, Says>) -> Result<Vec<u8>, Box<dyn Error>> {
    let root = DeTable::parse(text).map_err(|error| error.to_string())?;
    let root = Spanned::new(root.span(), DeValue::Table(root.into_inner()));
    let mut encoder = Encoder { text, out: Vec::new() };
    encoder.node(&root);
    collect_expressions(&root, expressions);
    Ok(encoder.out)
}

/// Every regular expression, by what stands between its slashes.
fn collect_expressions(node: &Spanned<DeValue<'_>>, found: &mut BTreeMap<String, Says>) {
    match node.get_ref() {
        DeValue::Array(items) => items.iter().for_each(|item| collect_expressions(item, found)),
        DeValue::Table(entries) => entries.iter().for_each(|(_, held)| collect_expressions(held, found)),
        DeValue::String(text) => {
            let inner = text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
            if let Some((inner, Ok(hir))) = inner.map(|inner| (inner, regex_syntax::parse(inner))) {
                found.insert(inner.to_owned(), Says::of(&hir));
            }
        }
        _ => {}
    }
}

struct Encoder<'t> {
    text: &'t str,
    out: Vec<u8>,
}

impl Encoder<'_> {
    fn node(&mut self, node: &Spanned<DeValue<'_>>) {
        let kind = match node.get_ref() {
            DeValue::String(_) => b't',
            DeValue::Integer(_) | DeValue::Float(_) => b'n',
            DeValue::Boolean(true) => b'y',
            DeValue::Boolean(false) => b'f',
            DeValue::Datetime(_) => b'd',
            DeValue::Array(_) => b'l',
            DeValue::Table(_) => b'm',
        };
        self.out.push(kind);
        self.span(node);
        match node.get_ref() {
            DeValue::String(text) => self.text(node, text),
            DeValue::Array(items) => {
                self.number(items.len());
                items.iter().for_each(|item| self.node(item));
            }
            DeValue::Table(entries) => {
                self.number(entries.len());
                for (key, held) in entries {
                    self.span(key);
                    self.text(key, key.get_ref());
                    let mut below = Encoder { text: self.text, out: Vec::new() };
                    below.node(held);
                    self.number(below.out.len());
                    self.out.append(&mut below.out);
                }
            }
            _ => {}
        }
    }

    fn span<T>(&mut self, spanned: &Spanned<T>) {
        self.number(spanned.span().start);
        self.number(spanned.span().len());
    }

    /// A text as it stands in its place, or spelt out where it is written in another way.
    fn text<T>(&mut self, place: &Spanned<T>, text: &str) {
        let written = self.text.get(place.span()).and_then(|raw| raw.find(text));
        self.number(written.map_or(0, |at| place.span().start + at + 1));
        self.number(text.len());
        if written.is_none() {
            self.out.extend(text.as_bytes());
        }
    }

    fn number(&mut self, mut number: usize) {
        while number >= 0x80 {
            self.out.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.out.push(number as u8);
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml" || extension == "csv") {
            files.push(path);
        }
    }
    Ok(())
}
