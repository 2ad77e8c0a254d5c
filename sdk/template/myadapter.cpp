// An adapter for tenantry.  It works as it stands, for a toy that keeps tables in memory: throw away
// namespace toy and call the client library of your database instead.  What follows it is the shape of every
// adapter: errors, connection, script, dialect, facts.  HERE marks what is yours to change.
#include <poll.h>

#include <compare>
#include <map>
#include <memory>
#include <mutex>
#include <tenantry/sdk/adapter.hpp>
#include <tenantry/sdk/dialect.hpp>
#include <tenantry/sdk/script.hpp>

namespace {
namespace sdk = tenantry::sdk;

// ---- the toy.  HERE comes your client library; all of this namespace goes.
//
// CREATE TABLE, DROP TABLE, INSERT, DELETE, SELECT from one table, WHERE a = 1, SELECT of values, SLEEP
// seconds. The connections of a process to one name share its tables; nothing is ever written to a disk.
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

std::shared_ptr<database> find_database(const std::string &name) {
  static std::mutex guard;
  static std::map<std::string, std::shared_ptr<database>> all;
  const std::lock_guard lock(guard);
  std::shared_ptr<database> &found = all[name];
  if (!found) found = std::make_shared<database>();
  return found;
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

  answer run() {
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
    if (used_ != parameters_.size()) throw error{"07001", "there are more parameters than ?"};
    return made;
  }

 private:
  static constexpr sdk::lexical_rules standard{};

  // -- words
  void next() { token_ = reader_.next() ? reader_.token() : std::string_view{}; }
  [[noreturn]] void refuse() const {
    if (token_.empty()) throw error{"42601", "the statement ends too early"};
    throw error{"42601", "did not expect " + std::string(token_), reader_.begin() + 1};
  }
  [[nodiscard]] bool is(std::string_view word) const { return sdk::statement_tokens::same(token_, word); }
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
    if (used_ == parameters_.size()) throw error{"07001", "a ? has no parameter"};
    const tnt_cell &cell = parameters_[used_++];
    const bool real = cell.kind == TNT_DOUBLE;
    return {cell.kind, cell.is_null != 0, real ? 0 : cell.num.i, real ? cell.num.d : 0,
            std::string(sdk::view(cell.raw))};
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
      made.columns.push_back({"value", made.rows[0].back().kind});
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

  sdk::token_reader reader_;
  std::span<const tnt_cell> parameters_;
  std::size_t used_ = 0;
  tables &in_;
  std::string_view token_;
};

}  // namespace toy

// ---- errors: four facts that tenantry acts upon, beside the words for a person

// HERE: translate the errors of your client library.  The SQLSTATEs that tenantry reads are 42P01 (no such
// table), 42P07 (exists already), 23505 (unique violation), 3D000 (no such database).  effect::none only
// where you know that the statement left nothing behind.
sdk::failure to_failure(const toy::error &why) {
  if (std::string_view(why.sqlstate) == "07001")
    return {TNT_BAD_ARGUMENT, why.message};  // as many values as marks: the caller's part
  return sdk::failure(TNT_SQL, why.message)
      .sqlstate(why.sqlstate)
      .offset(why.offset)
      .retry(sdk::retry::never)
      .effect(sdk::effect::none);
}

// ---- the connection

class myadapter_connection final : public sdk::connection, public sdk::identifiable {
 public:
  // HERE: connect, within call's deadline.  What cannot be reached is TNT_UNREACHABLE, a wrong password
  // TNT_AUTH; never put the URL or a password into a message.
  explicit myadapter_connection(std::string database)
      : name_(std::move(database)), database_(toy::find_database(name_)) {}
  ~myadapter_connection() override { end(); }

  void ping(const sdk::call &call) override { call.check("the ping", sdk::effect::none); }

  // One statement.  HERE: send it, wait for the answer with an eye on call.stop_fd() and
  // call.poll_timeout_ms(), give the rows as they come, and stop fetching when rows.row() answers false.
  void execute(const sdk::call &call, std::string_view sql, std::span<const tnt_cell> parameters,
               sdk::row_writer &rows) override {
    call.check("the statement", sdk::effect::none);
    const bool own_transaction = state_ == sdk::transaction_state::idle;
    if (own_transaction) start(call, limits_, true);
    try {
      const toy::answer answer = toy::statement(sql, parameters, work_).run();
      if (answer.sleep_seconds > 0) sleep(call, answer.sleep_seconds);
      if (own_transaction) publish();
      give(call, answer, rows);
    } catch (const toy::error &why) {
      if (own_transaction) end();
      throw to_failure(why);
    } catch (...) {
      if (own_transaction) end();
      throw;
    }
  }

  // HERE: BEGIN, with the limits.  A lock name asks for a lock that lasts until the transaction ends: answer
  // TNT_LOCKED at once when another session holds it.  The toy has one writer, which stands for a lock of any
  // name.
  void begin(const sdk::call &call, const sdk::transaction_options &options) override {
    if (state_ != sdk::transaction_state::idle)
      throw sdk::failure(TNT_BAD_ARGUMENT, "a transaction is open already");
    call.check("the transaction", sdk::effect::none);
    start(call, options, options.lock_name.empty());
  }
  // HERE: COMMIT.  A line that breaks meanwhile is effect::unknown: it may have happened.
  void commit(const sdk::call &call) override {
    if (state_ == sdk::transaction_state::idle)
      throw sdk::failure(TNT_BAD_ARGUMENT, "no transaction is open").effect(sdk::effect::none);
    call.check("the commit", sdk::effect::none);
    publish();
  }
  void rollback(const sdk::call &) override {
    end();
  }  // HERE: ROLLBACK; without a transaction it does nothing

  void session_limits(const sdk::call &, const sdk::limits *limits) override {
    limits_ = limits == nullptr ? sdk::limits{} : *limits;
  }
  [[nodiscard]] sdk::transaction_state state() noexcept override { return state_; }
  void cancel() noexcept override {}  // HERE: end what the server still runs.  Nothing of the toy runs on.

  // Who is at the other end: the same words for every road to one database.
  sdk::identity identify(const sdk::call &) override {
    sdk::identity who;
    who.server = "memory of this process";
    who.database = name_;
    who.version = "0";
    return who;
  }

 private:
  // The toy's one write lock, waited for as long as the limits and the call allow.
  void start(const sdk::call &call, const sdk::limits &limits, bool wait) {
    const std::int64_t since = sdk::call::now_ns();
    while (!take()) {
      const std::int64_t waited = sdk::call::now_ns() - since;
      if (!wait || (limits.lock_timeout.count() > 0 && waited >= limits.lock_timeout.count()))
        throw sdk::failure(TNT_LOCKED, "another connection writes to \"" + name_ + "\"")
            .retry(sdk::retry::same_connection)
            .effect(sdk::effect::none);
      nap(call, 10);
    }
    running_ = limits;
    state_ = sdk::transaction_state::active;
  }
  bool take() {
    const std::lock_guard lock(database_->guard);
    if (database_->writer != nullptr) return false;
    database_->writer = this;
    work_ = database_->committed;
    return true;
  }
  void publish() {
    {
      const std::lock_guard lock(database_->guard);
      database_->committed = std::move(work_);
    }
    end();
  }
  void end() noexcept {
    if (state_ == sdk::transaction_state::idle) return;
    const std::lock_guard lock(database_->guard);
    database_->writer = nullptr;
    work_.clear();
    state_ = sdk::transaction_state::idle;
  }
  // poll() ends early when the host wants to stop: every wait of an adapter has this form.
  static void nap(const sdk::call &call, int milliseconds) {
    pollfd stop{call.stop_fd(), POLLIN, 0};
    const int left = call.poll_timeout_ms();
    poll(&stop, stop.fd < 0 ? 0 : 1, left < 0 ? milliseconds : std::min(milliseconds, left));
    call.check("the statement", sdk::effect::none);
  }
  void sleep(const sdk::call &call, std::int64_t seconds) const {
    const std::int64_t since = sdk::call::now_ns(), timeout = running_.statement_timeout.count();
    for (;;) {
      const std::int64_t passed = sdk::call::now_ns() - since;
      if (passed / 1'000'000'000 >= seconds) return;
      if (timeout > 0 && passed >= timeout)
        throw sdk::failure(TNT_TIMEOUT, "the statement took longer than its limit").effect(sdk::effect::none);
      nap(call, 10);
    }
  }
  static tnt_cell to_cell(const toy::value &from) {
    if (from.null) return sdk::cell::null(from.kind);
    if (from.kind == TNT_INT64) return sdk::cell::int64(from.number);
    if (from.kind == TNT_BOOL) return sdk::cell::boolean(from.number != 0);
    if (from.kind == TNT_DOUBLE) return sdk::cell::real(from.real);
    return from.kind == TNT_BYTES ? sdk::cell::bytes(from.text) : sdk::cell::text(from.text);
  }
  static void give(const sdk::call &call, const toy::answer &answer, sdk::row_writer &rows) {
    if (answer.columns.empty()) return rows.affected(answer.affected);
    std::vector<tnt_column> columns;
    for (const toy::column &one : answer.columns) columns.push_back(sdk::column(one.name, ""));
    if (!rows.columns(columns)) return;
    for (const toy::row &one : answer.rows) {
      std::vector<tnt_cell> cells;
      for (const toy::value &each : one) cells.push_back(to_cell(each));
      if (!rows.row(cells)) return;
      call.check("the statement", sdk::effect::none);  // who takes rows may be slow
    }
  }

  std::string name_;
  std::shared_ptr<toy::database> database_;  // shared by the connections to one name
  toy::tables work_;                         // what this transaction sees
  sdk::limits limits_, running_;
  sdk::transaction_state state_ = sdk::transaction_state::idle;
};

// ---- the script: how a file is cut into statements

// HERE: other quotes and comments go into sdk::lexical_rules; statements that cannot run in a transaction, or
// that have a body with semicolons in it, into classify and complete.
class myadapter_script final : public sdk::plain_sql {
 protected:
  std::uint32_t classify(const sdk::statement_tokens &tokens, sdk::piece &) const override {
    if (tokens.is(0, "COMMIT") || tokens.is(0, "END")) return TNT_PIECE_TX_CONTROL | TNT_PIECE_COMMIT;
    for (const char *word : {"BEGIN", "START", "ROLLBACK", "SAVEPOINT", "RELEASE"})
      if (tokens.is(0, word)) return TNT_PIECE_TX_CONTROL;
    return 0;
  }
};

// ---- the dialect: how tenantry's own tables are written

// HERE: identifiers, types, limits.  The base writes standard SQL; override type_name, default_expression and
// the others of sdk::sql_dialect where your database has its own words.
class myadapter_dialect final : public sdk::sql_dialect {
 protected:
  [[nodiscard]] sdk::dialect_facts facts(const sdk::dialect_target &) const override {
    sdk::dialect_facts known;
    known.dialect = "myadapter";
    known.schemas = false;
    return known;
  }
};

// ---- the facts: what the manifest says, once more

struct myadapter_facts {
  using connection = myadapter_connection;
  using script = myadapter_script;
  using dialect = myadapter_dialect;
  static constexpr std::string_view id = TENANTRY_ADAPTER_ID, version = TENANTRY_ADAPTER_VERSION;
  static constexpr std::string_view database_types[] = {"MYADAPTER"};
  static constexpr std::uint64_t traits = TNT_TRAIT_DDL_IN_TRANSACTION | TNT_TRAIT_CANCEL;

  // HERE: read the URL, "myscheme:NAME" or "myscheme://host/NAME", and the keys user and password.
  static std::unique_ptr<myadapter_connection> open(const sdk::call &call, const sdk::config &config) {
    call.check("opening the database", sdk::effect::none);
    config.refuse_unknown_settings({});  // HERE: the names of your settings, setting.NAME
    const std::string_view url = config.required("url");
    const std::string_view name = url.substr(url.find_last_of(":/") + 1);
    if (!url.starts_with("myscheme:") || name.empty())
      throw sdk::failure(TNT_BAD_CONFIG, "the URL must be myscheme:NAME");
    if (name == "missing")  // the toy makes every other name at its first use
      throw sdk::failure(TNT_UNREACHABLE, "there is no database \"missing\"").sqlstate("3D000");
    return std::make_unique<myadapter_connection>(std::string(name));
  }
};

}  // namespace

TENANTRY_ADAPTER(myadapter_facts)
