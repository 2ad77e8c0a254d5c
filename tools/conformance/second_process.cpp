#include "tools/conformance/second_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <utility>

namespace tenantry::conformance {
namespace {

void write_word(int to) {
  const char word = '!';
  while (write(to, &word, 1) < 0 && errno == EINTR) continue;
}

bool read_word(int from) {
  char word = 0;
  ssize_t n = 0;
  while ((n = read(from, &word, 1)) < 0 && errno == EINTR) continue;
  return n == 1;
}

}  // namespace

void second_process::side::say_ready() const {
  write_word(to_);
}

void second_process::side::wait_for_go() const {
  if (!read_word(from_)) _exit(1);  // the test is gone
}

second_process::second_process(const std::function<void(const side &)> &code) {
  std::array<int, 2> up{}, down{};
  if (pipe2(up.data(), O_CLOEXEC) != 0 || pipe2(down.data(), O_CLOEXEC) != 0)
    throw std::runtime_error("no pipe");
  process_ = fork();
  if (process_ < 0) throw std::runtime_error("fork failed");
  if (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    close(up[0]);
    close(down[1]);
    try {
      code(side(down[0], up[1]));
    } catch (...) {
      _exit(1);
    }
    _exit(0);
  }
  close(up[1]);
  close(down[0]);
  from_ = up[0];
  to_ = down[1];
}

second_process::~second_process() {
  kill();
  close(from_);
  close(to_);
}

bool second_process::wait_until_ready(std::chrono::milliseconds limit) const {
  pollfd word{from_, POLLIN, 0};
  return poll(&word, 1, static_cast<int>(limit.count())) == 1 && read_word(from_);
}

void second_process::go() const {
  write_word(to_);
}

void second_process::kill() {
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  (void)end();
}

int second_process::end() {
  int status = 0;
  const pid_t process = std::exchange(process_, -1);
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace tenantry::conformance
