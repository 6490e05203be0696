"""The ``gradbook`` command."""

import argparse
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the ``gradbook`` command and return its exit status."""
    parser = argparse.ArgumentParser(prog="gradbook", description=__doc__)
    parser.add_subparsers(dest="command", required=True)
    parser.parse_args(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
