// A small host for the dialect of one adapter: opens a database, runs statements, and asks for documents.
#pragma once
#include <tenantry/sdk/adapter.hpp>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace tenantry::testing {

const tnt_adapter &postgresql_table();
const tnt_adapter &sqlite_table();
const tnt_adapter &mysql_table();

class dialect_host {
 public:
  using fields = std::vector<std::pair<std::string, std::string>>;
  dialect_host(const tnt_adapter &table, const fields &config, std::string dialect, std::string version);
  ~dialect_host();
  dialect_host(const dialect_host &) = delete;
  dialect_host &operator=(const dialect_host &) = delete;

  [[nodiscard]] nlohmann::json target() const;
  nlohmann::json render(const nlohmann::json &changes, const nlohmann::json &enums = nlohmann::json::array());
  // The same as tenantry.render/2, for changes of parts of tables.
  nlohmann::json render_listed(nlohmann::json changes);
  nlohmann::json project(const nlohmann::json &schema);
  nlohmann::json introspect(const nlohmann::json &more = nlohmann::json::object());
  // Throws std::runtime_error with the statement and the server's words.
  void run(const std::string &sql);
  void run_all(const nlohmann::json &rendered);
  // The one value of the first row, as text.
  std::string value(const std::string &sql);
  // In one transaction, what must stand before BEGIN taken out, as the engine does it.
  void run_rebuild(const nlohmann::json &rendered);

 private:
  template <class Call>
  std::string document(Call &&call);

  const tnt_adapter &table_;
  const tnt_ext_dialect &rules_;
  tnt_conn *conn_ = nullptr;
  std::string dialect_, version_;
};

}  // namespace tenantry::testing
