"""What is said where the archive does not hold what it should."""

from __future__ import annotations

from chitieu.kernel.errors import ChitieuError


class ArchiveDamaged(ChitieuError):
    """A record is not there, or its bytes are not those that were stored."""
