#include "line.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "broken_pipe.hpp"
#include "text.hpp"

namespace tenantry::odbc {
namespace {

constexpr std::chrono::seconds goodbye_limit{2};
constexpr int look_again_ms = 50;  // where a stop has no descriptor

}  // namespace

session::~session() {
  running->set(SQL_NULL_HANDLE);
  statement.reset();
  if (connected) SQLDisconnect(connection.raw());
}

struct line::shared {
  shared() : done(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (done < 0) throw sdk::failure(TNT_INTERNAL, "no descriptor is left for an ODBC connection");
  }
  ~shared() { close(done); }
  shared(const shared &) = delete;
  shared &operator=(const shared &) = delete;

  const int done;  // readable: the task is over
  const std::shared_ptr<running_statement> running = std::make_shared<running_statement>();
  std::mutex mutex;
  std::condition_variable wake, left;
  std::function<void(session &)> task;  // guarded by mutex, as all that follows
  std::exception_ptr thrown;
  bool quit = false;
  bool busy = false;
  bool gone = false;

  void serve() {
    block_broken_pipe();
    {
      session on;
      on.running = running;
      while (const auto next = take()) {
        std::exception_ptr caught;
        try {
          next(on);
        } catch (...) {
          caught = std::current_exception();
        }
        finish(std::move(caught));
      }
    }
    const std::lock_guard lock(mutex);
    gone = true;
    left.notify_all();
  }

 private:
  std::function<void(session &)> take() {
    std::unique_lock lock(mutex);
    wake.wait(lock, [&] { return quit || task; });
    busy = !quit;
    return quit ? nullptr : std::exchange(task, nullptr);
  }
  void finish(std::exception_ptr caught) {
    {
      const std::lock_guard lock(mutex);
      thrown = std::move(caught);
      busy = false;
      left.notify_all();
    }
    const std::uint64_t one = 1;
    static_cast<void>(!write(done, &one, sizeof one));
  }
};

line::line() : shared_(std::make_shared<shared>()), thread_([mine = shared_] { mine->serve(); }) {}

// A thread that has come back is waited for to its very end, which frees what libraries keep for it; one that
// is stuck in its driver is left behind.
line::~line() {
  bool gone = false;
  {
    std::unique_lock lock(shared_->mutex);
    shared_->quit = true;
    shared_->wake.notify_all();
    if (!broken_) shared_->left.wait_for(lock, goodbye_limit, [&] { return shared_->gone; });
    gone = shared_->gone;
  }
  if (gone)
    thread_.join();
  else
    thread_.detach();
}

void line::interrupt() noexcept {
  try {
    // On a dead line a driver's cancel blocks as all else does.
    std::thread([running = shared_->running, number = shared_->running->number()] {
      block_broken_pipe();
      running->cancel(number);
    }).detach();
  } catch (const std::exception &) {  // no thread can be had: the deadline is still there
    return;
  }
}

bool line::idle_within(std::chrono::milliseconds limit) noexcept {
  std::unique_lock lock(shared_->mutex);
  return shared_->left.wait_for(lock, limit, [&] { return !shared_->busy || shared_->gone; });
}

void line::check_usable() const {
  if (!broken_) return;
  throw sdk::failure(TNT_CONNECTION_LOST, "the connection was given up by an earlier call; open a new one")
      .retry(sdk::retry::new_connection)
      .effect(sdk::effect::none);
}

void line::submit(const sdk::call &call, std::function<void(session &)> task, reminder once) {
  check_usable();
  call.check("the call", sdk::effect::none);
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->task = std::move(task);
    shared_->wake.notify_all();
  }
  wait(call, once);
  std::exception_ptr thrown;
  {
    const std::lock_guard lock(shared_->mutex);
    thrown = std::exchange(shared_->thrown, nullptr);
  }
  if (thrown) std::rethrow_exception(thrown);
}

namespace {

// How long poll may sleep: until the deadline, the reminder, or the next look at a stop without descriptor.
int sleep_ms(const sdk::call &call, const reminder &once) {
  int limit = call.poll_timeout_ms();
  const auto nearer = [&](int other) { limit = limit < 0 ? other : std::min(limit, other); };
  if (call.stop_fd() < 0) nearer(look_again_ms);
  if (once.what) {
    const std::int64_t left = std::max<std::int64_t>(0, once.at_ns - sdk::call::now_ns());
    nearer(static_cast<int>(std::min<std::int64_t>(left / 1'000'000 + 1, 1'000'000)));
  }
  return limit;
}

}  // namespace

void line::wait(const sdk::call &call, reminder &once) {
  std::array<pollfd, 2> both{{{shared_->done, POLLIN, 0}, {call.stop_fd(), POLLIN, 0}}};
  for (;;) {
    poll(both.data(), both.size(), sleep_ms(call, once));
    std::uint64_t ready = 0;
    if (read(shared_->done, &ready, sizeof ready) == sizeof ready) return;
    const bool stopped = (both[1].revents & POLLIN) != 0 || call.stop_requested();
    if (stopped || call.expired()) {
      broken_ = true;
      if (stopped) throw sdk::failure(TNT_CANCELLED, "the statement was stopped while it ran");
      throw sdk::failure(TNT_TIMEOUT, "the server did not answer before the deadline");
    }
    if (once.what && sdk::call::now_ns() >= once.at_ns) std::exchange(once.what, nullptr)();
  }
}

namespace {

diagnostics connect_on_thread(session &on, std::u16string &text, std::chrono::seconds login_timeout) {
  const kept_broken_pipe kept;
  on.connection = new_connection();
  auto *const seconds = reinterpret_cast<SQLPOINTER>(  // NOLINT(performance-no-int-to-ptr): as ODBC wants it
      static_cast<std::uintptr_t>(login_timeout.count()));
  SQLSetConnectAttrW(on.connection.raw(), SQL_ATTR_LOGIN_TIMEOUT, seconds, SQL_IS_UINTEGER);
  SQLSMALLINT size = 0;
  std::array<SQLWCHAR, 1024> complete{};  // the string as the driver completed it, secrets and all: dropped
  const SQLRETURN got =
      SQLDriverConnectW(on.connection.raw(), nullptr, reinterpret_cast<SQLWCHAR *>(text.data()),
                        static_cast<SQLSMALLINT>(text.size()), complete.data(),
                        static_cast<SQLSMALLINT>(complete.size()), &size, SQL_DRIVER_NOPROMPT);
  complete.fill(0);
  on.connected = SQL_SUCCEEDED(got);
  if (on.connected) {
    on.binds = bound_row::suits(on.connection);
    return {};
  }
  diagnostics all = read_diagnostics(SQL_HANDLE_DBC, on.connection.raw());
  if (all.empty()) all.push_back({"HY000", 0, "the driver refused the connection and gave no reason"});
  return all;
}

}  // namespace

diagnostics line::connect(const sdk::call &call, const std::string &connection_string,
                          std::chrono::seconds login_timeout) {
  std::u16string text = to_utf16(connection_string, "the connection string");
  if (text.size() > 32000) throw sdk::failure(TNT_BAD_CONFIG, "the connection string is too long");
  try {
    return run<diagnostics>(call, [text, login_timeout](session &on) {
      std::u16string own = text;
      return connect_on_thread(on, own, login_timeout);
    });
  } catch (sdk::failure &why) {
    if (why.status() != TNT_TIMEOUT && why.status() != TNT_CANCELLED) throw;
    const bool timeout = why.status() == TNT_TIMEOUT;
    throw sdk::failure(why.status(), timeout ? "the server did not accept the connection before the deadline"
                                             : "connecting was stopped")
        .retry(sdk::retry::new_connection)
        .effect(sdk::effect::none);
  }
}

}  // namespace tenantry::odbc
