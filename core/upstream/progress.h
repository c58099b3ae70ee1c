// How far an attempt to connect to the proxy is, for the error if it comes to nothing in time, and step by step for the
// trace.
#pragma once

#include <string_view>

#include "base/error.h"
#include "base/trace.h"

namespace culvert {

struct Progress {
  Stage stage = Stage::kTcp;
  std::uint64_t connection = 0;
  Trace* trace = nullptr;

  void tell(Trace::TimePoint at, Step step, std::string_view text = {}, std::uint64_t value = 0) const {
    if (trace != nullptr) trace->add(at, {.connection = connection, .tunnel = 0}, step, text, value);
  }
};

}  // namespace culvert
