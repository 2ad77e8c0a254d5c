#pragma once
// A database beside the scratch database, made by tenantry.admin/1 and named as the quirks say; dropped when
// the object goes.
#include <tenantry/sdk/ext/draft/admin.h>
#include <string>

#include "tools/conformance/subject.hpp"

namespace tenantry::conformance {

class other_database {
 public:
  explicit other_database(subject &it);
  ~other_database();
  other_database(const other_database &) = delete;
  other_database &operator=(const other_database &) = delete;

  bool exists();
  answer create();  // skips the test where the adapter makes no databases
  answer drop();
  [[nodiscard]] const std::string &url() const { return url_; }

 private:
  subject &it_;
  const tnt_ext_admin *admin_;
  connection on_;
  std::string name_, url_;
  bool made_ = false;
};

// What a test with such a database needs.
inline const needs for_databases{.extensions = {"tenantry.admin/1"},
                                 .features = {"create_database"},
                                 .url = true,
                                 .quirks = {"urls.other_database", "urls.other_database_name"}};

}  // namespace tenantry::conformance
