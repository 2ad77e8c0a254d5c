#include "tests/support/program.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace tenantry::testing {
namespace {

using clock = std::chrono::steady_clock;

// What a test inherits (a person's TENANTRY_CONFIG, say) must not steer the program under test.
std::vector<std::string> environment_of(const program_call &call) {
  std::vector<std::string> all;
  for (char **entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::string name(text.substr(0, text.find('=')));
    const bool ours = name.starts_with("TENANTRY_") || name.starts_with("PG") ||
                      name == "MASTER_DATABASE_URL" || name == "TENANT_ID" || name == "NO_COLOR";
    if (!ours && !call.environment.contains(name)) all.emplace_back(text);
  }
  for (const auto &[name, value] : call.environment) all.push_back(name + "=" + value);
  return all;
}

std::vector<char *> pointers(std::vector<std::string> &texts) {
  std::vector<char *> all;
  all.reserve(texts.size() + 1);
  for (auto &text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

[[noreturn]] void become(const char *program, char *const *arguments, char *const *environment,
                         const char *folder, const char *in, const char *out, const char *err) {
  // The test's own handlers must not run in the child.
  for (const int one : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL})
    std::signal(one, SIG_DFL);
  const int fd_in = open(in, O_RDONLY);
  const int fd_out = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int fd_err = open(err, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd_in < 0 || fd_out < 0 || fd_err < 0 || chdir(folder) != 0) _exit(125);
  dup2(fd_in, 0);
  dup2(fd_out, 1);
  dup2(fd_err, 2);
  setpgid(0, 0);  // a signal for the test's group is not for the program
  execve(program, arguments, environment);
  _exit(126);
}

// Ends when the child has become the program or is gone: either closes its end.  Before that the child's
// memory is a copy of the test's own.
void wait_for_exec(int reading_end) {
  char none = 0;
  while (read(reading_end, &none, 1) < 0 && errno == EINTR) {
  }
  close(reading_end);
}

std::chrono::milliseconds milliseconds_of(const timeval &time) {
  return std::chrono::milliseconds(time.tv_sec * 1000 + time.tv_usec / 1000);
}

}  // namespace

running_program::running_program(const program_call &call) : timeout_(call.timeout), begun_(clock::now()) {
  const std::string program = (call.program.empty() ? tenantry_program() : call.program).string();
  std::vector<std::string> arguments{program};
  arguments.insert(arguments.end(), call.arguments.begin(), call.arguments.end());
  auto environment = environment_of(call);
  auto argv = pointers(arguments);
  auto envp = pointers(environment);
  const std::string folder = call.folder.string();
  const std::string in = files_.write("in", call.input).string();
  const std::string out = (files_.path() / "out").string();
  const std::string err = (files_.path() / "err").string();
  std::array<int, 2> execed{};
  if (pipe2(execed.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  pid_ = fork();
  if (pid_ == 0)
    become(program.c_str(), argv.data(), envp.data(), folder.c_str(), in.c_str(), out.c_str(), err.c_str());
  close(execed[1]);
  wait_for_exec(execed[0]);
  if (pid_ < 0) throw std::runtime_error("cannot fork");
}

running_program::~running_program() {
  if (reaped_) return;
  kill(pid_, SIGKILL);
  reap(true);
}

void running_program::send(int signal) const {
  if (!reaped_) kill(pid_, signal);
}

bool running_program::running() {
  return !reap(false);
}

bool running_program::reap(bool block) {
  if (reaped_) return true;
  int state = 0;
  rusage used{};
  if (wait4(pid_, &state, block ? 0 : WNOHANG, &used) != pid_) return false;
  reaped_ = true;
  end_.exit_code = WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
  end_.processor_time = milliseconds_of(used.ru_utime) + milliseconds_of(used.ru_stime);
  end_.took = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - begun_);
  return true;
}

// The kernel keeps the peak of all, so that the last sample is it but for the last milliseconds.  Not
// ru_maxrss: that begins with the memory of the test itself, from which the program was forked.
void running_program::sample_memory() {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:"))
      end_.peak_kib = std::stol(line.substr(6));
    else if (line.starts_with("RssAnon:"))
      end_.peak_heap_kib = std::max(end_.peak_heap_kib, std::stol(line.substr(8)));
}

std::string running_program::out_so_far() const {
  const auto file = files_.path() / "out";
  return std::filesystem::exists(file) ? read_text(file) : std::string();
}

std::string running_program::err_so_far() const {
  const auto file = files_.path() / "err";
  return std::filesystem::exists(file) ? read_text(file) : std::string();
}

finished_program running_program::wait() {
  while (!reap(false)) {
    sample_memory();
    if (clock::now() - begun_ > timeout_) {
      end_.timed_out = true;
      kill(pid_, SIGKILL);
      reap(true);
      break;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  end_.out = out_so_far();
  end_.err = err_so_far();
  return end_;
}

finished_program run_program(const program_call &call) {
  return running_program(call).wait();
}

std::filesystem::path tenantry_program() {
  if (const char *given = std::getenv("TENANTRY_PROGRAM"); given != nullptr && *given != '\0') return given;
  return program_of_this_tree();
}

std::filesystem::path program_of_this_tree() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "tenantry";
}

}  // namespace tenantry::testing
