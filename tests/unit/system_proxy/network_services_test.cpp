#include "system_proxy/network_services.h"

#include <gmock/gmock.h>

#include <map>
#include <string>

namespace culvert::system_proxy {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

constexpr const char* kOff = "Enabled: No\nServer: \nPort: 0\nAuthenticated Proxy Enabled: 0\n";
constexpr const char* kOn = "Enabled: Yes\nServer: proxy.example\nPort: 3128\nAuthenticated Proxy Enabled: 0\n";

TEST(NetworkServices, ThoseThatAreOnAreListed) {
  EXPECT_THAT(parse_services("An asterisk (*) denotes that a network service is disabled.\nWi-Fi\n*Bluetooth PAN\nUSB "
                             "10/100 LAN\n"),
              ElementsAre("Wi-Fi", "USB 10/100 LAN"));
  EXPECT_THAT(parse_services(""), ElementsAre());
}

TEST(NetworkServices, AnswersAreRead) {
  EXPECT_EQ(parse_answer("web Wi-Fi", kOff), "off");
  EXPECT_EQ(parse_answer("web Wi-Fi", kOn), "on proxy.example 3128");
  EXPECT_EQ(parse_answer("socks Wi-Fi", "Enabled: No\nServer: ::1\nPort: 1\n"), "off ::1 1");
  EXPECT_EQ(parse_answer("autourl Wi-Fi", "URL: (null)\nEnabled: No\n"), "off");
  EXPECT_EQ(parse_answer("autourl Wi-Fi", "URL: http://a/p.pac\nEnabled: Yes\n"), "on http://a/p.pac");
  EXPECT_EQ(parse_answer("autodiscovery Wi-Fi", "Auto Proxy Discovery: On\n"), "on");
  EXPECT_EQ(parse_answer("bypass Wi-Fi", "*.local\n169.254/16\n"), "*.local\n169.254/16");
  EXPECT_EQ(parse_answer("bypass Wi-Fi", "There aren't any bypass domains set on Wi-Fi.\n"), "");
}

TEST(NetworkServices, AProxyWithAPasswordIsNotTouched) {
  const auto value = parse_answer("web Wi-Fi", "Enabled: Yes\nServer: a\nPort: 1\nAuthenticated Proxy Enabled: 1\n");
  EXPECT_EQ(value, "on a 1 password");
  EXPECT_FALSE(orders("web Wi-Fi", *value));
  EXPECT_FALSE(plan_services({{"web Wi-Fi", *value}}, {.host = "127.0.0.1", .port = 1080, .bypass = {}}));
}

TEST(NetworkServices, StrangeAnswersAreErrors) {
  EXPECT_FALSE(parse_answer("web Wi-Fi", ""));
  EXPECT_FALSE(parse_answer("web Wi-Fi", "Enabled: Perhaps\nServer: a\nPort: 1\n"));
  EXPECT_FALSE(parse_answer("web Wi-Fi", "Enabled: Yes\nServer: a b\nPort: 1\n"));
  EXPECT_FALSE(parse_answer("web Wi-Fi", "Enabled: Yes\nServer: a\nPort: 65536\n"));
  EXPECT_FALSE(parse_answer("bypass Wi-Fi", "** Error: The parameters were not valid.\n"));
  const std::string on = kOn;
  const std::size_t needed = on.find("3128");
  for (std::size_t size = 0; size < needed; ++size) EXPECT_FALSE(parse_answer("web Wi-Fi", on.substr(0, size))) << size;
}

TEST(NetworkServices, QuestionsNameTheirService) {
  EXPECT_THAT(question("web USB 10/100 LAN"), ElementsAre("-getwebproxy", "USB 10/100 LAN"));
  EXPECT_THAT(question("secureweb Wi-Fi"), ElementsAre("-getsecurewebproxy", "Wi-Fi"));
  EXPECT_THAT(question("socks Wi-Fi"), ElementsAre("-getsocksfirewallproxy", "Wi-Fi"));
  for (const std::string& key : keys_of_service("Wi-Fi")) EXPECT_TRUE(is_service_key(key)) << key;
  EXPECT_FALSE(is_service_key("web"));
  EXPECT_FALSE(is_service_key("wallpaper Wi-Fi"));
}

TEST(NetworkServices, ValuesBecomeOrders) {
  EXPECT_THAT(orders("web Wi-Fi", "on proxy.example 3128").value(),
              ElementsAre(ElementsAre("-setwebproxy", "Wi-Fi", "proxy.example", "3128"),
                          ElementsAre("-setwebproxystate", "Wi-Fi", "on")));
  EXPECT_THAT(orders("socks Wi-Fi", "off").value(),
              ElementsAre(ElementsAre("-setsocksfirewallproxy", "Wi-Fi", "", "0"),
                          ElementsAre("-setsocksfirewallproxystate", "Wi-Fi", "off")));
  EXPECT_THAT(orders("autourl Wi-Fi", "off http://a/p.pac").value(),
              ElementsAre(ElementsAre("-setautoproxyurl", "Wi-Fi", "http://a/p.pac"),
                          ElementsAre("-setautoproxystate", "Wi-Fi", "off")));
  EXPECT_THAT(orders("autodiscovery Wi-Fi", "on").value(),
              ElementsAre(ElementsAre("-setproxyautodiscovery", "Wi-Fi", "on")));
  EXPECT_THAT(orders("bypass Wi-Fi", "").value(), ElementsAre(ElementsAre("-setproxybypassdomains", "Wi-Fi", "Empty")));
  EXPECT_THAT(orders("bypass Wi-Fi", "a\nb").value(),
              ElementsAre(ElementsAre("-setproxybypassdomains", "Wi-Fi", "a", "b")));
  for (const std::string wrong : {"", "on", "on a", "on a 99999", "perhaps a 1", "on a 1 2", "off  1"}) {
    EXPECT_FALSE(orders("web Wi-Fi", wrong)) << wrong;
  }
  EXPECT_FALSE(orders("wallpaper Wi-Fi", "on a 1"));
}

TEST(NetworkServices, APlanTurnsOffWhatWouldGoBefore) {
  const Values now{
      {"web Wi-Fi", "off old.example 1"},     {"secureweb Wi-Fi", "on old.example 2"}, {"socks Wi-Fi", "off"},
      {"autourl Wi-Fi", "on http://a/p.pac"}, {"autodiscovery Wi-Fi", "on"},           {"bypass Wi-Fi", "*.local"}};
  std::map<std::string, Value> after;
  const auto changes = plan_services(now, {.host = "127.0.0.1", .port = 1080, .bypass = {}});
  for (const Change& change : changes.value()) {
    EXPECT_EQ(change.before, now.at(change.key));
    EXPECT_TRUE(orders(change.key, change.after.value())) << change.key;
    after[change.key] = change.after;
  }
  EXPECT_THAT(after, SizeIs(5));
  EXPECT_FALSE(after.contains("web Wi-Fi"));
  EXPECT_EQ(after["secureweb Wi-Fi"], "off old.example 2");
  EXPECT_EQ(after["socks Wi-Fi"], "on 127.0.0.1 1080");
  EXPECT_EQ(after["autourl Wi-Fi"], "off http://a/p.pac");
  EXPECT_EQ(after["autodiscovery Wi-Fi"], "off");
  EXPECT_EQ(after["bypass Wi-Fi"], "*.local\nlocalhost\n127.0.0.0/8\n::1");
}

}  // namespace
}  // namespace culvert::system_proxy
