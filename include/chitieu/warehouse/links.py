"""Links between articles of one text: the newest set of them is what holds.

Every function works inside the transaction of its caller.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import psycopg
from psycopg import sql

from chitieu.kernel.records import Article, ArticleLink
from chitieu.warehouse.copying import Row, column_names, stage
from chitieu.warehouse.replays import CURRENT_VERSIONS

LINK_COLUMNS = column_names(
    "article_version_id first_hand_article_id linker_version kind similarity evidence"
)

CURRENT_ARTICLES = f"""
    WITH {CURRENT_VERSIONS}
    SELECT articles.*
    FROM current_versions
    INNER JOIN landing.articles USING (article_version_id)
    ORDER BY articles.url, articles.article_version_id
"""  # noqa: S608  the inserted part is a constant of this package

# The newest parsing tells a set of articles from the same set on another day: other links may lie between.
_CORPUS = f"""
    WITH {CURRENT_VERSIONS}
    SELECT count(*), md5(coalesce(string_agg(article_version_id, ',' ORDER BY article_version_id), '')),
        (SELECT max(parsed_at) FROM landing.parse_outcomes)
    FROM current_versions
"""  # noqa: S608  the inserted part is a constant of this package


def corpus(connection: psycopg.Connection) -> dict[str, Any]:
    """How many current articles there are, a digest of which, and when the newest page was parsed."""
    row = connection.execute(_CORPUS).fetchone() or (0, "", None)
    return {"articles": row[0], "digest": row[1], "parsed_at": row[2].isoformat() if row[2] else None}


def state_originals(connection: psycopg.Connection, articles: Iterable[Article]) -> int:
    """Say of versions that are known what they were taken from, where that was not known; how many.

    They are compared anew by the next linking.
    """
    stated = sorted(
        (article.article_version_id, article.original_url)
        for article in articles
        if article.original_url is not None
    )
    if not stated:
        return 0
    versions, originals = map(list, zip(*stated, strict=True))
    return connection.execute(_STATE, {"versions": versions, "originals": originals}).rowcount


def land_links(connection: psycopg.Connection, links: Iterable[ArticleLink]) -> dict[str, int]:
    """Make the links of the table these, whatever it held."""
    staged = stage(connection, "landing.article_links", LINK_COLUMNS, map(_row, links))
    gone = connection.execute(_REMOVE.format(staged=staged)).rowcount
    new = connection.execute(
        _ADD.format(staged=staged, names=sql.SQL(", ").join(map(sql.Identifier, LINK_COLUMNS)))
    ).rowcount
    row = connection.execute("SELECT count(*) FROM landing.article_links").fetchone()
    return {"links": int(row[0]) if row else 0, "new": new, "gone": gone}


def _row(link: ArticleLink) -> Row:
    pair = (link.article_version_id, link.first_hand_article_id, link.linker_version)
    return (*pair, link.kind.value, Decimal(f"{link.similarity:.4f}"), link.evidence)


_STATE = """
    WITH stated AS (
        UPDATE landing.articles SET original_url = staged.original_url
        FROM unnest(%(versions)s::text[], %(originals)s::text[]) AS staged (article_version_id, original_url)
        WHERE articles.article_version_id = staged.article_version_id AND articles.original_url IS NULL
        RETURNING articles.article_version_id
    ),
    forgotten AS (
        DELETE FROM landing.article_sketches
        WHERE article_version_id IN (SELECT article_version_id FROM stated)
    )
    SELECT article_version_id FROM stated
"""

_REMOVE = sql.SQL("""
    DELETE FROM landing.article_links AS known
    WHERE NOT EXISTS (
        SELECT FROM {staged} AS staged
        WHERE (
            staged.article_version_id, staged.first_hand_article_id, staged.linker_version, staged.kind,
            staged.similarity, staged.evidence
        ) = (
            known.article_version_id, known.first_hand_article_id, known.linker_version, known.kind,
            known.similarity, known.evidence
        )
    )
""")

_ADD = sql.SQL("""
    INSERT INTO landing.article_links ({names})
    SELECT {names} FROM {staged}
    ORDER BY article_version_id, first_hand_article_id, linker_version
    ON CONFLICT (article_version_id, first_hand_article_id, linker_version) DO NOTHING
""")
