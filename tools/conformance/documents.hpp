#pragma once
// The JSON documents and texts of the extensions script and dialect.
#include <tenantry/sdk/ext/draft/dialect.h>
#include <nlohmann/json.hpp>
#include <string>

#include "tools/conformance/subject.hpp"

namespace tenantry::conformance {

// What a function with a text sink wrote; write(sink, error) -> tnt_status.
template <class Function>
answer read_text(std::string &into, Function &&write) {
  tnt_text_sink sink{};
  sink.struct_size = sizeof sink;
  sink.data = &into;
  sink.write = [](void *data, tnt_text chunk) -> tnt_status {
    static_cast<std::string *>(data)->append(chunk.data, chunk.size);
    return TNT_OK;
  };
  return ask({}, [&](const tnt_call *during, tnt_error *error) { return write(during, &sink, error); });
}

// script's quote.
[[nodiscard]] std::string quoted(subject &it, std::string_view identifier);

[[nodiscard]] const tnt_ext_dialect &dialect_of(subject &it);
// Text as it came; fails the test where it is no JSON object of that format.
[[nodiscard]] nlohmann::json read_document(subject &it, const std::string &text, std::string_view format);
// The dialect that the adapter is asked for: the manifest's first, else what describe answers for "".
[[nodiscard]] nlohmann::json target_of(subject &it);
[[nodiscard]] nlohmann::json describe(subject &it);
answer render_raw(subject &it, const std::string &request, std::string &into);
// For that target, else for target_of.
[[nodiscard]] nlohmann::json render(subject &it, const std::vector<nlohmann::json> &changes,
                                    nlohmann::json target = {});

}  // namespace tenantry::conformance
