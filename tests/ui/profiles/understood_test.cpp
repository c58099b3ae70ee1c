// What the one field makes of what people paste.
#include "profiles/understood.h"

#include <gtest/gtest.h>

namespace culvert::ui {
namespace {

using Kind = Understood::Kind;

Understood of(const char* text) { return understand(QString::fromUtf8(text)); }

std::string link_of(const config::Profile& profile, config::WithSecret with = config::WithSecret::kNo) {
  return config::write_link(profile, with).value();
}

struct Row {
  const char* text;
  Kind kind;
  const char* proxy;
};

TEST(Understood, EveryKind) {
  constexpr const char* kTemplate = "https://proxy.example/masque?h={target_host}&p={target_port}";
  const std::vector<Row> rows{
      {"", Kind::kNothing, ""},
      {" \n\t ", Kind::kNothing, ""},
      {"proxy.example", Kind::kHost, "proxy.example"},
      {"  Proxy.Example  ", Kind::kHost, "proxy.example"},
      {"proxy.example:8443", Kind::kHost, "proxy.example:8443"},
      {"proxy.example:443", Kind::kHost, "proxy.example"},
      {"https://proxy.example", Kind::kHost, "proxy.example"},
      {"https://proxy.example:8443/", Kind::kHost, "proxy.example:8443"},
      {"192.0.2.1", Kind::kHost, "192.0.2.1"},
      {"[2001:db8::1]:444", Kind::kHost, "[2001:db8::1]:444"},
      {"b\xc3\xbc"
       "cher.example",
       Kind::kHost, "xn--bcher-kva.example"},
      {kTemplate, Kind::kTemplate, kTemplate},
      {"<https://proxy.example/masque?h={target_host}&p={target_port}>", Kind::kTemplate, kTemplate},
      {"https://proxy.example/.well-known/pvd", Kind::kDomain, "https://proxy.example/.well-known/pvd"},
      {"proxy.example/.well-known/pvd", Kind::kDomain, "https://proxy.example/.well-known/pvd"},
      {"https://proxy.example:8443/.well-known/pvd", Kind::kDomain, "https://proxy.example:8443/.well-known/pvd"},
      {"http://proxy.example", Kind::kWrong, ""},
      {"socks5://proxy.example:1080", Kind::kWrong, ""},
      {"ss://c2VjcmV0", Kind::kWrong, ""},
      {"https://proxy.example/masque", Kind::kWrong, ""},
      {"https://proxy.example/{target_host}", Kind::kWrong, ""},
      {"https://kim@proxy.example/{target_host}/{target_port}", Kind::kWrong, ""},
      {"proxy.example:0", Kind::kWrong, ""},
      {"proxy..example", Kind::kWrong, ""},
      {"culvert://profile/1/xyz", Kind::kWrong, ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    const Understood found = of(row.text);
    EXPECT_EQ(found.kind, row.kind) << found.sentence.toStdString();
    EXPECT_EQ(found.proxy.toStdString(), row.proxy);
    EXPECT_EQ(found.sentence.isEmpty(), row.kind == Kind::kNothing);
  }
}

TEST(Understood, SaysWhichHostWillBeAsked) {
  EXPECT_TRUE(of("b\xc3\xbc"
                 "cher.example")
                  .sentence.contains(QStringLiteral("xn--bcher-kva.example")));
  EXPECT_TRUE(of("proxy.example:8443").sentence.contains(QStringLiteral("8443")));
}

TEST(Understood, SaysWhatIsMissingInAnAddress) {
  const QString sentence = of("https://proxy.example/masque").sentence;
  EXPECT_TRUE(sentence.contains(QStringLiteral("{target_host}"))) << sentence.toStdString();
  EXPECT_TRUE(sentence.contains(QStringLiteral("proxy.example")));
}

// A mail has other words in it, and breaks long lines.
TEST(Understood, PicksWhatIsMeant) {
  const std::vector<Row> rows{
      {"Dear Kim,\nyour proxy is proxy.example:8443.\nHelp: https://provider.example/help\nRegards", Kind::kHost,
       "proxy.example:8443"},
      {"Server: proxy.example\nUser: kim", Kind::kHost, "proxy.example"},
      {"See https://provider.example/help, then paste\n"
       "https://proxy.example/tcp/{target_host}/{target_port}/\ninto it.",
       Kind::kTemplate, "https://proxy.example/tcp/{target_host}/{target_port}/"},
      {"https://proxy.example/tcp/{target_host}/\n  {target_port}/", Kind::kTemplate,
       "https://proxy.example/tcp/{target_host}/{target_port}/"},
      {"Ask kim@proxy.example about \"https://proxy.example/.well-known/pvd\".", Kind::kDomain,
       "https://proxy.example/.well-known/pvd"},
      {"There is nothing of the kind here, e.g. nothing.", Kind::kWrong, ""},
      {"two words", Kind::kWrong, ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    const Understood found = of(row.text);
    EXPECT_EQ(found.kind, row.kind) << found.sentence.toStdString();
    EXPECT_EQ(found.proxy.toStdString(), row.proxy);
  }
}

// What is wrong with the one address that is there says more than that there is none.
TEST(Understood, AWrongAddressAmongWordsIsNamed) {
  EXPECT_TRUE(
      of("Use https://proxy.example/tcp/{target_host} please").sentence.contains(QStringLiteral("target_port")));
}

TEST(Understood, Links) {
  config::Profile profile;
  profile.name = "Work";
  profile.proxy = "proxy.example:8443";
  const std::string link = link_of(profile);
  for (const std::string& text : {link, "Here it is: <" + link + ">.", link.substr(0, 30) + "\n" + link.substr(30),
                                  "Hello\n\n" + link + "\nBye"}) {
    SCOPED_TRACE(text);
    const Understood found = understand(QString::fromStdString(text));
    ASSERT_EQ(found.kind, Kind::kLink) << found.sentence.toStdString();
    EXPECT_EQ(found.offer->profile.name, "Work");
    EXPECT_EQ(found.origin.to_string(), "proxy.example:8443");
    EXPECT_TRUE(found.sentence.contains(QStringLiteral("Work")));
  }
  EXPECT_EQ(understand(QString::fromStdString(link.substr(0, link.size() - 3))).kind, Kind::kWrong);
}

TEST(Understood, ClassicProxiesHaveNoTemplate) {
  EXPECT_EQ(understand(QStringLiteral("proxy.example:8443"), true).proxy, QStringLiteral("proxy.example:8443"));
  EXPECT_EQ(understand(QStringLiteral("https://proxy.example"), true).kind, Kind::kHost);
  EXPECT_EQ(understand(QStringLiteral("https://proxy.example/{target_host}/{target_port}"), true).kind, Kind::kWrong);
}

TEST(Understood, TooMuchIsNotLookedAt) { EXPECT_EQ(understand(QString(100'000, u'x')).kind, Kind::kWrong); }

}  // namespace
}  // namespace culvert::ui
