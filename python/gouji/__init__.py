"""Ties out the figures of disclosures by rules: totals, shares, tables against text.

>>> import gouji
>>> checked = gouji.check("某单位经费表\\n\\n单位：万元\\n".encode(), name="经费.txt")
>>> checked.findings[0].rule
'gouji/no-pack'

Everything is told in plain objects; ``Checked.tables()`` and :func:`tables` give the same as Arrow tables where pyarrow is
installed. Documents are checked without the interpreter's lock: threads of one process work side by side.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Iterable, Iterator, Literal, Mapping, Sequence, Union

from . import _gouji
from ._gouji import __version__

if TYPE_CHECKING:
    import pyarrow

__all__ = [
    "Checked",
    "Checker",
    "Entry",
    "Figure",
    "Finding",
    "Place",
    "RuleError",
    "Unreadable",
    "__version__",
    "check",
    "check_all",
    "tables",
]

Lang = Literal["zh", "en"]
Severity = Literal["error", "warning", "note"]
Rules = Union[str, "os.PathLike[str]", Mapping[str, str]]
Source = Union[str, "os.PathLike[str]", "tuple[str, bytes]"]


class Unreadable(Exception):
    """A document that could not be checked. Nothing in it may pass for checked."""

    name: str
    """What the document is called."""
    reason: str
    """Why, on one line."""
    help: str
    """The one step to take."""

    def __init__(self, name: str, reason: str, help: str) -> None:
        super().__init__(name, reason, help)
        self.name, self.reason, self.help = name, reason, help

    def __str__(self) -> str:
        return f"{self.name}: {self.reason} ({self.help})"


class RuleError(Exception):
    """Rules with a mistake in them. A rule file is never half believed: nothing is checked by these."""

    faults: list[str]
    """Every mistake, as ``file:line:column: what is wrong (the step to take)``."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(self.faults)


@dataclass(frozen=True)
class Place:
    """Somewhere in a document or in a rule file."""

    path: str
    """The file."""
    start: int
    """First byte, in the UTF-8 of ``Checked.text``."""
    end: int
    """One past the last byte."""
    line: int
    """Line of the text, from 1."""
    column: int
    """Column, from 1, in characters."""
    end_line: int
    end_column: int
    """One past the last character."""
    text: str
    """A few words on what stands there; may be empty."""
    spot: str | None
    """Where that is in a file that is no plain text: ``page/3``, ``收支总表!C12``, ``table/2/row/5/cell/3``."""
    words: str | None
    """The same as people read it."""
    box: tuple[int, int, int, int] | None
    """On a page: left, top, width, height, in tenths of a point from the upper left corner."""


@dataclass(frozen=True)
class Finding:
    """Something that does not hold, or was not checked."""

    rule: str
    """``pack/rule``, or ``gouji/…`` for what is said of the file itself."""
    severity: Severity
    certainty: int | None
    """In hundredths, where the figures themselves say how sure it is."""
    message: str
    """One line, in the language asked for."""
    place: Place
    related: list[Place]
    """The other figures."""
    notes: list[str]
    """The arithmetic, a line each."""
    help: str | None
    basis: str | None
    """The law or standard behind the rule."""
    stated: str | None
    """What the document says, as written."""
    expected: str | None
    """What it should say, where that is known."""
    difference: str | None
    """Stated less expected."""
    identity: str
    """Table, row and column, or the words around it: what stays when lines move."""
    fingerprint: str
    """32 hexadecimal digits, by which waivers and baselines know it."""


@dataclass(frozen=True)
class Figure:
    """A figure of the document, or a blank cell where one would stand."""

    id: int
    """Its number in the document; ledger entries speak of figures by it."""
    text: str
    """As written."""
    value: Decimal
    """Exact, in ``unit``; 0 for a blank cell."""
    unit: str
    """``万元``, ``%``, … ; empty for a bare count."""
    kind: Literal["money", "percent", "count"]
    mark: Literal["tied", "contradicted", "unchecked"]
    """A relation that holds ties it to another figure, one that fails speaks of it, or nothing checks it."""
    blank: bool
    unreadable: bool
    """No number could be read where one belongs."""
    table: int | None
    """Index of its table, from 0; None in running text."""
    row: int | None
    column: int | None
    name: str
    """``收支总表[公共安全支出, 合计]``, or the words before it in its sentence."""
    where: str
    """Page, cell or line, as people read it."""
    start: int
    """First byte, in the UTF-8 of ``Checked.text``."""
    end: int


@dataclass(frozen=True)
class Entry:
    """How a rule ended on one place."""

    rule: str
    outcome: Literal["holds", "within_rounding", "fails", "doubtful", "not_applicable", "unreadable"]
    figures: list[int]
    """The figures it spoke of, the one it is about first."""


class Checked:
    """A document that was checked."""

    def __init__(self, name: str, inner: _gouji.Checked) -> None:
        self.name = name
        """What the document is called."""
        self._inner = inner

    def __repr__(self) -> str:
        return f"<gouji.Checked {self.name!r}: {self.errors} errors, {self.warnings} warnings, {self.notes} notes>"

    @property
    def errors(self) -> int:
        """How many findings a person would sign."""
        return self._inner.counts()[0]

    @property
    def warnings(self) -> int:
        """How many findings a careful reviewer would ask about."""
        return self._inner.counts()[1]

    @property
    def notes(self) -> int:
        return self._inner.counts()[2]

    @property
    def complete(self) -> bool:
        """Whether nothing was left open that must not pass for checked: the command would not end with 3."""
        return self._inner.complete()

    @property
    def files(self) -> list[str]:
        """The files that are this document: its own name, or those that were put together. Places are told in the file."""
        return self._inner.files() or [self.name]

    @property
    def department(self) -> str:
        """Whose document it is, by its title; by its name where the title does not say."""
        return self._inner.card()[0]

    @property
    def year(self) -> int | None:
        """The year it is of, by its title."""
        return self._inner.card()[1]

    @property
    def kinds(self) -> list[str]:
        """The packs that say what kind of document it is."""
        return self._inner.card()[2]

    @property
    def chain(self) -> str | None:
        """By what documents that may answer each other (last year's, those of a department's units, the budget of a final account)
        are brought together where there are too many for one call of :meth:`Checker.check_all`: the department."""
        return self._inner.card()[3]

    @property
    def text(self) -> str:
        """The text in which places are told: a paragraph a line, a row of a table a line with tabs between its cells. Of a document
        of several files, theirs one after the other; their places are told in each."""
        return self._inner.text()

    @cached_property
    def findings(self) -> list[Finding]:
        """What was found, in the order in which it is told: by place, then severity."""
        told = json.loads(self._inner.json())
        return [_finding(found) for found in told["documents"][0]["diagnostics"]]

    @cached_property
    def figures(self) -> list[Figure]:
        """Every figure, in the order of reading."""
        columns = self._figures()
        columns["value"] = [Decimal(value) for value in columns["value"]]
        return [Figure(*row) for row in zip(*columns.values())]

    @cached_property
    def ledger(self) -> list[Entry]:
        """What was proved: an outcome for every rule on every place it speaks of."""
        columns: tuple[list[Any], ...] = self._inner.ledger()
        return [Entry(*row) for row in zip(*columns)]

    def render(self, format: str) -> str:
        """The document in one of the command's formats: ``text``, ``short``, ``json``, ``sarif``, ``html``, …"""
        return self._inner.render(format)

    def tables(self) -> dict[str, pyarrow.Table]:
        """``findings``, ``figures`` and ``ledger`` as Arrow tables: see :func:`tables`."""
        return tables([self])

    def _figures(self) -> dict[str, list[Any]]:
        columns: list[list[Any]] = [column for group in self._inner.figures() for column in group]
        names = [
            "text", "value", "unit", "kind", "mark", "blank", "unreadable", "table", "row", "column", "name", "where",
            "start", "end",
        ]
        return {"id": list(range(len(columns[0]))), **dict(zip(names, columns))}


def _place(told: dict[str, Any]) -> Place:
    spot = told.get("spot") or {}
    box = spot.get("box")
    return Place(
        told["path"], told["start"], told["end"], told["line"], told["column"], told["end_line"], told["end_column"],
        told["text"], spot.get("path"), spot.get("words"), tuple(box) if box else None,
    )


def _finding(told: dict[str, Any]) -> Finding:
    sums = told["arithmetic"] or {}
    return Finding(
        told["rule"], told["severity"], told.get("certainty"), told["message"], _place(told["primary"]),
        [_place(place) for place in told["related"]], told["notes"], told["help"], told["basis"],
        sums.get("stated"), sums.get("expected"), sums.get("difference"), told["identity"], told["fingerprint"],
    )


def _texts(rules: Iterable[Rules] | Rules) -> Iterator[tuple[str, str]]:
    """Name and text of every rule file, and of the dictionaries beside them."""
    if isinstance(rules, Mapping):
        yield from rules.items()
        return
    if not isinstance(rules, (str, os.PathLike)):
        for one in rules:
            yield from _texts(one)
        return
    path = Path(rules)
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.suffix in (".toml", ".csv") and file.is_file())
    else:
        # The dictionaries that a file names stand beside it.
        files = [path, *sorted(path.parent.glob("*.csv"))]
    for file in files:
        yield str(file), file.read_text(encoding="utf-8-sig")


class Checker:
    """Rules, ready for documents. Loading them takes longer than checking a short document: keep one for many.

    :param rules: rule packs beside those that come with gouji: TOML files, folders of them, or a mapping from names to texts.
    :param lang: the language of messages, ``"zh"`` or ``"en"``.
    :raises RuleError: where a rule has a mistake in it.

    It may be used by several threads at once.
    """

    def __init__(self, rules: Iterable[Rules] | Rules = (), *, lang: Lang = "en") -> None:
        self._inner = _gouji.Engine(list(_texts(rules)), lang)
        wrong = [fault for fault in self._inner.faults() if fault[0] == "error"]
        if wrong:
            raise RuleError([f"{place}: {message} ({help})" for _, place, message, help in wrong])

    def check(self, source: str | os.PathLike[str] | bytes, *, name: str | None = None) -> Checked:
        """Checks one document: a path, or the bytes of a file.

        :param name: what people call it; its ending says what format it has where the bytes do not. A path is its own name.
        :raises Unreadable: where nothing in it may pass for checked: damage, a format that is not read, a password.
        :raises OSError: where the file is not there.
        """
        if isinstance(source, (bytes, bytearray, memoryview)):
            if name is None:
                raise TypeError("bytes need a name, such as name='budget.pdf'")
            told, refused = self._inner.check(name, bytes(source))
        else:
            path = os.fspath(source)
            name = path if name is None else name
            told, refused = self._inner.check_file(path, name)
        if told is None:
            reason, help = refused or ("", "")
            raise Unreadable(name, reason, help)
        return Checked(name, told)

    def check_all(
        self, sources: Iterable[Source], *, as_one: bool = False
    ) -> tuple[list[Checked], list[Unreadable]]:
        """Checks documents beside each other, as the command does with all that it is given in one call.

        Files of a folder whose titles say that they are one disclosure (a narrative, its tables, its forms) are checked as one
        document; documents that answer each other (last year's, those of a department's units, the budget of a final account)
        are tied, and what disagrees is told at one of them.

        :param sources: paths, or pairs of a name and the bytes of a file.
        :param as_one: all of them are one disclosure.
        :return: the documents in the order of their names, and what could not be read. All of them are in memory together.
        :raises OSError: where a file is not there.
        """
        given: list[tuple[str, str | None, bytes | None]] = []
        for source in sources:
            if isinstance(source, tuple):
                name, content = source
                given.append((name, None, bytes(content)))
            else:
                given.append((os.fspath(source), os.fspath(source), None))
        told, refused = self._inner.check_all(given, as_one)
        return [Checked(one.name(), one) for one in told], [Unreadable(*why) for why in refused]


_checkers: dict[tuple[str, ...], Checker] = {}


def check(
    source: str | os.PathLike[str] | bytes,
    *,
    name: str | None = None,
    rules: Iterable[Rules] | Rules = (),
    lang: Lang = "en",
) -> Checked:
    """Checks one document: see :class:`Checker` and :meth:`Checker.check`.

    The shipped rules are loaded once for each language; rules of one's own each time: keep a :class:`Checker` for them.
    """
    return _checker(rules, lang).check(source, name=name)


def check_all(
    sources: Iterable[Source],
    *,
    as_one: bool = False,
    rules: Iterable[Rules] | Rules = (),
    lang: Lang = "en",
) -> tuple[list[Checked], list[Unreadable]]:
    """Checks documents beside each other: see :meth:`Checker.check_all`."""
    return _checker(rules, lang).check_all(sources, as_one=as_one)


def _checker(rules: Iterable[Rules] | Rules, lang: Lang) -> Checker:
    if not (isinstance(rules, (str, os.PathLike, Mapping)) or rules):
        checker = _checkers.get((lang,))
        if checker is None:
            checker = _checkers.setdefault((lang,), Checker(lang=lang))
    else:
        checker = Checker(rules, lang=lang)
    return checker


def tables(checked: Sequence[Checked]) -> dict[str, pyarrow.Table]:
    """Documents as three Arrow tables, each with the column ``document``, the name.

    ``findings``: rule, severity, certainty (hundredths), message, path, start, end (bytes), line, column (from 1), spot, stated,
    expected, difference, identity, fingerprint, help, basis, notes (list).
    ``figures``: id, text, value (decimal128(38, 10), in ``unit``), unit, kind, mark, blank, unreadable, table, row, column, name,
    where, start, end.
    ``ledger``: rule, outcome, figures (list of ids).

    :raises ImportError: without pyarrow: ``pip install "gouji[arrow]"``.
    """
    from ._arrow import made

    return made(checked)
