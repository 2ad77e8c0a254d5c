// Reading the registry page by page, from key to key: no page depends on how many rows came before it.
#include "core/adapter/catalog.hpp"
#include "core/base/text.hpp"
#include "core/fleet/registry.hpp"

namespace tenantry {
namespace {

// An id as people see it; a binary one in hexadecimal.
std::string text_of(const cell &c) {
  if (auto text = as_text(c)) return std::move(*text);
  std::string out;
  if (const auto *binary = std::get_if<bytes>(&c)) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (const char one : binary->data) {
      const auto byte = static_cast<unsigned char>(one);
      out.push_back(digits[byte >> 4U]);
      out.push_back(digits[byte & 15U]);
    }
  }
  return out;
}

// A time of deletion; where the column is a flag, its value counts.
bool says_deleted(const cell &c) {
  if (std::holds_alternative<std::monostate>(c)) return false;
  if (const auto *flag = std::get_if<bool>(&c)) return *flag;
  if (const auto *number = std::get_if<std::int64_t>(&c)) return *number != 0;
  return true;
}

std::string limited(const std::string &row_limit, std::size_t n) {
  std::string out = row_limit;
  if (const std::size_t at = out.find("{n}"); at != std::string::npos) out.replace(at, 3, std::to_string(n));
  return out.empty() ? out : " " + out;
}

}  // namespace

tenant registry::to_tenant(const row &r) const {
  tenant t;
  t.without_status = true;
  for (const role_column &rule : roles_) {
    const cell &value = r[rule.column];
    if (rule.condition) {
      t.where_columns[rule.role] = text_of(value);
    } else if (rule.role == "deleted_at") {
      t.deleted = says_deleted(value);
    } else if (rule.role == "id") {
      t.id = text_of(value);
    } else if (rule.role == "slug") {
      t.slug = text_of(value);
    } else if (rule.role == "name") {
      t.name = text_of(value);
    } else if (rule.role == "status") {
      t.status = trim(text_of(value));
      t.without_status = false;
    } else {
      std::string &field = rule.role == "database_type"   ? t.database_type
                           : rule.role == "database_url"  ? t.database_url
                           : rule.role == "database_name" ? t.database_name
                                                          : t.migration_url;
      // Columns of type CHAR(n) come padded.
      field = trim(text_of(value));
    }
  }
  return t;
}

result<std::vector<tenant>> registry::next_page(const call_limits &limits) {
  std::vector<tenant> page;
  if (ended_) return page;
  const auto &facts = master_->through().facts();
  // One row more than the page shows whether an id stands twice across its edge.
  const std::string limit = limited(facts ? facts->row_limit : std::string(), options_.page + 1);
  std::string sql = select_;
  std::vector<cell> parameters;
  if (after_) {
    sql += " WHERE " + quoted_id_ + " > ?";
    parameters.push_back(*after_);
  }
  sql += order_ + limit;

  std::optional<cell> last;
  std::optional<std::string> repeated;
  bool more = false;
  const auto take = [&](const rows &, row &&r) {
    if (last && *last == r.front()) repeated = text_of(r.front());
    more = page.size() == options_.page;
    if (more || repeated) return false;
    last = r.front();
    page.push_back(to_tenant(r));
    return true;
  };
  if (auto done = master_->stream(sql, parameters, take, limits); !done)
    return fail(explain(std::move(done).error()));
  if (repeated)
    return fail(category::bad_config,
                place_ + " has two rows with the id \"" + *repeated + "\" in \"" + selected_.front() + "\"",
                "give every tenant an id of its own, or name a unique column in [registry.columns] id");
  if (last) after_ = std::move(last);
  ended_ = !more;
  return page;
}

status registry::for_each(const std::function<bool(tenant &&)> &each, const call_limits &limits) {
  rewind();
  for (;;) {
    TENANTRY_TRY(std::vector<tenant> page, next_page(limits));
    if (page.empty()) return {};
    for (tenant &one : page)
      if (!each(std::move(one))) return {};
  }
}

void registry::rewind() {
  after_.reset();
  ended_ = false;
}

}  // namespace tenantry
