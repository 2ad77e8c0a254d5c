// The part of probe that reads ALTER TABLE: one statement, several actions, all of them or none.
#pragma once
#include "connection.hpp"
#include "cursor.hpp"

namespace tenantry::mysql {

struct object_name {
  std::string schema, last;  // schema "" where the session's database is meant
};
[[nodiscard]] std::optional<object_name> read_name(cursor &);

// Asks the catalog; the connection's own ask is handed in.
class catalog {
 public:
  catalog(connection &on, const sdk::call &call) : on_(on), call_(call) {}

  [[nodiscard]] connection::text_rows rows(std::string_view sql,
                                           std::initializer_list<std::string_view> values) const {
    return on_.ask(call_, sql, values);
  }
  [[nodiscard]] std::string schema_of(const object_name &) const;
  [[nodiscard]] bool has_table(const object_name &) const;
  [[nodiscard]] bool has_column(const object_name &table, const std::string &column) const;
  [[nodiscard]] bool has_index(const object_name &table, const std::string &index) const;
  [[nodiscard]] bool has_constraint(const object_name &table, const std::string &constraint) const;

 private:
  connection &on_;
  const sdk::call &call_;
};

// What the actions of one statement say together.
class verdict {
 public:
  void note(bool done, std::string why);
  void note_rename(bool from_is_there, bool to_is_there, std::string_view kind, const std::string &from,
                   const std::string &to);
  void note_repeatable() { ++repeatable_; }
  void note_unknown() { ++unknown_; }
  [[nodiscard]] sdk::probe_answer answer() const;

 private:
  int done_ = 0, not_done_ = 0, repeatable_ = 0, unknown_ = 0;
  std::string why_;
};

// Behind ALTER TABLE.
[[nodiscard]] sdk::probe_answer probe_alter_table(cursor, const catalog &);

}  // namespace tenantry::mysql
