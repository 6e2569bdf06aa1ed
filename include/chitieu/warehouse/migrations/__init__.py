"""The history of the schemas `raw` and `landing`, of the grants, and of the schemas that dbt fills."""
