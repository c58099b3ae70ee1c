#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <format>
#include <fstream>

#include "programs/installed_programs.h"

namespace culvert::desktop {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace fs = std::filesystem;

class InstalledProgramsTest : public ::testing::Test {
 protected:
  InstalledProgramsTest() {
    std::string pattern = ::testing::TempDir() + "programs-XXXXXX";
    root = ::mkdtemp(pattern.data());
    for (const char* folder : {"bin", "home/applications", "one/applications", "two/applications"}) {
      fs::create_directories(root / folder);
    }
    const auto at = [&](const char* folder) { return (root / folder).string(); };
    ::setenv("XDG_DATA_HOME", at("home").c_str(), 1);
    ::setenv("XDG_DATA_DIRS", (at("one") + ":relative:" + at("two")).c_str(), 1);
    ::setenv("PATH", at("bin").c_str(), 1);
    ::setenv("XDG_CURRENT_DESKTOP", "Fake:GNOME", 1);
    ::unsetenv("TERMINAL");
    program("editor",
            "\x7f"
            "ELF");
  }
  ~InstalledProgramsTest() override { fs::remove_all(root); }

  void program(const std::string& name, const std::string& content) const {
    std::ofstream(root / "bin" / name) << content;
    fs::permissions(root / "bin" / name, fs::perms::owner_all);
  }
  // Replaced whole, as packages do it.
  void entry(const std::string& path, const std::string& lines) const {
    fs::create_directories((root / path).parent_path());
    const fs::path fresh = root / (path + ".new");
    std::ofstream(fresh) << "[Desktop Entry]\nType=Application\n" << lines << "\n";
    fs::rename(fresh, root / path);
  }
  std::vector<std::string> ids() {
    std::vector<std::string> all;
    for (const InstalledProgram& one : programs.list("de_DE")) all.push_back(one.id);
    return all;
  }

  fs::path root;
  InstalledPrograms programs;
};

TEST_F(InstalledProgramsTest, AreFoundByName) {
  entry("one/applications/b.desktop", "Name=Zebra\nName[de]=Affe\nExec=editor %F\nIcon=zoo");
  entry("two/applications/kde/a.desktop", "Name=Beta\nExec=" + (root / "bin/editor").string());
  const auto all = programs.list("de_DE");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0], (InstalledProgram{.id = "b",
                                      .name = "Affe",
                                      .icon = "zoo",
                                      .launch = {"editor"},
                                      .executable = (root / "bin/editor").string(),
                                      .terminal = false}));
  EXPECT_EQ(all[1].id, "kde-a");
  EXPECT_EQ(programs.list("en_US").back().name, "Zebra");
}

TEST_F(InstalledProgramsTest, FirstOfAnIdHidesTheOthers) {
  entry("home/applications/a.desktop", "Name=Mine\nExec=editor");
  entry("one/applications/a.desktop", "Name=Other\nExec=editor");
  entry("home/applications/b.desktop", "Hidden=true");
  entry("one/applications/b.desktop", "Name=Gone\nExec=editor");
  const auto all = programs.list("en");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all.front().name, "Mine");
}

TEST_F(InstalledProgramsTest, WhatIsNotToBeShownIsNot) {
  entry("one/applications/a.desktop", "Name=A\nExec=editor\nNoDisplay=true");
  entry("one/applications/b.desktop", "Name=B\nExec=editor\nOnlyShowIn=KDE;");
  entry("one/applications/c.desktop", "Name=C\nExec=editor\nNotShowIn=GNOME;");
  entry("one/applications/d.desktop", "Name=D\nExec=editor\nTryExec=nothing-of-this-name");
  entry("one/applications/e.desktop", "Name=E\nExec=\"editor");
  entry("one/applications/f.desktop", "Name=F\nTryExec=editor\nExec=editor\nOnlyShowIn=GNOME;");
  std::ofstream(root / "one/applications/g.desktop") << "no entry at all";
  std::ofstream(root / "one/applications/h.txt") << "[Desktop Entry]\nType=Application\nName=H\nExec=editor\n";
  ASSERT_EQ(::mkfifo((root / "one/applications/i.desktop").c_str(), 0600), 0);
  EXPECT_THAT(ids(), ElementsAre("f"));
}

TEST_F(InstalledProgramsTest, FoldersThatLeadToThemselvesEnd) {
  entry("one/applications/a.desktop", "Name=A\nExec=editor");
  fs::create_directory_symlink(root / "one/applications", root / "one/applications/again");
  const auto all = ids();
  EXPECT_EQ(std::ranges::count(all, "a"), 1);
  EXPECT_LT(all.size(), 12U);
}

TEST_F(InstalledProgramsTest, ExecutableIsNamedOnlyWhereItCanBe) {
  program("script", "#!/bin/sh\n");
  program("env",
          "\x7f"
          "ELF");
  program("flatpak",
          "\x7f"
          "ELF");
  entry("one/applications/a.desktop", "Name=A\nExec=script");
  entry("one/applications/b.desktop", "Name=B\nExec=env A=1 B=2 editor");
  entry("one/applications/c.desktop", "Name=C\nExec=flatpak run org.example.App");
  entry("one/applications/d.desktop", "Name=D\nExec=/nowhere/at/all");
  std::vector<std::string> executables;
  for (const InstalledProgram& one : programs.list("en")) executables.push_back(one.executable);
  EXPECT_THAT(executables, ElementsAre("", (root / "bin/editor").string(), "", ""));
}

TEST_F(InstalledProgramsTest, TerminalIsOpenedForThoseThatWantOne) {
  entry("one/applications/a.desktop", "Name=A\nExec=editor -n\nTerminal=true");
  EXPECT_THAT(programs.list("en").front().launch, ElementsAre("editor", "-n"));
  program("x-terminal-emulator", "#!/bin/sh\n");
  EXPECT_THAT(InstalledPrograms().list("en").front().launch, ElementsAre("x-terminal-emulator", "-e", "editor", "-n"));
  program("xdg-terminal-exec", "#!/bin/sh\n");
  EXPECT_THAT(InstalledPrograms().list("en").front().launch, ElementsAre("xdg-terminal-exec", "editor", "-n"));
  program("my-terminal", "#!/bin/sh\n");
  ::setenv("TERMINAL", "my-terminal", 1);
  const auto all = InstalledPrograms().list("en");
  EXPECT_THAT(all.front().launch, ElementsAre((root / "bin/my-terminal").string(), "-e", "editor", "-n"));
  EXPECT_EQ(all.front().executable, (root / "bin/editor").string());
  EXPECT_TRUE(all.front().terminal);
}

TEST_F(InstalledProgramsTest, ChangesAreSeen) {
  EXPECT_THAT(ids(), IsEmpty());
  entry("two/applications/a.desktop", "Name=A\nExec=editor");
  EXPECT_THAT(ids(), ElementsAre("a"));
  entry("two/applications/more/b.desktop", "Name=B\nExec=editor");
  EXPECT_THAT(ids(), ElementsAre("a", "more-b"));
  fs::remove_all(root / "two/applications/more");
  EXPECT_THAT(ids(), ElementsAre("a"));
}

// Whatever has not been replaced is not read again: a file that is written to in its place shows that.
TEST_F(InstalledProgramsTest, WhatHasNotChangedIsNotReadAgain) {
  entry("one/applications/a.desktop", "Name=A\nExec=editor");
  EXPECT_EQ(programs.list("en").front().name, "A");
  const auto time = fs::last_write_time(root / "one/applications");
  std::ofstream(root / "one/applications/a.desktop") << "[Desktop Entry]\nType=Application\nName=B\nExec=editor\n";
  fs::last_write_time(root / "one/applications", time);
  EXPECT_EQ(programs.list("en").front().name, "A");
  EXPECT_EQ(programs.list("de").front().name, "B");
}

TEST_F(InstalledProgramsTest, StopMeansStop) {
  for (int i = 0; i < 50; ++i) entry(std::format("one/applications/{}.desktop", i), "Name=A\nExec=editor");
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(programs.list("en", stop.get_token()), IsEmpty());
  EXPECT_EQ(programs.list("en").size(), 50U);
}

TEST(RunningPrograms, ThisOneIsAmongThem) {
  const std::string self = fs::read_symlink("/proc/self/exe").string();
  const auto all = running_programs();
  EXPECT_EQ(std::ranges::count(all, self, &RunningProgram::executable), 1);
  EXPECT_TRUE(std::ranges::is_sorted(all));
}

}  // namespace
}  // namespace culvert::desktop
