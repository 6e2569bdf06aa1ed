"""Paths to captures: every page that is asked for ends as a capture or as a failure with its reason.

A page is named by a URI from here on; what reads a scheme is one row of `reading.READERS`.
"""

from chitieu.fetch.listing import Listing, list_pages, list_uris
from chitieu.fetch.reading import read_paths, read_uri

__all__ = ["Listing", "list_pages", "list_uris", "read_paths", "read_uri"]
