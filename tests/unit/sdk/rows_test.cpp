#include <tenantry/sdk/adapter.hpp>

#include <catch2/catch.hpp>

namespace sdk = tenantry::sdk;

namespace {

struct listener {
  int columns = 0, rows = 0, affected = 0, items = 0;
  int enough = 1000;  // rows after which it stops the result

  tnt_sink sink() {
    tnt_sink made{};
    made.struct_size = sizeof made;
    made.data = this;
    made.columns = [](void *data, const tnt_column *, std::size_t) {
      ++static_cast<listener *>(data)->columns;
      return tnt_status{TNT_OK};
    };
    made.row = [](void *data, const tnt_cell *, std::size_t) {
      auto *self = static_cast<listener *>(data);
      return tnt_status{++self->rows >= self->enough ? TNT_CANCELLED : TNT_OK};
    };
    made.affected = [](void *data, std::int64_t) { ++static_cast<listener *>(data)->affected; };
    made.begin_item = [](void *data, std::size_t) { ++static_cast<listener *>(data)->items; };
    return made;
  }
};

}  // namespace

TEST_CASE("a sink that has had enough is given nothing more until the next item of a batch") {
  listener heard;
  heard.enough = 2;
  const tnt_sink sink = heard.sink();
  sdk::row_writer rows(&sink);
  CHECK(rows.columns({sdk::column("a", "int")}));
  CHECK(rows.row({sdk::cell::int64(1)}));
  CHECK_FALSE(rows.row({sdk::cell::int64(2)}));
  CHECK(rows.stopped());
  CHECK_FALSE(rows.row({sdk::cell::int64(3)}));
  rows.affected(3);
  CHECK(heard.rows == 2);
  CHECK(heard.affected == 0);
  rows.begin_item(1);
  CHECK(rows.wanted());
  CHECK(heard.items == 1);
}

TEST_CASE("no sink at all is no stop") {
  sdk::row_writer rows(nullptr);
  CHECK_FALSE(rows.wanted());
  CHECK_FALSE(rows.stopped());
  CHECK_FALSE(rows.row({sdk::cell::int64(1)}));
  rows.begin_item(0);
  CHECK_FALSE(rows.wanted());
}

TEST_CASE("an older host's shorter sink is read only as far as it reaches") {
  listener heard;
  tnt_sink sink = heard.sink();
  sink.struct_size = offsetof(tnt_sink, affected);
  sdk::row_writer rows(&sink);
  rows.row({sdk::cell::null(TNT_TEXT)});
  rows.affected(1);
  rows.begin_item(0);
  CHECK(heard.rows == 1);
  CHECK(heard.affected == 0);
  CHECK(heard.items == 0);
}

TEST_CASE("a document larger than a chunk arrives whole") {
  std::string arrived;
  tnt_text_sink sink{};
  sink.struct_size = sizeof sink;
  sink.data = &arrived;
  sink.write = [](void *data, tnt_text chunk) {
    static_cast<std::string *>(data)->append(chunk.data, chunk.size);
    return tnt_status{TNT_OK};
  };
  const std::string document(200'001, 'x');
  sdk::write_document(&sink, document);
  CHECK(arrived == document);
  sink.write = [](void *, tnt_text) { return tnt_status{TNT_CANCELLED}; };
  CHECK_THROWS_AS(sdk::write_document(&sink, document), sdk::failure);
}

TEST_CASE("the names of the extensions are the contract's") {
  CHECK(std::string(TNT_EXT_SCRIPT) == "tenantry.script/1");
  CHECK(std::string(TNT_EXT_DIALECT) == "tenantry.dialect/1");
  CHECK(std::string(TNT_EXT_LOCK) == "tenantry.lock/1");
  CHECK(std::string(TNT_EXT_BATCH) == "tenantry.batch/1");
  CHECK(std::string(TNT_EXT_ADMIN) == "tenantry.admin/1");
  CHECK(std::string(TNT_EXT_DIAGNOSE) == "tenantry.diagnose/1");
}
