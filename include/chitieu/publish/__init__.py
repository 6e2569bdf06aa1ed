"""What people read: the report, its CSV and JSON, and the Data Docs."""

from chitieu.publish.site import PublishedReports, publish_reports

__all__ = ["PublishedReports", "publish_reports"]
