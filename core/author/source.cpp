#include "core/author/source.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/file.hpp"
#include "core/migration/author.hpp"
#include "core/migration/snapshot_chain.hpp"

namespace tenantry {
namespace {

constexpr std::string_view no_parent = "00000000-0000-0000-0000-000000000000";

// What is wrong with a person's files is never an error of a server.
error of_files(error e) {
  if (e.category == category::sql) e.category = category::bad_config;
  return e;
}

status check_base(const folder &f) {
  if (f.form() == folder_form::v1)
    return fail(
        category::folder,
        fmt::format("\"{}\" has Drizzle's v1 form, to which migrations cannot be added", f.path().string()),
        "add them with `drizzle-kit generate`");
  if (f.base_dialect() == "postgresql") return {};
  return fail(
      category::folder,
      fmt::format("the journal of \"{}\" is for {}: a schema is declared in PostgreSQL's SQL, so only "
                  "folders for postgresql get generated migrations",
                  f.path().string(), f.base_dialect()),
      "`tenantry generate TRACK --custom` adds a migration to write by hand");
}

drizzle_snapshot before_all() {
  drizzle_snapshot nothing;
  nothing.id = no_parent;
  return nothing;
}

}  // namespace

result<declared_schema> load_declared_schema(const std::filesystem::path &path) {
  std::error_code problem;
  if (!std::filesystem::exists(path, problem))
    return fail(category::bad_config, fmt::format("there is no schema: \"{}\" does not exist", path.string()),
                "write CREATE TABLE statements into a *.sql file there, or set schema = \"…\"");
  if (path.extension() == ".json") {
    TENANTRY_TRY(const std::string text, read_file(path));
    auto read = read_drizzle_snapshot(text, path.string());
    if (!read) return fail(of_files(std::move(read).error()));
    return declared_schema{std::move(read->schema), std::move(read->texts), {}, {}};
  }
  auto read = load_sql_schema(path);
  if (!read) return fail(of_files(std::move(read).error()));
  return read;
}

result<drizzle_snapshot> load_newest_schema(const std::filesystem::path &migrations, bool check_seal) {
  if (is_new_folder(migrations)) return before_all();
  TENANTRY_TRY(const folder whole, folder::load(migrations, {0, check_seal}));
  return load_newest_schema(whole);
}

result<drizzle_snapshot> load_newest_schema(const folder &migrations) {
  TENANTRY_TRY_VOID(check_base(migrations));
  TENANTRY_TRY(const snapshot_chain chain, read_snapshot_chain(migrations));
  const auto fault = std::find_if(chain.faults.begin(), chain.faults.end(),
                                  [](const chain_fault &one) { return one.is != chain_fault::kind::stray; });
  if (fault != chain.faults.end()) {
    const chain_fault &first = *fault;
    error e = make_error(category::folder, first.message, first.next);
    e.where = first.where;
    return fail(std::move(e));
  }
  if (chain.links.empty()) return before_all();
  const std::filesystem::path &file = chain.links.back().file;
  TENANTRY_TRY(const std::string text, read_file(file));
  auto read = read_drizzle_snapshot(text, file.string());
  if (!read) {
    error e = of_files(std::move(read).error());
    e.category = category::folder;
    return fail(std::move(e));
  }
  return read;
}

}  // namespace tenantry
