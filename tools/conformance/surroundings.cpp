#include "tools/conformance/surroundings.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace tenantry::conformance {
namespace {

std::string environment_text() {
  std::string all;
  for (char **one = environ; *one != nullptr; ++one) all += fmt::format("{}\n", *one);
  return all;
}

// Ignored, default or handled: the address of a handler is nobody's business.
std::string signals_text() {
  std::string all;
  for (int number = 1; number < SIGRTMIN; ++number) {
    struct sigaction now {};
    if (sigaction(number, nullptr, &now) != 0) continue;
    if (now.sa_handler == SIG_DFL) continue;
    const char *name = sigabbrev_np(number);
    all += fmt::format("{} is {}; ", name == nullptr ? "?" : name,
                       now.sa_handler == SIG_IGN ? "ignored" : "handled");
  }
  sigset_t mask{};
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  for (int number = 1; number < SIGRTMIN; ++number)
    if (sigismember(&mask, number) == 1) all += fmt::format("signal {} is blocked; ", number);
  return all;
}

std::string descriptors_text() {
  std::string all;
  std::error_code ignored;
  for (int number = 0; number < 1024; ++number) {
    const auto at = std::filesystem::read_symlink(fmt::format("/proc/self/fd/{}", number), ignored);
    if (!ignored) all += fmt::format("{} -> {}; ", number, at.string());
  }
  return all;
}

std::string threads_text() {
  int count = 0;
  std::error_code ignored;
  for ([[maybe_unused]] const auto &one : std::filesystem::directory_iterator("/proc/self/task", ignored))
    ++count;
  return fmt::format("{}", count);
}

// The name of the first variable that only one of both has with this value.
std::string first_changed(const std::string &before, const std::string &after) {
  for (const auto &[some, others] : {std::pair(after, before), std::pair(before, after)}) {
    for (std::size_t at = 0; at < some.size();) {
      const std::size_t end = some.find('\n', at);
      const std::string line = some.substr(at, end - at);
      if (("\n" + others).find("\n" + line + "\n") == std::string::npos)
        return line.substr(0, line.find('='));
      at = end + 1;
    }
  }
  return "the order of its variables";
}

mode_t read_umask() {
  const mode_t now = umask(0);
  umask(now);
  return now;
}

}  // namespace

surroundings look_around() {
  std::error_code ignored;
  return {{{"locale", std::setlocale(LC_ALL, nullptr)},
           {"working folder", std::filesystem::current_path(ignored).string()},
           {"umask", fmt::format("{:o}", read_umask())},
           {"environment", environment_text()},
           {"signals", signals_text()},
           {"descriptors", descriptors_text()},
           {"threads", threads_text()}}};
}

std::string difference(const surroundings &before, const surroundings &after, const std::string &only) {
  const auto was = before.facts.find(only), is = after.facts.find(only);
  if (was->second == is->second) return {};
  // Its values may be secrets.
  if (only == "environment")
    return fmt::format("environment: changed at {}", first_changed(was->second, is->second));
  return fmt::format("{}: was \"{}\" and is \"{}\"", only, was->second, is->second);
}

std::string written_by(const std::function<void()> &code) {
  (void)std::fflush(nullptr);
  const int file = memfd_create("written", MFD_CLOEXEC);
  const std::array<int, 2> kept = {fcntl(1, F_DUPFD_CLOEXEC, 64), fcntl(2, F_DUPFD_CLOEXEC, 64)};
  dup2(file, 1);
  dup2(file, 2);
  code();
  (void)std::fflush(nullptr);
  dup2(kept[0], 1);
  dup2(kept[1], 2);
  for (const int one : kept) close(one);
  std::string text(static_cast<std::size_t>(lseek(file, 0, SEEK_END)), '\0');
  const ssize_t n = pread(file, text.data(), text.size(), 0);
  close(file);
  text.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
  return text;
}

}  // namespace tenantry::conformance
