// Who takes part and why not: the order of reasons is a promise to scripts.
#include "core/fleet/selection.hpp"

#include <catch2/catch.hpp>

using namespace tenantry;

namespace {

tenant a_tenant(const char *status = "ACTIVE") {
  tenant t;
  t.id = "1";
  t.slug = "acme";
  t.status = status;
  t.where_columns = {{"region", "eu"}, {"plan", ""}};
  return t;
}

selection of(std::initializer_list<const char *> where, std::vector<std::string> exclude = {}) {
  selection s;
  s.statuses = {"ACTIVE", "trial"};
  s.exclude = std::move(exclude);
  for (const char *text : where) s.where.push_back(parse_condition(text).value());
  return s;
}

}  // namespace

TEST_CASE("the first reason in the fixed order is the one that is told") {
  const selection picky = of({"region=us"});
  tenant t = a_tenant("suspended");
  CHECK(picky.reject(t) == skip_reason::inactive);
  t.status = "Frozen";
  CHECK(picky.reject(t) == skip_reason::frozen);
  t.deleted = true;
  CHECK(picky.reject(t) == skip_reason::deleted);
  CHECK(picky.reject(a_tenant()) == skip_reason::filtered);
  CHECK(of({"region=eu"}).reject(a_tenant()) == std::nullopt);
}

TEST_CASE("statuses are compared ignoring case, and frozen is never eligible") {
  CHECK(of({}).reject(a_tenant("active")) == std::nullopt);
  CHECK(of({}).reject(a_tenant("TRIAL")) == std::nullopt);
  CHECK(of({}).reject(a_tenant("")) == skip_reason::inactive);
  selection s;
  s.statuses = {"FROZEN"};
  CHECK(s.reject(a_tenant("frozen")) == skip_reason::frozen);
}

TEST_CASE("without a status column everybody takes part but the deleted") {
  tenant t = a_tenant("");
  t.without_status = true;
  CHECK(of({}).reject(t) == std::nullopt);
  t.deleted = true;
  CHECK(of({}).reject(t) == skip_reason::deleted);
}

TEST_CASE("conditions are read from text and joined by and") {
  CHECK(of({"region=eu,us"}).reject(a_tenant()) == std::nullopt);
  CHECK(of({"region!=eu"}).reject(a_tenant()) == skip_reason::filtered);
  CHECK(of({"region!=us, asia"}).reject(a_tenant()) == std::nullopt);
  CHECK(of({"region!=us, eu"}).reject(a_tenant()) == skip_reason::filtered);
  CHECK(of({"region=eu", "plan=gold"}).reject(a_tenant()) == skip_reason::filtered);
  CHECK(of({"plan="}).reject(a_tenant()) == std::nullopt);
  CHECK(of({"plan!="}).reject(a_tenant()) == skip_reason::filtered);
  CHECK_THAT(of({"region!=us, eu"}).why(a_tenant(), skip_reason::filtered), Catch::Contains("region!=us,eu"));
  for (const char *text : {"", "region", "=eu", "!=eu", " =x"}) {
    INFO(text);
    const auto c = parse_condition(text);
    REQUIRE_FALSE(c.has_value());
    CHECK(c.error().category == category::usage);
  }
}

TEST_CASE("tenants are named and excluded by id or slug, and an id wins over the same slug") {
  selection s;
  CHECK(s.names(a_tenant()));
  s.tenants = {"acme"};
  CHECK(s.names(a_tenant()));
  s.tenants = {"1"};
  CHECK(s.names(a_tenant()));
  s.tenants = {"2"};
  CHECK_FALSE(s.names(a_tenant()));
  s.tenants = {"acme"};
  s.known_ids = {"acme"};
  CHECK_FALSE(s.names(a_tenant()));

  CHECK(of({}, {"acme"}).reject(a_tenant()) == skip_reason::filtered);
  CHECK(of({}, {"1"}).reject(a_tenant()) == skip_reason::filtered);
  CHECK(of({}, {"other"}).reject(a_tenant()) == std::nullopt);
  CHECK_THAT(of({}, {"1"}).why(a_tenant(), skip_reason::filtered), Catch::Contains("--exclude"));
}

TEST_CASE("a tenant without a slug is not named by an empty name") {
  selection s;
  s.tenants = {""};
  tenant t = a_tenant();
  t.slug.clear();
  CHECK_FALSE(s.names(t));
}
