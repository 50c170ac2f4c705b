//! A kind of check that nobody needs, as a new one is written: this file, and one line in a table of kinds.

use gouji::check::bind::Bound;
use gouji::check::kind::Check;
use gouji::check::results::Results;
use gouji::diagnostic::{Diagnostic, Severity, Text};
use gouji::keys;
use gouji::keys::known::{FACTS, TABLES};
use gouji::ledger::Outcome;
use gouji::rule::parts::{GLOBS, List, Name, WORDS, needed};
use gouji::rule::{Glob, Rule};

keys! {
    /// Every date in a column lies in the year of the title.
    "一列里的日期应都在标题的年度之内。"
    pub struct Dated {
        /// The fact that says the year.
        fact: String = "fact", Name(FACTS), "说年度的那件事";
        /// Tables.
        tables: Vec<String> = "tables", needed(List(Name(TABLES))), "哪些表";
        /// The columns with dates.
        columns: Vec<Glob> = "columns", GLOBS, "写日期的列";
        /// Words that stand for no date.
        except: Vec<String> = "except", WORDS, "不是日期的词";
    }
}

impl Check for Dated {
    const NAME: &'static str = "dated";

    fn run(&self, bound: &Bound<'_>, _: &Rule, results: &mut Results) {
        let (document, Some(year)) = (bound.document, bound.fact_value(&self.fact)) else { return };
        for table in bound.bound_tables().filter(|table| self.tables.contains(&table.binding.name)) {
            for (column, header) in table.table.columns.iter().enumerate() {
                let label = header.path.last().map_or("", |place| document.text(place));
                if !self.columns.iter().any(|glob| glob.matches(label)) {
                    continue;
                }
                let cells = table.table.panes.iter().flat_map(|pane| &pane.items);
                for cell in cells.filter_map(|item| table.table.rows[item.row].cells.get(column)) {
                    let said = document.text(&cell.place);
                    if said.is_empty()
                        || said.starts_with(&year)
                        || self.except.iter().any(|word| word == said)
                    {
                        results.outcome(Outcome::Holds);
                        continue;
                    }
                    let message =
                        Text::new(format!("{said} 不在 {year} 年"), format!("{said} is not in {year}"));
                    let span = document.span(&cell.place);
                    results.finding(Diagnostic::new("", Severity::Error, span, message));
                }
            }
        }
    }
}
