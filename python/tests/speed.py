"""How long 2,000 documents take here and by the command, each on one core: python/tests/speed.py [documents]."""

import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

import gouji

ROOT = pathlib.Path(__file__).parents[2]


def documents(folder: pathlib.Path, count: int) -> "list[pathlib.Path]":
    """Documents like those of the fixtures, each with other digits."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "fixtures").glob("*.txt"))]
    chance = random.Random(1)
    paths = []
    for at in range(count):
        text = texts[at % len(texts)]
        places = [found.start() for found in re.finditer(r"\d(?=\d*\.\d\d)", text)]
        for place in chance.sample(places, min(3, len(places))):
            text = f"{text[:place]}{chance.randrange(1, 10)}{text[place + 1 :]}"
        path = folder / f"{at:05}.txt"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    program = os.environ.get("GOUJI_PROGRAM") or str(pathlib.Path(sys.executable).parent / "gouji")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        paths = documents(folder, count)
        start = time.process_time()
        checker = gouji.Checker()
        found = sum(len(checker.check(path).findings) for path in paths)
        here = time.process_time() - start
        before = os.times()
        environment = {**os.environ, "RAYON_NUM_THREADS": "1"}
        arguments = [program, "check", "--no-config", "--lang", "en", "--format", "json", str(folder)]
        told = subprocess.run(arguments, stdout=subprocess.PIPE, env=environment)
        after = os.times()
        there = after.children_user + after.children_system - before.children_user - before.children_system
        assert told.returncode == 1, told.returncode
        print(f"{count} documents, {found} findings: {here:.2f} s here, {there:.2f} s by the command, {here / there:.2f} times")


if __name__ == "__main__":
    main()
