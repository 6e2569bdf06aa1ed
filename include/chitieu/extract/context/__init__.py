"""When, where and whose each figure of an article is."""

from chitieu.extract.context.article_context import ArticleContext
from chitieu.extract.context.readings import OrganisationReading, PeriodReading, PlaceReading

__all__ = ["ArticleContext", "OrganisationReading", "PeriodReading", "PlaceReading"]
