"""Which network addresses are public, and which spelling of an address is known."""

from __future__ import annotations

import pytest

from chitieu.fetch.addresses import refusal
from chitieu.fetch.urls import check_trap
from chitieu.kernel.addresses import is_front, normal
from chitieu.kernel.errors import PageRejected

PUBLIC = ("113.160.92.1", "9.9.9.9", "192.0.1.1", "198.20.0.1", "2405:4800::1", "2606:4700::1111")
CLOSED = (
    *("127.0.0.1", "127.255.255.254", "0.1.2.3", "10.0.0.1", "172.31.255.255", "192.168.0.1"),
    *("100.64.0.1", "100.127.255.255", "169.254.169.254", "192.0.0.192", "198.18.0.1", "224.0.0.1"),
    *("240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:9.9.9.9", "::127.0.0.1"),
    *("64:ff9b::10.0.0.1", "64:ff9b:1::1", "2002:0a00:0001::1", "2001:0:1::1", "2001:db8::1", "fc00::1"),
    *("fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "4000::1", "100::1"),
    "0.0.0.0",  # noqa: S104  refused, not bound to
    *("localhost", "example.vn", "", "127.1", "0x7f000001"),
)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_reached(address: str) -> None:
    assert refusal(address) is None


@pytest.mark.parametrize("address", CLOSED)
def test_all_other_addresses_and_all_names_may_not(address: str) -> None:
    assert refusal(address)


def test_loopback_is_opened_alone_and_can_be_all_that_is_open() -> None:
    assert refusal("127.0.0.1", allow_loopback=True) is None
    assert refusal("::1", allow_loopback=True) is None
    assert refusal("10.0.0.1", allow_loopback=True)
    assert refusal("::ffff:127.0.0.1", allow_loopback=True)
    assert refusal("9.9.9.9", allow_loopback=True, loopback_only=True)


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("HTTP://Bao.Example.VN:80", "http://bao.example.vn/"),
        ("https://bao.example.vn:443/a#b", "https://bao.example.vn/a"),
        ("https://bao.example.vn:8443/a", "https://bao.example.vn:8443/a"),
        ("https://bao.example.vn/a?utm_source=x&id=7&fbclid=y", "https://bao.example.vn/a?id=7"),
        ("https://bao.example.vn/a;jsessionid=0A1B?id=7", "https://bao.example.vn/a?id=7"),
        ("https://bao.example.vn/(S(lit3py55t21z5v55vlm25s55))/a.aspx", "https://bao.example.vn/a.aspx"),
        ("  https://bao.example.vn/a\n", "https://bao.example.vn/a"),
        ("/tin tức/á", "https://bao.example.vn/tin%20t%E1%BB%A9c/%C3%A1"),
        ("../b?Page=2", "https://bao.example.vn/b?Page=2"),
        ("//m.bao.example.vn/a", "https://m.bao.example.vn/a"),
    ],
)
def test_an_address_has_one_spelling(written: str, known: str) -> None:
    assert normal(written, "https://bao.example.vn/muc/") == known
    assert normal(known) == known


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("javascript:void(0)", "unsupported_scheme"),
        ("mailto:a@example.vn", "unsupported_scheme"),
        ("http://a:b@example.vn/", "bad_address"),
        ("http://example.vn:25/", "bad_address"),
        ("http://example.vn:99999/", "bad_address"),
        ("http://[::1", "bad_address"),
        ("https:///a", "bad_address"),
        ("https://example.vn/" + "a" * 2_000, "address_too_long"),
    ],
)
def test_what_is_no_address_is_refused_with_a_reason(written: str, reason: str) -> None:
    with pytest.raises(PageRejected) as problem:
        normal(written)
    assert problem.value.reason == reason


@pytest.mark.parametrize(
    "path", ["/a/b/a/b/a/b.html", "/" + "x/" * 20, "/a?" + "&".join(f"k{n}=1" for n in range(20))]
)
def test_addresses_that_repeat_themselves_are_traps(path: str) -> None:
    with pytest.raises(PageRejected, match="repeats itself"):
        check_trap(f"https://example.vn{path}")


def test_addresses_of_real_sites_are_no_traps() -> None:
    for path in (
        "/cong-doan/2024/01/12/bai-viet-1-12345.html",
        "/web/guest/tin/-/asset/1/2/3?_101_id=4&_101_x=5",
    ):
        check_trap(f"https://example.vn{path}")


def test_front_pages_are_known() -> None:
    assert is_front("https://example.vn/")
    assert is_front("https://example.vn/Default.aspx")
    assert not is_front("https://example.vn/?id=5")
