// Drifts that are the same are one group, in bounded memory.
#include <catch2/catch.hpp>

#include "tests/unit/rollout/fakes.hpp"

using namespace tenantry;

namespace {

schema_difference extra_index(const std::string &name) {
  schema_difference one;
  one.is = schema_difference::kind::extra;
  one.object = "index";
  one.table = "wells";
  one.name = name;
  one.text = "extra index " + name + " on wells (title)";
  one.mend = {{"DROP INDEX " + name, 0, false, false, ""}};
  return one;
}

tenant_outcome drifted(std::size_t n, std::vector<schema_difference> differences,
                       const std::string &dialect = "postgresql") {
  tenant_outcome out = fakes::ended(fakes::a_job(n, "a:1"), tenant_outcome::kind::drifted);
  out.drift.emplace();
  out.drift->is = drift_report::kind::drifted;
  out.drift->dialect = dialect;
  out.drift->differences = std::move(differences);
  return out;
}

}  // namespace

TEST_CASE("one hot fix in many databases is one group, the largest first") {
  drift_groups all;
  for (std::size_t n = 0; n < 37; ++n) all.add(drifted(n, {extra_index("ix_hotfix")}));
  all.add(drifted(40, {extra_index("other"), extra_index("ix_hotfix")}));
  const auto groups = all.differences();
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].tenants == 38);
  CHECK(groups[0].example.text == "extra index ix_hotfix on wells (title)");
  CHECK(groups[0].first.size() == 10);
  CHECK(groups[0].first.front() == "t0");
  CHECK(groups[1].tenants == 1);
}

TEST_CASE("the same drift on two kinds of databases is two groups, for its SQL differs") {
  drift_groups all;
  all.add(drifted(1, {extra_index("ix")}, "postgresql"));
  all.add(drifted(2, {extra_index("ix")}, "mariadb"));
  CHECK(all.differences().size() == 2);
}

TEST_CASE("SQL that stands alone is the example of its group") {
  drift_groups all;
  schema_difference among_others = extra_index("ix");
  among_others.alone = false;
  among_others.mend.clear();
  all.add(drifted(1, {among_others}));
  all.add(drifted(2, {extra_index("ix")}));
  REQUIRE(all.differences().size() == 1);
  CHECK(all.differences()[0].example.alone);
  CHECK(all.differences()[0].example.mend.size() == 1);
}

TEST_CASE("a fleet with as many drifts as tenants fills a hundred groups and one for the rest") {
  drift_groups all;
  for (std::size_t n = 0; n < 500; ++n) {
    tenant_outcome one =
        drifted(n, {extra_index("a" + std::to_string(n)), extra_index("b" + std::to_string(n))});
    one.drift->not_compared.push_back({"view " + std::to_string(n), "why"});
    all.add(one);
  }
  const auto groups = all.differences();
  REQUIRE(groups.size() == 101);
  CHECK(groups[0].tenants == 450);  // each tenant once, though two of its differences are in there
  CHECK(groups[0].example.mend.empty());
  CHECK(groups[0].first.size() == 10);
  REQUIRE(all.not_compared().size() == 101);
  CHECK(all.not_compared()[0].tenants == 400);
}
