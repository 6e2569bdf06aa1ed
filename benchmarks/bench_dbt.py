"""Seconds of a whole `dbt build`: the dbt command line, and this package's runner.

| way | what |
|---|---|
| plain | `dbt build` in a process of its own, as one would type it |
| task | the runner in a process of its own, as Airflow starts a task, with its results landed |
| worker | the runner in a process that has dbt in memory from the build before |

All build the same project over the same landed rows on the same embedded server in the same run, turn by
turn. The first build of each way, which parses the project and loads the seeds, is told apart.

    .venv/bin/python benchmarks/bench_dbt.py [--observations 5000] [--repeat 3]

Exit status 1 if a task takes more than 1.5 times as long as plain dbt (medians).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from chitieu.settings import Settings
from chitieu.stack.postgres import start_postgres, stop_postgres
from chitieu.warehouse import Warehouse, upgrade
from chitieu.warehouse.dbt_runner import run_dbt

LIMIT = 1.5

# One article for each hundred figures; each figure is stated by two articles, one of them roughly.
LANDED = """
    INSERT INTO raw.batches (batch_id, kind, manifest, planned_at)
    VALUES ('bench', 'extract', '{}', '2024-01-01');

    INSERT INTO raw.batch_steps (batch_id, step, counts)
    VALUES ('bench', 'validate', '{}');

    INSERT INTO raw.captures (
        capture_id, batch_id, uri, source_id, payload_digest, payload_bytes, warc_path, warc_offset,
        fetched_at
    )
    SELECT
        'c' || n, 'bench', 'https://tin.example/' || n, 'files', 'sha256:' || n, 1, 'a.warc.gz', n,
        '2024-01-01'
    FROM generate_series(0, %(articles)s - 1) AS n;

    INSERT INTO landing.articles (
        article_version_id, article_id, capture_id, batch_id, url, page, source_id, published_at, text,
        text_digest, blocks, warnings, parser_version
    )
    SELECT
        'v' || n, 'a' || n, 'c' || n, 'bench', 'https://tin.example/' || n, 'p' || n, 'files',
        timestamptz '2024-01-01' + n * interval '1 hour', 'Quận có 1.250 đoàn viên.', 'sha256:' || n,
        '[]', '[]', '1'
    FROM generate_series(0, %(articles)s - 1) AS n;

    INSERT INTO landing.extractions (
        article_version_id, extractor_version, batch_id, numbers, observations, rejections
    )
    SELECT 'v' || n, 'bench', 'bench', 100, 100, 0
    FROM generate_series(0, %(articles)s - 1) AS n;

    INSERT INTO landing.observations (
        observation_id, extractor_version, batch_id, article_version_id, page, start_offset, end_offset, text,
        indicator_code, measure, value, unit, qualifier, status, period_start, period_end, place, sentence,
        sentence_start, sentence_end, confidence, trace
    )
    SELECT
        md5(n::text), 'bench', 'bench', 'v' || n / 100, 'p' || n / 100, 8, 13, '1.250', 'union.members_total',
        CASE n %% 4 WHEN 0 THEN 'plan_completion' ELSE 'level' END,
        CASE n %% 4 WHEN 0 THEN 80 + n %% 50 ELSE 1250 + n END,
        CASE n %% 4 WHEN 0 THEN 'percent' ELSE 'count' END,
        CASE n / (%(articles)s * 50) WHEN 0 THEN 'exact' ELSE 'over' END,
        'actual', '2023-01-01', '2023-12-31', 'quận ' || n %% (%(articles)s * 50),
        'Quận có 1.250 đoàn viên.', 0, 24, 0.9, '[]'
    FROM generate_series(0, %(articles)s * 100 - 1) AS n;

    ANALYZE;
"""


def land(settings: Settings, observations: int) -> int:
    """Fill the landing tables and return the number of observations, a multiple of 200."""
    articles = max(observations // 200, 1) * 2
    with psycopg.connect(**settings.warehouse("owner").parameters()) as connection:
        cursor = psycopg.ClientCursor(connection)
        cursor.execute(LANDED, {"articles": articles})
    return articles * 100


def plain(settings: Settings) -> None:
    """`dbt build` as one would type it, with the profile's variables set."""
    endpoint = settings.warehouse("transformer")
    folder = settings.var_dir / "plain"
    variables = {
        "CHITIEU_DBT_HOST": endpoint.host,
        "CHITIEU_DBT_PORT": str(endpoint.port),
        "CHITIEU_DBT_USER": endpoint.user,
        "CHITIEU_DBT_DBNAME": endpoint.database,
        "DBT_ENV_SECRET_CHITIEU_PASSWORD": endpoint.password,
    }
    folders = ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    project = ["--project-dir", str(settings.dbt_dir), "--profiles-dir", str(settings.dbt_dir)]
    command = [str(Path(sys.executable).with_name("dbt")), "build", *project, *folders, "--threads", "4"]
    run(command, variables)


def task(settings: Settings) -> None:
    """The runner in a new process."""
    run([sys.executable, __file__, "--task"], {"CHITIEU_HOME": str(settings.home)})


def run(command: list[str], variables: dict[str, str]) -> None:
    """A process with further variables; its failure is an error here."""
    # Every argument is made in this file, from this installation's own paths.
    subprocess.run(command, env=os.environ | variables, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def worker(settings: Settings) -> None:
    """The runner, with what the pipeline does of the outcome."""
    outcome = run_dbt(settings)
    Warehouse(settings, "loader").land_dbt_results(outcome.rows())
    outcome.raise_for_failures()


def timed(build: Callable[[Settings], None], settings: Settings) -> float:
    """Seconds on the wall of one build."""
    start = time.perf_counter()
    build(settings)
    return time.perf_counter() - start


def measure(observations: int, repeat: int) -> dict[str, Any]:
    """Seconds of each way on a server of this run's own."""
    ways = {"plain": plain, "task": task, "worker": worker}
    with TemporaryDirectory() as folder:
        settings = Settings.load(Path(folder), environment={})
        start_postgres(settings)
        try:
            upgrade(settings)
            landed = land(settings, observations)
            first = {way: round(timed(build, settings), 2) for way, build in ways.items()}
            seconds: dict[str, list[float]] = {way: [] for way in ways}
            for _ in range(repeat):
                for way, build in ways.items():
                    seconds[way].append(round(timed(build, settings), 2))
        finally:
            stop_postgres(settings)
    medians = {way: median(values) for way, values in seconds.items()}
    return {
        "observations": landed,
        "first_seconds": first,
        "seconds": seconds,
        "median_seconds": medians,
        "task_to_plain": round(medians["task"] / medians["plain"], 2),
        "worker_to_plain": round(medians["worker"] / medians["plain"], 2),
        "limit": LIMIT,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_1min": round(os.getloadavg()[0], 1),
    }


def main() -> int:
    """Measure, print one JSON object, and judge."""
    parser = argparse.ArgumentParser(description="Seconds of dbt build: plain, and by the runner.")
    parser.add_argument("--observations", type=int, default=5000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--task", action="store_true", help="build once in the folder of CHITIEU_HOME")
    options = parser.parse_args()
    if options.task:
        worker(Settings.load())
        return 0
    report = measure(options.observations, options.repeat)
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    return int(report["task_to_plain"] > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
