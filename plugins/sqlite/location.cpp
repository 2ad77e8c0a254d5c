#include "location.hpp"

namespace tenantry::sqlite {
namespace {

[[noreturn]] void refuse(const std::string &why) {
  throw sdk::failure(TNT_BAD_CONFIG,
                     why + "; an SQLite URL is sqlite:path/to/file or sqlite:///absolute/path");
}

std::string path_of_url(std::string_view url) {
  url.remove_prefix(std::string_view("sqlite:").size());
  if (url.starts_with("//")) url.remove_prefix(2);
  if (url.find('?') != std::string_view::npos)
    refuse("the URL has parameters, of which this adapter knows none (write %3F for a ? in a file's name)");
  auto decoded = sdk::percent_decode(url);
  if (!decoded) refuse("the URL holds a % without two hexadecimal digits behind it (write %25 for a %)");
  return std::move(*decoded);
}

}  // namespace

std::string locate(std::string_view name, std::string_view base_dir) {
  if (name.starts_with("file:")) refuse("the URL begins with \"file:\"");
  std::string path = name.starts_with("sqlite:") ? path_of_url(name) : std::string(name);
  if (path.empty()) refuse("the URL names no file");
  if (path.find('\0') != std::string::npos) refuse("the file's name holds a NUL");
  if (path == ":memory:") refuse("a database in memory ends with its connection and cannot be migrated");
  if (path.front() == '/') return path;
  // "./" keeps SQLite from reading a name of its own into ours.
  return (base_dir.empty() ? std::string(".") : std::string(base_dir)) + "/" + path;
}

}  // namespace tenantry::sqlite
