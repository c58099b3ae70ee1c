// TLS sessions as text (core/tls/session_cache.h).

#include <openssl/ssl.h>

#include "fuzz.h"
#include "tls/session_cache.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace culvert;
  using namespace culvert::fuzz;
  SessionCache cache;
  cache.add_text(text_of({data, size}), "trust");
  FUZZ_CHECK(cache.size() <= SessionCache::kMost);
  const std::string text = cache.to_text("trust");
  SessionCache again;
  again.add_text(text, "trust");
  FUZZ_CHECK(again.size() == cache.size());
  SessionCache distrusted;
  distrusted.add_text(text, "other");
  FUZZ_CHECK(distrusted.size() == 0);
  return 0;
}
