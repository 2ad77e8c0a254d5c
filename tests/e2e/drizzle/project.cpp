#include "tests/e2e/drizzle/project.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <chrono>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "core/base/digest.hpp"

namespace tenantry::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds patience{20};

// All of the registry that these tests need.
constexpr const char *registry =
    "CREATE TABLE tenants (id text PRIMARY KEY, slug text, name text, database_type text NOT NULL, "
    "database_url text NOT NULL, status text NOT NULL)";

fs::path source(const fs::path &below) {
  return fs::path(TENANTRY_SOURCE_DIR) / below;
}

fs::path packages(const std::string &version) {
  const fs::path folder = source("tests/node") / version;
  if (!fs::exists(folder / "node_modules" / "drizzle-orm"))
    throw std::runtime_error("Drizzle is not installed: run `npm ci --ignore-scripts` in " + folder.string());
  return folder / "node_modules";
}

// Through env: node is wherever the path says.
program_call node(std::vector<std::string> arguments) {
  program_call call;
  call.program = "/usr/bin/env";
  call.arguments = {"node"};
  call.arguments.insert(call.arguments.end(), arguments.begin(), arguments.end());
  return call;
}

std::string four_digits(std::size_t number) {
  return fmt::format("{:04}", number);
}

}  // namespace

json answer::event(const std::string &kind) const {
  for (const json &one : events)
    if (one.value("event", "") == kind) return one;
  FAIL("no event \"" << kind << "\", exit code " << program.exit_code << "\n" << program.out << program.err);
  return {};
}

std::vector<std::string> answer::findings() const {
  std::vector<std::string> all;
  const json found = tenant().at("findings");
  for (const json &one : found) {
    const std::string tag = one.at("tag").is_string() ? " " + one.at("tag").get<std::string>() : "";
    all.push_back(one.at("kind").get<std::string>() + tag);
  }
  return all;
}

project::project(const std::string &server, const std::string &name)
    : master_(server, "master"), tenant_(server, "tenant") {
  fs::create_directories(home() / "migrations");
  if (name.empty()) {
    fs::create_directories(folder() / "meta");
    write_journal({{"version", "7"}, {"dialect", "postgresql"}, {"entries", json::array()}});
  } else {
    fs::copy(sample(name), folder(), fs::copy_options::recursive);
  }
  master_.run(registry);
  use_tenant_url(tenant_.url());
  configure("");
}

void project::configure(const std::string &more) const {
  write_text(home() / "tenantry.toml",
             fmt::format("[master]\nurl = \"{}\"\n[tenant]\nmigrations = \"migrations/tenant\"\n{}\n",
                         master_.url(), more));
}

void project::use_tenant_url(const std::string &url) const {
  master_.run("TRUNCATE tenants; INSERT INTO tenants VALUES ('1', 'one', 'The one', 'POSTGRESQL', '" + url +
              "', 'ACTIVE')");
}

json project::journal() const {
  return json::parse(read_text(folder() / "meta" / "_journal.json"));
}

void project::write_journal(const json &journal) const {
  write_text(folder() / "meta" / "_journal.json", journal.dump(2));
}

std::vector<std::string> project::tags() const {
  std::vector<std::string> all;
  const json read = journal();
  for (const json &entry : read.at("entries")) all.push_back(entry.at("tag").get<std::string>());
  return all;
}

std::string project::add(const std::string &name, const std::string &sql, std::int64_t when) const {
  json read = journal();
  json &entries = read.at("entries");
  if (when == 0)
    when = entries.empty() ? 1795383698506 : entries.back().at("when").get<std::int64_t>() + 1000;
  std::string tag = four_digits(entries.size()) + "_" + name;
  write_text(folder() / (tag + ".sql"), sql);
  entries.push_back(
      {{"idx", entries.size()}, {"version", "7"}, {"when", when}, {"tag", tag}, {"breakpoints", true}});
  write_journal(read);
  return tag;
}

fs::path project::first(std::size_t entries) const {
  fs::path copy = home() / ("first_" + std::to_string(entries));
  fs::remove_all(copy);
  fs::copy(folder(), copy, fs::copy_options::recursive);
  json read = journal();
  json &all = read.at("entries");
  all.erase(all.begin() + static_cast<json::difference_type>(entries), all.end());
  write_text(copy / "meta" / "_journal.json", read.dump(2));
  return copy;
}

program_call project::tenantry_call(std::vector<std::string> arguments) const {
  program_call call;
  call.arguments = std::move(arguments);
  call.arguments.emplace_back("--json");
  call.folder = home();
  return call;
}

answer project::tenantry(std::vector<std::string> arguments) const {
  answer got;
  got.program = run_program(tenantry_call(std::move(arguments)));
  std::istringstream lines(got.program.out);
  for (std::string line; std::getline(lines, line);) got.events.push_back(json::parse(line));
  return got;
}

program_call project::drizzle_call(const std::string &version, const fs::path &from) const {
  (void)packages(version);
  return node({source("tests/node/migrate.mjs").string(), version, (from.empty() ? folder() : from).string(),
               tenant_.url()});
}

finished_program project::drizzle(const std::string &version, const fs::path &from) const {
  return run_program(drizzle_call(version, from));
}

void project::prepare_kit(const std::string &version, const std::string &schema) const {
  fs::create_directory_symlink(packages(version), home() / "node_modules");
  write_text(home() / "schema.ts", schema);
  write_text(home() / "drizzle.config.ts",
             fmt::format("import {{ defineConfig }} from 'drizzle-kit';\n"
                         "export default defineConfig({{ dialect: 'postgresql', schema: './schema.ts', out: "
                         "'./migrations/tenant', dbCredentials: {{ url: '{}' }} }});\n",
                         tenant_.url()));
}

finished_program project::kit(std::vector<std::string> arguments) const {
  std::vector<std::string> all{"node_modules/drizzle-kit/bin.cjs"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  program_call call = node(std::move(all));
  call.folder = home();
  return run_program(call);
}

text_rows project::history() const {
  return tenant_.rows("SELECT hash, created_at FROM drizzle.__drizzle_migrations ORDER BY id");
}

text_rows project::named_history() const {
  return tenant_.rows("SELECT hash, created_at, name FROM drizzle.__drizzle_migrations ORDER BY id");
}

std::string hash_of(const fs::path &file) {
  return sha256_hex(read_text(file));
}

fs::path sample(const std::string &name) {
  return source("tests/data/drizzle") / name;
}

void replace_in_file(const fs::path &file, const std::string &from, const std::string &to) {
  std::string text = read_text(file);
  const auto at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("\"" + from + "\" is not in " + file.string());
  write_text(file, text.replace(at, from.size(), to));
}

void wait_until(const postgres_database &database, const std::string &condition) {
  const auto end = std::chrono::steady_clock::now() + patience;
  postgres_connection connection(database.url());
  while (connection.value("SELECT " + condition) != "t") {
    if (std::chrono::steady_clock::now() > end) FAIL("this never came true: " << condition);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace tenantry::testing
