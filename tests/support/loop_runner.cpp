#include "support/loop_runner.h"

#include <asio/io_context.hpp>

namespace culvert::test {

void run_until_stopped(Loop& loop) {
  loop.io().restart();
  loop.run();
}

}  // namespace culvert::test
