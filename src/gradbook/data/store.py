"""Where a data set's files are found: a mirror folder, the cache, or the network.

Every copy is checked each time before it is used. A wrong copy in the mirror is an error, since
only its owner can repair it; a wrong copy in the cache is deleted and fetched again.
"""

import errno
import os
import queue
import secrets
import shutil
import sys
import tarfile
import threading
import time
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, NamedTuple
from urllib.parse import urlsplit

import platformdirs
import requests
from requests.exceptions import ChunkedEncodingError, ContentDecodingError

from gradbook.data.registry import Dataset, File

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", "IProgress")  # tqdm's, in a notebook without ipywidgets
    import pooch

PATIENCE = 5.0
"""Seconds in which an address must answer. Without network this is the longest wait in all."""
STALL = 20.0
"""Seconds without a byte after which a download is given up."""


_HEADERS = {"User-Agent": "gradbook"}


class DataError(RuntimeError):
    """A data set cannot be used; the message says why and what to do."""


class UnreachableError(DataError):
    """A data set is not on this machine, and no address serves it."""


class _WrongBytesError(Exception):
    """A download ended, but not with the bytes that were expected."""


class Copy(NamedTuple):
    """A file of a data set, as found on this machine."""

    path: Path
    place: str
    """``"mirror"`` or ``"cache"``."""
    problem: str
    """What is wrong with it; an empty string where nothing is."""


def mirror() -> Path | None:
    """The mirror folder, which ``GRADBOOK_DATA`` names; None where it is not set.

    Raises:
        DataError: ``GRADBOOK_DATA`` names something that is not a folder.
    """
    name = os.environ.get("GRADBOOK_DATA")
    if not name:
        return None
    folder = Path(name).expanduser()
    if not folder.is_dir():
        raise DataError(f"GRADBOOK_DATA names {folder}, which is no folder. Correct or unset it.")
    return folder


def cache() -> Path:
    """The folder of fetched files: ``GRADBOOK_CACHE``, else the place that the system has."""
    name = os.environ.get("GRADBOOK_CACHE")
    return Path(name).expanduser() if name else platformdirs.user_cache_path("gradbook")


def find(dataset: Dataset, file: File) -> Copy | None:
    """The copy of a file that is used on this machine, checked; None where there is none."""
    for place, root in (("mirror", mirror()), ("cache", cache())):
        for candidate in (file, file.stand_in):
            if root and candidate:
                path = root / dataset.folder / candidate.name
                if os.path.isfile(path):  # unlike path.is_file(), False where it may not be seen
                    return Copy(path, place, candidate.problem(path))
    return None


def fetch(dataset: Dataset) -> dict[str, Path]:
    """Where each file of a data set lies on this machine, after downloading what is missing.

    Raises:
        UnreachableError: a file is missing, and no address serves it.
        DataError: the mirror holds a damaged file, every address that answered served wrong bytes
            twice, the disk is full, or the cache cannot be written.
    """
    folder = cache() / dataset.folder
    found, missing = {}, []
    try:
        for file in dataset.files:
            copy = find(dataset, file)
            if copy and not copy.problem:
                found[file.name] = copy.path
                continue
            if copy and copy.place == "mirror":
                raise DataError(
                    f"The mirror's file {copy.path} is damaged: {copy.problem}. "
                    "Copy it into the mirror again, or unset GRADBOOK_DATA."
                )
            if copy:
                copy.path.unlink(missing_ok=True)
            missing.append(file)
        if missing:
            _download(dataset, [dataset.archive] if dataset.archive else missing, folder)
    except OSError as error:
        raise DataError(_explain(error, dataset, folder)) from None
    return found | {file.name: folder / file.name for file in missing}


def _explain(error: OSError, dataset: Dataset, folder: Path) -> str:
    """What a failed file operation means, and what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"The disk is full: {dataset.name} needs about {dataset.megabytes} MB in {folder}. "
            "Free some space, or set GRADBOOK_CACHE to a folder on another disk."
        )
    return (
        f"The cache {folder} cannot be used ({error.strerror or error}). "
        "Set GRADBOOK_CACHE to a folder that you may write to."
    )


def _download(dataset: Dataset, wanted: Sequence[File], folder: Path) -> None:
    """Fetch files into a folder, each checked, and each whole or not at all.

    An address that failed for one file is not asked for the next.
    """
    failures = _silent_addresses(dataset, wanted[0])
    if len(failures) < len(dataset.addresses):
        print(f"Fetching {dataset.name} ({dataset.megabytes} MB) ...", file=sys.stderr)
        folder.mkdir(parents=True, exist_ok=True)
    for file in wanted:
        if not any(
            _serves(address, file, dataset, folder, failures) for address in dataset.addresses
        ):
            reasons = "; ".join(
                f"{urlsplit(address).netloc}: {_reason(failures[address])}"
                for address in dataset.addresses
            )
            if any(isinstance(error, _WrongBytesError) for error in failures.values()):
                raise DataError(
                    f"{dataset.name} was served with wrong bytes ({reasons}). Where a network "
                    "asks you to sign in, do so and try again; else copy the files from another "
                    f"machine and set GRADBOOK_DATA to the folder that holds {dataset.folder}/."
                )
            raise UnreachableError(
                f"{dataset.name} is not on this machine and cannot be fetched ({reasons}). "
                "Connect to the network and try again, or set GRADBOOK_DATA to a folder that "
                f"holds {dataset.folder}/."
            )


def _silent_addresses(dataset: Dataset, file: File) -> dict[str, Exception]:
    """The addresses that do not answer, and why not; returns as soon as one does answer.

    All are asked at once and have ``PATIENCE`` seconds together. The timeouts of single requests
    do not bound this: they count for each of a host's many numeric addresses anew, and not at
    all while a name is looked up.
    """
    answers: queue.Queue[tuple[str, Exception | None]] = queue.Queue()

    def ask(address: str) -> None:
        try:
            requests.head(address + file.name, timeout=PATIENCE, headers=_HEADERS).close()
            answers.put((address, None))
        except requests.RequestException as error:
            answers.put((address, error))

    failures: dict[str, Exception] = {}
    for address in dataset.addresses:
        threading.Thread(target=ask, args=(address,), daemon=True).start()
    deadline = time.monotonic() + PATIENCE
    while len(failures) < len(dataset.addresses):
        try:
            address, failure = answers.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            late = requests.Timeout()
            return {address: failures.get(address, late) for address in dataset.addresses}
        if failure is None:
            break
        failures[address] = failure
    return failures


def _serves(
    address: str, file: File, dataset: Dataset, folder: Path, failures: dict[str, Exception]
) -> bool:
    """Fetch one file from one address, a second time where the bytes are wrong.

    Returns False, and notes the reason in ``failures``, where the address does not serve it.
    """
    if address in failures:
        return False
    for _ in range(2):
        try:
            with _part(folder / file.name) as part:
                _stream(address + file.name, part)
                _check(file, part)
                if dataset.archive:
                    _extract(part, dataset, folder)
                else:
                    part.replace(folder / file.name)
        except _WrongBytesError as error:
            failures[address] = error
        except requests.RequestException as error:
            failures[address] = error
            return False
        else:
            failures.pop(address, None)
            return True
    return False


@contextmanager
def _part(target: Path) -> Iterator[Path]:
    """A name of its own beside the target, for bytes that are not yet complete and checked."""
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _stream(url: str, part: Path) -> None:
    """Write what an address serves to a file, with a progress bar on a terminal."""
    with ExitStack() as opened:

        def close_at_end(response: requests.Response, **_: object) -> None:
            opened.callback(response.close)  # pooch leaves it open where the download fails

        downloader = pooch.HTTPDownloader(
            progressbar=sys.stderr.isatty(),
            chunk_size=1 << 16,
            timeout=(PATIENCE, STALL),
            headers=_HEADERS,
            hooks={"response": close_at_end},
        )
        try:
            downloader(url, part, None)
        except (ChunkedEncodingError, ContentDecodingError):
            name = url.rsplit("/", 1)[-1]
            raise _WrongBytesError(f"{name}: the download broke off") from None


def _check(file: File, part: Path) -> None:
    """Let only the right bytes pass."""
    if problem := file.problem(part):
        raise _WrongBytesError(f"{file.name}: {problem}")


def _extract(archive: Path, dataset: Dataset, folder: Path) -> None:
    """Take the files of a data set, and nothing else, out of its archive."""
    try:
        for file, stream in _members(archive, dataset):
            with _part(folder / file.name) as part:
                with part.open("wb") as out:
                    shutil.copyfileobj(stream, out)
                _check(file, part)
                part.replace(folder / file.name)
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, KeyError):
        raise _WrongBytesError("what came is not the archive of this data set") from None


def _members(archive: Path, dataset: Dataset) -> Iterator[tuple[File, IO[bytes]]]:
    """Each file of a data set with a stream of its bytes, from a zip or a tar archive."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as bundle:
            for file in dataset.files:
                with bundle.open(file.name) as stream:
                    yield file, stream
    else:
        with tarfile.open(archive) as bundle:
            for file in dataset.files:
                member = bundle.extractfile(f"{dataset.folder}/{file.name}")
                if member is None:
                    raise KeyError(file.name)
                with member:
                    yield file, member


def _reason(error: Exception) -> str:
    """Why an address did not serve a file, in a few words."""
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"HTTP {error.response.status_code}"
    if isinstance(error, requests.exceptions.SSLError):
        return "no secure connection"
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.ConnectionError):
        return "the connection failed"
    return str(error)
