#include "core/engine/lease_owner.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <fstream>
#include <random>
#include <sstream>

#include "core/base/digest.hpp"

namespace tenantry {
namespace {

std::string read_line(const std::string &path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return name.data();
}

// The boot, and the space of process ids: a container has one of its own.
std::string machine_key() {
  std::array<char, 128> space{};
  const auto size = readlink("/proc/self/ns/pid", space.data(), space.size() - 1);
  const std::string boot = read_line("/proc/sys/kernel/random/boot_id");
  if (size <= 0 || boot.empty()) return {};
  return sha256_hex(boot + '\n' + std::string(space.data(), static_cast<std::size_t>(size))).substr(0, 32);
}

// Field 22 of stat, counted behind the name, which may hold blanks and brackets.  "" where nobody is there.
std::string began_at(const std::string &pid) {
  const std::string line = read_line("/proc/" + pid + "/stat");
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return {};
  std::istringstream fields(line.substr(name_end + 1));
  constexpr int behind_name = 20;  // field 3 is the first
  std::string field, status;
  for (int i = 0; i < behind_name && (fields >> field); ++i)
    if (i == 0) status = field;
  return status == "Z" || status == "X" ? std::string() : field;  // ended, and not yet fetched by its parent
}

std::string new_token() {
  static std::atomic<unsigned> count{0};
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}-{}", random(), random(), random(), ++count);
}

}  // namespace

lease_owner this_owner(const std::string &actor, const std::string &run) {
  const std::string pid = std::to_string(getpid());
  return {new_token(), actor, run, host_name(), machine_key(), pid + ":" + began_at(pid)};
}

life life_of(const lease_owner &owner) {
  const std::string here = machine_key();
  if (here.empty() || owner.machine != here) return life::elsewhere;
  const std::size_t colon = owner.process.find(':');
  if (colon == std::string::npos) return life::elsewhere;
  const std::string began = began_at(owner.process.substr(0, colon));
  return !began.empty() && began == owner.process.substr(colon + 1) ? life::alive : life::dead;
}

}  // namespace tenantry
