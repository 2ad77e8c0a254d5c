// A hot fix that reached 37 databases is one line with 37 tenants, not 37 lines.
#include <algorithm>

#include "core/rollout/job.hpp"
#include "core/rollout/rollout.hpp"

namespace tenantry {
namespace {

constexpr std::size_t most_groups = 100, most_names = 10;
const char *const all_others = "\x7f";  // behind every other key

// The group of that key; a fleet with as many drifts as tenants must not fill the memory.
template <class Group>
Group &group_of(std::map<std::string, Group> &groups, std::string key, bool &others) {
  others = groups.size() >= most_groups && groups.count(key) == 0;
  if (others) key = all_others;
  const std::size_t number = groups.size();
  Group &group = groups[key];
  if (group.tenants == 0) group.number = number;
  return group;
}

template <class Group>
void count_in(Group &group, const tenant_outcome &outcome) {
  const std::string &name = outcome.label();
  // Several of one tenant may be in the group of all others: it is counted once.
  if (group.tenants != 0 && group.last == outcome.id) return;
  group.last = outcome.id;
  ++group.tenants;
  if (group.first.size() < most_names) group.first.push_back(name);
}

void add_told(std::map<std::string, uncompared_group> &groups, const uncompared &told,
              const tenant_outcome &outcome) {
  bool others = false;
  uncompared_group &group = group_of(groups, told.object + "\n" + told.why, others);
  if (group.tenants == 0) group.example = others ? uncompared{"other objects", told.why} : told;
  count_in(group, outcome);
}

template <class Group>
std::vector<Group> largest_first(const std::map<std::string, Group> &groups) {
  std::vector<Group> out;
  out.reserve(groups.size());
  for (const auto &[key, group] : groups) out.push_back(group);
  std::sort(out.begin(), out.end(), [](const Group &a, const Group &b) {
    return a.tenants != b.tenants ? a.tenants > b.tenants : a.number < b.number;
  });
  return out;
}

}  // namespace

void drift_groups::add(const tenant_outcome &outcome) {
  if (!outcome.drift) return;
  for (const schema_difference &one : outcome.drift->differences) {
    bool others = false;
    drift_group &group = group_of(differences_, outcome.drift->dialect + "\n" + one.text, others);
    // SQL that stands alone is the better example.
    if (group.tenants == 0 || (one.alone && !group.example.alone && !others)) {
      group.dialect = outcome.drift->dialect;
      group.example = one;
      if (others) {
        group.example = {};
        group.example.text = "other differences: `--tenant` shows those of one tenant";
      }
    }
    count_in(group, outcome);
  }
  for (const uncompared &one : outcome.drift->not_compared) add_told(not_compared_, one, outcome);
  for (const std::string &one : outcome.drift->notes) add_told(notes_, {"", one}, outcome);
}

std::vector<drift_group> drift_groups::differences() const {
  return largest_first(differences_);
}
std::vector<uncompared_group> drift_groups::not_compared() const {
  return largest_first(not_compared_);
}
std::vector<uncompared_group> drift_groups::notes() const {
  return largest_first(notes_);
}

}  // namespace tenantry
