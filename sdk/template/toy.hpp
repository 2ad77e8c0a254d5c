#pragma once
// What the adapter serves as it stands, in place of a client library: throw this file away.
//
// CREATE TABLE, DROP TABLE, INSERT, SELECT of values or from one table, ORDER BY, LIMIT, SLEEP seconds.  The
// connections of a process to one name share its tables; nothing is ever written to a disk.
#include <algorithm>
#include <atomic>
#include <compare>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tenantry/sdk/script.hpp>
#include <vector>

namespace toy {

struct error {
  const char *sqlstate;
  std::string message;
  std::size_t offset = 0;  // 1-based byte of the statement
};

struct value {
  std::uint8_t kind = TNT_TEXT;
  bool null = true;
  std::int64_t number = 0;
  double real = 0;
  std::string text = {};
  auto operator<=>(const value &) const = default;
};
using row = std::vector<value>;

struct column {
  std::string name;
  std::uint8_t kind = TNT_TEXT;
  bool required = false, key = false;
};
struct table {
  std::vector<column> columns;
  std::vector<row> rows;
};
using tables = std::map<std::string, table>;

// One writer at a time: it works on a copy, and commit puts the copy in place.
struct database {
  std::mutex guard;  // of both members
  tables committed;
  const void *writer = nullptr;
};

inline std::shared_ptr<database> find_database(const std::string &name) {
  static std::mutex guard;
  static std::map<std::string, std::shared_ptr<database>> all;
  const std::lock_guard lock(guard);
  std::shared_ptr<database> &found = all[name];
  if (!found) found = std::make_shared<database>();
  return found;
}

inline std::string new_session() {
  static std::atomic<int> last = 0;
  return std::to_string(++last);
}

struct answer {
  std::vector<column> columns;  // empty: the statement gives no rows
  std::vector<row> rows;
  std::int64_t affected = 0, sleep_seconds = 0;
};

// Reads one statement and does what it says to the tables that it is given, or throws and leaves them alone.
class statement {
 public:
  statement(std::string_view sql, std::span<const tnt_cell> parameters, tables &in)
      : reader_(sql, standard), parameters_(parameters), in_(in) {
    next();
  }

  answer run(bool may_write) {
    expect_parameters();
    if (!may_write && (is("CREATE") || is("DROP") || is("INSERT")))
      throw error{"25006", "this transaction is read-only"};
    answer made;
    if (accept("CREATE"))
      create_table();
    else if (accept("DROP"))
      drop_table();
    else if (accept("INSERT"))
      made.affected = insert();
    else if (accept("SELECT"))
      made = is_literal() ? select_values() : select_rows();
    else if (accept("SLEEP"))
      made.sleep_seconds = literal().number;
    else
      refuse();
    if (!token_.empty()) refuse();
    return made;
  }

 private:
  static constexpr tenantry::sdk::lexical_rules standard{};

  void expect_parameters() const {
    auto ahead = reader_;
    std::size_t marks = token_ == "?" ? 1 : 0;
    while (ahead.next())
      if (ahead.token() == "?") ++marks;
    if (marks != parameters_.size()) throw error{"07001", "there are not as many parameters as ?"};
  }

  // -- words
  void next() { token_ = reader_.next() ? reader_.token() : std::string_view{}; }
  [[noreturn]] void refuse() const {
    if (token_.empty()) throw error{"42601", "the statement ends too early"};
    throw error{"42601", "did not expect " + std::string(token_), reader_.begin() + 1};
  }
  [[nodiscard]] bool is(std::string_view word) const {
    return tenantry::sdk::statement_tokens::same(token_, word);
  }
  bool accept(std::string_view word) {
    if (!is(word)) return false;
    next();
    return true;
  }
  void expect(std::string_view word) {
    if (!accept(word)) refuse();
  }
  template <class Item>
  void list(Item item) {  // (item, item)
    expect("(");
    do item();
    while (accept(","));
    expect(")");
  }
  std::string unquoted() {  // 'it''s', "a ""name"""
    std::string made;
    for (std::size_t at = 1; at + 1 < token_.size(); at += token_[at] == token_.front() ? 2 : 1)
      made += token_[at];
    next();
    return made;
  }
  std::string name() {
    if (token_.empty() || is_literal() ||
        std::string_view("(),;=*").find(token_[0]) != std::string_view::npos)
      refuse();
    if (token_.front() == '"') return unquoted();
    std::string made;
    for (const char c : token_) made += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    next();
    return made;
  }
  [[nodiscard]] bool is_literal() const {
    return is("NULL") ||
           (!token_.empty() && std::string_view("?-'0123456789").find(token_[0]) != std::string_view::npos);
  }
  value literal() {
    if (accept("?")) return parameter();
    if (accept("NULL")) return {};
    if (token_.starts_with('\'')) return {TNT_TEXT, false, 0, 0, unquoted()};
    const bool negative = accept("-");
    if (token_.empty()) refuse();
    value made{TNT_INT64, false};
    for (const char c : token_) {
      if (c < '0' || c > '9' || made.number > INT64_MAX / 10 - 1) refuse();
      made.number = made.number * 10 + (c - '0');
    }
    if (negative) made.number = -made.number;
    next();
    return made;
  }
  value parameter() {
    const tnt_cell &cell = parameters_[used_++];
    const bool real = cell.kind == TNT_DOUBLE;
    return {cell.kind, cell.is_null != 0, real ? 0 : cell.num.i, real ? cell.num.d : 0,
            std::string(tenantry::sdk::view(cell.raw))};
  }

  // -- tables
  table &existing(const std::string &wanted) {
    const auto found = in_.find(wanted);
    if (found == in_.end()) throw error{"42P01", "no such table: " + wanted};
    return found->second;
  }
  static std::size_t column_of(const table &of, const std::string &wanted) {
    for (std::size_t at = 0; at < of.columns.size(); ++at)
      if (of.columns[at].name == wanted) return at;
    throw error{"42703", "no such column: " + wanted};
  }
  void create_table() {
    expect("TABLE");
    const std::string named = name();
    if (in_.contains(named)) throw error{"42P07", "table " + named + " exists already"};
    table made;
    list([&] {
      if (accept("CONSTRAINT")) (void)name();
      if (accept("PRIMARY")) {
        expect("KEY");
        list([&] { made.columns[column_of(made, name())].key = true; });
      } else {
        made.columns.push_back(new_column());
      }
    });
    in_[named] = std::move(made);
  }
  column new_column() {
    column made{name()};
    const std::string type = name();
    if (type == "integer" || type == "bigint" || type == "smallint") made.kind = TNT_INT64;
    if (type == "double") made.kind = (expect("PRECISION"), TNT_DOUBLE);
    if (type == "boolean") made.kind = TNT_BOOL;
    if (type == "blob") made.kind = TNT_BYTES;
    if (is("(")) list([&] { (void)literal(); });  // a length, which the toy does not keep
    if (accept("NOT")) made.required = (expect("NULL"), true);
    if (accept("PRIMARY")) made.key = made.required = (expect("KEY"), true);
    return made;
  }
  void drop_table() {
    expect("TABLE");
    const std::string named = name();
    (void)existing(named);
    in_.erase(named);
  }

  // -- rows
  std::int64_t insert() {
    expect("INTO");
    table &into = existing(name());
    std::vector<std::size_t> order;
    if (is("("))
      list([&] { order.push_back(column_of(into, name())); });
    else
      for (std::size_t at = 0; at < into.columns.size(); ++at) order.push_back(at);
    expect("VALUES");
    row given(into.columns.size());
    std::size_t at = 0;
    list([&] {
      if (at == order.size()) refuse();
      given[order[at++]] = literal();
    });
    if (at < order.size()) throw error{"42601", "there are fewer values than columns"};
    add(into, std::move(given));
    return 1;
  }
  static void add(table &into, row given) {
    bool keyed = false;
    for (std::size_t at = 0; at < given.size(); ++at) {
      const column &of = into.columns[at];
      keyed = keyed || of.key;
      if (given[at].null && of.required) throw error{"23502", "column " + of.name + " must not be NULL"};
      if (given[at].null || (of.kind == TNT_BOOL && given[at].kind == TNT_INT64)) given[at].kind = of.kind;
      if (given[at].kind != of.kind) throw error{"22018", "column " + of.name + " is of another type"};
    }
    for (const row &other : into.rows) {
      bool same = keyed;
      for (std::size_t at = 0; at < given.size(); ++at)
        if (into.columns[at].key && other[at] != given[at]) same = false;
      if (same) throw error{"23505", "another row has this primary key"};
    }
    into.rows.push_back(std::move(given));
  }
  answer select_values() {
    answer made;
    made.rows.emplace_back();
    do {
      made.rows[0].push_back(literal());
      made.columns.push_back({accept("AS") ? name() : "value", made.rows[0].back().kind});
    } while (accept(","));
    return made;
  }
  answer select_rows() {
    std::vector<std::string> names;
    if (!accept("*")) {
      do names.push_back(name());
      while (accept(","));
    }
    const bool count = accept("(");  // count(*)
    if (count) expect("*"), expect(")");
    expect("FROM");
    const table &of = existing(name());
    answer made;
    if (count) {
      made.columns.push_back({"count", TNT_INT64});
      made.rows.push_back({{TNT_INT64, false, static_cast<std::int64_t>(of.rows.size())}});
      return made;
    }
    std::vector<row> rows = of.rows;
    if (accept("ORDER")) {
      expect("BY");
      const std::size_t by = column_of(of, name());
      std::stable_sort(rows.begin(), rows.end(), [by](const row &a, const row &b) { return a[by] < b[by]; });
    }
    if (accept("LIMIT")) rows.resize(std::min(rows.size(), static_cast<std::size_t>(literal().number)));
    std::vector<std::size_t> chosen;
    for (std::size_t at = 0; names.empty() && at < of.columns.size(); ++at) chosen.push_back(at);
    for (const std::string &one : names) chosen.push_back(column_of(of, one));
    for (const std::size_t at : chosen) made.columns.push_back(of.columns[at]);
    for (const row &one : rows) {
      row &picked = made.rows.emplace_back();
      for (const std::size_t at : chosen) picked.push_back(one[at]);
    }
    return made;
  }

  tenantry::sdk::token_reader reader_;
  std::span<const tnt_cell> parameters_;
  std::size_t used_ = 0;
  tables &in_;
  std::string_view token_;
};

}  // namespace toy
