# Databases, files and configurations for tools/bench/run.  Uses: scratch, top, TENANTRY_TEST_PG15, TENANTRY_TEST_MARIADB.

# Lists of databases: $scratch/SIDE.urls (PostgreSQL) and $scratch/SIDE.files (SQLite), one a line.
make_databases() {
  local side=$1 count=$2 i
  for ((i = 1; i <= count; ++i)); do echo "CREATE DATABASE bench_${side}_$i STRATEGY FILE_COPY;"; done |
    psql -qX -v ON_ERROR_STOP=1 "$TENANTRY_TEST_PG15"
  for ((i = 1; i <= count; ++i)); do echo "${TENANTRY_TEST_PG15%/*}/bench_${side}_$i?sslmode=disable"; done >"$scratch/$side.urls"
}

drop_databases() {
  sed 's|.*/\([a-z0-9_]*\).*|DROP DATABASE \1;|' "$scratch/$1.urls" | psql -qX "$TENANTRY_TEST_PG15"
}

# By the socket of the run's own server, as root of the database.
mariadb_as_root() { mariadb --no-defaults --socket="$scratch/servers/mariadb/socket" -u root; }

# $scratch/SIDE.maria has URLs, $scratch/SIDE.odbc the same as connection strings.
make_mariadb_databases() {
  local side=$1 count=$2 i port=${TENANTRY_TEST_MARIADB##*:}
  port=${port%%/*}
  for ((i = 1; i <= count; ++i)); do echo "CREATE DATABASE bench_${side}_$i;"; done | mariadb_as_root
  for ((i = 1; i <= count; ++i)); do echo "${TENANTRY_TEST_MARIADB%/*}/bench_${side}_$i"; done >"$scratch/$side.maria"
  for ((i = 1; i <= count; ++i)); do
    echo "Driver={MariaDB Unicode};Server=127.0.0.1;Port=$port;UID=tenantry;PWD={s3:cr@t/%;}}};Database=bench_${side}_$i"
  done >"$scratch/$side.odbc"
}

drop_mariadb_databases() {
  sed 's|.*/\([a-z0-9_]*\)$|DROP DATABASE \1;|' "$scratch/$1.maria" | mariadb_as_root
}

make_files() {
  local side=$1 count=$2
  rm -rf "${scratch:?}/$side"
  mkdir "$scratch/$side"
  (cd "$scratch/$side" && seq -f '%05g.db' 1 "$count" | xargs touch)
  seq -f "$scratch/$side/%05g.db" 1 "$count" >"$scratch/$side.files"
}

# write_fleet FOLDER LIST TYPE: a SQLite master with one row per database, and a configuration.
write_fleet() {
  local folder=$1 list=$2 type=$3
  mkdir -p "$folder"
  rm -f "$folder/master.db"
  {
    echo "CREATE TABLE tenants (id INTEGER PRIMARY KEY, slug TEXT, name TEXT, database_type TEXT, database_url TEXT, status TEXT);"
    echo "BEGIN;"
    awk -v type="$type" '{url = type == "SQLITE" ? "sqlite:" $0 : $0
      printf "INSERT INTO tenants VALUES (%d, '\''t%d'\'', '\''t%d'\'', '\''%s'\'', '\''%s'\'', '\''ACTIVE'\'');\n", NR, NR, NR, type, url}' "$list"
    echo "COMMIT;"
  } | sqlite3 "$folder/master.db"
  cat >"$folder/tenantry.toml" <<TOML
[master]
url = "sqlite:master.db"
[tenant]
migrations = "migrations"
[history]
drizzle = "off"
TOML
}

# The 14 migrations without the statement that cannot run in a transaction.
without_concurrent_index() {
  mkdir -p "$(dirname "$2")"
  cp -r "$1" "$2"
  sed -i '/CREATE INDEX CONCURRENTLY/d; s/--> statement-breakpoint$//' "$2/0007_add_indexes.sql"
  rm -f "$2/meta/_tenantry.json"
}

three_sqlite_migrations() {
  mkdir -p "$1/meta"
  echo 'CREATE TABLE wells (id INTEGER PRIMARY KEY, name TEXT NOT NULL, depth INTEGER);--> statement-breakpoint
CREATE INDEX wells_name ON wells (name);' >"$1/0000_wells.sql"
  echo 'CREATE TABLE equipment (id INTEGER PRIMARY KEY, well_id INTEGER REFERENCES wells (id), kind TEXT);' >"$1/0001_equipment.sql"
  echo "ALTER TABLE wells ADD COLUMN status TEXT NOT NULL DEFAULT 'drilling';" >"$1/0002_status.sql"
  local entries='' i=0 tag
  for tag in 0000_wells 0001_equipment 0002_status; do
    entries+="${entries:+,}{\"idx\":$i,\"version\":\"6\",\"when\":$((1795383698000 + i * 1000)),\"tag\":\"$tag\",\"breakpoints\":true}"
    i=$((i + 1))
  done
  echo "{\"version\":\"7\",\"dialect\":\"sqlite\",\"entries\":[$entries]}" >"$1/meta/_journal.json"
}

# The journal is PostgreSQL's: the tables are MySQL's rendition of it.
three_mysql_migrations() {
  mkdir -p "$1/meta" "$1/mysql"
  echo 'CREATE TABLE wells (id integer PRIMARY KEY, name varchar(100) NOT NULL, depth integer);
CREATE INDEX wells_name ON wells (name);' >"$1/mysql/0000_wells.sql"
  echo 'CREATE TABLE equipment (id integer PRIMARY KEY, well_id integer, kind varchar(100), FOREIGN KEY (well_id) REFERENCES wells (id));' >"$1/mysql/0001_equipment.sql"
  echo "ALTER TABLE wells ADD COLUMN status varchar(20) NOT NULL DEFAULT 'drilling';" >"$1/mysql/0002_status.sql"
  local entries='' i=0 tag
  for tag in 0000_wells 0001_equipment 0002_status; do
    echo 'SELECT 1;' >"$1/$tag.sql"
    entries+="${entries:+,}{\"idx\":$i,\"version\":\"7\",\"when\":$((1795383698000 + i * 1000)),\"tag\":\"$tag\",\"breakpoints\":true}"
    i=$((i + 1))
  done
  echo "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[$entries]}" >"$1/meta/_journal.json"
}
