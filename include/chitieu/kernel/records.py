"""The records that the stages hand on to each other: frozen, typed, without behaviour of their own.

Offsets are Python `str` indices into `Article.text`, end exclusive. Values are `Decimal` in the canonical
unit. Times are UTC. Source: the way of a figure in `docs/architecture.md`.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from chitieu.kernel.record import record


class BlockKind(StrEnum):
    """What a stretch of a page is. Figures are read from `CONTENT_KINDS` alone."""

    TITLE = "title"
    LEAD = "lead"
    HEADING = "heading"
    BODY = "body"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    CAPTION = "caption"
    TABLE = "table"
    DATELINE = "dateline"
    BYLINE = "byline"
    NAVIGATION = "navigation"
    RELATED = "related"
    FOOTER = "footer"


CONTENT_KINDS = frozenset(
    {
        BlockKind.TITLE,
        BlockKind.LEAD,
        BlockKind.HEADING,
        BlockKind.BODY,
        BlockKind.LIST_ITEM,
        BlockKind.QUOTE,
        BlockKind.CAPTION,
        BlockKind.TABLE,
    }
)


class Measure(StrEnum):
    """In which way a number speaks of its indicator."""

    LEVEL = "level"
    CHANGE = "change"
    GROWTH = "growth"
    PLAN_COMPLETION = "plan_completion"
    SHARE = "share"
    RANK = "rank"


class Qualifier(StrEnum):
    """How exact the page says the number is."""

    EXACT = "exact"
    OVER = "over"
    UNDER = "under"
    ABOUT = "about"


class Status(StrEnum):
    """Whether the number is a result, an estimate or forecast, or yet to be reached."""

    ACTUAL = "actual"
    ESTIMATED = "estimated"
    TARGET = "target"


class Basis(StrEnum):
    """What a growth or a change is against."""

    SAME_PERIOD_LAST_YEAR = "same_period_last_year"
    PREVIOUS_PERIOD = "previous_period"
    OTHER = "other"


class Unit(StrEnum):
    """Canonical units. Money is in whole VND or USD, lengths in kilometres, areas in the indicator's unit."""

    VND = "VND"
    USD = "USD"
    PERCENT = "percent"
    COUNT = "count"
    TONNE = "tonne"
    HECTARE = "hectare"
    SQUARE_METRE = "square_metre"
    KILOMETRE = "kilometre"
    RANK = "rank"
    INDEX = "index"


OTHER_INDICATOR = "other"


Headers = tuple[tuple[str, str], ...]
"""Names and values of HTTP headers in the order in which they came; a name may come more than once."""


@record
class Capture:
    """The bytes of one page as they came, and where they came from.

    `content` is the entity: transfer and content coding are undone. `uri` is the final address,
    `requested_uri` what was asked for where redirects led elsewhere. Headers are those of the exchange as it
    was; files have none. A `revisit` is a page that has not changed (304, or bytes that are known): `content`
    is empty, `payload_digest` that of the known bytes, `refers_to_*` say where and when those were fetched.
    `request_body` is what was sent with a `POST`.
    `content_bytes` is the length of a content that is left in the archive, None where `content` is all.
    """

    capture_id: str
    uri: str
    source_id: str
    media_type: str | None
    content: bytes
    payload_digest: str
    fetched_at: datetime
    status_code: int | None = None
    requested_uri: str | None = None
    request_headers: Headers = ()
    response_headers: Headers = ()
    etag: str | None = None
    last_modified: str | None = None
    revisit: bool = False
    refers_to_uri: str | None = None
    refers_to_at: datetime | None = None
    ip_address: str | None = None
    content_bytes: int | None = None
    request_method: str = "GET"
    request_body: bytes = b""


@record
class ArchiveRef:
    """Where one record lies: the file, relative to the archive's root, and the record's place in it in bytes.

    `warc_length` is the length of the record as stored (compressed); None where it is not known.
    """

    warc_path: str
    warc_offset: int
    warc_length: int | None = None


@record
class FetchFailure:
    """One attempt that gave no capture. `reason` is a stable code, `detail` a sentence for people.

    `uri` is the address that failed, `requested_uri` what was asked for where redirects led elsewhere;
    `status_code` is the HTTP status where a server answered.
    """

    uri: str
    source_id: str
    reason: str
    detail: str
    attempted_at: datetime
    status_code: int | None = None
    requested_uri: str | None = None


@record
class Block:
    """One stretch of an article's text with what it is; blocks are ordered and do not overlap.

    `reason` names the cue that made a block navigation, related news or footer.
    """

    start: int
    end: int
    kind: BlockKind
    reason: str | None = None


@record
class Article:
    """One version of one article.

    For a `.txt` page `text` is the whole decoded page, so that offsets count in the page as it came;
    for HTML it is the plain text that the blocks cut up. `language` is a BCP 47 tag, None where it is not
    plain. `original_url` is the address that a reprint gives for what it was taken from, another page's.
    """

    article_id: str
    article_version_id: str
    capture_id: str | None
    url: str
    page: str
    source_id: str
    title: str | None
    lead: str | None
    author: str | None
    publisher: str | None
    published_at: datetime | None
    updated_at: datetime | None
    text: str
    blocks: tuple[Block, ...]
    parser_version: str
    language: str | None = None
    warnings: tuple[str, ...] = ()
    original_url: str | None = None


@record
class RuleHit:
    """One step from a number to its reading: the rule, what it decided, and the text it looked at."""

    rule: str
    decision: str
    start: int | None = None
    end: int | None = None


@record
class Observation:
    """One number that a page states, with what it measures. One row is one number of one article version.

    `value` is in `unit`, signed; `total` is the m of `n/m`; `period_*` are inclusive; `place` is type and
    name (`huyện Thanh Trì`); `place_code` is the official code where it is known. `confidence` lies in 0..1.
    """

    observation_id: str
    article_version_id: str
    page: str
    start: int
    end: int
    text: str
    indicator: str
    measure: Measure
    value: Decimal
    unit: Unit
    qualifier: Qualifier
    status: Status
    sentence_start: int
    sentence_end: int
    sentence: str
    confidence: float
    extractor_version: str
    total: Decimal | None = None
    per: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    place: str | None = None
    place_code: str | None = None
    basis: Basis | None = None
    part: str | None = None
    organisation: str | None = None
    trace: tuple[RuleHit, ...] = ()


@record
class Rejection:
    """One number that is no figure of the kind that is kept, with its reason (`date`, `document_number`)."""

    rejection_id: str
    article_version_id: str
    page: str
    start: int
    end: int
    text: str
    reason: str
    sentence: str
    extractor_version: str
    trace: tuple[RuleHit, ...] = ()


@record
class Extraction:
    """What one article gave: every number in it is in exactly one of the lists, in the order of the text."""

    article_version_id: str
    extractor_version: str
    observations: tuple[Observation, ...] = field(default=())
    rejections: tuple[Rejection, ...] = field(default=())


class LinkKind(StrEnum):
    """How a repeated article tells where it comes from: by its original's address, by name, or not."""

    STATED_ORIGINAL = "stated_original"
    SYNDICATED = "syndicated"
    NEAR_DUPLICATE = "near_duplicate"


@record
class ArticleLink:
    """One article version that repeats another article, which is nearer to first hand.

    `similarity` is the share of the shorter text's runs of words that both have, 0..1; `evidence` says for
    people what the two have in common.
    """

    article_version_id: str
    first_hand_article_id: str
    kind: LinkKind
    similarity: float
    evidence: str
    linker_version: str


@record
class ArticleSketch:
    """What an article version is compared with others by: where it is from, its words and its figures.

    `runs` are hashes of its runs of words in growing order, eight bytes each, little end first; `bands` are
    hashes of pieces of its signature, signed: only articles that share one are worth comparing, and those of
    which one is the other's `original_url`.
    """

    article_version_id: str
    article_id: str
    url: str
    source_id: str
    publisher: str | None
    published_at: datetime | None
    runs: bytes = b""
    figures: frozenset[str] = frozenset()
    bands: tuple[int, ...] = ()
    original_url: str | None = None


@record
class ArticleMatch:
    """What two articles have in common, one of which repeats the other or states it as its original.

    `similarity` is the share of the shorter one's runs of words that both have: `runs` of `runs_of`; of the
    figures of the one with fewer, `figures` of `figures_of`.
    """

    similarity: float
    runs: int
    runs_of: int
    figures: int
    figures_of: int
