// The tables that TENANTRY_ADAPTER makes, seen from a host's side.
#define TNT_ENTRY_SYMBOL tenantry_adapter_of_the_test
#define TNT_ENTRY_LINKAGE
#include <tenantry/sdk/adapter.hpp>

#include <catch2/catch.hpp>

namespace sdk = tenantry::sdk;

namespace {

int open_connections = 0;

struct toy_connection : sdk::connection, sdk::lockable, sdk::identifiable, sdk::probing {
  toy_connection() { ++open_connections; }
  ~toy_connection() override { --open_connections; }
  void ping(const sdk::call &) override {}
  void execute(const sdk::call &, std::string_view sql, std::span<const tnt_cell> parameters,
               sdk::row_writer &) override {
    if (sql == "fail") throw sdk::failure(TNT_SQL, "told to fail");
    parameter_count = parameters.size();
  }
  void begin(const sdk::call &, const sdk::transaction_options &options) override { begun = options; }
  void commit(const sdk::call &) override {}
  void rollback(const sdk::call &) override {}
  sdk::transaction_state state() noexcept override { return sdk::transaction_state::failed; }
  void cancel() noexcept override {}
  bool try_acquire(const sdk::call &, std::string_view name) override { return name == "free"; }
  bool release(const sdk::call &, std::string_view name) override { return name == "mine"; }
  std::vector<sdk::lock_holder> holders(const sdk::call &, std::string_view) override { return {}; }
  sdk::identity identify(const sdk::call &) override { return {"s", "d", "7", "1", "", true, false}; }
  sdk::probe_answer probe(const sdk::call &, std::string_view) override {
    return {TNT_PROBE_DONE, "a \"quoted\"\nline", {"DROP x"}};
  }

  std::size_t parameter_count = 0;
  sdk::transaction_options begun;
};

struct toy {
  using connection = toy_connection;
  static constexpr std::string_view id = "org.example.toy", version = "1.2.3";
  static constexpr std::string_view database_types[] = {"TOY", "TOYLITE"};
  static constexpr std::uint64_t traits = TNT_TRAIT_CANCEL;
  static std::unique_ptr<toy_connection> open(const sdk::call &, const sdk::config &config) {
    if (config.get("url") != "toy:") throw sdk::failure(TNT_BAD_CONFIG, "not a toy");
    return std::make_unique<toy_connection>();
  }
};

}  // namespace

TENANTRY_ADAPTER(toy)

namespace {

struct loaded {
  const tnt_adapter *table = nullptr;
  tnt_error error{};
  tnt_conn *conn = nullptr;
  loaded() {
    error.struct_size = sizeof error;
    REQUIRE(tenantry_adapter_of_the_test(nullptr, &table, &error) == TNT_OK);
    const tnt_field url{sdk::text("url"), sdk::text("toy:")};
    REQUIRE(table->open(nullptr, &url, 1, &conn, &error) == TNT_OK);
  }
  ~loaded() { table->close(conn); }
  loaded(const loaded &) = delete;
  loaded &operator=(const loaded &) = delete;
};

}  // namespace

TEST_CASE("the entry gives the same table each time, with the author's facts") {
  loaded toy;
  const tnt_adapter *again = nullptr;
  CHECK(tenantry_adapter_of_the_test(nullptr, &again, &toy.error) == TNT_OK);
  CHECK(again == toy.table);
  CHECK(toy.table->struct_size == sizeof(tnt_adapter));
  CHECK(sdk::view(toy.table->id) == "org.example.toy");
  REQUIRE(toy.table->database_type_count == 2);
  CHECK(sdk::view(toy.table->database_types[1]) == "TOYLITE");
  CHECK(toy.table->transaction_state(toy.conn) == TNT_TX_FAILED);
}

TEST_CASE("opening, failing to open and closing leave nothing behind") {
  {
    loaded toy;
    CHECK(open_connections == 1);
    tnt_conn *none = toy.conn;
    CHECK(toy.table->open(nullptr, nullptr, 0, &none, &toy.error) == TNT_BAD_CONFIG);
    CHECK(none == nullptr);
    toy.table->close(nullptr);
  }
  CHECK(open_connections == 0);
}

TEST_CASE("a call reaches the connection, and what it throws comes back as an error") {
  loaded toy;
  const tnt_cell one = sdk::cell::int64(1);
  CHECK(toy.table->execute(toy.conn, nullptr, sdk::text("ok"), &one, 1, nullptr, &toy.error) == TNT_OK);
  CHECK(reinterpret_cast<toy_connection *>(toy.conn)->parameter_count == 1);
  CHECK(toy.table->execute(toy.conn, nullptr, sdk::text("fail"), nullptr, 0, nullptr, &toy.error) == TNT_SQL);
  CHECK(std::string(toy.error.message) == "told to fail");
  CHECK(toy.table->session_limits(toy.conn, nullptr, nullptr, &toy.error) == TNT_UNSUPPORTED);
}

TEST_CASE("an older host's shorter begin reads as zero where it ends") {
  loaded toy;
  tnt_begin options{};
  options.flags = TNT_TX_WRITE | TNT_TX_REBUILD;
  options.lock_timeout_ns = 5;
  options.lock_name = sdk::text("deploy");
  options.struct_size = offsetof(tnt_begin, lock_name);
  CHECK(toy.table->begin(toy.conn, nullptr, &options, &toy.error) == TNT_OK);
  const auto &begun = reinterpret_cast<toy_connection *>(toy.conn)->begun;
  CHECK(begun.rebuild());
  CHECK(begun.lock_timeout.count() == 5);
  CHECK(begun.lock_name.empty());
}

TEST_CASE(
    "only what the connection implements is an extension, and the rest of a table answers unsupported") {
  loaded toy;
  CHECK(toy.table->extension(TNT_EXT_BATCH) == nullptr);
  CHECK(toy.table->extension(TNT_EXT_SCRIPT) == nullptr);
  CHECK(toy.table->extension("tenantry.lock/2") == nullptr);
  CHECK(toy.table->extension(nullptr) == nullptr);

  const auto *lock = static_cast<const tnt_ext_lock *>(toy.table->extension(TNT_EXT_LOCK));
  REQUIRE(lock != nullptr);
  CHECK(lock->struct_size == sizeof(tnt_ext_lock));
  CHECK(lock->try_acquire(toy.conn, nullptr, sdk::text("free"), &toy.error) == TNT_OK);
  CHECK(lock->try_acquire(toy.conn, nullptr, sdk::text("busy"), &toy.error) == TNT_LOCKED);
  CHECK(lock->release(toy.conn, nullptr, sdk::text("mine"), &toy.error) == TNT_OK);
  CHECK(lock->release(toy.conn, nullptr, sdk::text("busy"), &toy.error) == TNT_CONFLICT);

  const auto *admin = static_cast<const tnt_ext_admin *>(toy.table->extension(TNT_EXT_ADMIN));
  REQUIRE(admin != nullptr);
  CHECK(admin->identify(toy.conn, nullptr, nullptr, &toy.error) == TNT_OK);
  std::int32_t yes = 0;
  CHECK(admin->exists(toy.conn, nullptr, sdk::text("x"), &yes, &toy.error) == TNT_UNSUPPORTED);
}

TEST_CASE("a probe answers a JSON document with its text escaped") {
  loaded toy;
  const auto *dialect = static_cast<const tnt_ext_dialect *>(toy.table->extension(TNT_EXT_DIALECT));
  REQUIRE(dialect != nullptr);
  std::string document;
  tnt_text_sink sink{};
  sink.struct_size = sizeof sink;
  sink.data = &document;
  sink.write = [](void *data, tnt_text chunk) {
    static_cast<std::string *>(data)->append(chunk.data, chunk.size);
    return tnt_status{TNT_OK};
  };
  std::int32_t state = 0;
  CHECK(dialect->probe(toy.conn, nullptr, sdk::text("x"), &state, &sink, &toy.error) == TNT_OK);
  CHECK(state == TNT_PROBE_DONE);
  CHECK(document == R"({"format":"tenantry.probe/1","why":"a \"quoted\"\u000aline","clean_up":["DROP x"]})");
  CHECK(dialect->describe(sdk::text("{}"), &sink, &toy.error) == TNT_UNSUPPORTED);
}
