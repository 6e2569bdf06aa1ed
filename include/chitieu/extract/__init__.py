"""Articles to observations: every number is an observation or a rejection with its reason.

`extract` is the only way in, `reading_many` what a process that reads many articles does so within.
`EXTRACTOR_VERSION` changes with the package's version, with the rules and with
the catalogue's data.
"""

from chitieu.extract.extractor import EXTRACTOR_VERSION, extract, reading_many

__all__ = ["EXTRACTOR_VERSION", "extract", "reading_many"]
