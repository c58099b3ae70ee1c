// culvert-cli repair: sets back what a run that was cut off has left behind.

#include <algorithm>
#include <iostream>
#include <memory>

#include "command.h"
#include "system_proxy/keeper.h"

namespace culvert::app {

namespace {

int repair(bool json) {
  using system_proxy::Remark;
  auto remarks = system_proxy::SystemProxy().repair().remarks;
  if (remarks.empty()) remarks.push_back({Remark::Kind::kDone, "There is nothing to repair."});
  for (const Remark& remark : remarks) std::cout << (json ? to_json(remark) : remark.sentence) << "\n";
  return std::ranges::contains(remarks, Remark::Kind::kFailed, &Remark::kind) ? kFailed : kDone;
}

}  // namespace

void add_repair(CLI::App& program, Chosen& chosen) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command =
      program.add_subcommand("repair", "set back the desktop's proxy where a run that was cut off has left it");
  command->add_flag("--json", *json, "one JSON object a line");
  command->callback([&chosen, json] { chosen = [json] { return repair(*json); }; });
}

}  // namespace culvert::app
