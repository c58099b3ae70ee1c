// Compiled by nobody yet, run by nobody: the access list of the user's own directories has to do.

#include <fstream>

#include "common/private_file.h"

namespace culvert::app {

Result<std::string> read_private_file(const std::string& path, std::size_t most) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(Stage::kLocal, Code::kInvalid, "is not there or cannot be opened");
  std::string all(most, '\0');
  file.read(all.data(), static_cast<std::streamsize>(most));
  all.resize(static_cast<std::size_t>(file.gcount()));
  return all;
}

}  // namespace culvert::app
