#include "kept_state.h"

#include <gtest/gtest.h>

#include <QFile>

#include "support/streams.h"

namespace culvert::desktop {
namespace {

class KeptStateTest : public testing::Test {
 protected:
  test::TempDir directory_;
  const QString path_ = QString::fromStdString(directory_.file("state/window.json"));
};

TEST_F(KeptStateTest, IsThereTheNextTime) {
  const QByteArray window("\x00\x01\xff", 3);
  {
    KeptState state(path_);
    EXPECT_FALSE(state.was_on());
    EXPECT_TRUE(state.window().isEmpty());
    state.keep_window(window);
    state.keep_on(true);
  }
  const KeptState state(path_);
  EXPECT_TRUE(state.was_on());
  EXPECT_EQ(state.window(), window);
}

TEST_F(KeptStateTest, WhatIsDamagedCountsAsNone) {
  KeptState(path_).keep_on(true);
  for (const char* text : {"", "{", "[1]", R"({"on":7,"window":[]})"}) {
    QFile file(path_);
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(text);
    file.close();
    const KeptState state(path_);
    EXPECT_FALSE(state.was_on());
    EXPECT_TRUE(state.window().isEmpty());
  }
}

}  // namespace
}  // namespace culvert::desktop
