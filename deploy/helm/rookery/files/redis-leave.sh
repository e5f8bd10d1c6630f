#!/bin/sh
# Before a pod goes: a master hands its slots to its replica, so that its conversations wait for a moment and not for a failover.
set -eu
cli=$(command -v valkey-cli || command -v redis-cli)
export REDISCLI_AUTH="${REDIS_PASSWORD:-}"
port=${REDIS_PORT:-6379}
role() { "$cli" -p "$port" role | head -n 1 | tr -d '\r'; }

[ "$(role)" = master ] || exit 0
replica=$("$cli" -p "$port" info replication | tr -d '\r' | sed -n 's/^slave[0-9]*:ip=\([^,]*\),port=\([0-9]*\),state=online.*/\1 \2/p' | head -n 1)
[ -n "$replica" ] || { echo "There is no replica that could take over."; exit 0; }
tries=0
until [ "$(role)" = slave ]; do
  # It is refused without a word while the others do not know that replica yet, and given up after 5 s: so it is asked for again.
  [ $((tries % 30)) -ne 0 ] || "$cli" -h "${replica% *}" -p "${replica#* }" cluster failover || true
  tries=$((tries + 1))
  [ "$tries" -lt 100 ] || exit 0
  sleep 0.2
done
