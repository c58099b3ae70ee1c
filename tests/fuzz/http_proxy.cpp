// HTTP requests of applications to the mixed port, from the head to what their origin gets (core/inbound/http_proxy.h),
// and what origins answer (core/inbound/http_bodies.h). The first byte chooses.

#include <algorithm>

#include "fuzz.h"
#include "http/h1/heads.h"
#include "inbound/http_bodies.h"

namespace culvert::fuzz {
namespace {

void add(std::string& to, const ChunkQueue& chunks) {
  std::vector<std::uint8_t> bytes(chunks.size());
  chunks.copy_to(bytes);
  to.append(bytes.begin(), bytes.end());
}

struct Outcome {
  std::string out;     // to the application
  std::string target;  // empty: none
  std::string origin;  // to the origin
  bool connect = false;
  bool failed = false;
  bool whole = false;
  std::size_t left = 0;
  bool operator==(const Outcome&) const = default;
};

template <class Next>
Outcome talk(Bytes all, bool with_password, Next next_size) {
  Outcome o;
  ChunkPool pool;
  inbound::HttpHandshake handshake(with_password ? std::optional(inbound::Credentials{"kim", "secret"}) : std::nullopt);
  while (!all.empty() && !o.failed && !handshake.done()) {
    Bytes piece = all.first(std::min(all.size(), next_size()));
    const std::size_t size = piece.size();
    o.failed = !handshake.feed(piece, o.out);
    all = all.subspan(size - piece.size());
  }
  if (!handshake.done()) return o;
  FUZZ_CHECK(o.out.empty());
  o.target = handshake.target().to_string();
  const auto again = http::parse_host_port(o.target);
  FUZZ_CHECK(again && *again == handshake.target());
  auto request = handshake.take_request();
  o.connect = !request;
  o.left = all.size();
  if (o.connect) return o;
  o.origin = request->head;
  inbound::RequestBody body(std::move(request->parser), request->chunked);
  std::string sent;
  Bytes none;
  ChunkQueue out;
  FUZZ_CHECK(body.feed(pool, none, out));
  while (!all.empty() && !o.failed && !body.done()) {
    Bytes piece = all.first(std::min(all.size(), next_size()));
    const std::size_t size = piece.size();
    o.failed = !body.feed(pool, piece, out);
    all = all.subspan(size - piece.size());
    add(sent, out);
    out.clear();
  }
  o.whole = body.done();
  o.left = all.size();
  o.origin += sent;
  return o;
}

// The origin understands one request, and nothing behind it; it is the same to another parser.
void check_origin(const Outcome& o) {
  h1::Settings settings;
  settings.max_head = 256 * 1024UL;
  settings.max_fields = 1000;
  h1::MessageParser parser(h1::MessageParser::Type::kRequest, settings);
  Bytes in = bytes_of(o.origin);
  ChunkQueue body;
  const auto head = parser.next(in, body);
  FUZZ_CHECK(head && *head == h1::MessageParser::Event::kHead);
  FUZZ_CHECK(std::ranges::count(parser.head().fields, "host", &http::Field::name) == 1);
  for (const char* name : {"proxy-authorization", "proxy-connection", "keep-alive", "trailer"}) {
    FUZZ_CHECK(!parser.head().fields.has(name));
  }
  FUZZ_CHECK(!parser.head().target.contains("://") || parser.head().target.starts_with('/'));
  const auto rest = parser.next(in, body);
  FUZZ_CHECK(rest);
  FUZZ_CHECK((*rest == h1::MessageParser::Event::kEnd) == o.whole);
  FUZZ_CHECK(in.empty());
}

template <class Next>
std::string answer(Bytes all, bool upgrade, Next next_size) {
  ChunkPool pool;
  inbound::ResponseHead response(upgrade);
  std::string out;
  while (!all.empty()) {
    const Bytes piece = all.first(std::min(all.size(), next_size()));
    add(out, response.feed(pool, ChunkQueue(Chunk::borrow(piece))));
    all = all.subspan(piece.size());
  }
  add(out, response.finish(pool));
  return out;
}

}  // namespace
}  // namespace culvert::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace culvert::fuzz;
  Input input(Bytes(data, size));
  const std::uint8_t choice = input.byte();
  const Bytes all = input.rest();
  Splits splits(choice);
  if (choice % 2 != 0) {
    const bool upgrade = choice % 4 == 3;
    const std::string whole = answer(all, upgrade, [&] { return size; });
    FUZZ_CHECK(answer(all, upgrade, [&] { return splits.next(); }) == whole);
    return 0;
  }
  for (const bool with_password : {false, true}) {
    const Outcome whole = talk(all, with_password, [&] { return size; });
    const Outcome bytewise = talk(all, with_password, [] { return std::size_t{1}; });
    FUZZ_CHECK(bytewise.target == whole.target && bytewise.connect == whole.connect);
    FUZZ_CHECK(bytewise.failed == whole.failed && bytewise.whole == whole.whole);
    FUZZ_CHECK(whole.failed || (bytewise.out == whole.out && bytewise.left == whole.left));
    if (!whole.target.empty() && !whole.connect && !whole.failed) check_origin(whole);
    if (!whole.target.empty() && !whole.connect && !whole.failed) check_origin(bytewise);
  }
  return 0;
}
