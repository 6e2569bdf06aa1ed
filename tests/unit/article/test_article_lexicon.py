"""Each row of the lexicon works, and no row works on plain prose."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from article_pages import PROSE

from chitieu.article.lexicon import CUES_PATH, key, load_lexicon
from chitieu.article.markup import parse_tree, roles_of

ROWS: dict[str, Any] = yaml.safe_load(CUES_PATH.read_text(encoding="utf-8"))
LEXICON = load_lexicon()


@pytest.mark.parametrize("row", ROWS["related"], ids=lambda row: row["cue"])
def test_related_rows(row: dict[str, str]) -> None:
    section = LEXICON.related_section(f"{row['cue'].upper()}:")
    link = LEXICON.related_link(f"{row['cue']}: Huyện khởi công 3 trường học")

    assert section is not None
    assert (section.text, section.role) == (row["cue"], row["until"])
    assert link is not None


@pytest.mark.parametrize("kind", ["navigation", "footer", "caption"])
def test_rows_with_a_match(kind: str) -> None:
    lines = {
        "line": "{}",
        "start": "{} huyện",
        "label": "{}: 024.3999.1234",
        "contains": "Hội nghị sơ kết {} Ban Tuyên giáo",
        "tail": "Đồng chí Chủ tịch {} hội nghị",
    }
    found = {row["cue"]: getattr(LEXICON, kind)(lines[row["match"]].format(row["cue"])) for row in ROWS[kind]}

    assert [cue for cue, hit in found.items() if hit is None] == []


@pytest.mark.parametrize("row", ROWS["dateline"], ids=lambda row: row["cue"])
def test_dateline_rows(row: dict[str, str]) -> None:
    facts = LEXICON.dateline(f"13 {row['cue']} | 05/02/2024 | {row['cue']} 1.312")

    assert facts is not None
    assert row["role"] in facts.roles
    assert facts.has_date


@pytest.mark.parametrize("weekday", ROWS["weekdays"])
def test_weekdays(weekday: str) -> None:
    assert LEXICON.dateline(f"{weekday}, 05/02/2024 14:30 (GMT+7)") is not None


@pytest.mark.parametrize(
    "row", [*ROWS["author_lines"], *ROWS["source_lines"]], ids=lambda row: row["example"]
)
def test_signature_rows(row: dict[str, str]) -> None:
    name = LEXICON.author(row["example"]) or LEXICON.source(row["example"])

    assert name
    assert re.match(row["pattern"], row["example"], re.IGNORECASE)


@pytest.mark.parametrize("row", ROWS["original_labels"], ids=lambda row: row["example"])
def test_labels_of_originals(row: dict[str, str]) -> None:
    assert re.search(row["pattern"], key(row["example"]))
    assert LEXICON.may_name_original(row["example"])
    assert LEXICON.original(row["example"])
    assert not any(LEXICON.original(f"{row['example']} {line}") for line in PROSE)


@pytest.mark.parametrize(
    ("role", "cue", "example"),
    [(role, row["cue"], row["example"]) for role, rows in ROWS["markup"].items() for row in rows],
)
def test_markup_rows(role: str, cue: str, example: str) -> None:
    root = parse_tree(f'<div class="x {example}"><p id="{example}">a</p><b class="y">b</b></div>')

    assert root is not None
    elements = [root.find(f".//{tag}") for tag in ("div", "p", "b")]
    roles = [roles_of(element.get("class") or "", element.get("id") or "") for element in elements]

    assert [role in found for found in roles] == [True, True, False]


@pytest.mark.parametrize(
    "line",
    [
        *PROSE,
        "Tin khác biệt làm nên thương hiệu",
        "Xem thêm nguồn lực từ xã hội hóa",
        "Trụ sở UBND xã mới được xây dựng",
        "Điện thoại di động tăng 12% về sản lượng",
        "Sản lượng 6/13 nhóm hàng đạt 14:30",
        "Nguồn vốn đầu tư công giải ngân đạt 62%",
        "Nguồn lực cho 12 xã còn hạn chế",
        "Theo kế hoạch năm 2023 của huyện",
        "Theo báo cáo của Sở Tài chính",
        "Bài học: 5 việc cần làm ngay",
    ],
)
def test_prose_is_no_cue(line: str) -> None:
    hits = [
        LEXICON.related_section(line),
        LEXICON.related_link(line),
        LEXICON.navigation(line),
        LEXICON.footer(line),
        LEXICON.dateline(line),
        LEXICON.source(line),
        LEXICON.author(line),
    ]

    assert hits == [None] * 7


@pytest.mark.parametrize("line", ["1" * 200 + "x", "1/1/" * 50 + "y", "Ngày " * 40 + "z", ". " * 100 + "a"])
def test_lines_that_only_begin_like_a_dateline_are_given_up_at_once(line: str) -> None:
    assert LEXICON.dateline(line) is None
