#include "tests/support/own_mariadb.hpp"

#include <csignal>
#include <stdexcept>
#include <thread>

#include "tests/support/program.hpp"

namespace tenantry::testing {
namespace {

void servers(const std::vector<std::string> &arguments) {
  program_call call;
  call.program = TENANTRY_SERVERS;
  call.arguments = arguments;
  const auto run = run_program(call);
  if (run.exit_code != 0)
    throw std::runtime_error("tools/servers/servers " + arguments.front() + ": " + run.out + run.err);
}

// A process that nobody has reaped yet counts as gone.
bool runs(int pid) {
  try {
    const std::string stat = read_text("/proc/" + std::to_string(pid) + "/stat");
    return stat.find(") Z") == std::string::npos;
  } catch (const std::exception &) {
    return false;
  }
}

}  // namespace

own_mariadb::own_mariadb() {
  std::filesystem::permissions(files_.path(),
                               std::filesystem::perms(0755));  // the server may be another user
  servers({"start", folder(), "mariadb"});
  const std::string env = read_text(folder() + "/env");
  const std::size_t begin = env.find("mariadb://"), end = env.find('\n', begin);
  if (begin == std::string::npos) throw std::runtime_error("no server in " + env);
  for (std::size_t at = begin; at < end; ++at)
    if (env[at] != '\\') url_ += env[at];
}

own_mariadb::~own_mariadb() {
  try {
    servers({"stop", folder()});
  } catch (const std::exception &) {  // its folder names what is left
  }
}

void own_mariadb::kill() const {
  const int pid = std::stoi(read_text(folder() + "/mariadb/pid"));
  ::kill(pid, SIGKILL);
  for (int tries = 0; runs(pid); ++tries) {
    if (tries > 1000) throw std::runtime_error("a killed server is still there");
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

void own_mariadb::start_again() const {
  servers({"again", folder(), "mariadb"});
}

}  // namespace tenantry::testing
