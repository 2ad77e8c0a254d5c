#include "core/adapter/elf.hpp"

#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstring>
#include <optional>

namespace tenantry {
namespace {

struct elf_facts {
  unsigned char bits = 0, order = 0;
  std::uint16_t type = 0, machine = 0;
};

std::uint16_t number_at(const unsigned char *bytes, bool big_endian) {
  const int high = big_endian ? bytes[0] : bytes[1];
  const int low = big_endian ? bytes[1] : bytes[0];
  return static_cast<std::uint16_t>(high << 8 | low);
}

std::optional<elf_facts> read_header(int fd) {
  // e_ident, e_type and e_machine stand at the same places for 32 and 64 bits.
  unsigned char head[EI_NIDENT + 4];
  if (::pread(fd, &head[0], sizeof head, 0) != static_cast<ssize_t>(sizeof head)) return std::nullopt;
  if (std::memcmp(&head[0], ELFMAG, SELFMAG) != 0) return std::nullopt;
  const bool big_endian = head[EI_DATA] == ELFDATA2MSB;
  return elf_facts{head[EI_CLASS], head[EI_DATA], number_at(&head[EI_NIDENT], big_endian),
                   number_at(&head[EI_NIDENT + 2], big_endian)};
}

std::string describe(const elf_facts &facts) {
  const auto name = [&]() -> std::string {
    switch (facts.machine) {
      case EM_X86_64:
        return "x86_64";
      case EM_386:
        return "i386";
      case EM_AARCH64:
        return "aarch64";
      case EM_ARM:
        return "arm";
      case EM_RISCV:
        return "riscv";
      case EM_PPC64:
        return "ppc64";
      case EM_S390:
        return "s390x";
      default:
        return fmt::format("processor {}", facts.machine);
    }
  }();
  return fmt::format("{} ({} bits, {} endian)", name, facts.bits == ELFCLASS64 ? 64 : 32,
                     facts.order == ELFDATA2MSB ? "big" : "little");
}

std::optional<elf_facts> own_header() {
  const int fd = ::open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return std::nullopt;
  const auto facts = read_header(fd);
  ::close(fd);
  return facts;
}

}  // namespace

status check_architecture(int fd) {
  const auto theirs = read_header(fd);
  if (!theirs || theirs->type != ET_DYN)
    return fail(category::bad_config, "the file is not a shared library (ELF)", "install the adapter again");
  static const std::optional<elf_facts> ours = own_header();
  if (!ours) return {};  // without /proc the loader decides
  if (theirs->machine == ours->machine && theirs->bits == ours->bits && theirs->order == ours->order)
    return {};
  return fail(category::bad_config,
              fmt::format("the library is for another architecture: {}, and this program is for {}",
                          describe(*theirs), describe(*ours)),
              "install the adapter's build for this machine");
}

}  // namespace tenantry
