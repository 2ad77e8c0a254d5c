// FreeTDS without a server of its kind: what a person meets when the road is wrong.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <thread>

#include "tests/integration/postgresql/session.hpp"

using namespace tenantry::testing;

namespace {

answer open_with(const std::string &url, const session::config &more = {}, allowance may = {}) {
  session::config config{{"url", url}, {"setting.driver", "FreeTDS"}};
  config.insert(config.end(), more.begin(), more.end());
  auto [opened, conn] = session::try_open(config, may);
  session::table().close(conn);
  return opened;
}

// A port of loopback where somebody listens: with `hangs_up` it closes each line that it takes, else it says
// nothing.
class listener {
 public:
  explicit listener(bool hangs_up) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(bind(socket_, reinterpret_cast<sockaddr *>(&address), size) == 0);
    REQUIRE(listen(socket_, 8) == 0);
    REQUIRE(getsockname(socket_, reinterpret_cast<sockaddr *>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    if (hangs_up) thread_ = std::thread([this] { hang_up(); });
  }
  ~listener() {
    shutdown(socket_, SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
    close(socket_);
  }
  listener(const listener &) = delete;
  listener &operator=(const listener &) = delete;
  [[nodiscard]] std::string url() const {
    return "sqlserver://u:secretword@127.0.0.1:" + std::to_string(port_) + "/d";
  }

 private:
  void hang_up() const {
    for (int line = accept(socket_, nullptr, nullptr); line >= 0; line = accept(socket_, nullptr, nullptr))
      close(line);
  }
  int socket_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace

TEST_CASE("FreeTDS: a port where nobody listens is unreachable, and no password is repeated") {
  const answer refused = open_with("sqlserver://u:secretword@127.0.0.1:1/d");
  CHECK(refused.status == TNT_UNREACHABLE);
  CHECK(refused.retry == TNT_RETRY_NEW_CONN);
  CHECK(refused.effect == TNT_EFFECT_NONE);
  CHECK(refused.message.find("secretword") == std::string::npos);
  for (const auto &[key, value] : refused.details) CHECK(value.find("secretword") == std::string::npos);
}

TEST_CASE("FreeTDS: a server that hangs up is unreachable") {
  const listener there(true);
  const answer cut = open_with(there.url());
  CHECK(cut.status == TNT_UNREACHABLE);
  CHECK(cut.took < 10s);
}

TEST_CASE("FreeTDS: a server that takes the line and never answers is given up at the deadline") {
  const listener there(false);
  const answer silent = open_with(there.url(), {}, {700ms, -1});
  CHECK((silent.status == TNT_TIMEOUT || silent.status == TNT_UNREACHABLE));
  CHECK(silent.took < 3s);
  CHECK(silent.effect == TNT_EFFECT_NONE);
  const answer sooner = open_with(there.url(), {{"connect_timeout_ms", "300"}});
  CHECK((sooner.status == TNT_TIMEOUT || sooner.status == TNT_UNREACHABLE));
  CHECK(sooner.took < 3s);
}

TEST_CASE("SQL Server: a driver that is not there is named with the package that brings one") {
  auto [opened, conn] =
      session::try_open({{"url", "sqlserver://u:pw@127.0.0.1:1/d"}, {"setting.driver", "No Such Driver"}});
  session::table().close(conn);
  CHECK(opened.status == TNT_BAD_CONFIG);
  CHECK(opened.message.find("No Such Driver") != std::string::npos);
  CHECK(opened.message.find("tdsodbc") != std::string::npos);
}
