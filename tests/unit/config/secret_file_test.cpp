#include "config/secret_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace culvert::config {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class SecretFile : public testing::Test {
 protected:
  void TearDown() override { fs::remove(path_); }

  Result<std::string> read(std::string_view content, fs::perms mode = fs::perms::owner_read | fs::perms::owner_write) {
    std::ofstream(path_, std::ios::binary) << content;
    fs::permissions(path_, mode);
    return read_secret_file(path_);
  }

  const std::string path_ =
      testing::TempDir() + "culvert-secret-" + testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(SecretFile, TheFirstLine) {
  EXPECT_EQ(read("secret\n"), "secret");
  EXPECT_EQ(read("secret"), "secret");
  EXPECT_EQ(read("secret\r\nmore\n"), "secret");
  EXPECT_EQ(read(" with spaces \n"), " with spaces ");
  EXPECT_EQ(read(std::string(4096, 'x')), std::string(4096, 'x'));
}

TEST_F(SecretFile, LinesOfOtherStreams) {
  const auto line = [](std::string text) {
    std::istringstream from(std::move(text));
    return read_secret_line(from);
  };
  EXPECT_EQ(line("secret\n"), "secret");
  EXPECT_EQ(line("secret\r\nmore"), "secret");
  EXPECT_EQ(line("secret"), "secret");
  EXPECT_THAT(line("").error().detail, HasSubstr("is empty"));
  EXPECT_THAT(line("\nsecret\n").error().detail, HasSubstr("is empty"));
  EXPECT_THAT(line(std::string(4097, 'x') + "\n").error().detail, HasSubstr("4096"));
}

TEST_F(SecretFile, K3_OthersMustNotReadIt) {
  const auto owner = fs::perms::owner_read | fs::perms::owner_write;
  for (const fs::perms more : {fs::perms::group_read, fs::perms::others_read, fs::perms::others_write}) {
    const auto secret = read("secret\n", owner | more);
    ASSERT_FALSE(secret);
    EXPECT_EQ(secret.error().code, Code::kInvalid);
    EXPECT_THAT(secret.error().detail, HasSubstr("0600"));
    EXPECT_THAT(secret.error().detail, testing::Not(HasSubstr("secret\n")));
  }
}

TEST_F(SecretFile, WhatIsNoSecret) {
  EXPECT_FALSE(read(""));
  EXPECT_FALSE(read("\n"));
  EXPECT_FALSE(read("\r\n"));
  EXPECT_FALSE(read(std::string(4097, 'x')));
  EXPECT_FALSE(read(std::string(1 << 22, 'x')));
  fs::remove(path_);
  const auto absent = read_secret_file(path_);
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().stage, Stage::kLocal);
  EXPECT_THAT(absent.error().detail, HasSubstr("is not there"));
  EXPECT_FALSE(read_secret_file(testing::TempDir()));
}

TEST_F(SecretFile, APipeHasNobodyToProtectItFrom) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  ASSERT_EQ(::write(ends[1], "secret\n", 7), 7);
  ::close(ends[1]);
  EXPECT_EQ(read_secret_file("/dev/fd/" + std::to_string(ends[0])), "secret");
  ::close(ends[0]);
}

}  // namespace
}  // namespace culvert::config
