#pragma once
// An adapter inside the test, behind the same C table as a real one.  A test says what each function does and
// reads afterwards what was called.  There is one at a time, for the contract's entry has no argument for it.
#include <tenantry/sdk/adapter.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/adapter/catalog.hpp"
#include "core/adapter/session.hpp"

namespace tenantry::testing {

tnt_text text(std::string_view s);
std::string text(tnt_text t);
// Fills the adapter's error and gives the status back.
tnt_status answer(tnt_error *e, tnt_status status, std::string_view message);

inline const std::string canary = "s3cret-c@nary";

class fake_adapter {
 public:
  fake_adapter();
  ~fake_adapter();
  fake_adapter(const fake_adapter &) = delete;

  // ---- what it does; set before the first session
  tnt_adapter table{};
  std::function<tnt_status(const tnt_call *, tnt_conn **, tnt_error *)> on_open;
  std::function<tnt_status(const tnt_call *, std::string, const tnt_cell *, std::size_t, const tnt_sink *,
                           tnt_error *)>
      on_execute;
  std::function<tnt_status(const tnt_begin *, tnt_error *)> on_begin;
  std::map<std::string, const void *> extensions;
  tnt_status entry_answer = TNT_OK;
  std::int32_t transaction_state = TNT_TX_IDLE;

  // ---- what happened
  std::vector<std::string> calls() const;
  std::thread::id thread_of(const std::string &call) const;  // of the last one
  std::map<std::string, std::string> config;                 // that open was given
  std::atomic<int> inside{0}, most_inside{0};                // calls at the same time

  // ---- a catalog and sessions over it
  static std::string manifest_json(const std::string &id = "org.example.fake",
                                   const std::string &type = "FAKE");
  catalog &adapters();
  const adapter &loaded();
  session open(const call_limits &limits = {});

  void note(const std::string &call);

 private:
  mutable std::mutex mutex_;
  std::vector<std::pair<std::string, std::thread::id>> calls_;
  std::unique_ptr<catalog> catalog_;
};

tnt_status fake_entry(const tnt_host *host, const tnt_adapter **out, tnt_error *e);

call_limits within(milliseconds duration);

}  // namespace tenantry::testing
