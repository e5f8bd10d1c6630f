#!/bin/sh
# NGINX that follows the scaled service: twice a second it asks the names server who is there, and each of those whether it is ready, and
# reloads when that changes. So a node that was added gets clients, and one that is gone, drains or hangs gets nothing new, within 2 s.
set -eu
service=${ROOKERY_SERVICE:-server}
port=${ROOKERY_SERVICE_PORT:-8080}
run=/tmp/nginx
mkdir -p "$run"

addresses() { getent ahostsv4 "$service" | awk '{ print $1 }' | sort -u; }

# Of those given, who says within a second that it is ready; all of them where nobody does, which is not for NGINX to judge.
ready() {
  rm -f "$run"/ready.*
  for address in $1; do
    curl -fs -m 1 -o /dev/null "http://$address:$port/readyz" && : > "$run/ready.$address" &
  done
  wait
  found=$(for address in $1; do [ ! -e "$run/ready.$address" ] || echo "$address"; done)
  echo "${found:-$1}"
}

# $1 all nodes: what carries their sid goes to them.   $2 those that take new connections.
write_nodes() {
  : > "$run/upstream.new"; : > "$run/sid.new"
  for address in $1; do echo "\"~^$(echo "$address" | tr . x)_\" $address:$port;" >> "$run/sid.new"; done
  for address in $2; do echo "server $address:$port max_fails=0;" >> "$run/upstream.new"; done
  # NGINX refuses an empty group: nobody there is a node that is down.
  [ -s "$run/upstream.new" ] || echo "server 127.0.0.1:9 down; server 127.0.0.1:9 backup;" > "$run/upstream.new"
  mv "$run/upstream.new" "$run/upstream.conf"; mv "$run/sid.new" "$run/sid.conf"
}

# Each worker sets aside some 400 bytes for every connection that it might have: not for a million of them where a container may open so many.
files=$(ulimit -Hn)
if [ "$files" = unlimited ] || [ "$files" -gt 65536 ]; then files=65536; fi
connections=$((files - 200))
base=${ROOKERY_BASE_PATH:-}; base=${base%/}; strip=
[ -z "$base" ] || strip="rewrite ^$base(?:/(.*))?\$ /\$1;"
sed -e "s#{{MAIN}}#pid $run/nginx.pid; daemon off;#" \
  -e "s#{{WORKERS}}#${NGINX_WORKERS:-4}#" -e "s#{{FILES}}#$files#" -e "s#{{CONNECTIONS}}#$connections#" \
  -e "s#{{ERROR_LOG}}#/dev/stderr#" -e "s#{{MIME_TYPES}}#/etc/nginx/mime.types#" \
  -e "s#{{TEMP_PATHS}}#client_body_temp_path $run/body; proxy_temp_path $run/proxy; fastcgi_temp_path $run/fastcgi; uwsgi_temp_path $run/uwsgi; scgi_temp_path $run/scgi;#" \
  -e "s#{{UPSTREAM_INCLUDE}}#$run/upstream.conf#" -e "s#{{SID_INCLUDE}}#$run/sid.conf#" \
  -e "s#{{PROXY_INCLUDE}}#/etc/rookery/proxy.conf#g" -e "s#{{WEB_ROOT}}#/usr/share/rookery#" \
  -e "s#{{FILES_ROOT}}#${ROOKERY_FILES_ROOT:-/nonexistent}#" \
  -e "s#{{STRIP}}#$strip#" -e "s#{{LISTEN}}#8080#" -e "s#{{REUSEPORT}}##" \
  /etc/rookery/nginx.conf.template > "$run/nginx.conf"

all=$(addresses || true)
taking=$(ready "$all")
known="$all / $taking"
write_nodes "$all" "$taking"
nginx -c "$run/nginx.conf" -e /dev/stderr &
nginx_pid=$!
# QUIT lets requests under way finish; WebSockets do not end by themselves.
leave() {
  kill -QUIT "$nginx_pid" 2>/dev/null || true
  tries=0
  while kill -0 "$nginx_pid" 2>/dev/null && [ "$tries" -lt 15 ]; do tries=$((tries + 1)); sleep 0.2; done
  kill -TERM "$nginx_pid" 2>/dev/null || true
  wait "$nginx_pid" || true
  exit 0
}
trap leave TERM INT

while kill -0 "$nginx_pid" 2>/dev/null; do
  sleep 0.5 &
  wait $! || true
  all=$(addresses || true)
  taking=$(ready "$all")
  if [ "$all / $taking" != "$known" ]; then
    known="$all / $taking"
    write_nodes "$all" "$taking"
    kill -HUP "$nginx_pid" 2>/dev/null || true
  fi
done
wait "$nginx_pid"
