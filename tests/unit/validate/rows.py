"""Rows as the landing tables hold them, in prose of our own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd

from chitieu.kernel.ids import digest, stable_id
from chitieu.validate.knowledge import Knowledge

SENTENCE = (
    "Năm 2022, huyện Sông Lam có 68/73 trường đạt chuẩn quốc gia, đạt tỷ lệ 93,2%; Công đoàn huyện kết nạp"
    " 1.250 đoàn viên, trong đó 900 đoàn viên nữ."
)
AT = 40


def observation(text: str, sentence: str = SENTENCE, at: int = AT, **changes: Any) -> dict[str, Any]:
    """One candidate whose number stands in a sentence that begins at offset `at` of its page."""
    start = at + sentence.index(text)
    row: dict[str, Any] = {
        "observation_id": stable_id("observation", sentence, text),
        "extractor_version": "0.1.0+abc",
        "batch_id": "batch-1",
        "article_version_id": "article-1",
        "page": "song_lam",
        "start_offset": start,
        "end_offset": start + len(text),
        "text": text,
        "indicator_code": "union.members_admitted",
        "measure": "level",
        "value": Decimal(1),
        "unit": "count",
        "total": None,
        "per": None,
        "qualifier": "exact",
        "status": "actual",
        "period_start": date(2022, 1, 1),
        "period_end": date(2022, 12, 31),
        "place": "huyện Sông Lam",
        "place_code": "901",
        "basis": None,
        "part": None,
        "organisation": None,
        "sentence": sentence,
        "sentence_start": at,
        "sentence_end": at + len(sentence),
        "confidence": Decimal("0.9"),
        "trace": [{"rule": "numeral", "decision": "number", "start": start, "end": start + len(text)}],
        "extracted_at": datetime(2023, 2, 1, tzinfo=UTC),
    }
    return row | changes


def good_rows() -> list[dict[str, Any]]:
    """Four figures of one sentence; nothing is wrong with them."""
    schools = {"indicator_code": "education.national_standard_schools"}
    return [
        observation("68/73", value=Decimal(68), total=Decimal(73), **schools),
        observation("93,2%", value=Decimal("93.2"), unit="percent", measure="share", **schools),
        observation("1.250", value=Decimal(1250)),
        observation("900", value=Decimal(900), part="nữ"),
    ]


def knowledge() -> Knowledge:
    """Tables as the catalogue gives them, for two indicators and one district that ended in mid-2025."""
    allowed = [
        ("union.members_admitted", "level"),
        ("union.members_admitted", "plan_completion"),
        ("union.members_admitted", "rank"),
        ("education.national_standard_schools", "level"),
        ("education.national_standard_schools", "share"),
    ]
    unit = {"level": "count", "plan_completion": "percent", "share": "percent", "rank": "rank"}
    named = [(code, measure, unit[measure]) for code, measure in allowed]
    bounds = [("union.members_admitted", "level", "count", 0.0, 2_000_000.0)]
    return Knowledge(
        indicators=frozenset({code for code, _ in allowed} | {"other"}),
        allowed=pd.DataFrame(allowed, columns=["indicator_code", "measure"]),
        units=pd.DataFrame(named, columns=["indicator_code", "measure", "unit"]),
        bounds=pd.DataFrame(bounds, columns=["indicator_code", "measure", "unit", "low", "high"]),
        places=pd.DataFrame(
            {
                "place_code": ["901"],
                "exists_from": [pd.NaT],
                "exists_to": pd.to_datetime(["2025-06-30"]),
            }
        ),
    )


def article(**changes: Any) -> dict[str, Any]:
    """One article version of two blocks."""
    text = (
        "Công đoàn huyện Sông Lam tổng kết năm 2022\n"
        + SENTENCE
        + "\n"
        + "Hội nghị bàn kế hoạch năm mới. " * 5
    )
    row: dict[str, Any] = {
        "article_version_id": stable_id("article_version", "https://songlam.example/1"),
        "article_id": "a1",
        "capture_id": "c1",
        "batch_id": "batch-1",
        "url": "https://songlam.example/1",
        "page": "song_lam",
        "source_id": "files",
        "title": "Công đoàn huyện Sông Lam tổng kết năm 2022",
        "lead": None,
        "author": None,
        "publisher": None,
        "published_at": datetime(2023, 1, 5, tzinfo=UTC),
        "updated_at": None,
        "language": "vi",
        "text": text,
        "text_digest": digest(text.encode()),
        "blocks": [
            {"start": 0, "end": 42, "kind": "title", "reason": None},
            {"start": 43, "end": len(text), "kind": "body", "reason": None},
        ],
        "warnings": [],
        "parser_version": "1",
        "original_url": None,
        "parsed_at": datetime(2023, 2, 1, tzinfo=UTC),
    }
    return row | changes
