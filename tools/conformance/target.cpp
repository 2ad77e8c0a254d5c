#include "tools/conformance/target.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tools/conformance/refusal.hpp"

namespace tenantry::conformance {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
constexpr std::string_view built_in_prefix = "built-in:";

json parse_manifest(const std::string &text, const std::string &file) {
  try {
    json manifest = json::parse(text);
    if (!manifest.is_object()) throw refusal(fmt::format("{}: a manifest holds one object", file));
    return manifest;
  } catch (const json::parse_error &e) {
    throw refusal(
        fmt::format("{}: {}: this is not JSON", file, position(text, e.byte == 0 ? 0 : e.byte - 1)));
  }
}

target from_manifest(const fs::path &file) {
  target found{.manifest_file = file.string(), .manifest = read_file(file.string())};
  const json manifest = parse_manifest(found.manifest, found.manifest_file);
  if (!manifest.contains("library") || !manifest["library"].is_string())
    throw refusal(fmt::format("{}: \"library\" must name the library beside it", found.manifest_file));
  const fs::path library = file.parent_path() / manifest["library"].get<std::string>();
  if (!fs::exists(library))
    throw refusal(
        fmt::format("{}: its library \"{}\" does not exist", found.manifest_file, library.string()));
  found.library = fs::canonical(library).string();
  return found;
}

target from_library(const fs::path &file) {
  target found{.library = fs::canonical(file).string()};
  const fs::path manifest = fs::path(found.library).parent_path() / "adapter.json";
  if (!fs::exists(manifest)) return found;
  const std::string text = read_file(manifest.string());
  const json about = parse_manifest(text, manifest.string());
  if (about.value("library", json()) != fs::path(found.library).filename().string()) return found;
  found.manifest_file = manifest.string();
  found.manifest = text;
  return found;
}

target from_built_in(const std::string &id) {
  if (const built_in_adapter *found = find_built_in(id); found != nullptr)
    return {
        .built_in = id, .manifest_file = fmt::format("the manifest of {}", id), .manifest = found->manifest};
  std::string names;
  for (const built_in_adapter &one : built_in_adapters())
    names += fmt::format(" {}", json::parse(one.manifest).value("id", ""));
  throw refusal(fmt::format("no adapter \"{}\" is built in; these are:{}", id, names));
}

}  // namespace

target find_target(const std::string &argument) {
  if (argument.starts_with(built_in_prefix)) return from_built_in(argument.substr(built_in_prefix.size()));
  const fs::path path(argument);
  if (!fs::exists(path))
    throw refusal(
        fmt::format("\"{}\" does not exist; name a library, its adapter.json, the folder that holds both, "
                    "or {}ID",
                    argument, built_in_prefix));
  if (fs::is_directory(path)) {
    if (fs::exists(path / "adapter.json")) return from_manifest(path / "adapter.json");
    throw refusal(fmt::format("the folder \"{}\" holds no adapter.json", argument));
  }
  return path.extension() == ".json" ? from_manifest(path) : from_library(path);
}

const built_in_adapter *find_built_in(const std::string &id) {
  for (const built_in_adapter &one : built_in_adapters())
    if (json::parse(one.manifest).value("id", "") == id) return &one;
  return nullptr;
}

}  // namespace tenantry::conformance
