// How SQLite's scripts are cut, and what its statements need: the rules behind tenantry.script/1.
#pragma once
#include <tenantry/sdk/script.hpp>

namespace tenantry::sqlite {

class script final : public sdk::plain_sql {
 public:
  script() : plain_sql(lexical_rules()) {}
  static sdk::lexical_rules lexical_rules();

 protected:
  std::uint32_t classify(const sdk::statement_tokens &, sdk::piece &) const override;
  // A trigger's body ends with "; END ;", as nothing inside it does.
  [[nodiscard]] bool complete(const sdk::statement_tokens &) const override;
};

// Is there anything but blanks, comments and semicolons?
bool holds_statement(std::string_view text);

}  // namespace tenantry::sqlite
