// A model without the texts that servers rewrite when they keep them (`sql` nodes, views, opaque objects):
// what can be compared without a scratch database.  Two models that differ only there are equal here.
#pragma once
#include <tenantry/sdk/schema.hpp>

namespace tenantry::sdk {

inline void forget_texts(by_dialect &texts) {
  for (auto &[dialect, text] : texts) text = "...";
}
inline void forget_texts(expression &e) {
  forget_texts(e.sql);
  for (expression &one : e.args) forget_texts(one);
}
inline schema_definition comparable(schema_definition all) {
  for (table_definition &table : all.tables) {
    for (column_definition &column : table.columns) {
      forget_texts(column.default_value.value);
      if (column.generated) forget_texts(column.generated->value);
    }
    for (check_definition &check : table.checks) forget_texts(check.value);
    for (index_definition &index : table.indexes) {
      forget_texts(index.where);
      for (index_part &part : index.parts) forget_texts(part.value);
    }
  }
  for (view_definition &view : all.views) forget_texts(view.definition);
  for (opaque_definition &one : all.opaque) {
    forget_texts(one.create);
    one.drop.clear();
  }
  return all;
}

}  // namespace tenantry::sdk
