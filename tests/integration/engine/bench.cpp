#include "tests/integration/engine/bench.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "plugins/postgresql/entry.h"

namespace tenantry::testing {
namespace {

catalog &adapters() {
  static catalog all([] {
    catalog_options options;
    options.built_ins = {{tenantry_postgresql_manifest, tenantry_postgresql_adapter_v1}};
    options.paths = {{TENANTRY_TEST_SQLITE_FOLDER, "the build tree", true},
                     {TENANTRY_TEST_COMMITTING_FOLDER, "the build tree", true}};
    return options;
  }());
  return all;
}

const adapter &adapter_for(const char *type) {
  auto found = adapters().for_database_type(type);
  if (!found) throw std::runtime_error(to_string(found.error()));
  return **found;
}

template <class Value>
Value value_of(result<Value> r) {
  if (!r) throw std::runtime_error(to_string(r.error()));
  return std::move(*r);
}

}  // namespace

const adapter &postgresql() {
  static const adapter &one = adapter_for("POSTGRESQL");
  return one;
}

const adapter &sqlite() {
  static const adapter &one = adapter_for("SQLITE");
  return one;
}

const adapter &committing() {
  static const adapter &one = adapter_for("COMMITTING");
  return one;
}

database_target target_of(const adapter &a, const std::string &url) {
  database_target on;
  on.through = &a;
  on.connect.fields = {{"url", url}, {"application_name", "engine test"}};
  return on;
}

void track::write(const std::string &tag, const std::string &sql) {
  const auto found =
      std::find_if(migrations_.begin(), migrations_.end(), [&](const auto &one) { return one.first == tag; });
  if (found == migrations_.end())
    migrations_.emplace_back(tag, sql);
  else
    found->second = sql;
  compiled_.reset();
}

void track::remove(const std::string &tag) {
  migrations_.erase(std::remove_if(migrations_.begin(), migrations_.end(),
                                   [&](const auto &one) { return one.first == tag; }),
                    migrations_.end());
  compiled_.reset();
}

const compiled_folder &track::compiled() {
  if (compiled_) return *compiled_;
  nlohmann::json entries = nlohmann::json::array();
  for (std::size_t i = 0; i < migrations_.size(); ++i) {
    const auto &[tag, sql] = migrations_[i];
    files_->write(tag + ".sql", sql);
    // A migration keeps its stamp when another one is removed: the tag's own number decides.
    const auto number = static_cast<std::size_t>(std::stoul(tag.substr(0, 4)));
    entries.push_back(
        {{"idx", i}, {"version", "7"}, {"when", stamp(number)}, {"tag", tag}, {"breakpoints", true}});
  }
  const nlohmann::json journal{{"version", "7"}, {"dialect", dialect_}, {"entries", entries}};
  files_->write("meta/_journal.json", journal.dump(1));
  read_ = value_of(folder::load(files_->path()));
  compiled_ = value_of(compile(*read_, adapter_, {dialect_}));
  return *compiled_;
}

std::string track::hash(std::size_t index) {
  return compiled().renditions.at(index).file->drizzle_hashes.front();
}

engine_options quick_options() {
  engine_options options;
  options.track = "tenant";
  options.lock_timeout = milliseconds(1000);
  options.wait_lock = milliseconds(15000);
  options.actor = "a test";
  options.version = "0";
  options.run = "r1";
  return options;
}

outcome run(track &migrations, const database_target &on, const engine_options &options,
            const call_limits &limits) {
  return migrate(on, migrations.compiled(), options, limits);
}

outcome run(track &migrations, const std::string &url, const engine_options &options,
            const call_limits &limits) {
  return run(migrations, target_of(migrations.through(), url), options, limits);
}

inspection look_at(track &migrations, const std::string &url, const engine_options &options) {
  return value_of(
      inspect(target_of(migrations.through(), url), migrations.compiled(), options, call_limits{}));
}

std::string told(const outcome &o) {
  constexpr const char *kinds[] = {"migrated", "up_to_date", "failed", "held", "duplicate"};
  return fmt::format("{} from \"{}\" to \"{}\", {} steps; failed \"{}\"; {}",
                     kinds[static_cast<std::size_t>(o.is)], o.from, o.to, o.steps, o.failed_tag,
                     o.failure
                         ? fmt::format("effect {}: {}", to_string(o.failure->effect), to_string(*o.failure))
                         : std::string("no failure"));
}

bool has_detail(const error &e, const std::string &key, const std::string &part) {
  return std::any_of(e.details.begin(), e.details.end(), [&](const auto &one) {
    return one.first == key && one.second.find(part) != std::string::npos;
  });
}

std::string events(const postgres_database &database) {
  std::string all;
  for (const auto &row : database.rows("SELECT event, tag FROM tenantry.history ORDER BY seq"))
    all += (all.empty() ? "" : ", ") + row.at(0) + " " + row.at(1);
  return all;
}

std::string last_seq(const postgres_database &database) {
  return database.value("SELECT max(seq) FROM tenantry.history");
}

std::string event_sql(const rendition &r, const std::string &kind, std::uint32_t step,
                      const std::string &seq) {
  const std::string prefix = step > 0 ? r.body.statements.at(step - 1).prefix.hex() : "-";
  return fmt::format(
      "INSERT INTO tenantry.history (track, seq, event, tag, checksum, stamp, drizzle_hash, step, steps, "
      "prefix_hash, actor, tool_version, run) VALUES ('tenant', {}, '{}', '{}', '{}', {}, '-', {}, {}, '{}', "
      "'other', '0', 'r0')",
      seq, kind, r.of->tag, history_checksum(*r.file), r.of->when, step, r.body.statements.size(), prefix);
}

bool wait_until(const std::string &url, const std::string &count_sql) {
  postgres_connection asking(url);
  for (int i = 0; i < 500; ++i) {
    if (asking.value(count_sql) != "0") return true;
    std::this_thread::sleep_for(milliseconds(20));
  }
  return false;
}

}  // namespace tenantry::testing
