#include "tools/conformance/documents.hpp"

#include <fmt/format.h>
#include <tenantry/sdk/ext/draft/script.h>

namespace tenantry::conformance {

using nlohmann::json;

std::string quoted(subject &it, std::string_view identifier) {
  const auto *script = it.extension<tnt_ext_script>("tenantry.script/1");
  if (script == nullptr) it.skip("it has not the extension tenantry.script/1");
  std::string text;
  it.must(read_text(text, [&](const tnt_call *, const tnt_text_sink *sink,
                              tnt_error *error) { return script->quote(to_text(identifier), sink, error); }),
          "quote");
  return text;
}

const tnt_ext_dialect &dialect_of(subject &it) {
  return *it.extension<tnt_ext_dialect>("tenantry.dialect/1");
}

json read_document(subject &it, const std::string &text, std::string_view format) {
  json read = json::parse(text, nullptr, false);
  if (!read.is_object()) it.fail(fmt::format("it answered no JSON object: {}", text.substr(0, 200)));
  const auto found = read.find("format");
  if (found == read.end() || *found != format)
    it.fail(
        fmt::format("the format is {}, not \"{}\"", found == read.end() ? "absent" : found->dump(), format));
  return read;
}

json target_of(subject &it) {
  std::string dialect;
  const json manifest = json::parse(it.what().manifest, nullptr, false);
  const json::json_pointer at("/dialects/0/dialect");
  if (manifest.is_object() && manifest.contains(at) && manifest[at].is_string()) dialect = manifest[at];
  return {{"format", "tenantry.target/1"}, {"dialect", dialect}, {"flavour", ""}, {"version", ""}};
}

json describe(subject &it) {
  const std::string target = target_of(it).dump();
  std::string text;
  it.must(read_text(text,
                    [&](const tnt_call *, const tnt_text_sink *sink, tnt_error *error) {
                      return dialect_of(it).describe(to_text(target), sink, error);
                    }),
          "describe");
  json read = json::parse(text, nullptr, false);
  if (!read.is_object()) it.fail(fmt::format("describe answered no JSON object: {}", text.substr(0, 200)));
  return read;
}

answer render_raw(subject &it, const std::string &request, std::string &into) {
  into.clear();
  return read_text(into, [&](const tnt_call *during, const tnt_text_sink *sink, tnt_error *error) {
    return dialect_of(it).render(during, to_text(request), sink, error);
  });
}

json render(subject &it, const std::vector<json> &changes, json target) {
  if (target.is_null()) target = target_of(it);
  if (target["dialect"].get_ref<const std::string &>().empty())
    target["dialect"] = describe(it).value("dialect", "");
  const json request = {{"format", "tenantry.render/1"}, {"target", target}, {"changes", changes}};
  std::string text;
  it.must(render_raw(it, request.dump(), text), "render");
  json read = read_document(it, text, "tenantry.rendered/1");
  it.expect(read.value("statements", json()).is_array() && read.value("gaps", json()).is_array(),
            "the answer has not the lists statements and gaps");
  return read;
}

}  // namespace tenantry::conformance
