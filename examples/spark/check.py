"""Holds the example: documents of a lake checked by Spark on two workers, against the command.

    python check.py [DOCUMENTS]

Needs pyspark, pyarrow, Java 17 and gouji in this environment. A worker's processes are killed while they work, and the whole run is
ended in the middle and begun again; after that every document has one row, the findings are those of the command, and what ended its
process, what cannot be read and what nobody would name so are rows like all others.
"""

import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
FIXTURES = HERE.parents[1] / "fixtures"
MASTER = os.environ.get("GOUJI_MASTER", "local-cluster[2,1,1024]")
#: Less than the hostile document needs, and enough for every other.
MEMORY = 1 << 30


#: Whose documents the fixtures are.
DEPARTMENTS = re.compile("(澄湖|云溪|清河|东岭)(?=市)|(白石|石桥)(?=县)")


def renamed(text: str, at: int) -> str:
    """The document of another department."""
    number = "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in str(at))
    return DEPARTMENTS.sub(lambda found: found[0] + number, text)


def year_before(text: str) -> str:
    return re.sub("202[45]|203[01]", lambda found: str(int(found[0]) - 1), text)


def in_two(text: str) -> "tuple[str, str]":
    """The words of a budget and its tables."""
    start = text.index("\n第二部分 2025年部门预算报表\n\n") + 1
    end = text.index("\n第三部分 ", start) + 1
    title = text[: text.index("\n")]
    return text[:start] + text[end:], f"{title}\n\n2025年度部门预算公开\n\n{text[start:end]}"


def generate(lake: Path, count: int) -> None:
    """Documents like those of the fixtures, each with other digits and of another department, of several places and years; every
    tenth department with its year before, every tenth in two files."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(FIXTURES.glob("*.txt"))]
    chance = random.Random(1)
    for at in range(count):
        text = renamed(texts[at % len(texts)], at)
        places = [found.start() for found in re.finditer(r"\d(?=\d*\.\d\d)", text)]
        for place in chance.sample(places, min(3, len(places))):
            text = f"{text[:place]}{chance.randrange(1, 10)}{text[place + 1 :]}"
        folder = lake / f"place=县{at % 7}" / f"year={2030 + at % 3}"
        folder.mkdir(parents=True, exist_ok=True)
        files = {f"{at:05}.txt": text}
        if at % 10 == 2:
            files[f"{at:05}-before.txt"] = year_before(renamed(texts[at % len(texts)], at))
        elif at % 10 == 3 and "第二部分 2025年部门预算报表" in text:
            folder = folder / f"{at:05}"
            folder.mkdir()
            files = dict(zip(("words.txt", "tables.txt"), in_two(text)))
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    odd = lake / "place=县0" / "year=2030"
    (odd / "预算[终稿] {1}.txt").write_text(texts[0], encoding="utf-8")
    (odd / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    (odd / "huge.txt").write_text("某局2031年部门预算\n\n" + "1 2\t" * 7_500_000, encoding="utf-8")


def command(lake: Path, output: Path, batch: int) -> "tuple[list[str], dict[str, str]]":
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    environment["PYSPARK_SUBMIT_ARGS"] = (
        f"--master {MASTER} --conf spark.ui.enabled=false --py-files {HERE / 'one.py'} pyspark-shell"
    )
    arguments = [sys.executable, str(HERE / "lake.py"), str(lake), str(output)]
    return [*arguments, "--lang", "en", "--memory", str(MEMORY), "--batch", str(batch)], environment


def descendants(root: int) -> "list[tuple[int, str]]":
    """The processes below one, with their arguments."""
    children: "dict[int, list[int]]" = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(folder.name))
    below, found = [root], []
    while below:
        for child in children.get(below.pop(), []):
            below.append(child)
            try:
                found.append((child, (Path("/proc") / str(child) / "cmdline").read_text().replace("\0", " ")))
            except OSError:
                pass
    return found


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    batch = max(20, count // 4)
    with tempfile.TemporaryDirectory() as name:
        lake, output = Path(name) / "lake", Path(name) / "out"
        generate(lake, count)
        arguments, environment = command(lake, output, batch)

        # The first run is ended when a batch is written, and its workers with it.
        first = subprocess.Popen(arguments, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)
        while first.poll() is None and not any(output.glob("documents/place=*/year=*/*.parquet")):
            time.sleep(0.05)
        assert first.poll() is None, "the first run must not be done before it is ended"
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()

        # While the second works, a worker of Python is killed: its task is done again.
        start = time.monotonic()
        second = subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        killed = []

        def kill() -> None:
            while second.poll() is None and not killed:
                time.sleep(0.3)
                workers = [pid for pid, told in descendants(second.pid) if re.search(r"one\.py \d", told)]
                parents = {int((Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[1]) for pid in workers}
                for pid in parents:
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)
                    break

        threading.Thread(target=kill, daemon=True).start()
        out, told = second.communicate()
        seconds = time.monotonic() - start
        assert second.returncode == 0, told[-4000:]
        assert killed, "no worker was there to be killed"
        print(out, end="")

        # A third run finds nothing to do, and says the same.
        again = subprocess.run(arguments, env=environment, capture_output=True, text=True)
        assert again.stdout == out, again.stdout + again.stderr[-4000:]

        import pyarrow.dataset as dataset

        def table(which: str, columns: "list[str]") -> "list[dict[str, object]]":
            return dataset.dataset(output / which, partitioning="hive").to_table(columns=columns).to_pylist()

        documents = table("documents", ["path", "status", "reason", "seconds", "place", "year"])
        files = sorted(str(path) for path in lake.rglob("*") if path.is_file())
        rows = sorted(str(one["path"]).removeprefix("file:") for one in documents)
        assert rows == files, f"{len(rows)} rows of {len(set(rows))} files, and {len(files)} files"
        status = {Path(str(one["path"])).name: one for one in documents}
        assert status["huge.txt"]["status"] == "ended" and "its process ended" in str(status["huge.txt"]["reason"]), status["huge.txt"]
        assert status["broken.pdf"]["status"] == "unreadable", status["broken.pdf"]
        assert status["预算[终稿] {1}.txt"]["status"] in ("checked", "open")
        assert {(one["place"], one["year"]) for one in documents} == {(f"县{a}", 2030 + b) for a in range(7) for b in range(3)}

        (lake / "place=县0" / "year=2030" / "huge.txt").unlink()
        program = os.environ.get("GOUJI_PROGRAM") or str(Path(sys.executable).parent / "gouji")
        before = os.times()
        environment["RAYON_NUM_THREADS"] = "1"
        json_ = [program, "check", "--no-config", "--lang", "en", "--format", "json", str(lake)]
        said = subprocess.run(json_, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
        after = os.times()
        alone = after.children_user + after.children_system - before.children_user - before.children_system
        wanted = sorted(
            (found["primary"]["path"], found["rule"], found["fingerprint"], found["message"])
            for one in json.loads(said.stdout)["documents"]
            for found in one["diagnostics"]
        )
        columns = ["path", "rule", "fingerprint", "message"]
        findings = sorted(tuple(str(one[column]).removeprefix("file:") for column in columns) for one in table("findings", columns))
        assert findings == wanted, f"{len(findings)} findings, and {len(wanted)} by the command"
        between = sum("last-year" in rule for _, rule, _, _ in findings)
        assert between > 0, "documents of two years must have been tied"
        joined = sum(len(one["files"] or []) > 1 for one in table("together", ["files"]))
        assert joined > 0, "files must have been put together"
        figures = dataset.dataset(output / "figures", partitioning="hive").count_rows()
        inside = sum(float(str(one["seconds"])) for one in documents if Path(str(one["path"])).name != "huge.txt")
        print(f"{len(documents)} files, {joined} of them in two, {len(findings)} findings, {between} between years, {figures} figures: the same as by the command")
        print(f"second run {seconds:.1f} s from its start; a file {1000 * inside / len(documents):.1f} ms behind its fence, "
              f"{1000 * alone / len(documents):.1f} ms by the command on one core")
    return 0


if __name__ == "__main__":
    sys.exit(main())
