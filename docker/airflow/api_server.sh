#!/bin/sh
# Starts the API server and web page with the users of .env. Airflow's simple auth manager reads passwords from a
# file alone, so the file lives and dies with this container.
set -eu

umask 077
passwords="${TMPDIR:-/tmp}/airflow_passwords.json"
AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE="$passwords"
AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS=admin:admin,steward:op
export AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS
python -c '
import json, os
print(json.dumps({user: os.environ[f"AIRFLOW_{user.upper()}_PASSWORD"] for user in ("admin", "steward")}))
' >"$passwords"

exec airflow api-server --host "${API_SERVER_HOST:-0.0.0.0}" --port "${API_SERVER_PORT:-8080}"
