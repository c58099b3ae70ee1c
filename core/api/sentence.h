// Why a tunnel failed, for a person: also one that goes to its destination without a proxy.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "config/setup.h"

namespace culvert::api {

[[nodiscard]] std::string sentence_of(const Error& error, std::string_view target, config::Rule::Action action);

}  // namespace culvert::api
