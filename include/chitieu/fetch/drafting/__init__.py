"""A first draft of a source's facts, from its front page and what it leads to.

`explore` asks a site, `draft_source` makes the facts of what came: the first knows the network, the second
bytes alone.
"""

from chitieu.fetch.drafting.drafting import Draft, draft_source
from chitieu.fetch.drafting.exploring import Site, explore

__all__ = ["Draft", "Site", "draft_source", "explore"]
