// sdk::sql_dialect answers describe, render and project (ext/draft/dialect.h) with standard SQL; an adapter
// derives from it and overrides what its database does otherwise.  Its layers, each with its hooks: names,
// literals and expressions (sql_expressions.hpp); types, columns, CREATE TABLE (sql_tables.hpp); guards
// (sql_guards.hpp); changes of a table's parts (sql_alterations.hpp); other objects (sql_objects.hpp);
// projection (sql_projection.hpp); which hook a change goes to (sql_rendering.hpp).
// Needs nlohmann/json, privately: no such type crosses the contract.  The documents: docs/schema-format.md.
#pragma once
#include <tenantry/sdk/sql_rendering.hpp>

#include <map>

namespace tenantry::sdk {

/// The whole dialect: derive from it, write facts() and override the hooks of its layers. Each function may
/// be called from any thread. [any]
class sql_dialect : public sql_rendering {
 public:
  [[nodiscard]] std::string describe(std::string_view target) const override {
    const dialect_target asked = read_target(parse(target));
    const dialect_facts known = facts(asked);
    return nlohmann::json{
        {"format", "tenantry.dialect/1"},
        {"dialect", known.dialect},
        {"fallback", known.fallback},
        {"oldest_version", known.oldest_version},
        {"identifier_quote", known.identifier_quote},
        {"identifier_limit", known.identifier_limit},
        {"folding", known.folding},
        {"placeholder", known.placeholder},
        {"schemas", known.schemas},
        {"row_limit", known.row_limit},
        {"formats", {"tenantry.render/1", "tenantry.render/2", "tenantry.project/1", "tenantry.schema/1"}},
        {"features", features(known)},
        {"reserved_words", reserved_words(asked)}}
        .dump();
  }

  [[nodiscard]] std::string render(const call &, std::string_view request) const override {
    return answer(request, {"tenantry.render/1", "tenantry.render/2"}, [&](const nlohmann::json &document) {
      dialect_target target = read_target(document.at("target"));
      target.enums = detail::read_list<enum_definition>(document, "enums", read_enum);
      table_list tables;
      if (const auto list = document.find("tables"); list != document.end()) tables.read(*list);
      return render_all(document.at("changes"), tables, std::move(target));
    });
  }

  [[nodiscard]] std::string project(const call &, std::string_view request) const override {
    return answer(request, {"tenantry.project/1"}, [&](const nlohmann::json &document) {
      std::vector<lost_object> lost;
      ordered_json made{{"format", "tenantry.projected/1"}};
      made["schema"] =
          write_schema(projected(read_schema(document.at("schema")), lost,
                                 read_target(document.value("target", nlohmann::json::object()))));
      made["lost"] = ordered_json::array();
      for (const lost_object &one : lost) made["lost"].push_back({{"object", one.object}, {"why", one.why}});
      return made.dump();
    });
  }

 private:
  template <class Answer>
  static std::string answer(std::string_view request, std::initializer_list<std::string_view> formats,
                            const Answer &made) {
    const nlohmann::json document = parse(request);
    try {
      if (const auto format = document.at("format").get<std::string>();
          std::find(formats.begin(), formats.end(), format) == formats.end())
        throw failure(TNT_BAD_ARGUMENT,
                      "this call wants the format \"" + std::string(*formats.begin()) + "\"");
      return made(document);
    } catch (const nlohmann::json::exception &bad) {
      throw failure(TNT_BAD_ARGUMENT, std::string("the request is malformed: ") + bad.what());
    } catch (const std::invalid_argument &bad) {
      throw failure(TNT_BAD_ARGUMENT, std::string("the request is malformed: ") + bad.what());
    }
  }
  static nlohmann::json features(const dialect_facts &known) {
    return {{"enums", known.enums == enum_form::own_type ? "own_type"
                      : known.enums == enum_form::check  ? "check"
                                                         : "in_column"},
            {"arrays", known.arrays},
            {"comments", known.comments},
            {"sequences", known.sequences},
            {"materialized_views", known.materialized_views},
            {"deferrable", known.deferrable},
            {"nulls_not_distinct", known.nulls_not_distinct},
            {"partial_indexes", known.partial_indexes},
            {"expression_indexes", known.expression_indexes},
            {"include_columns", known.include_columns},
            {"index_methods", known.index_methods},
            {"not_valid", known.not_valid},
            {"online_indexes", known.online_indexes},
            {"online_marks", known.online_marks},
            {"shared_names", known.shared_names},
            {"foreign_keys_in_create", known.foreign_keys_in_create},
            {"scratch_schema", known.scratch_schema},
            {"scratch_connection", known.scratch_connection}};
  }
  using numbers = std::vector<std::size_t>;
  struct answers {
    nlohmann::json statements = nlohmann::json::array(), gaps = nlohmann::json::array();
  };

  [[nodiscard]] std::string render_all(const nlohmann::json &changes, const table_list &tables,
                                       dialect_target target) const {
    answers all;
    const std::vector<numbers> lists = changes_at_once(changes, tables, target);
    std::map<std::size_t, const numbers *> list_of;
    for (const numbers &list : lists)
      for (const std::size_t one : list) list_of[one] = &list;
    for (std::size_t number = 0; number < changes.size(); ++number) {
      note_enums(changes.at(number), target);
      if (const auto list = list_of.find(number); list == list_of.end())
        render_alone(changes.at(number), number, tables, target, all);
      else if (number == list->second->back())
        render_list(changes, *list->second, tables, target, all);
    }
    nlohmann::json made{{"format", "tenantry.rendered/1"}};
    made["statements"] = std::move(all.statements);
    made["gaps"] = std::move(all.gaps);
    return made.dump();
  }
  void render_alone(const nlohmann::json &change, std::size_t number, const table_list &tables,
                    const dialect_target &target, answers &into) const {
    try {
      for (const rendered_statement &one : render_change(change, tables, target))
        into.statements.push_back(write_statement(one, number));
    } catch (const dialect_gap &gap) {
      into.gaps.push_back({{"change", number}, {"why", gap.what()}});
    }
  }
  // Where one of them is a gap each is made alone, so that the gap has its number.
  void render_list(const nlohmann::json &changes, const numbers &list, const table_list &tables,
                   const dialect_target &target, answers &into) const {
    try {
      std::vector<table_change> all;
      for (const std::size_t one : list) all.push_back(lowered_change(changes.at(one), tables, target));
      for (const rendered_statement &one : change_table_at_once(all, target))
        into.statements.push_back(write_statement(one, list.back()));
    } catch (const dialect_gap &) {
      for (const std::size_t one : list) render_alone(changes.at(one), one, tables, target, into);
    }
  }
  static nlohmann::json write_statement(const rendered_statement &one, std::size_t change) {
    nlohmann::json made{{"sql", one.sql}, {"change", change}};
    if (!one.transaction) made["transaction"] = "none";
    if (one.online) made["online"] = true;
    if (!one.loss.empty()) made["loss"] = one.loss;
    return made;
  }
  // The enums that exist once this change is made.
  static void note_enums(const nlohmann::json &change, dialect_target &target) {
    const std::string kind = change.value("kind", "");
    if (kind == "create_enum") target.enums.push_back(read_enum(change));
    if (kind == "rename_enum") {
      auto *known =
          find_object(target.enums, change.value("schema", ""), change.at("name").get<std::string>());
      if (known == nullptr) return;
      known->name = change.value("to", known->name);
      known->schema = change.value("to_schema", known->schema);
    }
    if (kind != "alter_enum" && kind != "rename_enum_value") return;
    const enum_definition after = read_enum(change.at("after"));
    if (auto *known = find_object(target.enums, after.schema, after.name))
      *known = after;
    else
      target.enums.push_back(after);
  }
  static nlohmann::json parse(std::string_view document) {
    try {
      return nlohmann::json::parse(document);
    } catch (const nlohmann::json::exception &bad) {
      throw failure(TNT_BAD_ARGUMENT, std::string("the document is no JSON: ") + bad.what());
    }
  }
  static dialect_target read_target(const nlohmann::json &document) {
    if (!document.is_object()) throw failure(TNT_BAD_ARGUMENT, "a target is a JSON object");
    return {document.value("dialect", ""), document.value("flavour", ""), document.value("version", "")};
  }
};

}  // namespace tenantry::sdk
