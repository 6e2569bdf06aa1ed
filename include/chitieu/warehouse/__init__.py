"""The warehouse: its tables and roles, and loads that land whole, once, or not at all."""

from chitieu.warehouse.connection import WarehouseError
from chitieu.warehouse.replays import ReplayedCapture, ReplayScope
from chitieu.warehouse.rows import StoredCapture
from chitieu.warehouse.schema import current, downgrade, head, upgrade
from chitieu.warehouse.store import Warehouse
from chitieu.warehouse.trail import Trail

__all__ = [
    "ReplayScope",
    "ReplayedCapture",
    "StoredCapture",
    "Trail",
    "Warehouse",
    "WarehouseError",
    "current",
    "downgrade",
    "head",
    "upgrade",
]
