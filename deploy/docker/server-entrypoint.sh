#!/bin/sh
# A node is named by its address, so that NGINX can route by the name without being told who is there.
set -eu
address=$(hostname -i | tr ' ' '\n' | grep -E '^[0-9]+\.' | head -n 1)
: "${ROOKERY_NODE_NAME:=$(printf '%s' "$address" | tr . x)}"
export ROOKERY_NODE_NAME
exec node --enable-source-maps apps/server/dist/main.js
