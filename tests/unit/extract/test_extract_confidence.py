"""What lowers the confidence of a figure, and how it is told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chitieu.article import parse_article
from chitieu.extract import extract
from chitieu.extract.confidence import MODEL_PATH, load_model, rate
from chitieu.extract.evidence import features_of, page_of
from chitieu.kernel.records import Article, Capture, Extraction

PAGE = (
    "Công đoàn huyện An Phú tổng kết năm 2023",
    "(Ngày 12/01/2024)",
    "Năm 2023, Công đoàn huyện An Phú kết nạp 815 đoàn viên, thành lập mới 14 công đoàn cơ sở.",
    "Thu ngân sách trên địa bàn đạt 1.250 tỷ đồng, tăng 12% so với năm trước.",
    "Có nơi chỉ đạt 40, nơi khác là 75 nhưng chưa rõ vì sao.",
)


def read(*lines: str) -> tuple[Article, Extraction]:
    content = "\n".join(lines).encode()
    capture = Capture(
        "c", "file:///a/bai.txt", "files", "text/plain", content, "d", datetime(2024, 2, 1, tzinfo=UTC)
    )
    article = parse_article(capture)
    return article, extract(article)


def test_every_observation_tells_how_sure_it_is_and_why() -> None:
    _, extraction = read(*PAGE)

    for row in extraction.observations:
        assert 0 < row.confidence < 1
        (hit,) = [hit for hit in row.trace if hit.rule == "confidence"]
        assert hit.decision.startswith(f"{row.confidence:.2f} (")
        told = "other" if row.indicator == "other" else "what"
        assert f"({told} " in hit.decision


def test_a_page_that_contradicts_itself_is_less_sure() -> None:
    article, extraction = read(*PAGE)
    row = extraction.observations[0]
    torn = [row, replace(row, start=row.start + 1, value=row.value + 100)]
    model = load_model()
    sure, doubted = (
        rate(model, False, features_of(row, None, page_of(article, rows)))[0]["what"]
        for rows in ([row], torn)
    )

    assert row.indicator == "union.members_admitted"
    assert doubted < sure


def test_features_say_where_period_and_place_are_told() -> None:
    article, extraction = read(*PAGE)
    rows = extraction.observations
    page = page_of(article, rows)
    first = features_of(rows[0], None, page)
    growth = next(row for row in rows if row.text == "12%")
    later = features_of(growth, rows[0], page)

    assert "told_in_sentence" in first["when"]
    assert "told_in_sentence" not in later["when"]
    assert first["what"]["numbers_in_sentence"] == pytest.approx(later["what"]["numbers_in_sentence"])
    assert "contradicted" in first["where"]


def test_features_do_not_depend_on_the_confidence_told_before() -> None:
    article, extraction = read(*PAGE)
    row = extraction.observations[0]
    bare = replace(row, confidence=0.0, trace=tuple(hit for hit in row.trace if hit.rule != "confidence"))

    assert features_of(row, None, page_of(article, [row])) == features_of(
        bare, None, page_of(article, [bare])
    )


def test_the_curve_rises_and_ends_where_it_was_seen(tmp_path: Path) -> None:
    stored = json.loads(MODEL_PATH.read_text("utf-8"))
    stored["curves"]["fact"] = [[0.2, 0.3], [0.6, 0.5], [0.8, 0.9]]
    path = tmp_path / "model.json"
    path.write_text(json.dumps(stored), encoding="utf-8")
    model = load_model(path)

    assert [model.told(raw, "fact") for raw in (0.0, 0.2, 0.4, 0.8, 1.0)] == pytest.approx(
        [0.3, 0.3, 0.4, 0.9, 0.9]
    )
    for points in json.loads(MODEL_PATH.read_text("utf-8"))["curves"].values():
        assert points == sorted(points)
        assert [y for _, y in points] == sorted(y for _, y in points)
