#define TNT_ENTRY_SYMBOL tenantry_test_net_adapter
#define TNT_ENTRY_LINKAGE
// The defines come first: every road leads to adapter.h.
#include "tests/unit/fleet/net_adapter.hpp"

#include <tenantry/sdk/adapter.hpp>

#include <algorithm>

namespace tenantry::fakes {
namespace {

struct net_connection final : sdk::connection {
  void ping(const sdk::call &) override {}
  void execute(const sdk::call &, std::string_view, std::span<const tnt_cell>, sdk::row_writer &) override {}
  void begin(const sdk::call &, const sdk::transaction_options &) override {}
  void commit(const sdk::call &) override {}
  void rollback(const sdk::call &) override {}
  sdk::transaction_state state() noexcept override { return sdk::transaction_state::idle; }
  void cancel() noexcept override {}
};

struct net_script final : sdk::script {
  void split(std::string_view text, const receiver &each) const override {
    if (std::count(text.begin(), text.end(), '\'') % 2 != 0)
      throw sdk::failure(TNT_SQL, "the quote never ends").offset(text.rfind('\'') + 1);
    if (!text.empty()) each({0, text.size()});
  }
  std::string quote(std::string_view identifier) const override {
    return "[" + std::string(identifier) + "]";
  }
};

struct net_dialect final : sdk::dialect {
  std::string describe(std::string_view) const override {
    return R"({"format": "tenantry.dialect/1", "dialect": "netdb", "row_limit": "LIMIT {n}"})";
  }
  std::string render(const sdk::call &, std::string_view) const override {
    return R"({"format": "tenantry.rendered/1", "statements": [], "gaps": []})";
  }
};

struct net {
  using connection = net_connection;
  using script = net_script;
  using dialect = net_dialect;
  static constexpr std::string_view id = "org.example.net", version = "1.0.0";
  static constexpr std::string_view database_types[] = {"NETDB"};
  static constexpr std::uint64_t traits = 0;
  static std::unique_ptr<net_connection> open(const sdk::call &, const sdk::config &config) {
    const std::string_view url = config.required("url");
    sdk::failure why(TNT_UNREACHABLE, "no server answers at " + std::string(url));
    why.retry(sdk::retry::new_connection);
    if (url.find("@full") != std::string_view::npos) why.sqlstate("53300");
    if (url.find("@nodb") != std::string_view::npos) why.sqlstate("3D000");
    throw why;
  }
};

}  // namespace
}  // namespace tenantry::fakes

TENANTRY_ADAPTER(tenantry::fakes::net)

namespace tenantry::fakes {

built_in net_adapter() {
  return {
      R"({"manifest": 1, "id": "org.example.net", "version": "1.0.0", "abi": {"major": 1, "min_host_minor": 0},
              "database_types": ["NETDB"], "dialects": [{"database_type": "NETDB", "dialect": "netdb"}],
              "url_schemes": ["netdb"], "extensions": ["tenantry.script/1", "tenantry.dialect/1"]})",
      tenantry_test_net_adapter};
}

}  // namespace tenantry::fakes
