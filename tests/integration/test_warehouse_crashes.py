"""Loads that are killed, broken off or run twice at once: nothing is left half, nothing is there twice."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from land_slowly import PAUSE_AT, ROWS, large_extraction
from warehouse_samples import article_of, capture, land_articles, plan_extraction

from chitieu.kernel.records import Observation
from chitieu.settings import Settings
from chitieu.warehouse import Warehouse

SCRIPT = Path(__file__).with_name("land_slowly.py")


@pytest.fixture
def batch(fresh_settings: Settings) -> str:
    store = Warehouse(fresh_settings, "loader")
    article = article_of(capture("file:///large.txt"))
    land_articles(store, (capture("file:///large.txt"), article))
    return plan_extraction(store, article)


@contextmanager
def _landing(batch: str) -> Iterator[subprocess.Popen[str]]:
    """A process in the middle of COPY."""
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), batch], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "copying\n"
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def _administrator(postgres: Settings, settings: Settings) -> Iterator[psycopg.Connection]:
    database = settings.warehouse("owner").database
    with psycopg.connect(**{**postgres.admin().parameters(), "dbname": database}, autocommit=True) as admin:
        yield admin


def _candidates(settings: Settings) -> int:
    return Warehouse(settings, "transformer").counts()["candidates"]


def test_kill_9_in_the_middle_of_copy_leaves_no_row(
    postgres: Settings, fresh_settings: Settings, batch: str
) -> None:
    with _administrator(postgres, fresh_settings) as admin:
        with _landing(batch) as process:
            copying = (
                "SELECT count(*) FROM pg_stat_progress_copy WHERE relid = 'landing.candidates'::regclass"
            )
            assert admin.execute(copying).fetchone() == (1,)
            process.kill()
            process.wait()
        assert process.returncode == -9
    assert _candidates(fresh_settings) == 0
    store = Warehouse(fresh_settings, "loader")
    assert not store.step_landed(batch, "extract")
    # The repeat waits until the server has noticed the death, for the dead process holds the step's lock.
    assert store.land_extraction(batch, [large_extraction()])["observations"] == ROWS
    assert _candidates(fresh_settings) == ROWS


def test_two_processes_at_the_same_batch_land_it_once(
    postgres: Settings, fresh_settings: Settings, batch: str
) -> None:
    store = Warehouse(fresh_settings, "loader")
    waiting = (
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()"
    )
    with _administrator(postgres, fresh_settings) as admin, ThreadPoolExecutor(1) as second:
        with _landing(batch) as first:
            other = second.submit(store.land_extraction, batch, [large_extraction()])
            while admin.execute(waiting).fetchone() != (1,):
                assert not other.done()
            told, _ = first.communicate("go on\n")
        assert (told, first.returncode) == (f"{ROWS}\n", 0)
        assert other.result() == store.step_counts(batch, "extract")
    assert _candidates(fresh_settings) == ROWS


class Breaking(tuple[Observation, ...]):
    """Observations that fail in the middle of being written."""

    def __iter__(self) -> Iterator[Observation]:
        for number, observed in enumerate(super().__iter__()):
            if number == PAUSE_AT:
                raise MemoryError
            yield observed


def test_an_error_in_the_middle_of_copy_leaves_no_row(fresh_settings: Settings, batch: str) -> None:
    store = Warehouse(fresh_settings, "loader")
    whole = large_extraction()
    with pytest.raises(MemoryError):
        store.land_extraction(batch, [replace(whole, observations=Breaking(whole.observations))])
    assert (_candidates(fresh_settings), store.step_landed(batch, "extract")) == (0, False)
    assert store.land_extraction(batch, [whole])["observations"] == ROWS
