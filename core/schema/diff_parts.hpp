#pragma once
// The parts of diff.hpp among themselves.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/schema/diff.hpp"

namespace tenantry {

// The told renames, each with what it is of.
struct resolved_renames {
  std::vector<std::pair<object_place, object_place>> tables, enums, sequences;
  struct column {
    object_place table;  // as it is called after the renames of tables
    std::string from, to;
  };
  std::vector<column> columns;
  std::set<std::string> dropped;  // paths that were told to be no renames
};
result<resolved_renames> resolve_renames(const schema_model &from, const schema_model &to,
                                         const diff_options &options);
// `renamed`: from, with the told renames done.
status check_unanswered(const schema_model &renamed, const schema_model &to, const resolved_renames &told);

bool same_opaque(const sdk::opaque_definition &a, const sdk::opaque_definition &b);
bool same_view(const sdk::view_definition &a, const sdk::view_definition &b);

class differ {
 public:
  differ(const schema_model &from, const schema_model &to, resolved_renames renames);
  std::vector<schema_change> run();

 private:
  using tables_by_place = std::map<object_place, table_ref>;

  // diff.cpp: objects, and the order of all
  void rename_enums_and_sequences();
  void create_schemas();
  void create_enums();
  void change_sequences();
  void recreate_enums();
  void alter_enum(const sdk::enum_definition &before, const sdk::enum_definition &after);
  void drop_views();
  void create_views();
  void drop_opaque(bool early);
  void create_opaque(bool early);
  void change_comments();
  void drop_objects();
  [[nodiscard]] bool is_early(const sdk::opaque_definition &one) const;
  [[nodiscard]] bool touches(const sdk::view_definition &view) const;
  void put(schema_change change) { changes_.push_back(std::move(change)); }
  void put_object(std::string kind, const std::string &schema, const std::string &name, schema_object before,
                  schema_object after);

  // diff_tables.cpp
  void sort_tables_out();
  void create_tables();
  void drop_tables();
  [[nodiscard]] std::vector<object_place> old_places() const;
  void drop_key(const object_place &place, const std::string &name);
  void drop_gone(std::set<object_place> left);
  void rename_tables();
  void rename_columns();
  void drop_parts();
  void alter_columns();
  void add_columns();
  void create_new_parts();
  void create_old_parts();
  void drop_columns();
  void add_constraints();
  void comment_tables();
  void take_renamed(const schema_model &all);
  [[nodiscard]] schema_model tables_as_model() const;
  [[nodiscard]] std::vector<sdk::opaque_definition> triggers_of(const sdk::table_definition &of) const;
  template <class Mutate>
  void step(const object_place &place, std::string kind, const std::string &name, const Mutate &mutate);
  [[nodiscard]] bool is_referenced(const object_place &target, const std::vector<std::string> &columns,
                                   bool by_new_keys) const;
  [[nodiscard]] bool needs_new_column(const sdk::table_definition &one) const;
  template <class Items, class Same>
  void drop_changed(const char *kind, Items sdk::table_definition::*items, const Same &same);
  template <class Items>
  void add_missing(const object_place &place, const char *kind, Items sdk::table_definition::*items);
  void drop_unreferenced_uniques();
  void drop_keys();
  void add_keys(bool with_new_columns);
  void add_referenced_parts();

  const schema_model from_;  // with the told renames of enums and sequences done, once they are put
  const schema_model &to_;
  const resolved_renames renames_;
  schema_model now_;  // all but tables
  tables_by_place tables_;
  std::map<object_place, const sdk::table_definition *> wanted_;
  std::vector<object_place> new_, old_, gone_;  // tables
  std::set<object_place> touched_;              // tables whose columns change under a view
  std::vector<sdk::view_definition> views_to_create_;
  std::vector<schema_change> changes_;
};

}  // namespace tenantry
