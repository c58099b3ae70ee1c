// HTTP/1.1 messages (core/http/h1/parser.h) and what is made of their heads.

#include "fuzz.h"
#include "http/h1/heads.h"
#include "http/h1/parser.h"

namespace culvert::fuzz {
namespace {

using h1::MessageParser;

// Everything that was seen, as text.
template <class Next>
std::string parse(Bytes all, MessageParser::Type type, Next next_size) {
  const h1::Settings settings;
  MessageParser parser(type, settings);
  std::string seen;
  for (int messages = 0; messages < 8;) {
    Bytes piece = all.first(std::min(all.size(), next_size()));
    const std::size_t before = piece.size();
    ChunkQueue body;
    const auto event = parser.next(piece, body);
    all = all.subspan(before - piece.size());
    while (!body.empty()) seen += text_of(body.pop().bytes());
    if (!event) return seen + "\nfailed " + name_of(event.error().code).data();
    if (*event == MessageParser::Event::kHead) {
      const h1::Head& head = parser.head();
      FUZZ_CHECK(head.fields.size() <= settings.max_fields);
      seen += "\nhead " + std::to_string(head.status) + head.method + " " + head.target + "\n";
      for (const auto& [name, value] : head.fields) {
        FUZZ_CHECK(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
        seen += name + ": " + value + "\n";
      }
      if (type == MessageParser::Type::kRequest) {
        const auto request = h1::read_request(head, "https");
        seen += request ? "good " + request->protocol + request->authority + request->path : "bad";
      } else {
        seen += h1::switches_to(head, "connect-tcp-12") ? "switches" : "stays";
      }
    } else if (*event == MessageParser::Event::kEnd) {
      seen += "\nend\n";
      ++messages;
      parser.restart();
    } else if (all.empty()) {
      const auto end = parser.finish();
      return seen + (end ? (*end == MessageParser::Event::kEnd ? "\nended" : "\nnone") : "\ncut");
    }
  }
  return seen;
}

}  // namespace
}  // namespace culvert::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace culvert::fuzz;
  const Bytes all(data, size);
  for (const auto type : {culvert::h1::MessageParser::Type::kRequest, culvert::h1::MessageParser::Type::kResponse}) {
    const std::string whole = parse(all, type, [&] { return size; });
    Splits splits(static_cast<std::uint32_t>(size));
    const std::string split = parse(all, type, [&] { return splits.next(); });
    // Of a body that is malformed further on more or less may have been seen.
    if (whole.find("\nfailed") == std::string::npos) FUZZ_CHECK(split == whole);
  }
  return 0;
}
