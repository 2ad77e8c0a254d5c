#include "tools/tenantry/config.hpp"

#include <catch2/catch.hpp>

#include "tools/tenantry/config_file.hpp"

using namespace tenantry;

namespace {

using variables = std::map<std::string, std::string>;

environment_lookup lookup(variables values) {
  return [values = std::move(values)](const std::string &name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional<std::string>(found->second);
  };
}

result<configuration> configure(std::string_view file, const flag_map &flags = {},
                                const variables &environment = {}) {
  const auto look = lookup(environment);
  const resolved_flags resolved = resolve_flags(flags, look);
  TENANTRY_TRY(const setting_map in_file, parse_config(file, "/p/tenantry.toml"));
  return to_configuration(resolve_settings(in_file, resolved, look), resolved, "/p");
}

std::string refused(std::string_view file, const flag_map &flags = {}, const variables &environment = {}) {
  const auto made = configure(file, flags, environment);
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().category == category::usage);
  return to_string(made.error());
}

}  // namespace

TEST_CASE("flag beats environment beats file beats default, and each remembers its origin") {
  const std::string file = "[run]\nparallel = 2\n";
  CHECK(configure("")->parallel == 8);
  CHECK(to_string(configure("")->settings.at("run.parallel").from) == "default");
  CHECK(configure(file)->parallel == 2);
  CHECK(to_string(configure(file)->settings.at("run.parallel").from) == "tenantry.toml:2");
  const variables environment = {{"TENANTRY_PARALLEL", "3"}};
  CHECK(configure(file, {}, environment)->parallel == 3);
  CHECK(to_string(configure(file, {}, environment)->settings.at("run.parallel").from) == "TENANTRY_PARALLEL");
  const flag_map flags = {{"parallel", {"4"}}};
  CHECK(configure(file, flags, environment)->parallel == 4);
  CHECK(to_string(configure(file, flags, environment)->settings.at("run.parallel").from) == "--parallel");
}

TEST_CASE("MASTER_DATABASE_URL is the master's URL, weaker than the flag and its twin") {
  const std::string file = "[master]\nurl = \"sqlite:file.db\"\n";
  variables environment = {{"MASTER_DATABASE_URL", "sqlite:env.db"}};
  CHECK(configure(file)->master_url == "sqlite:file.db");
  CHECK(configure(file, {}, environment)->master_url == "sqlite:env.db");
  environment["TENANTRY_MASTER_URL"] = "sqlite:twin.db";
  CHECK(configure(file, {}, environment)->master_url == "sqlite:twin.db");
  CHECK(configure(file, {{"master-url", {"sqlite:flag.db"}}}, environment)->master_url == "sqlite:flag.db");
}

TEST_CASE("TENANT_ID selects a tenant, and --tenant beats it") {
  CHECK(configure("", {}, {{"TENANT_ID", "t1"}})->who.tenants == std::vector<std::string>{"t1"});
  CHECK(configure("", {{"tenant", {"a", "b"}}}, {{"TENANT_ID", "t1"}})->who.tenants ==
        std::vector<std::string>{"a", "b"});
}

TEST_CASE("durations are read, and a bad one names its place or its variable") {
  CHECK(configure("[run]\nlock_timeout = \"250ms\"\n")->engine.lock_timeout == milliseconds(250));
  CHECK(configure("", {{"wait-lock", {"2m"}}})->engine.wait_lock == milliseconds(120000));
  CHECK(refused("[run]\nlock_timeout = \"5 parsecs\"\n").find("/p/tenantry.toml:2:1") != std::string::npos);
  CHECK(refused("", {}, {{"TENANTRY_LOCK_TIMEOUT", "soon"}}).find("TENANTRY_LOCK_TIMEOUT") !=
        std::string::npos);
  CHECK(refused("", {{"wait-lock", {"-5s"}}}).find("--wait-lock") != std::string::npos);
}

TEST_CASE("failure budgets are read, and a bad one names its place or its flag") {
  CHECK(configure("[run]\nmax_failures = \"5\"\n")->max_failures.count == 5u);
  CHECK(configure("[run]\nmax_failures = 5\n")->max_failures.count == 5u);
  CHECK(configure("[run]\nmax_failures = \"1%\"\n")->max_failures.percent == 1.0);
  CHECK_FALSE(configure("[run]\nmax_failures = \"none\"\n")->max_failures.count.has_value());
  CHECK(refused("[run]\nmax_failures = \"few\"\n").find("/p/tenantry.toml:2") != std::string::npos);
  CHECK(refused("", {{"max-failures", {"101%"}}}).find("--max-failures") != std::string::npos);
}

TEST_CASE("a number outside its range is refused") {
  CHECK(refused("[run]\nparallel = 0\n").find("run.parallel") != std::string::npos);
  CHECK(refused("", {{"per-server", {"many"}}}).find("--per-server") != std::string::npos);
}

TEST_CASE("a value that is none of its choices is refused with the nearest") {
  const std::string text = refused("environment = \"prodution\"\n");
  CHECK(text.find("tenantry.toml:1:1") != std::string::npos);
  CHECK(text.find("\"production\"") != std::string::npos);
  CHECK(refused("", {}, {{"TENANTRY_TRUST", "every"}}).find("TENANTRY_TRUST") != std::string::npos);
}

TEST_CASE("in production a migration out of order is refused unless somebody says otherwise") {
  CHECK(configure("")->engine.order == out_of_order::allow);
  CHECK(configure("environment = \"production\"\n")->engine.order == out_of_order::refuse);
  CHECK(configure("environment = \"production\"\n", {{"out-of-order", {"allow"}}})->engine.order ==
        out_of_order::allow);
}

TEST_CASE("only columns that somebody named must exist") {
  const auto made = configure("[registry.columns]\nslug = \"code\"\n");
  CHECK(made->registry.columns.at("slug") == "code");
  CHECK(made->registry.named.at("slug"));
  CHECK(made->registry.columns.at("deleted_at") == "deleted_at");
  CHECK_FALSE(made->registry.named.at("deleted_at"));
}

TEST_CASE("paths of the file are relative to it") {
  const auto made = configure("[tenant]\nmigrations = \"../db/tenant\"\n[adapters]\npath = [\"plug\"]\n");
  CHECK(made->tracks.back().migrations == "/db/tenant");
  CHECK(made->adapter_paths.back().path == "/p/plug");
}

TEST_CASE("the adapter paths of flag, environment and file are searched in this order") {
  const auto made = configure("[adapters]\npath = [\"c\"]\n", {{"adapter-dir", {"/a"}}},
                              {{"TENANTRY_ADAPTER_PATH", "/b1:/b2"}});
  std::vector<std::string> paths;
  for (const auto &path : made->adapter_paths) paths.push_back(path.path.string());
  CHECK(paths == std::vector<std::string>{"/a", "/b1", "/b2", "/p/c"});
}

TEST_CASE("further tracks stand beside master and tenant, and an unknown one names the nearest") {
  const auto made = configure(
      "[tracks.audit]\nmigrations = \"m/audit\"\non = \"master\"\n"
      "[tracks.reports]\nmigrations = \"m/reports\"\n");
  REQUIRE(made.has_value());
  std::vector<std::string> names;
  for (const track_config &track : made->tracks) names.push_back(track.name);
  CHECK(names == std::vector<std::string>{"master", "audit", "tenant", "reports"});
  CHECK((*find_track(*made, "audit"))->on_master);
  CHECK_FALSE((*find_track(*made, "reports"))->on_master);
  const auto unknown = find_track(*made, "tennant");
  REQUIRE_FALSE(unknown.has_value());
  CHECK(unknown.error().message.find("\"tenant\"") != std::string::npos);
}

TEST_CASE("a further track needs a folder, a place and a free name") {
  CHECK(refused("[tracks.audit]\non = \"master\"\n").find("audit") != std::string::npos);
  CHECK(refused("[tracks.audit]\nmigrations = \"m\"\non = \"moon\"\n").find("moon") != std::string::npos);
  CHECK(refused("[tracks.tenant]\nmigrations = \"m\"\n").find("tenant") != std::string::npos);
}

TEST_CASE("a condition that names no column is refused") {
  const auto made = configure("", {{"where", {"eu"}}});
  CHECK_FALSE(made.has_value());
}
