#include "system_proxy/child.h"

#include <gmock/gmock.h>

namespace culvert::system_proxy {
namespace {

TEST(Child, SaysWhatItSaid) {
  const auto finished = run_child({"sh", "-c", "echo out; echo err >&2; exit 3"});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->code, 3);
  EXPECT_EQ(finished->output, "out\n");
  EXPECT_EQ(finished->errors, "err\n");
}

TEST(Child, HasNothingToReadAndAGroupOfItsOwn) {
  EXPECT_EQ(output_of({"cat"}), "");
  const auto same =
      output_of({"sh", "-c", R"(read -r _ _ _ _ group _ < "/proc/$$/stat"; test "$group" = "$$" && echo own)"});
  EXPECT_EQ(same, "own\n");
}

TEST(Child, ThatIsNotThereIsNotFound) {
  const auto finished = run_child({"culvert-no-such-program"});
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().code, Code::kNotFound);
  EXPECT_EQ(finished.error().detail, "culvert-no-such-program is not installed");
}

TEST(Child, ThatFailsSaysWhy) {
  EXPECT_EQ(output_of({"sh", "-c", "echo 'it is broken.' >&2; exit 1"}).error().detail, "it is broken");
  EXPECT_EQ(output_of({"sh", "-c", "exit 7"}).error().detail, "sh failed with 7");
  EXPECT_EQ(output_of({"sh", "-c", "kill -9 $$"}).error().detail, "sh failed with -1");
}

TEST(Child, ThatSaysTooMuchIsEnded) {
  const auto finished = run_child({"yes"});
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().code, Code::kLimit);
}

}  // namespace
}  // namespace culvert::system_proxy
