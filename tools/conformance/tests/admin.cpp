// Group admin: who is at the other end, and databases made and dropped.
#include <fmt/format.h>

#include "tools/conformance/identity.hpp"
#include "tools/conformance/other_database.hpp"

namespace tenantry::conformance {
namespace {

constexpr std::string_view at_identify = "ext/draft/admin.h: identify";
constexpr std::string_view at_databases = "ext/draft/admin.h: exists, create, drop";

const needs for_identity{.extensions = {"tenantry.admin/1"}, .url = true};
const registered row_of{
    {.id = "admin.identify",
     .at = level::full,
     .demands = "identify gives one row that names server, database, session and version",
     .where = at_identify,
     .with = for_identity,
     .run = [](subject &it) {
       connection on = it.open();
       const identity_row who = identify(it, on);
       for (const char *name : {"server", "database", "session", "version"})
         it.expect(!who.at(name).is_null && !who.at(name).raw.empty(), fmt::format("\"{}\" is empty", name));
       for (const char *name : {"writable", "pooled"})
         it.expect(who.at(name).kind == TNT_BOOL, fmt::format("\"{}\" is no truth value", name));
     }}};

const registered same{
    {.id = "admin.identify-same",
     .at = level::full,
     .demands = "two connections to one database have its server and database, and each a session of its own",
     .where = at_identify,
     .with = for_identity,
     .run = [](subject &it) {
       connection first = it.open(), second = it.open();
       const identity_row one = identify(it, first), two = identify(it, second), again = identify(it, first);
       for (const char *name : {"server", "database"})
         it.expect(one.at(name).raw == two.at(name).raw,
                   fmt::format("\"{}\" is \"{}\" and \"{}\"", name, one.at(name).raw, two.at(name).raw));
       if (one.at("pooled").whole != 0) return;
       it.expect(one.at("session").raw != two.at("session").raw, "both have one session");
       it.expect(one.at("session").raw == again.at("session").raw, "its session changed");
     }}};

const registered other{
    {.id = "admin.identify-other",
     .at = level::full,
     .demands = "another database of the same server has the same server and another database",
     .where = at_identify,
     .with = for_databases,
     .run = [](subject &it) {
       other_database made(it);
       it.must(made.create(), "create");
       connection here = it.open(), there = it.open({{"url", made.url()}});
       const identity_row one = identify(it, here), two = identify(it, there);
       it.expect(one.at("server").raw == two.at("server").raw, "the server is another");
       it.expect(one.at("database").raw != two.at("database").raw, "two databases have one identity");
     }}};

const registered life{{.id = "admin.create-drop",
                       .at = level::full,
                       .demands = "a database exists after create, can be opened, and is gone after drop",
                       .where = at_databases,
                       .with = for_databases,
                       .run = [](subject &it) {
                         other_database made(it);
                         it.expect(!made.exists(), "it exists before create");
                         it.must(made.create(), "create");
                         it.expect(made.exists(), "it does not exist after create");
                         it.must(it.open({{"url", made.url()}, {"create", "false"}}).ping(), "ping of it");
                         it.must(made.drop(), "drop");
                         it.expect(!made.exists(), "it exists after drop");
                       }}};

const registered twice{{.id = "admin.create-twice",
                        .at = level::full,
                        .demands = "create of a database that exists is TNT_CONFLICT",
                        .where = "adapter.h: TNT_CONFLICT",
                        .with = for_databases,
                        .run = [](subject &it) {
                          other_database made(it);
                          it.must(made.create(), "create");
                          it.must_be(TNT_CONFLICT, made.create(), "the second create");
                        }}};

const registered missing{{.id = "admin.drop-missing",
                          .at = level::full,
                          .demands = "drop of a database that does not exist is an error with effect NONE",
                          .where = at_databases,
                          .with = for_databases,
                          .run = [](subject &it) {
                            other_database made(it);
                            const answer told = made.drop();
                            it.expect(!told.ok(), "drop of what does not exist answered OK");
                            it.expect(told.error.effect == TNT_EFFECT_NONE,
                                      fmt::format("the effect is {}", told.error.effect));
                          }}};

}  // namespace
}  // namespace tenantry::conformance
