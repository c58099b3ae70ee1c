// A real engine with a real proxy and a destination, and the window's foundation on top.
#pragma once

#include "integration/engine_world.h"
// Qt comes second: its headers have macros for common words.
#include <QCoreApplication>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>

#include "conductor.h"
#include "core_bridge.h"
#include "core_bridge_feed.h"
#include "http/auth/user_file.h"
#include "secrets.h"
#include "setup_document.h"
#include "ui/foundation/fake_keychain.h"

namespace culvert::ui {
inline void PrintTo(State state, std::ostream* out) {
  static constexpr const char* kNames[] = {"off", "connecting", "on", "problem"};
  *out << kNames[static_cast<std::size_t>(state)];
}
}  // namespace culvert::ui

inline void PrintTo(const QString& text, std::ostream* out) { *out << '"' << text.toStdString() << '"'; }

namespace culvert::ui::test {

using culvert::test::closed_port;
using culvert::test::connect_tcp;
using culvert::test::loopback;
using culvert::test::read_at_least;
using culvert::test::write;

inline constexpr std::chrono::milliseconds kPatience{20'000};

template <class Condition>
[[nodiscard]] bool wait_for(Condition condition) {
  return QTest::qWaitFor(condition, QDeadlineTimer(kPatience));
}

class UiWorld : public culvert::test::EngineTest {
 protected:
  UiWorld()
      : document(file(), {.save = std::chrono::milliseconds(5), .undo = std::chrono::milliseconds(300)}),
        secrets(keychain),
        feed(bridge),
        engine(std::make_unique<api::Engine>([this](const api::Event& e) {
          feed.tell(e);
          log.add(e);
        })),
        conductor(bridge, document, secrets,
                  {.apply = std::chrono::milliseconds(5),
                   .first_retry = std::chrono::milliseconds(50),
                   .longest_retry = std::chrono::milliseconds(200)}) {
    document.load();
    feed.attach(*engine);
  }
  ~UiWorld() override {
    feed.detach();
    engine.reset();
  }

  [[nodiscard]] QString file() const { return directory.filePath(QStringLiteral("setup.json")); }

  // In the place of the one that EngineTest has started.
  void restart_proxy(std::uint16_t port, const std::string& users = {}, const culvert::test::Authority* by = nullptr) {
    remote.call([&] {
      server.reset();
      proxy::Options options;
      options.listen = loopback();
      options.listen.port = port;
      options.rules.uri_template = http::UriTemplate::parse_path(http::kDefaultTemplatePath).value();
      options.allow_private = true;
      if (!users.empty()) options.rules.users = std::make_shared<http::UserFile>(http::UserFile::parse(users).value());
      server =
          std::make_unique<proxy::Server>(remote.loop(), *names, (by != nullptr ? *by : ca).server({"h2", "http/1.1"}),
                                          std::move(options), [](const proxy::Event&) {});
      const auto opened = server->open();
      EXPECT_TRUE(opened) << opened.error().detail;
      proxy_port = server->endpoint().port;
    });
  }
  static std::string user(const std::string& name, const std::string& password) {
    return name + ":" + http::hash_password(password).value() + "\n";
  }

  // One profile, in use, and a mixed port.
  [[nodiscard]] config::Setup usual() const {
    config::Setup s;
    s.profiles.push_back(profile());
    s.profiles[0].name = "Work";
    s.profile = "p";
    s.listeners.push_back(mixed());
    return s;
  }
  void set(const config::Setup& setup) {
    document.edit([&](config::Setup& s) { s = setup; });
  }
  void change_profile(const std::function<void(config::Profile&)>& change) {
    document.edit([&](config::Setup& s) { change(s.profiles[0]); });
  }
  [[nodiscard]] bool comes(State state) {
    return wait_for([&] { return conductor.status().state == state; });
  }
  [[nodiscard]] QString sentence() const { return conductor.status().sentence; }
  [[nodiscard]] Endpoint entrance() const {
    return config::ListenAddress::parse(conductor.entrances().front().address.toStdString()).value().endpoint;
  }

  // What an application does: bytes through the mixed port to the destination and back. False: it was refused.
  [[nodiscard]] bool carries() { return carries(entrance()); }
  [[nodiscard]] bool carries(Endpoint at) {
    return run([&]() -> Task<bool> {
      auto stream = co_await speak(at);
      if (!stream) co_return false;
      if (!co_await write(loop, *stream, "hello")) co_return false;
      co_return co_await read_at_least(*stream, 5) == "hello";
    });
  }
  // A connection through the mixed port, open; or null.
  Task<std::unique_ptr<TcpStream>> speak(Endpoint at) {
    auto stream = co_await connect_tcp(loop, at);
    if (!stream) co_return nullptr;
    std::string greeting("\x05\x01\x00\x05\x01\x00\x03", 7);
    greeting.push_back(static_cast<char>(target.host.size()));
    greeting += target.host;
    greeting.push_back(static_cast<char>(target.port >> 8));
    greeting.push_back(static_cast<char>(target.port & 0xff));
    if (!co_await write(loop, **stream, greeting)) co_return nullptr;
    const auto answer = co_await read_at_least(**stream, 12);
    if (!answer || answer->size() < 12 || (*answer)[3] != 0) co_return nullptr;
    co_return std::move(*stream);
  }

  QTemporaryDir directory;
  FakeKeychain keychain;
  SetupDocument document;
  Secrets secrets;
  CoreBridge bridge;
  CoreBridgeFeed feed;
  std::unique_ptr<api::Engine> engine;
  Conductor conductor;
};

}  // namespace culvert::ui::test
