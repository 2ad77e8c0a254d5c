// Group network: a line that breaks or falls silent.  For databases at a host and port; the quirks of others
// say "network": false.
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "tools/conformance/proxy.hpp"
#include "tools/conformance/punctual.hpp"

namespace tenantry::conformance {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view at_lost = "adapter.h: TNT_CONNECTION_LOST";
constexpr std::string_view at_effect = "adapter.h: TNT_EFFECT_…";
constexpr milliseconds soon{400};

// A proxy before our server, and connections by way of it.
class way {
 public:
  explicit way(subject &it) : it_(it), between(host(it), port_of(it.url())) {}

  connection open() { return it_.open({{"url", by_proxy(it_.url(), between.port())}}); }

 private:
  static std::string host(subject &it) {
    if (port_of(it.url()) == 0)
      it.skip("its URL names no port, so that no proxy can stand before the server; write the port");
    return url_parts(it.url())["host"];
  }

  subject &it_;

 public:
  proxy between;
};

void wait_for_cut() {
  std::this_thread::sleep_for(milliseconds(100));
}

std::string one(subject &it) {
  return it.sql("select_value", {{"value", "4"}});
}

const registered cut_execute{
    {.id = "network.cut-in-statement",
     .at = level::migrations,
     .demands = "a line that breaks while a statement runs is TNT_CONNECTION_LOST with effect UNKNOWN",
     .where = at_effect,
     .with = {.features = {"network"}, .url = true, .quirks = {"sql.long_statement"}},
     .run = [](subject &it) {
       way by(it);
       connection on = by.open();
       const later cutter(soon, [&] { by.between.cut_all(); });
       const std::string text = it.sql("long_statement", {{"seconds", "5"}});
       const answer told = on.execute(text);
       it.must_be(TNT_CONNECTION_LOST, told, "the long statement");
       it.expect(told.error.effect == TNT_EFFECT_UNKNOWN, fmt::format("the effect is {}", told.error.effect));
       it.expect(told.error.retry != TNT_RETRY_SAME_CONN, "it says that the same connection may try again");
     }}};

const registered cut_rows{
    {.id = "network.cut-in-rows",
     .at = level::migrations,
     .demands = "a line that breaks between two rows is TNT_CONNECTION_LOST: half a result is no result",
     .where = at_lost,
     .with = {.features = {"network"}, .url = true},
     .run = [](subject &it) {
       connection writer = it.open();
       const scratch_table made = it.make_table(writer, it.type("text"));
       const std::string write = it.sql("insert_typed", {{"table", made.name}});
       for (int at = 0; at < 5; ++at)
         it.must(
             writer.execute(write, {value::number(at), value::text(std::string(std::size_t{1} << 20U, 'm'))}),
             write);
       way by(it);
       connection on = by.open();
       tnt_sink sink{};
       sink.struct_size = sizeof sink;
       sink.data = &by.between;
       sink.row = [](void *data, const tnt_cell *, std::size_t) -> tnt_status {
         static_cast<proxy *>(data)->cut_all();
         return TNT_OK;
       };
       sink.columns = [](void *, const tnt_column *, std::size_t) -> tnt_status { return TNT_OK; };
       sink.affected = [](void *, std::int64_t) {};
       const std::string read = fmt::format("SELECT a.cell FROM {0} a, {0} b", made.name);
       const answer told = ask({}, [&](const tnt_call *during, tnt_error *error) {
         return it.table().execute(on.raw(), during, to_text(read), nullptr, 0, &sink, error);
       });
       it.must_be(TNT_CONNECTION_LOST, told, "a result of 25 MiB whose line was cut at its first row");
     }}};

const registered cut_begin{{.id = "network.cut-before-begin",
                            .at = level::migrations,
                            .demands = "begin on a line that is broken is TNT_CONNECTION_LOST",
                            .where = at_lost,
                            .with = {.features = {"network"}, .url = true},
                            .run = [](subject &it) {
                              way by(it);
                              connection on = by.open();
                              by.between.cut_all();
                              wait_for_cut();
                              it.must_be(TNT_CONNECTION_LOST, on.begin(), "begin");
                            }}};

const registered idle_ping{
    {.id = "network.idle-ping",
     .at = level::migrations,
     .demands = "ping tells TNT_CONNECTION_LOST where the line broke while nobody spoke",
     .where = "adapter.h: ping",
     .with = {.features = {"network"}, .url = true},
     .run = [](subject &it) {
       way by(it);
       connection on = by.open();
       by.between.cut_all();
       wait_for_cut();
       it.must_be(TNT_CONNECTION_LOST, on.ping(), "ping");
     }}};

const registered after_cut{
    {.id = "network.after-lost",
     .at = level::migrations,
     .demands =
         "a statement on a connection that is known to be lost is TNT_CONNECTION_LOST with effect NONE, and "
         "transaction_state is UNKNOWN",
     .where = at_effect,
     .with = {.features = {"network"}, .url = true},
     .run = [](subject &it) {
       way by(it);
       connection on = by.open();
       by.between.cut_all();
       wait_for_cut();
       it.must_be(TNT_CONNECTION_LOST, on.execute(one(it)), "the first statement");
       const answer told = on.execute(one(it));
       it.must_be(TNT_CONNECTION_LOST, told, "the second statement");
       it.expect(told.error.effect == TNT_EFFECT_NONE, fmt::format("the effect is {}", told.error.effect));
       it.expect(on.state() == TNT_TX_UNKNOWN, fmt::format("transaction_state is {}", on.state()));
     }}};

const registered frozen{
    {.id = "network.silent-line",
     .at = level::migrations,
     .demands = "on a line that swallows everything a statement ends with TNT_TIMEOUT within 250 ms of its "
                "deadline, effect UNKNOWN",
     .where = "adapter.h: tnt_call.deadline_ns",
     .with = {.features = {"network"}, .url = true},
     .run = [](subject &it) {
       way by(it);
       ends_in_time(it, "the end of the statement", [&] {
         by.between.freeze(false);
         connection on = by.open();
         by.between.freeze(true);
         const answer told = on.execute(one(it), {}, {.deadline = soon});
         it.must_be(TNT_TIMEOUT, told, "the statement");
         it.expect(told.error.effect == TNT_EFFECT_UNKNOWN,
                   fmt::format("the effect is {}", told.error.effect));
         return told.took - soon;
       });
     }}};

const registered cancel_frozen{
    {.id = "network.silent-cancel",
     .at = level::migrations,
     .demands = "cancel on a line that swallows everything returns within about a second",
     .where = "adapter.h: cancel, \"May block for a second\"",
     .with = {.features = {"network"}, .url = true},
     .run = [](subject &it) {
       way by(it);
       ends_in_time(it, "the end of cancel", [&] {
         by.between.freeze(false);
         connection on = by.open();
         by.between.freeze(true);
         it.must_be(TNT_TIMEOUT, on.execute(one(it), {}, {.deadline = soon}), "the statement");
         const std::int64_t begun = monotonic_ns();
         on.cancel();
         return milliseconds((monotonic_ns() - begun) / 1'000'000 - 1000);
       });
     }}};

const registered close_frozen{
    {.id = "network.silent-close",
     .at = level::migrations,
     .demands = "close never waits for the server: on a silent line it returns at once",
     .where = "adapter.h: close; it has no deadline",
     .with = {.features = {"network"}, .url = true},
     .run = [](subject &it) {
       way by(it);
       ends_in_time(it, "the end of close", [&] {
         by.between.freeze(false);
         connection on = by.open();
         by.between.freeze(true);
         const std::int64_t begun = monotonic_ns();
         on.close();
         return milliseconds((monotonic_ns() - begun) / 1'000'000);
       });
     }}};

const registered new_connection{{.id = "network.new-after-lost",
                                 .at = level::migrations,
                                 .demands = "after a connection was lost a new one works",
                                 .where = at_lost,
                                 .with = {.features = {"network"}, .url = true},
                                 .run = [](subject &it) {
                                   way by(it);
                                   connection on = by.open();
                                   by.between.cut_all();
                                   wait_for_cut();
                                   it.must_be(TNT_CONNECTION_LOST, on.execute(one(it)),
                                              "a statement on a cut line");
                                   on.close();
                                   by.between.mend();
                                   it.must(by.open().execute(one(it)), "a statement on a new connection");
                                 }}};

// Answers whatever comes with bytes that no database speaks.
class babbler {
 public:
  babbler() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto *plain = reinterpret_cast<sockaddr *>(&address);
    if (bind(listener_, plain, size) != 0 || listen(listener_, 8) != 0 ||
        getsockname(listener_, plain, &size) != 0)
      throw std::runtime_error("the kit cannot listen on 127.0.0.1");
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this](const std::stop_token &stop) { babble(stop); });
  }
  ~babbler() {
    thread_.request_stop();
    thread_.join();
    close(listener_);
  }
  babbler(const babbler &) = delete;
  babbler &operator=(const babbler &) = delete;
  [[nodiscard]] unsigned port() const { return port_; }

 private:
  void babble(const std::stop_token &stop) const {
    while (!stop.stop_requested()) {
      pollfd waiting{listener_, POLLIN, 0};
      if (poll(&waiting, 1, 10) <= 0) continue;
      const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) continue;
      std::array<char, 512> heard{};
      pollfd speaking{client, POLLIN, 0};
      if (poll(&speaking, 1, 1000) > 0) (void)recv(client, heard.data(), heard.size(), 0);
      const std::string_view words = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n\xff\xfe\x00\x01";
      (void)send(client, words.data(), words.size(), MSG_NOSIGNAL);
      close(client);
    }
  }

  int listener_;
  unsigned port_ = 0;
  std::jthread thread_;
};

const registered garbage{
    {.id = "network.no-database-there",
     .at = level::migrations,
     .demands = "open of an address where something else answers is TNT_UNREACHABLE, with a message",
     .where = "adapter.h: TNT_UNREACHABLE",
     .with = {.features = {"network"}, .url = true},
     .run = [](subject &it) {
       const babbler server;
       const connection tried =
           it.try_open({{"url", by_proxy(it.url(), server.port())}}, {.deadline = milliseconds(5000)});
       it.must_be(TNT_UNREACHABLE, tried.opened, "open of an address where a web server answers");
       it.expect(!tried.opened.message().empty(), "the message is empty");
       it.no_secret_in(tried.opened.all_text(), "the error");
     }}};

}  // namespace
}  // namespace tenantry::conformance
