"""Findings on articles: one column per check, as in `checks`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from chitieu.kernel.ids import digest
from chitieu.kernel.records import CONTENT_KINDS
from chitieu.validate.runner import FINDING_PREFIX

_FIRST_ONLINE = pd.Timestamp("1997-11-19", tz="UTC")
"""The day Viet Nam joined the internet: no page of a site is older."""


def article_findings(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of `landing.articles` with one finding column per check; columns that are missing add none."""
    rows = frame.reset_index(drop=True).copy()
    findings: dict[str, list[str | None]] = {}
    if {"text", "text_digest"} <= set(rows.columns):
        findings["text_agrees_with_digest"] = [
            _digest_problem(text, stated)
            for text, stated in zip(rows["text"], rows["text_digest"], strict=True)
        ]
    if {"text", "blocks"} <= set(rows.columns):
        pairs = list(zip(rows["text"], rows["blocks"], strict=True))
        findings["blocks_in_order"] = [_order_problem(text, blocks) for text, blocks in pairs]
        findings["content_present"] = [_content_problem(blocks) for _, blocks in pairs]
    if {"published_at", "parsed_at"} <= set(rows.columns):
        findings["published_plausible"] = _dates_told(rows["published_at"], rows["parsed_at"])
    if "url" in rows:
        findings["url_is_link"] = [
            None if str(url).startswith(("http://", "https://", "file:")) else f"Địa chỉ lạ: {url}"
            for url in rows["url"]
        ]
    columns = {
        FINDING_PREFIX + name: pd.Series(told, index=rows.index, dtype=object)
        for name, told in findings.items()
    }
    return rows.assign(**columns)


def _digest_problem(text: Any, stated: Any) -> str | None:
    if not isinstance(text, str) or digest(text.encode("utf-8")) == stated:
        return None
    return "Văn bản không còn khớp với mã băm của nó"


def _order_problem(text: Any, blocks: Any) -> str | None:
    if not isinstance(text, str) or not isinstance(blocks, list):
        return None
    reached = 0
    for block in blocks:
        if not reached <= block["start"] <= block["end"] <= len(text):
            return f"Khối {block['start']}-{block['end']} chồng lên khối trước hoặc vượt quá văn bản"
        reached = block["end"]
    return None


def _content_problem(blocks: Any) -> str | None:
    kinds = {str(kind) for kind in CONTENT_KINDS}
    if isinstance(blocks, list) and any(block["kind"] in kinds for block in blocks):
        return None
    return "Trang không có khối nội dung nào"


def _dates_told(published: pd.Series, parsed: pd.Series) -> list[str | None]:
    at, read = (pd.to_datetime(column, utc=True, errors="coerce") for column in (published, parsed))
    early, late = at < _FIRST_ONLINE, at > read + pd.Timedelta(days=1)
    return [
        f"Ngày đăng vô lý: {day:%d/%m/%Y}" if wrong else None
        for day, wrong in zip(at, early | late, strict=True)
    ]
