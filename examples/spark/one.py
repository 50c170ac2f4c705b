"""Documents checked in a process of their own: what ends the process is told of the document and ends nothing else.

A worker of Spark, or of anything else, keeps a :class:`Fence` and hands documents through it; the process behind it is this file.
"""

from __future__ import annotations

import os
import pickle
import resource
import selectors
import struct
import subprocess
import sys
import time
from typing import Any, BinaryIO, Iterator, Sequence

import pyarrow as pa

#: A document that takes longer is told as ended. gouji has a budget of its own, in steps, the same on every machine; this is
#: for what even that does not end.
SECONDS = 120
#: What the process may take of the address space, in bytes.
MEMORY = 4 << 30
#: A process is replaced after so many documents.
DOCUMENTS = 10_000


def _struct(schema: pa.Schema) -> pa.DataType:
    """The rows of a table as values of one column; the document is told beside them."""
    return pa.struct([field for field in schema if field.name != "document"])


def schema() -> pa.Schema:
    """What is known of a document, a row each."""
    from gouji._arrow import FIGURES, FINDINGS

    return pa.schema([
        ("path", pa.string()), ("modified", pa.timestamp("us", tz="UTC")), ("length", pa.int64()),
        # checked; open: checked, and something that must be judged was not; unreadable; ended: the process did not bear it
        ("status", pa.string()),
        ("reason", pa.string()), ("help", pa.string()),
        ("errors", pa.int64()), ("warnings", pa.int64()), ("notes", pa.int64()),
        ("seconds", pa.float64()),
        # the files of a document that was put together of several; whose it is, of which year; by what the second pass finds it
        ("files", pa.list_(pa.string())), ("department", pa.string()), ("of_year", pa.int64()), ("chain", pa.string()),
        ("findings", pa.list_(_struct(FINDINGS))), ("figures", pa.list_(_struct(FIGURES))),
    ])


def _column(table: pa.Table, kind: pa.DataType) -> pa.Array:
    """All rows of a table as one list."""
    table = table.drop_columns(["document"]).combine_chunks()
    columns = [column.chunk(0) if column.num_chunks else pa.array([], column.type) for column in table.columns]
    rows = pa.StructArray.from_arrays(columns, fields=list(kind.value_type))
    return pa.ListArray.from_arrays(pa.array([0, len(rows)], pa.int32()), rows)


def row(**known: Any) -> pa.RecordBatch:
    """A document of which that much is known."""
    whole = schema()
    arrays = []
    for field in whole:
        value = known.get(field.name)
        arrays.append(value if isinstance(value, pa.Array) else pa.array([value], field.type))
    return pa.record_batch(arrays, schema=whole)


class Fence:
    """A process that checks one document after another, and is begun again where it ends."""

    def __init__(self, rules: Sequence[str] = (), lang: str = "zh", seconds: float = SECONDS, memory: int = MEMORY):
        self.rules, self.lang, self.seconds, self.memory = list(rules), lang, seconds, memory
        self.process: subprocess.Popen[bytes] | None = None
        self.done = 0

    def check(self, path: str, content: bytes, **known: Any) -> pa.RecordBatch:
        """The row of a document; ``known`` is what the row has besides."""
        start = time.monotonic()
        answer, why = self._ask([(path, content)])
        known.update(path=path, length=len(content), seconds=time.monotonic() - start)
        if answer is None:
            help = "look at this document alone: gouji check FILE"
            return row(status="ended", reason=why, help=help, **known)
        return self._row(pickle.loads(answer)[0], known)

    def check_all(self, files: "list[tuple[str, bytes]]", **known: Any) -> Iterator[pa.RecordBatch]:
        """The rows of documents that were checked beside each other; none where the process did not bear it."""
        start = time.monotonic()
        answer, _ = self._ask(files)
        seconds = (time.monotonic() - start) / max(1, len(files))
        lengths = {path: len(content) for path, content in files}
        for told in pickle.loads(answer) if answer is not None else []:
            length = sum(lengths[path] for path in told["files"])
            yield self._row(told, {**known, "path": told["files"][0], "length": length, "seconds": seconds})

    def _row(self, told: "dict[str, Any]", known: "dict[str, Any]") -> pa.RecordBatch:
        for name in ("findings", "figures"):
            if name in told:
                told[name] = pa.ipc.open_stream(told[name]).read_all().column(0).chunk(0)
        return row(**told, **known)

    def close(self) -> None:
        """Ends the process."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def _ask(self, files: "list[tuple[str, bytes]]") -> "tuple[bytes | None, str]":
        if self.process is None or self.done >= DOCUMENTS:
            self.close()
            self._begin()
        assert self.process is not None and self.process.stdin is not None and self.process.stdout is not None
        self.done += 1
        try:
            _put(self.process.stdin, pickle.dumps(files))
            answer = _take(self.process.stdout, time.monotonic() + self.seconds)
        except TimeoutError:
            self.close()
            return None, f"it was not done after {self.seconds:g} seconds"
        except (OSError, EOFError):
            code = self.process.wait()
            self.process = None
            return None, f"its process ended with {-code if code < 0 else code}" + (" (signal)" if code < 0 else "")
        return answer, ""

    def _begin(self) -> None:
        arguments = [sys.executable, os.path.abspath(__file__), str(self.memory), self.lang, *self.rules]
        # No trace of a defect is written: where memory runs out that would hang.
        environment = {name: value for name, value in os.environ.items() if name != "RUST_BACKTRACE"}
        environment["PYTHONPATH"] = os.pathsep.join(entry for entry in sys.path if entry)
        self.process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        self.done = 0


def _put(stream: BinaryIO, message: bytes) -> None:
    stream.write(struct.pack(">Q", len(message)))
    stream.write(message)
    stream.flush()


def _take(stream: Any, until: float | None = None) -> bytes:
    """The next message. With a time, ``stream`` is a pipe and nothing of it was read ahead."""
    handle = stream.fileno()
    with selectors.DefaultSelector() as waiting:
        waiting.register(handle, selectors.EVENT_READ)

        def exactly(count: int) -> bytes:
            parts = []
            while count:
                if until is not None and not waiting.select(max(0.0, until - time.monotonic())):
                    raise TimeoutError
                part = os.read(handle, min(count, 1 << 20))
                if not part:
                    raise EOFError
                parts.append(part)
                count -= len(part)
            return b"".join(parts)

        return exactly(struct.unpack(">Q", exactly(8))[0])


def _answers(rules: "list[str]", lang: Any) -> Iterator[None]:
    import gouji
    from gouji import _arrow

    checker = gouji.Checker(rules, lang=lang)
    out = os.fdopen(os.dup(1), "wb")
    # Whatever prints must not print into the answers.
    os.dup2(2, 1)
    findings, figures = schema().field("findings").type, schema().field("figures").type

    def packed(column: pa.Array) -> bytes:
        sink = pa.BufferOutputStream()
        batch = pa.record_batch([column], names=["rows"])
        with pa.ipc.new_stream(sink, batch.schema) as writer:
            writer.write_batch(batch)
        return sink.getvalue().to_pybytes()

    def told(checked: Any) -> "dict[str, Any]":
        tables = _arrow.made([checked])
        return {
            "status": "checked" if checked.complete else "open",
            "errors": checked.errors, "warnings": checked.warnings, "notes": checked.notes,
            "files": checked.files, "department": checked.department, "of_year": checked.year, "chain": checked.chain,
            "findings": packed(_column(tables["findings"], findings)),
            "figures": packed(_column(tables["figures"], figures)),
        }

    def refused(why: Any) -> "dict[str, Any]":
        return {"status": "unreadable", "reason": why.reason, "help": why.help, "files": [why.name]}

    while True:
        try:
            files = pickle.loads(_take(sys.stdin.buffer.raw))
        except EOFError:
            return
        if len(files) > 1:
            documents, unread = checker.check_all(files)
            answer = [*map(told, documents), *map(refused, unread)]
        else:
            try:
                answer = [told(checker.check(files[0][1], name=files[0][0]))]
            except gouji.Unreadable as why:
                answer = [refused(why)]
        _put(out, pickle.dumps(answer))
        yield


if __name__ == "__main__":
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for _ in _answers(sys.argv[3:], sys.argv[2]):
        pass
