#include "core/base/error.hpp"

#include <fmt/format.h>

namespace tenantry {

std::string_view to_string(category c) {
  switch (c) {
    case category::unsupported:
      return "unsupported";
    case category::bad_argument:
      return "bad_argument";
    case category::bad_config:
      return "bad_config";
    case category::auth:
      return "auth";
    case category::unreachable:
      return "unreachable";
    case category::sql:
      return "sql";
    case category::conflict:
      return "conflict";
    case category::locked:
      return "locked";
    case category::timeout:
      return "timeout";
    case category::cancelled:
      return "cancelled";
    case category::connection_lost:
      return "connection_lost";
    case category::internal:
      return "internal";
    case category::folder:
      return "folder";
    case category::history:
      return "history";
    case category::usage:
      return "usage";
  }
  return "internal";
}

std::string_view to_string(effect e) {
  switch (e) {
    case effect::none:
      return "none";
    case effect::applied:
      return "applied";
    case effect::unknown:
      break;
  }
  return "unknown";
}

std::string to_string(const error &e) {
  std::string text;
  if (!e.where.file.empty()) {
    text = e.where.file;
    if (e.where.line != 0) text += fmt::format(":{}", e.where.line);
    if (e.where.column != 0) text += fmt::format(":{}", e.where.column);
    text += ": ";
  }
  text += e.message;
  if (!e.sqlstate.empty()) text += fmt::format(" (SQLSTATE {})", e.sqlstate);
  for (const std::string &step : e.context) text += fmt::format("\n  {}", step);
  for (const auto &[key, value] : e.details) text += fmt::format("\n  {}: {}", key, value);
  if (!e.next.empty()) text += fmt::format("\n  next: {}", e.next);
  return text;
}

error make_error(category c, std::string message, std::string next) {
  error e;
  e.category = c;
  e.message = std::move(message);
  e.next = std::move(next);
  e.retry = retry::never;
  e.effect = effect::none;
  return e;
}

error while_doing(error e, std::string what) {
  e.context.push_back("while " + std::move(what));
  return e;
}

}  // namespace tenantry
