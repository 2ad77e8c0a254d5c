// Statements that look at the rows before a migration begins: one that must fail fails first, with a number,
// and nothing of it has taken effect.
#include "dialect.hpp"

namespace tenantry::postgresql {
namespace {

// `words` follow the number of rows.
std::string guard(const std::string &rows, const std::string &words, const char *sqlstate) {
  const std::string body = "\nDECLARE\n\tfound bigint;\nBEGIN\n\tSELECT count(*) INTO found FROM " + rows +
                           ";\n\tIF found > 0 THEN\n\t\tRAISE EXCEPTION USING ERRCODE = '" + sqlstate +
                           "', MESSAGE = found || " + words + ";\n\tEND IF;\nEND\n";
  std::string mark = "$guard$";
  while (body.find(mark) != std::string::npos) mark.insert(mark.size() - 1, "_");
  return "DO " + mark + body + mark;
}

}  // namespace

dialect::statements dialect::require_values(const sdk::table_change &change, const target &where) const {
  return {guard(qualified(change.after.schema, change.after.name, where) + " WHERE " +
                    named(change.name, where) + " IS NULL",
                text_literal(" rows of \"" + change.after.name + "\" have no \"" + change.name + "\""),
                "23502")};
}

dialect::statements dialect::require_parents(const sdk::table_change &change, const target &where) const {
  const sdk::foreign_key_definition &key = part_of(change.after.foreign_keys, change.name);
  std::string given, same;
  for (std::size_t at = 0; at < key.columns.size() && at < key.to_columns.size(); ++at) {
    const std::string child = "child." + named(key.columns[at], where);
    given += child + " IS NOT NULL AND ";
    same += (same.empty() ? "" : " AND ") + ("parent." + named(key.to_columns[at], where)) + " = " + child;
  }
  return {guard(qualified(change.after.schema, change.after.name, where) + " child WHERE " + given +
                    "NOT EXISTS (SELECT 1 FROM " + public_name(key.to_schema, key.to_table, where) +
                    " parent WHERE " + same + ")",
                text_literal(" rows of \"" + change.after.name + "\" reference no row of \"" + key.to_table +
                             "\" (foreign key \"" + key.name + "\")"),
                "23503")};
}

}  // namespace tenantry::postgresql
