//! What is written: whole or not at all, where it was asked for, and never over what was read.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs::{self, File, Permissions};
use std::io::Read;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::common::{DESK, Told, gouji_in, program, put, told};
use tempfile::TempDir;

const CLEAN: &str = "某部门预算\n一、说明\n无。\n";
const FAULTY: &str = "某部门预算\n一、概况\n无。\n";
const RULES: [&str; 3] = ["--no-default-rules", "--rules", "desk.toml"];

/// A folder with the pack `desk` and `documents` faulty documents in `d`.
fn desk(documents: usize) -> TempDir {
    let folder = TempDir::new().unwrap();
    put(folder.path(), &[("desk.toml", DESK)]);
    for at in 0..documents {
        put(folder.path(), &[(&format!("d/{at:02}.txt"), FAULTY)]);
    }
    folder
}

fn run(folder: &Path, args: &[&str]) -> Told {
    gouji_in(folder, &[args, &RULES[..]].concat())
}

/// Runs the program where no file may become longer than a kilobyte: it is ended in the middle of writing, or, where it is
/// `told`, given an error as by a full disk.
fn cramped(folder: &Path, is_told: bool, args: &[&str]) -> Told {
    let trap = if is_told { "trap '' XFSZ; " } else { "" };
    let script = format!("{trap}ulimit -c 0; ulimit -f 1; exec \"$0\" \"$@\"");
    let mut shell = assert_cmd::Command::new("bash");
    shell.current_dir(folder).args(["-c", &script]).arg(program()).args(args);
    told(&mut shell)
}

/// The fingerprint of what is found in a document of the desk.
fn print(folder: &Path) -> String {
    let told = run(folder, &["check", "d/00.txt", "--fingerprints", "--format", "short"]).out;
    told.lines().next().unwrap().rsplit(' ').next().unwrap().to_owned()
}

#[test]
fn a_run_that_is_ended_leaves_what_was_there() {
    let folder = desk(20);
    let here = folder.path();
    let rule = "[pack]\nname = \"mine\"\n[rule.left]\ntitle = \"占位\"\nseverity = \"note\"\nwhy = \"-\"\ncheck.text = { forbid = \"待定\" }\nexample = [\n  { name = \"一\", text = \"待定\", marks = [] },\n  { name = \"二\", text = \"已定\", marks = [] },\n]\n";
    let long = format!("# {}\n", "一".repeat(1000));
    let old: Vec<(&str, String)> = vec![
        ("out.json", "旧".to_owned()),
        ("out.html", "旧".to_owned()),
        ("b.json", "{\"version\": 1, \"documents\": {}}".to_owned()),
        ("w.toml", long.clone()),
        ("mine.toml", format!("{rule}{long}")),
    ];
    let print = print(here);
    let commands: [&[&str]; 5] = [
        &["check", "d", "--format", "json=out.json"],
        &["check", "d", "--format", "html=out.html"],
        &["baseline", "d", "--file", "b.json", "--accept-new"],
        &["waive", &print, "d/00.txt", "--reason", "甲", "--by", "乙", "--waivers", "w.toml"],
        &["test", "--update", "--no-default-rules", "mine.toml"],
    ];
    for is_told in [false, true] {
        for ((name, text), args) in old.iter().zip(commands) {
            put(here, &[(name, text)]);
            let own = args[0] == "test";
            let all = if own { args.to_vec() } else { [args, &RULES[..]].concat() };
            let ended = cramped(here, is_told, &all);
            assert_eq!(ended.code, if is_told { 2 } else { -1 }, "{args:?}\n{}", ended.both());
            assert_eq!(&fs::read_to_string(here.join(name)).unwrap(), text, "{args:?}");
        }
        // Nothing stays beside it where the program could clean up.
        let stray = fs::read_dir(here).unwrap().map(|entry| entry.unwrap().file_name());
        let stray = stray.filter(|name| name.to_string_lossy().starts_with('.')).count();
        assert!(!is_told || stray == 5, "{stray}, not those of the five runs that were killed");
    }
    // Where there is room the same commands write.
    for ((name, text), args) in old.iter().zip(commands) {
        let own = args[0] == "test";
        let code = gouji_in(here, &if own { args.to_vec() } else { [args, &RULES[..]].concat() }).code;
        assert_eq!(code, i32::from(args[0] == "check"), "{args:?}");
        assert_ne!(&fs::read_to_string(here.join(name)).unwrap(), text, "{args:?}");
    }
}

#[test]
fn a_run_that_is_killed_leaves_the_old_report_or_the_new() {
    let folder = desk(30);
    let here = folder.path();
    assert_eq!(run(here, &["check", "d", "--format", "json=new.json"]).code, 1);
    let new = fs::read_to_string(here.join("new.json")).unwrap();
    put(here, &[("out.json", "旧")]);
    for delay in [5, 10, 20, 30, 40, 60, 80, 120, 160, 240] {
        let mut child = Command::new(program())
            .current_dir(here)
            .args(["check", "d", "--format", "json=out.json"])
            .args(RULES)
            .env("LC_ALL", "zh_CN.UTF-8")
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(delay));
        let _ = child.kill();
        child.wait().unwrap();
        let left = fs::read_to_string(here.join("out.json")).unwrap();
        assert!(left == "旧" || left == new, "after {delay} ms: {} bytes", left.len());
    }
}

#[test]
fn what_is_written_anew_keeps_its_permissions_and_links_lead_where_they_led() {
    let folder = desk(1);
    let here = folder.path();
    let mode = |name: &str| fs::metadata(here.join(name)).unwrap().mode() & 0o777;
    put(here, &[("out.json", "旧"), ("to/real.json", "旧"), ("plain", "")]);
    fs::set_permissions(here.join("out.json"), Permissions::from_mode(0o604)).unwrap();
    symlink("to/real.json", here.join("link.json")).unwrap();
    symlink("to/none.json", here.join("dangling.json")).unwrap();
    for name in ["out.json", "link.json", "dangling.json", "fresh.json", "new/folder/out.json"] {
        assert_eq!(run(here, &["check", "d", "--format", &format!("json={name}")]).code, 1, "{name}");
        assert!(fs::read_to_string(here.join(name)).unwrap().starts_with('{'), "{name}");
    }
    assert_eq!((mode("out.json"), mode("fresh.json")), (0o604, mode("plain")));
    assert!(fs::symlink_metadata(here.join("link.json")).unwrap().is_symlink());
    assert!(here.join("to/none.json").is_file());
    // Whoever may not write a file does not get it replaced; the one who may everything is not asked.
    fs::set_permissions(here.join("out.json"), Permissions::from_mode(0o444)).unwrap();
    if File::options().write(true).open(here.join("out.json")).is_err() {
        put(here, &[("d/00.txt", CLEAN)]);
        assert_eq!(run(here, &["check", "d", "--format", "json=out.json"]).code, 2);
    }
}

#[test]
fn pipes_and_the_outputs_of_the_shell_are_written_as_they_stand() {
    let folder = desk(1);
    let here = folder.path();
    let shell = |script: &str| {
        let mut command = assert_cmd::Command::new("bash");
        command.current_dir(here).args(["-c", script]).arg(program());
        told(command.args(["check", "d"]).args(RULES))
    };
    let is_json = |text: &str| serde_json::from_str::<serde_json::Value>(text).is_ok();
    assert!(is_json(&shell("\"$0\" \"$@\" --format json=/dev/stdout 2>/dev/null").out));
    shell("\"$0\" \"$@\" --format json=/dev/fd/3 3>three.json");
    assert!(is_json(&fs::read_to_string(here.join("three.json")).unwrap()));
    // What stands in a log stays.
    shell("echo before > log; \"$0\" \"$@\" --format json=/dev/stdout >> log 2>/dev/null; echo after >> log");
    let log = fs::read_to_string(here.join("log")).unwrap();
    assert!(log.starts_with("before\n{") && log.ends_with("}\nafter\n"), "{log}");
    assert!(Command::new("mkfifo").arg(here.join("pipe")).status().unwrap().success());
    let mut reader = Command::new("cat").arg(here.join("pipe")).stdout(Stdio::piped()).spawn().unwrap();
    assert_eq!(run(here, &["check", "d", "--format", "json=pipe"]).code, 1);
    let mut text = String::new();
    reader.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    reader.wait().unwrap();
    assert!(is_json(&text), "{text}");
}

#[test]
fn what_was_read_is_not_written_over() {
    let files: [(&str, &str); 8] = [
        ("d/a.txt", CLEAN),
        ("gouji.toml", "rules = [\"ours/ours.toml\"]\nallow = [\"idle-rules\"]\n"),
        ("d/gouji.toml", "lang = \"zh\"\n"),
        ("gouji-waivers.toml", ""),
        ("b.json", "{\"version\": 1, \"documents\": {}}"),
        ("ours/ours.toml", "[pack]\nname = \"ours\"\n[dictionary.\"科目\"]\nfile = \"codes.csv\"\n"),
        ("ours/codes.csv", "201,甲\n"),
        ("report/0001.html", "某部门预算\n一、说明\n无。\n"),
    ];
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    put(here, &[("desk.toml", DESK)]);
    put(here, &files);
    symlink("a.txt", here.join("d/link.json")).unwrap();
    symlink("d", here.join("other")).unwrap();
    fs::hard_link(here.join("d/a.txt"), here.join("hard.json")).unwrap();
    let pages: Vec<String> = (0..60).map(|at| format!("more/{at:02}.txt")).collect();
    for (output, role) in [
        ("json=d/a.txt", "要检查的文件"),
        ("json=./d/../d/a.txt", "要检查的文件"),
        ("json=other/a.txt", "要检查的文件"),
        ("json=d/link.json", "要检查的文件"),
        ("json=hard.json", "要检查的文件"),
        ("sarif=gouji.toml", "在用的配置"),
        ("sarif=d/gouji.toml", "在用的配置"),
        ("html=gouji-waivers.toml", "在用的豁免"),
        ("json=b.json", "在用的基线"),
        ("csv=desk.toml", "在用的规则"),
        ("csv=ours/ours.toml", "在用的规则"),
        ("junit=ours/codes.csv", "在用的规则"),
    ] {
        let formats = ["--format", "markdown=first.md", "--format", output];
        let told = run(here, &[&["check", "d", "--baseline", "b.json"][..], &formats].concat());
        assert!(told.code == 2 && told.err.contains(role), "{output}: {}: {}", told.code, told.both());
        assert!(!here.join("first.md").exists(), "{output}: nothing is written");
        for (name, text) in &files {
            assert_eq!(&fs::read_to_string(here.join(name)).unwrap(), text, "{output}");
        }
    }
    // A page of a report of many.
    for page in &pages {
        put(here, &[(page, CLEAN)]);
    }
    let told = run(here, &["check", "more", "report/0001.html", "--format", "html=report.html"]);
    assert!(told.code == 2 && told.err.contains("report/0001.html"), "{}", told.both());
    assert_eq!(fs::read_to_string(here.join("report/0001.html")).unwrap(), files[7].1);
    for (args, role) in [
        (&["baseline", "d", "--file", "d/a.txt"][..], "要检查的文件"),
        (&["baseline", "d", "--file", "gouji.toml"], "在用的配置"),
    ] {
        let told = run(here, args);
        assert!(told.code == 2 && told.err.contains(role), "{args:?}: {}", told.both());
    }
}

#[test]
fn waivers_are_not_written_into_a_configuration() {
    let folder = desk(1);
    put(folder.path(), &[("gouji.toml", "")]);
    let print = print(folder.path());
    let args = ["waive", &print, "d", "--reason", "甲", "--by", "乙", "--waivers", "gouji.toml"];
    let told = run(folder.path(), &args);
    assert_eq!(told.code, 2, "{}", told.both());
    assert_eq!(fs::read_to_string(folder.path().join("gouji.toml")).unwrap(), "");
}

#[test]
fn two_formats_never_go_to_one_file() {
    let folder = desk(1);
    let here = folder.path();
    fs::create_dir(here.join("there")).unwrap();
    symlink("there", here.join("link")).unwrap();
    for (one, other) in [
        ("json=x", "sarif=x"),
        ("json=x", "sarif=./x"),
        ("json=there/x", "csv=link/x"),
        ("json=new/x", "csv=new/y/../x"),
        ("json=/dev/stdout", "text"),
    ] {
        let told = run(here, &["check", "d", "--format", one, "--format", other]);
        assert!(told.code == 2 && told.out.is_empty(), "{one} {other}: {}: {}", told.code, told.both());
        assert!(["x", "there/x", "new"].iter().all(|name| !here.join(name).exists()), "{one} {other}");
    }
    let told = run(here, &["check", "d", "--format", "json=/dev/null", "--format", "sarif=/dev/null"]);
    assert_eq!(told.code, 1, "nobody reads it: {}", told.err);
}

/// A result that nobody was told does not pass.
#[test]
fn what_could_not_be_told_ends_with_2() {
    let folder = desk(1);
    let here = folder.path();
    let example = "[[rule.section-is-missing.example]]\nname = \"缺\"\ntext = \"某部门预算\\n\"\nmarks = [\"某部门预算\"]\n[[rule.section-is-missing.example]]\nname = \"有\"\ntext = \"某部门预算\\n一、说明\\n\"\nmarks = []\n";
    put(here, &[("desk.toml", &format!("{DESK}{example}")), ("d/00.txt", CLEAN)]);
    for args in [
        &["rules"][..],
        &["rules", "--dead", "d"],
        &["explain", "desk/section-is-missing"],
        &["explain", "gouji/no-pack"],
        &["inspect", "d/00.txt", "--names"],
        &["check", "d"],
        &["check", "d", "--show-files"],
        &["test", "--no-default-rules", "desk.toml"],
        &["test", "--no-default-rules", "desk.toml", "--mutate"],
    ] {
        let all = if args[0] == "test" { args.to_vec() } else { [args, &RULES[..]].concat() };
        let heard = gouji_in(here, &all);
        assert_eq!(heard.code, 0, "{args:?}: {}", heard.both());
        for (to, code) in [("/dev/full", 2), ("&-", 2), ("/dev/null", 0), ("out.txt", 0)] {
            let script = format!("exec \"$0\" \"$@\" >{to}");
            let mut shell = assert_cmd::Command::new("bash");
            // Where this is set the run is begun anew.
            shell
                .current_dir(here)
                .args(["-c", &script])
                .arg(program())
                .args(&all)
                .env("RUST_BACKTRACE", "1");
            let told = told(&mut shell);
            assert_eq!(told.code, code, "{args:?} >{to}: {}", told.err);
            assert_eq!(
                told.err.contains("cannot write the result"),
                code == 2,
                "{args:?} >{to}: {}",
                told.err
            );
        }
    }
    // What is written elsewhere is heard there.
    let script = "exec \"$0\" check d --format json=out.json --no-default-rules --rules desk.toml >&-";
    let mut shell = assert_cmd::Command::new("bash");
    shell.current_dir(here).args(["-c", script]).arg(program());
    assert_eq!(told(&mut shell).code, 0);
    assert!(here.join("out.json").metadata().is_ok_and(|out| out.len() > 0));
}

/// A defect of the program is told in a line, and the other documents are checked.
#[test]
fn a_defect_prints_no_trace() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    let rule = "[pack]\nname = \"p\"\n[table.\"表\"]\ncaption = \"*表\"\n[rule.too-much]\ntitle = \"过大\"\nwhy = \"-\"\ncheck.formula = \"表[甲] * 79228162514264337593543950335 * 79228162514264337593543950335 = 表[甲]\"\n";
    put(here, &[("p.toml", rule), ("a.txt", "某表\n\n项目\t金额\n甲\t21.00\n"), ("b.txt", "某文\n")]);
    let args = ["check", "a.txt", "b.txt", "--no-default-rules", "--rules", "p.toml", "--format", "json"];
    let told = gouji_in(here, &args);
    assert!([2, 3].contains(&told.code), "{}", told.code);
    assert!(!told.err.contains("panicked") && !told.err.contains("RUST_BACKTRACE"), "{}", told.err);
    assert!(serde_json::from_str::<serde_json::Value>(&told.out).is_ok());
}
