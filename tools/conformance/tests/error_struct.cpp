// Group error: the struct itself, and the errors of opening and of a line that is cut during COMMIT.
#include <fmt/format.h>

#include <atomic>
#include <cstring>

#include "tools/conformance/proxy.hpp"
#include "tools/conformance/tests/rows.hpp"

namespace tenantry::conformance {
namespace {

// ---- opening

// Without such a URL there is nothing to see; lifecycle's test of it says whether that counts.
answer open_of(subject &it, std::string_view url, tnt_status status) {
  if (!it.differs().find(fmt::format("urls.{}", url))) it.skip(fmt::format("the quirks give no {} URL", url));
  const connection tried =
      it.try_open({{"url", it.url_for(url)}, {"create", "false"}, {"password", std::string(canary)}});
  answer told = it.must_be(status, tried.opened, fmt::format("open of the {} URL", url));
  it.expect(told.error.effect == TNT_EFFECT_NONE,
            fmt::format("the effect is {}, though no statement was sent", told.error.effect));
  it.expect(!told.message().empty(), "the message is empty");
  it.no_secret_in(told.all_text(), "the error");
  return told;
}

void expect_no_retry(subject &it, const answer &told) {
  it.expect(told.error.retry == TNT_RETRY_NEVER || told.error.retry == TNT_RETRY_UNKNOWN,
            fmt::format("it may be tried again, says retry {}", told.error.retry));
}

const registered malformed{
    {.id = "error.malformed-url",
     .demands = "a malformed URL is as malformed the next time: no retry",
     .where = "adapter.h: tnt_error.retry",

     .run = [](subject &it) { expect_no_retry(it, open_of(it, "malformed", TNT_BAD_CONFIG)); }}};

const registered bad_login{
    {.id = "error.bad-login",
     .demands = "a wrong password is TNT_AUTH, effect NONE, no retry",
     .where = "adapter.h: tnt_error.retry, effect",
     .with = {.url = true},
     .run = [](subject &it) { expect_no_retry(it, open_of(it, "bad_password", TNT_AUTH)); }}};

const registered unreachable{
    {.id = "error.unreachable",
     .demands = "a server that is not there: effect NONE, and no retry on a connection that does not exist",
     .where = "adapter.h: tnt_error.retry, effect",
     .with = {.url = true},
     .run = [](subject &it) {
       const answer told = open_of(it, "unreachable", TNT_UNREACHABLE);
       it.expect(told.error.retry != TNT_RETRY_SAME_CONN, "it is to be tried again on the same connection");
     }}};

const registered missing_database{
    {.id = "error.missing-database",
     .demands =
         "a database that does not exist: effect NONE, and the SQLSTATE, if the server gives one, is no "
         "syntax error",
     .where = "adapter.h: tnt_error.sqlstate, effect",
     .with = {.url = true},
     .run = [](subject &it) {
       if (!it.differs().find("urls.missing_database")) it.skip("the quirks give no missing_database URL");
       const connection tried = it.try_open({{"url", it.url_for("missing_database")}, {"create", "false"}});
       it.must_be(TNT_UNREACHABLE, tried.opened, "open");
       const std::string state = sqlstate_of(tried.opened);
       it.expect(tried.opened.error.effect == TNT_EFFECT_NONE,
                 fmt::format("the effect is {}", tried.opened.error.effect));
       it.expect(state.empty() || state == "3D000" || state == "42000" || state.starts_with("08") ||
                     state.starts_with("HY"),
                 fmt::format("the SQLSTATE is \"{}\"", state));
     }}};

// ---- the struct

// One that reaches so far; what stands behind must stay as it was.
struct short_error {
  tnt_error error{};
  std::uint32_t reach;

  explicit short_error(std::size_t bytes) : reach(static_cast<std::uint32_t>(bytes)) {
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

const registered short_struct{
    {.id = "error.short-struct",
     .demands =
         "the error of a statement is written no further than struct_size, however short, and what fits is "
         "there; NULL for it is not asked for",
     .where = "adapter.h: \"A struct that begins with struct_size\"",
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const std::string text = it.sql("unknown_table");
       for (const std::size_t reach : {offsetof(tnt_error, native_code), offsetof(tnt_error, retry),
                                       offsetof(tnt_error, offset), offsetof(tnt_error, message),
                                       offsetof(tnt_error, message) + 1, offsetof(tnt_error, message) + 9}) {
         short_error small(reach);
         const call during;
         const tnt_status status =
             it.table().execute(on.raw(), during.raw(), to_text(text), nullptr, 0, nullptr, &small.error);
         it.expect(status == TNT_SQL, fmt::format("`{}` answered {}", text, status_name(status)));
         it.expect(small.untouched(), fmt::format("bytes behind a struct of {} were written", reach));
         it.expect(small.error.status == status, fmt::format("a struct of {} lacks its status", reach));
       }
     }}};

// Bytes of a character's middle at the end mean that it was cut in two.
bool ends_whole(std::string_view text) {
  std::size_t at = text.size();
  while (at > 0 && (static_cast<unsigned char>(text[at - 1]) & 0xC0U) == 0x80U) --at;
  if (at == text.size()) return at == 0 || static_cast<unsigned char>(text[at - 1]) < 0x80U;
  const auto lead = at == 0 ? 0U : static_cast<unsigned char>(text[at - 1]);
  const std::size_t wanted = lead >= 0xF0U ? 3 : lead >= 0xE0U ? 2 : 1;
  return text.size() - at == wanted;
}

const registered truncated{
    {.id = "error.truncated",
     .demands =
         "a message that does not fit is cut between characters, NUL ended, and what is missing is counted",
     .where = "adapter.h: tnt_error.truncated",
     .with = {.url = true},
     .run = [](subject &it) {
       if (!it.differs().find("sql.long_message"))
         it.skip("the quirks give no statement with a long message");
       std::string words;
       for (int at = 0; at < 1000; ++at) words += "\xc3\xbc\xe2\x82\xac";  // 2 and 3 bytes
       connection on = it.open();
       const answer told = on.execute(it.sql("long_message", {{"text", words}}));
       it.expect(!told.ok(), "`sql.long_message` answered OK");
       it.expect(std::memchr(told.error.message, '\0', sizeof told.error.message) != nullptr,
                 "the message has no end");
       const std::size_t shown = told.message().size();
       it.expect(ends_whole(told.message()), "a character was cut in two");
       if (shown + 4 < sizeof told.error.message && told.error.truncated == 0)
         it.skip(fmt::format("the message has only {} bytes", shown));
       it.expect(told.error.truncated > 0, fmt::format("{} bytes, and none is missing", shown));
     }}};

// ---- a line that is cut

const registered lost_commit{
    {.id = "error.effect-after-lost-commit",
     .at = level::migrations,
     .demands =
         "a line that is cut during COMMIT is TNT_CONNECTION_LOST with effect UNKNOWN: the server may have "
         "committed",
     .where = "adapter.h: TNT_EFFECT_UNKNOWN",
     .with = {.url = true},
     .run = [](subject &it) {
       const placeholders parts = url_parts(it.url());
       if (port_of(it.url()) == 0) it.skip("the URL names no port, so no proxy can stand between");
       std::atomic<bool> armed{false};
       const proxy between(parts.find("host")->second, port_of(it.url()), [&](const std::string &) {
         return armed ? proxy::act::cut_after : proxy::act::pass;
       });
       connection direct = it.open(), on = it.open({{"url", by_proxy(it.url(), between.port())}});
       const scratch_table made = it.make_table(direct);
       it.must(on.begin(), "begin");
       insert_row(it, on, made, 1, "committed by a server that nobody heard");
       armed = true;
       const answer told = it.must_be(TNT_CONNECTION_LOST, on.commit(), "COMMIT over a line that was cut");
       it.expect(between.cuts() == 1, "the line was not cut: it did not pass the proxy");
       it.expect(told.error.effect == TNT_EFFECT_UNKNOWN,
                 fmt::format("the effect is {}; the server committed {} row", told.error.effect,
                             it.count(direct, made)));
     }}};

}  // namespace
}  // namespace tenantry::conformance
