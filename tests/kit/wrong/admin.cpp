#include <tenantry/sdk/ext/draft/admin.h>

#include <cstring>
#include <string>
#include <vector>

#include "tests/kit/wrong/wrong.hpp"

namespace tenantry::kit {
namespace {

const tnt_ext_admin &right_admin() {
  return *static_cast<const tnt_ext_admin *>(right().extension(TNT_EXT_ADMIN));
}

template <void (*Change)(tnt_ext_admin &)>
void with_admin(tnt_adapter &t) {
  t.extension = [](const char *id) -> const void * {
    if (std::strcmp(id, TNT_EXT_ADMIN) != 0) return right().extension(id);
    static const tnt_ext_admin changed = [] {
      tnt_ext_admin copy = right_admin();
      Change(copy);
      return copy;
    }();
    return &changed;
  };
}

enum column { server, database, session, version };

// identify where Change writes another text for one column.
template <column Which, std::string (*Change)(const std::string &)>
tnt_status identify_with(tnt_conn *conn, const tnt_call *call, const tnt_sink *sink, tnt_error *error) {
  static const tnt_sink *real = nullptr;
  real = sink;
  tnt_sink changed = *sink;
  changed.row = [](void *data, const tnt_cell *cells, std::size_t n) -> tnt_status {
    std::vector<tnt_cell> copy(cells, cells + n);
    const std::string text = Change({copy[Which].raw.data, copy[Which].raw.size});
    copy[Which].raw = {text.data(), text.size()};
    return real->row(data, copy.data(), n);
  };
  return right_admin().identify(conn, call, &changed, error);
}

std::string nothing(const std::string &) {
  return {};
}
std::string one_for_all(const std::string &) {
  return "database";
}
std::string each_time_another(const std::string &text) {
  static int asked = 0;
  return text + std::to_string(++asked);
}

void forgets_version(tnt_ext_admin &admin) {
  admin.identify = identify_with<version, nothing>;
}
void names_each_time(tnt_ext_admin &admin) {
  admin.identify = identify_with<database, each_time_another>;
}
void names_all_alike(tnt_ext_admin &admin) {
  admin.identify = identify_with<database, one_for_all>;
}
void always_exists(tnt_ext_admin &admin) {
  admin.exists = [](tnt_conn *, const tnt_call *, tnt_text, std::int32_t *yes, tnt_error *) -> tnt_status {
    *yes = 1;
    return TNT_OK;
  };
}
void creates_again(tnt_ext_admin &admin) {
  admin.create = [](tnt_conn *conn, const tnt_call *call, tnt_text name, const tnt_field *options,
                    std::size_t n, tnt_error *error) -> tnt_status {
    const tnt_status status = right_admin().create(conn, call, name, options, n, error);
    return status == TNT_CONFLICT ? TNT_OK : status;
  };
}
void drops_nothing(tnt_ext_admin &admin) {
  admin.drop = [](tnt_conn *conn, const tnt_call *call, tnt_text name, std::int32_t end_sessions,
                  tnt_error *error) -> tnt_status {
    right_admin().drop(conn, call, name, end_sessions, error);
    return TNT_OK;
  };
}

const wrong a{
    {.name = "identity-without-version", .fails = "admin.identify", .table = with_admin<forgets_version>}};
const wrong b{
    {.name = "database-named-anew", .fails = "admin.identify-same", .table = with_admin<names_each_time>}};
const wrong c{
    {.name = "databases-named-alike", .fails = "admin.identify-other", .table = with_admin<names_all_alike>}};
const wrong d{
    {.name = "every-database-exists", .fails = "admin.create-drop", .table = with_admin<always_exists>}};
const wrong e{{.name = "creates-twice", .fails = "admin.create-twice", .table = with_admin<creates_again>}};
const wrong f{
    {.name = "drops-what-is-not-there", .fails = "admin.drop-missing", .table = with_admin<drops_nothing>}};

}  // namespace
}  // namespace tenantry::kit
