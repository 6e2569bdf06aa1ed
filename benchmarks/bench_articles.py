"""Measure how well and how fast articles are taken from pages, beside other readers of the same pages.

Run from the repository's root:  make bench-articles  or  make bench-articles PEERS=1

The pages are those of tests/article_set: stories of our own prose in the skeletons of the sites of the genre.
Speeds are of one processor, in processor seconds, the best of some rounds.
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Callable, Sequence

from article_readers import Reader, readers
from page_scoring import Score
from page_set import SetPage, pages

ROUNDS = 3
FACTS = ("title", "lead", "author", "day", "clock", "updated", "url", "publisher")


def score_of(reader: Reader, some: Sequence[SetPage]) -> Score:
    """The score of a reader over pages."""
    score = Score()
    for page in some:
        score.add(page, reader.read(page))
    return score


def pages_a_second(call: Callable[[SetPage], object], some: Sequence[SetPage], rounds: int = ROUNDS) -> float:
    """Pages a processor second of the best round, after one that is not counted."""
    seconds = []
    for _ in range(rounds + 1):
        began = time.process_time()
        for page in some:
            call(page)
        seconds.append(time.process_time() - began)
    return len(some) / min(seconds[1:])


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description="Measure readers of article pages.")
    options.add_argument(
        "--by-skeleton", action="store_true", help="show the project's own score by kind of site"
    )
    arguments = options.parse_args()
    every = pages()
    size = sum(len(page.content) for page in every)
    held_out = [page for page in every if page.held_out]
    average = size / len(every) / 1000
    print(f"Python {platform.python_version()}; {len(every)} pages of {average:.0f} KB on average")
    print(f"{'reader':<18}{'P':>7}{'R':>7}{'F1':>7}{'blocks':>8}{'held out':>10}{'pages/s':>9}")
    scores = {}
    for reader in readers().values():
        score = scores[reader.name] = score_of(reader, every)
        apart = score_of(reader, held_out)
        speed = pages_a_second(reader.text, every)
        print(
            f"{reader.name:<18}{score.precision:>7.3f}{score.recall:>7.3f}{score.f1:>7.3f}"
            f"{score.block_f1:>8.3f}{apart.f1:>10.3f}{speed:>9.0f}",
            flush=True,
        )
    print(f"\n{'share right':<18}" + "".join(f"{fact:>10}" for fact in FACTS))
    for name in ("chitieu", "trafilatura"):
        if name in scores:
            print(f"{name:<18}" + "".join(f"{scores[name].share(fact):>10.3f}" for fact in FACTS))
    if arguments.by_skeleton:
        print()
        own = readers()["chitieu"]
        for skeleton in dict.fromkeys(page.skeleton for page in every):
            score = score_of(own, [page for page in every if page.skeleton == skeleton])
            facts = " ".join(f"{fact} {score.share(fact):.2f}" for fact in FACTS if fact in score.fields)
            print(f"{skeleton:<12} F1 {score.f1:.3f} blocks {score.block_f1:.3f} {facts}")


if __name__ == "__main__":
    main()
