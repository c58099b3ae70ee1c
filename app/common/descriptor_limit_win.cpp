#include "common/descriptor_limit.h"

namespace culvert::app {

// Sockets are handles on Windows, and there is no such limit.
void raise_descriptor_limit() {}

void lower_descriptor_limit() {}

}  // namespace culvert::app
