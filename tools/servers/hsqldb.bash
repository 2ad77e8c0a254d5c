# HSQLDB from Debian with Oracle's syntax, eight empty databases t0 to t7 in memory: Oracle-like, over PostgreSQL's ODBC driver.
# A test that takes one empties it first and names it in its title, since tests of one suite run at the same time.

run_hsqldb() {
  local home=$folder/hsqldb port=$1 tries number
  local -a databases=()
  for number in {0..7}; do
    databases+=("--database.$number" "mem:t$number;sql.syntax_ora=true;user=SA;password=s3cr@t" "--dbname.$number" "t$number")
  done
  # The shell's process becomes Java's.
  as_server_user sh -c 'echo $$ >"$1" && shift && exec java "$@"' sh "$home/pid" -Xmx128m -Xss512k \
    -XX:TieredStopAtLevel=1 -cp /usr/share/java/hsqldb.jar org.hsqldb.server.Server --address 127.0.0.1 --port "$port" \
    --silent true "${databases[@]}" >"$home/log" 2>&1 </dev/null &
  for tries in {1..400}; do
    if grep -q 'is online' "$home/log" 2>/dev/null && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      printf '%s java\n' "$(cat "$home/pid")" >>"$folder/pids"
      return 0
    fi
    jobs -r %% >/dev/null 2>&1 || break
    sleep 0.05
  done
  tail -3 "$home/log" >&2
  return 1
}

start_hsqldb() {
  own_folder "$folder/hsqldb"
  try_ports run_hsqldb
  # The database's name is put behind it by who uses it.
  offer TENANTRY_TEST_HSQLDB "Driver={PostgreSQL Unicode};Servername=127.0.0.1;Port=$port;UID=SA;PWD=s3cr@t;Database="
}
