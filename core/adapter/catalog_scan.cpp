#include "core/adapter/catalog_scan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "core/adapter/loader.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"

namespace tenantry {
namespace {

namespace fs = std::filesystem;

void refuse(candidate &c, error reason) {
  if (c.entry.reason) return;
  c.entry.is = catalog_entry::state::refused;
  c.entry.reason = std::move(reason);
}

std::string place_of(const catalog_entry &entry) {
  return entry.manifest_path.empty() ? "built in" : entry.manifest_path.string();
}

// Fills the entry from the manifest, or from what can be read of a bad one.
void read_into(candidate &c, std::string_view json) {
  const bool built_in = c.built_in != nullptr;
  auto parsed = parse_manifest(json, place_of(c.entry), built_in);
  if (!parsed) {
    manifest_claims claims = read_claims(json);
    c.entry.id = std::move(claims.id);
    c.entry.version = std::move(claims.version);
    c.entry.database_types = std::move(claims.database_types);
    return refuse(c, std::move(parsed).error());
  }
  c.about = std::move(*parsed);
  c.entry.id = c.about.id;
  c.entry.version = c.about.version;
  c.entry.database_types = c.about.database_types;
  if (!built_in) c.entry.library_path = c.entry.manifest_path.parent_path() / c.about.library;
  if (auto fits = check_manifest_fits(c.about, built_in); !fits) return refuse(c, std::move(fits).error());
  std::error_code problem;
  if (!built_in && !fs::is_regular_file(c.entry.library_path, problem))
    refuse(c, make_error(category::bad_config,
                         fmt::format("its library \"{}\" is missing", c.entry.library_path.string()),
                         "install the adapter again"));
}

candidate read_built_in(const built_in &one) {
  candidate c;
  c.entry.is = catalog_entry::state::built_in;
  c.entry.origin = "built in";
  c.built_in = one.entry;
  read_into(c, one.manifest_json);
  return c;
}

candidate read_external(const fs::path &manifest_path, const std::string &origin) {
  candidate c;
  c.entry.manifest_path = manifest_path;
  c.entry.origin = origin;
  const auto text = read_file(manifest_path);
  if (text) {
    read_into(c, *text);
  } else {
    refuse(c, text.error());
  }
  return c;
}

// Manifests below one search path, in the order of their names.
std::vector<fs::path> find_manifests(const fs::path &path, std::error_code &problem) {
  std::set<fs::path> found;
  std::error_code ignored;
  if (fs::exists(path / "adapter.json", ignored)) found.insert(path / "adapter.json");
  fs::directory_iterator at(path, problem);
  for (const fs::directory_iterator end; !problem && at != end; at.increment(problem))
    if (const fs::path manifest = at->path() / "adapter.json"; fs::exists(manifest, ignored))
      found.insert(manifest);
  return {found.begin(), found.end()};
}

void search(const catalog_options::search_path &where, std::set<fs::path> &seen, scanned &into) {
  const auto note = [&](std::string words) {
    into.searched.push_back({where.path, where.origin, std::move(words)});
  };
  std::error_code problem;
  const fs::file_status facts = fs::status(where.path, problem);
  if (!fs::is_directory(facts)) {
    std::string words = fs::exists(facts) ? "not a directory" : "no such directory";
    if (facts.type() == fs::file_type::none) words = "cannot be read: " + problem.message();
    if (where.required && !into.problem)
      into.problem = make_error(
          category::usage,
          fmt::format("adapter directory \"{}\" ({}): {}", where.path.string(), where.origin, words),
          "create it, or name another one");
    return note(std::move(words));
  }
  if (!seen.insert(fs::canonical(where.path, problem)).second) return note("searched already");
  const std::vector<fs::path> manifests = find_manifests(where.path, problem);
  for (const fs::path &manifest : manifests) into.candidates.push_back(read_external(manifest, where.origin));
  if (problem) return note("cannot be read: " + problem.message());
  note(manifests.empty()
           ? "no adapters"
           : fmt::format("{} {}", manifests.size(), manifests.size() == 1 ? "adapter" : "adapters"));
}

void refuse_repeated_ids(std::vector<candidate> &candidates) {
  std::map<std::string, const candidate *> first;
  for (candidate &c : candidates) {
    if (c.entry.id.empty()) continue;
    const auto [at, is_new] = first.emplace(c.entry.id, &c);
    if (is_new) continue;
    refuse(c, make_error(category::bad_config,
                         fmt::format("it is shadowed: an adapter with the id \"{}\" was found before ({})",
                                     c.entry.id, place_of(at->second->entry)),
                         "remove one of the two, or change the order of the search"));
  }
}

// ---- types

error two_claim(const std::string &type, const std::vector<candidate> &candidates,
                const std::vector<std::size_t> &who) {
  std::vector<std::string> names;
  names.reserve(who.size());
  for (const std::size_t i : who)
    names.push_back(fmt::format("\"{}\" ({})", candidates[i].entry.id, place_of(candidates[i].entry)));
  return make_error(category::bad_config,
                    fmt::format("the database type \"{}\" is claimed by {} adapters: {}", type, who.size(),
                                fmt::join(names, " and ")),
                    fmt::format("choose one in the configuration: [adapters.route] {} = \"{}\"", type,
                                candidates[who.front()].entry.id));
}

error no_such_route(const std::string &type, const std::string &id,
                    const std::vector<candidate> &candidates) {
  const auto named = std::find_if(candidates.begin(), candidates.end(),
                                  [&](const candidate &c) { return c.entry.id == id; });
  std::string why = "no adapter with that id was found";
  if (named != candidates.end())
    why = named->entry.reason ? "it is refused: " + named->entry.reason->message
                              : "its manifest does not claim the type";
  return make_error(category::bad_config,
                    fmt::format("the configuration routes the database type \"{}\" to adapter \"{}\", but {}",
                                type, id, why),
                    "correct [adapters.route], or see \"tenantry adapter list\"");
}

using claims_by_type = std::map<std::string, std::vector<std::size_t>>;

claims_by_type usable_claims(const std::vector<candidate> &candidates) {
  claims_by_type claims;
  for (std::size_t i = 0; i < candidates.size(); ++i)
    if (!candidates[i].entry.reason)
      for (const std::string &type : candidates[i].about.database_types) claims[type].push_back(i);
  return claims;
}

// The claimant that the route names, or nothing.
std::optional<std::size_t> routed_to(const std::string &id, const std::vector<candidate> &candidates,
                                     const std::vector<std::size_t> &claimants) {
  for (const std::size_t i : claimants)
    if (candidates[i].entry.id == id) return i;
  return std::nullopt;
}

void refuse_unused(std::vector<candidate> &candidates, const assignment &given) {
  std::set<std::size_t> used;
  for (const auto &[type, i] : given.serving) used.insert(i);
  for (std::size_t i = 0; i < candidates.size(); ++i)
    if (!used.contains(i))
      refuse(candidates[i], make_error(category::bad_config,
                                       fmt::format("not used: the configuration routes {} to another adapter",
                                                   fmt::join(candidates[i].about.database_types, ", "))));
}

}  // namespace

scanned scan(const catalog_options &options) {
  scanned found;
  for (const built_in &one : options.built_ins) found.candidates.push_back(read_built_in(one));
  std::set<fs::path> seen;
  for (const auto &path : options.paths) search(path, seen, found);
  refuse_repeated_ids(found.candidates);
  return found;
}

assignment assign_types(std::vector<candidate> &candidates, const std::map<std::string, std::string> &route) {
  assignment given;
  const claims_by_type claims = usable_claims(candidates);
  for (const auto &[type, id] : route) {
    const auto claimants = claims.find(type);
    const auto winner =
        claimants != claims.end() ? routed_to(id, candidates, claimants->second) : std::nullopt;
    if (winner) {
      given.serving.emplace(type, *winner);
    } else {
      given.refused.emplace(type, no_such_route(type, id, candidates));
    }
  }
  for (const auto &[type, who] : claims)
    if (!route.contains(type) && who.size() > 1)
      for (const std::size_t i : who) refuse(candidates[i], two_claim(type, candidates, who));
  for (const auto &[type, who] : claims)
    if (!route.contains(type) && who.size() == 1 && !candidates[who.front()].entry.reason)
      given.serving.emplace(type, who.front());
  std::erase_if(given.serving,
                [&](const auto &pair) { return candidates[pair.second].entry.reason.has_value(); });
  refuse_unused(candidates, given);
  for (const candidate &c : candidates)
    if (c.entry.reason)
      for (const std::string &type : c.entry.database_types)
        if (!given.serving.contains(type)) given.refused.emplace(type, as_refusal(c.entry, *c.entry.reason));
  return given;
}

error as_refusal(const catalog_entry &entry, const error &reason) {
  error e = reason;
  e.category = category::bad_config;
  e.message = fmt::format("adapter \"{}\" is refused: {}", entry.id.empty() ? place_of(entry) : entry.id,
                          reason.message);
  return e;
}

}  // namespace tenantry
