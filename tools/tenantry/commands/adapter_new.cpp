// tenantry adapter new NAME: the template project, with the adapter's own names, in a folder of its own.
#include <fmt/format.h>

#include "tools/tenantry/adapter_template.hpp"
#include "tools/tenantry/commands/commands.hpp"
#include "tools/tenantry/identity.hpp"
#include "tools/tenantry/json_events.hpp"
#include "tools/tenantry/words.hpp"

namespace tenantry {

result<int> run_adapter_new(const command_context &context) {
  namespace fs = std::filesystem;
  TENANTRY_TRY(const adapter_names names, name_adapter(context.line.argument, context.value("id")));
  const fs::path prefix = program_folder().parent_path();
  TENANTRY_TRY(const auto files, read_adapter_template(prefix / "share/tenantry/template", names));
  const std::string asked = context.value("dir");
  fs::path folder = (fs::current_path() / (asked.empty() ? names.name : asked)).lexically_normal();
  if (folder.filename().empty()) folder = folder.parent_path();  // "foo/"
  TENANTRY_TRY_VOID(write_project(folder, files));
  output &out = context.out;
  for (const project_file &file : files) {
    const std::string path = (folder / file.path).string();
    out.line(out.json() ? file_event("written", path, names.id) : fmt::format("written  {}", path));
  }
  if (out.json()) return exit_codes::done;
  std::error_code ignored;
  const bool has_sdk = fs::exists(prefix / "lib/cmake/tenantry-sdk", ignored);  // a build tree has none
  const std::string where = has_sdk ? shell_word(prefix.string()) : "<where tenantry is installed>";
  out.line(
      fmt::format("\nnext: cd {}\n"
                  "      cmake -S . -B build -G Ninja -DCMAKE_PREFIX_PATH={} && cmake --build build\n"
                  "      tenantry adapter list --adapter-dir build/lib/tenantry/adapters",
                  shell_word(folder.string()), where));
  return exit_codes::done;
}

}  // namespace tenantry
