#include "tests/unit/migration/scene.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "plugins/postgresql/entry.h"
#include "plugins/sqlite/script.hpp"
#include "tenantry/sdk/adapter.hpp"

namespace tenantry::testing {
namespace {

// Never opened: only the script extension of this adapter is of use.
class no_connection final : public sdk::connection {
 public:
  void ping(const sdk::call &) override {}
  void execute(const sdk::call &, std::string_view, std::span<const tnt_cell>, sdk::row_writer &) override {}
  void begin(const sdk::call &, const sdk::transaction_options &) override {}
  void commit(const sdk::call &) override {}
  void rollback(const sdk::call &) override {}
  [[nodiscard]] sdk::transaction_state state() noexcept override { return sdk::transaction_state::idle; }
  void cancel() noexcept override {}
};

struct lite {
  using connection = no_connection;
  using script = tenantry::sqlite::script;
  static constexpr std::string_view id = "org.example.lite", version = "1.0.0";
  static constexpr std::string_view database_types[] = {"SQLITE"};
  static constexpr std::uint64_t traits = TNT_TRAIT_DDL_IN_TRANSACTION;
  static std::unique_ptr<no_connection> open(const sdk::call &, const sdk::config &) {
    return std::make_unique<no_connection>();
  }
};

tnt_status enter_lite(const tnt_host *host, const tnt_adapter **out, tnt_error *error) {
  return sdk::enter<lite>(host, out, error);
}

constexpr const char *lite_manifest = R"({
  "manifest": 1, "id": "org.example.lite", "version": "1.0.0", "abi": {"major": 1, "min_host_minor": 0},
  "database_types": ["SQLITE"], "dialects": [{"database_type": "SQLITE", "dialect": "sqlite", "fallbacks": []}],
  "url_schemes": ["sqlite"], "traits": ["ddl_in_transaction"], "extensions": ["tenantry.script/1"]})";

const adapter &of_type(std::string_view database_type) {
  static catalog all([] {
    catalog_options options;
    options.built_ins = {{tenantry_postgresql_manifest, tenantry_postgresql_adapter_v1},
                         {lite_manifest, enter_lite}};
    return options;
  }());
  const auto found = all.for_database_type(database_type);
  if (!found) FAIL(to_string(found.error()));
  return **found;
}

}  // namespace

const adapter &postgresql() {
  return of_type("POSTGRESQL");
}
const adapter &sqlite_splitter() {
  return of_type("SQLITE");
}

std::filesystem::path drizzle_data(const std::string &name) {
  return std::filesystem::path(TENANTRY_TEST_DATA) / "drizzle" / name;
}

v0_scene &v0_scene::add(const std::string &tag, std::string_view sql, std::int64_t when) {
  entries_.emplace_back(tag, when != 0 ? when : static_cast<std::int64_t>(entries_.size() + 1) * 1000);
  write_journal();
  return write(tag + ".sql", sql);
}

v0_scene &v0_scene::write(const std::string &name, std::string_view text) {
  root_.write(name, text);
  return *this;
}

v0_scene &v0_scene::remove(const std::string &name) {
  REQUIRE(std::filesystem::remove(root_.path() / name));
  return *this;
}

// Entry k stands on line k + 2, so that tests can name lines.
void v0_scene::write_journal() {
  std::string text = fmt::format("{{\"version\":\"7\",\"dialect\":\"{}\",\n\"entries\":[\n", dialect_);
  for (std::size_t i = 0; i < entries_.size(); ++i)
    text +=
        fmt::format("{{\"idx\":{},\"version\":\"7\",\"when\":{},\"tag\":\"{}\",\"breakpoints\":true}}{}\n", i,
                    entries_[i].second, entries_[i].first, i + 1 < entries_.size() ? "," : "");
  journal(text + "]}");
}

folder v0_scene::load() const {
  auto loaded = folder::load(path(), {sample_now, true});
  if (!loaded) FAIL(to_string(loaded.error()));
  return std::move(*loaded);
}

error v0_scene::refusal() const {
  auto loaded = folder::load(path(), {sample_now, true});
  if (loaded) FAIL("the folder was not refused");
  CHECK(loaded.error().category == category::folder);
  CHECK_FALSE(loaded.error().next.empty());
  return std::move(loaded).error();
}

std::vector<std::string> v0_scene::notes() const {
  std::vector<std::string> all;
  const folder f = load();
  for (const folder_note &n : f.notes())
    if (n.kind != "no_snapshot")
      all.push_back(n.kind + " " +
                    std::filesystem::path(n.where.file).lexically_relative(path()).generic_string());
  return all;
}

result<script> parse(std::string_view text, const adapter &a) {
  return parse_script(text, "m.sql", a);
}

error parse_refusal(std::string_view text, const adapter &a) {
  auto parsed = parse(text, a);
  if (parsed) FAIL("the script was not refused");
  CHECK(parsed.error().category == category::folder);
  CHECK(parsed.error().where.file == "m.sql");
  CHECK_FALSE(parsed.error().next.empty());
  return std::move(parsed).error();
}

compiled_folder compiled(const folder &f) {
  auto made = compile(f, postgresql(), {"postgresql"});
  if (!made) FAIL(to_string(made.error()));
  return std::move(*made);
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace tenantry::testing
