"""Candidates, articles and marts against the suites of `expectations/`: pass, put aside, or stop."""

from chitieu.validate.frames import validate_articles, validate_candidates
from chitieu.validate.marts import validate_marts
from chitieu.validate.verdict import Reason, Verdict

__all__ = ["Reason", "Verdict", "validate_articles", "validate_candidates", "validate_marts"]
