#include "usual_shell.h"

namespace culvert::desktop {

app::Shell usual_shell() { return app::Shell::kPowerShell; }

}  // namespace culvert::desktop
