"""What a caller writes, for mypy: every line has the type that the stubs say."""

from decimal import Decimal
from typing import List, Optional, Tuple

import gouji

checker = gouji.Checker(["rules"], lang="zh")
checked: gouji.Checked = checker.check(b"x", name="a.txt")
errors: int = checked.errors + checked.warnings + checked.notes
findings: List[gouji.Finding] = checked.findings
expected: Optional[str] = findings[0].expected
box: Optional[Tuple[int, int, int, int]] = findings[0].place.box
value: Decimal = checked.figures[0].value
ids: List[int] = checked.ledger[0].figures
whole: bool = checked.complete
page: str = gouji.check("a.pdf").render("html")

documents, refused = gouji.check_all([("a.txt", b""), "b.txt"], as_one=True)
files: List[str] = [path for document in documents for path in document.files]
why: List[str] = [one.reason for one in refused]
