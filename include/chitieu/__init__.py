"""Chitieu: the figures that Vietnamese pages state in prose, read, checked and kept with their source."""

__version__ = "0.1.0"
