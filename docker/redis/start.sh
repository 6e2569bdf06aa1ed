#!/bin/sh
# Starts Redis with a password that shows neither in the process list nor in `docker inspect` of the command.
set -eu

umask 077
settings=$(mktemp)
printf 'requirepass %s\n' "${REDIS_PASSWORD:?run make env first}" >"$settings"
exec redis-server "$settings" --port "${REDIS_PORT:-6379}" --dir "${REDIS_DATA:-/data}" --appendonly yes \
    --maxmemory-policy noeviction
