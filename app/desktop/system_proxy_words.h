// What the keeper of the system proxy remarks, in the language of the window.
#pragma once

#include <QString>

#include "system_proxy/system_proxy.h"

namespace culvert::desktop {

// Empty: nothing that a person has to be told of.
[[nodiscard]] QString sentence_of(const system_proxy::Remark& remark);

}  // namespace culvert::desktop
