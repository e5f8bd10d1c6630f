#!/bin/sh
# A Redis node of the chart: it tells the others the address of its own service, which stays when the pod's changes. Arguments are added.
set -eu
server=$(command -v valkey-server || command -v redis-server)
tries=0
until address=$(getent hosts "$POD_NAME" | awk '{ print $1; exit }') && [ -n "$address" ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || { echo "The service $POD_NAME has no address."; exit 1; }
  sleep 1
done
# A master that died comes back when its replica can have been elected: one that was killed while its disk was slow lacks the last moments of what the replica
# has confirmed, and would take them from it.
if grep -qs 'myself,master' /data/nodes.conf; then sleep 6; fi
exec "$server" /etc/rookery/redis.conf --port 6379 --dir /data --protected-mode no --cluster-announce-ip "$address" \
  --requirepass "$REDIS_PASSWORD" --masterauth "$REDIS_PASSWORD" "$@"
