#pragma once
// What a test gets: the adapter, the quirks, the URL, and ways to end with a verdict.  A test that returns is
// ok.
#include <tenantry/sdk/adapter.h>
#include <optional>
#include <string>

#include "tools/conformance/connection.hpp"
#include "tools/conformance/library.hpp"
#include "tools/conformance/quirks.hpp"
#include "tools/conformance/registry.hpp"
#include "tools/conformance/url.hpp"
#include "tools/conformance/verdict.hpp"

namespace tenantry::conformance {

// What a run is about.
struct job {
  target what{};
  quirks differs{};
  std::string url{};
};

// A table of a test, dropped when the object goes (on a connection of its own).
class scratch_table {
 public:
  scratch_table(subject &it, std::string called) : it_(it), name(std::move(called)) {}
  ~scratch_table();
  scratch_table(const scratch_table &) = delete;
  scratch_table &operator=(const scratch_table &) = delete;

 private:
  subject &it_;

 public:
  const std::string name;
};

class subject {
 public:
  explicit subject(const job &given) : given_(given), library_(given.what) {}

  // ---- the adapter
  conformance::library &library() { return library_; }
  const tnt_adapter &table() { return library_.table(); }
  // Cast to the extension's struct; NULL where the adapter has none.
  template <class Struct>
  const Struct *extension(const char *id) {
    return static_cast<const Struct *>(table().extension(id));
  }
  bool has_trait(std::uint64_t trait) { return (table().traits & trait) != 0; }

  // ---- what it is run with
  [[nodiscard]] const std::string &url() const { return given_.url; }
  [[nodiscard]] const target &what() const { return given_.what; }
  [[nodiscard]] const quirks &differs() const { return given_.differs; }
  // The SQL text or type of the quirks with its {placeholders} filled: sql("insert", {{"table", name}}).
  [[nodiscard]] std::string sql(std::string_view name, const placeholders &with = {}) const;
  [[nodiscard]] std::string type(std::string_view name) const;
  // A URL of the quirks ("malformed"), made from ours.
  [[nodiscard]] std::string url_for(std::string_view name) const;
  // The fields of open: the quirks' own, the URL, and what is given here.
  [[nodiscard]] fields config(const fields &more = {}) const;

  // ---- connections
  connection open(const fields &more = {}, const limits &within = {});      // must work
  connection try_open(const fields &more = {}, const limits &within = {});  // see its `opened`
  // Makes a table (id, word); `type` given: (id, cell of that type).
  scratch_table make_table(connection &on, std::string_view type = {});
  [[nodiscard]] std::string scratch_name();
  std::int64_t count(connection &on, const scratch_table &rows_of) const;

  // ---- verdicts
  [[noreturn]] void fail(const std::string &seen) const { throw finding{verdict::failed, seen}; }
  [[noreturn]] void skip(const std::string &why) const { throw finding{verdict::skipped, why, true}; }
  [[noreturn]] void warn(const std::string &seen) const { throw finding{verdict::warning, seen}; }
  void expect(bool good, const std::string &seen) const {
    if (!good) fail(seen);
  }
  // The call must have worked; answers it.
  const answer &must(const answer &told, std::string_view what) const;
  // The call must have failed with this status; answers it.
  const answer &must_be(tnt_status status, const answer &told, std::string_view what) const;
  // The text holds neither the canary nor the password of our URL.
  void no_secret_in(std::string_view text, std::string_view where) const;

 private:
  const job &given_;
  conformance::library library_;
  int scratch_ = 0;
};

// Runs the test of the job in this process; what it throws becomes the verdict.
[[nodiscard]] outcome_of_test run_here(const test &one, const job &given);

}  // namespace tenantry::conformance
