"""One function per step of the way of a figure. A DAG task or a command calls one of them.

Every step takes a batch ID and lands whole, once, or not at all: a step that has landed does nothing and
returns the counts of the time it landed. What travels between steps is the ID; pages and figures stay in the
archive and the warehouse.
"""

from chitieu.pipeline.crawling import check_contact, land_crawl, plan_crawl, run_crawl
from chitieu.pipeline.figures import extract_batch, plan_extraction, validate_batch
from chitieu.pipeline.ingesting import (
    FILES_SOURCE,
    capture_batch,
    list_warc_files,
    parse_batch,
    plan_ingest,
    plan_warc_file,
)
from chitieu.pipeline.linking import link_articles
from chitieu.pipeline.publishing import build_marts, check_marts, publish
from chitieu.pipeline.replaying import compare_versions, plan_replay, preview_replay, replay_batch
from chitieu.pipeline.scheduling import due_sources, quiet_sources

__all__ = [
    "FILES_SOURCE",
    "build_marts",
    "capture_batch",
    "check_contact",
    "check_marts",
    "compare_versions",
    "due_sources",
    "extract_batch",
    "land_crawl",
    "link_articles",
    "list_warc_files",
    "parse_batch",
    "plan_crawl",
    "plan_extraction",
    "plan_ingest",
    "plan_replay",
    "plan_warc_file",
    "preview_replay",
    "publish",
    "quiet_sources",
    "replay_batch",
    "run_crawl",
    "validate_batch",
]
