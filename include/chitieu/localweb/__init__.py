"""Sites on this machine: news sites in the structure of real ones, from a folder, for the demo and the tests.

Nothing here is part of the way of a figure. `python -m chitieu.localweb FOLDER` serves a folder by hand.
"""

from chitieu.localweb.server import LocalWeb, serve
from chitieu.localweb.sites import Site, load_sites

__all__ = ["LocalWeb", "Site", "load_sites", "serve"]
