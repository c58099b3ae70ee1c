#include "control/server.h"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <filesystem>
#include <format>

#include "unit/control/rig.h"

namespace culvert::control {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kEcho = "{\"id\":1,\"command\":\"echo\",\"a\":[1,\"b\"]}\n";

TEST_F(ControlServer, AnswersSplitAtEveryByte) {
  ASSERT_TRUE(start());
  const std::string text = kEcho;
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    RawClient client(place);
    ASSERT_TRUE(client.write(text.substr(0, cut)));
    ASSERT_TRUE(client.write(text.substr(cut)));
    EXPECT_EQ(client.line(), R"({"id":1,"result":{"a":[1,"b"]}})") << cut;
  }
}

TEST_F(ControlServer, OnlyItsOwnerMayOpenTheSocket) {
  ASSERT_TRUE(start());
  struct stat facts{};
  ASSERT_EQ(::stat(place.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777, 0600);
}

TEST_F(ControlServer, ManyRequestsInOnePiece) {
  ASSERT_TRUE(start());
  RawClient client(place);
  std::string all;
  for (int i = 0; i < 500; ++i) all += to_line({.id = static_cast<std::uint64_t>(i), .command = "echo"});
  ASSERT_TRUE(client.write(all));
  for (int i = 0; i < 500; ++i) EXPECT_EQ(client.line(), std::format(R"({{"id":{},"result":{{}}}})", i));
}

TEST_F(ControlServer, ALineThatIsNoRequestIsAnsweredAndTheNextOneTaken) {
  ASSERT_TRUE(start());
  RawClient client(place);
  for (const char* line : {"\n", "hello\n", "{\"id\":1,\"id\":1}\n", "\x00\xff\n", "[[[[[[[[[[[[\n"}) {
    ASSERT_TRUE(client.write(*line == '\0' ? std::string_view("\0\xff\n", 3) : std::string_view(line)));
    const std::string answer = client.line();
    EXPECT_THAT(answer, StartsWith(R"({"id":null,"error":{"stage":"local","code":")")) << line;
  }
  ASSERT_TRUE(client.write("{\"id\":9,\"command\":7}\n"));
  EXPECT_THAT(client.line(), StartsWith(R"({"id":9,"error":)"));
  ASSERT_TRUE(client.write(kEcho));
  EXPECT_THAT(client.line(), HasSubstr("result"));
  EXPECT_EQ(seen(), 1);
}

TEST_F(ControlServer, ALineThatIsTooLongEndsTheConnection) {
  ASSERT_TRUE(start());
  for (const bool with_end : {true, false}) {
    RawClient client(place);
    std::string line = R"({"id":1,"command":"echo","a":")" + std::string(kLongestRequest, 'x');
    if (with_end) line += "\"}\n";
    static_cast<void>(client.write(line));  // the server may have closed it by then
    EXPECT_THAT(client.line(), HasSubstr(R"("code":"limit")"));
    EXPECT_TRUE(client.at_end());
  }
  RawClient client(place);
  const std::string head = R"({"id":1,"command":"echo","a":")";
  ASSERT_TRUE(client.write(head + std::string(kLongestRequest - head.size() - 2, 'x') + "\"}\n"));
  EXPECT_THAT(client.line(), StartsWith(R"({"id":1,"result":)"));
  EXPECT_EQ(seen(), 1);
}

TEST_F(ControlServer, ADroppedRequestIsAnsweredAllTheSame) {
  ASSERT_TRUE(start());
  RawClient client(place);
  ASSERT_TRUE(client.write("{\"id\":1,\"command\":\"drop\"}\n"));
  EXPECT_THAT(client.line(), StartsWith(R"({"id":1,"error":{"stage":"local","code":"closed")"));
}

TEST_F(ControlServer, UnansweredRequestsHaveALimit) {
  ASSERT_TRUE(start({.unanswered = 3}));
  RawClient client(place);
  std::string all;
  for (std::uint64_t i = 0; i < 10; ++i) all += to_line({.id = i, .command = "later"});
  ASSERT_TRUE(client.write(all));
  ASSERT_TRUE(eventually([&] { return seen() == 3; }));
  RawClient other(place);  // whom it does not concern
  ASSERT_TRUE(other.write(kEcho));
  EXPECT_THAT(other.line(), HasSubstr("result"));
  EXPECT_EQ(seen(), 4);
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(eventually([&] {
      std::size_t n = 0;
      thread.call([&] { n = waiting.size(); });
      return n != 0;
    }));
    thread.call([this] {
      waiting.front().result(1);
      waiting.erase(waiting.begin());
    });
    EXPECT_EQ(client.line(), std::format(R"({{"id":{},"result":1}})", i));
  }
}

TEST_F(ControlServer, AnIdThatWaitsForItsAnswerIsNotTakenTwice) {
  ASSERT_TRUE(start());
  RawClient client(place);
  ASSERT_TRUE(client.write("{\"id\":1,\"command\":\"later\"}\n{\"id\":1,\"command\":\"echo\"}\n"));
  EXPECT_THAT(client.line(), StartsWith(R"({"id":null,"error":)"));
  answer_all();
  EXPECT_EQ(client.line(), R"({"id":1,"result":"now"})");
  ASSERT_TRUE(client.write(kEcho));
  EXPECT_THAT(client.line(), HasSubstr("result"));
}

TEST_F(ControlServer, ClientsHaveALimitAndAreToldSo) {
  ASSERT_TRUE(start({.clients = 2}));
  RawClient first(place);
  auto second = std::make_unique<RawClient>(place);
  ASSERT_TRUE(eventually([&] { return clients() == 2; }));
  RawClient third(place);
  EXPECT_THAT(third.line(), HasSubstr("there are 2 clients already"));
  EXPECT_TRUE(third.at_end());
  second.reset();
  ASSERT_TRUE(eventually([&] { return clients() == 1; }));
  RawClient fourth(place);
  ASSERT_TRUE(fourth.write(kEcho));
  EXPECT_THAT(fourth.line(), HasSubstr("result"));
}

TEST_F(ControlServer, AClientThatAsksForNothingIsSentAway) {
  ASSERT_TRUE(start({.first_request = std::chrono::milliseconds(50)}));
  RawClient silent(place);
  RawClient half(place);
  ASSERT_TRUE(half.write("{\"id\":1,"));
  EXPECT_TRUE(silent.at_end());
  EXPECT_TRUE(half.at_end());
  RawClient good(place);
  ASSERT_TRUE(good.write(kEcho));
  EXPECT_THAT(good.line(), HasSubstr("result"));
  RawClient later(place);  // when this one is gone, the good one would be as well
  EXPECT_TRUE(later.at_end());
  ASSERT_TRUE(good.write(kEcho));
  EXPECT_THAT(good.line(), HasSubstr("result"));
}

TEST_F(ControlServer, WhoEndsAskingGetsTheAnswers) {
  ASSERT_TRUE(start());
  RawClient client(place);
  ASSERT_TRUE(client.write("{\"id\":1,\"command\":\"later\"}\n"));
  client.finish();
  ASSERT_TRUE(eventually([&] { return seen() == 1; }));
  answer_all();
  EXPECT_EQ(client.line(), R"({"id":1,"result":"now"})");
  EXPECT_TRUE(client.at_end());
}

TEST_F(ControlServer, WhoEndsAskingDoesNotWaitForEver) {
  ASSERT_TRUE(start({.farewell = std::chrono::milliseconds(20)}));
  RawClient client(place);
  ASSERT_TRUE(client.write("{\"id\":1,\"command\":\"later\"}\n"));
  client.finish();
  EXPECT_TRUE(client.at_end());
  answer_all();  // to nobody
  EXPECT_EQ(clients(), 0);
}

TEST_F(ControlServer, EventsAndTheirEnd) {
  ASSERT_TRUE(start());
  RawClient client(place);
  ASSERT_TRUE(client.write("{\"id\":4,\"command\":\"follow\"}\n"));
  ASSERT_TRUE(eventually([&] { return seen() == 1; }));
  thread.call([this] {
    EXPECT_TRUE(waiting[0].wanted());
    waiting[0].event({{"n", 1}});
    waiting[0].event({{"n", 2}});
  });
  EXPECT_EQ(client.line(), R"({"id":4,"event":{"n":1}})");
  EXPECT_EQ(client.line(), R"({"id":4,"event":{"n":2}})");
  answer_all();
  EXPECT_EQ(client.line(), R"({"id":4,"result":"now"})");
}

TEST_F(ControlServer, ASlowReaderLosesEventsAndHoldsUpNobody) {
  ASSERT_TRUE(start());
  RawClient slow(place);
  RawClient quick(place);
  for (const RawClient* client : {&slow, &quick}) ASSERT_TRUE(client->write("{\"id\":1,\"command\":\"follow\"}\n"));
  ASSERT_TRUE(eventually([&] { return seen() == 2; }));
  constexpr int kEvents = 20'000;  // of a hundred bytes
  std::thread reading([&] {
    // The quick one sees them all, since more come only once it has seen those before.
    for (int i = 0; i < kEvents; ++i) {
      if (i % 100 == 0) {
        thread.call([&] {
          for (int k = i; k < i + 100; ++k) {
            for (Reply& reply : waiting) reply.event(std::format("{:100}", k));
          }
        });
      }
      EXPECT_EQ(quick.line(), std::format(R"({{"id":1,"event":"{:100}"}})", i));
    }
  });
  reading.join();
  // The slow one: the first ones in order, how many were lost, and the end.
  answer_all();
  int seen_events = 0;
  std::uint64_t lost = 0;
  for (std::string line = slow.line(); !line.empty(); line = slow.line()) {
    const auto answer = parse_answer(line);
    ASSERT_TRUE(answer) << line;
    if (answer->kind == Answer::Kind::kEvent) ++seen_events;
    lost += answer->lost;
    if (answer->kind == Answer::Kind::kResult) break;
  }
  EXPECT_GT(lost, 0);
  EXPECT_EQ(seen_events + static_cast<int>(lost), kEvents);
}

TEST_F(ControlServer, WhoDoesNotTakeItsAnswersGetsNoMore) {
  ASSERT_TRUE(start());
  RawClient client(place);
  std::string all;
  for (std::uint64_t i = 0; i < 200; ++i) {
    all += to_line({.id = i, .command = "big", .arguments = {{"bytes", 100'000}}});
  }
  ASSERT_TRUE(client.write(all));
  RawClient other(place);
  ASSERT_TRUE(other.write(kEcho));
  EXPECT_THAT(other.line(), HasSubstr("result"));
  EXPECT_LT(seen(), 50);  // some hundred KB wait at the server, and what the system takes
  for (std::uint64_t i = 0; i < 200; ++i) {
    EXPECT_TRUE(client.line() == std::format(R"({{"id":{},"result":"{}"}})", i, std::string(100'000, 'x'))) << i;
  }
}

TEST_F(ControlServer, AnAnswerBeyondAllMeasureEndsTheConnection) {
  ASSERT_TRUE(start({.most = 1000}));
  RawClient client(place);
  ASSERT_TRUE(client.write("{\"id\":1,\"command\":\"big\",\"bytes\":2000}\n"));
  while (!client.line().empty()) {
  }
  EXPECT_TRUE(client.at_end());
  EXPECT_EQ(clients(), 0);
}

TEST_F(ControlServer, ALivingOneIsNotReplacedADeadOneIs) {
  ASSERT_TRUE(start());
  thread.call([this] {
    const auto second = LocalListener::open(thread.loop(), place);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Code::kDenied);
    EXPECT_EQ(second.error().detail, std::format("Culvert runs already, process {}", ::getpid()));
    server.reset();
  });
  EXPECT_FALSE(std::filesystem::exists(place));
  // What a process that was killed leaves there.
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  place.copy(at.sun_path, sizeof at.sun_path - 1);
  const int dead = ::socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_EQ(::bind(dead, reinterpret_cast<const sockaddr*>(&at), sizeof at), 0);
  ::close(dead);
  ASSERT_TRUE(std::filesystem::exists(place));
  ASSERT_TRUE(start());
  RawClient client(place);
  ASSERT_TRUE(client.write(kEcho));
  EXPECT_THAT(client.line(), HasSubstr("result"));
}

TEST_F(ControlServer, WhatIsNoSocketIsLeftAlone) {
  std::filesystem::create_directory(place);
  EXPECT_FALSE(start());
  EXPECT_TRUE(std::filesystem::is_directory(place));
}

TEST_F(ControlServer, APathThatIsTooLong) {
  thread.call([this] { EXPECT_FALSE(LocalListener::open(thread.loop(), directory.file(std::string(200, 'x')))); });
}

TEST_F(ControlServer, TheRemoteEnd) {
  EXPECT_EQ(Remote::connect(place).error().code, Code::kNotFound);
  ASSERT_TRUE(start());
  auto remote = Remote::connect(place);
  ASSERT_TRUE(remote);
  ASSERT_TRUE(remote->ask("big", {{"bytes", 300'000}}));
  auto answer = remote->next();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->value.get<std::string>().size(), 300'000);
  ASSERT_TRUE(remote->ask("drop", nlohmann::json::object()));
  answer = remote->next();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->kind, Answer::Kind::kError);
  ASSERT_TRUE(remote->ask("later", nlohmann::json::object()));
  EXPECT_EQ(remote->next(std::chrono::milliseconds(20)).error().code, Code::kTimedOut);
  thread.call([this] { server.reset(); });
  EXPECT_EQ(remote->next().error().code, Code::kClosed);
}

// All of it on one loop: what the clients cost, the transfer pays.
TEST_F(ControlServer, AThousandClientsAtOnceDoNotStopADataPath) {
  constexpr int kClients = 1000;
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_max < 2200) GTEST_SKIP() << "not enough descriptors";
  files.rlim_cur = std::max<rlim_t>(files.rlim_cur, 2200);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &files), 0);
  ASSERT_TRUE(start());

  constexpr std::uint64_t kBytes = 64 * 1024 * 1024;
  std::promise<std::pair<Result<test::Checksum>, Result<test::Checksum>>> moved;
  std::unique_ptr<TaskSet> transfer;
  thread.call([&] {
    transfer = std::make_unique<TaskSet>(thread.loop());
    transfer->spawn([](Loop& loop, TaskSet& tasks, auto& done) -> Task<> {
      auto pair = co_await test::make_tcp_pair(loop);
      std::optional<Result<test::Checksum>> sent;
      tasks.spawn([](Loop& l, ByteStream& to, auto& out) -> Task<> {
        out = co_await test::send_bulk(l, to, kBytes, 1);
        static_cast<void>(co_await to.finish());
      }(loop, *pair.a, sent));
      auto received = co_await test::receive_bulk(*pair.b);
      done.set_value({std::move(*sent), std::move(received)});
    }(thread.loop(), *transfer, moved));
  });

  std::vector<RawClient> crowd;
  crowd.reserve(kClients);
  for (int i = 0; i < kClients; ++i) {
    crowd.emplace_back(place);
    ASSERT_EQ(crowd.back().error(), 0) << i;
    static_cast<void>(crowd.back().write(kEcho));  // some are gone by then
  }
  int served = 0;
  int sent_away = 0;
  for (RawClient& client : crowd) {
    const std::string line = client.line();
    served += line.contains("result") ? 1 : 0;
    sent_away += line.empty() || line.contains(R"("code":"limit")") ? 1 : 0;
  }
  EXPECT_GE(served, 64);
  EXPECT_EQ(served + sent_away, kClients);
  const auto [sent, received] = moved.get_future().get();
  ASSERT_TRUE(sent && received);
  EXPECT_EQ(*sent, *received);
  EXPECT_EQ(received->size(), kBytes);
  thread.call([&] { transfer.reset(); });

  crowd.clear();
  ASSERT_TRUE(eventually([&] { return clients() == 0; }));
  RawClient afterwards(place);
  ASSERT_TRUE(afterwards.write(kEcho));
  EXPECT_THAT(afterwards.line(), HasSubstr("result"));
}

}  // namespace
}  // namespace culvert::control
