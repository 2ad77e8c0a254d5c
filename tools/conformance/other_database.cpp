#include "tools/conformance/other_database.hpp"

namespace tenantry::conformance {

other_database::other_database(subject &it)
    : it_(it), admin_(it.extension<tnt_ext_admin>("tenantry.admin/1")), on_(it.open({{"purpose", "admin"}})) {
  const placeholders names = {{"database", it.scratch_name()}};
  name_ = fill(it.url_for("other_database_name"), names);
  url_ = fill(it.url_for("other_database"), names);
}

other_database::~other_database() {
  try {
    if (made_) (void)drop();
  } catch (...) {  // NOLINT(bugprone-empty-catch): a test cannot do more about it
  }
}

bool other_database::exists() {
  std::int32_t yes = -1;
  const answer told = ask({}, [&](const tnt_call *during, tnt_error *error) {
    return admin_->exists(on_.raw(), during, to_text(name_), &yes, error);
  });
  if (told.status == TNT_UNSUPPORTED) it_.skip("it makes no databases");
  it_.must(told, "exists");
  return yes != 0;
}

answer other_database::create() {
  answer told = ask({}, [&](const tnt_call *during, tnt_error *error) {
    return admin_->create(on_.raw(), during, to_text(name_), nullptr, 0, error);
  });
  if (told.status == TNT_UNSUPPORTED) it_.skip("it makes no databases");
  made_ = made_ || told.ok();
  return told;
}

answer other_database::drop() {
  answer told = ask({}, [&](const tnt_call *during, tnt_error *error) {
    return admin_->drop(on_.raw(), during, to_text(name_), 1, error);
  });
  made_ = made_ && !told.ok();
  return told;
}

}  // namespace tenantry::conformance
