// SOCKS requests of applications (core/inbound/socks4.h, socks5.h).

#include "fuzz.h"
#include "inbound/socks4.h"
#include "inbound/socks5.h"

namespace culvert::fuzz {
namespace {

struct Outcome {
  std::string out;
  std::string target;
  bool failed = false;
  bool done = false;
  std::size_t used = 0;
  bool operator==(const Outcome&) const = default;
};

template <class Handshake, class Next>
Outcome talk(Bytes all, Handshake handshake, Next next_size) {
  Outcome o;
  while (!all.empty() && !o.failed && !handshake.done()) {
    Bytes piece = all.first(std::min(all.size(), next_size()));
    const std::size_t before = piece.size();
    o.failed = !handshake.feed(piece, o.out);
    FUZZ_CHECK(o.failed || handshake.done() || piece.empty());
    o.used += before - piece.size();
    all = all.subspan(before - piece.size());
  }
  o.done = handshake.done();
  if (o.done) {
    o.target = handshake.target().to_string();
    const auto again = http::parse_host_port(o.target);
    FUZZ_CHECK(again && *again == handshake.target());
  }
  return o;
}

template <class Handshake>
void check(Bytes all, const Handshake& handshake) {
  const Outcome whole = talk(all, handshake, [&] { return all.size(); });
  Outcome bytewise = talk(all, handshake, [] { return std::size_t{1}; });
  if (whole.failed) bytewise.used = whole.used;  // where it stops taking is nobody's business
  FUZZ_CHECK(bytewise == whole);
  FUZZ_CHECK(whole.out.size() <= 32);
}

}  // namespace
}  // namespace culvert::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace culvert::fuzz;
  const Bytes all(data, size);
  for (const bool with_password : {false, true}) {
    using Secret = std::optional<culvert::inbound::Credentials>;
    check(all, culvert::inbound::Socks5Handshake(with_password ? Secret({"kim", "secret"}) : Secret()));
    check(all, culvert::inbound::Socks4Handshake(!with_password));
  }
  return 0;
}
