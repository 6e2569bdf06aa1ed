#!/bin/sh
# Brings both databases to the newest schema; running it again changes nothing.
set -eu

echo "Migrating Airflow's metadata ..."
airflow db migrate
echo "Making the pools of crawls ..."
python - > /tmp/pools.json <<'PYTHON'
import json

from chitieu.catalogue.host_groups import crawl_pools

print(json.dumps({pool.pop("name"): pool for pool in crawl_pools()}))
PYTHON
airflow pools import /tmp/pools.json
echo "Migrating the warehouse ..."
chitieu db upgrade
