"""No fetch reaches this machine, a private network or a metadata service, whatever leads there.

The sockets and the name server are real. Where nothing may be reached, a server listens and is never asked.
"""

from __future__ import annotations

import json
import socket
import ssl
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from web_names import name_server
from web_server import ROBOTS, Visit, http, raw_web

from chitieu.fetch import CrawlFailedError, CrawlPlan, Limits, crawl, fetch_one
from chitieu.kernel.errors import ConfigurationError
from chitieu.kernel.records import Capture, FetchFailure

pytestmark = pytest.mark.slow

CONTACT = "nguoi-thu@example.vn"
LIMITS = Limits(response_seconds=3.0, retries=0, seconds=60.0)
ARTICLE = b"<html><title>Tin</title><p>Thu 412 ty dong</p></html>"

SPELLINGS = (
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "127.0.0.1.",
    "\u2460\u2461\u2466.0.0.1",
    "localhost",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "0.0.0.0",  # noqa: S104  asked for, not bound to
    "[::]",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "[64:ff9b:1::a00:1]",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
)
"""Hosts that lead to no public address; all are asked for at the port of a server that listens."""

NAMES = {
    "loopback.ten.example": ("127.0.0.1",),
    "private.ten.example": ("10.1.2.3",),
    "carrier.ten.example": ("100.100.100.200",),
    "metadata.ten.example": ("169.254.169.254",),
    "nothing.ten.example": ("0.0.0.0",),  # noqa: S104  an answer, not bound to
    "v6-loopback.ten.example": ("::1",),
    "v6-mapped.ten.example": ("::ffff:127.0.0.1",),
    "v6-local.ten.example": ("fc00::1",),
    "v6-translated.ten.example": ("64:ff9b::a00:1",),
}


def outcomes(folder: Path) -> dict[str, dict[str, Any]]:
    lines = (folder / "pages-00001.outcomes.jsonl").read_text("utf-8").splitlines()
    return {row["requested_uri"] or row["uri"]: row for row in map(json.loads, lines)}


def test_no_spelling_and_no_name_leads_to_an_inner_address(tmp_path: Path) -> None:
    with raw_web({}) as web, name_server(NAMES) as names:
        spelled = tuple(f"http://{host}:{web.port}/" for host in SPELLINGS)
        plan = {"limits": LIMITS, "contact": CONTACT, "delay_seconds": 0.0}
        for run, facts in (
            ("spelled", {"pages": spelled}),
            (
                "named",
                {"pages": tuple(f"http://{n}:{web.port}/" for n in NAMES), "nameserver": names.address},
            ),
        ):
            crawl(CrawlPlan(run, "guard", tmp_path / run, **plan, **facts))
        assert web.asked == []
        assert set(names.asked) == set(NAMES)

    for run, count in (("spelled", len(SPELLINGS)), ("named", len(NAMES))):
        reasons = {uri: row["reason"] for uri, row in outcomes(tmp_path / run).items()}
        # Two spellings of one address are one address, asked for once.
        assert len(reasons) >= count - 2
        assert set(reasons.values()) == {"address_refused"}, reasons


REDIRECTS = {
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "private": "http://10.0.0.5/tin-1.html",
    "carrier": "http://100.64.1.1:8080/tin-1.html",
    "mapped": "http://[::ffff:10.0.0.5]/tin-1.html",
    "spelled": "http://167772165/tin-1.html",
    "by-name": "http://inner.ten.example/tin-1.html",
}


def test_no_redirect_leads_to_an_inner_address(tmp_path: Path) -> None:
    def answer(visit: Visit) -> None:
        target = REDIRECTS[visit.host.partition(".")[0]]
        visit.send(http(404) if visit.path == ROBOTS else http(302, b"", f"Location: {target}"))

    hosts = [f"{name}.chuyen.example" for name in REDIRECTS]
    with (
        raw_web(dict.fromkeys(hosts, answer)) as web,
        name_server({"inner.ten.example": ("10.9.8.7",)}) as names,
    ):
        crawl(
            CrawlPlan(
                "redirects",
                "guard",
                tmp_path,
                pages=tuple(f"https://{host}/tin" for host in hosts),
                delay_seconds=0.0,
                limits=LIMITS,
                contact=CONTACT,
                allow_loopback=True,
                connect_to=web.connect_to,
                nameserver=names.address,
            )
        )
    found = outcomes(tmp_path)
    assert {row["reason"] for row in found.values()} == {"address_refused"}
    assert len(found) == len(hosts)


def test_a_name_that_changes_between_two_requests_is_checked_both_times(tmp_path: Path) -> None:
    """DNS rebinding: robots.txt comes from an allowed address, the page would from one that is not."""
    name = "doi-chu.ten.example"
    with (
        raw_web({name: lambda visit: visit.send(http(404))}) as web,
        name_server({name: ("127.0.0.1", "10.0.0.1")}) as names,
    ):
        crawl(
            CrawlPlan(
                "rebinding",
                "guard",
                tmp_path,
                pages=(f"http://{name}:{web.port}/tin",),
                delay_seconds=0.0,
                limits=LIMITS,
                contact=CONTACT,
                allow_loopback=True,
                nameserver=names.address,
            )
        )
        assert web.asked == [(name, ROBOTS)]
        assert names.asked == [name, name]
    (row,) = outcomes(tmp_path).values()
    assert row["reason"] == "address_refused"
    assert "10.0.0.1" in row["detail"]


def test_loopback_is_reached_only_where_the_caller_says_so() -> None:
    def answer(visit: Visit) -> None:
        visit.send(http(404) if visit.path == ROBOTS else http(200, ARTICLE, "Content-Type: text/html"))

    with raw_web({"127.0.0.1": answer}) as web:
        address = f"http://{web.address}/tin"
        allowed = fetch_one(address, limits=LIMITS, allow_loopback=True)
        asked = list(web.asked)
        refused = fetch_one(address, limits=LIMITS, contact=CONTACT)
        assert web.asked == asked
    assert isinstance(allowed, Capture)
    assert (allowed.content, allowed.ip_address) == (ARTICLE, "127.0.0.1")
    assert isinstance(refused, FetchFailure)
    assert refused.reason == "address_refused"


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with raw_web({}) as web:
        for variable in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(variable, f"http://{web.address}")
        failure = fetch_one("http://10.0.0.1/tin", limits=LIMITS, contact=CONTACT)
        assert web.asked == []
    assert isinstance(failure, FetchFailure)
    assert failure.reason == "address_refused"


def test_without_a_contact_nothing_but_this_machine_is_reached(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="CHITIEU_CONTACT"):
        crawl(CrawlPlan("c", "guard", tmp_path / "none", pages=("https://example.vn/",)))
    with name_server({"ngoai.ten.example": ("9.9.9.9",)}) as names:
        failure = fetch_one(
            "http://ngoai.ten.example/", limits=LIMITS, allow_loopback=True, nameserver=names.address
        )
    assert isinstance(failure, FetchFailure)
    assert failure.reason == "address_refused"


def test_hosts_are_served_here_only_where_loopback_is_allowed(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        crawl(CrawlPlan("c", "guard", tmp_path, contact=CONTACT, connect_to=(("a.example", "127.0.0.1:1"),)))


def self_signed(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody else has signed, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "self_signed.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    return path


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def shake_hands() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with suppress(OSError), context.wrap_socket(connection, server_side=True) as secure:
                        secure.recv(65536)

        threading.Thread(target=shake_hands, daemon=True).start()
        failure = fetch_one(f"https://127.0.0.1:{port}/tin", limits=LIMITS, allow_loopback=True)
    assert isinstance(failure, FetchFailure)
    assert failure.reason == "tls_failed"


def test_a_process_that_cannot_write_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "pages-00001.warc.gz").write_text("no WARC file")
    with pytest.raises(CrawlFailedError, match="pages-00001"):
        crawl(CrawlPlan("c", "guard", folder, allow_loopback=True))
