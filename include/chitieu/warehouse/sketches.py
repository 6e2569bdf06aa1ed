"""What articles are compared by, kept so that a run compares those that are new with the others alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from psycopg import sql

from chitieu.kernel.addresses import address_key
from chitieu.kernel.records import ArticleMatch, ArticleSketch
from chitieu.warehouse.copying import column_names, copy_rows
from chitieu.warehouse.replays import CURRENT_VERSIONS
from chitieu.warehouse.session import Session, mappings

Compare = Callable[[ArticleSketch, ArticleSketch], ArticleMatch | None]
Pair = tuple[int, int, ArticleMatch]

_MATCH_COLUMNS: Final = column_names("similarity runs runs_of figures figures_of")
_FACTS: Final = """
    sketches.place, sketches.article_version_id, articles.article_id, articles.url, articles.source_id,
    articles.publisher, articles.published_at, articles.original_url
"""


class Sketches(Session):
    """The sketches of current articles, and which of them repeat or state each other."""

    def forget_sketches(self, rules: str) -> int:
        """Delete the sketches of articles that are not current any more or by other rules; how many."""
        with self._transaction("sketches that do not hold any more") as connection:
            return connection.execute(_FORGET, [rules]).rowcount

    def unsketched_articles(self) -> list[str]:
        """The current article versions without a sketch, in the order of their addresses."""
        with self._transaction("articles without a sketch") as connection:
            return [version for (version,) in connection.execute(_UNSKETCHED)]

    def land_sketches(
        self, sketches: Sequence[ArticleSketch], rules: str, compare: Compare, most: int
    ) -> int:
        """Keep the sketches of new articles and what they have in common with those of before.

        Args:
            sketches: of current articles; one that is kept already is left out.
            rules: by which they were made and are compared.
            compare: what two articles have in common, where one repeats or states the other.
            most: of a band that many articles share, so many are compared.

        Returns:
            How many pairs were found.
        """
        with self._transaction("sketches of articles") as connection:
            # Two runs at once would not see each other's articles.
            connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('chitieu:sketches', 0))")
            places = {
                sketch.article_version_id: int(row[0])
                for sketch in sketches
                if (row := connection.execute(_KEEP, _kept(sketch, rules)).fetchone()) is not None
            }
            bands = [
                (band, places[sketch.article_version_id])
                for sketch in sketches
                if sketch.article_version_id in places
                for band in dict.fromkeys(sketch.bands)
            ]
            copy_rows(connection, sql.SQL("landing.article_bands"), ("band", "place"), bands)
            pairs = connection.execute(_PAIRS, {"places": list(places.values()), "most": most}).fetchall()
            wanted = sorted({place for pair in pairs for place in pair})
            known = {row.pop("place"): _sketch(row) for row in mappings(connection, _SKETCHES, [wanted])}
            found = [
                (place, other, *(getattr(match, name) for name in _MATCH_COLUMNS))
                for place, other in pairs
                if (match := compare(known[place], known[other])) is not None
            ]
            columns = ("place", "other_place", *_MATCH_COLUMNS)
            return copy_rows(connection, sql.SQL("landing.article_matches"), columns, found)

    def matches(self) -> tuple[dict[int, ArticleSketch], list[Pair]]:
        """The articles that match another one, by their place and without their runs of words, and how."""
        with self._transaction("articles that match") as connection:
            known = {row.pop("place"): _sketch(row) for row in mappings(connection, _MATCHED, [])}
            rows = mappings(connection, "SELECT * FROM landing.article_matches", [])
        pairs = [
            (row["place"], row["other_place"], ArticleMatch(**{name: row[name] for name in _MATCH_COLUMNS}))
            for row in rows
        ]
        return known, pairs


def _kept(sketch: ArticleSketch, rules: str) -> list[object]:
    original = None if sketch.original_url is None else address_key(sketch.original_url)
    address = address_key(sketch.url)
    return [sketch.article_version_id, rules, sketch.runs, sorted(sketch.figures), address, original]


def _sketch(row: dict[str, Any]) -> ArticleSketch:
    return ArticleSketch(**{**row, "figures": frozenset(row.get("figures", ()))})


_KEEP = """
    INSERT INTO landing.article_sketches (article_version_id, rules, runs, figures, address, original)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (article_version_id) DO NOTHING
    RETURNING place
"""

_FORGET = f"""
    WITH {CURRENT_VERSIONS}
    DELETE FROM landing.article_sketches AS sketches
    WHERE sketches.rules <> %s OR NOT EXISTS (
        SELECT FROM current_versions WHERE current_versions.article_version_id = sketches.article_version_id
    )
"""  # noqa: S608  the inserted part is a constant of this package

_UNSKETCHED = f"""
    WITH {CURRENT_VERSIONS}
    SELECT article_version_id
    FROM current_versions
    WHERE NOT EXISTS (
        SELECT FROM landing.article_sketches AS sketches
        WHERE sketches.article_version_id = current_versions.article_version_id
    )
    ORDER BY url, article_version_id
"""  # noqa: S608  the inserted part is a constant of this package

_PAIRS = """
    SELECT mine.place AS place, theirs.place AS other_place
    FROM landing.article_bands AS mine
    CROSS JOIN LATERAL (
        SELECT bands.place FROM landing.article_bands AS bands
        WHERE bands.band = mine.band
        ORDER BY bands.band, bands.place
        LIMIT %(most)s
    ) AS theirs
    WHERE mine.place = ANY(%(places)s) AND theirs.place < mine.place
    UNION
    SELECT mine.place, theirs.place
    FROM landing.article_sketches AS mine
    INNER JOIN landing.article_sketches AS theirs ON theirs.address = mine.original
    WHERE mine.place = ANY(%(places)s) AND theirs.place < mine.place
    UNION
    SELECT mine.place, theirs.place
    FROM landing.article_sketches AS mine
    INNER JOIN landing.article_sketches AS theirs ON theirs.original = mine.address
    WHERE mine.place = ANY(%(places)s) AND theirs.place < mine.place
    ORDER BY place, other_place
"""

_SKETCHES = f"""
    SELECT {_FACTS}, sketches.runs, sketches.figures
    FROM landing.article_sketches AS sketches
    INNER JOIN landing.articles USING (article_version_id)
    WHERE sketches.place = ANY(%s)
"""  # noqa: S608  the inserted part is a constant of this module

_MATCHED = f"""
    SELECT {_FACTS}
    FROM landing.article_sketches AS sketches
    INNER JOIN landing.articles USING (article_version_id)
    WHERE sketches.place IN (
        SELECT place FROM landing.article_matches UNION SELECT other_place FROM landing.article_matches
    )
"""  # noqa: S608  the inserted part is a constant of this module
