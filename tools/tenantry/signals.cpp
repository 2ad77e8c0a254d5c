#include "tools/tenantry/signals.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>

#include "core/base/log.hpp"
#include "tools/tenantry/exit_code.hpp"

namespace tenantry {
namespace {

sigset_t watched() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

signal_watch::signal_watch(rollout_stops &stops) : stops_(stops) {
  const sigset_t set = watched();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signals_ = ::signalfd(-1, &set, SFD_CLOEXEC);
  end_ = ::eventfd(0, EFD_CLOEXEC);
  thread_ = std::jthread([this] { watch(); });
}

signal_watch::~signal_watch() {
  const std::uint64_t one = 1;
  const ssize_t written = ::write(end_, &one, sizeof one);
  static_cast<void>(written);  // an eventfd with room cannot refuse
  thread_.join();
  ::close(signals_);
  ::close(end_);
  const sigset_t set = watched();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void signal_watch::watch() {
  pollfd waits[] = {{signals_, POLLIN, 0}, {end_, POLLIN, 0}};
  for (;;) {
    if (::poll(waits, 2, -1) < 0) continue;
    if ((waits[1].revents & POLLIN) != 0) return;
    signalfd_siginfo info{};
    if ((waits[0].revents & POLLIN) != 0 && ::read(signals_, &info, sizeof info) == sizeof info) received();
  }
}

void signal_watch::received() {
  switch (++count_) {
    case 1:
      log_warn("Stopping: running tenants finish, no further one starts. Once more ends their statements.");
      stops_.drain();
      break;
    case 2:
      log_warn("Ending running statements. Once more leaves at once.");
      stops_.cancel();
      break;
    default:
      ::_exit(exit_codes::interrupted);
  }
}

}  // namespace tenantry
