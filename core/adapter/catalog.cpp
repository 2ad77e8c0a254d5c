#include "core/adapter/catalog.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/adapter/catalog_scan.hpp"
#include "core/adapter/loader.hpp"
#include "core/base/text.hpp"

namespace tenantry {
namespace {

// One adapter of the catalog, loaded or not yet.
class slot {
 public:
  explicit slot(candidate c)
      : about_(std::move(c.about)), entry_(std::move(c.entry)), built_in_(c.built_in) {}

  result<const adapter *> load(const load_options &options) {
    const lock_guard lock(mutex_);
    if (loaded_) return loaded_.get();
    if (!entry_.reason) try_to_load(options);
    if (loaded_) return loaded_.get();
    return fail(as_refusal(entry_, *entry_.reason));
  }
  catalog_entry entry() const {
    const lock_guard lock(mutex_);
    return entry_;
  }
  [[nodiscard]] const manifest &about() const { return about_; }

 private:
  void try_to_load(const load_options &options) TENANTRY_REQUIRES(mutex_) {
    auto loaded = built_in_ != nullptr ? load_built_in(about_, built_in_, options)
                                       : load_library(about_, entry_.manifest_path, options);
    if (loaded) {
      loaded_ = std::move(*loaded);
      if (built_in_ == nullptr) entry_.is = catalog_entry::state::loaded;
    } else {
      entry_.is = catalog_entry::state::refused;
      entry_.reason = std::move(loaded).error();
    }
  }

  const manifest about_;
  mutable mutex mutex_;
  catalog_entry entry_ TENANTRY_GUARDED_BY(mutex_);
  const tnt_entry_v1 built_in_;
  std::unique_ptr<adapter> loaded_ TENANTRY_GUARDED_BY(mutex_);
};

bool holds(const std::vector<std::string> &list, const std::string &one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

}  // namespace

// Immutable after construction but for the slots, which guard themselves.
struct catalog::state {
  load_options loading;
  std::vector<std::unique_ptr<slot>> slots;
  std::vector<searched_path> searched;
  std::optional<error> problem;
  assignment types;

  [[nodiscard]] slot *serving(const std::string &type) const {
    const auto at = types.serving.find(type);
    return at != types.serving.end() ? slots[at->second].get() : nullptr;
  }
  // The type that a URL scheme stands for: one named like it, else the first that its adapter serves.
  [[nodiscard]] std::optional<std::string> type_of_scheme(const std::string &scheme) const {
    const std::string alike = to_upper(scheme);
    for (const auto &one : slots) {
      if (!holds(one->about().url_schemes, scheme)) continue;
      if (holds(one->about().database_types, alike) && serving(alike) == one.get()) return alike;
      for (const std::string &type : one->about().database_types)
        if (serving(type) == one.get()) return type;
    }
    for (const auto &one :
         slots)  // claimed by refused ones only: the type's refusal tells more than "unknown"
      if (holds(one->about().url_schemes, scheme) && !one->about().database_types.empty())
        return one->about().database_types.front();
    return std::nullopt;
  }
  [[nodiscard]] std::string known_types() const {
    std::vector<std::string> names;
    for (const auto &[type, i] : types.serving) names.push_back(type);
    if (names.empty()) return "no adapter is usable: see \"tenantry adapter list\"";
    return fmt::format("adapters are there for {}; see \"tenantry adapter list\"", fmt::join(names, ", "));
  }
};

catalog::catalog(catalog_options options) : state_(std::make_unique<state>()) {
  std::map<std::string, std::string> route;
  for (const auto &[type, id] : options.route) route[to_upper(type)] = id;
  scanned found = scan(options);
  state_->types = assign_types(found.candidates, route);
  for (candidate &c : found.candidates) state_->slots.push_back(std::make_unique<slot>(std::move(c)));
  state_->searched = std::move(found.searched);
  state_->problem = std::move(found.problem);
  state_->loading = {options.trust, std::move(options.lock_file), options.force_process_serial};
}

catalog::~catalog() = default;

result<const adapter *> catalog::for_database_type(std::string_view database_type) {
  const std::string type = to_upper(database_type);
  if (slot *found = state_->serving(type)) return found->load(state_->loading);
  if (const auto refused = state_->types.refused.find(type); refused != state_->types.refused.end())
    return fail(refused->second);
  return fail(category::unsupported, fmt::format("no adapter serves the database type \"{}\"", type),
              state_->known_types());
}

result<const adapter *> catalog::for_url_scheme(std::string_view scheme) {
  if (const auto type = database_type_of_scheme(scheme)) return for_database_type(*type);
  return fail(category::unsupported, fmt::format("no adapter knows the URL scheme \"{}\"", scheme),
              state_->known_types());
}

bool catalog::serves(std::string_view database_type) const {
  const std::string type = to_upper(database_type);
  return state_->types.serving.contains(type) || state_->types.refused.contains(type);
}

std::optional<std::string> catalog::database_type_of_scheme(std::string_view scheme) const {
  return state_->type_of_scheme(to_lower(scheme));
}

std::vector<std::string> catalog::dialects_of(std::string_view database_type) const {
  const std::string type = to_upper(database_type);
  const slot *found = state_->serving(type);
  if (found == nullptr) return {};
  for (const manifest::dialect &d : found->about().dialects) {
    if (d.database_type != type) continue;
    std::vector<std::string> chain{d.name};
    chain.insert(chain.end(), d.fallbacks.begin(), d.fallbacks.end());
    return chain;
  }
  return {};
}

std::vector<catalog_entry> catalog::entries() const {
  std::vector<catalog_entry> all;
  for (const auto &one : state_->slots) all.push_back(one->entry());
  return all;
}

const std::vector<searched_path> &catalog::searched() const {
  return state_->searched;
}

const std::optional<error> &catalog::problem() const {
  return state_->problem;
}

void catalog::load_all() {
  // What refuses to load says so in its entry.
  for (const auto &one : state_->slots) (void)one->load(state_->loading);
}

}  // namespace tenantry
