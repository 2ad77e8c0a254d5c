#pragma once
// What all refusals have in common: exit code, words, and no tenant touched.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/support/fleet.hpp"

namespace tenantry::testing {

// A fleet of one SQLite tenant with three migrations: right, until a test breaks something.
class fleet_to_break : public test_fleet {
 public:
  fleet_to_break() : tenant_(add_sqlite_tenant("t0")) { add_usual_migrations(); }

  // Runs `migrate tenant` and checks that it is refused with these words on stderr, before the tenant is
  // touched.
  void expect_refusal(int exit_code, const std::vector<std::string> &words,
                      std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"migrate", "tenant", "--json"});
    expect_refusal_of(call(std::move(more)), exit_code, words);
  }

  void expect_refusal_of(const program_call &call, int exit_code,
                         const std::vector<std::string> &words) const {
    const auto run = run_program(call);
    INFO("exit " << run.exit_code << "\n--- stdout\n" << run.out << "--- stderr\n" << run.err);
    CHECK(run.exit_code == exit_code);
    for (const auto &word : words) {
      INFO("expected: " << word);
      CHECK(run.err.find(word) != std::string::npos);
    }
    CHECK(run.out.find("\"outcome\"") == std::string::npos);
    CHECK(read_text(tenant_).empty());
  }

  // The same, with one file of the migration folder written anew.
  void expect_refusal_with(const std::string &file, const std::string &text,
                           const std::vector<std::string> &words) const {
    write_text(migrations() / file, text);
    expect_refusal(2, words);
  }

 private:
  std::filesystem::path tenant_;
};

}  // namespace tenantry::testing
