// Opening the registry: which table, which columns.  Reading it: registry_pages.cpp.
#include "core/fleet/registry.hpp"

#include <algorithm>

#include "core/adapter/catalog.hpp"
#include "core/base/text.hpp"

namespace tenantry {
namespace {

struct role_rule {
  const char *role;
  bool required;
};
constexpr role_rule roles[] = {{"id", true},
                               {"slug", false},
                               {"name", false},
                               {"database_type", true},
                               {"database_url", true},
                               {"database_name", false},
                               {"status", false},
                               {"deleted_at", false},
                               {"migration_url", false}};

bool is_plain(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// As it is spelled, else ignoring case (Oracle folds up, PostgreSQL down).
std::optional<std::string> find_column(const std::vector<std::string> &columns, const std::string &name) {
  if (std::find(columns.begin(), columns.end(), name) != columns.end()) return name;
  for (const std::string &column : columns)
    if (equal_ignoring_case(column, name)) return column;
  return std::nullopt;
}

std::string joined(const std::vector<std::string> &names) {
  std::string out;
  for (const std::string &name : names) out += (out.empty() ? "\"" : ", \"") + name + "\"";
  return out;
}

std::string describe_place(const registry_options &options, session &master, const call_limits &limits) {
  std::string place = "the registry table \"" + options.table + "\" of the master database";
  if (!master.has_admin()) return place;
  // Only for messages: a server that does not tell changes nothing.
  const auto who = master.identify(limits);
  if (who && !who->database.empty()) place += " \"" + who->database + "\"";
  return place;
}

}  // namespace

result<registry> registry::open(session &master, registry_options options,
                                const std::vector<std::string> &extra, const call_limits &limits) {
  registry r;
  r.master_ = &master;
  r.options_ = std::move(options);
  r.options_.page = std::max<std::size_t>(r.options_.page, 1);
  r.place_ = describe_place(r.options_, master, limits);
  TENANTRY_TRY_VOID(r.find_table(limits));
  TENANTRY_TRY_VOID(r.find_columns(extra));
  TENANTRY_TRY_VOID(r.refuse_null_ids(limits));
  return r;
}

// What the server says of the table is a matter of configuration; a fault of the connection stays what it is.
error registry::explain(error e) const {
  if (e.category != category::sql) return while_doing(std::move(e), "reading " + place_);
  e.category = category::bad_config;
  e.message = place_ + " cannot be read: " + e.message;
  e.next =
      "create the table or grant SELECT on it; if the tenants are registered elsewhere, name the table in "
      "[registry] "
      "table of tenantry.toml and its columns in [registry.columns]";
  return e;
}

status registry::find_table(const call_limits &limits) {
  std::string quoted, plain;
  for (const std::string_view part : split(options_.table, '.')) {
    const std::string name(trim(part));
    if (name.empty())
      return fail(category::bad_config,
                  "the registry table's name \"" + options_.table + "\" has an empty part",
                  "write table or schema.table in [registry] table");
    TENANTRY_TRY(const std::string one, master_->through().quote(name));
    quoted += (quoted.empty() ? "" : ".") + one;
    plain += is_plain(name) ? (plain.empty() ? "" : ".") + name : "?";
  }
  from_ = quoted;
  auto header = master_->query("SELECT * FROM " + from_ + " WHERE 1 = 0", {}, limits);
  // A name in another case than the server's own: left bare, the server folds it its way.
  if (!header && header.error().category == category::sql && plain.find('?') == std::string::npos) {
    auto folded = master_->query("SELECT * FROM " + plain + " WHERE 1 = 0", {}, limits);
    if (folded) {
      from_ = plain;
      header = std::move(folded);
    }
  }
  if (!header) return fail(explain(std::move(header).error()));
  table_columns_ = std::move(header->columns);
  return {};
}

result<std::size_t> registry::select_column(const std::string &column) {
  const auto found = std::find(selected_.begin(), selected_.end(), column);
  if (found != selected_.end()) return static_cast<std::size_t>(found - selected_.begin());
  TENANTRY_TRY(const std::string quoted, master_->through().quote(column));
  select_ += (selected_.empty() ? "SELECT " : ", ") + quoted;
  selected_.push_back(column);
  return selected_.size() - 1;
}

status registry::find_columns(const std::vector<std::string> &extra) {
  const auto configured = [&](const std::string &role) {
    const auto found = options_.columns.find(role);
    return found == options_.columns.end() || found->second.empty() ? role : found->second;
  };
  for (const role_rule &rule : roles) {
    const std::string name = configured(rule.role);
    const auto column = find_column(table_columns_, name);
    const auto named = options_.named.find(rule.role);
    if (!column && (rule.required || (named != options_.named.end() && named->second)))
      return fail(category::bad_config,
                  place_ + " has no column \"" + name + "\" for " + rule.role + "; its columns are " +
                      joined(table_columns_) + "." + did_you_mean(name, table_columns_),
                  std::string("name the column in [registry.columns] ") + rule.role + " of tenantry.toml");
    if (!column) continue;
    TENANTRY_TRY(const std::size_t index, select_column(*column));
    roles_.push_back({rule.role, index, false});
  }
  for (const std::string &wanted : extra) {
    // A role's name means its column, however that is called.
    auto column = find_column(table_columns_, wanted);
    if (!column) column = find_column(table_columns_, configured(wanted));
    if (!column)
      return fail(category::usage, place_ + " has no column \"" + wanted +
                                       "\" for --where; its columns are " + joined(table_columns_) + "." +
                                       did_you_mean(wanted, table_columns_));
    TENANTRY_TRY(const std::size_t index, select_column(*column));
    roles_.push_back({wanted, index, true});
  }
  select_ += " FROM " + from_;
  TENANTRY_TRY(quoted_id_, master_->through().quote(selected_.front()));
  order_ = " ORDER BY " + quoted_id_;
  return {};
}

// Pages go from id to id: a row without one would be lost in silence.
status registry::refuse_null_ids(const call_limits &limits) {
  bool found = false;
  const auto see = [&](const rows &, row &&) {
    found = true;
    return false;
  };
  const std::string sql = "SELECT " + quoted_id_ + " FROM " + from_ + " WHERE " + quoted_id_ + " IS NULL";
  if (auto done = master_->stream(sql, {}, see, limits); !done) return fail(explain(std::move(done).error()));
  if (found)
    return fail(category::bad_config, place_ + " has a row whose \"" + selected_.front() + "\" is NULL",
                "give every tenant an id of its own, or name another column in [registry.columns] id");
  return {};
}

}  // namespace tenantry
