// Group library: loading and the entry function, before any connection exists.  None of these needs a
// database.
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "tools/conformance/subject.hpp"
#include "tools/conformance/surroundings.hpp"

namespace tenantry::conformance {
namespace {

constexpr auto fast_ms = 1000;

const registered loads{
    {.id = "library.loads",
     .demands = "the library loads with all its symbols resolved and has the entry function",
     .where = "adapter.h: tenantry_adapter_v1",
     .run = [](subject &it) { it.library().entry(); },
     .gate = 1}};

const registered gives_table{{.id = "library.entry",
                              .demands = "the entry function answers TNT_OK and gives a table",
                              .where = "adapter.h: tenantry_adapter_v1",
                              .run = [](subject &it) { it.library().raw_table(); },
                              .gate = 2}};

const registered required_members{
    {.id = "library.required-members",
     .demands = "open close ping execute begin commit rollback cancel transaction_state extension are there",
     .where = "adapter.h: tnt_adapter, \"Required\"",
     .run = [](subject &it) { it.library().table(); },
     .gate = 3}};

const registered one_symbol{{.id = "library.one-symbol",
                             .demands = "the library exports " TNT_ENTRY_NAME " and no other symbol",
                             .where = "adapter.h: the one exported symbol; tenantry_add_adapter sees to it",
                             .run = [](subject &it) {
                               if (it.what().library.empty()) it.skip("it is linked in: there is no file");
                               auto symbols = exported_symbols(it.what().library);
                               std::erase(symbols, TNT_ENTRY_NAME);
                               symbols.resize(std::min<std::size_t>(symbols.size(), 5));
                               it.expect(symbols.empty(),
                                         fmt::format("it also exports {}", fmt::join(symbols, ", ")));
                             }}};

const registered idempotent{{.id = "library.entry-idempotent",
                             .demands = "every call of the entry function gives the same table",
                             .where = "adapter.h: tenantry_adapter_v1, \"Idempotent\"",
                             .run = [](subject &it) {
                               const tnt_adapter *first = &it.library().raw_table(), *second = nullptr;
                               tnt_error error{};
                               error.struct_size = sizeof error;
                               const tnt_status status = it.library().entry()(kit_host(), &second, &error);
                               it.expect(status == TNT_OK,
                                         fmt::format("the second call answered {}", status_name(status)));
                               it.expect(first == second, "the second call gave another table");
                             }}};

void expect_fast(subject &it, std::string_view what, std::int64_t begun) {
  const std::int64_t took = (monotonic_ns() - begun) / 1'000'000;
  it.expect(took < fast_ms, fmt::format("{} took {} ms", what, took));
}

const registered loads_fast{{.id = "library.loads-fast",
                             .demands = "loading takes less than a second: constructors wait for nothing",
                             .where = "adapter.h: tenantry_adapter_v1 [load]",
                             .run = [](subject &it) {
                               const std::int64_t begun = monotonic_ns();
                               it.library().entry();
                               expect_fast(it, "loading", begun);
                             }}};

const registered entry_fast{{.id = "library.entry-fast",
                             .demands = "the entry function takes less than a second: it waits for nothing",
                             .where = "adapter.h: tenantry_adapter_v1 [load]",
                             .run = [](subject &it) {
                               it.library().entry();
                               const std::int64_t begun = monotonic_ns();
                               it.library().raw_table();
                               expect_fast(it, "the entry", begun);
                             }}};

const registered silent{
    {.id = "library.silent",
     .demands = "loading and the entry function write nothing to standard output and error",
     .where = "adapter.h: tnt_host.log is the way to say something",
     .run = [](subject &it) {
       const std::string text = written_by([&] { it.library().raw_table(); });
       it.expect(text.empty(), fmt::format("it wrote \"{}\"", text));
     }}};

// One test for each fact of the process, so that a verdict names what was touched.
template <const char *Fact>
void entry_keeps(subject &it) {
  const surroundings before = look_around();
  it.library().raw_table();
  const std::string changed = difference(before, look_around(), Fact);
  it.expect(changed.empty(), changed);
}

constexpr char locale[] = "locale", folder[] = "working folder", umask_now[] = "umask",
               environment[] = "environment", signals[] = "signals", descriptors[] = "descriptors",
               threads[] = "threads";
constexpr std::string_view process_is_the_hosts = "adapter.h: tenantry_adapter_v1; the process is the host's";

const registered keeps_locale{{.id = "library.keeps-locale",
                               .demands = "loading and the entry leave the locale alone",
                               .where = process_is_the_hosts,
                               .run = entry_keeps<locale>}};
const registered keeps_folder{{.id = "library.keeps-working-folder",
                               .demands = "loading and the entry leave the working folder alone",
                               .where = process_is_the_hosts,
                               .run = entry_keeps<folder>}};
const registered keeps_umask{{.id = "library.keeps-umask",
                              .demands = "loading and the entry leave the umask alone",
                              .where = process_is_the_hosts,
                              .run = entry_keeps<umask_now>}};
const registered keeps_environment{{.id = "library.keeps-environment",
                                    .demands = "loading and the entry leave the environment alone",
                                    .where = process_is_the_hosts,
                                    .run = entry_keeps<environment>}};
const registered keeps_signals{
    {.id = "library.keeps-signals",
     .demands = "loading and the entry leave signal handlers and the signal mask alone",
     .where = process_is_the_hosts,
     .run = entry_keeps<signals>}};
const registered keeps_descriptors{{.id = "library.keeps-descriptors",
                                    .demands = "loading and the entry open and close no descriptor",
                                    .where = process_is_the_hosts,
                                    .run = entry_keeps<descriptors>}};
const registered starts_no_thread{{.id = "library.starts-no-thread",
                                   .demands = "loading and the entry start no thread that stays",
                                   .where = process_is_the_hosts,
                                   .run = entry_keeps<threads>}};

const registered leaves_quietly{
    {.id = "library.leaves-quietly",
     .demands = "a process that loaded the adapter can end: destructors crash not and write nothing",
     .where = "adapter.h: shutdown, \"the library stays mapped\"",
     .run = [](subject &it) {
       it.library().raw_table();
       int status = 0;
       const std::string text = written_by([&] {
         const pid_t copy = fork();
         if (copy == 0) std::exit(0);
         waitpid(copy, &status, 0);
       });
       it.expect(WIFEXITED(status) && WEXITSTATUS(status) == 0,
                 fmt::format("it ended with wait status {}", status));
       it.expect(text.empty(), fmt::format("it wrote \"{}\"", text));
     }}};

const registered database_types{
    {.id = "library.database-types",
     .demands = "the table names at least one database type, in upper case",
     .where = "adapter.h: tnt_adapter.database_types",
     .run = [](subject &it) {
       const tnt_adapter &table = it.table();
       it.expect(table.database_type_count > 0 && table.database_types != nullptr, "it names none");
       for (std::size_t at = 0; at < table.database_type_count; ++at) {
         const std::string name = from_text(table.database_types[at]);
         const bool lower =
             std::any_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
         it.expect(!name.empty() && !lower, fmt::format("it names \"{}\"", name));
       }
     }}};

const registered unknown_extension{
    {.id = "library.unknown-extension",
     .demands = "extension answers NULL to an id that it does not have",
     .where = "adapter.h: extension",
     .run = [](subject &it) {
       for (const char *id : {"", "tenantry.nonsense/1", "tenantry.script/999", "tenantry.script"})
         it.expect(it.table().extension(id) == nullptr, fmt::format("it has an extension \"{}\"", id));
     }}};

const registered extension_stays{
    {.id = "library.extension-stays",
     .demands = "an extension's table lives as long as the process: asked twice, the same",
     .where = "adapter.h: extension",
     .run = [](subject &it) {
       for (const char *id : {"tenantry.script/1", "tenantry.dialect/1", "tenantry.admin/1"})
         it.expect(it.table().extension(id) == it.table().extension(id),
                   fmt::format("{} moved between two calls", id));
     }}};

const registered has_script{{.id = "library.has-script",
                             .at = level::migrations,
                             .demands = "every adapter has tenantry.script/1",
                             .where = "ext/draft/script.h",
                             .run = [](subject &it) {
                               it.expect(it.table().extension("tenantry.script/1") != nullptr, "it has not");
                             }}};

}  // namespace
}  // namespace tenantry::conformance
