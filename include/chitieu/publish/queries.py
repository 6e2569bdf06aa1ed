"""The report's data, read from the marts and audit views through the read-only role.

This is the one module that knows their columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from chitieu.kernel.errors import ChitieuError, ConfigurationError
from chitieu.publish.labels import labels
from chitieu.publish.model import (
    CheckResult,
    Completion,
    Count,
    Evidence,
    Kpi,
    PageCoverage,
    Quarantined,
    Report,
)
from chitieu.settings import Settings

KPI_LIMIT = 2000
COMPLETION_LIMIT = 40
QUARANTINE_LIMIT = 300
PAGE_LIMIT = 500
RESULT_LIMIT = 20_000

_STAGES = """
    SELECT
        (SELECT count(*) FROM audit.fct_fetch_outcome WHERE outcome = 'stored') AS captures,
        (SELECT count(*) FROM marts.dim_article) AS articles,
        (SELECT coalesce(sum(number_count), 0) FROM marts.dim_article) AS numbers,
        (SELECT coalesce(sum(observation_count), 0) FROM marts.dim_article) AS observations,
        (SELECT coalesce(sum(rejection_count), 0) FROM marts.dim_article) AS rejections,
        (SELECT coalesce(sum(quarantined_count), 0) FROM marts.dim_article) AS quarantined,
        (SELECT count(*) FROM marts.fct_union_kpi)
        + (SELECT count(*) FROM marts.fct_socioeconomic_kpi) AS kpis,
        (SELECT string_agg(DISTINCT extractor_version, ', ') FROM marts.dim_article) AS extractor_version,
        (SELECT min(published_at) FROM marts.dim_article) AS published_from,
        (SELECT max(published_at) FROM marts.dim_article) AS published_to
"""

_KPIS = """
    WITH kpis AS (
        SELECT * FROM marts.fct_union_kpi
        UNION ALL
        SELECT * FROM marts.fct_socioeconomic_kpi
    )
    SELECT
        indicators.domain_code, indicators.name_vi AS indicator, indicators.polarity, places.place_name,
        organisations.organisation_name, periods.label_vi AS period, kpis.*,
        coalesce(to_char(periods.end_date, 'MM-DD') = '12-31', true) AS is_year_over, evidence.evidence_text
    FROM kpis
    INNER JOIN marts.dim_indicator AS indicators USING (indicator_code)
    INNER JOIN marts.dim_place AS places USING (place_id)
    INNER JOIN marts.dim_organisation AS organisations USING (organisation_id)
    INNER JOIN marts.dim_period AS periods USING (period_id)
    LEFT JOIN marts.fct_observation AS evidence ON kpis.evidence_observation_id = evidence.observation_id
    ORDER BY
        indicators.domain_code != 'union', indicators.domain_code, places.place_name,
        indicators.name_vi, periods.end_date DESC NULLS LAST, kpis.part NULLS FIRST, kpis.kpi_id
    LIMIT %(limit)s
"""

_COMPLETIONS = """
    SELECT
        indicators.name_vi AS indicator, places.place_name, organisations.organisation_name,
        periods.label_vi AS period, plans.*,
        coalesce(to_char(periods.end_date, 'MM-DD') = '12-31', true) AS is_year_over
    FROM marts.fct_plan_completion AS plans
    INNER JOIN marts.dim_indicator AS indicators USING (indicator_code)
    INNER JOIN marts.dim_place AS places USING (place_id)
    INNER JOIN marts.dim_organisation AS organisations USING (organisation_id)
    INNER JOIN marts.dim_period AS periods USING (period_id)
    WHERE plans.completion_pct IS NOT NULL
    ORDER BY periods.end_date DESC NULLS LAST, plans.completion_pct DESC, plans.plan_completion_id
    LIMIT %(limit)s
"""

_QUARANTINE = """
    SELECT
        quarantine.observation_id, max(indicators.name_vi) AS indicator, max(quarantine.measure) AS measure,
        max(quarantine.value) AS value, max(quarantine.unit_code) AS unit_code,
        max(quarantine.place_name) AS place_name, max(quarantine.evidence_text) AS evidence_text,
        max(quarantine.evidence_sentence) AS evidence_sentence, max(quarantine.article_url) AS article_url,
        array_agg(quarantine.message ORDER BY quarantine.reason_position) AS reasons,
        max(quarantine.quarantined_at) AS quarantined_at
    FROM audit.fct_quarantine AS quarantine
    LEFT JOIN marts.dim_indicator AS indicators USING (indicator_code)
    GROUP BY quarantine.observation_id, quarantine.extractor_version
    ORDER BY quarantined_at DESC, quarantine.observation_id
    LIMIT %(limit)s
"""

_PAGES = """
    SELECT page_id, title, article_url, published_at, number_count, observation_count, rejection_count,
        quarantined_count
    FROM marts.dim_article
    ORDER BY published_at DESC NULLS LAST, page_id
    LIMIT %(limit)s
"""

_REJECTIONS = """
    SELECT rejections.reason, count(*) AS amount
    FROM audit.fct_rejection AS rejections
    INNER JOIN marts.dim_article AS articles
        ON rejections.article_version_id = articles.article_version_id
        AND rejections.extractor_version = articles.extractor_version
    GROUP BY rejections.reason
    ORDER BY amount DESC, rejections.reason
"""

# A page that was tried again counts by its newest attempt.
_FAILURES = """
    SELECT stage AS outcome, coalesce(reason, 'unknown') AS reason, count(*) AS amount
    FROM (
        SELECT DISTINCT ON (stage, capture_uri) *
        FROM (
            SELECT 'fetch' AS stage, capture_uri, outcome, reason, attempted_at AS tried_at
            FROM audit.fct_fetch_outcome
            UNION ALL
            SELECT 'parse' AS stage, capture_uri, outcome, reason, parsed_at AS tried_at
            FROM audit.fct_parse_outcome
        ) AS attempts
        ORDER BY stage, capture_uri, tried_at DESC
    ) AS newest
    WHERE outcome IN ('failed', 'rejected')
    GROUP BY stage, reason
    ORDER BY amount DESC, reason
"""

_COUNTS = """
    SELECT
        (SELECT count(*) FROM marts.dim_article) AS pages,
        (SELECT count(DISTINCT (observation_id, extractor_version)) FROM audit.fct_quarantine) AS quarantined
"""

_RESULTS = """
    SELECT run_id, batch_id, suite_name, expectation, column_name, severity, is_success, evaluated_count,
        unexpected_count, detail, validated_at
    FROM audit.fct_validation_result
    ORDER BY validated_at DESC, run_id, suite_name, expectation
    LIMIT %(limit)s
"""

# What a steward knows a failing row by: an article by its title, a figure by its words and its article.
_NAMES = """
    SELECT article_version_id AS row_id, coalesce(title, page_id) AS name
    FROM marts.dim_article
    WHERE article_version_id = ANY(%(ids)s)
    UNION
    SELECT
        figures.observation_id,
        concat_ws(' · ', figures.evidence_text, coalesce(articles.title, articles.page_id))
    FROM (
        SELECT observation_id, evidence_text, article_version_id FROM marts.fct_observation
        UNION
        SELECT observation_id, evidence_text, article_version_id FROM audit.fct_quarantine
    ) AS figures
    LEFT JOIN marts.dim_article AS articles USING (article_version_id)
    WHERE figures.observation_id = ANY(%(ids)s)
"""

_OBSERVATIONS = """
    SELECT
        observations.observation_id, indicators.domain_code, observations.indicator_code,
        indicators.name_vi AS indicator_name, places.place_code, places.place_name,
        organisations.organisation_name, observations.part, periods.start_date AS period_start,
        periods.end_date AS period_end, observations.measure, observations.value, observations.unit_code,
        observations.total_value, observations.per_unit, observations.qualifier, observations.status,
        observations.basis, observations.is_chosen, observations.is_disputed, observations.confidence,
        observations.evidence_text, observations.evidence_sentence, observations.source_url,
        observations.published_at, observations.article_version_id, observations.start_offset,
        observations.end_offset, observations.extractor_version
    FROM marts.fct_observation AS observations
    LEFT JOIN marts.dim_indicator AS indicators USING (indicator_code)
    LEFT JOIN marts.dim_place AS places USING (place_id)
    LEFT JOIN marts.dim_organisation AS organisations USING (organisation_id)
    LEFT JOIN marts.dim_period AS periods USING (period_id)
    ORDER BY observations.indicator_code, places.place_name, periods.end_date, observations.observation_id
"""

_NO_ORGANISATION = "Không nêu"


class ReportSource:
    """The read-only view of one moment: all queries see the same snapshot."""

    def __init__(self, connection: psycopg.Connection[dict[str, Any]]) -> None:
        self._connection = connection

    def report(self) -> Report:
        """The view model of the page."""
        head, counts = self._one(_STAGES), self._one(_COUNTS)
        return Report(
            generated_at=datetime.now(UTC),
            extractor_version=head["extractor_version"],
            published_from=head["published_from"],
            published_to=head["published_to"],
            stages=_stages(head),
            completions=[_completion(row) for row in self._rows(_COMPLETIONS, COMPLETION_LIMIT)],
            kpis=[_kpi(row) for row in self._rows(_KPIS, KPI_LIMIT)],
            rejections=[
                Count(row["reason"], labels()["rejections"].get(row["reason"], row["reason"]), row["amount"])
                for row in self._rows(_REJECTIONS)
            ],
            quarantine=[_quarantined(row) for row in self._rows(_QUARANTINE, QUARANTINE_LIMIT)],
            pages=[_page(row) for row in self._rows(_PAGES, PAGE_LIMIT)],
            kpi_count=head["kpis"],
            quarantine_count=counts["quarantined"],
            page_count=counts["pages"],
            failures=[
                Count(row["outcome"], labels()["failures"].get(row["reason"], row["reason"]), row["amount"])
                for row in self._rows(_FAILURES)
            ],
        )

    def check_results(self) -> list[CheckResult]:
        """Results of the newest runs, newest first, at most `RESULT_LIMIT`."""
        rows = self._rows(_RESULTS, RESULT_LIMIT)
        examples = [
            example
            for row in rows
            if not row["is_success"]
            for example in (row["detail"] or {}).get("examples") or []
        ]
        ids = sorted({str(example.get("row", "")) for example in examples})
        named = self._connection.execute(_NAMES, {"ids": ids}).fetchall() if ids else []
        names = {row["row_id"]: row["name"] for row in named}
        for example in examples:
            example["name"] = names.get(str(example.get("row", "")), "")
        return [_check_result(row) for row in rows]

    def observations(self) -> Iterator[Mapping[str, Any]]:
        """All observations, one row each, streamed: the columns are those of the CSV file."""
        with self._connection.cursor(name="observations") as cursor:
            cursor.itersize = 5000
            yield from cursor.execute(_OBSERVATIONS)

    def _one(self, query: str) -> dict[str, Any]:
        (row,) = self._rows(query)
        return row

    def _rows(self, query: str, limit: int | None = None) -> list[dict[str, Any]]:
        return self._connection.execute(query, {"limit": limit} if limit else None).fetchall()


@contextmanager
def open_source(settings: Settings) -> Iterator[ReportSource]:
    """A read-only snapshot of the warehouse.

    Raises:
        ConfigurationError: the marts are not built.
        ChitieuError: the server does not answer, or a query fails.
    """
    endpoint = settings.warehouse("reader")
    try:
        with psycopg.connect(**endpoint.parameters(), row_factory=dict_row) as connection:
            connection.read_only = True
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            yield ReportSource(connection)
    except (
        psycopg.errors.UndefinedTable,
        psycopg.errors.InvalidSchemaName,
        psycopg.errors.UndefinedColumn,
    ) as error:
        raise ConfigurationError(
            f"The marts cannot be read for the report ({error.diag.message_primary})."
            " Build them first: `chitieu ingest`."
        ) from error
    except psycopg.OperationalError as error:
        raise ChitieuError(
            f"The warehouse at {endpoint} cannot be read: {str(error).strip()}."
            " Check that it runs, then publish again."
        ) from error


def _stages(head: Mapping[str, Any]) -> list[Count]:
    named = {
        "captures": "Trang đã lấy",
        "articles": "Bài đã đọc",
        "numbers": "Con số tìm thấy",
        "observations": "Số liệu đã nhận",
        "rejections": "Không phải số liệu",
        "quarantined": "Chờ kiểm tra",
        "kpis": "Dòng chỉ tiêu",
    }
    return [Count(code, label, int(head[code])) for code, label in named.items()]


def _organisation(row: Mapping[str, Any]) -> str | None:
    name = row["organisation_name"]
    return None if name == _NO_ORGANISATION else name


def _kpi(row: Mapping[str, Any]) -> Kpi:
    return Kpi(
        domain=row["domain_code"],
        indicator=row["indicator"],
        place=row["place_name"],
        organisation=_organisation(row),
        part=row["part"],
        period=row["period"],
        value=row["level_value"],
        unit=row["level_unit_code"],
        per=row["level_per_unit"],
        total=row["level_total_value"],
        qualifier=row["level_qualifier"],
        status=row["level_status"],
        change=row["change_value"],
        change_unit=row["change_unit_code"],
        growth_pct=row["growth_pct"],
        growth_basis=row["growth_basis"],
        share_pct=row["share_pct"],
        rank=row["rank_position"],
        rank_total=row["rank_total"],
        completion_pct=row["plan_completion_pct"],
        target=row["target_value"],
        target_unit=row["target_unit_code"],
        polarity=row["polarity"],
        is_disputed=row["is_disputed"],
        is_ambiguous=row["is_ambiguous"],
        source_count=row["source_count"],
        evidence=Evidence(row["evidence_sentence"], row["evidence_text"], row["source_url"]),
        is_year_over=row["is_year_over"],
    )


def _completion(row: Mapping[str, Any]) -> Completion:
    return Completion(
        indicator=row["indicator"],
        place=row["place_name"],
        organisation=_organisation(row),
        part=row["part"],
        period=row["period"],
        completion_pct=row["completion_pct"],
        actual=row["actual_value"],
        target=row["target_value"],
        unit=row["unit_code"],
        is_target_derived=row["is_target_derived"],
        is_met=row["is_plan_met"],
        url=row["source_url"],
        plan_named=row["plan_named"],
        is_year_over=row["is_year_over"],
    )


def _quarantined(row: Mapping[str, Any]) -> Quarantined:
    return Quarantined(
        indicator=row["indicator"],
        measure=row["measure"],
        value=row["value"],
        unit=row["unit_code"],
        place=row["place_name"],
        reasons=list(dict.fromkeys(row["reasons"])),
        evidence=Evidence(row["evidence_sentence"] or "", row["evidence_text"], row["article_url"]),
        quarantined_at=row["quarantined_at"],
    )


def _page(row: Mapping[str, Any]) -> PageCoverage:
    return PageCoverage(
        page=row["page_id"],
        title=row["title"],
        url=row["article_url"],
        published_at=row["published_at"],
        numbers=row["number_count"],
        observations=row["observation_count"],
        rejections=row["rejection_count"],
        quarantined=row["quarantined_count"],
    )


def _check_result(row: Mapping[str, Any]) -> CheckResult:
    return CheckResult(
        run_id=row["run_id"],
        batch_id=row["batch_id"],
        suite=row["suite_name"],
        check=row["expectation"],
        column=row["column_name"],
        severity=row["severity"],
        success=row["is_success"],
        evaluated=row["evaluated_count"],
        unexpected=row["unexpected_count"],
        detail=row["detail"] or {},
        validated_at=row["validated_at"],
    )
