// How often memory has been allocated in this program, so that a test can see that something does not.
#pragma once

#include <cstddef>

namespace culvert::test {

[[nodiscard]] std::size_t allocations();

}  // namespace culvert::test
