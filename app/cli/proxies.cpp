#include "proxies.h"

#include <atomic>
#include <format>
#include <iostream>
#include <nlohmann/json.hpp>

#include "api/engine.h"
#include "base/escape.h"
#include "command.h"
#include "common/line_writer.h"
#include "signals.h"

namespace culvert::app {

namespace {

constexpr std::size_t kLongest = 1024;  // of a sentence about the command line

std::string date_of(std::chrono::sys_seconds at) { return std::format("{:%Y-%m-%d %H:%M} UTC", at); }

}  // namespace

std::string to_text(const http::ProvisioningDomain& domain) {
  std::string out;
  for (const auto& proxy : domain.proxies) {
    out += escape(proxy.uri_template.text(), kLongest);
    if (!proxy.identifier.empty()) out += std::format("  ({})", escape(proxy.identifier));
    out += '\n';
  }
  if (domain.proxies.empty()) out += "There is no proxy for connect-tcp.\n";
  for (const auto& skipped : domain.skipped) {
    out += std::format("Left out: {}, {}.\n", escape(skipped.what), escape(skipped.why));
  }
  return out + std::format("{} says so until {}.", escape(domain.identifier), date_of(domain.expires));
}

std::string to_json(const http::ProvisioningDomain& domain) {
  nlohmann::ordered_json line{{"event", "domain"},
                              {"identifier", domain.identifier},
                              {"expires", date_of(domain.expires)},
                              {"proxies", nlohmann::json::array()},
                              {"skipped", nlohmann::json::array()}};
  for (const auto& proxy : domain.proxies) {
    line["proxies"].push_back(nlohmann::ordered_json{
        {"template", proxy.uri_template.text()}, {"identifier", proxy.identifier}, {"alpn", proxy.alpn}});
  }
  for (const auto& skipped : domain.skipped) {
    line["skipped"].push_back(nlohmann::ordered_json{{"what", skipped.what}, {"why", skipped.why}});
  }
  return line.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
}

namespace {

int list_proxies(const Arguments& arguments) {
  config::Profile profile;
  profile.proxy = arguments.proxy;
  profile.ca_file = arguments.ca_file;
  profile.pins = arguments.pins;
  const auto versions = http::parse_versions(arguments.http);
  if (versions) profile.http = *versions;
  const auto input = http::understand_proxy_input(arguments.proxy);
  if (!versions || !input) {
    std::cerr << "culvert-cli: " << escape((versions ? input.error() : versions.error()).detail, kLongest) << "\n";
    return kUsage;
  }

  ignore_broken_pipes();
  LineWriter out([](std::size_t n) { return std::format("({} messages left out.)", n); });
  LineWriter errors([](std::size_t n) { return std::format("({} messages left out.)", n); }, Output::kError);
  Signals signals;
  std::atomic<int> code = kFailed;  // of an end by a signal, too
  {
    api::Engine engine([](const api::Event&) {});
    engine.fetch_domain(std::move(profile), [&](const Result<http::ProvisioningDomain>& domain) {
      if (domain) {
        out.write([domain = *domain, json = arguments.json] { return json ? to_json(domain) : to_text(domain); });
        code = 0;
      } else {
        errors.write([why = domain.error().detail] {
          return "culvert-cli: The provisioning domain cannot be used: " + escape(why) + ".";
        });
        if (domain.error().stage == Stage::kLocal && domain.error().code == Code::kInvalid) code = kUsage;
      }
      signals.release();
    });
    signals.wait();
  }
  return code;
}

}  // namespace

void add_proxies(CLI::App& program, Chosen& chosen) {
  auto a = std::make_shared<Arguments>();
  CLI::App* command = program.add_subcommand("proxies", "list the proxies that a provisioning domain offers");
  command->add_option("URI", a->proxy, "https://HOST/.well-known/pvd")->required();
  command->add_option("--ca", a->ca_file, "PEM file with the certificates to trust, instead of those of the system");
  command->add_option("--pin", a->pins, "public key that the host must have, sha256/BASE64");
  command->add_option("--http", a->http, "versions of HTTP that may be used, in order of preference")
      ->capture_default_str();
  command->add_flag("--json", a->json, "one JSON object");
  command->callback([&chosen, a] { chosen = [a] { return list_proxies(*a); }; });
}

}  // namespace culvert::app
