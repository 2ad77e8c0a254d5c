// Names that a person gave, against the rows of a registry.
#include "core/fleet/tenant_names.hpp"

#include <catch2/catch.hpp>

using namespace tenantry;

namespace {

selection asking_for(std::vector<std::string> tenants, std::vector<std::string> exclude = {}) {
  selection who;
  who.tenants = std::move(tenants);
  who.exclude = std::move(exclude);
  return who;
}

tenant a_row(const char *id, const char *slug) {
  tenant t;
  t.id = id;
  t.slug = slug;
  return t;
}

}  // namespace

TEST_CASE("a name that nobody has is refused, with the nearest that somebody has") {
  for (const selection &who : {asking_for({"acme", "glbex"}), asking_for({}, {"glbex"})}) {
    tenant_names names(who);
    names.see(a_row("1", "acme"));
    names.see(a_row("2", "globex"));
    const status found = names.all_found();
    REQUIRE_FALSE(found);
    CHECK(found.error().category == category::usage);
    CHECK(found.error().message.find("\"glbex\"") != std::string::npos);
    CHECK(found.error().message.find("globex") != std::string::npos);
  }
}

TEST_CASE("a name may be an id or a slug, and one that is both is told as such") {
  tenant_names names(asking_for({"2", "acme"}));
  names.see(a_row("1", "acme"));
  CHECK_FALSE(names.all_found());
  names.see(a_row("2", "globex"));
  CHECK(names.all_found());
  CHECK(names.known_ids() == std::vector<std::string>{"2"});
  CHECK_FALSE(names.ambiguous());
  names.see(a_row("3", "2"));
  CHECK(names.ambiguous());
}
