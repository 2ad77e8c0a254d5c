#include "core/live/settle.hpp"

#include <fmt/format.h>

#include <tenantry/sdk/comparable.hpp>

#include <algorithm>

#include "core/live/kept_texts.hpp"
#include "core/live/words.hpp"
#include "core/schema/diff.hpp"

namespace tenantry {
namespace {

using table = sdk::table_definition;
using column = sdk::column_definition;
using expression = sdk::expression;

bool has_text(const expression &e) {
  return e.is(expression::node::sql) || std::any_of(e.args.begin(), e.args.end(), has_text);
}

bool same_texts(const sdk::by_dialect &a, const sdk::by_dialect &b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](const auto &x, const auto &y) {
           return x.first == y.first && comparable_sql(x.second, "") == comparable_sql(y.second, "");
         });
}

bool same_default(const column &a, const column &b, std::string_view of) {
  column other = a;
  other.default_value = b.default_value;
  return same_column(a, other, of);
}

bool same_generated(const column &a, const column &b, std::string_view of) {
  column other = a;
  other.generated = b.generated;
  return same_column(a, other, of);
}

// An index of the same keys whose expressions alone may differ.
bool differ_in_expressions(const sdk::index_definition &a, sdk::index_definition b, std::string_view of) {
  if (a.parts.size() != b.parts.size()) return false;
  for (std::size_t at = 0; at < a.parts.size(); ++at) b.parts[at].value = a.parts[at].value;
  b.where = a.where;
  return same_index(a, b, of);
}

bool has_text(const sdk::index_definition &index) {
  return has_text(index.where) || std::any_of(index.parts.begin(), index.parts.end(),
                                              [](const auto &part) { return has_text(part.value); });
}

expression without_texts(expression e) {
  sdk::forget_texts(e);
  return e;
}

bool differ_in_texts(const expression &a, const expression &b) {
  return without_texts(a) == without_texts(b);
}

// Of the same keys.
bool differ_in_texts(const sdk::index_definition &a, const sdk::index_definition &b) {
  return differ_in_texts(a.where, b.where) &&
         std::equal(a.parts.begin(), a.parts.end(), b.parts.begin(), b.parts.end(),
                    [](const auto &x, const auto &y) { return differ_in_texts(x.value, y.value); });
}

// Which expressions that differ are no difference where nothing tells the server's form of them.
enum class unread {
  wholly,      // those with a text of one dialect anywhere: nothing is told that may not be so
  texts_alone  // those that differ in such a text and nowhere else
};

class settler {
 public:
  settler(settled &both, const server_forms *forms, const std::string &why, unread where)
      : both_(both), forms_(forms), why_(why), where_unread_(where) {}

  void run() {
    for (table &declared : both_.declared.tables) {
      const auto *live = sdk::find_object(both_.live.tables, declared.schema, declared.name);
      if (live == nullptr) continue;
      form_ = forms_ == nullptr ? nullptr
                                : sdk::find_object(forms_->schema.tables, declared.schema, declared.name);
      where_ = display_name(declared.schema, declared.name);
      look_at_columns(*live, declared);
      look_at_checks(*live, declared);
      look_at_indexes(*live, declared);
    }
    look_at_views();
    look_at_opaque();
  }

 private:
  // `agrees`: the server's form of what is declared is what is there.  `known`: there is such a form.
  // Answers whether the declared part is to be taken as the live one.
  bool decide(bool known, bool agrees, bool unreadable, const std::string &object) {
    both_.expressions_differ = true;
    if (known) return agrees;
    if (!unreadable) return false;
    both_.not_compared.push_back({object, why_});
    return true;
  }

  template <class Part>
  [[nodiscard]] bool is_unread(const Part &declared, const Part &live) const {
    return where_unread_ == unread::wholly ? has_text(declared) : differ_in_texts(declared, live);
  }

  void look_at_columns(const table &live, table &declared) {
    for (column &one : declared.columns) {
      const auto *here = sdk::find_named(live.columns, one.name);
      if (here == nullptr) continue;
      const auto *form = form_ == nullptr ? nullptr : sdk::find_named(form_->columns, one.name);
      const std::string name = display_name(live.schema, live.name, one.name);
      const auto &value = one.default_value, &other = here->default_value;
      if (!value.empty() && !other.empty() && !same_default(one, *here, live.name) &&
          (value == "expression" || other == "expression") &&
          decide(form != nullptr, form != nullptr && same_default(*form, *here, live.name),
                 is_unread(value.value, other.value), "the default of column " + name))
        one.default_value = here->default_value;
      if (one.generated && here->generated && one.generated->stored == here->generated->stored &&
          !same_generated(one, *here, live.name) &&
          decide(form != nullptr && form->generated,
                 form != nullptr && same_generated(*form, *here, live.name),
                 is_unread(one.generated->value, here->generated->value),
                 "what column " + name + " is computed from"))
        one.generated = here->generated;
    }
  }

  void look_at_checks(const table &live, table &declared) {
    for (sdk::check_definition &one : declared.checks) {
      const auto *here = sdk::find_named(live.checks, one.name);
      if (here == nullptr || same_expression(one.value, here->value, live.name)) continue;
      const auto *form = form_ == nullptr ? nullptr : sdk::find_named(form_->checks, one.name);
      if (decide(form != nullptr, form != nullptr && same_expression(form->value, here->value, live.name),
                 is_unread(one.value, here->value), fmt::format("check {} on {}", one.name, where_)))
        one.value = here->value;
    }
  }

  void look_at_indexes(const table &live, table &declared) {
    for (sdk::index_definition &one : declared.indexes) {
      const auto *here = sdk::find_named(live.indexes, one.name);
      if (here == nullptr || same_index(one, *here, live.name) ||
          !differ_in_expressions(one, *here, live.name))
        continue;
      const auto *form = form_ == nullptr ? nullptr : sdk::find_named(form_->indexes, one.name);
      if (!decide(form != nullptr, form != nullptr && same_index(*form, *here, live.name),
                  is_unread(one, *here), fmt::format("index {} on {}", one.name, where_)))
        continue;
      one.parts = here->parts;
      one.where = here->where;
    }
  }

  void look_at_views() {
    for (sdk::view_definition &one : both_.declared.views) {
      const auto *here = sdk::find_object(both_.live.views, one.schema, one.name);
      if (here == nullptr || same_texts(one.definition, here->definition)) continue;
      const auto *form =
          forms_ == nullptr ? nullptr : sdk::find_object(forms_->schema.views, one.schema, one.name);
      if (decide(form != nullptr, form != nullptr && same_texts(form->definition, here->definition), true,
                 "view " + display_name(one.schema, one.name)))
        one.definition = here->definition;
    }
  }

  // Functions and triggers are texts that servers write anew, and nothing here makes them a second time.
  void look_at_opaque() {
    for (sdk::opaque_definition &one : both_.declared.opaque) {
      const auto *here = find(both_.live, one);
      if (here == nullptr || same_texts(one.create, here->create)) continue;
      both_.not_compared.push_back(
          {fmt::format("the text of {} {}", one.kind, display_name(one.schema, one.name)),
           "a server writes it in its own way"});
      one.create = here->create;
    }
  }

  static const sdk::opaque_definition *find(const schema_model &all, const sdk::opaque_definition &like) {
    for (const sdk::opaque_definition &one : all.opaque)
      if (one.kind == like.kind && one.schema == like.schema && one.name == like.name &&
          one.on_schema == like.on_schema && one.on_table == like.on_table)
        return &one;
    return nullptr;
  }

  settled &both_;
  const server_forms *forms_;
  const std::string &why_;
  const unread where_unread_;
  const table *form_ = nullptr;
  std::string where_;
};

}  // namespace

settled settle(schema_model live, schema_model declared, const server_forms *forms, const std::string &why) {
  settled made{std::move(live), std::move(declared), {}, false};
  if (forms != nullptr && forms->whole) {
    made.declared = forms->schema;
    return made;
  }
  settler(made, forms, why, unread::wholly).run();
  return made;
}

settled settle_texts(schema_model live, schema_model declared, const std::string &why) {
  settled made{std::move(live), std::move(declared), {}, false};
  settler(made, nullptr, why, unread::texts_alone).run();
  return made;
}

std::vector<uncompared> leave_out_lost(const schema_model &declared, const schema_model &kept,
                                       schema_model &live, const std::string &dialect) {
  std::vector<uncompared> made;
  const std::string why =
      fmt::format("{} has no form for what the snapshot declares, so its SQL was written by hand", dialect);
  const auto parts = [&](const char *what, const table &of, const auto &items, const auto &kept_items,
                         auto *live_items) {
    for (const auto &one : items) {
      if (sdk::find_named(kept_items, one.name) != nullptr) continue;
      made.push_back({fmt::format("{} {} on {}", what, one.name, display_name(of.schema, of.name)), why});
      if (live_items != nullptr)
        std::erase_if(*live_items, [&](const auto &there) { return there.name == one.name; });
    }
  };
  for (const table &one : declared.tables) {
    const auto *there = sdk::find_object(kept.tables, one.schema, one.name);
    auto *here = sdk::find_object(live.tables, one.schema, one.name);
    if (there == nullptr) {
      made.push_back({"table " + display_name(one.schema, one.name), why});
      std::erase_if(live.tables,
                    [&](const auto &other) { return other.schema == one.schema && other.name == one.name; });
      continue;
    }
    parts("column", one, one.columns, there->columns, here ? &here->columns : nullptr);
    parts("unique constraint", one, one.uniques, there->uniques, here ? &here->uniques : nullptr);
    parts("foreign key", one, one.foreign_keys, there->foreign_keys, here ? &here->foreign_keys : nullptr);
    parts("check", one, one.checks, there->checks, here ? &here->checks : nullptr);
    parts("index", one, one.indexes, there->indexes, here ? &here->indexes : nullptr);
  }
  for (const sdk::view_definition &one : declared.views)
    if (sdk::find_object(kept.views, one.schema, one.name) == nullptr) {
      made.push_back({"view " + display_name(one.schema, one.name), why});
      std::erase_if(live.views,
                    [&](const auto &other) { return other.schema == one.schema && other.name == one.name; });
    }
  return made;
}

}  // namespace tenantry
