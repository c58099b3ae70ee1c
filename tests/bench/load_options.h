// Command line options of culvert-load: `--name value` and `--flag`, each read once, none left over.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "load_net.h"

namespace load {

class Options {
 public:
  explicit Options(const std::vector<std::string>& arguments);

  [[nodiscard]] std::string text(const std::string& name, const std::string& otherwise = {});
  // A number in [least, most]; throws Failure outside.
  [[nodiscard]] double number(const std::string& name, double otherwise, double least, double most);
  [[nodiscard]] std::uint64_t count(const std::string& name, std::uint64_t otherwise, std::uint64_t least,
                                    std::uint64_t most);
  [[nodiscard]] bool flag(const std::string& name);
  [[nodiscard]] Route route();  // --socks ADDR:PORT or --direct, and --target ADDR:PORT
  // Throws when an option was given that nothing asked for.
  void finish() const;

 private:
  std::map<std::string, std::string> values_;
};

// The running command is ended by SIGALRM, with a sentence and exit code 1, after this many seconds.
void limit_run_time(unsigned seconds);

}  // namespace load
