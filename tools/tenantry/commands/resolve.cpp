// resolve and baseline: a person says what the databases have; events are written, nothing of a migration
// runs.
#include <fmt/format.h>

#include <charconv>

#include "core/base/text.hpp"
#include "tools/tenantry/commands/commands.hpp"
#include "tools/tenantry/run_report.hpp"
#include "tools/tenantry/workspace.hpp"

namespace tenantry {
namespace {

// 0: not given.
result<std::uint32_t> statement_of(const command_context &context, const mark_request &marks) {
  const std::string text = context.value("statement");
  if (text.empty()) return std::uint32_t{0};
  std::uint32_t number = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (trouble != std::errc() || end != text.data() + text.size() || number == 0)
    return fail(category::usage, fmt::format("--statement \"{}\" is not the number of a statement.", text),
                "statements count from 1");
  if (marks.tags.size() == 1) return number;
  return fail(category::usage, "--statement is about one migration.", "name one TAG");
}

// To mark a whole fleet by leaving out a flag would hide what is wrong in every tenant at once.
status check_meant(const command_context &context, const configuration &config, const track_config &track) {
  if (track.on_master || !config.who.tenants.empty() || !config.who.where.empty() || context.has("yes"))
    return {};
  return fail(category::usage,
              fmt::format("Without --tenant or --where this marks every tenant of \"{}\".", track.name),
              "name the tenants, or give --yes if all of them are meant");
}

result<int> mark_all(const command_context &context, configuration config, const mark_request &marks) {
  TENANTRY_TRY(const track_config *track, find_track(config, context.line.argument));
  TENANTRY_TRY_VOID(check_meant(context, config, *track));
  // --to says which migrations are meant; it does not shorten the folder.
  config.engine.to.clear();
  return run_tracks(context, config, run_purpose::mark, context.line.argument, marks);
}

}  // namespace

result<int> run_resolve(const command_context &context) {
  TENANTRY_TRY(configuration config, context.load());
  const std::vector<std::string> applied = context.values("applied"), pending = context.values("pending");
  if (applied.empty() == pending.empty())
    return fail(category::usage, "One of --applied TAG and --pending TAG is needed.",
                "`tenantry resolve --help` shows examples");
  mark_request marks{pending.empty(), pending.empty() ? applied : pending, 0};
  TENANTRY_TRY(marks.statement, statement_of(context, marks));
  return mark_all(context, std::move(config), marks);
}

result<int> run_baseline(const command_context &context) {
  TENANTRY_TRY(configuration config, context.load());
  TENANTRY_TRY(const track_config *track, find_track(config, context.line.argument));
  TENANTRY_TRY(const folder migrations, load_folder(*track));
  const std::string to = config.engine.to;
  mark_request marks;
  std::vector<std::string> tags;
  for (const migration &m : migrations.migrations()) {
    tags.push_back(m.tag);
    if (marks.tags.empty() || marks.tags.back() != to) marks.tags.push_back(m.tag);
  }
  if (to.empty())
    return fail(category::usage, "The last migration that the databases have is needed: --to TAG.",
                tags.empty() ? "" : fmt::format("the folder's first is {}", tags.front()));
  if (migrations.find(to) == nullptr)
    return fail(category::usage, fmt::format("No migration \"{}\" (--to) in {}.{}", to,
                                             migrations.path().string(), did_you_mean(to, tags)));
  return mark_all(context, std::move(config), marks);
}

}  // namespace tenantry
