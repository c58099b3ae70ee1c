// Users are the system's business: this test becomes another one, for one thread (setresuid(2), "C library/kernel
// differences").
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "unit/control/rig.h"

namespace culvert::control {
namespace {

using testing::HasSubstr;

constexpr uid_t kNobody = 65534;

template <class F>
void as_nobody(F work) {
  std::thread([&] {
    ASSERT_EQ(::syscall(SYS_setresuid, kNobody, kNobody, kNobody), 0);
    work();
  }).join();
}

class ControlOtherUser : public ControlServer {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
    ASSERT_TRUE(start());
  }
};

TEST_F(ControlOtherUser, DoesNotGetToTheSocket) {
  ::chmod(directory.path().c_str(), 0755);
  as_nobody([&] {
    const RawClient client(place);
    EXPECT_EQ(client.error(), EACCES);
  });
}

TEST_F(ControlOtherUser, IsRefusedEvenIfEverybodyMayOpenTheSocket) {
  ::chmod(directory.path().c_str(), 0755);
  ::chmod(place.c_str(), 0666);
  as_nobody([&] {
    RawClient client(place);
    ASSERT_EQ(client.error(), 0);
    static_cast<void>(client.write("{\"id\":1,\"command\":\"echo\"}\n"));
    const std::string line = client.line();
    EXPECT_THAT(line, HasSubstr(R"("code":"denied")"));
    EXPECT_THAT(line, HasSubstr("another user"));
    EXPECT_TRUE(client.at_end());
  });
  EXPECT_EQ(seen(), 0);
  EXPECT_EQ(clients(), 0);
}

TEST_F(ControlOtherUser, AServerOfSomebodyElseIsAskedNothing) {
  ::chmod(directory.path().c_str(), 0755);
  ::chmod(place.c_str(), 0666);
  as_nobody([&] {
    const auto remote = Remote::connect(place);
    ASSERT_FALSE(remote);
    EXPECT_EQ(remote.error().code, Code::kDenied);
  });
}

}  // namespace
}  // namespace culvert::control
