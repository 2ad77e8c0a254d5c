#include "tests/support/fleet.hpp"

#include <algorithm>
#include <stdexcept>

namespace tenantry::testing {
namespace {

std::string quoted(const std::string &text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

const char *const registry_table =
    "CREATE TABLE tenants (id TEXT PRIMARY KEY, slug TEXT NOT NULL, name TEXT, database_type TEXT NOT NULL,"
    " database_url TEXT NOT NULL, database_name TEXT, status TEXT NOT NULL, deleted_at TEXT)";

std::string snapshot_id(std::size_t number) {
  const std::string digits = std::to_string(number);
  return "00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

// Of an empty schema: what tests run is not what they declare, and migrate reads no more of it than its
// shape.
std::string snapshot(std::size_t index) {
  const std::string parent = index == 0 ? "00000000-0000-0000-0000-000000000000" : snapshot_id(index);
  nlohmann::ordered_json all{
      {"id", snapshot_id(index + 1)}, {"prevId", parent}, {"version", "7"}, {"dialect", "postgresql"}};
  for (const char *kind : {"tables", "enums", "schemas", "sequences", "roles", "policies", "views"})
    all[kind] = nlohmann::ordered_json::object();
  for (const char *kind : {"columns", "schemas", "tables"})
    all["_meta"][kind] = nlohmann::ordered_json::object();
  return all.dump(2);
}

std::string done_list(const text_rows &rows) {
  std::string all;
  for (const auto &row : rows) all += row.at(0) + "=" + row.at(1) + " ";
  return all;
}

const char *const done_query = " WHERE event = 'done' GROUP BY tag ORDER BY tag";

}  // namespace

test_fleet::test_fleet(std::string master_url) : master_url_(std::move(master_url)) {
  master_sql(registry_table);
  write_journal({});
  configure();
}

void test_fleet::master_sql(const std::string &sql) const {
  if (master_url_.starts_with("postgresql:"))
    postgres_connection(master_url_).run(sql);
  else
    sqlite_run(master_file(), sql);
}

void test_fleet::add_tenant(const tenant_row &row) const {
  master_sql("INSERT INTO tenants VALUES (" + quoted(row.id) + "," + quoted(row.id) + "," +
             quoted("Tenant " + row.id) + "," + quoted(row.database_type) + "," + quoted(row.url) + ",NULL," +
             quoted(row.status) + "," + (row.deleted_at ? quoted(*row.deleted_at) : "NULL") + ")");
}

std::filesystem::path test_fleet::add_sqlite_tenant(const std::string &id) const {
  auto file = folder() / (id + ".db");
  write_text(file, "");
  add_tenant({id, "SQLITE", "sqlite:" + id + ".db", "ACTIVE", {}});
  return file;
}

void test_fleet::add_sqlite_tenants(unsigned count, const std::string &prefix) const {
  std::string sql = "BEGIN;";
  for (unsigned i = 0; i < count; ++i) {
    const std::string id = prefix + std::to_string(i);
    write_text(folder() / (id + ".db"), "");
    sql += "INSERT INTO tenants VALUES ('" + id + "','" + id + "','Tenant','SQLITE','sqlite:" + id +
           ".db',NULL,'ACTIVE',NULL);";
  }
  master_sql(sql + "COMMIT;");
}

void test_fleet::add_migration(const std::string &tag, const std::string &postgresql,
                               const std::string &sqlite) {
  write_text(migrations() / (tag + ".sql"), postgresql);
  if (!sqlite.empty()) write_text(migrations() / "sqlite" / (tag + ".sql"), sqlite);
  write_text(migrations() / "meta" / (tag.substr(0, tag.find('_')) + "_snapshot.json"),
             snapshot(tags_.size()));
  tags_.push_back(tag);
  write_journal(tags_);
}

void test_fleet::write_journal(const std::vector<std::string> &tags) const {
  nlohmann::ordered_json journal{
      {"version", "7"}, {"dialect", "postgresql"}, {"entries", nlohmann::ordered_json::array()}};
  for (std::size_t i = 0; i < tags.size(); ++i)
    journal["entries"].push_back({{"idx", i},
                                  {"version", "7"},
                                  {"when", 1700000000000 + static_cast<std::int64_t>(i) * 60000},
                                  {"tag", tags[i]},
                                  {"breakpoints", true}});
  write_text(migrations() / "meta" / "_journal.json", journal.dump(2));
}

void test_fleet::add_usual_migrations() {
  add_migration(
      "0000_wells",
      "CREATE TABLE wells (id integer PRIMARY KEY, name varchar(100) NOT NULL);\n--> statement-breakpoint\n"
      "CREATE UNIQUE INDEX wells_name_idx ON wells (name);");
  add_migration("0001_operator", "ALTER TABLE wells ADD COLUMN operator text;");
  add_migration(
      "0002_equipment",
      "CREATE TABLE equipment (id integer PRIMARY KEY, well_id integer NOT NULL REFERENCES wells (id));"
      "--> statement-breakpoint\nINSERT INTO wells (id, name) VALUES (1, 'first');--> statement-breakpoint\n"
      "INSERT INTO equipment (id, well_id) VALUES (1, 1);");
}

void test_fleet::configure(const std::string &more, const std::optional<std::string> &master_url) const {
  write_text(folder() / "tenantry.toml", "[master]\nurl = \"" + master_url.value_or(master_url_) +
                                             "\"\n\n[tenant]\nmigrations = \"migrations\"\n\n" + more);
}

program_call test_fleet::call(std::vector<std::string> arguments) const {
  program_call call;
  call.arguments = std::move(arguments);
  call.folder = folder();
  return call;
}

fleet_run test_fleet::run(std::vector<std::string> arguments) const {
  arguments.emplace_back("--json");
  return read_run(run_program(call(std::move(arguments))));
}

fleet_run test_fleet::migrate(std::vector<std::string> more) const {
  more.insert(more.begin(), {"migrate", "tenant"});
  return run(std::move(more));
}

fleet_run read_run(finished_program program) {
  fleet_run run;
  std::size_t begin = 0;
  while (begin < program.out.size()) {
    const auto end = std::min(program.out.find('\n', begin), program.out.size());
    const std::string line = program.out.substr(begin, end - begin);
    begin = end + 1;
    auto value = nlohmann::json::parse(line, nullptr, false);
    if (value.is_discarded() || value.value("v", 0) != 1 || !value.contains("event"))
      throw std::runtime_error("not a line of JSON with \"v\":1 and an event: " + line + "\n" + program.err);
    run.lines.push_back(std::move(value));
  }
  run.program = std::move(program);
  return run;
}

nlohmann::json fleet_run::tenant(const std::string &id) const {
  for (const auto &line : lines)
    if (line["event"] == "tenant" && line.value("id", "") == id) return line;
  return nullptr;
}

nlohmann::json fleet_run::summary() const {
  for (const auto &line : lines)
    if (line["event"] == "summary") return line;
  return nullptr;
}

std::string fleet_run::outcome(const std::string &id) const {
  const auto line = tenant(id);
  if (line.is_null()) return "";
  const std::string outcome = line.value("outcome", "");
  return line.contains("reason") && line["reason"].is_string()
             ? outcome + ":" + line["reason"].get<std::string>()
             : outcome;
}

std::string fleet_run::told() const {
  return "exit " + std::to_string(program.exit_code) + (program.timed_out ? " (killed: too slow)" : "") +
         "\n--- stdout\n" + program.out + "--- stderr\n" + program.err;
}

std::string done_counts(const std::filesystem::path &sqlite_file) {
  return done_list(
      sqlite_rows(sqlite_file, std::string("SELECT tag, count(*) FROM tenantry_history") + done_query));
}

std::string done_counts(const postgres_database &database) {
  return done_list(database.rows(std::string("SELECT tag, count(*) FROM tenantry.history") + done_query));
}

std::string once_each(std::vector<std::string> tags) {
  std::sort(tags.begin(), tags.end());
  std::string all;
  for (const auto &tag : tags) all += tag + "=1 ";
  return all;
}

}  // namespace tenantry::testing
