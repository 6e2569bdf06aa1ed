"""How a DAG crawls a source: a task that plans and lands, and a trigger that waits. No DAG is here.

A polite crawl is waiting for the most part. It runs beside the triggerer, so that it takes no place of a
worker; a triggerer that restarts finds the crawl's folder and goes on where it was.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowException, AirflowFailException
from airflow.triggers.base import BaseTrigger, TriggerEvent

from _wiring import run_step

LONGEST_CRAWL = timedelta(hours=3)
_NOT_A_NAME = re.compile(r"[^A-Za-z0-9]+")


class CrawlTrigger(BaseTrigger):
    """Runs the crawl that is planned in a folder to its end. It needs the folder and the network alone."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """What the triggerer makes this from again."""
        return "_crawling.CrawlTrigger", {"folder": self.folder}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Crawl, then tell what came of it: the result as JSON, or why there is none."""
        from chitieu.fetch import CrawlPlan, crawl
        from chitieu.fetch.plan import PLAN_FILE
        from chitieu.kernel.errors import ChitieuError

        try:
            plan = CrawlPlan.from_json((Path(self.folder) / PLAN_FILE).read_text(encoding="utf-8"))
            result = await asyncio.to_thread(crawl, plan)
        except ChitieuError as problem:
            yield TriggerEvent({"problem": str(problem), "may_pass": problem.is_transient})
        except OSError as problem:
            yield TriggerEvent({"problem": f"{self.folder} cannot be used: {problem}", "may_pass": True})
        else:
            yield TriggerEvent({"result": result.to_json()})


class CrawlSource(BaseOperator):
    """Plan a crawl of one source, wait for it without a worker, and land what it brought.

    Returns:
        `source_id`, the IDs of the `batches` with pages, and the counts of the crawl.
    """

    template_fields = ("source_id",)

    def __init__(self, *, source_id: str = "", **options: Any) -> None:
        super().__init__(**options)
        self.source_id = source_id

    def execute(self, context: Any) -> None:
        """Plan the crawl; a further try of the task goes on with the same one."""
        from chitieu import pipeline

        run = _NOT_A_NAME.sub("-", context["run_id"]).strip("-")
        plan = run_step(pipeline.plan_crawl, self.source_id, f"{self.source_id}-{run}"[:120])
        self.defer(
            trigger=CrawlTrigger(str(plan.folder)),
            method_name="land",
            timeout=LONGEST_CRAWL,
            kwargs={"folder": str(plan.folder)},
        )

    def land(self, context: Any, folder: str, event: dict[str, Any]) -> dict[str, Any]:
        """Land the files of the crawl, a batch each."""
        from chitieu import pipeline

        if "problem" in event:
            failure = AirflowException if event["may_pass"] else AirflowFailException
            raise failure(event["problem"])
        context["source"] = self.source_id
        result = json.loads(event["result"])
        batches = run_step(pipeline.land_crawl, Path(folder))
        counts = {name: result[name] for name in ("stored", "revisits", "failed", "requests")}
        self.log.info("%s: %s, %s", self.source_id, result["stop_reason"], counts)
        return {
            "source_id": self.source_id,
            "batches": batches,
            "stop_reason": result["stop_reason"],
            **counts,
        }
