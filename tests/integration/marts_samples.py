"""A small warehouse with its marts, from our own sentences: two years of a district, and a held figure."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from warehouse_samples import capture, land_articles, plan_extraction

from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.records import (
    Article,
    Basis,
    Block,
    BlockKind,
    Extraction,
    Measure,
    Observation,
    Qualifier,
    Rejection,
    RuleHit,
    Status,
    Unit,
)
from chitieu.settings import Settings
from chitieu.validate import validate_candidates
from chitieu.warehouse import Warehouse
from chitieu.warehouse.dbt_runner import run_dbt

VERSION = "0.1.0+marts"
AT = datetime(2023, 2, 1, 2, tzinfo=UTC)
EARLIER = "Năm 2021, huyện Thanh Trì kết nạp 1.000 đoàn viên, đạt 100% kế hoạch."
LATER = (
    "Năm 2022, huyện Thanh Trì kết nạp 1.250 đoàn viên, đạt 125% kế hoạch, tăng 25% so với cùng kỳ."
    " Thu ngân sách ước đạt 2.167 tỷ đồng. Huyện có 74/73 trường đạt chuẩn quốc gia."
)
HOSTILE_TITLE = "Tổng kết <script>alert(1)</script> \"><img src=x onerror=alert(1)> =cmd|' /C calc'!A0"


def _article(uri: str, text: str) -> Article:
    found = capture(uri, text.encode())
    return Article(
        article_id=stable_id("article", uri),
        article_version_id=stable_id("article_version", uri, digest(text.encode())),
        capture_id=found.capture_id,
        url=uri,
        page=uri.rsplit("/", 1)[-1],
        source_id="files",
        title=HOSTILE_TITLE,
        lead=None,
        author=None,
        publisher=None,
        published_at=AT,
        updated_at=None,
        text=text,
        blocks=(Block(0, len(text), BlockKind.BODY),),
        parser_version="1",
    )


def _observation(
    article: Article, text: str, value: str, year: int, after: str = " ", **changes: Any
) -> Observation:
    start = article.text.index(after + text) + len(after)
    end = start + len(text)
    sentence_start = article.text.rfind(". ", 0, start) + 2 if ". " in article.text[:start] else 0
    stop = article.text.find(". ", end)
    sentence_end = len(article.text) if stop < 0 else stop + 1
    fields: dict[str, Any] = {
        "indicator": "union.members_admitted",
        "measure": Measure.LEVEL,
        "unit": Unit.COUNT,
        "qualifier": Qualifier.EXACT,
        "status": Status.ACTUAL,
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        "place": "huyện Thanh Trì",
        "place_code": "020",
        "trace": (RuleHit("number", text, start, end),),
    }
    return Observation(
        observation_id=stable_id("observation", article.article_version_id, start, end, text),
        article_version_id=article.article_version_id,
        page=article.page,
        start=start,
        end=end,
        text=text,
        value=Decimal(value),
        sentence_start=sentence_start,
        sentence_end=sentence_end,
        sentence=article.text[sentence_start:sentence_end],
        confidence=0.9,
        extractor_version=VERSION,
        **fields | changes,
    )


def _extraction(article: Article, year: int, *observations: Observation) -> Extraction:
    at = article.text.index(str(year))
    rejection = Rejection(
        rejection_id=stable_id("rejection", article.article_version_id, at, at + 4, str(year)),
        article_version_id=article.article_version_id,
        page=article.page,
        start=at,
        end=at + 4,
        text=str(year),
        reason="period",
        sentence=article.text,
        extractor_version=VERSION,
    )
    return Extraction(article.article_version_id, VERSION, observations, (rejection,))


def fill_warehouse(settings: Settings) -> None:
    """Land two pages through the real checks and build the marts with dbt."""
    store = Warehouse(settings, "loader")
    earlier = _article("https://thanhtri.example/2021", EARLIER)
    later = _article("file:///pages/2022.txt", LATER)
    land_articles(store, *((capture(row.url, row.text.encode()), row) for row in (earlier, later)))
    percent = {"unit": Unit.PERCENT, "measure": Measure.PLAN_COMPLETION}
    growth = {"unit": Unit.PERCENT, "measure": Measure.GROWTH, "basis": Basis.SAME_PERIOD_LAST_YEAR}
    revenue = {"indicator": "budget.revenue", "unit": Unit.VND, "status": Status.ESTIMATED}
    schools = {"indicator": "education.national_standard_schools", "total": Decimal(73)}
    batch = plan_extraction(store, earlier, later, version=VERSION)
    store.land_extraction(
        batch,
        [
            _extraction(
                earlier,
                2021,
                _observation(earlier, "1.000", "1000", 2021),
                _observation(earlier, "100%", "100", 2021, **percent),
            ),
            _extraction(
                later,
                2022,
                _observation(later, "1.250", "1250", 2022),
                _observation(later, "125%", "125", 2022, **percent),
                _observation(later, "25%", "25", 2022, after="tăng ", **growth),
                _observation(later, "2.167 tỷ đồng", "2167000000000", 2022, **revenue),
                _observation(later, "74/73", "74", 2022, **schools),
            ),
        ],
    )
    verdict = validate_candidates(store.candidates_of(batch), expectations_dir=settings.expectations_dir)
    store.land_verdict("run-1", batch, verdict.quarantined, verdict.results)
    run_dbt(settings, run_id="run-1").raise_for_failures()
