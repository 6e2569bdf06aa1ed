"""Articles that repeat each other: copies, excerpts and edited versions, linked to the first-hand one.

`link_articles` is a pure function over articles; `Linker` is the same for a stream of them.
"""

from chitieu.dedupe.linking import LINKER_VERSION, Linker, link_articles

__all__ = ["LINKER_VERSION", "Linker", "link_articles"]
