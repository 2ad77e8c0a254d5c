# pgbouncer in transaction mode in front of PostgreSQL 15: what most hosted PostgreSQL gives as "the pooled URL".

run_pgbouncer() {
  local home=$folder/pgbouncer port=$1 program tries
  program=$(PATH=$PATH:/usr/sbin command -v pgbouncer)
  cat >"$home/pgbouncer.ini" <<CONF
[databases]
* = host=127.0.0.1 port=$pg15_port
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir = $home
pidfile = $home/pid
logfile = $home/log
auth_type = trust
auth_file = $home/users
pool_mode = transaction
max_client_conn = 500
default_pool_size = 4
ignore_startup_parameters = extra_float_digits
CONF
  as_server_user "$program" -q -d "$home/pgbouncer.ini" </dev/null >"$home/start.log" 2>&1 || return 1
  for tries in {1..100}; do
    if [[ -s $home/pid ]] && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      printf '%s pgbouncer\n' "$(cat "$home/pid")" >>"$folder/pids"
      return 0
    fi
    sleep 0.05
  done
  tail -3 "$home/log" "$home/start.log" >&2
  return 1
}

start_pgbouncer() {
  own_folder "$folder/pgbouncer"
  printf '"postgres" ""\n' >"$folder/pgbouncer/users"
  try_ports run_pgbouncer
  offer TENANTRY_TEST_PGBOUNCER "postgresql://postgres@127.0.0.1:$port/postgres"
}
