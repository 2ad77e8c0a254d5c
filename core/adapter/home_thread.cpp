#include "core/adapter/home_thread.hpp"

namespace tenantry {

home_thread::home_thread() : thread_([this](const std::stop_token &stop) { serve(stop); }) {}

home_thread::~home_thread() = default;

void home_thread::run(const std::function<void()> &task) {
  std::unique_lock lock(mutex_);
  task_ = &task;
  changed_.notify_all();
  changed_.wait(lock, [this] { return task_ == nullptr; });
}

void home_thread::serve(const std::stop_token &stop) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [this] { return task_ != nullptr; })) {
    const std::function<void()> *task = task_;
    lock.unlock();
    (*task)();
    lock.lock();
    task_ = nullptr;
    changed_.notify_all();
  }
}

}  // namespace tenantry
