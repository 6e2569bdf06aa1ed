"""The bytes as they came, in WARC 1.1 files: written once, read by reference, checked by digest."""

from chitieu.archive.store import Archive, ArchiveDamaged

__all__ = ["Archive", "ArchiveDamaged"]
