"""From landing through dbt to the figures that people see, and back again without a change."""

from __future__ import annotations

from decimal import Decimal

from warehouse_samples import (
    SENTENCE,
    article_of,
    capture,
    extraction,
    land_articles,
    observation,
    plan_extraction,
)

from chitieu.settings import Settings
from chitieu.warehouse import Warehouse
from chitieu.warehouse.dbt_runner import run_dbt


def test_a_figure_reaches_the_marts_and_a_second_run_changes_nothing(settings: Settings) -> None:
    store, audit = Warehouse(settings, "loader"), Warehouse(settings, "transformer")
    article = article_of(capture("file:///a.txt"))
    land_articles(store, (capture("file:///a.txt"), article))
    batch = plan_extraction(store, article)
    store.land_extraction(batch, [extraction(article, observation(article))])
    store.land_verdict("run-1", batch, {}, [])

    outcome = run_dbt(settings, run_id="run-1")
    assert outcome.failures == ()
    assert store.land_dbt_results(outcome.rows(), "run-1") == len(outcome.nodes)

    (row,) = Warehouse(settings, "reader").kpis(5)
    assert (row["place"], row["period"]) == ("huyện Thanh Trì", "6 tháng đầu năm 2023")
    assert (row["value"], row["sentence"], row["source_url"]) == (Decimal(1250), SENTENCE, "file:///a.txt")
    counts, before = audit.counts(), audit.fingerprint()
    assert (counts["fct_union_kpi"], counts["fct_observation"]) == (1, 1)

    run_dbt(settings, run_id="run-2").raise_for_failures()
    assert (audit.counts(), audit.fingerprint()) == (counts, before)
