// One statement: its failure is told with what is left of it, and a program that does not compile is a
// failure.
#include "connection.hpp"
#include "likeness.hpp"
#include "pl_sql.hpp"

namespace tenantry::oracle {
namespace {

// Oracle's driver has no 64-bit integers, and PostgreSQL's writes "?::int8" for one, which HSQLDB cannot
// read: they travel as their digits, which NUMBER columns take.
class digits {
 public:
  explicit digits(std::span<const tnt_cell> parameters) : cells_(parameters.begin(), parameters.end()) {
    texts_.resize(cells_.size());
    for (std::size_t at = 0; at < cells_.size(); ++at) {
      tnt_cell &cell = cells_[at];
      if (cell.kind != TNT_INT64 && cell.kind != TNT_BOOL) continue;
      texts_[at] = std::to_string(cell.num.i);
      cell = cell.is_null != 0 ? sdk::cell::null(TNT_TEXT) : sdk::cell::text(texts_[at]);
    }
  }
  [[nodiscard]] std::span<const tnt_cell> cells() const { return cells_; }

 private:
  std::vector<tnt_cell> cells_;
  std::vector<std::string> texts_;
};

// The byte of a line and a column that ALL_ERRORS counts from the program's own first word.
std::size_t byte_of(const program &of, std::string_view sql, const std::string &line,
                    const std::string &column) {
  std::size_t at = of.begin;
  for (long left = std::atol(line.c_str()); left > 1; --left) {
    at = sql.find('\n', at);
    if (at == std::string_view::npos) return 0;
    ++at;
  }
  const long in_line = std::atol(column.c_str());
  const std::size_t byte = at + static_cast<std::size_t>(std::max(1L, in_line));
  return byte <= sql.size() ? byte : 0;
}

}  // namespace

void connection::execute(const sdk::call &call, std::string_view sql, std::span<const tnt_cell> parameters,
                         sdk::row_writer &rows) {
  client_.check_usable();
  call.check("the statement", sdk::effect::none);
  const classified about = classify(sql);
  prepare_statement(call, count_placeholders(sql), parameters.size());
  try {
    if (product_ == product::mariadb)
      client_.run_within(call, for_mariadb(sql), parameters, rows, applied_.statement_timeout);
    else
      client_.run_within(call, sql, digits(parameters).cells(), rows, applied_.statement_timeout);
  } catch (const sdk::failure &why) {
    after_failure(why, about);
  }
  if (about.ends_transaction && state_ == sdk::transaction_state::active)
    state_ = sdk::transaction_state::idle;
  if (about.compiles && product_ == product::oracle) refuse_compile_errors(call, *about.compiles, sql);
}

// A statement that fails leaves nothing behind.  DDL has committed what came before it, whether it then
// failed or not.
void connection::after_failure(sdk::failure why, const classified &about) {
  if (client_.broken()) throw why;
  if (about.ends_transaction && state_ == sdk::transaction_state::active && why.status() != TNT_LOCKED)
    state_ = sdk::transaction_state::idle;
  // Oracle rolls back the statement alone; MariaDB's deadlock takes all, and PostgreSQL's driver does so at
  // every error.
  const bool gone = product_ == product::other || (product_ == product::mariadb && why.sqlstate() == "40001");
  if (gone && state_ == sdk::transaction_state::active) state_ = sdk::transaction_state::failed;
  throw why.effect(about.may_commit_inside ? sdk::effect::unknown : sdk::effect::none);
}

// CREATE PROCEDURE succeeds with a warning where its body does not compile (T-29): the program is there, and
// invalid.
void connection::refuse_compile_errors(const sdk::call &call, const program &of, std::string_view sql) {
  const text_rows rows =
      ask(call,
          "SELECT line, position, text FROM all_errors WHERE owner = COALESCE(?, SYS_CONTEXT('USERENV', "
          "'CURRENT_SCHEMA')) AND name = ? AND type = ? AND attribute = 'ERROR' ORDER BY sequence",
          {of.owner, of.name, of.type});
  if (rows.empty()) return;
  for (const auto &row : rows)
    call.detail("diagnostic", "line " + row.at(0) + ", column " + row.at(1) + ": " + row.at(2));
  std::string type = of.type;
  for (char &c : type) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  throw sdk::failure(TNT_SQL, "the " + type + " \"" + of.name + "\" was created and does not compile: line " +
                                  rows[0][0] + ", column " + rows[0][1] + ": " + rows[0][2])
      .sqlstate("42601")
      .native_code(24344)
      .offset(byte_of(of, sql, rows[0][0], rows[0][1]))
      .retry(sdk::retry::never)
      .effect(sdk::effect::applied);
}

void connection::ping(const sdk::call &call) {
  ask(call, "SELECT 1 FROM DUAL");
}

}  // namespace tenantry::oracle
