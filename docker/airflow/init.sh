#!/bin/sh
# Brings both databases to the newest schema; running it again changes nothing.
set -eu

echo "Migrating Airflow's metadata ..."
airflow db migrate
echo "Migrating the warehouse ..."
chitieu db upgrade
