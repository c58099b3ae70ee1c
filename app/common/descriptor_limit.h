// How many files and sockets this process may have open. One implementation per platform: descriptor_limit_posix.cpp.
#pragma once

namespace culvert::app {

// As many as the system lets it: a tunnel takes one descriptor, and the default of most systems is 1,024, for the sake
// of programs that use select(). For programs that carry tunnels, before they begin; what they start inherits it.
void raise_descriptor_limit();

// As it was before that, for a program that is started and may use select(). Between fork() and exec(): nothing is
// allocated.
void lower_descriptor_limit();

}  // namespace culvert::app
