#include "core/fleet/routing.hpp"

#include "core/base/text.hpp"

namespace tenantry {
namespace {

// One connection of a tenant, with its secrets known.
struct endpoint {
  database_url url;
  session_config connect;
};

// An adapter's own scheme may stand without "//".
result<database_url> parse_endpoint(const std::string &text, const std::string &base_dir, catalog &adapters) {
  const std::string scheme = bare_scheme(text);
  if (scheme.empty()) return parse_url(text, base_dir);
  if (adapters.database_type_of_scheme(scheme)) return parse_bare(text);
  auto unknown = adapters.for_url_scheme(scheme);
  return fail(category::bad_config,
              "the database URL cannot be read: no adapter knows the scheme \"" + scheme + "\"",
              unknown ? "" : std::move(unknown).error().next);
}

result<endpoint> read_endpoint(const std::string &written, const routing_options &options,
                               catalog &adapters) {
  endpoint out;
  TENANTRY_TRY(const std::string expanded, expand_secrets(written, options.secrets, out.connect.hidden));
  auto url = parse_endpoint(expanded, options.base_dir, adapters);
  if (!url) return fail(out.connect.hidden.scrub(std::move(url).error()));
  out.url = std::move(*url);
  out.connect.hidden.add(out.url.password);
  out.connect.hidden.add(out.url.password_as_written);
  out.connect.fields = {{"url", std::string(trim(expanded))},
                        {"application_name", options.application_name},
                        {"base_dir", options.base_dir},
                        {"connect_timeout_ms", std::to_string(options.connect_timeout.count())}};
  return out;
}

status check_scheme(const endpoint &e, const std::string &database_type, const catalog &adapters,
                    const char *column) {
  if (e.url.scheme.empty()) return {};
  const auto type = adapters.database_type_of_scheme(e.url.scheme);
  if (!type)
    return fail(category::bad_config,
                std::string(column) + " has the scheme \"" + e.url.scheme + "\", which no adapter knows",
                "correct the scheme for a database of type \"" + database_type + "\"");
  const std::string wanted = to_upper(database_type);
  if (*type == wanted) return {};
  return fail(category::bad_config,
              "database_type is \"" + database_type + "\", but " + column + " has the scheme \"" +
                  e.url.scheme + "\" of " + *type,
              "correct one of the two in the registry");
}

// One adapter may serve several types under one scheme: mysql:// is right for MARIADB.
bool same_adapter(const endpoint &e, const adapter &through, catalog &adapters) {
  if (e.url.scheme.empty()) return true;
  const auto by_scheme = adapters.for_url_scheme(e.url.scheme);
  return by_scheme && *by_scheme == &through;
}

// The adapter's settings that the configuration has for databases of this type.
status add_settings(endpoint &e, const std::string &database_type, const routing_options &options) {
  const auto found = options.settings.find(to_upper(database_type));
  if (found == options.settings.end()) return {};
  for (const auto &[name, written] : found->second) {
    TENANTRY_TRY(std::string value, expand_secrets(written, options.secrets, e.connect.hidden));
    e.connect.fields.emplace_back("setting." + name, std::move(value));
  }
  return {};
}

// Gives the connection the registry's database name where its URL names none.
status settle_database(endpoint &e, const std::string &database_name, bool must_agree) {
  if (e.url.file || database_name.empty()) return {};
  if (e.url.database.empty()) {
    e.url.database = database_name;
    e.connect.fields.emplace_back("database", database_name);
    return {};
  }
  if (!must_agree || equal_ignoring_case(e.url.database, database_name)) return {};
  return fail(category::bad_config,
              "database_url names the database \"" + e.url.database + "\", but database_name is \"" +
                  database_name + "\"",
              "correct one of the two in the registry");
}

result<route> make_route(const tenant &t, const adapter &through, catalog &adapters,
                         const routing_options &options) {
  TENANTRY_TRY(endpoint main, read_endpoint(t.database_url, options, adapters));
  if (!same_adapter(main, through, adapters))
    TENANTRY_TRY_VOID(check_scheme(main, t.database_type, adapters, "database_url"));
  TENANTRY_TRY_VOID(settle_database(main, t.database_name, true));
  TENANTRY_TRY_VOID(add_settings(main, t.database_type, options));
  route out;
  if (!t.migration_url.empty()) {
    TENANTRY_TRY(endpoint direct, read_endpoint(t.migration_url, options, adapters));
    if (!same_adapter(direct, through, adapters))
      TENANTRY_TRY_VOID(check_scheme(direct, t.database_type, adapters, "migration_url"));
    // A pooler may know the database by another name: they need not agree.
    TENANTRY_TRY_VOID(settle_database(direct, main.url.database, false));
    TENANTRY_TRY_VOID(add_settings(direct, t.database_type, options));
    // Both roads lead to one tenant: a text of either connection may show up in the other's messages.
    main.connect.hidden.add(direct.connect.hidden);
    direct.connect.hidden = main.connect.hidden;
    out.target.direct = std::move(direct.connect);
  }
  out.target.through = &through;
  out.target.connect = std::move(main.connect);
  const auto chain = adapters.dialects_of(t.database_type);
  if (!chain.empty()) out.dialect = chain.front();
  out.server_key = main.url.server_key();
  out.database_key = main.url.database_key();
  return out;
}

error about(error e, const tenant &t) {
  return while_doing(std::move(e), "reading the registry's row of \"" + t.label() + "\"");
}

}  // namespace

skipped skip_for_adapter(const error &e, const std::string &database_type) {
  if (database_type.empty()) return {skip_reason::no_adapter, "the registry names no database_type"};
  if (e.category == category::unsupported) return {skip_reason::no_adapter, e.message};
  return {skip_reason::adapter_refused, e.message};
}

routed route_tenant(const tenant &t, catalog &adapters, const routing_options &options) {
  const auto through = adapters.for_database_type(t.database_type);
  if (!through) return skip_for_adapter(through.error(), t.database_type);
  if (trim(t.database_url).empty())
    return skipped{skip_reason::database_missing, "the registry has no database_url for it"};
  auto made = make_route(t, **through, adapters, options);
  if (!made) return about(std::move(made).error(), t);
  return std::move(*made);
}

result<route> route_master(const std::string &url, const std::string &database_type, catalog &adapters,
                           const routing_options &options) {
  const char *const next = "correct [master] url in tenantry.toml or the variable it names";
  if (trim(url).empty()) return fail(category::bad_config, "the master database has no URL", next);
  tenant master;
  master.id = "master";
  master.database_url = url;
  master.database_type = database_type;
  const auto explain = [&](error e) { return while_doing(std::move(e), "reading [master] url"); };
  if (database_type.empty()) {
    auto seen = read_endpoint(url, options, adapters);
    if (!seen) return fail(explain(std::move(seen).error()));
    if (seen->url.scheme.empty())
      return fail(
          explain(make_error(category::bad_config, "the URL of the master has no scheme that tells its type",
                             "set [master] database_type in tenantry.toml, for example \"POSTGRESQL\"")));
    const auto type = adapters.database_type_of_scheme(seen->url.scheme);
    if (!type)
      return fail(
          explain(make_error(category::bad_config, "no adapter knows the scheme \"" + seen->url.scheme + "\"",
                             "tenantry adapter list shows the adapters and their types")));
    master.database_type = *type;
  }
  TENANTRY_TRY(const adapter *through, adapters.for_database_type(master.database_type));
  auto made = make_route(master, *through, adapters, options);
  if (!made) return fail(explain(std::move(made).error()));
  return std::move(*made);
}

}  // namespace tenantry
