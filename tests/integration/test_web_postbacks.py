"""Crawls of a list that pages by posting its form back, as old portals do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from web_server import ROBOTS, Visit, http, raw_web

from chitieu.archive import recover
from chitieu.catalogue.sources import load_sources
from chitieu.fetch import CrawlPlan, Limits, crawl
from chitieu.localweb import LocalWeb, serve

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[2] / "samples"
HOST = "thanhoai.example.vn"
LIST = f"http://{HOST}/van-ban.aspx"
PAGER = r"\$gvTin$"


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    with serve(SAMPLES / "sites") as sites:
        yield sites


def plan(web: LocalWeb, folder: Path, **changes: Any) -> CrawlPlan:
    facts: dict[str, Any] = {
        "sections": (LIST,),
        "postbacks": (PAGER,),
        "delay_seconds": 0.0,
        "allow_loopback": True,
        "connect_to": web.connect_to,
    }
    source = load_sources(SAMPLES / "sources").by_id["thanhoai"]
    return CrawlPlan.for_source(source, "thanhoai", folder, **facts | changes)


def asked_lists(web: LocalWeb) -> list[int]:
    return [status for _, path, status in web.asked if path == "/van-ban.aspx"]


def failures(folder: Path) -> list[tuple[str, str]]:
    rows = [json.loads(line) for line in (folder / "lists-00001.outcomes.jsonl").read_text().splitlines()]
    return [(row["reason"], row["requested_uri"] or row["uri"]) for row in rows if row["reason"]]


def test_every_page_of_the_list_is_asked_for_by_the_form_of_the_one_before(
    web: LocalWeb, tmp_path: Path
) -> None:
    result = crawl(plan(web, tmp_path))

    held = [story for story in web.sites[HOST].edition(1) if story.section == "tin-tuc"]
    assert len(held) > 2
    assert (result.stop_reason, result.failed, result.lists) == ("finished", 0, len(held))
    assert result.stored == len(held)
    assert asked_lists(web) == [200] * len(held)
    kept = [found.capture for found in recover(tmp_path / "lists-00001.warc.gz")]
    assert [capture.request_method for capture in kept] == ["GET", *["POST"] * (len(held) - 1)]
    assert {capture.uri for capture in kept} == {LIST}
    assert [capture.requested_uri for capture in kept[1:]] == [
        f"{LIST}#page={page}" for page in range(2, len(held) + 1)
    ]
    bodies = [parse_qs(capture.request_body.decode()) for capture in kept[1:]]
    assert [body["__EVENTARGUMENT"] for body in bodies] == [[f"Page${n}"] for n in range(2, len(held) + 1)]
    assert all("__VIEWSTATE" in body and "ctl00$btnTim" not in body for body in bodies)
    assert dict(kept[1].request_headers)["Content-Length"] == str(len(kept[1].request_body))


def test_no_form_is_posted_that_the_source_does_not_name(web: LocalWeb, tmp_path: Path) -> None:
    for name, patterns in (("none", ()), ("other", (r"\$gvKhac$",))):
        web.asked.clear()
        result = crawl(plan(web, tmp_path / name, postbacks=patterns))
        assert (result.lists, result.stored, asked_lists(web)) == (1, 1, [200])


def test_a_list_ends_at_the_limit_of_its_pages(web: LocalWeb, tmp_path: Path) -> None:
    result = crawl(plan(web, tmp_path, limits=Limits(list_pages=2)))

    assert (result.lists, len(asked_lists(web))) == (2, 2)
    assert failures(tmp_path) == [("list_limit", f"{LIST}#page=3")]


def test_a_killed_crawl_goes_on_without_posting_again(web: LocalWeb, tmp_path: Path) -> None:
    crawl(plan(web, tmp_path, limits=Limits(requests=4)))
    before = len(asked_lists(web))
    (tmp_path / "result.json").unlink()
    result = crawl(plan(web, tmp_path))

    assert (before > 0, result.stop_reason) == (True, "finished")
    held = [story for story in web.sites[HOST].edition(1) if story.section == "tin-tuc"]
    assert len(asked_lists(web)) == len(held)
    assert result.stored == len(held)


FORM = (
    '<form method="post" action="{action}"><input type="hidden" name="__VIEWSTATE" value="{state}">'
    '<a href="/tin-thu-ngan-sach-quy-{n}-{n}0001.html">Thu ngân sách</a>'
    "<a href=\"javascript:__doPostBack('ctl00$gvTin','')\">Trang sau</a></form>"
)
ARTICLE = "<title>Thu ngân sách</title><h1>Thu ngân sách</h1><p>Huyện thu 412 tỷ đồng, đạt 104% dự toán.</p>"


def crawl_raw(folder: Path, answers: dict[str, list[bytes]], robots: bytes = b"") -> list[tuple[str, str]]:
    """A crawl of a server that gives each path its answers in turn, the last of them again and again."""
    served: dict[str, int] = {}

    def behave(visit: Visit) -> None:
        if visit.path == ROBOTS:
            visit.send(http(200, robots, "Content-Type: text/plain"))
            return
        given = answers.get(visit.path, [http(200, ARTICLE.encode(), "Content-Type: text/html")])
        at = served.get(visit.path, 0)
        served[visit.path] = at + 1
        visit.send(given[min(at, len(given) - 1)])

    with raw_web({"cong.example.vn": behave, "khac.example.vn": behave}) as web:
        crawl(
            CrawlPlan(
                crawl_id="raw",
                source_id="raw",
                folder=folder,
                hosts=("cong.example.vn", "khac.example.vn"),
                sections=("http://cong.example.vn/tin.aspx",),
                postbacks=(PAGER,),
                delay_seconds=0.0,
                allow_loopback=True,
                connect_to=web.connect_to,
                limits=Limits(retries=0),
            )
        )
        return [each for each in web.asked if each[1] != ROBOTS and not each[1].startswith("/tin-thu")]


def page(n: int = 1, action: str = "", state: str = "x") -> bytes:
    content = FORM.format(action=action, state=state, n=n).encode()
    return http(200, content, "Content-Type: text/html; charset=utf-8")


HOME = ("cong.example.vn", "/tin.aspx")
ASKED = "http://cong.example.vn/tin.aspx#page=2"


def test_a_pager_that_leads_back_ends(tmp_path: Path) -> None:
    assert crawl_raw(tmp_path, {"/tin.aspx": [page(1), page(2), page(1)]}) == [HOME] * 3
    assert failures(tmp_path) == []


def test_a_form_is_posted_nowhere_else(tmp_path: Path) -> None:
    given = {"/tin.aspx": [page(action="http://khac.example.vn/gui")]}

    assert crawl_raw(tmp_path, given) == [HOME]
    assert failures(tmp_path) == [("offsite", ASKED)]


def test_a_form_is_not_posted_where_robots_txt_does_not_let_us(tmp_path: Path) -> None:
    given = {"/tin.aspx": [page(action="/quan-tri/gui.aspx")]}

    assert crawl_raw(tmp_path, given, b"User-agent: *\nDisallow: /quan-tri/\n") == [HOME]
    assert failures(tmp_path) == [("robots_disallowed", ASKED)]


def test_a_form_beyond_all_bounds_is_not_posted(tmp_path: Path) -> None:
    assert crawl_raw(tmp_path, {"/tin.aspx": [page(state="x" * 1_500_000)]}) == [HOME]
    assert failures(tmp_path) == [("too_large", ASKED)]


@pytest.mark.parametrize(
    ("status", "location", "followed", "reason"),
    [
        (303, "/tin.aspx?trang=2", True, None),
        (302, "/tin.aspx?trang=2", True, None),
        (307, "/tin.aspx?trang=2", False, "bad_redirect"),
        (308, "/tin.aspx?trang=2", False, "bad_redirect"),
        (302, "/dang-nhap.aspx", False, "login_required"),
        (302, "http://la.example.vn/", False, "offsite_redirect"),
        (302, "/tin.aspx", False, "redirect_loop"),
    ],
)
def test_a_form_is_posted_once(
    tmp_path: Path, status: int, location: str, followed: bool, reason: str | None
) -> None:
    given = {
        "/tin.aspx": [page(1), http(status, b"", f"Location: {location}")],
        "/tin.aspx?trang=2": [http(200, b"<a href=/tin-thu-ngan-sach-nam-2-20001.html>A</a>")],
    }

    asked = crawl_raw(tmp_path, given)

    assert asked == [HOME, HOME, *([("cong.example.vn", location)] if followed else [])]
    assert failures(tmp_path) == ([] if reason is None else [(reason, ASKED)])
    if followed:
        last = recover(tmp_path / "lists-00001.warc.gz")[-1].capture
        assert (last.request_method, last.request_body) == ("GET", b"")


def test_a_server_that_fails_at_a_form_is_a_row(tmp_path: Path) -> None:
    assert crawl_raw(tmp_path, {"/tin.aspx": [page(1), http(500)]}) == [HOME] * 2
    assert failures(tmp_path) == [("server_error", ASKED)]
