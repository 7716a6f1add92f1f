#!/bin/sh
#
# Copyright 2026 The AMI Smoke Test Authors
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

# Installs the demo's service: acme answers GET /health and GET /api/status on port 8080, once it has verified its data.

set -eu

mkdir -p /etc/acme /etc/services /srv/acme /usr/lib/acme

dd if=/dev/urandom of=/srv/acme/data.bin bs=1M count=4 2> /dev/null
sha256sum /srv/acme/data.bin > /srv/acme/data.sha256
# The orders of earlier years: nothing looks at them before somebody asks for one.
dd if=/dev/urandom of=/srv/acme/archive.bin bs=1M count=2 2> /dev/null

cat > /etc/acme/acme.conf << 'E'
DATABASE_URL=file:/srv/acme/data.bin
PORT=8080
VERSION=1.4.2
E

# The init system runs this at boot, and takes its end for "ready".
cat > /etc/services/acme.sh << 'E'
#!/bin/sh
. /lib/log.sh
. /etc/acme/acme.conf

log() { note "acme[$$]: $1"; }
fatal() {
  log "FATAL: $1"
  exit 1
}

[ -n "${DATABASE_URL:-}" ] || fatal 'config key DATABASE_URL is missing'
if [ -x /usr/lib/acme/migrate ]; then
  /usr/lib/acme/migrate | while read -r line; do log "$line"; done
fi
why=$(sha256sum -c -s /srv/acme/data.sha256 2>&1) || fatal "cannot read its data: ${why:-/srv/acme/data.bin has changed}"
nc -ll -p "$PORT" -e /usr/lib/acme/answer < /dev/null > /dev/null 2>&1 &
log "version $VERSION listens on port $PORT"
E

# One connection: a request on standard input, its answer on standard output.
cat > /usr/lib/acme/answer << 'E'
#!/bin/sh
. /etc/acme/acme.conf

read -r method path _
while read -r header && [ "$header" != "$(printf '\r')" ]; do :; done

status='200 OK'
case "$method $path" in
  'GET /health')
    body="{\"status\":\"ok\",\"version\":\"$VERSION\"}"
    ;;
  'GET /api/status')
    read -r uptime _ < /proc/uptime
    read -r host < /proc/sys/kernel/hostname
    body="{\"host\":\"$host\",\"uptimeSeconds\":$uptime}"
    ;;
  *)
    status='404 Not Found'
    body="{\"error\":\"there is no $path\"}"
    ;;
esac
printf 'HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s' \
  "$status" "${#body}" "$body"
E

chmod 755 /etc/services/acme.sh /usr/lib/acme/answer
sync
