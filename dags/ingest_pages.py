"""Bring pages in: from sites, folders and files to the archive, and from the archive to articles."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import (
    MultipleCronTriggerTimetable,
    Param,
    TriggerRule,
    dag,
    get_current_context,
    task,
)

# Airflow itself knows this folder; what reads a DAG file by itself (a test, a linter) does not.
sys.path.append(str(Path(__file__).resolve().parent))

from _crawling import CrawlSource
from _landing import confirm_batches, land_batch
from _wiring import (
    ARTICLES,
    DEFAULT_ARGS,
    hand_on,
    plan,
    run_step,
)
from chitieu.catalogue.host_groups import crawled_sources, host_groups, pool_name

INBOX_TIME = "30 5 * * *"

DOC = """
### Bring pages in

Crawls the sources that are due, reads the pages of the inbox into the WARC archive as well, and parses
each page into an article. A page that cannot be had or read is an outcome with its reason in
`audit.fct_fetch_outcome` or `audit.fct_parse_outcome`, not a failed task.

**Runs** whenever a source is due (each has a schedule of its own in its file of facts), at 05:30 for the
inbox, or by hand: with `sources`, with `paths`, or with neither for all that is due. The first scheduled
run is the next one, never one that has passed. Sources of one host group wait for each other in the pool
`crawl_<group>`; a crawl waits in the triggerer and takes no worker's place.

**Hands on** the asset `chitieu://landing/articles`, which starts
`extract_observations`. A source or a batch that fails does not hold up the others: they are handed on,
and the run is marked failed. A source that has brought no new page five times in a row is named in the
log of *Look for quiet sources* and in `audit.fct_quiet_source`.
"""


@dag(
    dag_id="ingest_pages",
    dag_display_name="1 · Ingest pages",
    description="Sites, folders and files → archive → articles",
    doc_md=DOC,
    # A first start makes up for no run that has passed, unless it comes within the minute of that run.
    schedule=MultipleCronTriggerTimetable(
        *sorted({INBOX_TIME, *(source.schedule for source in crawled_sources())}),
        timezone="Asia/Ho_Chi_Minh",
        run_immediately=timedelta(minutes=1),
    ),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=6),
    default_args=DEFAULT_ARGS,
    tags=["chitieu", "ingest"],
    params={
        "sources": Param(
            [],
            type="array",
            items={"type": "string", "minLength": 1},
            title="Sources",
            description="IDs of sources to crawl now. Empty, and no paths: those that are due.",
        ),
        "paths": Param(
            [],
            type="array",
            items={"type": "string", "minLength": 1},
            title="Folders, files, addresses",
            description="Absolute paths, WARC files or addresses to read. Empty, and no sources: the inbox.",
        ),
        "batch_size": Param(
            50,
            type="integer",
            minimum=1,
            maximum=1000,
            title="Pages per batch",
            description="50 to 200 keeps tasks short without many of them.",
        ),
    },
)
def ingest_pages() -> None:
    @task(
        doc_md="Which sources of one host group this run crawls: those asked for, or those that are due.",
        multiple_outputs=False,
    )
    def choose_sources(group: str, params: dict[str, Any] | None = None) -> list[str]:
        from chitieu import pipeline

        wanted = params or {}
        if wanted["paths"] and not wanted["sources"]:
            return []
        context: Any = get_current_context()
        of_group = host_groups().get(group, [])
        return run_step(pipeline.due_sources, of_group, wanted["sources"], context.get("logical_date"))

    @task(
        task_display_name="Plan batches",
        doc_md="The batches that the crawls have landed, and those of the files that are to be read.",
        trigger_rule=TriggerRule.ALL_DONE,
    )
    def plan_batches(params: dict[str, Any] | None = None) -> list[str]:
        from chitieu import pipeline

        context: Any = get_current_context()
        crawls = [
            crawl
            for crawl in context["ti"].xcom_pull(task_ids=[f"crawl_{group}" for group in host_groups()]) or ()
            if crawl is not None
        ]
        landed = [batch for crawl in crawls for batch in crawl["batches"]]
        wanted = params or {}
        if wanted["sources"] and not wanted["paths"]:
            return landed
        return [*landed, *plan(pipeline.plan_ingest, wanted["paths"], wanted["batch_size"])]

    @task(
        task_display_name="Announce articles",
        doc_md="Sums up the batches that landed and hands the articles on, also when some batch failed.",
        trigger_rule=TriggerRule.ALL_DONE,
        outlets=[ARTICLES],
        multiple_outputs=False,
    )
    def announce_articles() -> dict[str, int]:
        return hand_on(ARTICLES, ["land_batch.parse_batch"])

    @task(
        task_display_name="Look for quiet sources",
        doc_md="Names the sources whose last crawls brought no new page: their site may have changed.",
        trigger_rule=TriggerRule.ALL_DONE,
        multiple_outputs=False,
    )
    def look_for_quiet_sources() -> list[str]:
        from chitieu import pipeline

        return run_step(pipeline.quiet_sources)

    crawls = []
    for group in host_groups():
        sources = choose_sources.override(
            task_id=f"choose_{group}", task_display_name=f"Choose sources of {group}"
        )(group)
        crawls.append(
            CrawlSource.partial(
                task_id=f"crawl_{group}",
                task_display_name=f"Crawl {group}",
                doc_md="Crawls a source politely, waiting in the triggerer, and lands what it brought.",
                pool=pool_name(group),
                map_index_template="{{ source }}",
                max_active_tis_per_dag=1,
            ).expand(source_id=sources)
        )
    batch_ids = plan_batches()
    landed = land_batch.expand(batch_id=batch_ids)
    crawls >> batch_ids
    landed >> [announce_articles(), look_for_quiet_sources()]
    [*crawls, landed] >> confirm_batches(batch_ids)


ingest_pages()
