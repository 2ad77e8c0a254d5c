# MariaDB from Debian, with a user whose password breaks URLs and ODBC connection strings unless it is escaped.

make_mariadb_data() {
  local home=$1
  own_folder "$home"
  as_server_user mariadb-install-db --no-defaults --datadir="$home/data" --auth-root-authentication-method=normal \
    --skip-test-db >"$home/install.log" 2>&1 </dev/null || { tail -5 "$home/install.log" >&2; return 1; }
  cat >"$home/init.sql" <<'SQL'
CREATE DATABASE IF NOT EXISTS tenantry;
CREATE OR REPLACE USER 'tenantry'@'127.0.0.1' IDENTIFIED BY 's3:cr@t/%;}';
GRANT ALL PRIVILEGES ON *.* TO 'tenantry'@'127.0.0.1' WITH GRANT OPTION;
SQL
  chmod a+r "$home/init.sql"
}

# The server's own file of options, if the machine has one, is not read.
run_mariadb() {
  local home=$folder/mariadb port=$1 program tries pid
  program=$(PATH=$PATH:/usr/sbin command -v mariadbd)
  as_server_user "$program" --no-defaults --datadir="$home/data" --port="$port" --bind-address=127.0.0.1 \
    --socket="$home/socket" --pid-file="$home/pid" --log-error="$home/server.log" --init-file="$home/init.sql" \
    --skip-name-resolve --skip-log-bin --character-set-server=utf8mb4 --max-connections=300 \
    --innodb-buffer-pool-size=64M --innodb-log-file-size=16M --innodb-flush-log-at-trx-commit=2 \
    --innodb-flush-method=nosync >"$home/start.log" 2>&1 </dev/null &
  for tries in {1..200}; do
    if [[ -s $home/pid ]] && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      printf '%s mariadbd\n' "$(cat "$home/pid")" >>"$folder/pids"
      return 0
    fi
    jobs -r %% >/dev/null 2>&1 || break
    sleep 0.05
  done
  tail -3 "$home/server.log" "$home/start.log" >&2
  return 1
}

# After it was killed: on the data that it left, at the port that it had.
again_mariadb() {
  rm -f "$folder/mariadb/pid"
  run_mariadb "$(cat "$folder/mariadb/port")"
}

start_mariadb() {
  make_mariadb_data "$folder/mariadb"
  try_ports run_mariadb
  echo "$port" >"$folder/mariadb/port"
  offer TENANTRY_TEST_MARIADB "mariadb://tenantry:s3%3Acr%40t%2F%25%3B%7D@127.0.0.1:$port/tenantry"
  offer TENANTRY_TEST_MARIADB_PID "$(cat "$folder/mariadb/pid")"
}
