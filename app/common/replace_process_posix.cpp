#include "common/replace_process.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace culvert::app {

Error replace_process(const std::vector<std::string>& words, const std::vector<Variable>& variables) {
  for (const auto& [name, value] : variables) {
    if (setenv(name.c_str(), value.c_str(), 1) != 0) return system_error(Stage::kLocal, errno, "setting a variable");
  }
  std::vector<std::string> copies = words;
  std::vector<char*> arguments;
  arguments.reserve(copies.size() + 1);
  for (std::string& word : copies) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  execvp(arguments.front(), arguments.data());
  if (errno == ENOENT) return {Stage::kLocal, Code::kNotFound, "there is no program " + words.front()};
  return system_error(Stage::kLocal, errno, "starting " + words.front());
}

}  // namespace culvert::app
