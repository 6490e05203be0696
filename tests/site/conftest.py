"""A built site, a local server and a real browser for the site tests."""

import functools
import gzip
import http.server
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from export_book import BROWSERS
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from site_support import ROOT, OpenTab, build_book


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built website."""
    target = tmp_path_factory.mktemp("site")
    start = time.perf_counter()
    built = build_book(ROOT, target)
    assert built.returncode == 0, built.stdout + built.stderr
    print(f"\nThe website was built in {time.perf_counter() - start:.1f} s.")
    return target / "_build" / "html"


class CompressingHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files as a web host does, with text compressed."""

    def do_GET(self) -> None:
        """Answer with the file."""
        path = Path(self.translate_path(self.path))
        if path.suffix not in {".html", ".js", ".css", ".svg"} or not path.is_file():
            return super().do_GET()
        body = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the website is served, with a slash at the end."""
    handler = functools.partial(CompressingHandler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Where Chromium is; a test that needs it is skipped where there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("needs the browser Chromium; install it with: apt-get install chromium")
    return found


@pytest.fixture(scope="session")
def browser(browser_path: str) -> Iterator[Browser]:
    """A running Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def open_tab(browser: Browser, address: str) -> Iterator[OpenTab]:
    """Open tabs; a request to another host, a script's error or a warning fails the test."""
    problems: list[str] = []
    contexts: list[BrowserContext] = []

    def check_request(url: str) -> None:
        if not url.startswith((address, "file:", "data:")):
            problems.append(f"request to another host: {url}")

    def check_answer(status: int, url: str) -> None:
        if status >= 400:
            problems.append(f"status {status}: {url}")

    def check_message(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            problems.append(f"{message.type} in the console: {message.text}")

    def open_tab(theme: str = "light", width: int = 1280, **options: Any) -> Page:
        viewport = {"width": width, "height": 900}
        context = browser.new_context(base_url=address, viewport=viewport, **options)  # type: ignore[arg-type]
        context.set_default_timeout(30_000)
        context.add_init_script(
            f"for (const key of ['mode', 'theme']) localStorage.setItem(key, '{theme}')"
        )
        contexts.append(context)
        tab = context.new_page()
        tab.on("request", lambda request: check_request(request.url))
        tab.on("response", lambda answer: check_answer(answer.status, answer.url))
        tab.on("pageerror", lambda error: problems.append(f"script error: {error}"))
        tab.on("console", check_message)
        return tab

    yield open_tab
    for context in contexts:
        context.close()
    assert not problems
