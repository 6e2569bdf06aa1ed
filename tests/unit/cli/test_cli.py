"""The command as a user calls it: results on stdout, words on stderr, an exit status."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from chitieu.kernel.serialise import OBSERVATION_KEYS

PAGE = """LĐLĐ huyện Đông Anh tổng kết hoạt động công đoàn năm 2023

Ngày đăng 12/01/2024

Năm 2023, LĐLĐ huyện Đông Anh đã thành lập mới 15 Công đoàn cơ sở, đạt 125% chỉ tiêu Thành phố giao; \
kết nạp được 1.240 đoàn viên.
"""
HOSTILE = """<html><head><title>Tin <script>alert(1)</script></title></head><body><article>
<h1>Huyện Đông Anh &lt;img src=x onerror=alert(2)&gt; tổng kết năm 2023</h1>
<p>Năm 2023, huyện Đông Anh thu ngân sách đạt 2.150 tỷ đồng, bằng 104% dự toán;
&lt;script&gt;alert(3)&lt;/script&gt;
đời sống của người dân được nâng lên, sản xuất và kinh doanh của các doanh nghiệp trên địa bàn ổn định.</p>
</article></body></html>"""


def chitieu(*arguments: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from chitieu.cli import main; main()", *arguments]
    return subprocess.run(command, input=stdin or b"", capture_output=True, timeout=120, check=False)


def rows(done: subprocess.CompletedProcess[bytes]) -> list[Mapping[str, Any]]:
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "dong_anh.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_a_pipe_gets_one_json_object_a_line_with_the_keys_of_an_observation(page: Path) -> None:
    done = chitieu("extract", str(page))
    found = rows(done)
    assert done.returncode == 0
    assert {(row["text"], row["indicator"], row["measure"], row["value"]) for row in found} == {
        ("15", "union.grassroots_unions_established", "level", 15),
        ("125%", "union.grassroots_unions_established", "plan_completion", 125),
        ("1.240", "union.members_admitted", "level", 1240),
    }
    for row in found:
        assert set(OBSERVATION_KEYS) <= row.keys()
        assert row["page"] == "dong_anh"
        assert PAGE[row["start"] : row["end"]] == row["text"]
        assert (row["period_start"], row["period_end"]) == ("2023-01-01", "2023-12-31")
        assert row["place"] == "huyện Đông Anh"
    assert b"1 page read, 3 observations" in done.stderr


def test_standard_input_is_a_page_too(page: Path) -> None:
    from_file, from_stdin = chitieu("extract", str(page)), chitieu("extract", "-", stdin=page.read_bytes())
    spans = [(row["start"], row["end"], row["value"]) for row in rows(from_file)]
    assert spans == [(row["start"], row["end"], row["value"]) for row in rows(from_stdin)]


def test_csv_has_a_header_and_the_same_figures(page: Path) -> None:
    done = chitieu("extract", "--csv", str(page))
    found = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    assert [row["value"] for row in found] == ["15", "125", "1240"]


def test_a_table_is_for_people(page: Path) -> None:
    done = chitieu("extract", "--table", str(page))
    told = done.stdout.decode()
    assert "union.members_admitted" in told
    assert "huyện Đông Anh" in told


def test_two_formats_at_once_are_refused(page: Path) -> None:
    done = chitieu("extract", "--csv", "--jsonl", str(page))
    assert done.returncode == 2
    assert b"take one of" in done.stderr


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("picture.html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4),
        ("zeros.txt", b"\x00" * 400),
    ],
)
def test_a_page_that_cannot_be_read_is_told_and_the_others_are_done(
    page: Path, name: str, content: bytes
) -> None:
    bad = page.parent / name
    bad.write_bytes(content)
    done = chitieu("extract", str(bad), str(page))
    assert done.returncode == 1
    assert len(rows(done)) == 3
    assert name in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_a_path_that_is_not_there_is_a_clear_error(page: Path) -> None:
    done = chitieu("extract", str(page.parent / "nowhere"), str(page))
    assert done.returncode != 0
    assert "nowhere" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    assert len(rows(done)) == 3


def test_a_problem_names_the_page_once_and_counts_agree(page: Path) -> None:
    empty = page.parent / "rong.txt"
    empty.touch()
    told = chitieu("extract", str(empty)).stderr.decode()
    assert told.splitlines() == [
        f"error: {empty} is empty. Save the page again.",
        "0 pages read, 0 observations, 0 numbers rejected; 1 page could not be read",
    ]


def test_an_address_in_place_of_a_file_is_told_how_to_get() -> None:
    done = chitieu("extract", "https://baothu.example.vn/bai.html")
    assert done.returncode == 1
    assert "chitieu fetch https://baothu.example.vn/bai.html" in done.stderr.decode()


def test_what_cannot_be_done_is_told_before_anything_is_started(tmp_path: Path) -> None:
    for wrong, told in (
        (("ingest", "khong-co"), "There is no khong-co"),
        (("fetch", "https://baothu.example.vn/"), "CHITIEU_CONTACT"),
        (("replay", "--write", "khac.pdf"), "neither .csv nor .html"),
        (("demo", "--pages", str(tmp_path), "--edition", "2"), "--edition"),
    ):
        done = chitieu(*wrong)
        assert done.returncode in (1, 2)
        assert told in done.stderr.decode()
        assert "PostgreSQL" not in done.stderr.decode()


def test_a_reader_that_stops_early_is_no_error(page: Path) -> None:
    many = page.parent / "many"
    many.mkdir()
    for number in range(300):
        (many / f"{number}.txt").write_text(PAGE, encoding="utf-8")
    command = f"{sys.executable} -c 'from chitieu.cli import main; main()' extract {many} | head -n 1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, timeout=120, check=False)
    assert done.stdout.count(b"\n") == 1
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


def test_explain_marks_each_number_and_says_by_which_rules(page: Path) -> None:
    told = chitieu("explain", str(page)).stdout.decode().replace("\u202f", " ")
    assert "1.240" in told
    assert "union.members_admitted · level · 1 240 count" in " ".join(told.split())
    assert "rejected: " in told


def test_explain_as_html_keeps_page_text_as_text(tmp_path: Path) -> None:
    source, target = tmp_path / "hostile.html", tmp_path / "explained.html"
    source.write_text(HOSTILE, encoding="utf-8")
    done = chitieu("explain", str(source), "--html", str(target))
    assert done.returncode == 0
    html = target.read_text(encoding="utf-8")
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(" in html
    assert "default-src" in html


def test_a_file_that_cannot_be_written_is_a_clear_error(page: Path) -> None:
    done = chitieu("explain", str(page), "--html", str(page.parent))
    assert done.returncode == 1
    assert (
        done.stderr.decode()
        == f"error: {page.parent} cannot be written (Is a directory). Give another place.\n"
    )


def test_help_names_every_command() -> None:
    told = chitieu("--help").stdout.decode()
    for command in (
        "extract",
        "explain",
        "ingest",
        "fetch",
        "replay",
        "changes",
        "demo",
        "up",
        "down",
        "status",
    ):
        assert command in told


def test_the_command_starts_without_the_heavy_libraries() -> None:
    heavy = "{'pandas', 'great_expectations', 'dbt', 'airflow', 'sqlalchemy'}"
    code = f"import sys, chitieu.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=True)
    assert done.stdout.strip() == b"[]"
