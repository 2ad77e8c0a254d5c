#include "core/engine/unit.hpp"

#include "core/engine/engine.hpp"

namespace tenantry {
namespace {

bool uses(const unit_part &later, const std::string &used_as) {
  for (std::size_t i = 0; i < later.count; ++i)
    if (used_as.empty() ||
        later.of->body.statements[later.first + i].sql.find(used_as) != std::string_view::npos)
      return true;
  return false;
}

// Something that `earlier` makes must be committed before `later` may use it.
bool needs_commit_between(const unit &earlier, const unit_part &later) {
  for (const unit_part &part : earlier.parts)
    for (std::size_t i = 0; i < part.count; ++i) {
      const statement &made = part.of->body.statements[part.first + i];
      if (made.commit_after && uses(later, made.used_as)) return true;
    }
  return false;
}

bool can_join(const std::vector<unit> &units, const unit_part &part, bool transactional, bool shared) {
  if (!shared || !transactional || units.empty()) return false;
  const unit &last = units.back();
  return last.transactional && last.parts.back().finishes && part.begins && !needs_commit_between(last, part);
}

void add(std::vector<unit> &units, const unit_part &part, bool transactional, bool shared) {
  if (!can_join(units, part, transactional, shared)) units.emplace_back().transactional = transactional;
  units.back().parts.push_back(part);
  units.back().rebuild = units.back().rebuild || part.of->body.rebuild;
}

}  // namespace

std::vector<unit> make_units(const std::vector<pending_migration> &pending, bool shared) {
  std::vector<unit> units;
  for (const pending_migration &one : pending) {
    const script &body = one.what->body;
    const std::size_t done = one.from_statement - 1;
    unit_part part{one.what, done, 0, done == 0, true};  // nothing left: a file cut off behind its prefix
    if (body.segments.empty() || done >= body.statements.size()) {
      add(units, part, true, shared);
      continue;
    }
    bool unknown = one.fate_unknown;
    for (const segment &s : body.segments) {
      if (s.last < done) continue;
      part.first = std::max(s.first, done);
      part.count = s.last + 1 - part.first;
      // It was begun outside a transaction, whatever the file says of it now: it is asked about by itself.
      if (unknown && s.transactional) part.count = 1;
      const bool transactional = s.transactional && !unknown;
      part.finishes = part.first + part.count == body.statements.size();
      add(units, part, transactional, shared);
      unknown = part.begins = false;
      if (part.first + part.count > s.last) continue;
      part.first += part.count;
      part.count = s.last + 1 - part.first;
      part.finishes = s.last + 1 == body.statements.size();
      add(units, part, true, shared);
    }
  }
  return units;
}

std::vector<planned_unit> describe_plan(const pending_set &pending, bool drizzle_counts, bool all_in_one) {
  std::vector<planned_unit> plan;
  for (const unit &u : make_units(pending.migrations, drizzle_counts || all_in_one)) {
    planned_unit described{u.transactional, {}, {}};
    for (const unit_part &part : u.parts) {
      for (std::size_t i = 0; i < part.count; ++i) {
        const statement &s = part.of->body.statements[part.first + i];
        described.statements.push_back(
            {part.of->of->tag, part.of->file->path.string(), s.line, s.number, std::string(s.sql)});
      }
      if (part.finishes) described.finishes.push_back(part.of->of->tag);
    }
    plan.push_back(std::move(described));
  }
  return plan;
}

}  // namespace tenantry
