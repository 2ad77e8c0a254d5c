#include "core/live/live_reading.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tenantry {
namespace {

// tenantry's tables on a database without schemas; with schemas they stand in "tenantry", which no adapter
// tells.
const object_place usual_own[] = {
    {"", "tenantry_history"}, {"", "tenantry_lease"}, {"", "__drizzle_migrations"}};

bool matches(std::string_view pattern, std::string_view text) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t at = star; at <= text.size(); ++at)
    if (matches(rest, text.substr(at))) return true;
  return false;
}

std::string_view without_arguments(std::string_view name) {
  return name.substr(0, name.find('('));
}

class scope_filter {
 public:
  explicit scope_filter(const live_scope &scope) : scope_(scope) {}

  [[nodiscard]] bool has(std::string_view schema) const {
    return scope_.schemas.empty() ||
           std::find(scope_.schemas.begin(), scope_.schemas.end(), schema) != scope_.schemas.end();
  }
  [[nodiscard]] bool has(std::string_view schema, std::string_view name) const {
    if (!has(schema) || is_own(schema, name)) return false;
    return std::none_of(scope_.ignore.begin(), scope_.ignore.end(), [&](const std::string &pattern) {
      return names_object(pattern, schema, without_arguments(name));
    });
  }
  [[nodiscard]] bool is_own_schema(std::string_view schema) const {
    return std::any_of(scope_.own.begin(), scope_.own.end(),
                       [&](const object_place &one) { return !schema.empty() && one.schema == schema; });
  }

 private:
  [[nodiscard]] bool is_own(std::string_view schema, std::string_view name) const {
    const auto is_it = [&](const object_place &one) { return one.schema == schema && one.name == name; };
    return std::any_of(std::begin(usual_own), std::end(usual_own), is_it) ||
           std::any_of(scope_.own.begin(), scope_.own.end(), is_it);
  }
  const live_scope &scope_;
};

bool is_empty_schema(const schema_model &all, std::string_view name) {
  const auto inside = [&](const auto &objects) {
    return std::any_of(objects.begin(), objects.end(), [&](const auto &one) { return one.schema == name; });
  };
  return !inside(all.tables) && !inside(all.views) && !inside(all.enums) && !inside(all.sequences) &&
         !inside(all.opaque);
}

void keep(schema_model &all, const scope_filter &filter) {
  const auto thin = [&](auto &objects) {
    std::erase_if(objects, [&](const auto &one) { return !filter.has(one.schema, one.name); });
  };
  thin(all.enums);
  thin(all.sequences);
  thin(all.tables);
  thin(all.views);
  // What stands on a table goes with it.
  std::erase_if(all.opaque, [&](const sdk::opaque_definition &one) {
    return one.on_table.empty() ? !filter.has(one.schema, one.name) && one.kind != "extension"
                                : !filter.has(one.on_schema, one.on_table);
  });
  std::erase_if(all.schemas, [&](const sdk::namespace_definition &one) {
    return !filter.has(one.name) || (filter.is_own_schema(one.name) && is_empty_schema(all, one.name));
  });
}

}  // namespace

live_scope scope_beside(const engine_options &engine) {
  live_scope made;
  for (const char *table : {"history", "lease"}) {
    const std::string name = std::string_view(table) == "history" ? engine.history_table : table;
    made.own.push_back({engine.history_schema, name});
    made.own.push_back({"", engine.history_schema + "_" + name});
  }
  made.own.push_back({engine.drizzle_schema, engine.drizzle_table});
  made.own.push_back({"", engine.drizzle_table});
  return made;
}

bool names_object(std::string_view pattern, std::string_view schema, std::string_view name) {
  const std::size_t point = pattern.find('.');
  if (point == std::string_view::npos) return schema.empty() && matches(pattern, name);
  return matches(pattern.substr(0, point), schema) && matches(pattern.substr(point + 1), name);
}

result<rendition_target> target_of_server(session &s, const std::string &dialect, const call_limits &limits) {
  render_target wanted;
  wanted.dialect = dialect;
  if (s.has_admin()) {
    auto who = s.identify(limits);
    if (!who) return fail(while_doing(std::move(who).error(), "asking the server who it is"));
    wanted.version = std::move(who->version);
    wanted.flavour = std::move(who->flavour);
  }
  return make_target(s.through(), wanted);
}

result<live_schema> read_live(session &s, const rendition_target &target, const live_scope &scope,
                              const call_limits &limits) {
  const std::string request = write_introspect_request(target.dialect(), target.ask.version, scope.schemas);
  auto answer = s.introspect(request, limits);
  if (!answer) return fail(while_doing(std::move(answer).error(), "reading the schema of the database"));
  TENANTRY_TRY(live_schema read, read_introspected(*answer));
  const scope_filter filter(scope);
  keep(read.schema, filter);
  std::erase_if(read.findings, [&](const live_finding &one) {
    return !filter.has(one.schema, one.table.empty() ? one.name : one.table);
  });
  return read;
}

void keep_in_scope(schema_model &schema, const live_scope &scope) {
  keep(schema, scope_filter(scope));
}

}  // namespace tenantry
