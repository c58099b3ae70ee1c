// The commands of culvert-load. Each takes its options, prints one line of JSON and throws Failure when anything is
// off.
#pragma once

#include "load_options.h"

namespace load {

int serve(Options& options);              // load_serve.cpp: the target of all measurements
int bulk(Options& options, bool upward);  // load_bulk.cpp: one large transfer over one or many connections
int rate(Options& options);               // load_rate.cpp: complete new connections per second
int ping(Options& options);               // load_small.cpp: round-trip times on one tunnel
int idle(Options& options);               // load_small.cpp: many tunnels that do nothing

}  // namespace load
