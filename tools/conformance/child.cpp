#include "tools/conformance/child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <stdexcept>
#include <utility>

namespace tenantry::conformance {
namespace {

using clock = std::chrono::steady_clock;
constexpr std::size_t kept_output = 16UL * 1024;

struct descriptor {
  int number = -1;
  explicit descriptor(int n) : number(n) {}
  ~descriptor() { reset(); }
  descriptor(descriptor &&other) noexcept : number(std::exchange(other.number, -1)) {}
  descriptor(const descriptor &) = delete;
  descriptor &operator=(const descriptor &) = delete;
  void reset() {
    if (number >= 0) close(std::exchange(number, -1));
  }
};

struct pipe_ends {
  descriptor read{-1}, write{-1};
  pipe_ends() {
    std::array<int, 2> both{};
    if (pipe2(both.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    fcntl(both[0], F_SETFL, O_NONBLOCK);
    read.number = both[0];
    write.number = both[1];
  }
};

void write_all(int to, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = write(to, text.data(), text.size());
    if (n <= 0) _exit(125);
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

// In the child.  The copies go high first, so that none is overwritten; nothing else of the parent stays
// open.
[[noreturn]] void become_test(std::array<int, 4> wanted,
                              const std::function<outcome_of_test()> &work) noexcept {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  for (int &one : wanted) one = fcntl(one, F_DUPFD_CLOEXEC, 64);
  for (std::size_t at = 0; at < wanted.size(); ++at) dup2(wanted.at(at), static_cast<int>(at));
  constexpr int verdict_descriptor = static_cast<int>(wanted.size()) - 1;
  fcntl(verdict_descriptor, F_SETFD, FD_CLOEXEC);
  close_range(wanted.size(), ~0U, 0);
  unsetenv("TENANTRY_CHECK_URL");
  write_all(verdict_descriptor, to_wire(work()));
  _exit(0);  // what the adapter left to run at exit is library.leaves-quietly's business
}

// Keeps the beginning and reads on, so that the child never waits for us.
bool drain(const descriptor &from, std::string &into, std::size_t most) {
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t n = read(from.number, buffer.data(), buffer.size());
    if (n < 0) return errno == EAGAIN || errno == EINTR;
    if (n == 0) return false;
    if (into.size() < most)
      into.append(buffer.data(), std::min(static_cast<std::size_t>(n), most - into.size()));
  }
}

struct streams {
  pipe_ends out, err, told;
  std::string out_text, err_text, told_text;

  void drain_all() {
    if (out.read.number >= 0 && !drain(out.read, out_text, kept_output)) out.read.reset();
    if (err.read.number >= 0 && !drain(err.read, err_text, kept_output)) err.read.reset();
    if (told.read.number >= 0 && !drain(told.read, told_text, 1024UL * 1024)) told.read.reset();
  }
};

// True where the process ended in time.
bool wait_for_end(int process, streams &from, clock::time_point until) {
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - clock::now()).count();
    if (left <= 0) return false;
    std::array<pollfd, 4> all{{{process, POLLIN, 0},
                               {from.out.read.number, POLLIN, 0},
                               {from.err.read.number, POLLIN, 0},
                               {from.told.read.number, POLLIN, 0}}};
    if (poll(all.data(), all.size(), static_cast<int>(left)) < 0 && errno != EINTR)
      throw std::runtime_error("poll failed");
    from.drain_all();
    if (all[0].revents != 0) return true;
  }
}

std::string signal_name(int number) {
  const char *name = sigabbrev_np(number);
  return name == nullptr ? fmt::format("signal {}", number) : fmt::format("SIG{}", name);
}

outcome_of_test judge(int status, bool ended, const streams &from, std::chrono::milliseconds limit) {
  outcome_of_test end;
  if (!ended) {
    end.is = verdict::timed_out;
    end.seen = fmt::format("it had not ended after {} ms and was killed", limit.count());
    return end;
  }
  const auto told = from_wire(from.told_text);
  if (WIFSIGNALED(status)) {
    end.is = verdict::crashed;
    end.seen = fmt::format("the process died of {}", signal_name(WTERMSIG(status)));
  } else if (!told || WEXITSTATUS(status) != 0) {
    end.is = verdict::crashed;
    end.seen = fmt::format("the process ended with status {} {}", WEXITSTATUS(status),
                           told ? "after its verdict" : "without a verdict");
  } else {
    end = *told;
  }
  return end;
}

}  // namespace

outcome_of_test run_in_child(const std::function<outcome_of_test()> &work, std::chrono::milliseconds limit) {
  const descriptor nothing(open("/dev/null", O_RDONLY | O_CLOEXEC));
  streams from;
  const auto begun = clock::now();
  std::cout.flush();
  std::fflush(nullptr);  // else the copy could write it too
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0)
    become_test({nothing.number, from.out.write.number, from.err.write.number, from.told.write.number}, work);
  setpgid(child, child);  // here too: whoever is first
  for (pipe_ends *one : {&from.out, &from.err, &from.told}) one->write.reset();
  // Not pidfd_open: its header in Debian 12 forgets extern "C".
  const descriptor process(static_cast<int>(syscall(SYS_pidfd_open, child, 0)));
  const bool ended = wait_for_end(process.number, from, begun + limit);
  kill(-child, SIGKILL);  // and whatever it left behind
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  from.drain_all();
  outcome_of_test end = judge(status, ended, from, limit);
  end.out = std::move(from.out_text);
  end.err = std::move(from.err_text);
  end.took = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - begun);
  return end;
}

}  // namespace tenantry::conformance
