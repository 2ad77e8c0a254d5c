#include "core/live/forms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/author/render.hpp"
#include "core/base/uuid.hpp"
#include "core/schema/diff.hpp"

namespace tenantry {
namespace {

using expression = sdk::expression;
using table = sdk::table_definition;

// So many objects may be refused before the rest is given up.
constexpr std::size_t most_refusals = 8;

bool is_expression(const expression &e) {
  return !e.is(expression::node::none) && !e.is(expression::node::column);
}

bool has_expressions(const sdk::index_definition &index) {
  return is_expression(index.where) ||
         std::any_of(index.parts.begin(), index.parts.end(),
                     [](const auto &part) { return is_expression(part.value); });
}

bool has_expressions(const table &one) {
  return !one.checks.empty() || !one.indexes.empty() ||
         std::any_of(one.columns.begin(), one.columns.end(), [](const sdk::column_definition &column) {
           return column.generated || column.default_value == "expression";
         });
}

void replace_all(std::string &text, const std::string &what, const std::string &by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
}

// Only what has expressions; the views need every table.
schema_model thinned(schema_model all) {
  for (table &one : all.tables) {
    std::erase_if(one.indexes, [](const auto &index) { return !has_expressions(index); });
    one.foreign_keys.clear();
    one.uniques.clear();
    one.comment.clear();
    for (sdk::column_definition &column : one.columns) {
      column.comment.clear();
      column.identity.reset();
    }
  }
  if (all.views.empty()) std::erase_if(all.tables, [](const table &one) { return !has_expressions(one); });
  all.opaque.clear();
  all.sequences.clear();
  return all;
}

// Names of schemas, and what they are called for a while.
class renaming {
 public:
  renaming(const schema_model &all, const std::string &base) {
    const auto add = [&](const std::string &name) {
      if (to_.count(name) != 0) return;
      const std::string scratch = to_.empty() ? base : fmt::format("{}_{}", base, to_.size());
      to_[name] = scratch;
      from_[scratch] = name;
    };
    add("");
    for (const table &one : all.tables) add(one.schema);
    for (const auto &one : all.enums) add(one.schema);
    for (const auto &one : all.views) add(one.schema);
  }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> made;
    for (const auto &[scratch, name] : from_) made.push_back(scratch);
    return made;
  }
  void put_in(schema_model &all) const { rename(all, to_); }
  void take_back(schema_model &all) const {
    rename(all, from_);
    all.schemas.clear();
    for (table &one : all.tables) {
      for (sdk::column_definition &column : one.columns) {
        forget(column.default_value.value);
        if (column.generated) forget(column.generated->value);
      }
      for (sdk::check_definition &check : one.checks) forget(check.value);
      for (sdk::index_definition &index : one.indexes) {
        forget(index.where);
        for (sdk::index_part &part : index.parts) forget(part.value);
      }
    }
    for (sdk::view_definition &view : all.views) forget(view.definition);
  }

 private:
  using names_map = std::map<std::string, std::string>;
  static void rename(schema_model &all, const names_map &names) {
    const auto change = [&](std::string &schema) {
      if (const auto found = names.find(schema); found != names.end()) schema = found->second;
    };
    for (auto &one : all.enums) change(one.schema);
    for (auto &one : all.views) change(one.schema);
    for (table &one : all.tables) {
      change(one.schema);
      for (sdk::column_definition &column : one.columns)
        if (column.type.is_enum()) change(column.type.enum_schema);
    }
  }
  void forget(sdk::by_dialect &texts) const {
    for (auto &[dialect, text] : texts)
      for (const auto &[scratch, name] : from_)
        replace_all(text, scratch + ".", name.empty() ? "" : name + ".");
  }
  void forget(expression &e) const {
    forget(e.sql);
    for (expression &one : e.args) forget(one);
  }
  names_map to_, from_;
};

// What the server took no statement for, taken out; its name for a person.
std::string leave_out(schema_model &all, const schema_change &change) {
  const auto same = [&](const auto &one) { return one.schema == change.schema && one.name == change.name; };
  if (change.kind == "create_index" && change.after) {
    if (auto *of = sdk::find_object(all.tables, change.after->schema, change.after->name))
      std::erase_if(of->indexes, [&](const auto &one) { return one.name == change.name; });
    return "index " + change.name;
  }
  std::erase_if(all.tables, same);
  std::erase_if(all.views, same);
  std::erase_if(all.enums, same);
  return change.name;
}

class scratch_schema {
 public:
  scratch_schema(session &s, const rendition_target &target, const transaction_options &how,
                 const call_limits &limits)
      : s_(s), target_(target), how_(how), limits_(limits) {}

  result<server_forms> read(const schema_model &kept, std::vector<std::string> &refused) {
    schema_model wanted = thinned(kept);
    std::string base = random_uuid();
    std::erase(base, '-');
    const renaming names(wanted, "tenantry_scratch_" + base.substr(0, 12));
    names.put_in(wanted);
    wanted.schemas.clear();
    for (const std::string &name : names.names()) wanted.schemas.push_back({name});
    sdk::sort_schema(wanted);
    for (;;) {
      TENANTRY_TRY(std::optional<schema_model> made, try_once(wanted, names.names(), refused));
      if (!made) continue;
      names.take_back(*made);
      normalise(*made);
      TENANTRY_TRY(schema_model form, project_schema(target_, *made));
      return server_forms{std::move(form), false};
    }
  }

 private:
  // Nothing: an object was refused and is left out now.
  result<std::optional<schema_model>> try_once(schema_model &wanted, const std::vector<std::string> &names,
                                               std::vector<std::string> &refused) {
    TENANTRY_TRY(const auto changes, diff_schemas({}, wanted, {{}, false}));
    TENANTRY_TRY(const rendered_changes rendered, render_changes(target_, {}, changes));
    TENANTRY_TRY_VOID(s_.begin(how_, limits_));
    auto made = make_and_read(rendered, changes, names);
    const status undone = s_.rollback(limits_);
    if (made && !undone) return fail(undone.error());
    if (made) return std::optional(std::move(*made));
    const auto at = made.error().statement;
    const bool of_object = made.error().category == category::sql && at != 0 && undone.has_value();
    if (!of_object || refused.size() >= most_refusals) return fail(std::move(made).error());
    const schema_change &change = changes[rendered.statements[at - 1].change];
    if (change.kind == "create_schema") return fail(std::move(made).error());
    refused.push_back(leave_out(wanted, change) + ": " + made.error().message);
    return std::optional<schema_model>();
  }

  result<schema_model> make_and_read(const rendered_changes &rendered,
                                     const std::vector<schema_change> &changes,
                                     const std::vector<std::string> &names) {
    bool entered = false;
    for (std::size_t at = 0; at < rendered.statements.size(); ++at) {
      const rendered_statement &one = rendered.statements[at];
      if (!entered && changes[one.change].kind != "create_schema") {
        TENANTRY_TRY_VOID(enter(names.front()));
        entered = true;
      }
      if (auto ran = s_.query(one.sql, {}, limits_); !ran) {
        error why = std::move(ran).error();
        why.statement = static_cast<std::uint32_t>(at + 1);
        return fail(std::move(why));
      }
    }
    const std::string request = write_introspect_request(target_.dialect(), target_.ask.version, names);
    TENANTRY_TRY(const std::string answer, s_.introspect(request, limits_));
    TENANTRY_TRY(live_schema read, read_introspected(answer));
    return std::move(read.schema);
  }

  status enter(const std::string &name) {
    std::string sql = target_.scratch_schema;
    TENANTRY_TRY(const std::string quoted, s_.through().quote(name));
    replace_all(sql, "{schema}", quoted);
    auto done = s_.query(sql, {}, limits_);
    if (!done) return fail(std::move(done).error());
    return {};
  }

  session &s_;
  const rendition_target &target_;
  const transaction_options &how_;
  const call_limits &limits_;
};

}  // namespace

result<server_forms> forms_from_scratch_schema(session &s, const rendition_target &target,
                                               const schema_model &kept, const transaction_options &limits_in,
                                               const call_limits &limits, std::vector<std::string> &refused) {
  if (target.scratch_schema.empty() || !s.through().transactional_ddl())
    return fail(
        category::unsupported,
        fmt::format("{} has no schema that can be made and taken back in one transaction", target.dialect()));
  auto made = scratch_schema(s, target, limits_in, limits).read(kept, refused);
  if (!made) return fail(while_doing(std::move(made).error(), "making a scratch schema"));
  return made;
}

result<server_forms> forms_from_migrations(const rendition_target &target,
                                           const std::vector<const rendition *> &renditions,
                                           const live_scope &scope, const call_limits &limits) {
  if (!target.scratch_connection)
    return fail(category::unsupported,
                fmt::format("{} has no database that costs nothing", target.dialect()));
  const session_config nowhere{{{"purpose", "admin"}}, {}};
  TENANTRY_TRY(session scratch, session::open(*target.through, nowhere, limits));
  for (const rendition *one : renditions)
    for (const statement &step : one->body.statements)
      if (auto ran = scratch.query(step.sql, {}, limits); !ran)
        return fail(while_doing(
            std::move(ran).error(),
            fmt::format("running {} in an empty database, line {}", one->file->path.string(), step.line)));
  TENANTRY_TRY(live_schema read, read_live(scratch, target, scope, limits));
  TENANTRY_TRY(schema_model form, project_schema(target, read.schema));
  return server_forms{std::move(form), true};
}

}  // namespace tenantry
