#include "config/paths.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <string>

namespace culvert::config {
namespace {

// A variable of the environment, put back when it ends.
class Variable {
 public:
  explicit Variable(const char* name) : name_(name) {
    if (const char* value = std::getenv(name)) before_ = value;
  }
  ~Variable() { set(before_ ? before_->c_str() : nullptr); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  void set(const char* value) const { value != nullptr ? ::setenv(name_, value, 1) : ::unsetenv(name_); }

 private:
  const char* name_;
  std::optional<std::string> before_;
};

TEST(ConfigDirectory, FollowsTheXdgSpecification) {
  const Variable base("XDG_CONFIG_HOME");
  const Variable home("HOME");
  home.set("/home/kim");
  base.set("/etc/kim");
  EXPECT_EQ(config_directory().value(), "/etc/kim/culvert");
  for (const char* ignored : {"", "relative"}) {
    base.set(ignored);
    EXPECT_EQ(config_directory().value(), "/home/kim/.config/culvert");
  }
  base.set(nullptr);
  EXPECT_EQ(config_directory().value(), "/home/kim/.config/culvert");
  home.set(nullptr);  // then the user database knows
  EXPECT_TRUE(config_directory().value().ends_with("/.config/culvert"));
  EXPECT_TRUE(config_directory().value().starts_with("/"));
}

}  // namespace
}  // namespace culvert::config
