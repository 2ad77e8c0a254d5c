#include "core/adapter/canceller.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

using namespace tenantry;

namespace {

std::atomic<bool> release_cancel{false};
std::atomic<int> cancelled{0}, closed{0};

tnt_adapter table_that_hangs() {
  release_cancel = false;
  cancelled = closed = 0;
  tnt_adapter table{};
  table.cancel = [](tnt_conn *) {
    while (!release_cancel) std::this_thread::sleep_for(milliseconds(1));
    ++cancelled;
  };
  table.close = [](tnt_conn *) { ++closed; };
  return table;
}

}  // namespace

TEST_CASE("nobody waits for a cancel beyond his patience and the connection is still closed after it") {
  const tnt_adapter table = table_that_hangs();
  {
    canceller ender(table);
    CHECK_FALSE(ender.end(nullptr, canceller::then::close, milliseconds(20)));
    CHECK(closed == 0);
    release_cancel = true;
    CHECK(ender.end(nullptr, canceller::then::leave_open, milliseconds(10000)));
    CHECK(cancelled == 2);
  }
  CHECK(closed == 1);
}

TEST_CASE("a cancel that never returns does not keep the program from ending") {
  const tnt_adapter table = table_that_hangs();
  const auto begun = monotonic::now();
  {
    canceller ender(table);
    CHECK_FALSE(ender.end(nullptr, canceller::then::close, milliseconds(1)));
  }
  CHECK(monotonic::now() - begun < std::chrono::seconds(20));
  release_cancel = true;
  while (closed == 0)
    std::this_thread::sleep_for(milliseconds(1));  // the thread outlived the canceller unharmed
}
