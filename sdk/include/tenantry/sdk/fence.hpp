/// @file
/// The one place where an adapter's exceptions end: every function of every table runs its body inside
/// fence(). Part of adapter.hpp.
#pragma once
#include <tenantry/sdk/error.hpp>

#include <new>

namespace tenantry::sdk {

/// Runs the body; what it throws becomes the answer and fills the error.
template <class Body>
tnt_status fence(tnt_error *error, Body &&body) noexcept {
  try {
    std::forward<Body>(body)();
    return TNT_OK;
  } catch (const failure &why) {
    return write_error(error, why);
  } catch (const std::bad_alloc &) {
    return write_internal(error, "the adapter ran out of memory");
  } catch (const std::exception &why) {
    return write_internal(error, why.what());
  } catch (...) {
    return write_internal(error, "the adapter threw something that is not an exception");
  }
}

}  // namespace tenantry::sdk
