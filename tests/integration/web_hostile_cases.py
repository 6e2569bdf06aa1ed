"""The hostile web as a table: what a server does, and the reason with which it ends.

`PAGES` are asked for as articles, `LISTS` as feeds, sitemaps and sections. A behaviour is bytes for the
answer to every path but robots.txt, or a function of the visit. `STORED` means that the page is taken.
"""

from __future__ import annotations

import gzip
import itertools
import zlib
from dataclasses import dataclass

import brotli
from backports import zstd
from web_server import ROBOTS, Behaviour, Visit, http

STORED = "stored"
NO_ROBOTS = http(404)
MEGABYTE = 1_000_000
"""What the tests allow a body, before and after it is unpacked."""

HTML = "Content-Type: text/html; charset=utf-8"
ARTICLE = (
    "<!DOCTYPE html><html><head><title>Thu ngân sách vượt dự toán</title></head><body><h1>Thu ngân sách</h1>"
    + "<p>Chín tháng, thu ngân sách trên địa bàn đạt 412 tỷ đồng, bằng 81% dự toán năm.</p>" * 12
    + "</body></html>"
).encode()
FEED = b'<?xml version="1.0"?><rss version="2.0"><channel><item><link>%s</link></item></channel></rss>'


@dataclass(frozen=True)
class Case:
    name: str
    reason: str
    behaviour: bytes | Behaviour
    path: str = "/tin/bai-viet-mau-so-mot-12345.html"
    kind: str = "page"
    robots: bytes | Behaviour = NO_ROBOTS
    scheme: str = "http"

    @property
    def host(self) -> str:
        return f"{self.name}.hostile.example"

    @property
    def address(self) -> str:
        return self.path if "://" in self.path or self.path.startswith("//") else self.root + self.path

    @property
    def root(self) -> str:
        return f"{self.scheme}://{self.host}"

    def answer(self, visit: Visit) -> None:
        behaviour = self.robots if visit.path == ROBOTS else self.behaviour
        if isinstance(behaviour, bytes):
            visit.send(behaviour)
        else:
            behaviour(visit)


def page(markup: str, *headers: str) -> bytes:
    return http(200, markup.encode(), HTML, *headers)


def redirect(location: str, status: int = 302) -> bytes:
    return http(status, b"", f"Location: {location}")


def for_ever(opening: bytes, part: bytes) -> Behaviour:
    """Send without an end, as fast as the client takes it."""

    def behave(visit: Visit) -> None:
        visit.send(opening)
        for piece in itertools.repeat(part):
            visit.send(piece)

    return behave


def then_silence(opening: bytes) -> Behaviour:
    """Send a beginning, and nothing until the client hangs up."""

    def behave(visit: Visit) -> None:
        visit.send(opening)
        visit.socket.recv(1)

    return behave


def drip(visit: Visit) -> None:
    """One byte whenever the client has waited a while: no pause is ever long."""
    visit.send(b"HTTP/1.1 200 X\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
    visit.socket.settimeout(0.1)
    for _ in itertools.count():
        try:
            if not visit.socket.recv(1):
                return
        except TimeoutError:
            visit.send(b"x")


def hang_up(visit: Visit) -> None:
    """Close without a word."""


def bounce(visit: Visit) -> None:
    """Redirect to ever another address."""
    visit.send(redirect(f"{visit.path}x"))


def ping_pong(visit: Visit) -> None:
    visit.send(
        redirect("/tin/bai-b-22222.html" if visit.path.endswith("a-11111.html") else "/tin/bai-a-11111.html")
    )


def refresh_between(visit: Visit) -> None:
    other = "/a" if visit.path == "/b" else "/b"
    visit.send(page(f'<meta http-equiv="refresh" content="0; url={other}"><title>Tin</title>'))


def endless_pages(visit: Visit) -> None:
    """A calendar: every page has one invented article and leads to the next month."""
    month = int(visit.path.rpartition("=")[2]) if "=" in visit.path else 1
    if visit.path.endswith(".html"):
        visit.send(page("<title>Lịch</title><p>Lịch công tác tháng này có thay đổi nhỏ.</p>"))
        return
    links = f'<a href="/lich/cong-tac-thang-so-{month}-{month:05}.html">x</a>'
    links += f'<a href="/lich?thang={month + 1}">Tiếp</a>'
    visit.send(page(f"<html><body>{links}</body></html>"))


def same_list_for_ever(visit: Visit) -> None:
    """Every page of the list is the same and has a next one."""
    number = int(visit.path.rpartition("=")[2]) if "=" in visit.path else 1
    if visit.path.endswith(".html"):
        visit.send(http(404))
        return
    visit.send(
        page(
            f'<a href="/tin/bai-viet-duy-nhat-so-11111.html">x</a><a rel="next" href="?p={number + 1}">2</a>'
        )
    )


def feed_of(path: str) -> bytes:
    return http(200, FEED % path.encode(), "Content-Type: application/rss+xml")


ZEROS = bytes(30 * MEGABYTE)
LINE = b"#" * 9_000
SHORT = "<p>Xin chào bạn đọc.</p>"

PAGES = (
    # --- size and time
    Case("huge-declared", "too_large", then_silence(b"HTTP/1.1 200 X\r\nContent-Length: 200000000\r\n\r\n")),
    Case("huge-undeclared", "too_large", for_ever(http(200, b"", HTML, length=False), b"<p>" * 20_000)),
    Case(
        "huge-chunked",
        "too_large",
        for_ever(
            b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n", b"4000\r\n" + b"a" * 0x4000 + b"\r\n"
        ),
    ),
    Case("slow-drip", "timeout", drip),
    Case("silent", "timeout", then_silence(b"")),
    Case("silent-after-head", "timeout", then_silence(b"HTTP/1.1 200 X\r\nContent-Length: 50\r\n\r\n")),
    Case(
        "endless-headers",
        "head_too_large",
        for_ever(b"HTTP/1.1 200 X\r\n", b"X-More: aaaaaaaaaaaaaaaa\r\n" * 200),
    ),
    Case("endless-header-line", "head_too_large", for_ever(b"HTTP/1.1 200 X\r\nX-More: ", b"a" * 20_000)),
    Case("endless-continue", "head_too_large", for_ever(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 200)),
    # --- packing
    Case("gzip-bomb", "decoded_too_large", http(200, gzip.compress(ZEROS), HTML, "Content-Encoding: gzip")),
    Case("deflate-bomb", "decoded_too_large", http(200, zlib.compress(ZEROS), "Content-Encoding: deflate")),
    Case(
        "brotli-bomb",
        "decoded_too_large",
        http(200, brotli.compress(ZEROS, quality=1), "Content-Encoding: br"),
    ),
    Case("zstd-bomb", "decoded_too_large", http(200, zstd.compress(ZEROS), "Content-Encoding: zstd")),
    Case(
        "bomb-in-bomb",
        "decoded_too_large",
        http(200, gzip.compress(gzip.compress(ZEROS)), "Content-Encoding: gzip, gzip"),
    ),
    Case("packed-too-often", "unsupported_coding", http(200, b"x", "Content-Encoding: gzip, gzip, br, gzip")),
    Case("unknown-coding", "unsupported_coding", http(200, b"x" * 99, "Content-Encoding: sdch")),
    Case("lying-gzip", "bad_coding", http(200, b"\x1f\x8bkhong phai gzip", HTML, "Content-Encoding: gzip")),
    Case("lying-brotli", "bad_coding", http(200, ARTICLE, HTML, "Content-Encoding: br")),
    Case("lying-zstd", "bad_coding", http(200, ARTICLE, HTML, "Content-Encoding: zstd")),
    Case("half-gzip", "bad_coding", http(200, gzip.compress(ARTICLE)[:-20], HTML, "Content-Encoding: gzip")),
    Case("plain-labelled-gzip", STORED, http(200, ARTICLE, HTML, "Content-Encoding: gzip")),
    Case("bare-deflate", STORED, http(200, zlib.compress(ARTICLE)[2:-4], HTML, "Content-Encoding: deflate")),
    # --- answers that are none, or end early
    Case("hang-up", "connect_failed", hang_up),
    Case("garbage", "malformed_response", b"\x00\x01\x02 no HTTP\r\n\r\n"),
    Case("banner-of-ssh", "malformed_response", b"SSH-2.0-OpenSSH_9.9\r\n\r\n"),
    Case(
        "truncated", "truncated", b"HTTP/1.1 200 X\r\nContent-Length: 5000\r\nConnection: close\r\n\r\n<html>"
    ),
    Case(
        "truncated-chunks", "truncated", b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n<html>"
    ),
    Case(
        "bad-chunk-size", "truncated", b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<html>\r\n"
    ),
    Case(
        "two-lengths",
        "malformed_response",
        b"HTTP/1.1 200 X\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n<html>",
    ),
    Case("negative-length", "malformed_response", b"HTTP/1.1 200 X\r\nContent-Length: -1\r\n\r\n<html>"),
    Case("length-of-letters", "malformed_response", b"HTTP/1.1 200 X\r\nContent-Length: abc\r\n\r\n<html>"),
    Case("no-length", STORED, http(200, ARTICLE, HTML, length=False)),
    Case("header-without-colon", STORED, http(200, ARTICLE, HTML, "khong co dau hai cham")),
    Case(
        "not-tls", "tls_failed", ARTICLE, scheme="https", path="https://127.0.0.1:{port}/tin/bai-12345.html"
    ),
    # --- redirects
    Case("redirect-to-itself", "redirect_loop", redirect("/tin/bai-viet-mau-so-mot-12345.html")),
    Case("redirect-ping-pong", "redirect_loop", ping_pong, path="/tin/bai-a-11111.html"),
    Case("redirect-for-ever", "too_many_redirects", bounce),
    Case("redirect-nowhere", "bad_redirect", http(302)),
    Case("redirect-to-file", "unsupported_scheme", redirect("file:///etc/passwd")),
    Case("redirect-to-script", "unsupported_scheme", redirect("javascript:alert(1)")),
    Case("redirect-to-gopher", "unsupported_scheme", redirect("gopher://127.0.0.1:6379/_FLUSHALL")),
    Case("redirect-to-data", "unsupported_scheme", redirect("data:text/html,<p>x</p>")),
    Case("redirect-with-login", "bad_address", redirect("http://user:pass@hostile.example/")),
    Case("redirect-to-port-22", "bad_address", redirect("http://hostile.example:22/")),
    Case("redirect-to-bad-host", "bad_redirect", redirect("http://[::1/")),
    Case("redirect-offsite", "offsite_redirect", redirect("https://quang-cao.example.org/click")),
    Case("redirect-home", "redirected_home", redirect("/")),
    Case("redirect-home-301", "redirected_home", redirect("/trang-chu", 301)),
    Case("redirect-to-login", "login_required", redirect("/dang-nhap?ve=/tin/bai")),
    Case("redirect-to-consent", "consent_page", redirect("/consent/?continue=/tin/bai")),
    Case("refresh-loop", "redirect_loop", refresh_between, path="/a"),
    Case("refresh-to-login", "login_required", page('<meta http-equiv=refresh content="0;url=/login.aspx">')),
    # --- statuses
    Case("status-404", "not_found", http(404, ARTICLE, HTML)),
    Case("status-410", "gone", http(410)),
    Case("status-401", "login_required", http(401, b"", 'WWW-Authenticate: Basic realm="x"')),
    Case("status-402", "login_required", http(402)),
    Case("status-403", "forbidden", http(403)),
    Case("status-451", "forbidden", http(451)),
    Case("status-418", "http_error", http(418)),
    Case("status-500", "server_error", http(500)),
    Case("status-503", "server_error", http(503)),
    Case("status-599", "server_error", http(599)),
    Case("status-204", "empty", http(204)),
    Case("status-206", "http_error", http(206, ARTICLE, HTML)),
    Case("status-304-unasked", "http_error", b"HTTP/1.1 304 X\r\nConnection: close\r\n\r\n"),
    Case("status-429", "too_many_requests", http(429)),
    Case("wait-a-day", "too_many_requests", http(429, b"", "Retry-After: 86400")),
    Case("wait-till-2099", "too_many_requests", http(503, b"", "Retry-After: Thu, 01 Jan 2099 00:00:00 GMT")),
    Case("wait-for-nonsense", "too_many_requests", http(429, b"", "Retry-After: mai nhe")),
    # --- bodies
    Case("empty", "empty", http(200, b"", HTML)),
    Case("only-blanks", "empty", http(200, b" \r\n\t\x00 " * 50, HTML)),
    Case("picture-as-html", "binary", http(200, b"\x89PNG\r\n\x1a\n" + bytes(200), HTML)),
    Case("pdf", "binary", http(200, b"%PDF-1.7 " + b"x" * 200, "Content-Type: application/pdf")),
    Case("nuls-as-html", "binary", http(200, bytes(2_000) + b"<p>x", HTML)),
    Case("json", "not_a_page", http(200, b'{"html": "<p>x</p>"}', "Content-Type: application/json")),
    Case("script", "not_a_page", http(200, b"alert('<p>')", "Content-Type: text/javascript")),
    Case("html-as-octets", STORED, http(200, ARTICLE, "Content-Type: application/octet-stream")),
    Case("no-type", STORED, http(200, ARTICLE)),
    Case("utf-16", STORED, http(200, ARTICLE.decode().encode("utf-16"), HTML)),
    Case(
        "windows-1258-as-utf-8", STORED, http(200, "<p>thu ngân sách</p>".encode("cp1258", "replace"), HTML)
    ),
    Case("no-such-charset", STORED, http(200, ARTICLE, "Content-Type: text/html; charset=vietnamese-2000")),
    Case("broken-html", STORED, page("<html><p><table><div>Thu 412 tỷ đồng</p></table><b><i></html></b><p")),
    Case("deep-nesting", STORED, page("<div>" * 20_000 + "Thu 412 tỷ đồng")),
    Case("one-long-line", STORED, page("<p>" + "thu ngân sách " * 40_000 + "</p>")),
    Case(
        "unclosed-scripts", STORED, page("<title>Tin</title><p>Thu 412 tỷ</p>" + "<script <input " * 20_000)
    ),
    # --- what stands where an article should
    Case("soft-404-title", "soft_404", page(f"<title>Không tìm thấy trang | Báo Mẫu</title>{SHORT}")),
    Case(
        "soft-404-heading",
        "soft_404",
        page(f"<title>Cổng TTĐT</title><h2>Bài viết không tồn tại</h2>{SHORT}"),
    ),
    Case("soft-404-english", "soft_404", page(f"<title>404 Not Found</title>{SHORT}")),
    Case(
        "about-404s",
        STORED,
        page("<title>Vì sao có lỗi 404</title>" + "<p>Máy chủ báo không có trang.</p>" * 200),
    ),
    Case(
        "login-form", "login_required", page(f'<title>Báo</title><form>{SHORT}<input type="password"></form>')
    ),
    Case("login-title", "login_required", page(f"<title>Đăng nhập | Báo Mẫu</title>{SHORT}")),
    Case(
        "paywall", "login_required", page(f'<title>Tin</title>{SHORT}<div class="box paywall">Mua gói</div>')
    ),
    Case(
        "article-with-login-box",
        STORED,
        http(200, ARTICLE.replace(b"</body>", b'<input type="password">'), HTML),
    ),
    Case("consent", "consent_page", page(f"<title>Trước khi bạn tiếp tục</title>{SHORT}")),
    Case("captcha", "challenge_page", page('<title>Báo</title><div class="g-recaptcha"></div>')),
    Case("browser-check", "challenge_page", page(f"<title>Just a moment...</title>{SHORT}")),
    Case(
        "cookie-by-script", "challenge_page", page('<script>document.cookie="D=1";location.reload()</script>')
    ),
    # --- robots.txt
    Case(
        "robots-no",
        "robots_disallowed",
        page(SHORT),
        robots=http(200, b"User-agent: chitieu\nDisallow: /tin/"),
    ),
    Case(
        "robots-no-to-all", "robots_disallowed", page(SHORT), robots=http(200, b"User-agent: *\nDisallow: /")
    ),
    Case("robots-broken", "robots_unreachable", page(SHORT), robots=http(500)),
    Case("robots-silent", "robots_unreachable", page(SHORT), robots=then_silence(b"")),
    Case(
        "robots-huge",
        "robots_unreachable",
        page(SHORT),
        robots=for_ever(http(200, length=False), b"#" * 9_000),
    ),
    Case(
        "robots-is-html", STORED, http(200, ARTICLE, HTML), robots=page("<title>Trang chủ</title>Disallow: /")
    ),
    Case(
        "robots-404-says-no",
        STORED,
        http(200, ARTICLE, HTML),
        robots=http(404, b"User-agent: *\nDisallow: /"),
    ),
    # --- addresses
    Case("no-such-scheme", "unsupported_scheme", b"", path="ftp://hostile.example/a"),
    Case("with-password", "bad_address", b"", path="http://a:b@with-password.hostile.example/"),
    Case("too-long", "address_too_long", b"", path="/" + "a" * 5_000),
    Case("no-host", "bad_address", b"", path="http:///tin/12345.html"),
    Case("of-another-site", "offsite", b"", path="https://bao-khac.example.org/tin-12345.html"),
)

LISTS = (
    Case("feed-is-html", "bad_feed", page("<html><p>Trang chủ</p></html>"), path="/rss", kind="feed"),
    Case("feed-empty", "bad_feed", http(200), path="/rss", kind="feed"),
    Case(
        "feed-of-laughs",
        "bad_feed",
        http(200, b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;&b;</x>'),
        path="/rss",
        kind="feed",
    ),
    Case("feed-to-file", "unsupported_scheme", feed_of("file:///etc/passwd"), path="/rss", kind="feed"),
    Case(
        "feed-trap",
        "url_trap",
        feed_of("/tin/a/b/tin/a/b/tin/a/b/bai-so-12345.html"),
        path="/rss",
        kind="feed",
    ),
    Case("feed-gone", "not_found", http(404), path="/rss", kind="feed"),
    Case("sitemap-is-html", "bad_sitemap", page("<html></html>"), path="/sitemap.xml", kind="sitemap"),
    Case(
        "sitemap-bomb", "decoded_too_large", http(200, gzip.compress(ZEROS)), path="/s.xml.gz", kind="sitemap"
    ),
    Case(
        "sitemap-of-itself",
        "list_limit",
        lambda visit: visit.send(
            http(
                200,
                b"<sitemapindex>"
                + b"".join(
                    b"<sitemap><loc>http://sitemap-of-itself.hostile.example/%d%s</loc></sitemap>"
                    % (number, visit.path.encode())
                    for number in range(9)
                )
                + b"</sitemapindex>",
            )
        ),
        path="/s.xml",
        kind="sitemap",
    ),
    Case("endless-calendar", "list_limit", endless_pages, path="/lich", kind="section"),
)

ENDS_BY_ITSELF = Case("same-list", "not_found", same_list_for_ever, path="/tin", kind="section")
"""A list whose pages are all the same is left after its second page."""
