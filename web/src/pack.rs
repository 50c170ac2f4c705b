//! Several files in one: a ZIP, so that one click saves them all.

use std::io::{Cursor, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};

use crate::ask::Part;

/// `files` in an archive; `body` is what they hold, one after the other.
pub fn pack(files: &[Part], body: &[u8]) -> Result<Vec<u8>, String> {
    let mut rest = body;
    let mut parts = Vec::with_capacity(files.len());
    for file in files {
        let (bytes, after) = rest.split_at_checked(file.length).ok_or("the body is too short")?;
        parts.push((file.name.as_str(), bytes));
        rest = after;
    }
    packed(&parts)
}

/// The files of these names in an archive. They have no time: the same files make the same archive.
pub fn packed(files: &[(&str, &[u8])]) -> Result<Vec<u8>, String> {
    let write = || {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer.start_file(*name, SimpleFileOptions::default())?;
            writer.write_all(bytes)?;
        }
        Ok(writer.finish()?.into_inner())
    };
    write().map_err(|error: zip::result::ZipError| error.to_string())
}
