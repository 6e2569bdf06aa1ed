"""`chitieu sources` against sites of this machine, through the crawler, as a user calls it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chitieu.catalogue.sources import read_source
from chitieu.fetch.asking import Asker, Question
from chitieu.localweb import LocalWeb, serve

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[2] / "samples"
PAPER = "thudolaodong.example.vn"


@pytest.fixture(scope="module")
def web() -> Iterator[LocalWeb]:
    with serve(SAMPLES / "sites") as served:
        yield served


def chitieu(web: LocalWeb | None, *arguments: str) -> subprocess.CompletedProcess[str]:
    local = (
        {"CHITIEU_LOCAL_SITES": " ".join(f"{host}={address}" for host, address in web.connect_to)}
        if web
        else {}
    )
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CHITIEU_")}
    return subprocess.run(
        [sys.executable, "-c", "from chitieu.cli import main; main()", "sources", *arguments],
        env=environment | local,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_source_is_drafted_checked_and_kept(web: LocalWeb, tmp_path: Path) -> None:
    asked = ("add", f"https://{PAPER}/", "--folder", str(tmp_path), "--write")

    done = chitieu(web, *asked)

    assert done.returncode == 0, done.stderr
    written = tmp_path / "thudolaodong_example.yml"
    assert written.read_text("utf-8") == done.stdout
    assert f"asking https://{PAPER}/ ..." in done.stderr
    assert f"--source thudolaodong_example --folder {tmp_path}" in done.stderr
    source = read_source(written)
    assert (source.name_vi, source.kind) == ("Thủ đô Lao động", "newspaper")
    assert source.seeds.feeds == (f"https://{PAPER}/rss/home.rss",)
    assert set(source.seeds.sections) == {f"https://{PAPER}/cong-doan", f"https://{PAPER}/viec-lam"}
    assert source.is_article(f"https://{PAPER}/tong-ket-hoat-dong-cong-doan-2023-165432.html")

    checked = chitieu(web, "check", "--live", "--folder", str(tmp_path))
    assert checked.returncode == 0, checked.stderr
    assert "All good: 1 source (1 crawled), 1 pattern of" in checked.stdout
    assert f"https://{PAPER}/robots.txt" in checked.stdout

    again = chitieu(web, *asked)
    assert again.returncode == 1
    assert "thudolaodong_example already. Edit thudolaodong_example.yml." in again.stderr


def test_a_feed_is_enough_to_draft_from(web: LocalWeb, tmp_path: Path) -> None:
    done = chitieu(web, "add", "diembao.example.vn/tin-moi.atom", "--id", "diem", "--folder", str(tmp_path))

    assert done.returncode == 0, done.stderr
    assert "- https://diembao.example.vn/tin-moi.atom\n" in done.stdout
    assert r"- '-c\d{5,}\.epi$'" in done.stdout
    assert "it becomes diem.yml" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_dead_seeds_are_told_from_good_ones(web: LocalWeb, tmp_path: Path) -> None:
    text = (SAMPLES / "sources" / "thudolaodong.yml").read_text("utf-8")
    dead = f"https://{PAPER}/rss/home.rss\n    - https://{PAPER}/rss/khong-co.rss"
    text = text.replace(f"https://{PAPER}/rss/home.rss", dead, 1)
    text = text.replace(f"- https://{PAPER}/viec-lam", f"- https://{PAPER}/tim-kiem", 1)
    (tmp_path / "thudolaodong.yml").write_text(text, "utf-8")

    done = chitieu(web, "check", "--live", "--folder", str(tmp_path))

    assert done.returncode == 1
    rows = {
        line.split("│")[3].strip(): line.split("│")[4].strip()
        for line in done.stdout.splitlines()
        if "│" in line
    }
    assert rows[f"https://{PAPER}/rss/home.rss"] == "3 articles among 3 addresses"
    assert rows[f"https://{PAPER}/rss/khong-co.rss"].startswith("not_found: ")
    assert rows[f"https://{PAPER}/tim-kiem"].startswith("robots_disallowed: ")
    assert rows[f"https://{PAPER}/robots.txt"].startswith("keeps us from 1 addresses")
    assert "3 answers need a look" in done.stderr


def test_robots_txt_holds_for_every_address_that_waits_for_it(web: LocalWeb) -> None:
    before = len(web.asked)
    refused = tuple(f"https://{PAPER}/tim-kiem?q={word}" for word in ("tet", "luong", "doan-vien"))
    ask = Asker(None, delay_seconds=0.1, allow_loopback=True, connect_to=web.connect_to)

    answers = ask(Question(sections=(f"https://{PAPER}/cong-doan", *refused)))

    assert {getattr(answers[address], "reason", None) for address in refused} == {"robots_disallowed"}
    assert [path for _, path, _ in web.asked[before:]] == ["/robots.txt", "/cong-doan"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (f"https://{PAPER}/khong-co.html", "gives no page (not_found)"),
        (f"https://{PAPER}/tim-kiem", "gives no page (robots_disallowed)"),
        ("ftp://thudolaodong.example.vn/", "gives no page (unsupported_scheme)"),
        ("http://127.0.0.2/", "gives no page ("),
    ],
)
def test_what_cannot_be_a_source_says_why(web: LocalWeb, tmp_path: Path, address: str, said: str) -> None:
    done = chitieu(web, "add", address, "--folder", str(tmp_path))

    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert done.stderr.rstrip().endswith(".")


def test_real_sites_are_asked_by_those_alone_who_say_whom_to_write_to(tmp_path: Path) -> None:
    done = chitieu(None, "add", "https://baoviduthu.vn/", "--folder", str(tmp_path))

    assert done.returncode == 2
    assert "CHITIEU_CONTACT" in done.stderr


def test_problems_are_said_file_by_file(tmp_path: Path) -> None:
    shutil.copy(SAMPLES / "sources" / "diembao.yml", tmp_path / "a.yml")
    shutil.copy(SAMPLES / "sources" / "diembao.yml", tmp_path / "b.yml")
    (tmp_path / "c.yml").write_text("kind: blog\n", "utf-8")

    done = chitieu(None, "check", "--folder", str(tmp_path))

    assert done.returncode == 1
    assert "a.yml: hosts diembao.example.vn is claimed by b.yml too. Keep it with one source." in done.stderr
    assert "c.yml: name_vi is missing" in done.stderr
    assert "in files: 3" in done.stderr


def test_sources_are_listed() -> None:
    done = chitieu(None, "list")

    assert done.returncode == 0
    assert "thanhtri_hanoi_gov" in done.stdout
    assert "sources, " in done.stderr
