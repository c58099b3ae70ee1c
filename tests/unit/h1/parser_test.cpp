#include "http/h1/parser.h"

#include <gtest/gtest.h>

#include <functional>

#include "unit/bytes.h"

namespace culvert::test {
namespace {

using h1::Head;
using h1::MessageParser;
using Event = MessageParser::Event;
using Type = MessageParser::Type;

std::string text_of_queue(ChunkQueue& chunks) {
  std::string text(chunks.size(), '\0');
  chunks.copy_to({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  return text;
}

// What came of one message.
struct Parsed {
  Result<Head> head = fail(Stage::kLocal, Code::kInvalid, "no head");
  std::string body;
  bool ended = false;
  Result<> result;
  std::string behind;  // bytes that are no part of it
};

Parsed parse(MessageParser& parser, const std::vector<Bytes>& pieces) {
  Parsed parsed;
  bool asked_again = false;
  for (const Bytes& piece : pieces) {
    std::span<const std::uint8_t> bytes = piece;
    while (!parsed.ended && (!bytes.empty() || asked_again)) {
      ChunkQueue body;
      const auto event = parser.next(bytes, body);
      parsed.body += text_of_queue(body);
      if (!event) {
        parsed.result = std::unexpected(event.error());
        return parsed;
      }
      asked_again = *event == Event::kHead;
      if (*event == Event::kHead) parsed.head = parser.head();
      parsed.ended = *event == Event::kEnd;
    }
    parsed.behind += text_of(bytes);
  }
  return parsed;
}

// The same whatever the pieces are.
void for_every_split_of(Type type, std::string_view text, const std::function<void(const Parsed&)>& check,
                        const h1::Settings& settings = {}) {
  for_every_split(bytes_of(text), [&](const std::vector<Bytes>& pieces) {
    MessageParser parser(type, settings);
    check(parse(parser, pieces));
  });
}

Parsed parse_whole(Type type, std::string_view text, const h1::Settings& settings = {}) {
  MessageParser parser(type, settings);
  return parse(parser, {bytes_of(text)});
}

TEST(Parser, ARequestSplitEverywhere) {
  for_every_split_of(
      Type::kRequest,
      "\r\nGET /a?b=c HTTP/1.1\r\nHost: proxy.test\r\nX-Empty:\r\nX-Two:  a b \t \r\nx-two: c\r\n\r\nrest",
      [](const Parsed& p) {
        ASSERT_TRUE(p.result && p.head) << p.result.error().detail;
        EXPECT_EQ(p.head->method, "GET");
        EXPECT_EQ(p.head->target, "/a?b=c");
        EXPECT_EQ(p.head->minor, 1);
        EXPECT_TRUE(p.head->keep_alive);
        EXPECT_FALSE(p.head->has_body);
        EXPECT_EQ(p.head->fields.size(), 4U);
        EXPECT_EQ(p.head->fields.get("host"), "proxy.test");
        EXPECT_EQ(p.head->fields.get("x-empty"), "");
        EXPECT_EQ(p.head->fields.get("x-two"), "a b, c");
        EXPECT_TRUE(p.ended);
        EXPECT_EQ(p.behind, "rest");
      });
}

TEST(Parser, AnUpgradeEndsWithItsHeadAsAnyRequestDoes) {
  for (const std::string_view start :
       {"GET / HTTP/1.1\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n"}) {
    for_every_split_of(Type::kRequest, std::string(start) + "behind", [](const Parsed& p) {
      ASSERT_TRUE(p.result && p.head) << p.result.error().detail;
      EXPECT_TRUE(p.ended);
      EXPECT_EQ(p.behind, "behind");
    });
  }
}

TEST(Parser, R4_A101StopsAtItsHead) {
  const std::string head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n";
  for_every_split(bytes_of(head + "\x01\x02raw"), [&](const std::vector<Bytes>& pieces) {
    const h1::Settings settings;
    MessageParser parser(Type::kResponse, settings);
    std::string behind;
    bool done = false;
    for (const Bytes& piece : pieces) {
      std::span<const std::uint8_t> bytes = piece;
      while (!done && !bytes.empty()) {
        ChunkQueue body;
        const auto event = parser.next(bytes, body);
        ASSERT_TRUE(event);
        done = *event == Event::kHead;
      }
      behind += text_of(bytes);
    }
    EXPECT_TRUE(done);
    EXPECT_EQ(parser.head().status, 101);
    EXPECT_EQ(behind, "\x01\x02raw");
  });
}

TEST(Parser, R5_BodiesByLengthAndByChunks) {
  for_every_split_of(Type::kResponse, "HTTP/1.1 403 \r\nContent-Length: 11\r\n\r\nhello worldmore",
                     [](const Parsed& p) {
                       ASSERT_TRUE(p.result && p.head) << p.result.error().detail;
                       EXPECT_EQ(p.head->status, 403);
                       EXPECT_EQ(p.body, "hello world");
                       EXPECT_TRUE(p.ended);
                       EXPECT_EQ(p.behind, "more");
                     });
  for_every_split_of(Type::kResponse,
                     "HTTP/1.1 502 Bad Gateway\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "5;ext=\"v\"\r\nhello\r\n6\r\n world\r\n0\r\n\r\nmore",
                     [](const Parsed& p) {
                       ASSERT_TRUE(p.result && p.head) << p.result.error().detail;
                       EXPECT_EQ(p.body, "hello world");
                       EXPECT_TRUE(p.ended);
                       EXPECT_EQ(p.behind, "more");
                     });
}

TEST(Parser, ABodyToTheEndOfTheConnection) {
  const h1::Settings settings;
  MessageParser parser(Type::kResponse, settings);
  const Parsed p = parse(parser, {bytes_of("HTTP/1.1 500 x\r\n\r\nall the rest")});
  ASSERT_TRUE(p.head);
  EXPECT_FALSE(p.head->keep_alive);
  EXPECT_EQ(p.body, "all the rest");
  EXPECT_FALSE(p.ended);
  EXPECT_EQ(parser.finish(), Event::kEnd);
}

TEST(Parser, AnEndWithinAMessageIsATruncation) {
  for (const std::string_view text : {"H", "HTTP/1.1 200 OK\r\nA: b", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nx",
                                      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n"}) {
    const h1::Settings settings;
    MessageParser parser(Type::kResponse, settings);
    EXPECT_TRUE(parse(parser, {bytes_of(text)}).result);
    const auto finished = parser.finish();
    ASSERT_FALSE(finished) << text;
    EXPECT_EQ(finished.error().code, Code::kTruncated);
  }
  const h1::Settings settings;
  MessageParser parser(Type::kResponse, settings);
  EXPECT_EQ(parser.finish(), Event::kMore) << "nothing had begun";
}

TEST(Parser, OneMessageAfterAnother) {
  const h1::Settings settings;
  MessageParser parser(Type::kRequest, settings);
  const Parsed first =
      parse(parser, {bytes_of("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxyGET /2 HTTP/1.0\r\n\r\n")});
  ASSERT_TRUE(first.head);
  EXPECT_TRUE(first.head->has_body);
  EXPECT_EQ(first.body, "xy");
  parser.restart();
  const Parsed second = parse(parser, {bytes_of(first.behind)});
  ASSERT_TRUE(second.head);
  EXPECT_EQ(second.head->target, "/2");
  EXPECT_EQ(second.head->minor, 0);
  EXPECT_EQ(second.head->fields.size(), 0U);
  EXPECT_FALSE(second.head->keep_alive);
  EXPECT_TRUE(second.ended);
}

TEST(Parser, WhatKeepsAConnectionOpen) {
  struct Row {
    const char* head;
    bool keep_alive;
  };
  for (const Row& row :
       {Row{"HTTP/1.1 403 x\r\nContent-Length: 0\r\n\r\n", true},
        Row{"HTTP/1.1 403 x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", false},
        Row{"HTTP/1.1 403 x\r\nContent-Length: 0\r\nConnection: x, Close\r\n\r\n", false},
        Row{"HTTP/1.0 403 x\r\nContent-Length: 0\r\n\r\n", false},
        Row{"HTTP/1.0 403 x\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n", true},
        Row{"HTTP/1.1 403 x\r\n\r\n", false}, Row{"HTTP/1.1 403 x\r\nTransfer-Encoding: gzip\r\n\r\n", false}}) {
    const Parsed p = parse_whole(Type::kResponse, row.head);
    ASSERT_TRUE(p.head) << row.head;
    EXPECT_EQ(p.head->keep_alive, row.keep_alive) << row.head;
  }
}

TEST(Parser, K5_WhatIsNotHttpIsRefusedAtEverySplit) {
  for (const std::string_view text : {
           std::string_view("GET / HTTP/1.1\nHost: a\n\n"),                    // bare LF
           std::string_view("GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"),        // one of them
           std::string_view("GET / HTTP/1.1\r\nHost: a\r\n\tfolded\r\n\r\n"),  // obs-fold
           std::string_view("GET / HTTP/1.1\r\nHost : a\r\n\r\n"),             // space before the colon
           std::string_view("GET / HTTP/1.1\r\n Host: a\r\n\r\n"),             // space before the first field
           std::string_view("GET / HTTP/1.1\r\nHo\0st: a\r\n\r\n", 27),        // NUL in a name
           std::string_view("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", 28),       // and in a value
           std::string_view("GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n"),           // bare CR
           std::string_view("GET / HTTP/1.1\r\n: a\r\n\r\n"),                  // no name
           std::string_view("GET / HTTP/1.1\r\nHost\r\n\r\n"),                 // no colon
           std::string_view("GET  HTTP/1.1\r\n\r\n"),                          // no target
           std::string_view("GET / HTTP/3.0\r\n\r\n"),                         // no such version
           std::string_view("GET / HTTP/2.0\r\nHost: a\r\n\r\n"),              // another protocol's
           std::string_view("GET / HTTP/0.9\r\nHost: a\r\n\r\n"),              //
           std::string_view("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),               //
           std::string_view("BREW / HTTP/1.1\r\n\r\n"),                        // no such method
           std::string_view("\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 9),        // TLS
           std::string_view("POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"),
           std::string_view("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n"),
           std::string_view("POST / HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\n"),
           std::string_view("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n"),
           std::string_view("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"),
           std::string_view("POST / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\n"),
           std::string_view("POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n"),
           std::string_view("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"),
           std::string_view("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n"),
           std::string_view("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n"),
           std::string_view("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\r\n0\r\n\r\n"),
           std::string_view("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxx\r\n0\r\n\r\n"),
           std::string_view("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n"),
       }) {
    for_every_split_of(Type::kRequest, text, [&](const Parsed& p) {
      ASSERT_FALSE(p.result) << text;
      EXPECT_EQ(p.result.error().stage, Stage::kHttp);
      EXPECT_EQ(p.result.error().code, Code::kProtocol) << text;
    });
  }
  for (const std::string_view text :
       {"HTTP/1.1 200 OK\n\n", "HTTP/1.1 2x0 OK\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n", "SSH-2.0-x\r\n", "\r\n<html>",
        "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", "HTTP/1.1 99 x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"}) {
    for_every_split_of(Type::kResponse, text, [&](const Parsed& p) {
      ASSERT_FALSE(p.result) << text;
      EXPECT_EQ(p.result.error().code, Code::kProtocol) << text;
    });
  }
}

TEST(Parser, AHeadHasALimit) {
  const h1::Settings settings{.max_head = 200};
  const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
  const auto padded = [&](std::size_t size) { return start + std::string(size - start.size() - 4, 'x') + "\r\n\r\n"; };
  for_every_split_of(
      Type::kRequest, padded(200), [](const Parsed& p) { EXPECT_TRUE(p.result && p.head && p.ended); }, settings);
  for (const std::string& text : {padded(201), std::string(201, '\r') + "\n", "GET /" + std::string(200, 'x')}) {
    for_every_split_of(
        Type::kRequest, text,
        [&](const Parsed& p) {
          ASSERT_FALSE(p.result);
          EXPECT_TRUE(p.result.error().code == Code::kLimit || text[0] == '\r') << p.result.error().detail;
        },
        settings);
  }
}

TEST(Parser, FieldsHaveALimit) {
  const h1::Settings settings{.max_fields = 3};
  const std::string three = "GET / HTTP/1.1\r\na: 1\r\nb: 2\r\nc: 3\r\n";
  EXPECT_TRUE(parse_whole(Type::kRequest, three + "\r\n", settings).ended);
  const Parsed p = parse_whole(Type::kRequest, three + "d: 4\r\n\r\n", settings);
  ASSERT_FALSE(p.result);
  EXPECT_EQ(p.result.error().code, Code::kLimit);
}

TEST(Parser, R6_TrailersAreAnError) {
  for_every_split_of(
      Type::kResponse,
      "HTTP/1.1 502 Bad Gateway\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n\r\nmore",
      [](const Parsed& p) {
        ASSERT_FALSE(p.result);
        EXPECT_EQ(p.result.error().code, Code::kProtocol);
        EXPECT_EQ(p.body, "hello");
        EXPECT_FALSE(p.ended);
      });
}

TEST(Parser, ChunkExtensionsHaveALimit) {
  const h1::Settings settings{.max_head = 300};
  const std::string head = "HTTP/1.1 500 x\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_TRUE(
      parse_whole(Type::kResponse, head + "1;a=" + std::string(200, 'x') + "\r\nx\r\n0\r\n\r\n", settings).ended);
  std::string extensions;
  for (int i = 0; i < 100; ++i) extensions += "1;abcd=efgh\r\nx\r\n";
  for (const std::string& tail : {"1;a=" + std::string(400, 'x') + "\r\nx\r\n0\r\n\r\n", extensions + "0\r\n\r\n"}) {
    for (const std::size_t size : {1U, 7U, 10000U}) {
      MessageParser parser(Type::kResponse, settings);
      std::vector<Bytes> pieces;
      for (std::size_t at = 0; at < head.size() + tail.size(); at += size) {
        pieces.push_back(bytes_of((head + tail).substr(at, size)));
      }
      const Parsed p = parse(parser, pieces);
      ASSERT_FALSE(p.result);
      EXPECT_EQ(p.result.error().code, Code::kLimit);
    }
  }
}

}  // namespace
}  // namespace culvert::test
