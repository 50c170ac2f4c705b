//! `gouji schema`: the JSON Schema of rule files, for editors.

use gouji::check::KINDS;
use gouji::check::schema::schema;

use super::Stop;
use super::terminal::Terminal;

/// Prints the schema.
pub fn run(terminal: &Terminal) -> Result<u8, Stop> {
    terminal.print(&format!("{:#}\n", schema(KINDS)));
    Ok(0)
}
