// One implementation per platform. Inside of the launcher only.
#pragma once

namespace culvert::desktop {

// Descriptors from `first` on are closed when a program is executed. Between fork() and exec(): nothing is allocated.
void close_on_exec_from(int first);

}  // namespace culvert::desktop
