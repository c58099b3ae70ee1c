#include "repair.h"

#include <algorithm>
#include <iostream>

#include "system_proxy.h"

namespace culvert::app {

int repair(const Arguments& arguments) {
  using system_proxy::Remark;
  auto remarks = system_proxy::SystemProxy().repair().remarks;
  if (remarks.empty()) remarks.push_back({Remark::Kind::kDone, "There is nothing to repair."});
  for (const Remark& remark : remarks) std::cout << (arguments.json ? to_json(remark) : remark.sentence) << "\n";
  return std::ranges::contains(remarks, Remark::Kind::kFailed, &Remark::kind) ? 1 : 0;
}

}  // namespace culvert::app
