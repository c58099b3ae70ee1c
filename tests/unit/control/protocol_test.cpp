#include "control/protocol.h"

#include <gmock/gmock.h>

namespace culvert::control {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<Request> parse(std::string_view line) {
  std::optional<std::uint64_t> id;
  return parse_request(line, id);
}

TEST(ControlRequest, WhatIsInIt) {
  const auto request = parse(R"({"id": 7, "command": "forward-add", "listen": "5432", "flags": [1, true]})");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->id, 7);
  EXPECT_EQ(request->command, "forward-add");
  EXPECT_EQ(request->arguments.dump(), R"({"flags":[1,true],"listen":"5432"})");
  EXPECT_TRUE(parse(R"({"command":"status","id":0})"));
  EXPECT_TRUE(parse(R"({"command":"status","id":9007199254740991})"));
}

TEST(ControlRequest, WhatIsNone) {
  for (const char* line : {"",
                           " ",
                           "status",
                           "1",
                           "[]",
                           "null",
                           "{}",
                           R"({"id":1})",
                           R"({"command":"status"})",
                           R"({"id":-1,"command":"status"})",
                           R"({"id":1.0,"command":"status"})",
                           R"({"id":"1","command":"status"})",
                           R"({"id":9007199254740992,"command":"status"})",
                           R"({"id":1,"command":""})",
                           R"({"id":1,"command":"Status"})",
                           R"({"id":1,"command":["status"]})",
                           R"({"id":1,"command":"status\u0000"})",
                           R"({"id":1,"id":1,"command":"status"})",
                           R"({"id":1,"command":"status"}{)",
                           R"({"id":1,"command":"status"} {"id":2,"command":"status"})",
                           R"({"id":1,"command":"status",})",
                           "{\"id\":1,\"command\":\"\xff\"}"}) {
    const auto request = parse(line);
    ASSERT_FALSE(request) << line;
    EXPECT_EQ(request.error().stage, Stage::kLocal) << line;
    EXPECT_EQ(request.error().code, Code::kInvalid) << line;
  }
  EXPECT_FALSE(parse(R"({"id":1,"command":")" + std::string(65, 'a') + "\"}"));
  EXPECT_TRUE(parse(R"({"id":1,"command":")" + std::string(64, 'a') + "\"}"));
}

TEST(ControlRequest, Bounds) {
  const auto deep = [](std::size_t n) {
    return R"({"id":1,"command":"a","b":)" + std::string(n, '[') + std::string(n, ']') + "}";
  };
  EXPECT_TRUE(parse(deep(7)));
  EXPECT_EQ(parse(deep(8)).error().code, Code::kLimit);
  std::string many = R"({"id":1,"command":"a","b":[0)";
  for (int i = 0; i < 4096; ++i) many += ",0";
  EXPECT_EQ(parse(many + "]}").error().code, Code::kLimit);
  EXPECT_EQ(parse(std::string(kLongestRequest + 1, ' ')).error().code, Code::kLimit);
}

TEST(ControlRequest, TheErrorOfOneWithAnIdCanBeAnswered) {
  std::optional<std::uint64_t> id;
  EXPECT_FALSE(parse_request(R"({"id": 5, "command": 6})", id));
  EXPECT_EQ(id, 5);
  EXPECT_FALSE(parse_request(R"({"id": 5, "command": "a")", id));
}

TEST(ControlRequest, WrittenAndReadBack) {
  const Request request{.id = 3, .command = "close", .arguments = {{"tunnel", 12}, {"why", "\xff\x1b"}}};
  const std::string line = to_line(request);
  EXPECT_EQ(line, "{\"id\":3,\"command\":\"close\",\"tunnel\":12,\"why\":\"\\ufffd\\u001b\"}\n");
  const auto again = parse(line);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->command, "close");
  EXPECT_EQ(again->arguments["tunnel"], 12);
}

TEST(ControlAnswer, WrittenAndReadBack) {
  auto answer = parse_answer(result_line(1, {{"b", 1}, {"a", "\u202e"}}));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->kind, Answer::Kind::kResult);
  EXPECT_EQ(answer->id, 1);
  EXPECT_EQ(answer->value.dump(-1, ' ', true), R"({"b":1,"a":"\u202e"})");  // in its order

  answer = parse_answer(event_line(2, "x"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->kind, Answer::Kind::kEvent);
  EXPECT_EQ(answer->value, "x");

  answer = parse_answer(lost_line(3, 12));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->kind, Answer::Kind::kLost);
  EXPECT_EQ(answer->lost, 12);

  const Error error{Stage::kTls, Code::kUntrusted, "made up\n"};
  answer = parse_answer(error_line(std::nullopt, error));
  ASSERT_TRUE(answer);
  EXPECT_FALSE(answer->id);
  EXPECT_EQ(answer->failure, (Failure{"tls", "untrusted", describe(error)}));
}

TEST(ControlAnswer, WhatIsNone) {
  for (const char* line :
       {"", "{}", "[]", R"({"id":1})", R"({"result":1})", R"({"id":null,"result":1})", R"({"id":1,"error":"no"})",
        R"({"id":1,"lost":-1})", R"({"id":1,"result":1,"event":2})", R"({"id":1,"other":2})"}) {
    const auto answer = parse_answer(line);
    ASSERT_FALSE(answer) << line;
    EXPECT_EQ(answer.error().code, Code::kProtocol) << line;
  }
}

struct Lines {
  std::vector<std::string> whole;
  bool failed = false;
  void feed(LineReader& reader, std::string_view bytes) {
    while (!bytes.empty() && !failed) {
      auto line = reader.feed(bytes);
      failed = !line;
      if (line && *line) whole.push_back(**line);
    }
  }
};

TEST(ControlLines, SplitAtEveryByte) {
  const std::string text = "one\n\ntwo and a half\n {} \nunfinished";
  for (std::size_t first = 0; first <= text.size(); ++first) {
    for (std::size_t second = first; second <= text.size(); ++second) {
      LineReader reader(64);
      Lines lines;
      lines.feed(reader, std::string_view(text).substr(0, first));
      lines.feed(reader, std::string_view(text).substr(first, second - first));
      lines.feed(reader, std::string_view(text).substr(second));
      EXPECT_THAT(lines.whole, ElementsAre("one", "", "two and a half", " {} ")) << first << " " << second;
      EXPECT_FALSE(lines.failed);
      EXPECT_FALSE(reader.empty());
    }
  }
}

TEST(ControlLines, TooLongOnes) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, std::size_t{100}}) {
    for (const std::size_t size : {std::size_t{8}, std::size_t{9}}) {
      LineReader reader(8);
      Lines lines;
      const std::string text = std::string(size, 'x') + "\n";
      for (std::size_t at = 0; at < text.size(); at += piece)
        lines.feed(reader, std::string_view(text).substr(at, piece));
      EXPECT_EQ(lines.failed, size == 9) << piece;
      EXPECT_EQ(lines.whole.size(), size == 9 ? 0 : 1) << piece;
    }
  }
  // Without an end it is noticed as well, and nothing is kept beyond the limit.
  LineReader reader(8);
  std::string_view bytes = "123456789";
  const auto line = reader.feed(bytes);
  ASSERT_FALSE(line);
  EXPECT_EQ(line.error().code, Code::kLimit);
  EXPECT_THAT(line.error().detail, HasSubstr("8 bytes"));
}

}  // namespace
}  // namespace culvert::control
