"""Addresses to captures: every page that is asked for ends as a capture or as a failure with its reason.

A page is named by a URI from here on. Files of this machine are read by `read_uri`; sites are crawled by
`crawl`, or asked for a single page by `fetch_one`, always in a process of their own and behind a guard.
"""

from chitieu.fetch.listing import Listing, list_pages, list_uris
from chitieu.fetch.outcomes import Outcome
from chitieu.fetch.plan import CrawlPlan, CrawlResult, Limits
from chitieu.fetch.reading import read_paths, read_uri
from chitieu.fetch.running import WEB_SOURCE, CrawlFailedError, crawl, fetch_one

__all__ = [
    "WEB_SOURCE",
    "CrawlFailedError",
    "CrawlPlan",
    "CrawlResult",
    "Limits",
    "Listing",
    "Outcome",
    "crawl",
    "fetch_one",
    "list_pages",
    "list_uris",
    "read_paths",
    "read_uri",
]
