# Sourced by tools/test: timed phases, the running count, and the checks that are not ctest's.
passed=0
failed=0
skipped=0
failures=()

record() {
  passed=$((passed + $1))
  failed=$((failed + $2))
  skipped=$((skipped + $3))
}

# phase NAME COMMAND...: runs it with its name before and its time after; its status is the command's.
phase() {
  local name=$1 begun=$SECONDS status
  shift
  printf '\n=== %s\n' "$name"
  "$@"
  status=$?
  printf '=== %s: %s after %d s\n' "$name" "$( ((status == 0)) && echo ok || echo "FAILED ($status)")" $((SECONDS - begun))
  if ((status != 0)); then failures+=("$name"); fi
  return $status
}

# check NAME COMMAND...: a phase that counts as one test.
check() {
  if phase "$@"; then record 1 0 0; else record 0 1 0; fi
}

# The counts of ctest's JUnit report: <testsuite ... tests="3" failures="1" disabled="0" skipped="1">.
count_report() {
  local head tests bad not_run
  if [[ ! -f $1 ]]; then record 0 1 0; return; fi
  head=$(sed -n '/<testsuite/,/>/p' "$1" | tr '\n' ' ' | cut -d'>' -f1-3)
  number() { sed -n "s/.*[[:space:]]$1=\"\([0-9]*\)\".*/\1/p" <<<"$head"; }
  tests=$(number tests) bad=$(number failures) not_run=$(($(number skipped) + $(number disabled)))
  record $((tests - bad - not_run)) "$bad" "$not_run"
}

our_sources() {
  find sdk core plugins tools tests \( -name node_modules -o -name build \) -prune -o \
    \( -name '*.cpp' -o -name '*.hpp' -o -name '*.h' \) -type f -print
}

# Versions of clang-format differ in what they want; Debian 12's is the measure.
format_is_kept() {
  if ! clang-format --version | grep -q 'version 14\.'; then
    echo 'clang-format is not version 14: not checked'
    return 0
  fi
  our_sources | xargs clang-format --dry-run -Werror
}

# ctest reads a list of names that is separated by semicolons.
names_of_tests_are_whole() {
  ! grep -rPzo --include='*.cpp' 'TEST_CASE\(\s*("[^"]*"\s*)*"[^"]*;[^"]*"' tests
}

# Every unit that the tidy preset compiles.
tidy_is_content() { tools/tidy build/tidy -j "$jobs"; }

# How long a fuzzer runs; TENANTRY_FUZZ_SECONDS is for all.
fuzz_seconds() {
  case $counts:$1 in
    short:*) echo "${TENANTRY_FUZZ_SECONDS:-20}" ;;
    *:*script_fuzz) echo "${TENANTRY_FUZZ_SECONDS:-600}" ;;
    *) echo "${TENANTRY_FUZZ_SECONDS:-60}" ;;
  esac
}

fuzz() {
  local seconds corpus=build/fuzz/corpus/$1
  seconds=$(fuzz_seconds "$1")
  mkdir -p "$corpus"
  rm -f "build/fuzz/$1.status"
  "build/fuzz/bin/$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -artifact_prefix="build/fuzz/$1-" \
    -print_final_stats=1 "$corpus" >"build/fuzz/$1.log" 2>&1
  echo $? >"build/fuzz/$1.status"
}

# What a fuzzer left: its last lines, and its status as that of the check.
fuzzer_is_content() {
  tail -n 6 "build/fuzz/$1.log"
  [[ $(<"build/fuzz/$1.status") == 0 ]]
}

# run_fuzzers NAME…: $jobs at a time.
run_fuzzers() {
  local fuzzer
  (($# > 0)) || { check 'fuzzers were built' false; return; }
  for fuzzer in "$@"; do
    while (($(jobs -pr | wc -l) >= jobs)); do wait -n; done
    fuzz "$fuzzer" &
  done
  wait
  for fuzzer in "$@"; do check "$fuzzer for $(fuzz_seconds "$fuzzer") s" fuzzer_is_content "$fuzzer"; done
}

# Engines that the tests use, and how a person gives one of their own.
name_missing_engines() {
  local line variable name scheme
  while IFS='|' read -r variable name scheme; do
    if [[ -z ${!variable:-} ]]; then
      printf 'not tested: %s.  Give one: export %s=%s://USER:PASSWORD@HOST:PORT/DATABASE (a user who may create databases)\n' \
        "$name" "$variable" "${scheme:-postgresql}"
    fi
  done <<'END'
TENANTRY_TEST_PG15|PostgreSQL 15
TENANTRY_TEST_PG15_SCRAM|PostgreSQL 15 with a password
TENANTRY_TEST_PG15_STANDBY|PostgreSQL 15, hot standby of TENANTRY_TEST_PG15
TENANTRY_TEST_PGBOUNCER|pgbouncer in transaction mode before TENANTRY_TEST_PG15
TENANTRY_TEST_PG18|PostgreSQL 18
TENANTRY_TEST_MARIADB|MariaDB|mariadb
TENANTRY_TEST_SQLSERVER|SQL Server (its tests are skipped: no engine of its kind is in Debian)|sqlserver
TENANTRY_TEST_ORACLE|Oracle (its tests are skipped: no engine of its kind is in Debian)|oracle
END
}

summary() {
  local name
  printf '\n'
  name_missing_engines
  for name in ${failures[@]+"${failures[@]}"}; do printf 'failed: %s\n' "$name"; done
  printf 'counts: %s, %d s in all\n' "$counts" "$SECONDS"
  printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
}
