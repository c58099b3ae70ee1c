// Names with made-up addresses.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "net/resolver.h"

namespace culvert::test {

class FakeResolver final : public Resolver {
 public:
  explicit FakeResolver(Loop& loop) : answer_(loop) {}

  void set(const std::string& host, const std::vector<std::string>& addresses) {
    for (const std::string& a : addresses) names_[host].push_back(IpAddress::parse(a).value());
  }
  // A name whose lookup takes until answer().
  void set_silent(const std::string& host) { silent_ = host; }
  void answer() { answer_.set(); }

  [[nodiscard]] Task<Result<std::vector<IpAddress>>> resolve(std::string host, Stage stage) override {
    ++asked;
    if (const auto literal = IpAddress::parse(host)) co_return std::vector{*literal};
    if (host == silent_) co_await answer_.wait();
    const auto found = names_.find(host);
    if (found == names_.end()) co_return fail(stage, Code::kNotFound, host + ": the name has no address");
    co_return found->second;
  }

  int asked = 0;

 private:
  std::map<std::string, std::vector<IpAddress>> names_;
  std::string silent_;
  Event answer_;
};

}  // namespace culvert::test
