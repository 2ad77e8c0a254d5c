#include "core/adapter/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace tenantry {
namespace {

void explain(tnt_error *e) {
  constexpr std::string_view words = "the adapter has no such function";
  std::memcpy(static_cast<char *>(e->message), words.data(), words.size() + 1);
  e->effect = TNT_EFFECT_NONE;
  e->retry = TNT_RETRY_NEVER;
}

// A function of any signature of the contract that answers TNT_UNSUPPORTED and says so in its last argument.
template <class Function>
struct absent;
template <class... Arguments>
struct absent<tnt_status (*)(Arguments...)> {
  static tnt_status answer(Arguments... arguments) {
    const auto each = [](auto argument) {
      if constexpr (std::is_same_v<decltype(argument), tnt_error *>) explain(argument);
    };
    (each(arguments), ...);
    return TNT_UNSUPPORTED;
  }
};

// True when the member is really there.
template <class Function>
bool fill(Function &member) {
  if (member != nullptr) return true;
  member = absent<Function>::answer;
  return false;
}

template <class Table>
Table copy_smaller(const void *theirs) {
  std::uint32_t size = 0;
  std::memcpy(&size, theirs, sizeof size);
  Table ours{};
  std::memcpy(static_cast<void *>(&ours), theirs, std::min<std::size_t>(size, sizeof ours));
  ours.struct_size = sizeof ours;
  return ours;
}

template <class Table>
Table find_extension(const tnt_adapter &table, const char *id) {
  const void *theirs = table.extension(id);
  return theirs != nullptr ? copy_smaller<Table>(theirs) : Table{};
}

struct member {
  const char *name;
  std::size_t offset;
};
#define TENANTRY_MEMBER(m)       \
  member {                       \
#m, offsetof(tnt_adapter, m) \
  }
constexpr member required[] = {TENANTRY_MEMBER(open),     TENANTRY_MEMBER(close),
                               TENANTRY_MEMBER(ping),     TENANTRY_MEMBER(execute),
                               TENANTRY_MEMBER(begin),    TENANTRY_MEMBER(commit),
                               TENANTRY_MEMBER(rollback), TENANTRY_MEMBER(transaction_state),
                               TENANTRY_MEMBER(cancel),   TENANTRY_MEMBER(extension)};
#undef TENANTRY_MEMBER

constexpr const char *ask_the_author = "ask the adapter's author for a build that keeps the contract";

}  // namespace

result<tnt_adapter> copy_table(const tnt_adapter &theirs) {
  for (const member &m : required) {
    if (theirs.struct_size < m.offset + sizeof(void (*)()))
      return fail(category::bad_config,
                  fmt::format("its table ends before the required function \"{}\" ({} bytes)", m.name,
                              theirs.struct_size),
                  ask_the_author);
    void (*function)() = nullptr;
    std::memcpy(&function, reinterpret_cast<const char *>(&theirs) + m.offset, sizeof function);
    if (function == nullptr)
      return fail(category::bad_config, fmt::format("its required function \"{}\" is missing (NULL)", m.name),
                  ask_the_author);
  }
  auto ours = copy_smaller<tnt_adapter>(&theirs);
  fill(ours.session_limits);
  return ours;
}

extension_tables copy_extensions(const tnt_adapter &table) {
  extension_tables x;
  x.script = find_extension<tnt_ext_script>(table, TNT_EXT_SCRIPT);
  x.has_script = fill(x.script.split);
  fill(x.script.quote);
  x.dialect = find_extension<tnt_ext_dialect>(table, TNT_EXT_DIALECT);
  x.has_dialect = fill(x.dialect.describe);
  if (!fill(x.dialect.render)) x.has_dialect = false;
  x.has_probe = fill(x.dialect.probe);
  x.has_introspect = fill(x.dialect.introspect);
  fill(x.dialect.project);
  x.lock = find_extension<tnt_ext_lock>(table, TNT_EXT_LOCK);
  x.has_lock = fill(x.lock.try_acquire);
  if (!fill(x.lock.release)) x.has_lock = false;
  fill(x.lock.holder);
  x.batch = find_extension<tnt_ext_batch>(table, TNT_EXT_BATCH);
  x.has_batch = fill(x.batch.run);
  x.admin = find_extension<tnt_ext_admin>(table, TNT_EXT_ADMIN);
  x.has_admin = fill(x.admin.identify);
  fill(x.admin.exists);
  fill(x.admin.create);
  fill(x.admin.drop);
  x.diagnose = find_extension<tnt_ext_diagnose>(table, TNT_EXT_DIAGNOSE);
  x.has_diagnose = fill(x.diagnose.blockers);
  return x;
}

}  // namespace tenantry
