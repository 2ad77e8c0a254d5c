#include "dialect.hpp"

namespace tenantry::postgresql {

dialect::statements dialect::guard(const sdk::row_guard &what, const target &) const {
  const std::string body = "\nDECLARE\n\tfound bigint;\nBEGIN\n\tSELECT count(*) INTO found FROM " +
                           what.rows + ";\n\tIF found > 0 THEN\n\t\tRAISE EXCEPTION USING ERRCODE = '" +
                           what.sqlstate + "', MESSAGE = found || " + text_literal(what.words) +
                           ";\n\tEND IF;\nEND\n";
  std::string mark = "$guard$";
  while (body.find(mark) != std::string::npos) mark.insert(mark.size() - 1, "_");
  return {"DO " + mark + body + mark};
}

}  // namespace tenantry::postgresql
