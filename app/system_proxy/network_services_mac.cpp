// Runs networksetup(8), which asks for no password where the user is an administrator. Written for macOS, not run
// there.

#include <utility>

#include "system_proxy/child.h"
#include "system_proxy/network_services.h"

namespace culvert::system_proxy {

namespace {

class NetworkServiceStore : public SettingsStore {
 public:
  explicit NetworkServiceStore(int lock) : lock_(lock) {}

  [[nodiscard]] std::string name() const override { return std::string(kNetworkServices); }
  [[nodiscard]] std::string title() const override { return "the network settings of macOS"; }
  [[nodiscard]] bool knows(std::string_view key) const override { return is_service_key(key); }

  [[nodiscard]] Result<std::vector<Change>> plan(const Target& target) override {
    const auto list = run({"-listallnetworkservices"});
    if (!list) return std::unexpected(list.error());
    std::vector<std::string> keys;
    for (const std::string& service : parse_services(*list)) {
      for (std::string& key : keys_of_service(service)) keys.push_back(std::move(key));
    }
    const auto now = read(keys);
    if (!now) return std::unexpected(now.error());
    return plan_services(*now, target);
  }
  [[nodiscard]] Result<Values> read(const std::vector<std::string>& keys) override {
    Values values;
    for (const std::string& key : keys) {
      const auto said = run(question(key));
      if (!said) return std::unexpected(said.error());
      auto value = parse_answer(key, *said);
      if (!value) return std::unexpected(std::move(value.error()));
      values[key] = std::move(*value);
    }
    return values;
  }
  [[nodiscard]] Result<> write(const Values& values) override {
    for (const auto& [key, value] : values) {
      const auto commands = orders(key, value.value_or(""));
      if (!commands) return std::unexpected(commands.error());
      for (const Command& command : *commands) {
        if (const auto said = run(command); !said) return std::unexpected(said.error());
      }
    }
    return {};
  }

 private:
  [[nodiscard]] Result<std::string> run(Command command) const {
    command.insert(command.begin(), "/usr/sbin/networksetup");
    return output_of(command, lock_);
  }

  int lock_;
};

}  // namespace

std::unique_ptr<SettingsStore> make_network_service_store(int lock) {
  return std::make_unique<NetworkServiceStore>(lock);
}

}  // namespace culvert::system_proxy
