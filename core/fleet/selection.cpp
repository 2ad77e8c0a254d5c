#include "core/fleet/selection.hpp"

#include <algorithm>

#include "core/base/text.hpp"

namespace tenantry {
namespace {

bool contains(const std::vector<std::string> &list, const std::string &text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool lists(const std::vector<std::string> &names, const std::vector<std::string> &known_ids,
           const tenant &t) {
  if (contains(names, t.id)) return true;
  return !t.slug.empty() && contains(names, t.slug) && !contains(known_ids, t.slug);
}

bool holds(const condition &c, const tenant &t) {
  const auto found = t.where_columns.find(c.column);
  const bool equal = found != t.where_columns.end() && contains(c.values, found->second);
  return equal != c.negated;
}

std::string written(const condition &c) {
  std::string out = c.column + (c.negated ? "!=" : "=");
  for (const std::string &value : c.values) out += (&value == &c.values.front() ? "" : ",") + value;
  return out;
}

}  // namespace

std::string_view to_string(skip_reason r) {
  switch (r) {
    case skip_reason::deleted:
      return "deleted";
    case skip_reason::frozen:
      return "frozen";
    case skip_reason::inactive:
      return "inactive";
    case skip_reason::filtered:
      return "filtered";
    case skip_reason::no_adapter:
      return "no_adapter";
    case skip_reason::adapter_refused:
      return "adapter_refused";
    case skip_reason::no_rendition:
      return "no_rendition";
    case skip_reason::duplicate_database:
      return "duplicate_database";
    case skip_reason::database_missing:
      break;
  }
  return "database_missing";
}

result<condition> parse_condition(std::string_view text) {
  const std::size_t equals = text.find('=');
  condition c;
  if (equals != std::string_view::npos) {
    c.negated = equals > 0 && text[equals - 1] == '!';
    c.column = trim(text.substr(0, c.negated ? equals - 1 : equals));
    for (const std::string_view value : split(text.substr(equals + 1), ','))
      c.values.emplace_back(trim(value));
  }
  if (c.column.empty())
    return fail(category::usage, "the condition \"" + std::string(text) + "\" names no column and value",
                "write --where column=value, column!=value or column=a,b,c");
  return c;
}

bool selection::names(const tenant &t) const {
  return tenants.empty() || lists(tenants, known_ids, t);
}

std::optional<skip_reason> selection::reject(const tenant &t) const {
  if (t.deleted) return skip_reason::deleted;
  if (equal_ignoring_case(t.status, "frozen")) return skip_reason::frozen;
  const bool active = t.without_status || statuses.empty() ||
                      std::any_of(statuses.begin(), statuses.end(), [&](const std::string &eligible) {
                        return equal_ignoring_case(eligible, t.status);
                      });
  if (!active) return skip_reason::inactive;
  const bool wanted =
      !lists(exclude, known_ids, t) &&
      std::all_of(where.begin(), where.end(), [&](const condition &c) { return holds(c, t); });
  if (!wanted) return skip_reason::filtered;
  return std::nullopt;
}

std::string selection::why(const tenant &t, skip_reason reason) const {
  switch (reason) {
    case skip_reason::deleted:
      return "the registry says that it is deleted";
    case skip_reason::frozen:
      return "its status is \"" + t.status + "\"";
    case skip_reason::inactive:
      return t.status.empty() ? "it has no status" : "its status is \"" + t.status + "\"";
    default:
      break;
  }
  if (lists(exclude, known_ids, t)) return "it is excluded by --exclude";
  for (const condition &c : where)
    if (!holds(c, t)) return "it does not match --where " + written(c);
  return {};
}

}  // namespace tenantry
