// An adapter for tenantry.  It works as it stands, for a toy that keeps tables in memory: throw away toy.hpp
// and call the client library of your database instead.  This is the shape of every adapter: errors,
// connection, script, dialect, facts.  HERE marks what is yours to change.
#include <poll.h>

#include <tenantry/sdk/adapter.hpp>
#include <tenantry/sdk/dialect.hpp>
#include <tenantry/sdk/script.hpp>

#include "toy.hpp"  // HERE comes the header of your client library

namespace {
namespace sdk = tenantry::sdk;

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
      const toy::answer answer = toy::statement(sql, parameters, work_).run(!read_only_);
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
    read_only_ = options.read_only();
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
    who.session = session_;
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
    read_only_ = false;
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
  std::string session_ = toy::new_session();
  toy::tables work_;  // what this transaction sees
  sdk::limits limits_, running_;
  bool read_only_ = false;
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
    known.folding = "lower";
    known.row_limit = "LIMIT {n}";
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
