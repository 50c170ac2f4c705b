//! `gouji schema`: the JSON Schema of rule files, for editors.

use gouji::check::KINDS;
use gouji::check::schema::{schema, schema_in};

use super::Stop;
use super::terminal::Terminal;

/// Prints the schema: in the language that the arguments ask for, or else in both, for an editor shows it to more than one.
pub fn run(terminal: &Terminal) -> Result<u8, Stop> {
    let made = terminal.lang_by_hand.map_or_else(|| schema(KINDS), |lang| schema_in(KINDS, lang));
    terminal.print(&format!("{made:#}\n"));
    Ok(0)
}
