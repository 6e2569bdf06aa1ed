"""What the DAGs share: the assets that chain them, their defaults, and how a step is run. No DAG is here."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from airflow.sdk import Asset, AssetAlias, BaseOperatorLink, conf, get_current_context
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

log = logging.getLogger("chitieu.dags")

Outcome = TypeVar("Outcome")

ARTICLES = Asset(name="landing.articles", uri="chitieu://landing/articles", group="landing")
# One event per batch, for lineage. It starts nothing: of several events at one moment Airflow may start a run
# for the first alone, which would leave the pages of the others unread until the next.
ARTICLE_BATCHES = Asset(
    name="landing.article_batches", uri="chitieu://landing/article_batches", group="landing"
)
OBSERVATIONS = Asset(name="landing.observations", uri="chitieu://landing/observations", group="landing")
MARTS = Asset(name="marts", uri="chitieu://marts", group="marts")
# A build gives an event to each table that it has built, and to no other, through this alias.
MART_TABLES = AssetAlias(name="marts.tables", group="marts")
MART_MODELS = Path(__file__).resolve().parents[1] / "dbt" / "models" / "marts"
MARTS_BY_NAME = {
    model.stem: Asset(name=f"marts.{model.stem}", uri=f"chitieu://marts/{model.stem}", group="marts")
    for model in sorted(MART_MODELS.glob("*.sql"))
}

# Tries again after 15, 30 and 60 s: long enough for a database that restarts, short enough to be noticed.
DEFAULT_ARGS: dict[str, Any] = {
    "owner": "data-engineering",
    "retries": 3,
    "retry_delay": timedelta(seconds=15),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=10),
    "execution_timeout": timedelta(minutes=30),
}

# Airflow refuses to map over more; a run of that many batches is better cut into larger ones.
MOST_BATCHES = 1024


class ModelResults(BaseOperatorLink):
    """A button of the build task that shows what dbt said of every model in that run."""

    name = "Models of this run"

    def get_link(self, operator: Any, *, ti_key: Any) -> str:
        """The page of what the task returned, which has each model with its status and seconds."""
        run = f"/dags/{ti_key.dag_id}/runs/{quote(ti_key.run_id, safe='')}"
        return f"{conf.get('api', 'base_url', fallback='').rstrip('/')}{run}/tasks/{ti_key.task_id}/xcom"


def run_step(step: Callable[..., Outcome], *arguments: Any) -> Outcome:
    """Run one function of `chitieu.pipeline` with the settings of this installation.

    What people must mend fails the task at once and in its own words; what may pass by itself, such as a
    database that is being restarted, is retried.
    """
    from chitieu.kernel.errors import ChitieuError
    from chitieu.settings import Settings

    try:
        outcome = step(Settings.load(), *arguments)
    except ChitieuError as problem:
        failure = AirflowException if problem.is_transient else AirflowFailException
        raise failure(str(problem)) from None
    if isinstance(outcome, Mapping):
        for name, value in outcome.items():
            if isinstance(value, str | int | float):
                log.info("%s: %s", name, value)
    return outcome


def plan(step: Callable[..., list[str]], *arguments: Any) -> list[str]:
    """Run a planning step and return the IDs of its batches, no more than one run can map over."""
    batch_ids = run_step(step, *arguments)
    log.info("batches: %d", len(batch_ids))
    if len(batch_ids) > MOST_BATCHES:
        raise AirflowFailException(
            f"{len(batch_ids)} batches are more than the {MOST_BATCHES} of one run. "
            "Trigger this DAG again with a larger batch_size."
        )
    return batch_ids


def label_batch(batch_id: str) -> None:
    """Show a mapped task under its batch's ID instead of its index."""
    context: Any = get_current_context()
    context["batch"] = batch_id[:12]


def announce_batch(batch_id: str, counts: dict[str, Any]) -> dict[str, Any]:
    """Put a batch and its counts on the event that its articles get; returns the counts."""
    context: Any = get_current_context()
    context["outlet_events"][ARTICLE_BATCHES].extra = {"batch_id": batch_id, **counts}
    return counts


def hand_on(
    asset: Asset, last_steps: Sequence[str], planned_by: Sequence[str] = ("plan_batches",)
) -> dict[str, int]:
    """Sum up a run's batches and put the sums on the asset's event.

    Args:
        asset: the outlet of the calling task.
        last_steps: IDs of the mapped tasks whose outcomes are summed.
        planned_by: IDs of the tasks that have planned the batches.

    Returns:
        `batches`, `batches_stopped` and each count of the step.

    Raises:
        AirflowSkipException: nothing was planned, or none of the batches landed: there is nothing to hand on,
            and the tasks that failed say why.
    """
    context: Any = get_current_context()
    pull = context["ti"].xcom_pull
    plans = [planned for planned in (pull(task_ids=task_id) for task_id in planned_by) if planned is not None]
    if not plans:
        raise AirflowSkipException("Nothing was planned, so there is nothing to hand on.")
    batches = sum(map(len, plans))
    outcomes = [
        outcome for step in last_steps for outcome in pull(task_ids=[step]) or () if outcome is not None
    ]
    if batches and not outcomes:
        raise AirflowSkipException(f"None of the {batches} batches landed, nothing is handed on.")
    sums = {"batches": batches, "batches_stopped": batches - len(outcomes)}
    for outcome in outcomes:
        for name, value in outcome.items():
            if isinstance(value, int):
                sums[name] = sums.get(name, 0) + value
    context["outlet_events"][asset].extra = sums
    log.info("handed on: %s", sums)
    return sums


def announce_tables(outcome: Mapping[str, Any]) -> dict[str, Any]:
    """Give each table of the marts that was built an event with its number of rows.

    Args:
        outcome: `invocation_id`, and in `results` a mapping per node as in `landing.dbt_results`.

    Returns:
        The outcome without the results, but `models`: status and seconds of each model by its name.
    """
    events = get_current_context()["outlet_events"][MART_TABLES]
    models = [result for result in outcome["results"] if result["resource_type"] == "model"]
    for model in models:
        if model["status"] == "success" and model["name"] in MARTS_BY_NAME:
            extra = {"rows": model["rows_affected"], "invocation_id": outcome["invocation_id"]}
            events.add(MARTS_BY_NAME[model["name"]], extra=extra)
    said = {model["name"]: f"{model['status']}, {model['execution_seconds']:.2f} s" for model in models}
    return {key: value for key, value in outcome.items() if key != "results"} | {"models": said}
