#include "core/migration/pending.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "core/base/text.hpp"
#include "core/migration/drizzle_match.hpp"
#include "core/migration/turned_history.hpp"

namespace tenantry {
namespace {

using state = migration_state::kind;

class pending_finder {
 public:
  pending_finder(const compiled_folder &folder, const history_state &history, const drizzle_history &drizzle,
                 const pending_options &options)
      : compiled_(folder), folder_(*folder.source), history_(history), drizzle_(drizzle), options_(options) {
    renditions_.resize(folder_.migrations().size(), nullptr);
    for (const rendition &r : compiled_.renditions) renditions_[r.of->index] = &r;
    drizzle_counts_ = options.drizzle && drizzle.exists;
    if (drizzle_counts_) match_ = match_drizzle(folder_, drizzle);
  }

  result<pending_set> run() {
    TENANTRY_TRY(const std::size_t end, find_end());
    for (const migration &m : folder_.migrations())
      if (note_applied(m)) {
        newest_ = m.index;
        out_.newest_applied = m.tag;
        ++out_.applied;
      }
    for (const migration &m : folder_.migrations()) {
      if (m.index >= end) break;
      if (is_applied(m)) continue;
      if (renditions_[m.index] == nullptr) break;  // what comes behind it may build on it
      add_pending(m);
    }
    note_orphans();
    if (drizzle_counts_) note_drizzle();
    return std::move(out_);
  }

 private:
  result<std::size_t> find_end() const {
    if (options_.to.empty()) return folder_.migrations().size();
    if (const migration *last = folder_.find(options_.to)) return last->index + 1;
    std::vector<std::string> tags;
    for (const migration &m : folder_.migrations()) tags.push_back(m.tag);
    return fail(category::usage,
                fmt::format("there is no migration \"{}\" in \"{}\".{}", options_.to, folder_.path().string(),
                            did_you_mean(options_.to, tags)),
                "name a migration as it stands in the journal");
  }

  [[nodiscard]] const migration_state *own(const migration &m) const {
    const auto found = history_.migrations.find(m.tag);
    return found == history_.migrations.end() ? nullptr : &found->second;
  }
  [[nodiscard]] const drizzle_match::of_migration *mirrored(const migration &m) const {
    return drizzle_counts_ && match_.migrations[m.index].row != nullptr ? &match_.migrations[m.index]
                                                                        : nullptr;
  }
  [[nodiscard]] bool is_applied(const migration &m) const {
    const migration_state *mine = own(m);
    return (mine != nullptr && mine->is == state::applied) || mirrored(m) != nullptr;
  }

  template <class... Values>
  void add(finding::kind is, bool refuses, const std::string &tag, fmt::format_string<Values...> text,
           Values &&...values) {
    out_.findings.push_back({is, refuses, tag, fmt::format(text, std::forward<Values>(values)...)});
  }

  bool note_applied(const migration &m) {
    const migration_state *mine = own(m);
    if (mine != nullptr && mine->is == state::applied) {
      note_edit(m, *mine);
      if (drizzle_counts_ && mirrored(m) == nullptr) note_missing_mirror(m);
      return true;
    }
    if (mirrored(m) == nullptr) return false;
    note_drizzle_row(m, *mirrored(m));
    if (mine != nullptr && mine->is == state::half_applied)
      add(finding::kind::half_applied, false, m.tag,
          "\"{0}\" was begun by tenantry and is marked as applied by Drizzle's row; `tenantry resolve "
          "{1} --applied {0}` records it",
          m.tag, options_.track);
    return true;
  }

  void note_edit(const migration &m, const migration_state &mine) {
    const rendition *r = renditions_[m.index];
    if (r == nullptr || mine.checksum.empty()) return;
    const text_change change = compare_checksum(mine.checksum, *r->file);
    if (change == text_change::comments)
      add(finding::kind::meaning_same, false, m.tag,
          "\"{}\" was edited after it was applied, but only in comments and blanks", m.tag);
    if (change == text_change::statements)
      add(finding::kind::edited, true, m.tag,
          "\"{0}\" (\"{1}\") was edited after it was applied here; restore the file and put the change into "
          "a new migration, or accept the new text with `tenantry resolve {2} --applied {0}`",
          m.tag, r->file->path.string(), options_.track);
  }

  void note_missing_mirror(const migration &m) {
    add(finding::kind::mirror_missing, false, m.tag,
        "\"{}\" is applied, but its row in Drizzle's table is gone; the row will be restored, nothing runs "
        "again",
        m.tag);
    if (renditions_[m.index] != nullptr) out_.mirror_missing.push_back(renditions_[m.index]);
  }

  // Drizzle never compares texts, so hand edits of what it applied are everyday: told, not refused.
  void note_drizzle_row(const migration &m, const drizzle_match::of_migration &of) {
    if (of.edited)
      add(finding::kind::edited, false, m.tag,
          "\"{}\" was edited after Drizzle applied it here; compare the file with version control", m.tag);
    if (of.re_dated)
      add(finding::kind::re_dated, false, m.tag,
          "\"{}\" is applied under another stamp ({} in Drizzle's row, {} in the folder); it will not run "
          "again",
          m.tag, *of.row->created_at, m.when);
  }

  void add_pending(const migration &m) {
    const rendition &r = *renditions_[m.index];
    const migration_state *mine = own(m);
    pending_migration one;
    one.what = &r;
    if (m.index < newest_)
      add(finding::kind::hole, options_.order == out_of_order::refuse, m.tag,
          "\"{}\" is older than \"{}\", which is applied; {}", m.tag, out_.newest_applied,
          options_.order == out_of_order::refuse
              ? "give --out-of-order allow to run it now, or mark it as applied"
              : "it runs now, out of order");
    if (r.body.baseline)
      add(finding::kind::baseline, true, m.tag,
          "\"{0}\" describes a database that Drizzle Kit pulled, inside a comment: it is a baseline to be "
          "marked as applied, not run; use `tenantry baseline {2} --to {0}`, and for new databases remove "
          "the "
          "/* and */ in \"{1}\"",
          m.tag, r.file->path.string(), options_.track);
    if (mine != nullptr && mine->is == state::half_applied) resume(m, r, *mine, one);
    out_.migrations.push_back(one);
  }

  void resume(const migration &m, const rendition &r, const migration_state &mine, pending_migration &one) {
    const auto &statements = r.body.statements;
    const std::uint32_t done = mine.steps_done;
    if (done > statements.size() || (done > 0 && statements[done - 1].prefix.hex() != mine.prefix)) {
      add(finding::kind::half_applied, true, m.tag,
          "{1} of {2} statements of \"{0}\" are committed, and the file (\"{3}\") was edited among them; "
          "restore what stands there up to statement {1}, or finish by hand and use `tenantry resolve {4} "
          "--applied {0}`",
          m.tag, done, mine.steps_total, r.file->path.string(), options_.track);
      return;
    }
    one.from_statement = done + 1;
    one.interrupted = mine.interrupted;
    one.fate_unknown = mine.attempted == done + 1 && done < statements.size();
    // The statement that was tried is no longer in the file, and nothing says how the try ended.
    if (one.fate_unknown && mine.interrupted && !was_tried(mine, statements[done].prefix.hex())) {
      add(finding::kind::half_applied, true, m.tag,
          "statement {1} of \"{0}\" was begun here, its end is not recorded, and the file was edited since; "
          "restore the statement, or look at the database and use `tenantry resolve {2} --applied {0}{3}` or "
          "`--pending {0}{3}`",
          m.tag, done + 1, options_.track,
          statements.size() > 1 ? fmt::format(" --statement {}", done + 1) : std::string());
      return;
    }
    add(finding::kind::half_applied, false, m.tag,
        "{} of {} statements of \"{}\" are committed; the next run goes on with statement {}", done,
        statements.size(), m.tag, done + 1);
  }

  static bool was_tried(const migration_state &mine, const std::string &prefix) {
    return std::find(mine.attempted_prefixes.begin(), mine.attempted_prefixes.end(), prefix) !=
           mine.attempted_prefixes.end();
  }

  void note_orphans() {
    std::unordered_set<std::string_view> known;
    for (const migration &m : folder_.migrations()) known.insert(m.tag);
    for (const auto &[tag, mine] : history_.migrations)
      if (mine.is != state::pending && known.count(tag) == 0)
        add(finding::kind::orphan, true, tag,
            "\"{0}\" is {1} here, but the folder does not have it; use the branch that has it, or forget it "
            "with `tenantry resolve {2} --pending {0}`",
            tag, mine.is == state::applied ? "applied" : "half applied", options_.track);
  }

  void note_drizzle() {
    for (const drizzle_row *row : match_.orphans)
      add(finding::kind::drizzle_orphan, false, row->name.value_or(""),
          "row {} of Drizzle's table (created_at {}) matches no migration of the folder", row->id,
          *row->created_at);
    for (const drizzle_row *row : match_.null_stamps)
      add(finding::kind::null_stamp, true, row->name.value_or(""),
          "row {} of Drizzle's table has no created_at: Drizzle would run everything again; set the stamp of "
          "its "
          "migration or delete the row",
          row->id);
    out_.drizzle_would_run = drizzle_would_run(folder_, drizzle_, match_);
  }

  const compiled_folder &compiled_;
  const folder &folder_;
  const history_state &history_;
  const drizzle_history &drizzle_;
  const pending_options &options_;
  bool drizzle_counts_ = false;
  drizzle_match match_;
  std::vector<const rendition *> renditions_;  // by index in the folder; nullptr: none for this dialect
  std::size_t newest_ = 0;
  pending_set out_;
};

}  // namespace

std::string_view to_string(finding::kind k) {
  constexpr std::string_view names[] = {"hole",           "edited",   "meaning_same", "orphan",
                                        "drizzle_orphan", "re_dated", "half_applied", "mirror_missing",
                                        "null_stamp",     "baseline"};
  return names[static_cast<std::size_t>(k)];
}

const finding *pending_set::first_refusal() const {
  const auto found =
      std::find_if(findings.begin(), findings.end(), [](const finding &f) { return f.refuses; });
  return found == findings.end() ? nullptr : &*found;
}

result<pending_set> find_pending(const compiled_folder &folder, const history_state &history,
                                 const drizzle_history &drizzle, const pending_options &options) {
  if (folder.source->form() == folder_form::v0)
    return pending_finder(folder, history, drizzle, options).run();
  const history_state named = in_names_of(*folder.source, history);
  return pending_finder(folder, named, drizzle, options).run();
}

}  // namespace tenantry
