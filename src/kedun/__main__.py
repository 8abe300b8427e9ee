"""`python -m kedun` is the command `kedun`."""

import sys

from kedun.cli.main import run

__all__: list[str] = []

if __name__ == "__main__":
    sys.exit(run())
