#!/bin/bash
# Base images for machines that reach no image registry: built from Debian packages and the Node that npm installed.
# Needs root, dockerd, debootstrap. Prints the image names that the composition is to use; does nothing where they exist.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
node_image=rookery-standin/node:$(node -p "require(process.argv[1] + '/node_modules/node-linux-' + process.arch + '/package.json').version" "$root")
redis_image=rookery-standin/redis:7
nginx_image=rookery-standin/nginx:1-curl
base_image=rookery-standin/debian:bookworm

for tool in docker debootstrap; do
  command -v "$tool" > /dev/null || { echo "$tool is missing: apt-get install docker.io docker-compose debootstrap" >&2; exit 1; }
done

have() { docker image inspect "$1" > /dev/null 2>&1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! have "$base_image"; then
  echo "Making the base image from Debian packages (about a minute)" >&2
  debootstrap --variant=minbase --include=ca-certificates bookworm "$work/root" http://deb.debian.org/debian > "$work/log" 2>&1 ||
    { tail -n 5 "$work/log" >&2; exit 1; }
  # What the host trusts, builds inside must trust too.
  cp /etc/ssl/certs/ca-certificates.crt "$work/root/etc/ssl/certs/ca-certificates.crt"
  rm -rf "$work/root/var/cache/apt/archives" "$work/root/var/lib/apt/lists"
  tar -C "$work/root" -c . | docker import - "$base_image" > /dev/null
fi

build() { # name, then the Dockerfile on standard input; the context is $work/context
  mkdir -p "$work/context"
  docker build --network host -q -t "$1" -f - "$work/context" > "$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 1; }
}

if ! have "$node_image"; then
  echo "Making the Node image" >&2
  mkdir -p "$work/context"
  cp -L "$root/node_modules/node-linux-$(node -p process.arch)/bin/node" "$work/context/node"
  cp -r "$(dirname "$(readlink -f "$(command -v npm)")")/.." "$work/context/npm"
  build "$node_image" <<'D'
FROM rookery-standin/debian:bookworm
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends libstdc++6 libatomic1 && rm -rf /var/lib/apt/lists
COPY node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
D
  rm -rf "$work/context"
fi

if ! have "$redis_image"; then
  echo "Making the Redis image" >&2
  build "$redis_image" <<'D'
FROM rookery-standin/debian:bookworm
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends redis-server redis-tools && rm -rf /var/lib/apt/lists \
  && mkdir -p /data && chown 999:999 /data
VOLUME /data
D
fi

if ! have "$nginx_image"; then
  echo "Making the NGINX image" >&2
  build "$nginx_image" <<'D'
FROM rookery-standin/debian:bookworm
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends nginx-light curl && rm -rf /var/lib/apt/lists
D
fi

echo "NODE_IMAGE=$node_image"
echo "REDIS_IMAGE=$redis_image"
echo "NGINX_IMAGE=$nginx_image"
