#include "common/replace_process.h"

#include <process.h>
#include <stdlib.h>

#include <cerrno>

namespace culvert::app {

namespace {

// One argument, as the C library of the program that is started takes the command line apart again.
std::string quoted(const std::string& word) {
  if (!word.empty() && word.find_first_of(" \t\n\v\"") == std::string::npos) return word;
  std::string out = "\"";
  std::size_t backslashes = 0;
  for (const char c : word) {
    if (c == '\\') {
      ++backslashes;
      continue;
    }
    out.append(c == '"' ? 2 * backslashes + 1 : backslashes, '\\');
    backslashes = 0;
    out += c;
  }
  out.append(2 * backslashes, '\\');
  return out + "\"";
}

}  // namespace

Error replace_process(const std::vector<std::string>& words, const std::vector<Variable>& variables) {
  for (const auto& [name, value] : variables) {
    if (_putenv_s(name.c_str(), value.c_str()) != 0) {
      return {Stage::kLocal, Code::kSystem, "the variable " + name + " cannot be set"};
    }
  }
  std::vector<std::string> copies;
  for (const std::string& word : words) copies.push_back(quoted(word));
  std::vector<const char*> arguments;
  for (const std::string& word : copies) arguments.push_back(word.c_str());
  arguments.push_back(nullptr);
  const auto code = _spawnvp(_P_WAIT, words.front().c_str(), arguments.data());
  if (code != -1) exit(static_cast<int>(code));
  if (errno == ENOENT) return {Stage::kLocal, Code::kNotFound, "there is no program " + words.front()};
  return {Stage::kLocal, Code::kSystem, words.front() + " cannot be started"};
}

}  // namespace culvert::app
