#include "tests/support/committing/committing.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <csignal>

#include "tests/support/committing/faults.hpp"

namespace tenantry::committing {
namespace {

// What a database says that knows no list of rows in VALUES, as Oracle before 23ai.
void refuse_two_rows(std::string_view sql) {
  if (environment("COMMITTING_ROWS") != "one" || sql.find("?), (?") == std::string_view::npos) return;
  throw sdk::failure(TNT_SQL, "SQL command not properly ended").sqlstate("42601").effect(sdk::effect::none);
}

[[noreturn]] void line_is_gone() {
  throw sdk::failure(TNT_CONNECTION_LOST, "the line is gone").effect(sdk::effect::unknown);
}

}  // namespace

sdk::lexical_rules script::rules() {
  sdk::lexical_rules rules;
  rules.backticks = true;
  return rules;
}

std::uint32_t script::classify(const sdk::statement_tokens &words, sdk::piece &) const {
  for (const std::string_view ddl : {"CREATE", "ALTER", "DROP"})
    if (words.is(0, ddl)) return TNT_PIECE_IMPLICIT_COMMIT;
  if (words.is(0, "COMMIT")) return TNT_PIECE_TX_CONTROL | TNT_PIECE_COMMIT;
  return 0;
}

bool script::is_ddl(std::string_view sql) {
  sdk::token_reader reader(sql, rules());
  if (!reader.next()) return false;
  for (const std::string_view ddl : {"CREATE", "ALTER", "DROP"})
    if (sdk::statement_tokens::same(reader.token(), ddl)) return true;
  return false;
}

// Without fsync: a killed process loses nothing by that, and tests run hundreds of migrations.
connection::connection(const sdk::call &call, const sqlite::settings &chosen)
    : chosen_(chosen), inner_(std::make_unique<sqlite::connection>(chosen)) {
  sdk::row_writer nobody(nullptr);
  inner_->execute(call, "PRAGMA synchronous = OFF", {}, nobody);
}

connection::~connection() {
  lose_line();
}

// What the server does with a session whose client is gone.
void connection::lose_line() {
  inner_.reset();
  if (lock_file_ >= 0) close(lock_file_);
  lock_file_ = -1;
}

void connection::check_line() const {
  if (!inner_) line_is_gone();
}

void connection::operation(const std::function<void()> &work) {
  check_line();
  const fate what = next_operation();
  if (what == fate::kill_before) (void)raise(SIGKILL);
  if (what == fate::lost_before) {
    lose_line();
    line_is_gone();
  }
  work();
  if (what == fate::kill_after) (void)raise(SIGKILL);
  if (what != fate::lost_after) return;
  lose_line();
  line_is_gone();
}

void connection::ping(const sdk::call &call) {
  check_line();
  inner_->ping(call);
}

void connection::execute(const sdk::call &call, std::string_view sql, std::span<const tnt_cell> parameters,
                         sdk::row_writer &rows) {
  refuse_two_rows(sql);
  operation([&] {
    const bool open = inner_->state() == sdk::transaction_state::active;
    const bool commits = open && script::is_ddl(sql);
    if (commits) inner_->commit(call);
    inner_->execute(call, sql, parameters, rows);
    if (commits) inner_->begin(call, sdk::transaction_options{});
  });
}

void connection::begin(const sdk::call &call, const sdk::transaction_options &options) {
  check_line();
  inner_->begin(call, options);
}

void connection::commit(const sdk::call &call) {
  operation([&] { inner_->commit(call); });
}

void connection::rollback(const sdk::call &call) {
  check_line();
  inner_->rollback(call);
}

void connection::session_limits(const sdk::call &call, const sdk::limits *limits) {
  check_line();
  inner_->session_limits(call, limits);
}

sdk::transaction_state connection::state() noexcept {
  return inner_ ? inner_->state() : sdk::transaction_state::unknown;
}

void connection::cancel() noexcept {
  if (inner_) inner_->cancel();
}

bool connection::try_acquire(const sdk::call &, std::string_view) {
  check_line();
  if (environment("COMMITTING_LOCK") == "unsupported")
    throw sdk::failure(TNT_UNSUPPORTED, "session locks do not work here");
  if (lock_file_ >= 0) return true;
  const int file = open((chosen_.file + ".lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) throw sdk::failure(TNT_INTERNAL, "the lock's file cannot be opened");
  if (flock(file, LOCK_EX | LOCK_NB) != 0) {
    close(file);
    return false;
  }
  lock_file_ = file;
  const std::string holder = std::to_string(getpid());
  (void)ftruncate(file, 0);
  (void)!pwrite(file, holder.data(), holder.size(), 0);
  return true;
}

bool connection::release(const sdk::call &, std::string_view) {
  check_line();
  if (lock_file_ < 0) return false;
  close(lock_file_);
  lock_file_ = -1;
  return true;
}

std::vector<sdk::lock_holder> connection::holders(const sdk::call &, std::string_view) {
  check_line();
  if (environment("COMMITTING_LOCK") == "unsupported")
    throw sdk::failure(TNT_UNSUPPORTED, "session locks do not work here");
  const int file = open((chosen_.file + ".lock").c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return {};
  const bool taken = flock(file, LOCK_EX | LOCK_NB) != 0;
  char text[32] = {};
  (void)!pread(file, text, sizeof text - 1, 0);
  close(file);
  if (!taken) return {};
  return {{text, "tester", "tenantry", "localhost", "2026-01-01T00:00:00Z"}};
}

sdk::identity connection::identify(const sdk::call &call) {
  check_line();
  return inner_->identify(call);
}

sdk::probe_answer connection::probe(const sdk::call &call, std::string_view sql) {
  check_line();
  if (environment("COMMITTING_PROBE") == "unclear") return {TNT_PROBE_UNCLEAR, "nobody knows", {}};
  return inner_->probe(call, sql);
}

std::string connection::introspect(const sdk::call &call, std::string_view request) {
  check_line();
  return inner_->introspect(call, request);
}

}  // namespace tenantry::committing
