"""What the warehouse holds, in a few numbers: rows per stage, and a fingerprint of the content."""

from __future__ import annotations

import hashlib

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from chitieu.warehouse.copying import qualified

# Figures of an extractor that has since been improved stay in landing; they are history, not counted here.
_STAGES = """
    WITH newest AS (
        SELECT DISTINCT ON (article_version_id) article_version_id, extractor_version, numbers
        FROM landing.extractions
        ORDER BY article_version_id, extracted_at DESC, extractor_version DESC
    )

    SELECT
        (SELECT count(*) FROM raw.captures) AS pages,
        (SELECT count(*) FROM landing.articles) AS articles,
        (SELECT coalesce(sum(numbers), 0)::bigint FROM newest) AS numbers,
        (
            SELECT count(*) FROM landing.observations
            INNER JOIN newest USING (article_version_id, extractor_version)
        ) AS observations,
        (
            SELECT count(*) FROM landing.rejections
            INNER JOIN newest USING (article_version_id, extractor_version)
        ) AS rejections,
        (
            SELECT count(*) FROM landing.quarantine
            INNER JOIN newest USING (article_version_id, extractor_version)
        ) AS quarantined,
        (
            SELECT count(*) FROM landing.candidates
            INNER JOIN newest USING (article_version_id, extractor_version)
        ) AS candidates
"""
_FINGERPRINTED = ("landing.articles", "landing.observations", "landing.rejections", "landing.quarantine")
KPIS = """
    WITH kpis AS (
        SELECT * FROM marts.fct_union_kpi
        UNION ALL
        SELECT * FROM marts.fct_socioeconomic_kpi
    ),

    ranked AS (
        SELECT
            kpis.*,
            row_number() OVER (
                PARTITION BY indicator_code
                ORDER BY
                    num_nonnulls(level_value, plan_completion_pct, growth_pct) DESC,
                    source_count DESC,
                    confidence DESC,
                    kpi_id
            ) AS turn
        FROM kpis
    )

    SELECT
        dim_indicator.name_vi AS indicator,
        dim_place.place_name AS place,
        dim_organisation.organisation_name AS organisation,
        ranked.part,
        dim_period.label_vi AS period,
        ranked.level_value AS value,
        CASE
            WHEN ranked.level_unit_code = dim_indicator.unit_code THEN dim_indicator.unit_name_vi
            ELSE ranked.level_unit_code
        END AS unit,
        ranked.level_qualifier AS qualifier,
        ranked.growth_pct,
        ranked.plan_completion_pct,
        ranked.is_estimated,
        ranked.source_count,
        ranked.evidence_sentence AS sentence,
        ranked.source_url
    FROM ranked
    INNER JOIN marts.dim_indicator USING (indicator_code)
    INNER JOIN marts.dim_place USING (place_id)
    INNER JOIN marts.dim_period USING (period_id)
    INNER JOIN marts.dim_organisation USING (organisation_id)
    ORDER BY
        ranked.turn,
        num_nonnulls(ranked.level_value, ranked.plan_completion_pct, ranked.growth_pct) DESC,
        ranked.source_count DESC,
        ranked.indicator_code
    LIMIT %s
"""

# When and in which batch a row came is not what it says.
_CIRCUMSTANCES = ("batch_id", "parsed_at", "extracted_at", "quarantined_at")


def counts(connection: psycopg.Connection) -> dict[str, int]:
    """Rows per stage in the order of the way of a figure, then the fact tables of the marts.

    Figures are those of the newest extraction of each article version.
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        stages = cursor.execute(_STAGES).fetchone() or {}
    facts = [name for name in _marts(connection) if ".fct_" in name]
    return {**stages, **{name.split(".")[1]: _count(connection, name) for name in facts}}


def _count(connection: psycopg.Connection, table: str) -> int:
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(qualified(table))).fetchone()
    return int(row[0]) if row else 0


def _marts(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT 'marts.' || relname FROM pg_class WHERE relnamespace = 'marts'::regnamespace "
        "AND relkind IN ('r', 'm', 'p', 'v') ORDER BY relname"
    )
    return [name for (name,) in rows]


def fingerprint(connection: psycopg.Connection) -> str:
    """An MD5 over the rows of landing and the marts, in the order of the rows' own hashes.

    Left out are the batch and the times of loading, so neither a second run nor other batch sizes change it.
    """
    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    whole = hashlib.md5(usedforsecurity=False)
    for table in (*_FINGERPRINTED, *_marts(connection)):
        row = connection.execute(
            _FINGERPRINT.format(qualified(table)), {"circumstances": list(_CIRCUMSTANCES)}
        ).fetchone()
        whole.update(f"{table} {row[0] if row else ''}\n".encode())
    return whole.hexdigest()


# The nested removals serve the quarantine, which keeps the candidate as JSON.
_FINGERPRINT = sql.SQL("""
    WITH contents AS (
        SELECT md5((
            to_jsonb(described) - %(circumstances)s::text[]
            #- '{{observation,batch_id}}' #- '{{observation,extracted_at}}'
        )::text) AS digest
        FROM {} AS described
    )
    SELECT md5(coalesce(string_agg(digest, '' ORDER BY digest), '')) FROM contents
""")
