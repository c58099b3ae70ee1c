// Not tried so far. Whose file it is, the directory's access list says.
#include <share.h>

#include "tls/key_log.h"

namespace culvert {

std::FILE* open_key_log(const std::string& path) { return ::_fsopen(path.c_str(), "a", _SH_DENYWR); }

}  // namespace culvert
