#include "core/migration/drizzle_match.hpp"

#include <algorithm>
#include <unordered_map>

namespace tenantry {
namespace {

std::int64_t second_of(std::int64_t milliseconds) {
  return (milliseconds - (milliseconds % 1000 + 1000) % 1000) / 1000;
}

// The surest sign first, for all rows, and then the next: a row that matches exactly must not lose its
// migration to one that matches by half.
class matcher {
 public:
  matcher(const folder &f, const drizzle_history &drizzle)
      : folder_(f), drizzle_(drizzle), by_second_(drizzle.v1 || f.form() == folder_form::v1) {
    out_.migrations.resize(f.migrations().size());
    for (const migration &m : f.migrations()) {
      stamps_[m.when].push_back(&m);
      seconds_[second_of(m.when)].push_back(&m);
      names_[m.tag] = &m;
      for (const std::string &hash : base_file(m).drizzle_hashes) hashes_[hash].push_back(&m);
    }
  }

  drizzle_match run() {
    std::vector<const drizzle_row *> rows;
    for (const drizzle_row &row : drizzle_.rows)
      if (!by_name(row)) rows.push_back(&row);
    rows = keep_unmatched(rows, [&](const drizzle_row &row) { return by_stamp(row, true); });
    rows = keep_unmatched(rows, [&](const drizzle_row &row) { return by_stamp(row, false); });
    rows = keep_unmatched(rows, [&](const drizzle_row &row) { return same_second(row); });
    rows = keep_unmatched(rows, [&](const drizzle_row &row) { return by_hash(row); });
    for (const drizzle_row *row : rows) (row->created_at ? out_.orphans : out_.null_stamps).push_back(row);
    return std::move(out_);
  }

 private:
  using candidates = std::vector<const migration *>;

  [[nodiscard]] const source_file &base_file(const migration &m) const {
    return m.files.find(folder_.base_dialect())->second;
  }
  [[nodiscard]] bool has_hash(const migration &m, const std::string &hash) const {
    const auto &hashes = base_file(m).drizzle_hashes;
    return std::find(hashes.begin(), hashes.end(), hash) != hashes.end();
  }

  template <class Rule>
  static std::vector<const drizzle_row *> keep_unmatched(std::vector<const drizzle_row *> rows,
                                                         const Rule &rule) {
    rows.erase(std::remove_if(rows.begin(), rows.end(), [&](const drizzle_row *row) { return rule(*row); }),
               rows.end());
    return rows;
  }

  // Two runs at once leave two rows of one migration: the first one counts.  An empty hash is a baseline by
  // hand.
  bool take(const migration &m, const drizzle_row &row, bool re_dated) {
    auto &place = out_.migrations[m.index];
    if (place.row == nullptr)
      place = {&row, !re_dated && !row.hash.empty() && !has_hash(m, row.hash), re_dated};
    return true;
  }

  bool by_name(const drizzle_row &row) {
    if (folder_.form() != folder_form::v1 || !row.name) return false;
    const auto found = names_.find(*row.name);
    return found != names_.end() && take(*found->second, row, false);
  }

  bool by_stamp(const drizzle_row &row, bool exact) {
    if (!row.created_at || (row.name && folder_.form() == folder_form::v1)) return false;
    const auto found = stamps_.find(*row.created_at);
    if (found == stamps_.end()) return false;
    for (const migration *m : found->second)
      if (!exact || has_hash(*m, row.hash)) return take(*m, row, false);
    return false;
  }

  // As Drizzle's own upgrade of a v0 table does it.
  bool same_second(const drizzle_row &row) {
    if (!by_second_ || !row.created_at || (row.name && folder_.form() == folder_form::v1)) return false;
    const auto found = seconds_.find(second_of(*row.created_at));
    if (found == seconds_.end()) return false;
    if (found->second.size() == 1) return take(*found->second.front(), row, false);
    for (const migration *m : found->second)
      if (has_hash(*m, row.hash)) return take(*m, row, false);
    return false;
  }

  bool by_hash(const drizzle_row &row) {
    if (!row.created_at) return false;
    const auto found = hashes_.find(row.hash);
    if (found == hashes_.end()) return false;
    for (const migration *m : found->second)
      if (out_.migrations[m->index].row == nullptr) return take(*m, row, true);
    return false;
  }

  const folder &folder_;
  const drizzle_history &drizzle_;
  bool by_second_;
  std::unordered_map<std::int64_t, candidates> stamps_, seconds_;
  std::unordered_map<std::string, const migration *> names_;
  std::unordered_map<std::string, candidates> hashes_;
  drizzle_match out_;
};

}  // namespace

drizzle_match match_drizzle(const folder &f, const drizzle_history &drizzle) {
  return matcher(f, drizzle).run();
}

std::vector<std::string> drizzle_would_run(const folder &f, const drizzle_history &drizzle,
                                           const drizzle_match &match) {
  // ORDER BY created_at DESC puts a NULL first, and it counts as 0.
  std::optional<std::int64_t> newest;
  bool null_first = false;
  for (const drizzle_row &one : drizzle.rows) {
    null_first = null_first || !one.created_at;
    if (one.created_at) newest = std::max(newest.value_or(*one.created_at), *one.created_at);
  }
  if (null_first) newest = 0;
  std::vector<std::string> tags;
  for (const migration &m : f.migrations()) {
    const drizzle_row *match_row = match.migrations[m.index].row;
    const bool named =
        match_row != nullptr && (!drizzle.v1 || (match_row->name && *match_row->name == m.tag));
    const bool runs = f.form() == folder_form::v1 ? !named : !newest || *newest < m.when;
    if (runs) tags.push_back(m.tag);
  }
  return tags;
}

}  // namespace tenantry
