#include <catch2/catch.hpp>

#include "tests/unit/sqlite/client.hpp"

using namespace tenantry::testing;
namespace sdk = tenantry::sdk;

namespace {

struct cut {
  std::string text;
  std::uint32_t flags;
  bool operator==(const cut &) const = default;
};

std::ostream &operator<<(std::ostream &out, const cut &one) {
  return out << one.flags << ' ' << one.text;
}

struct splitting {
  std::string_view script;
  std::vector<cut> pieces;
};

std::vector<cut> split(std::string_view script, tnt_error *error = nullptr) {
  splitting target{script, {}};
  tnt_error own{};
  own.struct_size = sizeof own;
  const auto &ext = sqlite_extension<tnt_ext_script>(TNT_EXT_SCRIPT);
  const tnt_status status = ext.split(
      sdk::text(script), &target,
      [](void *data, const tnt_piece *piece) {
        auto &into = *static_cast<splitting *>(data);
        into.pieces.push_back(
            {std::string(into.script.substr(piece->begin, piece->end - piece->begin)), piece->flags});
        return tnt_status{piece->repeat == 1 ? TNT_OK : TNT_INTERNAL};
      },
      error == nullptr ? &own : error);
  if (error == nullptr) CHECK(status == TNT_OK);
  if (error != nullptr) CHECK(status == TNT_SQL);
  return target.pieces;
}

}  // namespace

TEST_CASE("a trigger is one piece, with its body, its CASE and its nested END") {
  const std::string trigger =
      "CREATE TEMP TRIGGER \"t;\" AFTER UPDATE ON well BEGIN\n"
      "  UPDATE well SET n = CASE WHEN n > 1 THEN 2 ELSE 3 END;\n"
      "  SELECT CASE WHEN 1 THEN ';' END; -- END;\n"
      "END";
  CHECK(split("select 1;" + trigger + ";\nselect 2") ==
        std::vector<cut>{{"select 1", 0}, {trigger, 0}, {"select 2", 0}});
  CHECK(split(trigger) == std::vector<cut>{{trigger, 0}});
}

TEST_CASE("a trigger that never ends is refused where it begins") {
  tnt_error error{};
  error.struct_size = sizeof error;
  split("select 1;\ncreate trigger t after insert on w begin select 1; select 2;", &error);
  CHECK(error.offset == 11);
  CHECK(std::string(error.message).find("never ends") != std::string::npos);
}

TEST_CASE("statements that must stand outside a transaction are marked") {
  CHECK(split("vacuum; attach 'x' as y; detach y; pragma journal_mode = wal; pragma main.journal_mode(wal);"
              "pragma journal_mode; pragma wal_checkpoint") ==
        std::vector<cut>{{"vacuum", TNT_PIECE_NO_TRANSACTION},
                         {"attach 'x' as y", TNT_PIECE_NO_TRANSACTION},
                         {"detach y", TNT_PIECE_NO_TRANSACTION},
                         {"pragma journal_mode = wal", TNT_PIECE_NO_TRANSACTION},
                         {"pragma main.journal_mode(wal)", TNT_PIECE_NO_TRANSACTION},
                         {"pragma journal_mode", 0},
                         {"pragma wal_checkpoint", TNT_PIECE_NO_TRANSACTION}});
}

TEST_CASE("T-44: the pragma for foreign keys belongs before BEGIN") {
  CHECK(split("PRAGMA foreign_keys=OFF;--> statement-breakpoint\nselect 1; pragma foreign_keys (on);"
              "pragma foreign_keys; pragma foreign_key_check") ==
        std::vector<cut>{{"PRAGMA foreign_keys=OFF", TNT_PIECE_BEFORE_BEGIN},
                         {"select 1", 0},
                         {"pragma foreign_keys (on)", TNT_PIECE_BEFORE_BEGIN},
                         {"pragma foreign_keys", 0},
                         {"pragma foreign_key_check", 0}});
}

TEST_CASE("the user's own transaction control is marked") {
  constexpr std::uint32_t control = TNT_PIECE_TX_CONTROL, commit = TNT_PIECE_TX_CONTROL | TNT_PIECE_COMMIT;
  CHECK(split("begin immediate; savepoint a; release a; rollback to a; commit; end transaction; rollback") ==
        std::vector<cut>{{"begin immediate", control},
                         {"savepoint a", control},
                         {"release a", control},
                         {"rollback to a", control},
                         {"commit", commit},
                         {"end transaction", commit},
                         {"rollback", control}});
}
