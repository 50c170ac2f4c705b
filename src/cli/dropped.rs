//! Files dropped on the program's icon: Windows begins it with their paths and nothing else. They are checked, and their report is
//! written beside the first of them and opened.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// What the report is called.
const REPORT: &str = "gouji-report.html";

/// The arguments that check what was dropped, and where the report goes; nothing where the first argument is a command or an
/// option, or something else than paths was given.
pub fn dropped(
    arguments: &[OsString],
    is_command: &dyn Fn(&OsStr) -> bool,
) -> Option<(Vec<OsString>, PathBuf)> {
    let (program, paths) = arguments.split_first()?;
    let first = paths.first()?;
    if is_command(first) || !paths.iter().all(|path| Path::new(path).exists()) {
        return None;
    }
    let folder = Path::new(first).parent().unwrap_or(Path::new(""));
    let report = folder.join(REPORT);
    let mut format = OsString::from("html=");
    format.push(&report);
    // The folder of the files is the root: what lies beside them was put there by whoever drops them.
    let root = if folder.as_os_str().is_empty() { OsStr::new(".") } else { folder.as_os_str() };
    let head = [program.as_os_str(), "check".as_ref(), "--root".as_ref(), root, "--format".as_ref(), &format];
    let all = head.into_iter().chain(["--".as_ref()]).chain(paths.iter().map(OsString::as_os_str));
    Some((all.map(OsStr::to_owned).collect(), report))
}

/// Shows the report; where there is none, leaves the window open in which it says why.
#[cfg(windows)]
pub fn show(report: &Path, code: u8) {
    if code == 2 {
        let _ = std::io::stdin().read_line(&mut String::new());
    } else {
        let _ = std::process::Command::new("explorer").arg(report).status();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_alone_are_what_was_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name).into_os_string();
        std::fs::write(file("a.txt"), "x").unwrap();
        let is_command = |word: &OsStr| word == "check";
        let asked = |words: &[OsString]| dropped(words, &is_command);
        let program = OsString::from("gouji");
        let (arguments, report) = asked(&[program.clone(), file("a.txt")]).unwrap();
        assert_eq!(report, folder.path().join(REPORT));
        let told: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
        assert_eq!(told[..3], ["gouji", "check", "--root"]);
        assert_eq!(told[told.len() - 2..], ["--", file("a.txt").to_str().unwrap()]);
        for words in
            [vec![], vec!["check".into()], vec!["--version".into()], vec![file("a.txt"), file("b.txt")]]
        {
            let all: Vec<OsString> = std::iter::once(program.clone()).chain(words).collect();
            assert!(asked(&all).is_none(), "{all:?}");
        }
    }
}
