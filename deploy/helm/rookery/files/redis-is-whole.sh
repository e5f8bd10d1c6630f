#!/bin/sh
#   redis-is-whole.sh HOST:PORT,…   waits until one of them sees a whole cluster
#   redis-is-whole.sh --alive       whether the node of this pod answers (also while it loads: then it says LOADING)
#   redis-is-whole.sh --synced      whether it serves: a master, or a replica that has caught up
set -eu
cli=$(command -v valkey-cli || command -v redis-cli)
export REDISCLI_AUTH="${REDIS_PASSWORD:-}"
port=${REDIS_PORT:-6379}
case $1 in
  --alive) "$cli" -p "$port" ping 2>&1 | grep -qE 'PONG|LOADING|MASTERDOWN' ;;
  --synced) "$cli" -p "$port" info replication | grep -qE '^role:master|^master_link_status:up' ;;
  *)
    while :; do
      for node in $(echo "$1" | tr , ' '); do
        "$cli" -h "${node%:*}" -p "${node#*:}" cluster info 2> /dev/null | grep -q '^cluster_state:ok' && exit 0
      done
      sleep 1
    done
    ;;
esac
