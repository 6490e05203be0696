"""Files are found, fetched and checked, against a local server that misbehaves in every way."""

import hashlib
import http.server
import io
import os
import pickle
import subprocess
import sys
import tarfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from gradbook.data import DataError, UnreachableError, store
from gradbook.data.registry import Dataset, File, Lines

ONE, TWO = b"first file\n" * 5000, b"second file\n" * 5000
STALL, PAUSE, CUT = "never answer", "stop in the middle", "end in the middle"


def sha256(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


class Site:
    """A web server whose answers are set per path; the last answer is repeated."""

    def __init__(self) -> None:
        self.answers: dict[str, list[bytes | int | str | threading.Barrier]] = {}
        self.gets: list[str] = []
        self.heads: list[str] = []
        self.answers_heads = True
        self.closing = threading.Event()
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                site.heads.append(self.path)
                if not site.answers_heads:
                    site.closing.wait(10)
                self.send_response(200)
                self.end_headers()

            def do_GET(self) -> None:
                site.gets.append(self.path)
                answers = site.answers.get(self.path, [404])
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                if answer == STALL:
                    site.closing.wait(10)
                elif isinstance(answer, int):
                    self.send_error(answer)
                else:
                    if isinstance(answer, threading.Barrier):  # several ask at the same time
                        answer.wait()
                    content = answer if isinstance(answer, bytes) else ONE
                    sent = len(content) // 2 if answer in (CUT, PAUSE) else len(content)
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content[:sent])
                    if answer == PAUSE:
                        site.closing.wait(10)

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def open_site() -> Iterator[Callable[[], Site]]:
    sites: list[Site] = []

    def open_one() -> Site:
        sites.append(Site())
        return sites[-1]

    yield open_one
    for site in sites:
        site.close()


@pytest.fixture
def site(open_site: Callable[[], Site]) -> Site:
    site = open_site()
    site.answers = {"/one.txt": [ONE], "/two.txt": [TWO]}
    return site


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRADBOOK_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("GRADBOOK_DATA", raising=False)
    return tmp_path / "cache"


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up early, in the tests where nothing comes."""
    monkeypatch.setattr(store, "PATIENCE", 0.5)
    monkeypatch.setattr(store, "STALL", 0.5)


def numbers(*addresses: str) -> Dataset:
    """A data set of two files."""
    files = (File("one.txt", sha256(ONE)), File("two.txt", sha256(TWO)))
    return Dataset("numbers", "", "", 1, "numbers", files, addresses)


def bundle(name: str, address: str, checksum: str = "", lines: Lines | None = None) -> Dataset:
    """A data set of one file that comes in an archive."""
    file = File("one.txt", "" if lines else sha256(ONE), lines)
    archive = File(name, checksum)
    return Dataset("bundle", "", "", 1, "bundle", (file,), (address,), archive)


def closed_address() -> str:
    """An address at which nothing listens."""
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    server.server_close()
    return f"http://127.0.0.1:{server.server_port}/"


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden and half-written ones included."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


WHOLE = {"numbers/one.txt": ONE, "numbers/two.txt": TWO}


# The network serves it


def test_files_are_fetched_once(
    site: Site, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = store.fetch(numbers(site.address))
    assert capsys.readouterr().err == "Fetching numbers (1 MB) ...\n"
    assert files == {name: cache / "numbers" / name for name in ("one.txt", "two.txt")}
    assert contents(cache) == WHOLE
    assert store.fetch(numbers(site.address)) == files
    assert site.gets == ["/one.txt", "/two.txt"]
    assert capsys.readouterr().err == ""


def test_only_what_is_missing_is_fetched(site: Site, cache: Path) -> None:
    (cache / "numbers").mkdir(parents=True)
    (cache / "numbers" / "one.txt").write_bytes(ONE)
    store.fetch(numbers(site.address))
    assert contents(cache) == WHOLE
    assert site.gets == ["/two.txt"]


def test_wrong_bytes_are_fetched_again(site: Site, cache: Path) -> None:
    site.answers["/one.txt"] = [b"sign in first", ONE]
    store.fetch(numbers(site.address))
    assert contents(cache) == WHOLE
    assert site.gets == ["/one.txt", "/one.txt", "/two.txt"]


def test_wrong_bytes_twice_are_an_error(site: Site, cache: Path) -> None:
    site.answers["/two.txt"] = [b"sign in first"]
    with pytest.raises(DataError, match="wrong bytes") as caught:
        store.fetch(numbers(site.address))
    for part in ("two.txt", sha256(TWO)[7:], sha256(b"sign in first")[7:], "set GRADBOOK_DATA"):
        assert part in str(caught.value)
    assert not isinstance(caught.value, UnreachableError)
    assert site.gets == ["/one.txt", "/two.txt", "/two.txt"]
    assert contents(cache) == {"numbers/one.txt": ONE}


def test_a_mirror_serves_where_the_official_bytes_are_wrong(
    site: Site, open_site: Callable[[], Site], cache: Path
) -> None:
    official = open_site()
    official.answers = {"/one.txt": [b"changed"], "/two.txt": [b"changed"]}
    store.fetch(numbers(official.address, site.address))
    assert contents(cache) == WHOLE
    assert official.gets == ["/one.txt", "/one.txt"]


def test_a_download_that_breaks_off_is_repeated(site: Site, cache: Path) -> None:
    site.answers["/one.txt"] = [CUT, ONE]
    store.fetch(numbers(site.address))
    assert contents(cache) == WHOLE


def test_a_download_that_always_breaks_off_is_an_error(site: Site, cache: Path) -> None:
    site.answers["/one.txt"] = [CUT]
    with pytest.raises(DataError, match="the download broke off"):
        store.fetch(numbers(site.address))
    assert contents(cache) == {}


def test_the_mirror_serves_where_the_official_address_is_dead(site: Site, cache: Path) -> None:
    store.fetch(numbers(closed_address(), site.address))
    assert contents(cache) == WHOLE


def test_the_mirror_serves_what_the_official_address_does_not_have(
    site: Site, open_site: Callable[[], Site], cache: Path
) -> None:
    store.fetch(numbers(open_site().address, site.address))
    assert contents(cache) == WHOLE


@pytest.mark.usefixtures("hasty")
def test_the_mirror_serves_where_the_official_address_stalls(
    site: Site, open_site: Callable[[], Site], cache: Path
) -> None:
    official = open_site()
    official.answers["/one.txt"] = [STALL]
    store.fetch(numbers(official.address, site.address))
    assert contents(cache) == WHOLE
    assert official.gets == ["/one.txt"]


# The network does not serve it


def test_a_missing_file_is_an_error(site: Site, cache: Path) -> None:
    del site.answers["/two.txt"]
    with pytest.raises(UnreachableError, match="HTTP 404"):
        store.fetch(numbers(site.address))
    assert contents(cache) == {"numbers/one.txt": ONE}


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    ("stall", "reason"), [(STALL, "no answer in time"), (PAUSE, "the connection failed")]
)
def test_a_stalled_download_is_an_error(site: Site, cache: Path, stall: str, reason: str) -> None:
    site.answers["/one.txt"] = [stall]
    with pytest.raises(UnreachableError, match=reason):
        store.fetch(numbers(site.address))
    assert contents(cache) == {}


def test_no_network_is_an_error_that_says_what_to_do(cache: Path) -> None:
    with pytest.raises(UnreachableError, match="the connection failed") as caught:
        store.fetch(numbers(closed_address(), closed_address()))
    assert "set GRADBOOK_DATA to a folder that holds numbers/" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not cache.exists()


@pytest.mark.usefixtures("hasty")
def test_silence_is_waited_for_once(open_site: Callable[[], Site], cache: Path) -> None:
    silent = [open_site(), open_site()]
    for site in silent:
        site.answers_heads = False
    started = time.monotonic()
    with pytest.raises(UnreachableError, match="no answer in time"):
        store.fetch(numbers(*[site.address for site in silent]))
    assert time.monotonic() - started < 4 * store.PATIENCE
    assert [site.heads + site.gets for site in silent] == [["/one.txt"], ["/one.txt"]]


@pytest.mark.usefixtures("hasty")
def test_a_name_that_is_looked_up_for_ever_does_not_hang(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = threading.Event()

    def look_up(*arguments: object, **options: object) -> None:
        released.wait(10)
        raise requests.ConnectionError

    monkeypatch.setattr(requests, "head", look_up)
    started = time.monotonic()
    with pytest.raises(UnreachableError, match="no answer in time"):
        store.fetch(numbers(closed_address()))
    assert time.monotonic() - started < 4 * store.PATIENCE
    released.set()


# The disk


def test_a_damaged_cached_file_is_fetched_again(site: Site, cache: Path) -> None:
    store.fetch(numbers(site.address))
    (cache / "numbers" / "two.txt").write_bytes(TWO[:-1])
    store.fetch(numbers(site.address))
    assert contents(cache) == WHOLE
    assert site.gets == ["/one.txt", "/two.txt", "/two.txt"]


def test_a_damaged_cached_file_is_not_kept(cache: Path) -> None:
    (cache / "numbers").mkdir(parents=True)
    (cache / "numbers" / "one.txt").write_bytes(b"")
    with pytest.raises(UnreachableError):
        store.fetch(numbers(closed_address()))
    assert contents(cache) == {}


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a disk always full")
def test_a_full_disk_is_an_error(site: Site, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.secrets, "token_hex", lambda length: "x")
    (cache / "numbers").mkdir(parents=True)
    (cache / "numbers" / ".one.txt.x.part").symlink_to("/dev/full")
    with pytest.raises(DataError, match=r"The disk is full: numbers needs about 1 MB") as caught:
        store.fetch(numbers(site.address))
    assert "set GRADBOOK_CACHE" in str(caught.value)
    assert list((cache / "numbers").iterdir()) == []


def test_a_cache_that_cannot_be_made_is_an_error(site: Site, cache: Path) -> None:
    cache.write_text("a file where the folder should be")
    with pytest.raises(DataError, match=r"cannot be used \(.+\)\. Set GRADBOOK_CACHE"):
        store.fetch(numbers(site.address))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_cache_that_cannot_be_written_is_an_error(site: Site, cache: Path) -> None:
    cache.mkdir(mode=0o500)
    with pytest.raises(DataError, match=r"cannot be used \(Permission denied\)"):
        store.fetch(numbers(site.address))


def test_two_processes_fetch_at_once(site: Site, cache: Path) -> None:
    site.answers["/one.txt"] = [threading.Barrier(2, timeout=60)]
    program = (
        "import pickle, sys; from gradbook.data import store\n"
        "store.fetch(pickle.load(sys.stdin.buffer))"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE) for _ in range(2)
    ]
    for process in processes:
        assert process.stdin
        with process.stdin as stdin:
            pickle.dump(numbers(site.address), stdin)
    assert [process.wait(60) for process in processes] == [0, 0]
    assert contents(cache) == WHOLE
    assert site.gets.count("/one.txt") == 2


def test_an_interrupted_download_leaves_nothing(
    site: Site, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(file: File, part: Path) -> None:
        assert part.exists()
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "_check", interrupt)
    with pytest.raises(KeyboardInterrupt):
        store.fetch(numbers(site.address))
    assert contents(cache) == {}


# The mirror folder


@pytest.fixture
def mirror(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "mirror"
    (folder / "numbers").mkdir(parents=True)
    monkeypatch.setenv("GRADBOOK_DATA", str(folder))
    return folder / "numbers"


def test_the_mirror_comes_first_and_the_cache_second(mirror: Path, cache: Path, site: Site) -> None:
    (mirror / "one.txt").write_bytes(ONE)
    (cache / "numbers").mkdir(parents=True)
    (cache / "numbers" / "one.txt").write_bytes(b"never looked at")
    (cache / "numbers" / "two.txt").write_bytes(TWO)
    found = store.fetch(numbers(site.address))
    assert found == {"one.txt": mirror / "one.txt", "two.txt": cache / "numbers" / "two.txt"}
    assert site.gets == site.heads == []


def test_a_damaged_mirror_is_an_error_and_nothing_else_is_tried(
    mirror: Path, cache: Path, site: Site
) -> None:
    (mirror / "one.txt").write_bytes(b"damaged")
    with pytest.raises(DataError, match="damaged") as caught:
        store.fetch(numbers(site.address))
    said = str(caught.value)
    for part in (mirror / "one.txt", sha256(ONE)[7:], sha256(b"damaged")[7:], "Copy it", "unset"):
        assert str(part) in said
    assert site.gets == []
    assert (mirror / "one.txt").read_bytes() == b"damaged"


def test_a_mirror_that_is_no_folder_is_an_error(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADBOOK_DATA", "/no/such/folder")
    with pytest.raises(DataError, match="GRADBOOK_DATA names /no/such/folder"):
        store.fetch(numbers(closed_address()))


def test_a_stand_in_of_the_mirror_is_used(mirror: Path) -> None:
    (mirror / "part.txt").write_bytes(TWO)
    file = File("whole.txt", sha256(ONE), stand_in=File("part.txt", sha256(TWO)))
    dataset = Dataset("numbers", "", "", 1, "numbers", (file,), ())
    assert store.fetch(dataset) == {"whole.txt": mirror / "part.txt"}


# Archives and files without a known checksum


def tar(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def test_only_the_files_of_the_data_set_leave_an_archive(site: Site, cache: Path) -> None:
    packed = tar({"bundle/one.txt": ONE, "../escaped.txt": b"", "bundle/other.txt": b""})
    site.answers["/bundle.tar.gz"] = [packed]
    store.fetch(bundle("bundle.tar.gz", site.address, sha256(packed)))
    assert contents(cache.parent) == {"cache/bundle/one.txt": ONE}


def test_a_link_in_an_archive_is_not_followed(site: Site, cache: Path) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        link = tarfile.TarInfo("bundle/one.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    site.answers["/bundle.tar.gz"] = [packed.getvalue()]
    with pytest.raises(DataError, match="not the archive"):
        store.fetch(bundle("bundle.tar.gz", site.address))
    assert contents(cache) == {}


def test_an_archive_with_the_wrong_checksum_is_not_opened(site: Site, cache: Path) -> None:
    site.answers["/bundle.tar.gz"] = [tar({"bundle/one.txt": ONE})]
    with pytest.raises(DataError, match="wrong bytes"):
        store.fetch(bundle("bundle.tar.gz", site.address, sha256(b"another")))
    assert contents(cache) == {}


PAIRS = Lines(r"[a-z]+\t[0-9]+", at_least=3)


def test_a_new_release_is_known_by_its_form(site: Site, cache: Path) -> None:
    released = b"one\t1\ntwo\t2\nthree\t3\nfour\t4\n"
    site.answers["/pairs.zip"] = [zipped({"one.txt": released, "_about.txt": b"terms"})]
    store.fetch(bundle("pairs.zip", site.address, lines=PAIRS))
    assert contents(cache) == {"bundle/one.txt": released}


@pytest.mark.parametrize(
    "served",
    [
        b"<html>sign in first</html>",
        zipped({"another.txt": ONE}),
        zipped({"one.txt": b"one\t1\ntwo\t2\n"}),
        zipped({"one.txt": b"one\t1\ntwo\t2\nthree\t\n"}),
        zipped({"one.txt": b"\xff\xfe"}),
        zipped({"one.txt": b"one\t1\ntwo\t2\nthree\t3\n" * 99})[:-60],
    ],
    ids=["no archive", "another archive", "too short", "another form", "no text", "truncated"],
)
def test_what_does_not_have_the_form_is_refused(site: Site, cache: Path, served: bytes) -> None:
    site.answers["/pairs.zip"] = [served]
    with pytest.raises(DataError, match="wrong bytes"):
        store.fetch(bundle("pairs.zip", site.address, lines=PAIRS))
    assert contents(cache) == {}


def test_a_known_checksum_or_the_form_is_enough(tmp_path: Path) -> None:
    file = File("one.txt", sha256(ONE), PAIRS)
    path = tmp_path / "one.txt"
    for content, problem in (
        (ONE, ""),
        (b"a\t1\nb\t2\nc\t3", ""),
        (b"a\t1\nb\t2\n", "expected at least 3 lines, found 2"),
        (b"a\t1\nb 2\nc\t3\n", "line 2 does not have the form of this data set"),
    ):
        path.write_bytes(content)
        assert file.problem(path) == problem
