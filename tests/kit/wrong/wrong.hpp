#pragma once
// Adapters that are wrong on purpose.  One library, made from every file of this folder, wraps a right
// adapter
// ($TENANTRY_KIT_RIGHT, a shared object) and does one thing wrong ($TENANTRY_KIT_WRONG, a name).  A file
// declares each wrong as an object; the same files are compiled into the test, which so knows what must fail:
//
//   const wrong crash{{.name = "close-null-crashes",
//                      .fails = "lifecycle.close-null",
//                      .with = "crashed",
//                      .table = [](tnt_adapter &t) { t.close = [](tnt_conn *c) { c ? right().close(c) :
//                      abort(); }; }}};
#include <tenantry/sdk/adapter.h>
#include <string_view>
#include <vector>

namespace tenantry::kit {

struct wrong_way {
  std::string_view name;
  std::string_view fails;                  // the one test that must notice
  std::string_view with = "failed";        // its verdict
  void (*table)(tnt_adapter &) = nullptr;  // changes the copy of the right table
  void (*entry)() = nullptr;               // runs in each call of the entry function
  void (*load)() = nullptr;                // runs while the library is loaded
  tnt_status answer = TNT_OK;              // of the entry function
  bool moves = false;                 // the second call of the entry function gives another copy of the table
  std::string_view manifest{};        // JSON that is merged into the right manifest
  std::string_view right = "sqlite";  // sqlite or postgresql
  std::string_view skips{};           // a test that needs what it hides
};

class wrong {
 public:
  explicit wrong(const wrong_way &one);
};

[[nodiscard]] const std::vector<wrong_way> &all_wrongs();
// The right adapter's table, for what is passed on.
[[nodiscard]] const tnt_adapter &right();
// The wrapper's, once it has loaded the right adapter.
void set_right(const tnt_adapter *table);

}  // namespace tenantry::kit
