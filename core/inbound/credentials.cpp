#include "inbound/credentials.h"

namespace culvert::inbound {

namespace {

bool same(std::string_view given, std::string_view wanted) {
  std::size_t difference = given.size() ^ wanted.size();
  for (std::size_t i = 0; i < given.size(); ++i) {
    difference |= static_cast<std::size_t>(static_cast<unsigned char>(given[i]) ^
                                           static_cast<unsigned char>(wanted.empty() ? 0 : wanted[i % wanted.size()]));
  }
  return difference == 0;
}

}  // namespace

bool Credentials::match(std::string_view given_user, std::string_view given_password) const {
  const bool right_user = same(given_user, user);
  return same(given_password, password) && right_user;
}

}  // namespace culvert::inbound
