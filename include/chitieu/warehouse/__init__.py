"""The warehouse: its tables and roles, and loads that land whole, once, or not at all."""

from chitieu.warehouse.connection import WarehouseError
from chitieu.warehouse.schema import current, downgrade, head, upgrade

__all__ = ["WarehouseError", "current", "downgrade", "head", "upgrade"]
