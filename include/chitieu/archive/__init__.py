"""The bytes as they came, in WARC 1.1 files: written once, read by reference, checked by digest."""

from chitieu.archive.damage import ArchiveDamaged
from chitieu.archive.entities import Entity, entity_of
from chitieu.archive.importing import import_warc, is_warc
from chitieu.archive.reading import Recovered, recover, stored_capture
from chitieu.archive.store import MAX_ENTITY, Archive, Span, StoredRecord
from chitieu.archive.writing import WarcSink

__all__ = [
    "MAX_ENTITY",
    "Archive",
    "ArchiveDamaged",
    "Entity",
    "Recovered",
    "Span",
    "StoredRecord",
    "WarcSink",
    "entity_of",
    "import_warc",
    "is_warc",
    "recover",
    "stored_capture",
]
