// Group lifecycle: opening and closing, right and wrong.
#include <fmt/format.h>

#include <cstring>

#include "tools/conformance/subject.hpp"
#include "tools/conformance/surroundings.hpp"

namespace tenantry::conformance {
namespace {

const registered close_null{{.id = "lifecycle.close-null",
                             .demands = "close takes NULL and does nothing",
                             .where = "adapter.h: close(tnt_conn *or_null)",
                             .run = [](subject &it) { it.table().close(nullptr); }}};

const registered open_close{{.id = "lifecycle.open-close",
                             .demands = "open gives a connection, close takes it",
                             .where = "adapter.h: open, close",
                             .with = {.url = true},
                             .run = [](subject &it) { it.open().close(); }}};

const registered open_twice{
    {.id = "lifecycle.open-twice",
     .demands = "two connections live side by side; closing one leaves the other usable",
     .where = "adapter.h: open [any]",
     .with = {.url = true},
     .run = [](subject &it) {
       connection first = it.open(), second = it.open();
       it.expect(first.raw() != second.raw(), "both are one");
       first.close();
       it.must(second.ping(), "ping of the second, after the first was closed,");
     }}};

const registered hundred_opens{{.id = "lifecycle.hundred-opens",
                                .demands = "a connection can be opened and closed again and again",
                                .where = "adapter.h: open, close",
                                .with = {.url = true},
                                .run =
                                    [](subject &it) {
                                      for (int at = 0; at < 100; ++at) it.open();
                                    },
                                .limit = std::chrono::seconds(60)}};

const registered ping{{.id = "lifecycle.ping",
                       .demands = "ping of an open connection answers TNT_OK",
                       .where = "adapter.h: ping",
                       .with = {.url = true},
                       .run = [](subject &it) { it.must(it.open().ping(), "ping"); }}};

const registered idle{{.id = "lifecycle.idle-after-open",
                       .demands = "a new connection is in no transaction: transaction_state is TNT_TX_IDLE",
                       .where = "adapter.h: transaction_state",
                       .with = {.url = true},
                       .run = [](subject &it) {
                         const std::int32_t state = it.open().state();
                         it.expect(state == TNT_TX_IDLE, fmt::format("it is {}", state));
                       }}};

const registered known_keys{{.id = "lifecycle.known-keys",
                             .demands = "open takes application_name, connect_timeout_ms and purpose=work",
                             .where = "adapter.h: open, \"Keys of config\"",
                             .with = {.url = true},
                             .run = [](subject &it) {
                               it.open({{"application_name", "tenantry adapter check"},
                                        {"connect_timeout_ms", "10000"},
                                        {"purpose", "work"}});
                             }}};

const registered unknown_key{{.id = "lifecycle.unknown-key",
                              .demands = "a key of config that the adapter does not know is ignored",
                              .where = "adapter.h: open, \"An unknown key is ignored\"",
                              .with = {.url = true},
                              .run = [](subject &it) {
                                it.open({{"kit_no_such_key", "1"}});
                              }}};

const registered unknown_setting{
    {.id = "lifecycle.unknown-setting",
     .demands = "an unknown setting.NAME is TNT_BAD_CONFIG",
     .where = "adapter.h: open, \"an unknown setting.NAME\"",
     .with = {.url = true},
     .run = [](subject &it) {
       const connection tried = it.try_open({{"setting.kit_no_such_setting", "1"}});
       it.must_be(TNT_BAD_CONFIG, tried.opened, "open with an unknown setting");
     }}};

const registered admin_purpose{{.id = "lifecycle.purpose-admin",
                                .at = level::full,
                                .demands = "open with purpose=admin connects where databases can be created",
                                .where = "adapter.h: open, purpose",
                                .with = {.extensions = {"tenantry.admin/1"}, .url = true},
                                .run = [](subject &it) {
                                  it.must(it.open({{"purpose", "admin"}}).ping(), "ping");
                                }}};

// ---- opening that must fail

answer open_fails(subject &it, std::string_view url, tnt_status status) {
  connection tried = it.try_open({{"url", it.url_for(url)}, {"create", "false"}});
  return it.must_be(status, tried.opened, fmt::format("open of the {} URL", url));
}

const registered malformed{{.id = "lifecycle.malformed-url",
                            .demands = "a URL that cannot be read is TNT_BAD_CONFIG",
                            .where = "adapter.h: TNT_BAD_CONFIG",
                            .with = {.quirks = {"urls.malformed"}},
                            .run = [](subject &it) { open_fails(it, "malformed", TNT_BAD_CONFIG); }}};

const registered unreachable{{.id = "lifecycle.unreachable",
                              .demands = "a server that is not there is TNT_UNREACHABLE",
                              .where = "adapter.h: TNT_UNREACHABLE",
                              .with = {.url = true, .quirks = {"urls.unreachable"}},
                              .run = [](subject &it) { open_fails(it, "unreachable", TNT_UNREACHABLE); }}};

const registered missing_database{
    {.id = "lifecycle.missing-database",
     .demands = "a database that does not exist is TNT_UNREACHABLE, and is not made",
     .where = "adapter.h: TNT_UNREACHABLE; open, create",
     .with = {.url = true, .quirks = {"urls.missing_database"}},
     .run = [](subject &it) {
       for (int at = 0; at < 2; ++at) open_fails(it, "missing_database", TNT_UNREACHABLE);
     }}};

const registered bad_password{{.id = "lifecycle.bad-password",
                               .demands = "a wrong password is TNT_AUTH",
                               .where = "adapter.h: TNT_AUTH",
                               .with = {.url = true, .quirks = {"urls.bad_password"}},
                               .run = [](subject &it) { open_fails(it, "bad_password", TNT_AUTH); }}};

const registered keeps_secret{
    {.id = "lifecycle.failed-open-keeps-secret",
     .demands = "no message, detail or log line of a failed open holds the password",
     .where = "adapter.h: tnt_error.message, \"never a secret\"",
     .with = {.quirks = {"urls.malformed"}},
     .run = [](subject &it) {
       for (const char *url : {"malformed", "unreachable", "missing_database", "bad_password"}) {
         if (!it.differs().find(fmt::format("urls.{}", url))) continue;
         if (it.url().empty() && std::strcmp(url, "malformed") != 0) continue;
         const connection tried =
             it.try_open({{"url", it.url_for(url)}, {"create", "false"}, {"password", std::string(canary)}});
         it.no_secret_in(tried.opened.all_text(), fmt::format("the error of the {} URL", url));
       }
       it.no_secret_in(logged(), "the log");
     }}};

const registered fills_error{
    {.id = "lifecycle.failed-open-fills-error",
     .demands = "a failed call fills the error: the status that it answers, a message, effect NONE where "
                "nothing was sent",
     .where = "adapter.h: tnt_error",
     .with = {.quirks = {"urls.malformed"}},
     .run = [](subject &it) {
       const answer told = it.try_open({{"url", it.url_for("malformed")}}).opened;
       it.expect(told.error.status == told.status,
                 fmt::format("it answered {}, its error says {}", status_name(told.status),
                             status_name(told.error.status)));
       it.expect(std::memchr(told.error.message, '\0', sizeof told.error.message) != nullptr,
                 "the message has no end");
       it.expect(!told.message().empty(), "the message is empty");
       it.expect(told.error.effect == TNT_EFFECT_NONE, fmt::format("the effect is {}", told.error.effect));
     }}};

const registered gives_nothing{{.id = "lifecycle.failed-open-gives-nothing",
                                .demands = "an open that fails leaves *out NULL: there is nothing to close",
                                .where = "adapter.h: open(…, tnt_conn **out, …)",
                                .with = {.quirks = {"urls.malformed"}},
                                .run = [](subject &it) {
                                  const connection tried = it.try_open({{"url", it.url_for("malformed")}});
                                  it.expect(!tried.opened.ok(), "open of a malformed URL worked");
                                  it.expect(tried.raw() == nullptr, "*out is not NULL");
                                }}};

// What stands behind the struct must stay as it was.
struct short_error {
  tnt_error error{};
  std::uint32_t reach = offsetof(tnt_error, message) + 16;

  short_error() {
    std::memset(reinterpret_cast<char *>(&error) + reach, 0x5a, sizeof error - reach);
    error.struct_size = reach;
  }
  [[nodiscard]] bool untouched() const {
    const auto *bytes = reinterpret_cast<const unsigned char *>(&error);
    for (std::size_t at = reach; at < sizeof error; ++at)
      if (bytes[at] != 0x5a) return false;
    return true;
  }
};

const registered shorter_error{
    {.id = "lifecycle.short-error",
     .demands = "an error struct of an older host is written no further than its struct_size",
     .where = "adapter.h: \"A struct that begins with struct_size\"",
     .with = {.quirks = {"urls.malformed"}},
     .run = [](subject &it) {
       const std::string url = it.url_for("malformed");
       const tnt_field field{to_text("url"), to_text(url)};
       short_error small;
       tnt_conn *out = nullptr;
       const call during;
       const tnt_status status = it.table().open(during.raw(), &field, 1, &out, &small.error);
       it.expect(status != TNT_OK, "open of a malformed URL worked");
       it.expect(small.untouched(), "bytes behind the struct were written");
     }}};

// ---- the process around it

const registered silent{{.id = "lifecycle.silent",
                         .demands = "open, execute and close write nothing to standard output and error",
                         .where = "adapter.h: tnt_host.log is the way to say something",
                         .with = {.url = true},
                         .run = [](subject &it) {
                           it.table();
                           const std::string text = written_by([&] {
                             connection on = it.try_open();
                             if (on.opened.ok()) (void)on.execute(it.sql("syntax_error"));
                           });
                           it.expect(text.empty(), fmt::format("it wrote \"{}\"", text));
                         }}};

const registered surroundings_kept{
    {.id = "lifecycle.keeps-surroundings",
     .demands = "a connection leaves locale, working folder, umask, environment and signals as they were",
     .where = "adapter.h: open [any]; the process is the host's",
     .with = {.url = true},
     .run = [](subject &it) {
       it.table();
       const surroundings before = look_around();
       {
         connection on = it.open();
         (void)on.execute(it.sql("select_value", {{"value", "1"}}));
       }
       const surroundings after = look_around();
       for (const char *fact : {"locale", "working folder", "umask", "environment", "signals"}) {
         const std::string changed = difference(before, after, fact);
         it.expect(changed.empty(), changed);
       }
     }}};

}  // namespace
}  // namespace tenantry::conformance
