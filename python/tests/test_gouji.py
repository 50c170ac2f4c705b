"""The package finds what the command finds, says what it says, and does so without the interpreter's lock."""

import doctest
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import unittest
from decimal import Decimal

import gouji

ROOT = pathlib.Path(__file__).parents[2]
FIXTURES = sorted(path for path in (ROOT / "fixtures").iterdir() if path.suffix in (".txt", ".md"))
MINE = """
[pack]
name = "mine"
[rule.word-is-there]
title = "不写「待定」"
check.text = { forbid = "待定" }
"""


def command(*arguments: str, folder: pathlib.Path = ROOT) -> "subprocess.CompletedProcess[str]":
    program = pathlib.Path(sys.executable).parent / "gouji"
    return subprocess.run([str(program), *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8")


class Package(unittest.TestCase):
    def test_it_finds_what_the_command_finds(self) -> None:
        self.assertGreater(len(FIXTURES), 8)
        checker = gouji.Checker()
        found = 0
        for path in FIXTURES:
            name = str(path.relative_to(ROOT))
            told = json.loads(command("check", "--no-config", "--lang", "en", "--format", "json", name).stdout)
            (document,) = told["documents"]
            checked = checker.check(path, name=name)
            self.assertEqual(json.loads(checked._inner.json())["documents"][0], document)
            self.assertEqual(len(checked.findings), len(document["diagnostics"]))
            for one, other in zip(checked.findings, document["diagnostics"]):
                self.assertEqual((one.rule, one.message, one.fingerprint), (other["rule"], other["message"], other["fingerprint"]))
                self.assertEqual((one.place.start, one.place.column), (other["primary"]["start"], other["primary"]["column"]))
            figures = [figure for figure in checked.figures if not figure.blank]
            marks = [sum(figure.mark == mark for figure in figures) for mark in ("tied", "contradicted", "unchecked")]
            self.assertEqual(marks, [document["tied"], document["contradicted"], document["unchecked"]])
            holds = sum(entry.outcome == "holds" for entry in checked.ledger)
            self.assertEqual(holds, document["outcomes"]["holds"])
            found += len(checked.findings)
        self.assertGreater(found, 40)

    def test_bytes_are_a_document_with_a_name(self) -> None:
        path = ROOT / "fixtures/budget-one-digit.txt"
        by_bytes = gouji.check(path.read_bytes(), name=str(path))
        self.assertEqual(by_bytes.findings, gouji.check(path).findings)
        at_fault = next(found for found in by_bytes.findings if found.rule == "gouji/figure-at-fault")
        self.assertEqual((at_fault.stated, at_fault.expected, at_fault.severity), ("528.97", "582.97", "error"))
        said = by_bytes.text.encode()[at_fault.place.start : at_fault.place.end].decode()
        self.assertEqual(said, "528.97")
        figure = next(figure for figure in by_bytes.figures if figure.start == at_fault.place.start)
        self.assertEqual((figure.value, figure.unit, figure.mark), (Decimal("528.97"), "万元", "contradicted"))
        with self.assertRaises(TypeError):
            gouji.check(b"x")

    def test_documents_beside_each_other_are_what_they_are_for_the_command(self) -> None:
        budget = (ROOT / "fixtures/budget-clean.txt").read_text(encoding="utf-8")
        account = (ROOT / "fixtures/accounts-faulty.txt").read_text(encoding="utf-8")
        before = re.sub("203[01]", lambda found: str(int(found[0]) - 1), account)
        start = budget.index("\n第二部分 2025年部门预算报表\n\n") + 1
        end = budget.index("\n第三部分 ", start) + 1
        files = {
            "甲/words.txt": budget[:start] + budget[end:],
            "甲/tables.txt": "\n\n".join([*budget.split("\n\n")[:2], budget[start:end]]),
            "乙/2030.txt": before,
            "乙/2031.txt": account,
            "乙/none.pdf": "%PDF-1.7",
        }
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            for path, text in files.items():
                (folder / path).parent.mkdir(exist_ok=True)
                (folder / path).write_text(text, encoding="utf-8")
            arguments = ("check", "--no-config", "--lang", "en", "--format", "json")
            told = json.loads(command(*arguments, *files, folder=folder).stdout)
            one = json.loads(command(*arguments, "--as-one", *list(files)[2:4], folder=folder).stdout)
        sources = [(path, text.encode()) for path, text in files.items()]
        checked, refused = gouji.check_all(sources)
        self.assertEqual([json.loads(one._inner.json())["documents"][0] for one in checked], told["documents"])
        self.assertEqual([one.files for one in checked], [["乙/2030.txt"], ["乙/2031.txt"], ["甲/tables.txt", "甲/words.txt"]])
        self.assertEqual([why.name for why in refused], ["乙/none.pdf"])
        self.assertEqual((checked[1].department, checked[1].year, checked[1].chain), ("澄湖市典籍博物馆管理处", 2031, "澄湖市典籍博物馆管理处"))
        rules = {found.rule for one in checked for found in one.findings}
        self.assertIn("final-accounts/opening-balance-differs-from-last-years-closing", rules)
        (whole,), _ = gouji.check_all(sources[2:4], as_one=True)
        self.assertEqual(json.loads(whole._inner.json())["documents"][0], one["documents"][0])
        self.assertEqual({found.place.path for found in whole.findings}, {"乙/2030.txt", "乙/2031.txt"})
        with self.assertRaises(FileNotFoundError):
            gouji.check_all(["there/is/none.pdf"])

    def test_what_cannot_be_checked_is_an_exception(self) -> None:
        with self.assertRaises(gouji.Unreadable) as caught:
            gouji.check(b"\x00\x01\x02", name="a.pdf")
        self.assertTrue(caught.exception.reason and caught.exception.help)
        with self.assertRaises(FileNotFoundError):
            gouji.check("there/is/none.pdf")
        with self.assertRaises(ValueError):
            gouji.check(b"x", name="a.txt", lang="fr")  # type: ignore[arg-type]

    def test_rules_of_ones_own(self) -> None:
        text = "金额待定。\n".encode()
        rules = [found.rule for found in gouji.check(text, name="a.txt", rules={"mine.toml": MINE}).findings]
        self.assertIn("mine/word-is-there", rules)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "mine.toml"
            path.write_text(MINE, encoding="utf-8")
            for given in (path, folder, [path]):
                rules = [found.rule for found in gouji.check(text, name="a.txt", rules=given).findings]
                self.assertIn("mine/word-is-there", rules)
        with self.assertRaises(gouji.RuleError) as caught:
            gouji.Checker({"mine.toml": MINE.replace("title", "titel")})
        self.assertTrue(any("mine.toml:5:1" in fault for fault in caught.exception.faults), str(caught.exception))

    def test_other_threads_go_on(self) -> None:
        path = ROOT / "fixtures/budget-faulty.txt"
        checker = gouji.Checker()
        bytes_ = path.read_bytes()
        expected = checker.check(bytes_, name="a.txt").findings
        found: list = []
        threads = [
            threading.Thread(target=lambda: found.append(checker.check(bytes_, name="a.txt").findings)) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(found, [expected] * 8)

    def test_the_examples_of_the_readmes_run(self) -> None:
        for page in ("README.md", "README.zh.md", "docs/python.md"):
            text = (ROOT / page).read_text(encoding="utf-8")
            example = re.findall(r"```python\n(.*?)```", text, re.S)[0]
            told = subprocess.run([sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
            self.assertEqual((told.returncode, told.stderr), (0, ""))
            self.assertIn("582.97", told.stdout, page)

    def test_the_command_comes_with_it(self) -> None:
        self.assertEqual(command("check", "fixtures/budget-clean.txt").returncode, 0)
        self.assertEqual(command("check", "fixtures/budget-faulty.txt").returncode, 1)
        self.assertEqual(command("check", "there/is/none").returncode, 3)
        self.assertEqual(command("check").returncode, 2)
        self.assertEqual(command("--version").stdout, f"gouji {gouji.__version__}\n")

    def test_the_examples_of_the_docstrings_run(self) -> None:
        told = doctest.testmod(gouji)
        self.assertGreater(told.attempted, 0)
        self.assertEqual(told.failed, 0)

    def test_arrow_tables(self) -> None:
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            self.skipTest("pyarrow is not installed")
        checked = [gouji.check(path) for path in FIXTURES]
        tables = gouji.tables(checked)
        self.assertEqual(tables["findings"].num_rows, sum(len(one.findings) for one in checked))
        self.assertEqual(tables["figures"].num_rows, sum(len(one.figures) for one in checked))
        self.assertEqual(tables["ledger"].num_rows, sum(len(one.ledger) for one in checked))
        values = [value for one in checked for value in (figure.value for figure in one.figures)]
        self.assertEqual([value for value in tables["figures"]["value"].to_pylist()], values)
        self.assertEqual(gouji.tables([])["findings"].schema, tables["findings"].schema)


if __name__ == "__main__":
    unittest.main()
