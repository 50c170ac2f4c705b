"""Documents as Arrow tables."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Sequence

try:
    import pyarrow as pa
except ImportError as error:
    raise ImportError('Arrow tables need pyarrow: pip install "gouji[arrow]"') from error

if TYPE_CHECKING:
    from . import Checked

#: What is finer than this is rounded in the column ``value``; the column ``text`` has it as written.
_SCALE = 10

FINDINGS = pa.schema([
    ("document", pa.string()), ("rule", pa.string()), ("severity", pa.string()), ("certainty", pa.int16()),
    ("message", pa.string()), ("path", pa.string()), ("start", pa.int64()), ("end", pa.int64()), ("line", pa.int64()), ("column", pa.int64()),
    ("spot", pa.string()), ("stated", pa.string()), ("expected", pa.string()), ("difference", pa.string()),
    ("identity", pa.string()), ("fingerprint", pa.string()), ("help", pa.string()), ("basis", pa.string()),
    ("notes", pa.list_(pa.string())),
])
FIGURES = pa.schema([
    ("document", pa.string()), ("id", pa.int64()), ("text", pa.string()), ("value", pa.decimal128(38, _SCALE)),
    ("unit", pa.string()), ("kind", pa.string()), ("mark", pa.string()), ("blank", pa.bool_()),
    ("unreadable", pa.bool_()), ("table", pa.int64()), ("row", pa.int64()), ("column", pa.int64()),
    ("name", pa.string()), ("where", pa.string()), ("start", pa.int64()), ("end", pa.int64()),
])
LEDGER = pa.schema([
    ("document", pa.string()), ("rule", pa.string()), ("outcome", pa.string()), ("figures", pa.list_(pa.int64())),
])


def _fine(text: str) -> Decimal:
    """The exact value, or where it has more digits than the column, the nearest."""
    value = Decimal(text)
    exponent = value.as_tuple().exponent
    return round(value, _SCALE) if isinstance(exponent, int) and exponent < -_SCALE else value


def made(checked: Sequence[Checked]) -> dict[str, pa.Table]:
    """See :func:`gouji.tables`."""
    findings: list[dict[str, Any]] = []
    figures: list[pa.Table] = []
    ledger: list[pa.Table] = []
    for one in checked:
        for found in one.findings:
            row = {name: getattr(found, name) for name in FINDINGS.names if hasattr(found, name)}
            place = found.place
            row.update(document=one.name, path=place.path, start=place.start, end=place.end, line=place.line, column=place.column)
            row["spot"] = place.spot
            findings.append(row)
        columns = one._figures()
        columns["value"] = [_fine(str(value)) for value in columns["value"]]
        columns["document"] = [one.name] * len(columns["id"])
        figures.append(pa.table({name: columns[name] for name in FIGURES.names}, schema=FIGURES))
        rules, outcomes, spoken = one._inner.ledger()
        told = {"document": [one.name] * len(rules), "rule": rules, "outcome": outcomes, "figures": spoken}
        ledger.append(pa.table(told, schema=LEDGER))
    return {
        "findings": pa.Table.from_pylist(findings, schema=FINDINGS),
        "figures": pa.concat_tables(figures) if figures else FIGURES.empty_table(),
        "ledger": pa.concat_tables(ledger) if ledger else LEDGER.empty_table(),
    }
