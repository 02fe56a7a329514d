#!/usr/bin/env bash
# scripts/with-postgres.sh COMMAND…: runs the command beside a private PostgreSQL and Redis, named to it as
# TEST_DATABASE_URL and TEST_REDIS_URL. Both live in a temporary folder and are gone afterwards.
set -euo pipefail
export PATH="$PATH:/usr/sbin:/sbin"

if [ $# -eq 0 ]; then
  echo "Usage: scripts/with-postgres.sh COMMAND [arguments]" >&2
  exit 64
fi

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
if [ -z "$bin" ] && command -v pg_ctl >/dev/null; then bin=$(dirname "$(command -v pg_ctl)"); fi
if [ -z "$bin" ]; then
  echo "PostgreSQL's server programs are missing. On Debian: sudo apt-get install -y postgresql" >&2
  exit 1
fi

folder=$(mktemp -d)
redis_pid=''

# PostgreSQL refuses to run as root, so root hands the cluster to the system's user postgres.
as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

free_port() {
  node -e "const s = require('node:net').createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close() })"
}

stop_all() {
  trap - EXIT INT TERM HUP
  if [ -n "$redis_pid" ]; then kill "$redis_pid" 2>/dev/null || true; fi
  if [ -f "$folder/data/postmaster.pid" ]; then as_postgres "$bin/pg_ctl" -D "$folder/data" -m immediate -s stop || true; fi
  rm -rf "$folder"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

if [ "$(id -u)" -eq 0 ]; then chown postgres "$folder"; fi
as_postgres "$bin/initdb" -D "$folder/data" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 >"$folder.log" 2>&1 || {
  cat "$folder.log" >&2
  rm -f "$folder.log"
  exit 1
}
rm -f "$folder.log"

port=$(free_port)
settings="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c max_connections=300"
settings="$settings -c fsync=${POSTGRES_FSYNC:-off} -c full_page_writes=${POSTGRES_FSYNC:-off} -c shared_buffers=256MB"
as_postgres "$bin/pg_ctl" -D "$folder/data" -l "$folder/postgres.log" -o "$settings" -w -s start || {
  cat "$folder/postgres.log" >&2
  exit 1
}
export TEST_DATABASE_URL="postgresql://postgres@127.0.0.1:$port/postgres"

if command -v redis-server >/dev/null; then
  redis_port=$(free_port)
  redis-server --bind 127.0.0.1 --port "$redis_port" --dir "$folder" --save '' --appendonly no >"$folder/redis.log" 2>&1 &
  redis_pid=$!
  export TEST_REDIS_URL="redis://127.0.0.1:$redis_port"
else
  echo "redis-server is not installed: what needs Redis is left out." >&2
fi

"$@"
