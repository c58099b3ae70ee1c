#include "tls/key_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace culvert {

std::FILE* open_key_log(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, S_IRUSR | S_IWUSR);
  if (file < 0) return nullptr;
  std::FILE* stream = ::fdopen(file, "a");
  if (stream == nullptr) ::close(file);
  return stream;
}

}  // namespace culvert
