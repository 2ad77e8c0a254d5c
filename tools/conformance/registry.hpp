#pragma once
// The list of tests.  A file of tests/ declares each as an object, and that is its registration:
//
//   const registered close_null{{.id = "lifecycle.close-null",
//                                .at = level::core,
//                                .demands = "close accepts NULL and does nothing",
//                                .where = "adapter.h: close",
//                                .run = [](subject &it) { it.table().close(nullptr); }}};
#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tenantry::conformance {

class subject;

// Each level includes those before it.
enum class level : std::uint8_t { none, core, migrations, full };
[[nodiscard]] std::string_view name_of(level which);

// What must be there, else the test is skipped with the reason.
struct needs {
  std::uint64_t traits = 0;                    // TNT_TRAIT_…; absent: a skip that the level forgives
  std::vector<std::string_view> extensions{};  // likewise
  std::vector<std::string_view> features{};    // of the quirks file, "nul_in_text"; false there: likewise
  bool url = false;                            // absent: the level counts as not reached
  bool manifest = false;                       // likewise
  std::vector<std::string_view> quirks{};      // "sql.long_statement"; absent: likewise
};

struct test {
  std::string_view id;       // group.name; never changes once released
  level at = level::core;    // the lowest level that asks for it
  std::string_view demands;  // what the contract demands, one sentence
  std::string_view where;    // where that is written: "adapter.h: open"
  needs with{};
  void (*run)(subject &) = nullptr;
  std::chrono::seconds limit{0};  // more time than --timeout gives others; 0: the same
  int gate = 0;                   // 1, 2 …: runs before all others, and when it is bad no other can run

  [[nodiscard]] std::string_view group() const { return id.substr(0, id.find('.')); }
};

class registered {
 public:
  explicit registered(const test &one);
};

// Gates first, in their order; then by id.
[[nodiscard]] const std::vector<test> &all_tests();
[[nodiscard]] const test *find_test(std::string_view id);

}  // namespace tenantry::conformance
