// The symbols of a shared object, read from the file: dlopen tells only of those that one asks for.
#include <elf.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>

#include "tools/conformance/library.hpp"

namespace tenantry::conformance {
namespace {

// Every read is checked against the file's size: the file may be anything.
struct elf_file {
  std::string bytes;

  template <class Struct>
  [[nodiscard]] std::optional<Struct> at(std::uint64_t offset) const {
    if (offset > bytes.size() || bytes.size() - offset < sizeof(Struct)) return std::nullopt;
    Struct read;
    std::memcpy(&read, bytes.data() + offset, sizeof read);
    return read;
  }
  [[nodiscard]] std::string text_at(std::uint64_t offset) const {
    if (offset >= bytes.size()) return {};
    const std::size_t end = bytes.find('\0', offset);
    return bytes.substr(offset, end == std::string::npos ? end : end - offset);
  }
};

bool is_exported(const Elf64_Sym &symbol) {
  const auto binding = ELF64_ST_BIND(symbol.st_info);
  const auto visibility = ELF64_ST_VISIBILITY(symbol.st_other);
  return symbol.st_shndx != SHN_UNDEF &&
         (binding == STB_GLOBAL || binding == STB_WEAK || binding == STB_GNU_UNIQUE) &&
         (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
}

void read_symbols(const elf_file &file, const Elf64_Shdr &table, const Elf64_Shdr &names,
                  std::vector<std::string> &into) {
  if (table.sh_entsize != sizeof(Elf64_Sym)) return;
  for (std::uint64_t offset = 0; offset + sizeof(Elf64_Sym) <= table.sh_size; offset += sizeof(Elf64_Sym)) {
    const auto symbol = file.at<Elf64_Sym>(table.sh_offset + offset);
    if (!symbol) return;
    if (is_exported(*symbol)) into.push_back(file.text_at(names.sh_offset + symbol->st_name));
  }
}

}  // namespace

std::vector<std::string> exported_symbols(const std::string &path) {
  std::ifstream stream(path, std::ios::binary);
  const elf_file file{{std::istreambuf_iterator<char>(stream), {}}};
  std::vector<std::string> found;
  const auto head = file.at<Elf64_Ehdr>(0);
  if (!head || std::memcmp(head->e_ident, ELFMAG, SELFMAG) != 0 || head->e_ident[EI_CLASS] != ELFCLASS64)
    return found;
  const auto section = [&](std::uint64_t number) {
    return file.at<Elf64_Shdr>(head->e_shoff + number * sizeof(Elf64_Shdr));
  };
  for (std::uint64_t number = 0; number < head->e_shnum; ++number) {
    const auto table = section(number);
    if (!table || table->sh_type != SHT_DYNSYM) continue;
    if (const auto names = section(table->sh_link)) read_symbols(file, *table, *names, found);
  }
  return found;
}

}  // namespace tenantry::conformance
