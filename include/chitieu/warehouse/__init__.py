"""The warehouse: its tables and roles, and loads that land whole, once, or not at all."""

from chitieu.warehouse.connection import WarehouseError
from chitieu.warehouse.rows import StoredCapture
from chitieu.warehouse.schema import current, downgrade, head, upgrade
from chitieu.warehouse.store import Warehouse

__all__ = [
    "StoredCapture",
    "Warehouse",
    "WarehouseError",
    "current",
    "downgrade",
    "head",
    "upgrade",
]
