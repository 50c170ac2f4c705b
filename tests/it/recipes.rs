//! The recipes do what their pages say: the script of the GitHub action and of the GitLab template, run by a real shell.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::common;

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
    let put = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put("docs/a b.txt", "某部门预算\n第一行待补充XX元。\n");
    put("gouji.toml", "fail-on = \"never\"\nallow = [\"no-pack\", \"unreadable-figures\"]\n");
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
