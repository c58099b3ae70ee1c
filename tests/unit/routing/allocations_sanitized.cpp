#include <atomic>
#include <cstddef>

#include "unit/routing/allocations.h"

// Of the sanitizers' run-time library; GCC's packages have no header that declares it.
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void*, std::size_t),
                                                         void (*on_free)(const volatile void*));

namespace {

std::atomic<std::size_t> count = 0;

void on_malloc(const volatile void*, std::size_t) { ++count; }
void on_free(const volatile void*) {}

const int installed = __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free);

}  // namespace

// Without the hooks it would count nothing: then it never gives the same number twice.
std::size_t culvert::test::allocations() { return installed != 0 ? count.load() : ++count; }
