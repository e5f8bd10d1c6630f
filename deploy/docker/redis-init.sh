#!/bin/sh
# Makes one cluster of the nodes named on the command line (half masters, half replicas). Safe to run again: an existing
# cluster is left as it is; one that was only half made when the step was cut off is empty, and is made anew.
set -eu
cli=$(command -v valkey-cli || command -v redis-cli)
[ -n "${REDIS_PASSWORD:-}" ] && export REDISCLI_AUTH="$REDIS_PASSWORD"

on() { # host:port, then the command
  node=$1; shift
  "$cli" -h "${node%:*}" -p "${node#*:}" "$@" | tr -d '\r'
}

for each in "$@"; do
  tries=0
  until on "$each" ping 2>/dev/null | grep -q PONG; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || { echo "Redis node $each does not answer."; exit 1; }
    sleep 0.5
  done
done

# A node that knows an owner of every slot.
witness=
for each in "$@"; do
  if on "$each" cluster info | grep -q '^cluster_slots_assigned:16384$'; then witness=$each; break; fi
done

if [ -n "$witness" ]; then
  echo "The cluster exists."
else
  for each in "$@"; do
    [ "$(on "$each" dbsize)" = 0 ] ||
      { echo "Redis node $each holds data, but no node knows a whole cluster: repair it by hand (redis-cli --cluster fix)."; exit 1; }
  done
  for each in "$@"; do on "$each" cluster reset hard > /dev/null; done
  "$cli" --cluster create "$@" --cluster-replicas 1 --cluster-yes
  witness=$1
fi

tries=0
until on "$witness" cluster info | grep -q '^cluster_state:ok$'; do
  tries=$((tries + 1))
  [ "$tries" -lt 120 ] || { echo "The cluster does not become whole."; exit 1; }
  sleep 0.5
done
echo "The cluster is whole."
