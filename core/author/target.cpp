#include "core/author/target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/text.hpp"

namespace tenantry {
namespace {

// The dialects that an adapter here has, with a database type through which the catalog finds it.
std::vector<std::pair<std::string, std::string>> known_dialects(catalog &adapters) {
  std::vector<std::pair<std::string, std::string>> known;
  for (const catalog_entry &entry : adapters.entries()) {
    if (entry.is == catalog_entry::state::refused) continue;
    for (const std::string &type : entry.database_types)
      if (const auto chain = adapters.dialects_of(type); !chain.empty())
        known.emplace_back(chain.front(), type);
  }
  std::sort(known.begin(), known.end());
  return known;
}

std::vector<std::string> chain_of(const adapter &through, const std::string &dialect) {
  std::vector<std::string> chain = {dialect};
  for (const manifest::dialect &one : through.about().dialects)
    if (one.name == dialect) chain.insert(chain.end(), one.fallbacks.begin(), one.fallbacks.end());
  return chain;
}

std::string target_document(const render_target &wanted) {
  return nlohmann::json{{"format", "tenantry.target/1"},
                        {"dialect", wanted.dialect},
                        {"flavour", wanted.flavour},
                        {"version", wanted.version}}
      .dump();
}

}  // namespace

result<render_target> parse_render_target(std::string_view text) {
  const std::string_view all = trim(text);
  const std::size_t sign = all.find_first_of("<>=");
  render_target made;
  made.dialect = to_lower(trim(all.substr(0, sign)));
  if (sign != std::string_view::npos && all.substr(sign, 2) == ">=")
    made.version = std::string(trim(all.substr(sign + 2)));
  const auto is_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  const bool good_name =
      !made.dialect.empty() && std::all_of(made.dialect.begin(), made.dialect.end(), is_name);
  const bool good_version =
      sign == std::string_view::npos ||
      (!made.version.empty() && made.version.find_first_not_of("0123456789.") == std::string::npos);
  if (!good_name || !good_version)
    return fail(category::usage, fmt::format("\"{}\" is not a dialect with its lowest version", text),
                "write it like \"postgresql>=13\" or \"sqlite\"");
  return made;
}

result<rendition_target> make_target(const adapter &through, const render_target &wanted) {
  if (!through.has_dialect())
    return fail(
        category::usage,
        fmt::format("the adapter \"{}\" writes no SQL for \"{}\"", through.about().id, wanted.dialect),
        "take the dialect out of dialects = […]; its renditions are written by hand");
  TENANTRY_TRY(const std::string text, through.describe(target_document(wanted)));
  const nlohmann::json document = nlohmann::json::parse(text, nullptr, false);
  rendition_target made;
  made.ask = wanted;
  made.through = &through;
  made.chain = chain_of(through, wanted.dialect);
  try {
    const nlohmann::json features = document.value("features", nlohmann::json::object());
    made.not_valid = features.value("not_valid", false);
    made.online_indexes = features.value("online_indexes", false);
    if (wanted.version.empty()) made.ask.version = document.value("oldest_version", "");
    made.online_marks = features.value("online_marks", false);
    made.shared_names = features.value("shared_names", made.shared_names);
    made.scratch_schema = features.value("scratch_schema", "");
    made.scratch_connection = features.value("scratch_connection", false);
    const auto formats = document.value("formats", std::vector<std::string>());
    made.lists_tables = std::find(formats.begin(), formats.end(), "tenantry.render/2") != formats.end();
    made.folds = document.value("folding", "none") == "none";
    made.identifier_limit = document.value("identifier_limit", made.identifier_limit);
  } catch (const nlohmann::json::exception &) {
    return fail(category::internal,
                fmt::format("adapter \"{}\": its description of the dialect \"{}\" is malformed",
                            through.about().id, wanted.dialect));
  }
  return made;
}

result<rendition_target> find_target(catalog &adapters, const render_target &wanted) {
  const auto known = known_dialects(adapters);
  for (const auto &[dialect, type] : known) {
    if (dialect != wanted.dialect) continue;
    TENANTRY_TRY(const adapter *through, adapters.for_database_type(type));
    return make_target(*through, wanted);
  }
  std::set<std::string> names;
  for (const auto &[dialect, type] : known) names.insert(dialect);
  return fail(category::usage,
              fmt::format("no adapter here writes SQL for the dialect \"{}\"", wanted.dialect),
              fmt::format("dialects here: {}; `tenantry adapter list` shows where adapters are looked for",
                          fmt::join(names, ", ")));
}

}  // namespace tenantry
