"""What a page of the web says is never run and never loads anything, in the report or the Data Docs."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from chitieu.publish.data_docs import render_data_docs
from chitieu.publish.model import Count, Evidence
from chitieu.publish.render import CONTENT_SECURITY_POLICY, render_report

from . import samples

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
LOADS = (
    "script",
    "img",
    "iframe",
    "object",
    "embed",
    "audio",
    "video",
    "source",
    "form",
    "base",
    "image",
    "use",
)


def attacks(origin: str) -> list[str]:
    return [
        f"<script>document.title='owned';fetch('{origin}/fetch')</script>",
        f'"><img src={origin}/img onerror="document.title=\'owned\'">',
        f"'><svg onload=\"document.title='owned'\"><image href='{origin}/svg'/></svg>",
        f"</style></title><link rel=stylesheet href={origin}/css><style>@import '{origin}/import';</style>",
        f'<meta http-equiv=refresh content="0;url={origin}/refresh">',
        "{{ 7 * 7 }}{% raw %}",
        "=cmd|' /C calc'!A0",
    ]


def hostile_pages(origin: str) -> dict[str, str]:
    """All pages, with an attack in every place that words of the outside reach."""
    pages = {}
    for position, words in enumerate(attacks(origin)):
        evidence = Evidence(f"Câu {words} dẫn", words, f"javascript:alert('{words}')")
        kpi = replace(
            samples.UNION,
            domain=words,
            indicator=words,
            place=words,
            organisation=words,
            part=words,
            period=words,
            unit=words,
            per=words,
            qualifier=words,
            status=words,
            growth_basis=words,
            target_unit=words,
            polarity=words,
            evidence=evidence,
        )
        held = replace(
            samples.quarantined(),
            indicator=words,
            unit=words,
            place=words,
            reasons=[words],
            evidence=evidence,
        )
        page = replace(
            samples.report().pages[0], page=words, title=words, url=f"{origin}/page\"onclick='x'{words}"
        )
        report = samples.report(
            kpis=[kpi],
            completions=[
                samples.completion(
                    indicator=words, place=words, part=words, period=words, unit=words, plan_named=words
                )
            ],
            quarantine=[held],
            pages=[page],
            rejections=[Count(words, words, 1)],
            failures=[Count(words, words, 1)],
            stages=[Count(words, words, 1)],
            extractor_version=words,
        )
        pages[f"report-{position}.html"] = render_report(report)
        detail = {
            "label": words,
            "why": words,
            "owner": words,
            "problem": words,
            "observed": words,
            "examples": [{"row": words, "name": words, "message": words}],
        }
        result = samples.check(words, run_id=words, suite=words, column=words, severity=words, detail=detail)
        for name, content in render_data_docs([result], {}).items():
            pages[f"docs-{position}-{Path(name).name}"] = content
    return pages


@pytest.mark.parametrize(("name", "content"), hostile_pages("http://127.0.0.1:9").items())
def test_words_stay_words(name: str, content: str) -> None:
    page = html.fromstring(content)
    assert page.xpath("|".join(f"//{tag}" for tag in LOADS)) == []
    assert [name for name in page.xpath("//@*") if str(name.attrname).startswith("on")] == []
    assert [link.get("href") for link in page.xpath("//link")] == ["data:,"]
    hrefs = page.xpath("//a/@href")
    assert all(
        href.startswith(("http://", "https://", "#", "../", "runs/", "observations.csv", "run.json"))
        for href in hrefs
    )
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == CONTENT_SECURITY_POLICY
    assert len(page.xpath("//meta[@http-equiv]")) == 1
    assert "url(" not in "".join(page.xpath("//style/text()")) and "@import" not in "".join(
        page.xpath("//style/text()")
    )
    assert "49" not in page.xpath("string(//title)")


class Listener(ThreadingHTTPServer):
    """A web server on this machine that writes down what is asked of it."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: Listener

    def do_GET(self) -> None:
        self.server.seen.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Keep the output of the tests quiet."""


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def _browse(page: Path, profile: Path) -> str:
    """The document as a browser holds it after loading."""
    if BROWSER is None:
        pytest.skip("no Chromium on this machine to open the pages in")
    command = [
        BROWSER,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-proxy-server",
        "--virtual-time-budget=2000",
        f"--user-data-dir={profile}",
        "--dump-dom",
        page.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


def test_a_browser_runs_nothing_and_asks_nobody(tmp_path: Path, listener: Listener) -> None:
    origin = f"http://127.0.0.1:{listener.server_address[1]}"
    pages = hostile_pages(origin)
    frames = "".join(f'<iframe src="{name}"></iframe>' for name in pages)
    for name, content in pages.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "all.html").write_text(f"<!doctype html><title>all</title>{frames}", encoding="utf-8")
    for name in ("all.html", "report-0.html", "report-1.html"):
        dom = html.fromstring(_browse(tmp_path / name, tmp_path / "profile"))
        assert "owned" not in dom.xpath("string(//title)")
        assert dom.xpath("//script") == []
    assert listener.seen == []


def test_the_listener_hears_a_page_that_is_not_safe(tmp_path: Path, listener: Listener) -> None:
    origin = f"http://127.0.0.1:{listener.server_address[1]}"
    unsafe = "<!doctype html><title>t</title>" + "".join(attacks(origin)[:3])
    (tmp_path / "unsafe.html").write_text(unsafe, encoding="utf-8")
    dom = html.fromstring(_browse(tmp_path / "unsafe.html", tmp_path / "profile"))
    assert dom.xpath("string(//title)") == "owned"
    assert listener.seen
