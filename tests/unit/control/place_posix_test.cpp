#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "control/place.h"
#include "support/streams.h"

namespace culvert::control {
namespace {

class ControlPlace : public testing::Test {
 protected:
  void SetUp() override { ::setenv("XDG_RUNTIME_DIR", directory_.path().c_str(), 1); }
  void TearDown() override { ::unsetenv("XDG_RUNTIME_DIR"); }
  test::TempDir directory_;
};

TEST_F(ControlPlace, InADirectoryOfItsOwn) {
  const auto prepared = prepared_place();
  ASSERT_TRUE(prepared);
  EXPECT_EQ(*prepared, directory_.file("culvert/control"));
  EXPECT_EQ(place(), *prepared);
  struct stat facts{};
  ASSERT_EQ(::stat(directory_.file("culvert").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777, 0700);
  EXPECT_TRUE(prepared_place());  // it is there now
}

TEST_F(ControlPlace, ADirectoryThatOthersCanEnterIsNotTaken) {
  for (const mode_t mode : {0755U, 0710U, 0701U, 0777U}) {
    ::mkdir(directory_.file("culvert").c_str(), 0700);
    ::chmod(directory_.file("culvert").c_str(), mode);
    const auto prepared = prepared_place();
    ASSERT_FALSE(prepared) << mode;
    EXPECT_EQ(prepared.error().code, Code::kDenied);
  }
}

TEST_F(ControlPlace, NorALinkNorAFile) {
  std::filesystem::create_directory(directory_.file("other"));
  std::filesystem::create_directory_symlink(directory_.file("other"), directory_.file("culvert"));
  EXPECT_EQ(prepared_place().error().code, Code::kDenied);
  std::filesystem::remove(directory_.file("culvert"));
  std::filesystem::copy_file("/proc/self/status", directory_.file("culvert"));
  EXPECT_EQ(prepared_place().error().code, Code::kDenied);
}

TEST_F(ControlPlace, SomebodyElsesDirectory) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a directory away";
  std::filesystem::create_directory(directory_.file("culvert"));
  ASSERT_EQ(::chown(directory_.file("culvert").c_str(), 65534, 65534), 0);
  ASSERT_EQ(::chmod(directory_.file("culvert").c_str(), 0700), 0);
  EXPECT_EQ(prepared_place().error().code, Code::kDenied);
}

TEST_F(ControlPlace, WithoutARuntimeDirectory) {
  for (const char* value : {"", "relative/path"}) {
    ::setenv("XDG_RUNTIME_DIR", value, 1);
    EXPECT_EQ(place(), "/tmp/culvert-" + std::to_string(::geteuid()) + "/control");
  }
  ::unsetenv("XDG_RUNTIME_DIR");
  EXPECT_EQ(place(), "/tmp/culvert-" + std::to_string(::geteuid()) + "/control");
}

TEST_F(ControlPlace, WhereItsNameWouldBeTooLongForASocket) {
  ::setenv("XDG_RUNTIME_DIR", ("/" + std::string(60, 'x')).c_str(), 1);
  EXPECT_EQ(place(), "/" + std::string(60, 'x') + "/culvert/control");
  ::setenv("XDG_RUNTIME_DIR", ("/" + std::string(100, 'x')).c_str(), 1);
  EXPECT_EQ(place(), "/tmp/culvert-" + std::to_string(::geteuid()) + "/control");
}

}  // namespace
}  // namespace culvert::control
