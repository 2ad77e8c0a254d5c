// Runs a command and writes what it cost, by the operating system's own account, to a file:
//   wall_ms=… cpu_ms=… rss_kb=…
// usage: measure OUT COMMAND [ARGUMENT …]     exit code: the command's
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace {

double milliseconds(const timeval &t) {
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) / 1e3;
}

}  // namespace

int main(int argc, char **argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: %s OUT COMMAND [ARGUMENT ...]\n", argv[0]);
    return 2;
  }
  const auto began = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child == 0) {
    ::execvp(argv[2], argv + 2);
    std::perror(argv[2]);
    ::_exit(127);
  }
  int how = 0;
  rusage cost{};
  if (child < 0 || ::wait4(child, &how, 0, &cost) != child) return 1;
  const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - began;
  if (std::FILE *out = std::fopen(argv[1], "w"); out != nullptr) {
    std::fprintf(out, "wall_ms=%.1f cpu_ms=%.1f rss_kb=%ld\n", wall.count(),
                 milliseconds(cost.ru_utime) + milliseconds(cost.ru_stime), cost.ru_maxrss);
    std::fclose(out);
  }
  return WIFEXITED(how) ? WEXITSTATUS(how) : 1;
}
