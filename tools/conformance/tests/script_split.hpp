#pragma once
// tenantry.script/1 as the tests of group script and history call it.
#include <fmt/format.h>
#include <tenantry/sdk/ext/draft/script.h>

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "tools/conformance/subject.hpp"

namespace tenantry::conformance {

struct piece_of_script {
  std::uint64_t begin, end;
  std::uint32_t flags, repeat;
};
struct cut_script {
  answer told;
  std::vector<piece_of_script> pieces;
};

inline cut_script try_split(const tnt_ext_script &by, std::string_view script) {
  cut_script cut;
  cut.told = ask({}, [&](const tnt_call *, tnt_error *error) {
    return by.split(
        to_text(script), &cut.pieces,
        [](void *data, const tnt_piece *one) -> tnt_status {
          static_cast<std::vector<piece_of_script> *>(data)->push_back(
              {one->begin, one->end, one->flags, one->repeat});
          return TNT_OK;
        },
        error);
  });
  return cut;
}

inline const tnt_ext_script &script_of(subject &it) {
  const auto *found = it.extension<tnt_ext_script>(TNT_EXT_SCRIPT);
  if (found == nullptr || !TNT_HAS(found, quote) || found->split == nullptr || found->quote == nullptr)
    it.fail("its tenantry.script/1 lacks split or quote");
  return *found;
}

// Pieces lie in the script, in order, without overlap, and none is empty.
inline void expect_in_order(subject &it, const cut_script &cut, std::string_view script,
                            std::string_view about) {
  std::uint64_t last = 0;
  for (const piece_of_script &one : cut.pieces) {
    it.expect(one.begin >= last && one.begin < one.end && one.end <= script.size(),
              fmt::format("{}: a piece of bytes {} to {}, after one that ended at {}, in a script of {}",
                          about, one.begin, one.end, last, script.size()));
    last = one.end;
  }
}

inline std::vector<std::string> split(subject &it, std::string_view script, std::string_view about) {
  const cut_script cut = try_split(script_of(it), script);
  it.must(cut.told, fmt::format("split of {}", about));
  expect_in_order(it, cut, script, about);
  std::vector<std::string> texts;
  for (const piece_of_script &one : cut.pieces)
    texts.emplace_back(script.substr(one.begin, one.end - one.begin));
  return texts;
}

inline answer try_quote(subject &it, std::string_view name, std::string &into) {
  tnt_text_sink sink{};
  sink.struct_size = sizeof sink;
  sink.data = &into;
  sink.write = [](void *data, tnt_text chunk) -> tnt_status {
    *static_cast<std::string *>(data) += from_text(chunk);
    return TNT_OK;
  };
  return ask({}, [&](const tnt_call *, tnt_error *error) {
    return script_of(it).quote(to_text(name), &sink, error);
  });
}

inline std::string quote(subject &it, std::string_view name) {
  std::string quoted;
  it.must(try_quote(it, name, quoted), fmt::format("quote of \"{}\"", name));
  return quoted;
}

// TENANTRY_CHECK_SEED repeats a run.
inline unsigned seed_of_run() {
  const char *given = std::getenv("TENANTRY_CHECK_SEED");
  return given == nullptr ? std::random_device{}() : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
}

}  // namespace tenantry::conformance
