#!/usr/bin/env bash
# Runs a command with the URL of a throw-away PostgreSQL as its last argument: with_postgres.sh /path/to/bin command…
set -euo pipefail

bin=${1:?the folder with initdb and pg_ctl}
shift
folder=$(mktemp -d /tmp/guanxi-pg.XXXXXX)
server=()
if [ "$(id -u)" = 0 ]; then
    # PostgreSQL refuses to run as root; its package brings an account.
    chown postgres "$folder"
    server=(setpriv --reuid postgres --regid postgres --clear-groups)
fi

stop() {
    "${server[@]}" "$bin/pg_ctl" stop -D "$folder/data" -m immediate -s || true
    rm -rf "$folder"
}
trap stop EXIT

cd "$folder"
"${server[@]}" "$bin/initdb" -D "$folder/data" -U guanxi -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
"${server[@]}" "$bin/pg_ctl" start -D "$folder/data" -w -s -l "$folder/log" \
    -o "-c listen_addresses='' -k $folder -c fsync=off -c max_connections=100" >/dev/null
cd "$OLDPWD"
"$@" "postgresql://guanxi@/postgres?host=$folder"
