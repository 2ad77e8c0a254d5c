// One SQL file of the folder: its encoding, its text, its checksums.
#include <fmt/format.h>

#include <algorithm>

#include "core/base/digest.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/migration/folder_reading.hpp"
#include "core/migration/meaning.hpp"

namespace tenantry {
namespace {

constexpr std::string_view bom = "\xEF\xBB\xBF";
constexpr std::string_view save_as_utf8 = "save the file as UTF-8 without a byte order mark";

std::string_view without_bom(std::string_view text) {
  return text.substr(0, bom.size()) == bom ? text.substr(bom.size()) : text;
}

// Adds the text with each CRLF as LF.
void add_with_lf(sha256 &digest, std::string_view text) {
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find("\r\n", begin);
    digest.add(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return;
    begin = end + 1;
  }
}

// Adds the text with each LF as CRLF; many lines at once, for a call of the digest costs more than a line.
void add_with_crlf(sha256 &digest, std::string_view text) {
  constexpr std::size_t enough = std::size_t{1} << 14U;
  std::string lines;
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find('\n', begin);
    std::string_view line = text.substr(begin, end - begin);
    if (end == std::string_view::npos) return digest.add(lines.append(line));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.append(line).append("\r\n");
    if (lines.size() >= enough) {
      digest.add(lines);
      lines.clear();
    }
    begin = end + 1;
  }
}

status check_encoding(std::string_view raw, const std::string &file) {
  if (raw.substr(0, 2) == "\xFF\xFE" || raw.substr(0, 2) == "\xFE\xFF")
    return folder_fault({file, 1, 1}, "the file is UTF-16; migrations are UTF-8", std::string(save_as_utf8));
  const auto place = [&](std::size_t offset) {
    const line_column at = locate(raw, offset);
    return position{file, at.line, at.column};
  };
  if (const std::size_t nul = raw.find('\0'); nul != std::string_view::npos)
    return folder_fault(place(nul), "the file holds a NUL byte: it is UTF-16, or not a text at all",
                        std::string(save_as_utf8));
  if (const auto bad = find_invalid_utf8(raw))
    return folder_fault(place(*bad),
                        fmt::format("the file is not valid UTF-8: byte 0x{:02X}",
                                    static_cast<unsigned>(static_cast<unsigned char>(raw[*bad]))),
                        std::string(save_as_utf8));
  return {};
}

std::vector<std::string> drizzle_forms(std::string_view raw) {
  std::vector<std::string> hashes;
  const auto add = [&](std::string_view text, void (*form)(sha256 &, std::string_view)) {
    sha256 digest;
    form(digest, text);
    std::string hash = digest.finish().hex();
    if (std::find(hashes.begin(), hashes.end(), hash) == hashes.end()) hashes.push_back(std::move(hash));
  };
  for (const std::string_view text : {raw, without_bom(raw)}) {
    if (text.size() == raw.size() && !hashes.empty()) break;  // there is no byte order mark
    add(text, [](sha256 &digest, std::string_view bytes) { digest.add(bytes); });
    if (text.find("\r\n") != std::string_view::npos) add(text, add_with_lf);
    add(text, add_with_crlf);
  }
  return hashes;
}

}  // namespace

tl::unexpected<error> folder_fault(position where, std::string message, std::string next) {
  error e = make_error(category::folder, std::move(message), std::move(next));
  e.where = std::move(where);
  return fail(std::move(e));
}

bool is_file(const std::filesystem::path &path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored);
}

result<std::string> read_folder_file(const std::filesystem::path &path) {
  auto text = read_file(path);
  if (!text) {
    error e = std::move(text).error();
    e.category = category::folder;
    return fail(std::move(e));
  }
  return text;
}

result<std::shared_ptr<const frozen_file>> freeze_folder_file(const std::filesystem::path &path) {
  auto file = frozen_file::read(path);
  if (!file) {
    error e = std::move(file).error();
    e.category = category::folder;
    return fail(std::move(e));
  }
  return file;
}

std::string checksum_of(std::string_view text) {
  text = without_bom(text);
  while (!text.empty() && text.back() == '\n') {
    text.remove_suffix(1);
    if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  }
  sha256 digest;
  add_with_lf(digest, text);
  digest.add("\n");
  return "v1:sha256:" + digest.finish().hex();
}

result<source_file> read_source(const std::filesystem::path &path, std::string_view dialect) {
  source_file made;
  TENANTRY_TRY(made.bytes, freeze_folder_file(path));
  const std::string_view raw = made.bytes->bytes();
  const std::string file = path.string();
  TENANTRY_TRY_VOID(check_encoding(raw, file));
  made.path = path;
  made.text = without_bom(raw);
  if (trim(made.text).empty())
    return folder_fault({file, 1, 0}, "the file is empty",
                        "write its statements, or \"-- tenantry: no-op\" where nothing is to be done");
  made.checksum = checksum_of(made.text);
  const auto meaning = hash_meaning(made.text, dialect);
  made.meaning = meaning ? "v1:sha256:" + *meaning : made.checksum;
  made.drizzle_hashes = drizzle_forms(raw);
  return made;
}

// "v1:sha256:<text>+<meaning>", both of 64 hex digits.
std::string history_checksum(const source_file &f) {
  return f.checksum + "+" + f.meaning.substr(f.meaning.rfind(':') + 1);
}

text_change compare_checksum(std::string_view in_history, const source_file &f) {
  const std::size_t plus = in_history.find('+');
  if (in_history.substr(0, plus) == f.checksum) return text_change::none;
  if (plus == std::string_view::npos) return text_change::statements;
  const std::string_view now = std::string_view(f.meaning).substr(f.meaning.rfind(':') + 1);
  return in_history.substr(plus + 1) == now ? text_change::comments : text_change::statements;
}

}  // namespace tenantry
