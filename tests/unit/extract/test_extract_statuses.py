"""Whether figures are results, estimates or aims: `tests/corpus/statuses.yml`."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest
import yaml
from extract_pages import article_of

from chitieu.extract import extract
from chitieu.kernel.record import replace
from chitieu.kernel.records import Block, BlockKind

ROWS = yaml.safe_load((Path(__file__).parents[2] / "corpus" / "statuses.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['rule']}: {row['text'][:30]}")
def test_figures_have_their_status(row: dict[str, Any]) -> None:
    text, blocks = row["text"].rstrip("\n"), []
    at = 0
    for line in text.split("\n"):
        blocks.append(Block(at, at + len(line), BlockKind.BODY))
        at += len(line) + 1
    article = article_of(text, blocks=tuple(blocks))
    if "published" in row:
        article = replace(article, published_at=datetime.combine(row["published"], time(3), UTC))
    got = {
        written: found.status.value
        for written in map(str, row["statuses"])
        for found in extract(article).observations
        if found.start <= text.index(written) < found.end
    }
    assert got == {str(written): status for written, status in row["statuses"].items()}
