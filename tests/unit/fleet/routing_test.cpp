// From a registry's row to a database: the right adapter, a skip with its reason, or that tenant's own error.
#include "core/fleet/routing.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/fleet/sqlite_master.hpp"

using namespace tenantry;

namespace {

struct roads {
  fakes::scratch_folder folder;
  catalog adapters{fakes::known_adapters(folder)};
  routing_options options;

  roads() {
    options.base_dir = folder.path().string();
    options.application_name = "tenantry";
    options.secrets.base_dir = options.base_dir;
    options.secrets.environment = [](const std::string &name) {
      return name == "PW" ? std::optional<std::string>("tiger99") : std::nullopt;
    };
  }
  routed go(const std::string &type, const std::string &url, const std::string &database = {},
            const std::string &direct = {}) {
    tenant t;
    t.id = "1";
    t.slug = "acme";
    t.database_type = type;
    t.database_url = url;
    t.database_name = database;
    t.migration_url = direct;
    return route_tenant(t, adapters, options);
  }
};

std::string field(const session_config &config, const std::string &key) {
  for (const auto &[name, value] : config.fields)
    if (name == key) return value;
  return "(none)";
}

const route &as_route(const routed &r) {
  if (const auto *e = std::get_if<error>(&r)) FAIL(to_string(*e));
  if (const auto *s = std::get_if<skipped>(&r)) FAIL(to_string(s->reason) << ": " << s->why);
  return std::get<route>(r);
}

}  // namespace

TEST_CASE("a route carries what the adapter needs to connect") {
  roads roads;
  roads.options.connect_timeout = milliseconds(1500);
  const routed r = roads.go("sqlite", " sqlite:tenants/acme.db ", "ignored for a file");
  const route &way = as_route(r);
  CHECK(way.dialect == "sqlite");
  CHECK(way.server_key == "file");
  CHECK(way.database_key == "file\n" + roads.folder.file("tenants/acme.db"));
  CHECK(field(way.target.connect, "url") == "sqlite:tenants/acme.db");
  CHECK(field(way.target.connect, "base_dir") == roads.options.base_dir);
  CHECK(field(way.target.connect, "application_name") == "tenantry");
  CHECK(field(way.target.connect, "connect_timeout_ms") == "1500");
  CHECK(field(way.target.connect, "database") == "(none)");
  CHECK_FALSE(way.target.direct.has_value());
  REQUIRE(way.target.through != nullptr);
}

TEST_CASE("settings of a database type reach each road of its tenants, secrets expanded and hidden") {
  roads roads;
  roads.options.settings["NETDB"] = {{"driver", "Net Driver"}, {"key", "${env:PW}"}};
  const routed r = roads.go("netdb", "netdb://app@pool/acme", "", "netdb://app@direct");
  const route &way = as_route(r);
  REQUIRE(way.target.direct.has_value());
  for (const session_config *config : {&way.target.connect, &*way.target.direct}) {
    CHECK(field(*config, "setting.driver") == "Net Driver");
    CHECK(field(*config, "setting.key") == "tiger99");
  }
  CHECK(way.target.connect.hidden.scrub("tiger99") == "***");
  const routed other = roads.go("sqlite", "sqlite:acme.db");
  CHECK(field(as_route(other).target.connect, "setting.driver") == "(none)");
  roads.options.settings["NETDB"] = {{"key", "${env:NOPE}"}};
  CHECK(std::holds_alternative<error>(roads.go("NETDB", "netdb://app@pool/acme")));
}

TEST_CASE("database_name serves where the URL names none, and a disagreement is that tenant's error") {
  roads roads;
  const routed named = roads.go("NETDB", "netdb://app@h", "acme");
  CHECK(field(as_route(named).target.connect, "database") == "acme");
  CHECK(as_route(named).database_key == "h:\nacme");
  const routed agreed = roads.go("NETDB", "netdb://app@h/acme", "acme");
  CHECK(field(as_route(agreed).target.connect, "database") == "(none)");
  const routed differs = roads.go("NETDB", "netdb://app@h/acme", "globex");
  REQUIRE(std::holds_alternative<error>(differs));
  CHECK(std::get<error>(differs).category == category::bad_config);
  CHECK_THAT(std::get<error>(differs).message, Catch::Contains("\"acme\"") && Catch::Contains("\"globex\""));
}

TEST_CASE("a migration_url is a second road to the same database") {
  roads roads;
  const routed r =
      roads.go("NETDB", "netdb://app:pw-one@pool:6432/acme", "", "netdb://app:pw-two@direct:5432");
  const route &way = as_route(r);
  CHECK(way.server_key == "pool:6432");
  REQUIRE(way.target.direct.has_value());
  CHECK(field(*way.target.direct, "url") == "netdb://app:pw-two@direct:5432");
  CHECK(field(*way.target.direct, "database") == "acme");
  for (const session_config *config : {&way.target.connect, &*way.target.direct})
    CHECK(config->hidden.scrub("pw-one pw-two") == "*** ***");
}

TEST_CASE("secrets are expanded for the adapter and hidden from all that comes back") {
  roads roads;
  const routed r = roads.go("NETDB", "netdb://app:${env:PW}@h/acme");
  CHECK(field(as_route(r).target.connect, "url") == "netdb://app:tiger99@h/acme");
  CHECK(as_route(r).target.connect.hidden.scrub("FATAL: tiger99") == "FATAL: ***");
  const routed encoded = roads.go("NETDB", "netdb://app:p%40ss%77ord@h/acme");
  CHECK(as_route(encoded).target.connect.hidden.scrub("p@ssword p%40ss%77ord") == "*** ***");
}

TEST_CASE("what is wrong with one row is that tenant's error, without its password") {
  roads roads;
  const std::pair<const char *, const char *> cases[] = {
      {"netdb://app:${env:NOPE}@h/acme", "\"NOPE\" is not set"},
      {"netdb://app:ti/ger99@h/acme", "percent-encoded"},
      {"netdb://app:${env:PW}/@h/acme", "percent-encoded"},
      {"sqlite:acme.db", "database_type is \"NETDB\""},
      {"unheard://app:tiger99@h/acme", "no adapter knows"},
      {"acme.db", "neither"},
  };
  for (const auto &[url, why] : cases) {
    INFO(url);
    const routed r = roads.go("NETDB", url);
    REQUIRE(std::holds_alternative<error>(r));
    const error &e = std::get<error>(r);
    CHECK(e.category == category::bad_config);
    CHECK_THAT(to_string(e), Catch::Contains(why) && Catch::Contains("\"acme\""));
    CHECK(to_string(e).find("ger99") == std::string::npos);
  }
}

TEST_CASE("T-57: types without adapter, refused adapters and rows without a URL are skipped with a reason") {
  roads roads;
  const auto reason = [&](const char *type, const char *url) {
    const routed r = roads.go(type, url);
    REQUIRE(std::holds_alternative<skipped>(r));
    CHECK_FALSE(std::get<skipped>(r).why.empty());
    return std::get<skipped>(r).reason;
  };
  CHECK(reason("DB2", "db2://h/acme") == skip_reason::no_adapter);
  CHECK(reason("", "netdb://h/acme") == skip_reason::no_adapter);
  CHECK(reason("BROKEN", "broken://h/acme") == skip_reason::adapter_refused);
  CHECK(reason("NETDB", "") == skip_reason::database_missing);
  CHECK(reason("DB2", "") == skip_reason::no_adapter);
}

TEST_CASE("the master's type is told by its URL's scheme or by the configuration") {
  roads roads;
  const auto by_scheme = route_master("sqlite:master.db", "", roads.adapters, roads.options);
  if (!by_scheme) FAIL(to_string(by_scheme.error()));
  CHECK(by_scheme->dialect == "sqlite");
  const auto by_type = route_master("host=h dbname=x", "NETDB", roads.adapters, roads.options);
  if (!by_type) FAIL(to_string(by_type.error()));
  CHECK(by_type->dialect == "netdb");

  const std::tuple<const char *, const char *, const char *> wrong[] = {
      {"", "", "no URL"},
      {"host=h password=tiger99", "", "no scheme"},
      {"unheard://h:5", "", "no adapter knows"},
      {"netdb://app:ti/ger99@h", "", "percent-encoded"},
      {"sqlite:master.db", "NETDB", "database_type is"},
      {"db2://h", "DB2", "DB2"},
  };
  for (const auto &[url, type, why] : wrong) {
    INFO(url);
    const auto r = route_master(url, type, roads.adapters, roads.options);
    REQUIRE_FALSE(r.has_value());
    CHECK_THAT(to_string(r.error()), Catch::Contains(why));
    CHECK(to_string(r.error()).find("ger99") == std::string::npos);
  }
}
