"""``gradbook data``: list, fetch and verify the data sets."""

import argparse
import sys
from typing import Any

from gradbook.data import DATASETS, DataError, dataset, store
from gradbook.data.registry import Dataset


def add_commands(subparsers: Any) -> None:
    """Add ``gradbook data`` to the command."""
    command = subparsers.add_parser("data", help="list, fetch and verify the data sets")
    actions = command.add_subparsers(dest="action", required=True)
    for action, run, text in (
        ("list", _list, "what the book uses, and what this machine has"),
        ("fetch", _fetch, "download what this machine does not have"),
        ("verify", _verify, "check the files on this machine without network access"),
    ):
        parser = actions.add_parser(action, help=text, description=f"data {action}: {text}.")
        parser.add_argument("names", nargs="*", metavar="NAME", help="a data set; all if none")
        parser.set_defaults(run=run)


def state(chosen: Dataset) -> str:
    """Where a data set lies on this machine, in a few words."""
    copies = [store.find(chosen, file) for file in chosen.files]
    held = [copy for copy in copies if copy]
    if any(copy.problem for copy in held):
        return "damaged"
    if held and len(held) < len(copies):
        return f"{len(held)} of {len(copies)} files"
    return "in " + " and ".join(sorted({copy.place for copy in held})) if held else "not here"


def _list(arguments: argparse.Namespace) -> int:
    """Show every data set: where it is, its size, what it is, its terms and fall-back."""
    for chosen in _chosen(arguments):
        print(f"{chosen.name:<17} {state(chosen):<11} {chosen.megabytes:>4} MB  {chosen.title}")
        print(f"{'':<38}terms: {chosen.terms}")
        if chosen.fallback:
            print(f"{'':<38}without network: {chosen.fallback}")
    print(f"\nmirror: {store.mirror() or 'none (GRADBOOK_DATA is not set)'}")
    print(f"cache:  {store.cache()}")
    return 0


def _fetch(arguments: argparse.Namespace) -> int:
    """Fetch data sets one after the other, also after one has failed."""
    failed = 0
    for chosen in _chosen(arguments):
        try:
            store.fetch(chosen)
            print(f"{chosen.name}: {state(chosen)}")
        except DataError as error:
            print(f"gradbook: {error}", file=sys.stderr)
            failed = 1
    return failed


def _verify(arguments: argparse.Namespace) -> int:
    """Check every file; a damaged one is an error, a missing one only where it was asked for."""
    failed = False
    for chosen in _chosen(arguments):
        copies = {file.name: store.find(chosen, file) for file in chosen.files}
        print(f"{chosen.name}: {state(chosen)}")
        for name, copy in copies.items():
            if copy is None:
                if arguments.names or any(copies.values()):
                    print(f"  {name} is missing: run gradbook data fetch {chosen.name}")
                    failed = True
            elif copy.problem:
                print(f"  {copy.path}: {copy.problem}")
                failed = True
    return int(failed)


def _chosen(arguments: argparse.Namespace) -> list[Dataset]:
    """The data sets that were named, or all."""
    return [dataset(name) for name in arguments.names or DATASETS]
