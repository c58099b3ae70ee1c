#include "base/private_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "support/streams.h"

namespace culvert {
namespace {

class PrivateFile : public testing::Test {
 protected:
  test::TempDir directory;
  const std::string path = directory.file("secret");
};

TEST_F(PrivateFile, IsItsOwnersAndKeepsWhatWasWritten) {
  EXPECT_FALSE(file_exists(path));
  for (const std::string& content : {std::string("first\0x", 7), std::string(300'000, 'y'), std::string()}) {
    ASSERT_TRUE(write_private_file(path, content));
    EXPECT_TRUE(file_exists(path));
    EXPECT_EQ(read_private_file(path, 1'000'000).value(), content);
    struct stat facts{};
    ASSERT_EQ(::stat(path.c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0600U);
  }
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory.path()), {}), 1) << "nothing else is left";
}

TEST_F(PrivateFile, OpenToOthersIsRefused) {
  ASSERT_TRUE(write_private_file(path, "x"));
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  const auto read = read_private_file(path, 10);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().detail, "is open to others; set its mode to 0600");
}

TEST_F(PrivateFile, WithoutADirectoryNothingIsWritten) {
  const auto written = write_private_file(directory.file("none/secret"), "x");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Code::kInvalid);
}

TEST_F(PrivateFile, WhatIsThereStaysIfItCannotBeReplaced) {
  std::filesystem::create_directory(path);
  std::ofstream(path + "/inside") << "kept";
  EXPECT_FALSE(write_private_file(path, "x"));
  EXPECT_TRUE(file_exists(path + "/inside"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory.path()), {}), 1) << "nothing else is left";
}

}  // namespace
}  // namespace culvert
