"""The command ``gouji``, as it comes with the package."""

from __future__ import annotations

import signal
import sys

from . import _gouji


def main() -> int:
    """Does what the arguments say."""
    # Whoever presses Ctrl-C means the command, which does not come back to the interpreter before its end.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _gouji.command(["gouji", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
