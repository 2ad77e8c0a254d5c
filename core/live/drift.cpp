#include "core/live/drift.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/author/render.hpp"
#include "core/engine/reader.hpp"
#include "core/live/forms.hpp"

namespace tenantry {
namespace {

using kind = drift_report::kind;

// What the history says of this database's version.
struct known_version {
  std::vector<std::string> applied;  // tags in folder order
  std::vector<const rendition *> renditions;
};

known_version applied_of(const compiled_folder &compiled, const inspection &seen) {
  const auto is_pending = [&](const rendition &one) {
    return std::any_of(seen.pending.migrations.begin(), seen.pending.migrations.end(),
                       [&](const pending_migration &p) { return p.what == &one; }) ||
           std::any_of(seen.pending.findings.begin(), seen.pending.findings.end(), [&](const finding &f) {
             return f.is == finding::kind::baseline && f.tag == one.of->tag;
           });
  };
  known_version made;
  for (const rendition &one : compiled.renditions)
    if (!is_pending(one)) {
      made.applied.push_back(one.of->tag);
      made.renditions.push_back(&one);
    }
  return made;
}

// Migrations that the folder lacks, or one that stopped half way: no snapshot says what is there.
std::string why_unknown(const inspection &seen) {
  for (const finding &f : seen.pending.findings)
    if (f.is == finding::kind::orphan || f.is == finding::kind::drizzle_orphan ||
        f.is == finding::kind::half_applied)
      return f.message;
  return {};
}

std::vector<std::string> notes_on_version(const compiled_folder &compiled, const inspection &seen,
                                          const known_version &version) {
  std::vector<std::string> notes;
  const auto newest =
      std::find_if(compiled.renditions.begin(), compiled.renditions.end(), [&](const rendition &one) {
        return !version.applied.empty() && one.of->tag == version.applied.back();
      });
  for (auto one = compiled.renditions.begin(); one != newest && newest != compiled.renditions.end(); ++one)
    if (std::find(version.applied.begin(), version.applied.end(), one->of->tag) == version.applied.end())
      notes.push_back(
          fmt::format("{} is not applied here, and the snapshot of {} holds what it makes: that is "
                      "told as missing",
                      one->of->tag, version.applied.back()));
  for (const finding &f : seen.pending.findings)
    if (f.is == finding::kind::edited) notes.push_back(f.message);
  return notes;
}

std::string object_of(const live_finding &one) {
  const std::string name = one.name.empty() ? "" : one.name + " ";
  return one.table.empty() ? display_name(one.schema, one.name)
                           : name + "on " + display_name(one.schema, one.table);
}

class comparison {
 public:
  comparison(session &s, const rendition_target &target, const compiled_folder &compiled,
             const known_version &version, const engine_options &engine, const drift_options &options,
             expectations &expected, const call_limits &limits)
      : s_(s),
        target_(target),
        compiled_(compiled),
        version_(version),
        options_(options),
        expected_(expected),
        limits_(limits) {
    scope_ = scope_beside(engine);
    scope_.schemas = options.schemas;
    scope_.ignore = options.ignore;
    how_.lock_timeout = engine.lock_timeout;
    how_.statement_timeout = engine.statement_timeout;
  }

  status fill(drift_report &report) {
    auto found =
        expected_.at(version_.applied.back(), target_, mapping_of_chain(options_.mappings, target_.chain));
    // Where the migrations themselves can be run, a snapshot adds nothing.
    if (!found && !target_.scratch_connection) return fail(std::move(found).error());
    const auto wanted = found ? *found : std::make_shared<const expected_schema>();
    TENANTRY_TRY(live_schema live, read());
    TENANTRY_TRY(schema_model here, project_schema(target_, live.schema));
    schema_model there = wanted->kept;
    keep_in_scope(there, scope_);
    TENANTRY_TRY(settled both, bring_together(std::move(here), std::move(there), *wanted, report));
    if (!found && !from_migrations_) return fail(std::move(found).error());
    take_findings(live.findings, both, report);
    TENANTRY_TRY_VOID(set_aside_hand_written(both, report));
    TENANTRY_TRY(mended_differences found_there, find_differences(target_, both.live, both.declared));
    report.differences = std::move(found_there.differences);
    report.script = std::move(found_there.script);
    for (uncompared &one : both.not_compared) report.not_compared.push_back(std::move(one));
    report.is = report.differences.empty() ? kind::clean : kind::drifted;
    return {};
  }

 private:
  // In a transaction that can only read, where the adapter has one: nothing here may write.
  result<live_schema> read() {
    transaction_options how = how_;
    how.read_only = true;
    TENANTRY_TRY_VOID(s_.begin(how, limits_));
    auto live = read_live(s_, target_, scope_, limits_);
    const status undone = s_.rollback(limits_);
    if (live && !undone) return fail(undone.error());
    return live;
  }

  result<settled> bring_together(schema_model here, schema_model there, const expected_schema &wanted,
                                 drift_report &report) {
    std::string why = "this server writes it in its own way";
    if (target_.scratch_connection) {
      auto forms = expected_.forms(key("migrations"), [&](bool &) {
        return forms_from_migrations(target_, version_.renditions, scope_, limits_);
      });
      from_migrations_ = forms.has_value();
      if (forms) return settle(std::move(here), std::move(there), forms->get(), why);
      if (stops(forms.error())) return fail(std::move(forms).error());
      why +=
          fmt::format(", and the migrations cannot be run in an empty database: {}", forms.error().message);
    }
    for (uncompared &one : leave_out_lost(wanted.declared, wanted.kept, here, target_.dialect()))
      report.not_compared.push_back(std::move(one));
    settled alone = settle(here, there, nullptr, why);
    if (!alone.expressions_differ || target_.scratch_schema.empty()) return alone;
    if (!options_.scratch)
      return settle(std::move(here), std::move(there), nullptr, why + ", and --no-scratch forbids to ask it");
    std::vector<std::string> refused;
    auto forms = expected_.forms(key("scratch"), [&](bool &keep) {
      auto made = forms_from_scratch_schema(s_, target_, wanted.kept, how_, limits_, refused);
      keep = refused.empty();
      return made;
    });
    if (!forms && stops(forms.error())) return fail(std::move(forms).error());
    if (!forms) why += fmt::format(", and no scratch schema could be made there: {}", forms.error().message);
    if (!refused.empty()) why += ", and would not take it in a scratch schema: " + refused.front();
    return settle(std::move(here), std::move(there), forms ? forms->get() : nullptr, why);
  }

  // What is no answer of the server to SQL ends the comparison.
  [[nodiscard]] bool stops(const error &e) const {
    return s_.broken() || e.category == category::cancelled || e.category == category::connection_lost;
  }

  [[nodiscard]] std::string key(const char *kind_of) const {
    return fmt::format("{}\n{}\n{}\n{}\n{}", kind_of, target_.dialect(), target_.ask.flavour,
                       target_.ask.version, fmt::join(version_.applied, "\n"));
  }

  // An index that is not valid is a difference (T-43); what the model does not hold is not compared.
  void take_findings(const std::vector<live_finding> &findings, settled &both, drift_report &report) {
    for (const live_finding &one : findings) {
      if (one.kind == "invalid_index") {
        put_invalid_index(one, both);
        continue;
      }
      if (one.kind == "not_valid_constraint") {
        report.notes.push_back(fmt::format("{}: {}", object_of(one), one.why));
        continue;
      }
      report.not_compared.push_back({object_of(one), one.why});
      auto *table = sdk::find_object(both.declared.tables, one.schema, one.table);
      const auto *live = sdk::find_object(both.live.tables, one.schema, one.table);
      if (table == nullptr || live == nullptr) continue;
      const auto leave_out = [&](auto &declared, const auto &there) {
        if (sdk::find_named(there, one.name) == nullptr)
          std::erase_if(declared, [&](const auto &part) { return part.name == one.name; });
      };
      leave_out(table->indexes, live->indexes);
      leave_out(table->uniques, live->uniques);
      leave_out(table->checks, live->checks);
      leave_out(table->foreign_keys, live->foreign_keys);
    }
  }

  // Introspection leaves it out.  Here it stands as one that equals no other, so that it is dropped.
  static void put_invalid_index(const live_finding &one, settled &both) {
    auto *live = sdk::find_object(both.live.tables, one.schema, one.table);
    if (live == nullptr || live->columns.empty() || sdk::find_named(live->indexes, one.name) != nullptr)
      return;
    sdk::index_definition index{one.name, false, {}};
    index.method = "a build that failed: it is not valid";
    index.parts.push_back({sdk::expression::column_of(live->columns.front().name)});
    const auto *declared = sdk::find_object(both.declared.tables, one.schema, one.table);
    if (const auto *wanted = declared ? sdk::find_named(declared->indexes, one.name) : nullptr)
      index.parts = wanted->parts;
    live->indexes.push_back(std::move(index));
    sdk::sort_table(*live);
  }

  // A migration that a person wrote makes what no snapshot holds: that is no drift.
  status set_aside_hand_written(settled &both, drift_report &report) {
    if (from_migrations_) return {};
    TENANTRY_TRY(const auto told, tell_differences(both.live, both.declared));
    for (const schema_difference &one : told) {
      std::string why = "servers bring extensions of their own";
      if (one.object != "extension" || one.is != schema_difference::kind::extra) {
        if (one.is == schema_difference::kind::changed || one.name.empty()) continue;
        const std::string tag =
            expected_.hand_written(compiled_, version_.applied, one.table, one.name, is_opaque(one));
        if (tag.empty()) continue;
        why = fmt::format(
            "{} was written by hand and names it, and no snapshot holds what such a migration makes", tag);
      }
      report.not_compared.push_back({one.text, std::move(why)});
      accept_difference(one, both.live, both.declared);
    }
    return {};
  }

  static bool is_opaque(const schema_difference &one) {
    static constexpr std::string_view modelled[] = {
        "table", "column", "primary key", "unique constraint", "check",  "foreign key",
        "index", "view",   "enum",        "sequence",          "schema", "comment"};
    return std::find(std::begin(modelled), std::end(modelled), one.object) == std::end(modelled);
  }

  session &s_;
  const rendition_target &target_;
  const compiled_folder &compiled_;
  const known_version &version_;
  const drift_options &options_;
  expectations &expected_;
  const call_limits &limits_;
  live_scope scope_;
  transaction_options how_;
  bool from_migrations_ = false;
};

result<rendition_target> target_for(session &s, const inspection &seen, const compiled_folder &compiled) {
  render_target wanted;
  wanted.dialect = compiled.dialect;
  wanted.version = seen.server.version;
  wanted.flavour = seen.server.flavour;
  return make_target(s.through(), wanted);
}

}  // namespace

std::string_view to_string(drift_report::kind k) {
  switch (k) {
    case kind::clean:
      return "clean";
    case kind::drifted:
      return "drifted";
    case kind::not_migrated:
      return "not_migrated";
    case kind::unknown:
      return "unknown";
    case kind::duplicate:
      break;
  }
  return "duplicate";
}

result<drift_report> find_drift(const database_target &target, const compiled_folder &compiled,
                                const engine_options &engine, const drift_options &options,
                                expectations &expected, const call_limits &limits,
                                const claim_database &claim) {
  TENANTRY_TRY(const engine_sql sql, make_engine_sql(*target.through, compiled, engine));
  TENANTRY_TRY(session s, session::open(*target.through, target.connect, limits));
  TENANTRY_TRY(inspection seen, read_database(s, sql, engine, limits));
  drift_report report;
  report.dialect = compiled.dialect;
  report.version = seen.server.version;
  if (claim && seen.knows_server && !claim(seen.server)) {
    report.is = kind::duplicate;
    return report;
  }
  TENANTRY_TRY_VOID(plan_database(seen, compiled, engine));
  const known_version version = applied_of(compiled, seen);
  report.applied = version.applied.size();
  if (const std::string why = why_unknown(seen); !why.empty()) {
    report.is = kind::unknown;
    report.notes.push_back(why);
    return report;
  }
  if (version.applied.empty()) {
    report.is = kind::not_migrated;
    report.notes.emplace_back("no migration is applied here, so there is nothing to compare with");
    return report;
  }
  report.tag = version.applied.back();
  report.notes = notes_on_version(compiled, seen, version);
  TENANTRY_TRY(const rendition_target server, target_for(s, seen, compiled));
  TENANTRY_TRY_VOID(comparison(s, server, compiled, version, engine, options, expected, limits).fill(report));
  return report;
}

}  // namespace tenantry
