#include "broken_pipe.hpp"

#include <csignal>
#include <mutex>

namespace tenantry::odbc {
namespace {

struct found_state {
  std::mutex mutex;
  int alive = 0;               // guarded by mutex
  struct sigaction before {};  // guarded by mutex; of the first that lives
};

found_state &found() {
  static found_state it;
  return it;
}

}  // namespace

void block_broken_pipe() {
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &one, nullptr);
}

kept_broken_pipe::kept_broken_pipe() {
  found_state &it = found();
  const std::lock_guard lock(it.mutex);
  if (it.alive++ == 0) sigaction(SIGPIPE, nullptr, &it.before);
}

kept_broken_pipe::~kept_broken_pipe() {
  found_state &it = found();
  const std::lock_guard lock(it.mutex);
  sigaction(SIGPIPE, &it.before, nullptr);
  --it.alive;
}

}  // namespace tenantry::odbc
