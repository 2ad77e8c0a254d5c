#pragma once
// Runs the built program as a person would: arguments, environment, folder, input; gives back what it said
// and what it cost.  Output goes to files, so that a program that says much never waits for the test.
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/temporary_folder.hpp"

namespace tenantry::testing {

struct program_call {
  std::vector<std::string> arguments;
  std::map<std::string, std::string>
      environment;  // added to the test's own, which is passed without TENANTRY_…
  std::filesystem::path folder = ".";
  std::string input;
  std::chrono::seconds timeout{120};
  std::filesystem::path program;  // empty: tenantry_program()
};

struct finished_program {
  int exit_code = -1;  // 128 + signal where a signal ended it
  bool timed_out = false;
  std::string out, err;
  long peak_kib = 0;       // of resident memory, sampled every few milliseconds
  long peak_heap_kib = 0;  // of that, what is no file's: heap and stacks
  std::chrono::milliseconds took{0};
  std::chrono::milliseconds processor_time{0};
};

// A program in the background.  It is killed, if it still runs, when the object goes.
class running_program {
 public:
  explicit running_program(const program_call &call);
  ~running_program();
  running_program(const running_program &) = delete;
  running_program &operator=(const running_program &) = delete;

  void send(int signal) const;
  [[nodiscard]] bool running();
  [[nodiscard]] std::string out_so_far() const;
  [[nodiscard]] std::string err_so_far() const;
  finished_program wait();

 private:
  bool reap(bool block);
  void sample_memory();

  temporary_folder files_;
  int pid_ = -1;
  std::chrono::seconds timeout_;
  std::chrono::steady_clock::time_point begun_;
  bool reaped_ = false;
  finished_program end_;
};

finished_program run_program(const program_call &call);

// $TENANTRY_PROGRAM, else bin/tenantry of the build tree that this test belongs to.
[[nodiscard]] std::filesystem::path tenantry_program();
// The program that was built with this test: it can load an adapter that was too, whatever sanitizer is in
// it.
[[nodiscard]] std::filesystem::path program_of_this_tree();

}  // namespace tenantry::testing
