#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <tenantry/sdk/ext/draft/script.h>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "tests/kit/wrong/wrong.hpp"

namespace tenantry::kit {
namespace {

using namespace std::chrono_literals;

const wrong entry_fails{{.name = "entry-fails", .fails = "library.entry", .answer = TNT_INTERNAL}};
const wrong entry_crashes{{.name = "entry-crashes", .fails = "library.entry", .with = "crashed", .entry = [] {
                             std::raise(SIGILL);
                           }}};
const wrong lacks_ping{{.name = "lacks-ping",
                        .fails = "library.required-members",
                        .table = [](tnt_adapter &t) { t.ping = nullptr; }}};
const wrong too_short{{.name = "table-too-short",
                       .fails = "library.required-members",
                       .table = [](tnt_adapter &t) { t.struct_size = offsetof(tnt_adapter, extension); }}};
const wrong slow_load{{.name = "loads-slowly", .fails = "library.loads-fast", .load = [] {
                         std::this_thread::sleep_for(1200ms);
                       }}};
const wrong slow_entry{{.name = "entry-slow", .fails = "library.entry-fast", .entry = [] {
                          std::this_thread::sleep_for(1200ms);
                        }}};
const wrong speaks{{.name = "entry-speaks", .fails = "library.silent", .entry = [] { std::puts("hello"); }}};
const wrong sets_locale{{.name = "sets-locale", .fails = "library.keeps-locale", .entry = [] {
                           std::setlocale(LC_ALL, "C.UTF-8");
                         }}};
const wrong changes_folder{{.name = "changes-folder", .fails = "library.keeps-working-folder", .entry = [] {
                              if (chdir("/") != 0) std::abort();
                            }}};
const wrong sets_umask{{.name = "sets-umask", .fails = "library.keeps-umask", .entry = [] { umask(0); }}};
const wrong sets_variable{{.name = "sets-variable", .fails = "library.keeps-environment", .entry = [] {
                             setenv("KIT_WRONG", "1", 1);
                           }}};
const wrong takes_signal{{.name = "takes-signal", .fails = "library.keeps-signals", .load = [] {
                            std::signal(SIGPIPE, SIG_IGN);
                          }}};
const wrong keeps_file{{.name = "keeps-file", .fails = "library.keeps-descriptors", .entry = [] {
                          (void)open("/dev/null", O_RDONLY | O_CLOEXEC);
                        }}};
const wrong starts_thread{{.name = "starts-thread", .fails = "library.starts-no-thread", .entry = [] {
                             std::thread([] { std::this_thread::sleep_for(1h); }).detach();
                           }}};
const wrong crashes_at_exit{{.name = "crashes-at-exit", .fails = "library.leaves-quietly", .load = [] {
                               std::atexit([] { std::raise(SIGKILL); });
                             }}};
const wrong any_extension{
    {.name = "any-extension", .fails = "library.unknown-extension", .table = [](tnt_adapter &t) {
       t.extension = [](const char *id) -> const void * {
         static const int something = 0;
         const void *known = right().extension(id);
         return known == nullptr && *id == '\0' ? &something : known;
       };
     }}};
const wrong lower_case{{.name = "lower-case-type",
                        .fails = "library.database-types",
                        .table =
                            [](tnt_adapter &t) {
                              static const tnt_text name{"sqlite", 6};
                              t.database_types = &name;
                            },
                        .manifest = R"({"database_types": ["sqlite"]})"}};

const wrong moves{{.name = "table-moves", .fails = "library.entry-idempotent", .moves = true}};
const wrong extension_moves{
    {.name = "extension-moves", .fails = "library.extension-stays", .table = [](tnt_adapter &t) {
       t.extension = [](const char *id) -> const void * {
         const void *known = right().extension(id);
         if (known == nullptr || std::strcmp(id, TNT_EXT_SCRIPT) != 0) return known;
         static tnt_ext_script copies[2];
         static int calls = 0;
         tnt_ext_script &next = copies[++calls % 2];
         next = *static_cast<const tnt_ext_script *>(known);
         return &next;
       };
     }}};
const wrong no_script{{.name = "no-script",
                       .fails = "library.has-script",
                       .table =
                           [](tnt_adapter &t) {
                             t.extension = [](const char *id) -> const void * {
                               return std::strcmp(id, TNT_EXT_SCRIPT) == 0 ? nullptr : right().extension(id);
                             };
                           },
                       .manifest = R"({"extensions": ["tenantry.dialect/1", "tenantry.admin/1"]})"}};

}  // namespace
}  // namespace tenantry::kit
