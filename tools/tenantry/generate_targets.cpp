#include "tools/tenantry/generate_targets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "core/base/clock.hpp"
#include "core/base/text.hpp"
#include "core/migration/author.hpp"

namespace tenantry {
namespace {

constexpr std::string_view base_dialect = "postgresql";
constexpr std::chrono::seconds patience{10};

class dialect_search {
 public:
  dialect_search(workspace &here, const track_config &track) : here_(here), track_(track) {}

  result<track_dialects> find() {
    TENANTRY_TRY_VOID(check_mappings(here_));
    TENANTRY_TRY_VOID(add({std::string(base_dialect), "", ""}, true));
    if (!track_.on_master && !here_.config().dialects.empty()) {
      TENANTRY_TRY_VOID(take_configured());
    } else if (track_.on_master) {
      take_master();
    } else {
      take_fleet();
    }
    for (rendition_target &one : made_.targets) apply_mapping(here_.config(), one);
    return std::move(made_);
  }

 private:
  status add(const render_target &wanted, bool must) {
    for (rendition_target &known : made_.targets) {
      if (known.dialect() != wanted.dialect) continue;
      TENANTRY_TRY(known, find_target(here_.adapters(), wanted));  // with the version that was named
      return {};
    }
    auto found = find_target(here_.adapters(), wanted);
    if (!found && must) return fail(std::move(found).error());
    if (found)
      made_.targets.push_back(std::move(*found));
    else
      made_.notes.push_back(fmt::format("no file for {}: {}", wanted.dialect, found.error().message));
    return {};
  }

  status take_configured() {
    for (const std::string &text : here_.config().dialects) {
      TENANTRY_TRY(const render_target wanted, parse_render_target(text));
      TENANTRY_TRY_VOID(add(wanted, true));
    }
    return {};
  }

  void take_all(const std::set<std::string> &dialects) {
    for (const std::string &dialect : dialects)
      if (dialect != base_dialect) (void)add({dialect, "", ""}, false);
  }

  void take_master() {
    const auto master = here_.find_master();
    if (master) {
      take_all({master->dialect});
    } else {
      made_.notes.push_back(
          fmt::format("the master's dialect is not known ({}): written for {} and what the folder has",
                      master.error().message, base_dialect));
      take_folder();
    }
  }

  void take_fleet() {
    const auto tenants = count_tenants(here_);
    if (!tenants) {
      made_.notes.push_back(
          fmt::format("the registry cannot be read, and [tenant] dialects names none: written for {} and "
                      "what the folder has",
                      base_dialect));
      return take_folder();
    }
    std::set<std::string> dialects;
    for (const auto &[dialect, count] : *tenants) dialects.insert(dialect);
    take_all(dialects);
  }

  void take_folder() {
    if (is_new_folder(track_.migrations)) return;
    const auto loaded = folder::load(track_.migrations);
    if (!loaded) return;  // told by what reads the folder next
    const auto found = dialects_in(*loaded);
    take_all({found.begin(), found.end()});
  }

  workspace &here_;
  const track_config &track_;
  track_dialects made_;
};

}  // namespace

result<track_dialects> find_track_dialects(workspace &here, const track_config &track) {
  return dialect_search(here, track).find();
}

void apply_mapping(const configuration &config, rendition_target &target) {
  target.mapping = mapping_of_chain(config.mappings, target.chain);
}

status check_mappings(workspace &here) {
  std::set<std::string> known;
  for (const catalog_entry &entry : here.adapters().entries())
    for (const std::string &type : entry.database_types)
      for (const std::string &dialect : here.adapters().dialects_of(type)) known.insert(dialect);
  for (const auto &[dialect, at] : here.config().mapped_at) {
    if (known.contains(dialect)) continue;
    error e = make_error(
        category::usage,
        fmt::format("no adapter here has the dialect \"{}\".{}", dialect,
                    did_you_mean(dialect, {known.begin(), known.end()})),
        fmt::format("dialects here: {}; `tenantry adapter list` shows where adapters are looked for",
                    fmt::join(known, ", ")));
    e.where = {at.name, at.line, at.column};
    return fail(std::move(e));
  }
  return {};
}

std::optional<std::map<std::string, std::size_t>> count_tenants(workspace &here) {
  if (!here.check_master()) return std::nullopt;
  call_limits limits;
  limits.deadline = monotonic::now() + patience;
  auto read = here.open_registry(limits);
  if (!read) return std::nullopt;
  std::map<std::string, std::size_t> made;
  const status walked = read->for_each(
      [&](tenant &&one) {
        if (one.deleted) return true;
        if (const auto chain = here.adapters().dialects_of(one.database_type); !chain.empty())
          ++made[chain.front()];
        return true;
      },
      limits);
  if (!walked) return std::nullopt;
  return made;
}

std::vector<std::string> dialects_in(const folder &migrations) {
  std::set<std::string> found;
  for (const migration &m : migrations.migrations())
    for (const auto &[dialect, file] : m.files)
      if (dialect != migrations.base_dialect()) found.insert(dialect);
  return {found.begin(), found.end()};
}

}  // namespace tenantry
