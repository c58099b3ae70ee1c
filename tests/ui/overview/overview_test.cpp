// The overview in a window, with a real engine and a real proxy behind it.
#include "ui/overview/page_world.h"
// Qt comes second: its headers have macros for common words.
#include <QComboBox>
#include <QScrollArea>

#include "overview/throughput_chart.h"
#include "overview/traffic_card.h"
#include "pages/overview_page.h"

namespace culvert::ui::test {
namespace {

class OverviewTest : public PageWorld<OverviewPage> {
 protected:
  [[nodiscard]] config::Profile saved(const char* id, const char* name, const char* proxy) const {
    config::Profile p = profile(id);
    p.name = name;
    if (*proxy != '\0') p.proxy = proxy;
    return p;
  }
  // Over a version that does not depend on who is quicker.
  [[nodiscard]] config::Setup over_http2() const {
    config::Setup s = usual();
    s.profiles[0].http = {http::Version::kHttp2};
    return s;
  }
  [[nodiscard]] QString state_text() const { return text("overview.state"); }
  void shows(const char* name, const QString& what) {
    EXPECT_TRUE(wait_for([&] { return text(name).contains(what); })) << name << ": " << text(name).toStdString();
  }
};

TEST_F(OverviewTest, AClickTurnsItOnAndTheSpaceKeyOff) {
  set(over_http2());
  open();
  EXPECT_EQ(state_text(), QStringLiteral("Off"));
  EXPECT_EQ(text("overview.state.more"), QStringLiteral("Turn it on, and applications can go through Work."));
  auto& button = get<QAbstractButton>("overview.switch");
  EXPECT_FALSE(button.isChecked());
  click(button);
  EXPECT_TRUE(button.isChecked());
  shows("overview.state", QStringLiteral("On through Work · HTTP/2 · 0 connection"));
  EXPECT_EQ(text("overview.state"), conductor.status().sentence);
  EXPECT_EQ(button.accessibleName(), QStringLiteral("Culvert"));
  EXPECT_EQ(button.accessibleDescription(), conductor.status().sentence);
  button.setFocus();
  QTest::keyClick(&button, Qt::Key_Space);
  ASSERT_TRUE(comes(State::kOff));
  EXPECT_EQ(state_text(), QStringLiteral("Off"));
  EXPECT_FALSE(button.isChecked());
}

TEST_F(OverviewTest, SaysWhatWasNegotiated) {
  set(over_http2());
  open();
  EXPECT_EQ(find("overview.negotiated"), nullptr);
  EXPECT_NE(find("overview.negotiated.nothing"), nullptr);
  click("overview.switch");
  shows("overview.negotiated.http", QStringLiteral("HTTP/2"));
  shows("overview.negotiated.tls", QStringLiteral("TLS 1.3"));
  shows("overview.negotiated.session", QStringLiteral("New"));
  shows("overview.negotiated.early", QStringLiteral("Not used"));
  shows("overview.negotiated.address", QStringLiteral("127.0.0.1:%1").arg(proxy_port));
  shows("overview.negotiated.setup", QStringLiteral("s"));
  EXPECT_EQ(find("overview.negotiated.nothing"), nullptr);
}

TEST_F(OverviewTest, AnotherProfileIsUsedAtOnce) {
  config::Setup s = usual();
  s.profiles.push_back(saved("q", "Home", ""));
  set(s);
  open();
  click("overview.switch");
  shows("overview.state", QStringLiteral("On through Work"));
  auto& choice = get<QComboBox>("overview.profile");
  EXPECT_EQ(choice.currentText(), QStringLiteral("Work"));
  choice.setFocus();
  QTest::keyClick(&choice, Qt::Key_Down);
  EXPECT_EQ(document.setup().profile, "q");
  shows("overview.state", QStringLiteral("On through Home"));
  click("overview.profile.edit");
  ASSERT_EQ(navigator.places.size(), 1U);
  EXPECT_EQ(navigator.places[0], (Place{Page::kProfiles, QStringLiteral("q"), {}}));
  // And it follows others: the tray, the command line.
  document.edit([](config::Setup& changed) { changed.profile = "p"; });
  EXPECT_EQ(choice.currentText(), QStringLiteral("Work"));
}

TEST_F(OverviewTest, AddressesCanBeCopied) {
  set(usual());
  open();
  EXPECT_EQ(text("overview.entrance.address"), QStringLiteral("127.0.0.1:0")) << "as it is set up";
  click("overview.switch");
  ASSERT_TRUE(comes(State::kOn));
  ASSERT_TRUE(wait_for([&] { return conductor.entrances().size() == 1; }));
  const QString address = conductor.entrances().front().address;
  shows("overview.entrance.address", address);
  click("overview.entrance.copy");
  EXPECT_EQ(QApplication::clipboard()->text(), address);
  click("overview.entrance.terminal");
  EXPECT_EQ(QApplication::clipboard()->text(), computer.environment_lines(address));
  EXPECT_EQ(find("overview.entrances.add"), nullptr);
  document.edit([](config::Setup& s) { s.listeners.clear(); });
  ASSERT_TRUE(wait_for([&] { return find("overview.entrance.copy") == nullptr; }));
  click("overview.entrances.add");
  ASSERT_EQ(navigator.places.size(), 1U);
  EXPECT_EQ(navigator.places[0], (Place{Page::kSettings, {}, QStringLiteral("listeners")}));
}

TEST_F(OverviewTest, ABusyPortIsLeftForAFreeOne) {
  auto holder = TcpListener::open(loop, loopback(), Stage::kTcp).value();
  const std::uint16_t busy = holder.endpoint().port;
  config::Setup s = usual();
  s.listeners[0].listen = config::ListenAddress::at(holder.endpoint());
  set(s);
  open();
  click("overview.switch");
  ASSERT_TRUE(comes(State::kProblem));
  EXPECT_EQ(message("overview.trouble"), conductor.status().trouble->sentence);
  EXPECT_TRUE(message("overview.trouble").contains(QString::number(busy))) << message("overview.trouble").toStdString();
  ASSERT_TRUE(wait_for([&] { return text("overview.entrance.what").endsWith(QStringLiteral("not open")); }));
  EXPECT_EQ(find("overview.entrance.trouble"), nullptr) << "once is enough";
  picture("overview-busy");
  QAbstractButton& use = action("overview.trouble");
  EXPECT_TRUE(use.text().startsWith(QStringLiteral("Use port "))) << use.text().toStdString();
  const QString port = use.text().section(u' ', -1);
  click(use);
  EXPECT_EQ(document.setup().listeners[0].listen.endpoint.port, port.toUShort());
  ASSERT_TRUE(comes(State::kOn));
  shows("overview.entrance.address", port);
  ASSERT_TRUE(wait_for(
      [&] { return conductor.entrances().size() == 1 && conductor.entrances().front().address.endsWith(port); }));
  EXPECT_EQ(find("overview.entrance.trouble"), nullptr);
  EXPECT_TRUE(carries());
  ASSERT_TRUE(wait_for([&] { return find("overview.problem.sentence") != nullptr; }));
  EXPECT_EQ(text("overview.problem.when"), QStringLiteral("just now"));
  EXPECT_FALSE(get("overview.problem.when").toolTip().isEmpty());
  EXPECT_EQ(find("overview.problem.action"), nullptr) << "it would take another port once more";
}

TEST_F(OverviewTest, TheButtonOfTheStateTakesTheFreePortAsWell) {
  auto holder = TcpListener::open(loop, loopback(), Stage::kTcp).value();
  config::Setup s = usual();
  s.listeners[0].listen = config::ListenAddress::at(holder.endpoint());
  set(s);
  open();
  click("overview.switch");
  ASSERT_TRUE(wait_for([&] { return find("overview.trouble") != nullptr; }));
  click(action("overview.trouble"));
  EXPECT_NE(document.setup().listeners[0].listen.endpoint.port, holder.endpoint().port);
  ASSERT_TRUE(comes(State::kOn));
}

TEST_F(OverviewTest, AProblemLeadsToWhereItIsPutRight) {
  config::Setup s = usual();
  const std::string good = s.profiles[0].proxy;
  s.profiles[0].proxy = std::format("127.0.0.1:{}", closed_port(loop));
  set(s);
  open();
  click("overview.switch");
  ASSERT_TRUE(comes(State::kProblem));
  EXPECT_EQ(state_text(), QStringLiteral("Problem"));
  EXPECT_EQ(message("overview.trouble"), conductor.status().trouble->sentence);
  EXPECT_TRUE(get<QAbstractButton>("overview.switch").isChecked());
  click(action("overview.trouble"));
  ASSERT_EQ(navigator.places.size(), 1U);
  EXPECT_EQ(navigator.places[0].page, Page::kProfiles);
  EXPECT_EQ(navigator.places[0].entry, QStringLiteral("p"));
  // Once it is over it can still be looked at.
  change_profile([&](config::Profile& p) { p.proxy = good; });
  ASSERT_TRUE(comes(State::kOn));
  EXPECT_EQ(find("overview.trouble"), nullptr);
  ASSERT_TRUE(wait_for([&] { return find("overview.problem.action") != nullptr; }));
  EXPECT_FALSE(text("overview.problem.sentence").isEmpty());
  picture("overview-problem-over");
  click("overview.problem.action");
  ASSERT_EQ(navigator.places.size(), 2U);
  EXPECT_EQ(navigator.places[1], navigator.places[0]);
}

TEST_F(OverviewTest, LeadsToWhatIsAskedFor) {
  set(usual());
  open();
  page->go({}, QStringLiteral("profile"));
  EXPECT_EQ(QApplication::focusWidget(), &get("overview.profile"));
  page->go({}, {});
  EXPECT_EQ(QApplication::focusWidget(), &get("overview.switch"));
}

TEST_F(OverviewTest, WithoutAProfileThereIsOneButton) {
  open();
  EXPECT_EQ(find("overview.switch"), nullptr);
  picture("overview-empty");
  click("empty.button");
  EXPECT_EQ(navigator.added, QStringList{QString()});
  set(usual());
  EXPECT_NE(find("overview.switch"), nullptr);
  EXPECT_EQ(find("empty.button"), nullptr);
}

TEST_F(OverviewTest, TrafficIsShownWhileSomebodySeesIt) {
  set(usual());
  open();
  click("overview.switch");
  ASSERT_TRUE(comes(State::kOn));
  ASSERT_TRUE(wait_for([&] { return conductor.entrances().size() == 1; }));
  auto& chart = get<ThroughputChart>("overview.chart");
  ASSERT_TRUE(wait_for([&] { return chart.history().size() > 0; }));
  ASSERT_TRUE(carries());
  ASSERT_TRUE(wait_for([&] { return chart.history().peak().down > 0; }));
  EXPECT_TRUE(get<Legend>("overview.down").text().startsWith(QStringLiteral("Down ")));
  EXPECT_TRUE(text("overview.total").startsWith(QStringLiteral("5 "))) << text("overview.total").toStdString();
  page->hide();
  QSignalSpy live(&bridge, &CoreBridge::live);
  EXPECT_FALSE(QTest::qWaitFor([&] { return live.count() > 1; }, 1500)) << "nobody watches";
}

TEST_F(OverviewTest, AllThatIsKnownHasItsPlace) {
  config::Setup s = usual();
  s.listeners.clear();
  set(s);
  open({960, 640});
  click("overview.switch");
  ASSERT_TRUE(comes(State::kOn));
  Happening h;
  h.kind = Happening::Kind::kCarrierUp;
  h.profile = QStringLiteral("p");
  h.carrier = Carrier{.number = 1000,
                      .profile = h.profile,
                      .proxy = QStringLiteral("proxy.example:443"),
                      .http_version = QStringLiteral("HTTP/3"),
                      .tls_version = QStringLiteral("TLS 1.3"),
                      .cipher = QStringLiteral("TLS_AES_128_GCM_SHA256"),
                      .resumed = true,
                      .early_data = true,
                      .address = QStringLiteral("[2001:db8::17]:443"),
                      .setup = std::chrono::microseconds(34'200),
                      .streams = 12};
  emit bridge.happened(h);
  Happening listening;
  listening.kind = Happening::Kind::kListening;
  listening.entrance.address = QStringLiteral("localhost:1080");
  emit bridge.happened(listening);
  shows("overview.negotiated.proxy", QStringLiteral("proxy.example:443"));
  shows("overview.negotiated.session", QStringLiteral("Resumed"));
  shows("overview.negotiated.early", QStringLiteral("Accepted"));
  shows("overview.entrance.address", QStringLiteral("localhost:1080"));
  auto& chart = get<ThroughputChart>("overview.chart");
  ASSERT_TRUE(wait_for([&] { return chart.history().size() > 0; }));
  page->hide();  // nobody else watches
  page->show();
  auto last = std::chrono::steady_clock::now() + std::chrono::seconds(301);
  double down = 3e5;
  double up = 5e4;
  auto live = std::make_shared<Live>();
  live->at = last - std::chrono::seconds(300);
  unsigned random = 7;
  for (int i = 0; i < 600; ++i) {
    random = random * 1664525U + 1013904223U;
    const double chance = static_cast<double>(random >> 8U) / (1U << 24U);
    down =
        down * 0.93 + chance * 180'000 * (std::sin(i / 60.0) > -0.2 ? 1.3 : 0.05) + (i > 330 && i < 390 ? 250'000 : 0);
    up = up * 0.9 + chance * 40'000 + (i % 97 == 0 ? 400'000 : 0);
    live->at += std::chrono::milliseconds(500);
    live->total.traffic.down += static_cast<quint64>(down / 2);
    live->total.traffic.up += static_cast<quint64>(up / 2);
    emit bridge.live(std::make_shared<const Live>(*live));
  }
  EXPECT_GT(chart.history().peak().down, 1024 * 1024);
  EXPECT_TRUE(text("overview.total").contains(QStringLiteral("since the start")));
  emit bridge.happened(h);
  picture("overview-on");
  QTest::mouseMove(&chart, chart.position(140, 0).toPoint() - QPoint(0, 60));
  picture("overview-hover");
  for (const QSize size : {QSize(570, 480), QSize(720, 480), QSize(1600, 900)}) {
    page->resize(size);
    QApplication::processEvents();
    picture(qPrintable(QStringLiteral("overview-%1").arg(size.width())));
  }
}

TEST_F(OverviewTest, EveryControlIsReachedByTheTabKeyAndHasAName) {
  set(usual());
  open();
  click("overview.switch");
  ASSERT_TRUE(comes(State::kOn));
  EXPECT_TRUE(unnamed_controls(*page).empty()) << unnamed_controls(*page).front();
  EXPECT_EQ(beyond_their_children(*page), std::vector<std::string>());
  get("overview.switch").setFocus();
  const QStringList passed = walk();
  for (const char* name : {"overview.switch", "overview.profile", "overview.profile.edit", "overview.chart",
                           "overview.entrance.copy", "overview.entrance.terminal"}) {
    EXPECT_TRUE(passed.contains(QString::fromLatin1(name))) << name << " of " << passed.join(u' ').toStdString();
  }
  QTest::keyClick(page.get(), Qt::Key_P, Qt::AltModifier);
  EXPECT_EQ(QApplication::focusWidget()->objectName(), QStringLiteral("overview.profile"));
}

TEST_F(OverviewTest, CardsStandOneAboveTheOtherWhereItIsNarrow) {
  set(usual());
  open({1200, 720});
  const auto place = [&](const char* name) {
    const QWidget& widget = get(name);
    return QRect(widget.mapTo(page.get(), QPoint()), widget.size());
  };
  EXPECT_GT(place("overview.chart").left(), place("overview.profile").right());
  for (const int width : {560, 620}) {
    page->resize(width, 480);
    ASSERT_TRUE(wait_for([&] { return place("overview.chart").top() > place("overview.profile").bottom(); }));
    const auto* content = get<QScrollArea>("overview.scroll").widget();
    EXPECT_TRUE(wait_for([&] { return content->minimumSizeHint().width() <= width; })) << "nothing is cut off";
  }
}

}  // namespace
}  // namespace culvert::ui::test
