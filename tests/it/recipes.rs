//! The recipes do what their pages say: the script of the GitHub action and of the GitLab template, run by a real shell.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::common::{self, put};

/// The lines of the block that follows `opening` after `from`, without their margin.
fn block(text: &str, from: &str, opening: &str) -> String {
    let rest = &text[text.find(from).unwrap()..];
    let rest = &rest[rest.find(opening).unwrap() + opening.len()..];
    let lines: Vec<&str> = rest.lines().skip(1).collect();
    let margin = lines[0].len() - lines[0].trim_start().len();
    let within = |line: &&&str| line.trim().is_empty() || line.len() - line.trim_start().len() >= margin;
    let block: Vec<&str> =
        lines.iter().take_while(within).map(|line| line.get(margin..).unwrap_or_default()).collect();
    block.join("\n")
}

/// A folder with a document in which something is wrong, and the program where a recipe looks for it.
fn desk(program: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let files = [
        ("docs/a b.txt", "某部门预算\n第一行待补充XX元。\n"),
        ("gouji.toml", "fail-on = \"never\"\nallow = [\"no-pack\", \"unreadable-figures\"]\n"),
    ];
    put(folder.path(), &files);
    let program = folder.path().join(program);
    fs::create_dir_all(program.parent().unwrap()).unwrap();
    symlink(common::program(), program).unwrap();
    folder
}

fn shell(folder: &Path, script: &str, env: &[(&str, &str)]) -> (i32, String) {
    let mut command = Command::new("bash");
    command.current_dir(folder).args(["-eo", "pipefail", "-c", script]).envs(env.iter().copied());
    let output = command.output().unwrap();
    let told = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    (output.status.code().unwrap(), told)
}

#[test]
fn the_action_checks_summarises_and_keeps_the_exit_code() {
    let script = block(include_str!("../../action.yml"), "id: check", "run: |");
    for (paths, code) in [("docs\n", "0"), ("docs/a b.txt\ngone.txt\n", "3"), ("nothing-here/*\n", "3")] {
        let folder = desk("gouji/bin/gouji");
        let here = folder.path().to_str().unwrap();
        let (output, summary) = (format!("{here}/output"), format!("{here}/summary"));
        let env = [
            ("PATHS", paths),
            ("CONFIG", ""),
            ("BASELINE", ""),
            ("FAIL_ON", ""),
            ("LANGUAGE_", "en"),
            ("SARIF", "out.sarif"),
            ("RUNNER_TEMP", here),
            ("GITHUB_OUTPUT", &output),
            ("GITHUB_STEP_SUMMARY", &summary),
        ];
        let (ended, told) = shell(folder.path(), &script, &env);
        assert_eq!(ended, 0, "the verdict comes last: {told}");
        assert_eq!(fs::read_to_string(&output).unwrap(), format!("code={code}\n"), "{told}");
        assert!(told.contains("::notice title=gouji::"), "{told}");
        assert!(fs::read_to_string(&summary).unwrap().starts_with("## gouji"));
        let sarif: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(folder.path().join("out.sarif")).unwrap()).unwrap();
        assert_eq!(sarif["runs"][0]["invocations"][0]["exitCode"].to_string(), code);
    }
}

#[test]
fn the_action_passes_on_how_strict_it_is() {
    let script = block(include_str!("../../action.yml"), "id: check", "run: |");
    for (strict, min_read, code) in
        [("", "", "0"), ("true", "", "3"), ("false", "97", "0"), ("", "most", "2")]
    {
        let folder = desk("gouji/bin/gouji");
        fs::write(folder.path().join("gouji.toml"), "fail-on = \"never\"\n").unwrap();
        let here = folder.path().to_str().unwrap();
        let (output, summary) = (format!("{here}/output"), format!("{here}/summary"));
        let env = [
            ("PATHS", "docs"),
            ("STRICT", strict),
            ("MIN_READ", min_read),
            ("SARIF", "out.sarif"),
            ("RUNNER_TEMP", here),
            ("GITHUB_OUTPUT", &output),
            ("GITHUB_STEP_SUMMARY", &summary),
        ];
        let (_, told) = shell(folder.path(), &script, &env);
        assert_eq!(
            fs::read_to_string(&output).unwrap(),
            format!("code={code}\n"),
            "{strict} {min_read}: {told}"
        );
    }
}

/// What is cached is known by what it is built from.
#[test]
fn the_action_knows_what_it_builds_from() {
    let script = block(include_str!("../../action.yml"), "id: source", "run: |");
    let folder = TempDir::new().unwrap();
    let digest = |path: &Path| {
        let output = folder.path().join("output");
        let _ = fs::remove_file(&output);
        let env =
            [("GITHUB_ACTION_PATH", path.to_str().unwrap()), ("GITHUB_OUTPUT", output.to_str().unwrap())];
        let (ended, told) = shell(path, &script, &env);
        assert_eq!(ended, 0, "{told}");
        let told = fs::read_to_string(&output).unwrap();
        told.strip_prefix("digest=").unwrap().trim().to_owned()
    };
    let own = digest(Path::new("."));
    assert!(own.len() == 32 && own == digest(Path::new(".")), "{own}");
    let small = folder.path().join("small");
    for name in ["src/a b.rs", "rules/r.toml", "Cargo.toml", "Cargo.lock", "build.rs"] {
        put(&small, &[(name, name)]);
    }
    let before = digest(&small);
    fs::write(small.join("src/a b.rs"), "changed").unwrap();
    assert_ne!(before, digest(&small));
}

/// A name in a public registry is whoever's took it: nothing is installed by name alone, and nothing points there.
#[test]
fn nothing_is_installed_by_name_alone() {
    let mut files =
        vec!["README.md".into(), "README.zh.md".into(), "action.yml".into(), ".pre-commit-hooks.yaml".into()];
    files.extend(fs::read_dir("docs").unwrap().map(|entry| entry.unwrap().path()));
    for file in files.iter().filter(|file: &&std::path::PathBuf| file.is_file()) {
        let text = fs::read_to_string(file).unwrap();
        for line in text.lines().filter(|line| line.contains("cargo install")) {
            assert!(line.contains("--path") || line.contains("--git"), "{}: {line}", file.display());
        }
        for name in ["crates.io/crates/gouji", "pip install gouji", "npm install gouji"] {
            assert!(!text.contains(name), "{}: {name}", file.display());
        }
    }
}

#[test]
fn the_gitlab_template_installs_from_where_it_is_told() {
    let script = block(include_str!("../../docs/gitlab-ci.template.yml"), "before_script:", "- |");
    let folder = TempDir::new().unwrap();
    let cargo = folder.path().join("cargo");
    fs::write(&cargo, "#!/bin/sh\necho cargo \"$@\"\n").unwrap();
    Command::new("chmod").arg("+x").arg(&cargo).status().unwrap();
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let (ended, told) = shell(folder.path(), &script, &[("PATH", &path)]);
    assert!(ended == 2 && told.contains("GOUJI_REPOSITORY") && !told.contains("cargo install"), "{told}");
    let env =
        [("PATH", path.as_str()), ("GOUJI_REPOSITORY", "https://example.org/g.git"), ("GOUJI_TAG", "v9")];
    let (ended, told) = shell(folder.path(), &script, &env);
    assert_eq!(
        (ended, told.as_str()),
        (0, "cargo install --locked --git https://example.org/g.git --tag v9 gouji\n")
    );
}

#[test]
fn the_gitlab_template_writes_its_reports() {
    let template = include_str!("../../docs/gitlab-ci.template.yml");
    let script = block(template, "script:\n    - >-", "- >-").replace('\n', " ");
    let folder = desk(".cargo/bin/gouji");
    let home = folder.path().join(".cargo");
    let env =
        [("CARGO_HOME", home.to_str().unwrap()), ("GOUJI_ARGS", "--fail-on never"), ("GOUJI_PATHS", "docs")];
    let (ended, told) = shell(folder.path(), &script, &env);
    assert_eq!(ended, 0, "{told}");
    for report in ["gl-code-quality-report.json", "gouji.xml", "gouji.csv"] {
        assert!(template.contains(report) && folder.path().join(report).is_file(), "{report}");
    }
}

#[test]
fn the_hook_of_pre_commit_is_a_command_that_there_is() {
    let hook = include_str!("../../.pre-commit-hooks.yaml");
    let entry = hook.lines().find_map(|line| line.trim().strip_prefix("entry: ")).unwrap();
    let folder = desk("gouji");
    let (ended, told) = shell(folder.path(), &format!("./{entry} 'docs/a b.txt'"), &[]);
    assert_eq!(ended, 0, "{told}");
}
