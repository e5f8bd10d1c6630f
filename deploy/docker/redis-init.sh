#!/bin/sh
# Makes one cluster of the nodes named on the command line (half masters, half replicas). Safe to run again: an existing
# cluster is left as it is.
set -eu
cli=$(command -v valkey-cli || command -v redis-cli)
[ -n "${REDIS_PASSWORD:-}" ] && export REDISCLI_AUTH="$REDIS_PASSWORD"
first=$1
host=${first%:*}; port=${first#*:}

for node in "$@"; do
  tries=0
  until "$cli" -h "${node%:*}" -p "${node#*:}" ping 2>/dev/null | grep -q PONG; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || { echo "Redis node $node does not answer."; exit 1; }
    sleep 0.5
  done
done

state() { "$cli" -h "$host" -p "$port" cluster info | tr -d '\r' | grep -E '^cluster_(state|slots_assigned):'; }
if state | grep -q 'cluster_slots_assigned:16384'; then
  echo "The cluster exists."
else
  "$cli" --cluster create "$@" --cluster-replicas 1 --cluster-yes
fi

tries=0
until state | grep -q 'cluster_state:ok'; do
  tries=$((tries + 1))
  [ "$tries" -lt 120 ] || { echo "The cluster does not become whole."; exit 1; }
  sleep 0.5
done
echo "The cluster is whole."
