// Destinations that the proxy's policy denies or allows, over the whole way.

#include "integration/world.h"

namespace culvert::test {
namespace {

using Action = proxy::Policy::Action;

class PolicyOverTheWire : public EachVersion {
 protected:
  // "+PLACE" allows, "-PLACE" denies.
  [[nodiscard]] std::unique_ptr<proxy::Server> start_proxy_with_rules(std::vector<std::string> rules, bool special) {
    proxy::Options options = proxy_options();
    options.allow_private = special;
    for (const std::string& rule : rules) {
      EXPECT_TRUE(options.policy.add(rule.front() == '+' ? Action::kAllow : Action::kDeny, rule.substr(1))) << rule;
    }
    return start_proxy(std::move(options));
  }
  [[nodiscard]] std::vector<proxy::event::Refused> refusals() const {
    std::vector<proxy::event::Refused> found;
    for (const auto& e : proxy_events) {
      if (const auto* refused = std::get_if<proxy::event::Refused>(&e)) found.push_back(*refused);
    }
    return found;
  }
};
CULVERT_EACH_VERSION(PolicyOverTheWire);

TEST_P(PolicyOverTheWire, T7_WhatIsDeniedGets403AndTheRuleIsForTheOperatorOnly) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    const std::uint16_t port = destination.at().port;
    const std::string at_port = ":" + std::to_string(port);
    names.set("www.example.test", {"127.0.0.1"});
    names.set("rebound.test", {"127.0.0.1"});
    struct Row {
      const char* what;
      std::vector<std::string> rules;
      bool special;
      http::HostPort target;
      std::string rule;
      const char* sentence;
    };
    const char* const by_name = "this destination is not allowed";
    const char* const by_address = "this address is not allowed";
    const Row rows[] = {
        {"a name", {"-*.example.test"}, true, {"www.example.test", port}, "deny *.example.test", by_name},
        {"a port", {"-*" + at_port}, true, {"127.0.0.1", port}, "deny *" + at_port, by_name},
        {"no such name", {"+example.test"}, true, {"www.example.test", port}, "no allow rule", by_name},
        {"an address", {"-127.0.0.0/8"}, true, {"127.0.0.1", port}, "deny 127.0.0.0/8", by_address},
        {"in disguise", {"-127.0.0.0/8"}, true, {"::ffff:127.0.0.1", port}, "deny 127.0.0.0/8", by_address},
        {"a name's address", {"-127.0.0.1"}, true, {"rebound.test", port}, "deny 127.0.0.1", by_address},
        {"a special one", {"+rebound.test"}, false, {"rebound.test", port}, "special address", by_address},
        {"one of no block", {"+192.0.2.0/24"}, true, {"127.0.0.1", port}, "no allow rule", by_address},
    };
    for (const Row& row : rows) {
      proxy_events.clear();
      auto server = start_proxy_with_rules(row.rules, row.special);
      auto client = start_client(*server);
      const auto application = co_await client->open(row.target, "early bytes");
      CO_ASSERT(!application);
      EXPECT_EQ(application.error(), (Error{Stage::kProxy, Code::kDenied, row.sentence})) << row.what;
      CO_ASSERT(refusals().size() == 1);
      EXPECT_EQ(refusals().front().status, 403) << row.what;
      EXPECT_EQ(refusals().front().rule, row.rule) << row.what;
      EXPECT_EQ(refusals().front().destination, row.target.to_string()) << row.what;
      EXPECT_TRUE(client->disconnected.empty()) << row.what;
    }
    EXPECT_EQ(destination.accepted(), 0);
  });
}

TEST_P(PolicyOverTheWire, WhatIsAllowedIsReached) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    const std::uint16_t port = destination.at().port;
    names.set("www.example.test", {"127.0.0.1"});
    names.set("two.test", {"127.0.0.2", "127.0.0.1"});
    struct Row {
      const char* what;
      std::vector<std::string> rules;
      bool special;
      http::HostPort target;
    };
    const Row rows[] = {
        {"a block of special addresses", {"+127.0.0.0/8:" + std::to_string(port)}, false, {"www.example.test", port}},
        {"a name", {"+*.EXAMPLE.test."}, true, {"www.example.test", port}},
        {"the address that is left", {"-127.0.0.2"}, true, {"two.test", port}},
    };
    for (const Row& row : rows) {
      auto server = start_proxy_with_rules(row.rules, row.special);
      auto client = start_client(*server);
      auto application = co_await client->open(row.target);
      CO_ASSERT(application);
      EXPECT_TRUE(co_await write(loop, **application, row.what));
      EXPECT_TRUE(co_await (*application)->finish());
      EXPECT_EQ(co_await read_all(**application), row.what);
      EXPECT_TRUE(refusals().empty()) << row.what;
    }
  });
}

TEST_P(PolicyOverTheWire, ADeniedNameIsNotLookedUp) {
  run([&]() -> Task<> {
    auto server = start_proxy_with_rules({"-*.example.test"}, true);
    auto client = start_client(*server);
    CO_ASSERT(!co_await client->open({"a.example.test", 80}));
    const int asked = names.asked;  // for the proxy itself
    CO_ASSERT(!co_await client->open({"b.example.test", 80}));
    EXPECT_LE(names.asked - asked, shared() ? 0 : 1);
  });
}

}  // namespace
}  // namespace culvert::test
