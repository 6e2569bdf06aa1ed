"""Whether the seeds of a source still lead to articles: what `chitieu sources check --live` says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urljoin, urlsplit

from protego import Protego

from chitieu.catalogue.sources import Source
from chitieu.fetch.asking import Answer, Ask, Question
from chitieu.fetch.discovery import Listed, feed_links, section_links, sitemap_links
from chitieu.fetch.plan import ROBOTS_TOKEN
from chitieu.kernel.addresses import normal
from chitieu.kernel.errors import PageRejected
from chitieu.kernel.record import record
from chitieu.kernel.records import Capture, FetchFailure

_SITEMAP_BYTES: Final = 20_000_000
_FIRST_PAGE: Final = 1
_SHORT: Final = 160


@record
class SeedAnswer:
    """What one seed answered. `problem` is None where it leads to articles; `articles` are those it names."""

    source_id: str
    kind: str
    address: str
    links: int
    articles: int
    problem: str | None


@record
class RobotsAnswer:
    """What a host's robots.txt says to us: a sentence, and whether it keeps a seed from being read."""

    source_id: str
    address: str
    said: str
    problem: str | None


def ask_source(source: Source, ask: Ask) -> tuple[list[RobotsAnswer], list[SeedAnswer]]:
    """Ask the robots.txt of every host of the seeds, and every seed, once."""
    seeds = source.seeds
    robots_at = tuple(dict.fromkeys(urljoin(address, "/robots.txt") for address in seeds.all))
    question = Question(robots_at, seeds.feeds, seeds.sitemaps, seeds.sections)
    answers = ask(question)
    robots = [_robots(source, address, answers[address]) for address in robots_at]
    kinds = (("feed", seeds.feeds), ("sitemap", seeds.sitemaps), ("section", seeds.sections))
    seen = [_seed(source, kind, address, answers) for kind, addresses in kinds for address in addresses]
    return robots, seen


def _seed(source: Source, kind: str, address: str, answers: Mapping[str, Answer]) -> SeedAnswer:
    answer = answers[address]
    if isinstance(answer, FetchFailure):
        return SeedAnswer(source.source_id, kind, address, 0, 0, f"{answer.reason}: {answer.detail}"[:_SHORT])
    try:
        listed = _listed(kind, answer)
        named = [link.address for link in listed.pages]
        for inner in listed.lists[:1] if kind == "sitemap" else ():
            beside = answers.get(normal(inner.address, answer.uri))
            if isinstance(beside, Capture):
                named += [link.address for link in _listed(kind, beside).pages]
    except PageRejected as problem:
        return SeedAnswer(source.source_id, kind, address, 0, 0, f"{problem.reason}: {problem}"[:_SHORT])
    articles = {whole for each in named if (whole := _whole(each, answer.uri)) and source.is_article(whole)}
    wrong = None
    if not named:
        wrong = "names no address: it is empty, or a page drawn by scripts"
    elif not articles:
        wrong = f"names {len(named)} addresses, none of an article by `take` and `leave`"
    return SeedAnswer(source.source_id, kind, address, len(named), len(articles), wrong)


def _listed(kind: str, answer: Capture) -> Listed:
    if kind == "feed":
        return feed_links(answer.content)
    if kind == "sitemap":
        return sitemap_links(answer.content, _SITEMAP_BYTES)
    return section_links(answer.content, _FIRST_PAGE)


def _whole(address: str, base: str) -> str | None:
    try:
        return normal(address, base)
    except PageRejected:
        return None


def _robots(source: Source, address: str, answer: Answer) -> RobotsAnswer:
    if isinstance(answer, FetchFailure):
        return _no_robots(source, address, answer)
    rules = Protego.parse(answer.content.decode("utf-8", "replace"))
    host = urlsplit(address).netloc
    ours = [seed for seed in source.seeds.all if urlsplit(seed).netloc == host]
    refused = [seed for seed in ours if not rules.can_fetch(seed, ROBOTS_TOKEN)]
    refused += [one for one in source.examples.take if not rules.can_fetch(one, ROBOTS_TOKEN)]
    delay = rules.crawl_delay(ROBOTS_TOKEN)
    unnamed = [each for each in rules.sitemaps if each not in source.seeds.sitemaps]
    said = "lets us read" if not refused else f"keeps us from {len(refused)} addresses"
    said += f"; asks for {delay:g} s between requests" if delay else ""
    said += f"; names sitemaps: {', '.join(unnamed)}" if unnamed else ""
    problem = f"asks that {', '.join(refused)} be left alone" if refused else None
    return RobotsAnswer(source.source_id, address, said, problem)


def _no_robots(source: Source, address: str, failure: FetchFailure) -> RobotsAnswer:
    if failure.reason in {"not_found", "gone", "empty", "forbidden", "login_required"}:
        return RobotsAnswer(source.source_id, address, "there is none, so all may be read", None)
    if failure.reason == "robots_disallowed":
        said = "asks that the whole site be left alone"
        return RobotsAnswer(source.source_id, address, said, said)
    said = f"cannot be had ({failure.reason}), so nothing is read"
    return RobotsAnswer(source.source_id, address, said, said)
