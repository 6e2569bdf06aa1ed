"""Articles that repeat each other: copies, excerpts and edited versions, linked to the first-hand one.

`link_articles` is a pure function over articles; `Linker` is the same for a stream of them. Where articles
come in day by day, a `sketch` is kept of each, and `Comparer` compares the new ones with those that they may
repeat.
"""

from chitieu.dedupe.fingerprints import sketch
from chitieu.dedupe.linking import BUCKET, LINKER_VERSION, Comparer, Linker, link_articles

__all__ = ["BUCKET", "LINKER_VERSION", "Comparer", "Linker", "link_articles", "sketch"]
