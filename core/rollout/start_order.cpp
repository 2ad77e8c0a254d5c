#include "core/rollout/start_order.hpp"

#include <algorithm>
#include <limits>

namespace tenantry {
namespace {

constexpr unsigned successes_for_one_more = 8;

// Databases in files have no server that could run out of connections.
bool is_server(const std::string &key) {
  return key != "file" && !key.empty();
}

}  // namespace

start_order::server &start_order::server_of(const std::string &key) {
  const auto [found, fresh] = servers_.try_emplace(key);
  if (fresh) found->second.limit = is_server(key) ? per_server_ : std::numeric_limits<unsigned>::max();
  return found->second;
}

void start_order::forget_if_idle(const std::string &key) {
  const auto found = servers_.find(key);
  if (found == servers_.end()) return;
  const server &s = found->second;
  if (s.running == 0 && s.waiting == 0 && s.limit >= per_server_) servers_.erase(found);
}

void start_order::add(job &&one) {
  server &s = server_of(one.way.server_key);
  ++s.waiting;
  waiting_.push_back({std::move(one), &s});
}

void start_order::put_back(job &&one) {
  server &s = server_of(one.way.server_key);
  ++s.waiting;
  waiting_.push_front({std::move(one), &s});
}

std::optional<job> start_order::take(monotonic::time_point now) {
  const auto found = std::find_if(waiting_.begin(), waiting_.end(), [&](const place &p) {
    return p.on->running < p.on->limit && p.what.ready_at <= now;
  });
  if (found == waiting_.end()) return std::nullopt;
  --found->on->waiting;
  ++found->on->running;
  std::optional<job> out(std::move(found->what));
  waiting_.erase(found);
  return out;
}

std::optional<job> start_order::take_any() {
  if (waiting_.empty()) return std::nullopt;
  --waiting_.front().on->waiting;
  std::optional<job> out(std::move(waiting_.front().what));
  waiting_.pop_front();
  forget_if_idle(out->way.server_key);
  return out;
}

void start_order::leave(const std::string &server_key, how ended) {
  server &s = server_of(server_key);
  if (ended == how::no_room && is_server(server_key)) {
    s.limit = std::max(1U, std::min(s.limit, s.running) / 2);
    s.successes = 0;
  } else if (s.limit < per_server_ && ++s.successes >= successes_for_one_more) {
    ++s.limit;
    s.successes = 0;
  }
  if (s.running > 0) --s.running;
  forget_if_idle(server_key);
}

unsigned start_order::limit_of(const std::string &server_key) const {
  const auto found = servers_.find(server_key);
  return found == servers_.end() ? per_server_ : found->second.limit;
}

}  // namespace tenantry
