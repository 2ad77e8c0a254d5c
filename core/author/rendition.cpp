#include "core/author/rendition.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/author/render.hpp"
#include "core/author/script_text.hpp"
#include "core/author/way_out.hpp"

namespace tenantry {
namespace {

struct written_steps {
  std::vector<sql_piece> pieces;
  std::vector<drafted_gap> gaps;
  std::vector<std::string> losses, exposures;
};

// A change of a table that exists; what only looks at rows, or writes them, keeps nobody out of it.
bool may_expose(const schema_change &change) {
  return change.before && change.after && !change.new_table && change.kind != "rename_table" &&
         change.kind != "fill_column" && !change.kind.starts_with("require_");
}

void note_once(std::vector<std::string> &list, const std::string &text) {
  if (!text.empty() && std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
}

written_steps write_steps(const rendition_target &target, const schema_model &before,
                          const std::vector<author_step> &steps, const rendered_changes &rendered) {
  written_steps made;
  bool cut = false;
  auto statement = rendered.statements.begin();
  for (std::size_t at = 0; at < steps.size(); ++at) {
    const schema_change &change = steps[at].change;
    cut = cut || steps[at].cut_before;
    for (const dialect_gap_note &gap : rendered.gaps) {
      if (gap.change != at) continue;
      schema_model known = {{}, before.enums};
      for (std::size_t done = 0; done < at; ++done) follow_enums(known.enums, steps[done].change);
      const std::string what = describe_change(change), help = find_way_out(target, known, change);
      made.gaps.push_back({what, gap.why, help});
      made.pieces.push_back({fmt::format("-- {} is missing: {}\n", what, gap.why)});
    }
    for (; statement != rendered.statements.end() && statement->change == at; ++statement) {
      made.pieces.push_back({statement->sql, cut && target.through->transactional_ddl()});
      note_once(made.losses, statement->loss);
      if (target.online_marks && !statement->online && may_expose(change))
        note_once(made.exposures, fmt::format("{}: the table may be copied, and writers wait meanwhile",
                                              describe_change(change)));
      cut = false;
    }
  }
  return made;
}

// What belongs to the changes from `first` on, which are numbered anew.
rendered_changes split_off(rendered_changes &all, std::size_t first) {
  rendered_changes made;
  const auto split = [&](auto &from, auto &into) {
    const auto begin =
        std::find_if(from.begin(), from.end(), [&](const auto &one) { return one.change >= first; });
    into.assign(std::make_move_iterator(begin), std::make_move_iterator(from.end()));
    from.erase(begin, from.end());
    for (auto &one : into) one.change -= first;
  };
  split(all.statements, made.statements);
  split(all.gaps, made.gaps);
  return made;
}

// What cannot be made again from what is left: said in the file that would undo it.
std::vector<std::string> lost_for_good(const std::vector<schema_change> &changes) {
  std::vector<std::string> made;
  for (const schema_change &change : changes) {
    if (change.kind == "drop_table")
      made.push_back(fmt::format("the rows that \"{}\" had before the migration do not come back",
                                 display_name(change.schema, change.name)));
    if (change.kind == "drop_column")
      made.push_back(fmt::format("the values that \"{}\" had before the migration do not come back",
                                 display_name(change.before->schema, change.before->name, change.name)));
  }
  return made;
}

// A column that must have a value cannot be made again in a table that has rows.
std::string why_no_down(const rendition_request &request) {
  for (const schema_change &change : request.reverse)
    if (adds_required_column(change))
      return fmt::format("\"{}\" was NOT NULL without a default: its rows would have no value",
                         display_name(change.after->schema, change.after->name, change.name));
  return {};
}

status write_up(const written_steps &written, drafted_rendition &into) {
  into.gaps = written.gaps;
  into.losses = written.losses;
  into.exposures = written.exposures;
  if (written.pieces.empty()) {
    into.sql = write_no_op("this dialect keeps nothing of what the migration changes");
  } else {
    TENANTRY_TRY(into.sql, write_script(written.pieces));
  }
  return {};
}

status write_down(const written_steps &written, const rendition_request &request, drafted_rendition &into) {
  if (!written.gaps.empty()) {
    into.no_down = fmt::format("{}: {}", written.gaps.front().change, written.gaps.front().why);
    return {};
  }
  into.down_losses = written.losses;
  for (const std::string &loss : lost_for_good(request.changes)) note_once(into.down_losses, loss);
  if (written.pieces.empty()) {
    into.down = write_no_op("nothing to undo in this dialect");
    return {};
  }
  TENANTRY_TRY(const std::string text, write_script(written.pieces));
  into.down = write_losses(into.down_losses) + text;
  return {};
}

}  // namespace

// Both ways in one question: they have the same tables.
result<drafted_rendition> draft_rendition(const rendition_target &target, const rendition_request &request,
                                          table_texts &texts) {
  drafted_rendition made;
  made.dialect = target.dialect();
  made.no_down = why_no_down(request);
  const auto steps = plan_steps(request.changes, target, request.forms, request.backfills);
  std::vector<author_step> back;
  if (made.no_down.empty()) back = plan_steps(request.reverse, target, request.forms, {});
  std::vector<schema_change> changes;
  changes.reserve(steps.size() + back.size());
  for (const author_step &one : steps) changes.push_back(one.change);
  for (const author_step &one : back) changes.emplace_back(one.change).script = 1;
  TENANTRY_TRY(rendered_changes up, render_changes(target, *request.before, changes, texts));
  const rendered_changes down = split_off(up, steps.size());
  TENANTRY_TRY_VOID(write_up(write_steps(target, *request.before, steps, up), made));
  if (made.no_down.empty() && !made.gaps.empty()) made.no_down = "the migration itself is not finished";
  if (made.no_down.empty())
    TENANTRY_TRY_VOID(write_down(write_steps(target, *request.after, back, down), request, made));
  return made;
}

}  // namespace tenantry
