#include "tools/tenantry/identity.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <random>

namespace tenantry {

std::string actor_name() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd *found = nullptr;
  ::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found);
  const std::string user = found == nullptr ? fmt::format("uid {}", ::geteuid()) : std::string(entry.pw_name);
  return fmt::format("{}@{}", user, host.data());
}

std::string new_run_id() {
  std::random_device device;
  const auto word = [&device] { return static_cast<std::uint32_t>(device()); };
  const std::uint32_t b = (word() & 0xffff0fffU) | 0x4000U;      // version 4
  const std::uint32_t c = (word() & 0x3fffffffU) | 0x80000000U;  // RFC 4122's variant
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:04x}{:08x}", word(), b >> 16U, b & 0xffffU, c >> 16U,
                     c & 0xffffU, word());
}

std::string version_text() {
  return TENANTRY_VERSION;
}

std::filesystem::path program_folder() {
  std::error_code failed;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", failed);
  return failed ? std::filesystem::path() : program.parent_path();
}

}  // namespace tenantry
