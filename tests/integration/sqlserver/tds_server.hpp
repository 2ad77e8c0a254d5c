#pragma once
// A server that speaks just enough of TDS 7.4 for FreeTDS to log in and run statements, and answers each by a
// script. It knows no SQL: it shows what driver and adapter make of tokens, not what SQL Server does.
// Layouts: [MS-TDS], "Tabular Data Stream Protocol", 2.2.
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace tenantry::testing {

// The tokens of an answer, one after another; each ends a statement.
class tds_answer {
 public:
  // Columns of nvarchar, one row; nothing is NULL.
  tds_answer &row(const std::vector<std::optional<std::string>> &cells, bool more = false);
  tds_answer &error(int number, const std::string &text);
  tds_answer &print(const std::string &text);
  tds_answer &done(std::uint16_t status = 0, std::uint64_t rows = 0);
  // Instead of an answer.
  static tds_answer waits_for_attention();
  static tds_answer hangs_up();

  [[nodiscard]] const std::string &bytes() const { return bytes_; }
  [[nodiscard]] bool waits() const { return waits_; }
  [[nodiscard]] bool ends() const { return ends_; }

 private:
  void message(char token, int number, int severity, const std::string &text);
  std::string bytes_;
  bool waits_ = false, ends_ = false;
};

// Listens on loopback; each connection on a thread of its own.
class tds_server {
 public:
  using script = std::function<tds_answer(const std::string &sql)>;
  // `refusal`: the answer to a login; none: it is let in.
  explicit tds_server(script answers, std::optional<tds_answer> refusal = std::nullopt);
  ~tds_server();
  tds_server(const tds_server &) = delete;
  tds_server &operator=(const tds_server &) = delete;

  [[nodiscard]] std::string url() const;
  // All statements so far, in order, in UTF-8.
  [[nodiscard]] std::vector<std::string> statements() const;

 private:
  void serve(int line);
  bool run(int line, const std::string &sql);

  script answers_;
  std::optional<tds_answer> refusal_;
  int listening_ = -1, port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> seen_;     // guarded by mutex_
  std::vector<int> lines_;            // guarded by mutex_
  std::vector<std::thread> threads_;  // guarded by mutex_
  std::thread acceptor_;
};

}  // namespace tenantry::testing
