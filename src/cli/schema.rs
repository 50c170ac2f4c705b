//! `gouji schema`: the JSON Schema of rule files, for editors.

use gouji::rule::load::schema;

use super::Stop;
use super::terminal::Terminal;

/// Prints the schema.
pub fn run(terminal: &Terminal) -> Result<u8, Stop> {
    terminal.print(&format!("{:#}\n", schema()));
    Ok(0)
}
