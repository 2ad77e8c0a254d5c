// The folder as one dialect runs it.
#include <fmt/format.h>

#include <algorithm>

#include "core/migration/folder_reading.hpp"

namespace tenantry {
namespace {

using files_by_dialect = std::map<std::string, source_file, std::less<>>;

files_by_dialect::const_iterator choose(const files_by_dialect &files,
                                        const std::vector<std::string> &chain) {
  for (const std::string &dialect : chain)
    if (const auto found = files.find(dialect); found != files.end()) return found;
  return files.end();
}

// Drizzle Kit's `generate --custom` begins its file so; with nothing below, it runs as empty.
bool is_custom_file(std::string_view text) {
  return text.rfind("-- Custom SQL migration file", 0) == 0;
}

result<rendition> compile_file(const migration &m, const source_file &file, const std::string &dialect,
                               const adapter &a) {
  const std::string name = file.path.string();
  TENANTRY_TRY(script body, parse_script(file.text, name, a));
  if (body.statements.empty() && !body.head.no_op && !body.baseline && !is_custom_file(file.text))
    return folder_fault({name, 1, 0}, "the file holds no statement",
                        "write one, or \"-- tenantry: no-op\" if nothing is to be done");
  return rendition{&m, &file, dialect, std::move(body)};
}

// Beside the renditions that this dialect runs already: a fallback's folder may be the one in use.
std::filesystem::path file_to_make(const folder &f, const migration &m, const compiled_folder &so_far) {
  const std::string &dialect = so_far.renditions.empty() ? so_far.dialect : so_far.renditions.back().dialect;
  return f.form() == folder_form::v0 ? f.path() / dialect / (m.tag + ".sql")
                                     : f.path() / m.tag / (dialect + ".sql");
}

}  // namespace

result<compiled_folder> compile(const folder &f, const adapter &a, const std::vector<std::string> &chain) {
  compiled_folder made;
  made.source = &f;
  made.dialect = chain.empty() ? "" : chain.front();
  made.base = made.dialect == f.base_dialect();
  for (const migration &m : f.migrations()) {
    const auto file = choose(m.files, chain);
    if (file == m.files.end()) {
      if (!made.missing) made.missing = compiled_folder::gap{m.tag, file_to_make(f, m, made)};
      continue;
    }
    TENANTRY_TRY(rendition one, compile_file(m, file->second, file->first, a));
    made.renditions.push_back(std::move(one));
  }
  return made;
}

result<std::optional<rendition>> compile_down(const migration &m, const adapter &a,
                                              const std::vector<std::string> &chain) {
  const auto file = choose(m.downs, chain);
  if (file == m.downs.end()) return std::optional<rendition>();
  TENANTRY_TRY(rendition one, compile_file(m, file->second, file->first, a));
  return std::optional<rendition>(std::move(one));
}

}  // namespace tenantry
