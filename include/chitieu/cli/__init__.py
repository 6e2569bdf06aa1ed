"""The `chitieu` command. Heavy libraries are imported inside the commands that need them."""

from chitieu.cli.app import main

__all__ = ["main"]
