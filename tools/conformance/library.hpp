#pragma once
// Loading an adapter the way adapter.h describes, inside the child process of one test.  Nothing is hidden: a
// test can call the entry itself, look at the raw table, or at the file's symbols.
#include <tenantry/sdk/adapter.h>
#include <string>
#include <vector>

#include "tools/conformance/target.hpp"

namespace tenantry::conformance {

// The host that the adapter sees.  Writes all that is logged into `logged`.
[[nodiscard]] const tnt_host *kit_host();
[[nodiscard]] std::string logged();

class library {
 public:
  explicit library(target what) : what_(std::move(what)) {}

  // Loads and finds the entry; throws finding.  Never unloaded.
  tnt_entry_v1 entry();
  // The table of the first call; throws finding where there is none.
  const tnt_adapter &raw_table();
  // The table as a host uses it: as long as ours, with a function for every optional member that is absent.
  // Throws finding where a required member is absent.
  const tnt_adapter &table();
  [[nodiscard]] const target &what() const { return what_; }

 private:
  target what_;
  tnt_entry_v1 entry_ = nullptr;
  const tnt_adapter *raw_ = nullptr;
  bool usable_ = false;
  tnt_adapter table_{};
};

// A NULL or absent required member of the table, by name.
[[nodiscard]] std::vector<std::string> absent_members(const tnt_adapter &table);
// What a 64-bit ELF file offers to the dynamic linker; empty where the file is no such thing.
[[nodiscard]] std::vector<std::string> exported_symbols(const std::string &path);

}  // namespace tenantry::conformance
