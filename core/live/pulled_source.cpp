#include "core/live/pulled_source.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/author/render.hpp"
#include "core/base/text.hpp"
#include "core/schema/diff.hpp"

namespace tenantry {
namespace {

bool stands_on(const schema_change &change, const lost_part &part) {
  return change.kind == "create_table" && change.after && change.after->name == part.table &&
         change.after->schema == part.schema;
}

std::string as_comment(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return "-- " + text + "\n";
}

// The file does not stand anywhere yet: the line itself is shown.
error with_line(error e, const std::string &text) {
  e.category = category::unsupported;
  const auto lines = split(text, '\n');
  if (e.where.line > 0 && e.where.line <= lines.size())
    e.details.emplace_back("line", excerpt(lines[e.where.line - 1]));
  return e;
}

class source_writer {
 public:
  source_writer(const std::string &origin, std::vector<pulled_loss> &lost) : origin_(origin), lost_(lost) {}

  std::string write(const rendered_changes &rendered, const std::vector<schema_change> &changes) {
    put(as_comment(
        fmt::format("Written by `tenantry pull` from a {} database.  It is yours now: edit it, and "
                    "`tenantry generate` makes the migrations.",
                    origin_)));
    for (const rendered_statement &one : rendered.statements) put_statement(one.sql, changes[one.change]);
    return std::move(text_);
  }

 private:
  void put(const std::string &text) {
    text_ += text;
    line_ += static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
  }

  // Long statements stand apart, short ones of a kind together.
  void put_statement(const std::string &sql, const schema_change &change) {
    const bool is_long = sql.find('\n') != std::string::npos;
    if (is_long || was_long_ || change.kind != kind_) put("\n");
    was_long_ = is_long;
    kind_ = change.kind;
    for (pulled_loss &one : lost_)
      if (one.line == 0 && stands_on(change, one.what))
        put(as_comment(fmt::format("Not as in the database: {}: {}.", one.what.object, one.what.why)));
    for (pulled_loss &one : lost_)
      if (one.line == 0 && stands_on(change, one.what)) one.line = line_;
    const std::size_t last_line = is_long ? sql.rfind('\n') : 0;
    const bool comment = sql.find("--", last_line) != std::string::npos;  // it would swallow the ";"
    put(sql + (comment ? "\n;\n" : ";\n"));
  }

  const std::string &origin_;
  std::vector<pulled_loss> &lost_;
  std::string text_, kind_;
  std::uint32_t line_ = 1;
  bool was_long_ = false;
};

}  // namespace

result<pulled_source> write_pulled_source(const rendition_target &base, const schema_model &live,
                                          const std::string &origin) {
  pulled_source made;
  std::vector<lost_part> lost;
  const schema_model wanted = to_declarable(live, lost);
  for (lost_part &one : lost) made.lost.push_back({std::move(one), 0});
  TENANTRY_TRY(const auto changes, diff_schemas({}, wanted, {{}, false}));
  if (changes.empty()) return made;
  TENANTRY_TRY(const rendered_changes rendered, render_changes(base, {}, changes));
  for (const dialect_gap_note &gap : rendered.gaps)
    made.lost.push_back({{"", "", describe_change(changes[gap.change]), gap.why}, 0});
  made.sql = source_writer(origin, made.lost).write(rendered, changes);
  auto back = read_sql_schema({{"the pulled schema", made.sql}});
  if (!back)
    return fail(while_doing(with_line(std::move(back).error(), made.sql), "reading back what was pulled"));
  made.declared = std::move(*back);
  TENANTRY_TRY(const auto differences, diff_schemas(made.declared.schema, wanted, {{}, false}));
  for (const schema_change &one : differences)
    made.lost.push_back({{"", "", describe_change(one), "what was written does not say the same"}, 0});
  return made;
}

}  // namespace tenantry
