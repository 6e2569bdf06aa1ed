#!/bin/sh
# Brings Superset's metadata, permissions, users and dashboards to what this repository says; safe to run again.
set -eu

echo "Migrating Superset's metadata ..."
superset db upgrade
echo "Syncing permissions ..."
superset init
echo "Importing users and dashboards ..."
exec python "$(dirname "$0")/provision.py"
