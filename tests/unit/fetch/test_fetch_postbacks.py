"""Pagers that post a form: which link is the next page, what is posted, and what is not."""

from __future__ import annotations

import re

import pytest

from chitieu.fetch.discovery import Listed, section_links
from chitieu.fetch.postbacks import Form, target_of
from chitieu.kernel.errors import PageRejected

PAGER = (re.compile(r"\$gvTin$"),)
STATE = (
    '<input type="hidden" name="__EVENTTARGET" value=""><input type="hidden" name="__EVENTARGUMENT" value="">'
    '<input type="hidden" name="__VIEWSTATE" value="/wEPDwUK=="><input type="hidden" name="__EVENTVALIDATION"'
    ' value="/wEd"><input type="text" name="tim" value="x"><input type="submit" name="nut" value="Tìm">'
    '<input type="password" name="mat_khau" value="bi mat"><input type="checkbox" name="o" value="1">'
)


def link(text: str, argument: str, target: str = "ctl00$gvTin") -> str:
    return f'<a href="javascript:__doPostBack(&#39;{target}&#39;,&#39;{argument}&#39;)">{text}</a> '


def listed(pager: str, page: int = 1, method: str = "post", state: str = STATE, base: str = "") -> Listed:
    form = (
        f'<form method="{method}" action="./tin.aspx?loai=3">{state}<a href="/a-1.html">A</a>{pager}</form>'
    )
    return section_links(f"<html><head>{base}</head><body>{form}</body></html>".encode(), page, PAGER)


def argument_of(found: Listed) -> str | None:
    return None if found.form is None else dict(found.form.fields)["__EVENTARGUMENT"]


def test_the_fields_are_those_of_a_browser_but_for_passwords() -> None:
    found = listed("<b>1</b> " + link("2", "Page$2"))

    assert found.pages[0].address == "/a-1.html"
    assert found.form == Form(
        "./tin.aspx?loai=3",
        (
            ("__EVENTTARGET", "ctl00$gvTin"),
            ("__EVENTARGUMENT", "Page$2"),
            ("__VIEWSTATE", "/wEPDwUK=="),
            ("__EVENTVALIDATION", "/wEd"),
            ("tim", "x"),
        ),
    )


@pytest.mark.parametrize(
    ("pager", "page", "argument"),
    [
        (link("1", "Page$1") + link("2", "Page$2") + link("3", "Page$3"), 1, "Page$2"),
        (link("1", "Page$1") + "<b>2</b>" + link("3", "Page$3"), 2, "Page$3"),
        (
            link("...", "Page$10") + link("19", "Page$19") + "<b>20</b>" + link("...", "Page$21"),
            20,
            "Page$21",
        ),
        (link("...", "truoc") + link("9", "chin") + "<b>10</b>" + link("...", "sau"), 10, "sau"),
        (link("...", "truoc") + link("9", "chin") + "<b>10</b>", 10, None),
        (link("Trang sau", "tiep"), 4, "tiep"),
        (link("<b>»</b>", "n"), 1, "n"),
        ("<a href='#' onclick=\"__doPostBack('ctl00$gvTin','Page$2');return false\">2</a>", 1, "Page$2"),
        (
            "<a href='javascript:WebForm_DoPostBackWithOptions(new WebForm_PostBackOptions("
            '"ctl00$gvTin", "Page$2", true))\'>2</a>',
            1,
            "Page$2",
        ),
        (link("1", "Page$1") + "<b>2</b>", 2, None),
        (link("Xóa", "Delete$2") + link("2", "Select$2") + link("Tiếp", "Delete$0"), 1, None),
        (link("2", "Page$2", "ctl00$gvKhac") + link("Đăng xuất", "", "ctl00$thoat"), 1, None),
        ("<a href=\"javascript:alert('2')\">2</a>", 1, None),
    ],
)
def test_the_next_page_of_a_pager_is_found(pager: str, page: int, argument: str | None) -> None:
    assert argument_of(listed(pager, page)) == argument


def test_no_form_is_read_that_is_not_asked_for_or_keeps_no_state() -> None:
    pager = link("2", "Page$2")
    content = f"<form method=post>{STATE}{pager}</form>".encode()

    assert section_links(content, 1).form is None
    assert listed(pager, method="get").form is None
    assert listed(pager, state='<input name="q">').form is None


def test_an_address_of_the_next_page_comes_before_a_form() -> None:
    found = listed(link("2", "Page$2") + '<a href="?trang=2">Trang sau</a>')

    assert ([each.address for each in found.lists], found.form) == (["?trang=2"], None)


def test_a_form_that_old_markup_closed_too_early_is_found_all_the_same() -> None:
    content = f"<form method=post action=a.aspx>{STATE}</form><table><tr><td>{link('2', 'Page$2')}</table>"

    assert argument_of(section_links(content.encode(), 1, PAGER)) == "Page$2"


def test_a_form_is_posted_to_the_lists_own_server_alone() -> None:
    list_at = "http://cong.example.vn/tin.aspx?loai=3"

    def target(action: str, *fields: tuple[str, str]) -> str:
        return target_of(Form(action, fields), list_at)

    assert target("") == list_at
    assert target("./tin.aspx?loai=3") == list_at
    base = listed(link("2", "Page$2"), base='<base href="http://cong.example.vn/x/">').form
    assert base is not None
    assert target_of(base, list_at) == "http://cong.example.vn/x/tin.aspx?loai=3"
    for action, reason in (
        ("http://khac.example.vn/tin.aspx", "offsite"),
        ("//khac.example.vn/", "offsite"),
        ("http://cong.example.vn:8080/tin.aspx", "offsite"),
        ("http://a:b@cong.example.vn/", "bad_address"),
        ("javascript:alert(1)", "unsupported_scheme"),
        ("mailto:a@example.vn", "unsupported_scheme"),
    ):
        with pytest.raises(PageRejected) as problem:
            target(action)
        assert problem.value.reason == reason
    with pytest.raises(PageRejected) as problem:
        target("", ("__VIEWSTATE", "x" * 2_000_000))
    assert problem.value.reason == "too_large"
