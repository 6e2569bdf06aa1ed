-- Databases and their owners, run once by the image when its volume is empty. Passwords come from the environment
-- of psql, so they stand in no file and no command line.
\set ON_ERROR_STOP on
\getenv airflow_password AIRFLOW_DB_PASSWORD
\getenv superset_password SUPERSET_DB_PASSWORD
\getenv owner_password CHITIEU_OWNER_PASSWORD

CREATE ROLE airflow LOGIN PASSWORD :'airflow_password';
CREATE ROLE superset LOGIN PASSWORD :'superset_password';
-- The package's migrations make the roles of loading, transforming and reading with their limits and grants.
CREATE ROLE chitieu_owner LOGIN CREATEROLE PASSWORD :'owner_password';

CREATE DATABASE airflow OWNER airflow;
CREATE DATABASE superset OWNER superset;
CREATE DATABASE warehouse OWNER chitieu_owner;

REVOKE ALL ON DATABASE airflow, superset, warehouse FROM PUBLIC;
