"""The bytes as they came, in WARC 1.1 files: written once, read by reference, checked by digest."""

from chitieu.archive.damage import ArchiveDamaged
from chitieu.archive.reading import Recovered, recover
from chitieu.archive.store import Archive
from chitieu.archive.writing import WarcSink

__all__ = ["Archive", "ArchiveDamaged", "Recovered", "WarcSink", "recover"]
