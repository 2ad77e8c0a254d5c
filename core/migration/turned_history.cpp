#include "core/migration/turned_history.hpp"

#include <unordered_set>

#include "core/migration/folder_reading.hpp"

namespace tenantry {

history_state in_names_of(const folder &f, const history_state &history) {
  std::unordered_set<std::string_view> known;
  for (const migration &m : f.migrations()) known.insert(m.tag);
  history_state named;
  named.last_seq = history.last_seq;
  for (const auto &[tag, state] : history.migrations) {
    const bool lost = state.is == migration_state::kind::applied && known.count(tag) == 0;
    // Drizzle's rule: the second of the stamp, and the old tag behind its number.
    const std::string name =
        lost ? utc_digits(state.when) + tag.substr(prefix_of(tag).size()) : std::string();
    if (lost && known.count(name) != 0) {
      named.migrations.emplace(name, state);
    } else {
      named.migrations.insert_or_assign(tag, state);  // an event under the new name is the younger one
    }
  }
  return named;
}

}  // namespace tenantry
