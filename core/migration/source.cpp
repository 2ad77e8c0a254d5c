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

std::string with_lf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 1);
  for (std::size_t at = 0; (at = text.find("\r\n")) != std::string_view::npos; text.remove_prefix(at + 1))
    out += text.substr(0, at);
  return out += text;
}

std::string with_crlf(std::string_view lf) {
  std::string out;
  out.reserve(lf.size() + lf.size() / 16);
  for (const char c : lf) {
    if (c == '\n') out.push_back('\r');
    out.push_back(c);
  }
  return out;
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

// Most are one text: each is hashed once.
std::vector<std::string> drizzle_forms(std::string_view raw) {
  std::vector<std::string> forms, hashes;
  const auto add = [&](std::string form) {
    if (std::find(forms.begin(), forms.end(), form) == forms.end()) forms.push_back(std::move(form));
  };
  for (const std::string_view text : {raw, without_bom(raw)}) {
    const std::string lf = with_lf(text);
    add(std::string(text));
    add(lf);
    add(with_crlf(lf));
  }
  for (const std::string &form : forms) hashes.push_back(sha256_hex(form));
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

std::string checksum_of(std::string_view text) {
  std::string lf = with_lf(without_bom(text));
  while (!lf.empty() && lf.back() == '\n') lf.pop_back();
  lf.push_back('\n');
  return "v1:sha256:" + sha256_hex(lf);
}

result<source_file> read_source(const std::filesystem::path &path, std::string_view dialect) {
  TENANTRY_TRY(const std::string raw, read_folder_file(path));
  const std::string file = path.string();
  TENANTRY_TRY_VOID(check_encoding(raw, file));
  source_file made;
  made.path = path;
  made.text = without_bom(raw);
  if (trim(made.text).empty())
    return folder_fault({file, 1, 0}, "the file is empty",
                        "write its statements, or \"-- tenantry: no-op\" where nothing is to be done");
  made.checksum = checksum_of(made.text);
  const auto meaning = fold_meaning(made.text, dialect);
  made.meaning = meaning ? "v1:sha256:" + sha256_hex(*meaning) : made.checksum;
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
