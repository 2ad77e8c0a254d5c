#include "tools/conformance/job.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <nlohmann/json.hpp>

#include "tools/conformance/child.hpp"

namespace tenantry::conformance {
namespace {

std::string read_all(int from) {
  std::string text;
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t n = read(from, buffer.data(), buffer.size());
    if (n <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

job from_wire_text(const std::string &text) {
  const auto wire = nlohmann::json::parse(text);
  job given{.id = wire.at("id"),
            .what = {.library = wire.at("library"),
                     .built_in = wire.at("built_in"),
                     .manifest_file = wire.at("manifest_file"),
                     .manifest = wire.at("manifest")},
            .url = wire.at("url")};
  const std::string differs = wire.at("quirks");
  if (!differs.empty()) given.differs = quirks::parse(differs, wire.at("quirks_file"));
  return given;
}

}  // namespace

std::string to_wire(const job_source &from, std::string_view id) {
  const nlohmann::json wire = {{"id", id},
                               {"library", from.what.library},
                               {"built_in", from.what.built_in},
                               {"manifest_file", from.what.manifest_file},
                               {"manifest", from.what.manifest},
                               {"quirks", from.quirks_text},
                               {"quirks_file", from.quirks_file},
                               {"url", from.url}};
  return wire.dump();
}

void run_one_and_leave() {
  const std::string text = read_all(job_descriptor);
  close(job_descriptor);
  fcntl(verdict_descriptor, F_SETFD, FD_CLOEXEC);
  const job given = from_wire_text(text);
  const test *one = find_test(given.id);
  if (one == nullptr) _exit(126);
  const std::string told = to_wire(run_here(*one, given));
  const char *next = told.data();
  for (std::size_t left = told.size(); left > 0;) {
    const ssize_t n = write(verdict_descriptor, next, left);
    if (n <= 0) _exit(125);
    next += n;
    left -= static_cast<std::size_t>(n);
  }
  _exit(0);  // what the adapter left to run at exit is library.leaves-quietly's business
}

}  // namespace tenantry::conformance
