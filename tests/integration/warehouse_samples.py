"""Records for the tests of the warehouse, made from our own sentences."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.records import (
    ArchiveRef,
    Article,
    Basis,
    Block,
    BlockKind,
    Capture,
    Extraction,
    Measure,
    Observation,
    Qualifier,
    Rejection,
    RuleHit,
    Status,
    Unit,
)
from chitieu.warehouse import Warehouse

EXTRACTOR = "0.1.0+test"
AT = datetime(2023, 7, 3, 2, 0, tzinfo=UTC)
SENTENCE = "Sáu tháng đầu năm 2023, huyện Thanh Trì kết nạp mới 1.250 đoàn viên."
# What a careless COPY or JSON layer would trip over.
HOSTILE = 'Tab\there, new\nline, \\N \\. "quoted", \x00 nul, \ud83d half, 🎉, a\u0301, %s {0}'


def capture(uri: str, content: bytes = SENTENCE.encode()) -> Capture:
    payload = digest(content)
    return Capture(stable_id("capture", uri, payload), uri, "files", "text/plain", content, payload, AT)


def article_of(found: Capture, text: str = SENTENCE) -> Article:
    return Article(
        article_id=stable_id("article", found.uri),
        article_version_id=stable_id("article_version", found.uri, digest(repr(text).encode())),
        capture_id=found.capture_id,
        url=found.uri,
        page=found.uri.rsplit("/", 1)[-1],
        source_id="files",
        title=None,
        lead=None,
        author="Lê Văn Ví Dụ",
        publisher=None,
        published_at=AT,
        updated_at=None,
        text=text,
        blocks=(Block(0, len(text), BlockKind.BODY), Block(len(text), len(text), BlockKind.FOOTER, "mark")),
        parser_version="1",
        warnings=("no date",),
    )


def observation(article: Article, start: int = 54, value: Decimal = Decimal("1250")) -> Observation:
    end = start + 5
    return Observation(
        observation_id=stable_id("observation", article.article_version_id, start, end, "1.250"),
        article_version_id=article.article_version_id,
        page=article.page,
        start=start,
        end=end,
        text="1.250",
        indicator="union.members_admitted",
        measure=Measure.LEVEL,
        value=value,
        unit=Unit.COUNT,
        qualifier=Qualifier.EXACT,
        status=Status.ACTUAL,
        sentence_start=0,
        sentence_end=len(article.text),
        sentence=article.text,
        confidence=0.87654321,
        extractor_version=EXTRACTOR,
        period_start=date(2023, 1, 1),
        period_end=date(2023, 6, 30),
        place="huyện Thanh Trì",
        basis=Basis.OTHER,
        trace=(RuleHit("number.grouped", "1250", start, end),),
    )


def extraction(article: Article, *observations: Observation, version: str = EXTRACTOR) -> Extraction:
    year = article.text.find("2023")
    rejection = Rejection(
        rejection_id=stable_id("rejection", article.article_version_id, year, year + 4, "2023"),
        article_version_id=article.article_version_id,
        page=article.page,
        start=max(year, 0),
        end=max(year, 0) + 4,
        text="2023",
        reason="year",
        sentence=article.text,
        extractor_version=version,
    )
    return Extraction(article.article_version_id, version, observations, (rejection,))


def land_articles(warehouse: Warehouse, *articles: tuple[Capture, Article]) -> str:
    """Plan an ingest batch of these pages and land both of its steps."""
    manifest = {
        "uris": [page.uri for page, _ in articles],
        "versions": [a.article_version_id for _, a in articles],
    }
    batch = warehouse.plan_batch("ingest", "files", manifest)
    warehouse.land_captures(batch, [(page, ArchiveRef("a.warc.gz", 0)) for page, _ in articles])
    warehouse.land_articles(batch, [article for _, article in articles])
    return batch


def plan_extraction(warehouse: Warehouse, *articles: Article, version: str = EXTRACTOR) -> str:
    ids = [article.article_version_id for article in articles]
    return warehouse.plan_batch("extract", None, {"article_version_ids": ids, "extractor_version": version})
