"""Errors that a user can act on. Each message ends with the next step, and none is shown as a traceback."""

from __future__ import annotations


class ChitieuError(Exception):
    """A user's or an operator's problem, said in a sentence or two, with what to do next.

    The command line prints the message on stderr and exits with `exit_status`. `is_transient` says that the
    same call may go through later, with nothing mended: a scheduler tries again.
    """

    exit_status = 1
    is_transient = False


class ConfigurationError(ChitieuError):
    """A setting is missing or contradicts another one."""

    exit_status = 2


class PageRejected(ChitieuError):
    """A page cannot be read: empty, binary, in no known encoding, without an article.

    `reason` is a stable code of `kernel.reasons` for the outcome tables; the message is for people.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class BatchStopped(ChitieuError):
    """A critical expectation failed: nothing of the batch has landed."""
