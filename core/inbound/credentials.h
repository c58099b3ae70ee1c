// What an application has to give at a listener that is not for everybody.
#pragma once

#include <string>
#include <string_view>

namespace culvert::inbound {

struct Credentials {
  std::string user;
  std::string password;
  // Takes the same time wherever the first difference is.
  [[nodiscard]] bool match(std::string_view given_user, std::string_view given_password) const;
};

}  // namespace culvert::inbound
