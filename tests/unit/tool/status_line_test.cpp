#include "tools/tenantry/status_line.hpp"

#include <catch2/catch.hpp>

using namespace tenantry;

TEST_CASE("progress tells the count, and after a second the rate and the time left") {
  rollout_progress now;
  now.total = 10000;
  now.finished = 1204;
  CHECK(progress_text(now, 500) == "1,204 of 10,000 tenants");
  CHECK(progress_text(now, 4000) == "1,204 of 10,000 tenants, 301/s, 30 s left");
  now.finished = 10000;
  CHECK(progress_text(now, 4000) == "10,000 of 10,000 tenants, 2500/s");
}

TEST_CASE("there is a line for the whole and one for each busy worker") {
  rollout_progress now;
  now.total = 3;
  now.working_on = {"north-sea", "", "gulf"};
  const auto lines = status_lines(now, "tenant", 100, 80, 24);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].find("tenant: 0 of 3 tenants") == 0);
  CHECK(lines[1] == "  north-sea");
  CHECK(lines[2] == "  gulf");
}

TEST_CASE("lines fit a small terminal") {
  rollout_progress now;
  now.total = 100;
  now.working_on = std::vector<std::string>(50, std::string(100, 'x'));
  const auto lines = status_lines(now, "tenant", 100, 20, 10);
  CHECK(lines.size() <= 10);
  for (const std::string &line : lines) CHECK(line.size() <= 20);
  CHECK(lines.back().find("more") != std::string::npos);
}

TEST_CASE("nothing is drawn where the stream is no terminal") {
  std::FILE *file = std::tmpfile();
  REQUIRE(file != nullptr);
  {
    status_line line(file, true);
    CHECK_FALSE(line.drawing());
    line.begin("tenant");
    line.update({});
    line.end();
  }
  CHECK(std::ftell(file) == 0);
  std::fclose(file);
}
