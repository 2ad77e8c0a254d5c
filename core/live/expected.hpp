#pragma once
// What a database should have at its own version: the snapshot of its newest migration as its dialect keeps
// it, and how its server writes that.  Shared by all workers of a run; memory does not grow with the fleet,
// for a bounded number of versions is kept.
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/author/mapping.hpp"
#include "core/author/target.hpp"
#include "core/base/mutex.hpp"
#include "core/live/settle.hpp"
#include "core/migration/folder.hpp"
#include "core/migration/snapshot_chain.hpp"

namespace tenantry {

struct expected_schema {
  std::string tag;  // whose snapshot
  schema_model declared;
  schema_model kept;  // what the dialect keeps of it, without what is out of scope
};

class expectations {
 public:
  // `migrations` must outlive it.  Errors, category folder: two migrations share a snapshot or were made from
  // one schema, the folder is not PostgreSQL's or not in the form that has snapshots.
  static result<std::unique_ptr<expectations>> open(const folder &migrations);

  // Errors: folder, where that migration's snapshot is missing or broken.
  result<std::shared_ptr<const expected_schema>> at(const std::string &tag, const rendition_target &target,
                                                    const dialect_mapping &mapping);

  // The forms under that key, or what `make` makes of them; only good ones are kept.
  using make_forms = std::function<result<server_forms>(bool &keep)>;
  result<std::shared_ptr<const server_forms>> forms(const std::string &key, const make_forms &make);

  // A migration of those that are applied whose hand-written SQL names that object: no snapshot knows of it.
  // "" where there is none.  `opaque`: no snapshot of Drizzle's holds its kind, so all migrations are asked.
  [[nodiscard]] std::string hand_written(const compiled_folder &compiled,
                                         const std::vector<std::string> &applied, const std::string &table,
                                         const std::string &name, bool opaque) const;

 private:
  explicit expectations(snapshot_chain chain) : chain_(std::move(chain)) {}
  template <class Value>
  struct kept_value {
    std::string key;
    std::shared_ptr<const Value> value;
  };
  template <class Value>
  using shelf = std::list<kept_value<Value>>;  // newest first
  template <class Value>
  static std::shared_ptr<const Value> find(shelf<Value> &in, const std::string &key);
  template <class Value>
  static void put(shelf<Value> &in, const std::string &key, std::shared_ptr<const Value> value);
  void find_custom();

  const snapshot_chain chain_;
  std::vector<std::string> custom_;  // migrations that leave the snapshot as it was
  mutex mutex_;
  shelf<expected_schema> schemas_ TENANTRY_GUARDED_BY(mutex_);
  shelf<server_forms> forms_ TENANTRY_GUARDED_BY(mutex_);
};

}  // namespace tenantry
