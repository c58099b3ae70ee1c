#include "app/cli/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "support/streams.h"

namespace culvert::app {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class ArgumentsTest : public testing::Test {
 protected:
  ArgumentsTest() { arguments.proxy = "proxy.example"; }
  std::string file(std::string_view name, std::string_view content) {
    const std::string path = directory.file(name);
    std::ofstream(path) << content;
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    return path;
  }
  // Why `run` does not.
  std::string problem() {
    const auto setup = setup_to_run(arguments);
    return setup ? "" : setup.error().detail;
  }

  test::TempDir directory;
  Arguments arguments;
};

TEST_F(ArgumentsTest, TheProxyAndItsCredentials) {
  arguments.wire = "draft-08";
  arguments.user = "kim";
  arguments.password_file = file("password", "secret\n");
  for (const auto& setup : {setup_to_connect(arguments), setup_to_run(arguments)}) {
    ASSERT_TRUE(setup) << setup.error().detail;
    const config::Profile* profile = config::find_profile(*setup, setup->profile);
    ASSERT_NE(profile, nullptr);
    EXPECT_EQ(profile->proxy, "proxy.example");
    EXPECT_EQ(profile->wire, "draft-08");
    EXPECT_EQ(profile->authentication.scheme, config::Authentication::Scheme::kPassword);
    EXPECT_EQ(profile->authentication.credentials.user, "kim");
    EXPECT_EQ(profile->authentication.credentials.password, "secret");
  }
}

TEST_F(ArgumentsTest, APasswordThatNothingGivesIsAskedFor) {
  arguments.user = "kim";
  arguments.ask = [](std::string_view prompt) -> Result<std::string> {
    EXPECT_EQ(prompt, "Password of kim for proxy.example");
    return "typed";
  };
  EXPECT_EQ(profile_of(arguments)->authentication.credentials.password, "typed");
  arguments.ask = [](std::string_view) -> Result<std::string> {
    return fail(Stage::kLocal, Code::kNotFound, "nobody");
  };
  EXPECT_EQ(problem(), "--user wants a password, from --password-file, --password-fd or a terminal: nobody");
}

TEST_F(ArgumentsTest, APasswordByADescriptor) {
  arguments.user = "kim";
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  arguments.password_fd = ends[0];
  ASSERT_EQ(::write(ends[1], "first\nsecond\n", 13), 13);
  EXPECT_EQ(profile_of(arguments)->authentication.credentials.password, "first");
  EXPECT_EQ(profile_of(arguments)->authentication.credentials.password, "second");  // which nobody took before
  ::close(ends[1]);
  EXPECT_THAT(problem(), testing::EndsWith("is empty or cannot be read"));
  ::close(ends[0]);
  EXPECT_THAT(problem(), testing::EndsWith("is empty or cannot be read"));
  arguments.password_file = file("password", "secret\n");
  EXPECT_EQ(problem(), "--password-file and --password-fd exclude each other");
}

TEST_F(ArgumentsTest, S5_WaysToSignIn) {
  using Scheme = config::Authentication::Scheme;
  EXPECT_EQ(profile_of(arguments)->authentication.scheme, Scheme::kNone);
  arguments.auth = "basic";
  EXPECT_EQ(problem(), "--auth goes together with --user");
  arguments.user = "kim";
  arguments.password_file = file("password", "secret\n");
  EXPECT_EQ(profile_of(arguments)->authentication.scheme, Scheme::kBasic);
  arguments.auth = "digest";
  EXPECT_EQ(profile_of(arguments)->authentication.scheme, Scheme::kDigest);
  arguments.auth = "ntlm";
  EXPECT_EQ(problem(), "--auth is auto, basic or digest");
  arguments.auth = "auto";
  arguments.token_file = file("token", "mF_9.B5f\n");
  EXPECT_EQ(problem(), "--user, --token-file and --concealed-key exclude each other");
  arguments.user = arguments.password_file = "";
  EXPECT_EQ(profile_of(arguments)->authentication.scheme, Scheme::kBearer);
  EXPECT_EQ(profile_of(arguments)->authentication.token, "mF_9.B5f");
  arguments.token_file = file("bad token", "a b\n");
  EXPECT_THAT(problem(), HasSubstr("authentication: the token has characters"));
  arguments.token_file = "";
  arguments.concealed_id = "kim";
  EXPECT_EQ(problem(), "--concealed-key and --concealed-id go together");
  arguments.concealed_key = file("no key", "no key");
  EXPECT_THAT(problem(), HasSubstr("no key: this is no private key"));
  arguments.concealed_key =
      file("key.pem",
           "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
           "-----END PRIVATE KEY-----\n");
  const auto profile = profile_of(arguments);
  ASSERT_TRUE(profile) << profile.error().detail;
  EXPECT_EQ(profile->authentication.scheme, Scheme::kConcealed);
  EXPECT_EQ(profile->authentication.key_id, "kim");
}

TEST_F(ArgumentsTest, T6_AClassicProxyIsSaidToBeOne) {
  EXPECT_FALSE(profile_of(arguments)->classic_connect);
  arguments.classic = true;
  arguments.proxy = "https://proxy.example:3128";
  EXPECT_TRUE(profile_of(arguments)->classic_connect);
  EXPECT_TRUE(profile_of(arguments)->classic_connect);
  arguments.proxy = "https://proxy.example/{target_host}/{target_port}";
  EXPECT_FALSE(profile_of(arguments));
}

TEST_F(ArgumentsTest, S3_EarlyDataIsAskedFor) {
  EXPECT_FALSE(profile_of(arguments)->early_data);
  EXPECT_EQ(profile_of(arguments)->session_file, "");
  arguments.early_data = true;
  arguments.session_file = "sessions";
  EXPECT_TRUE(profile_of(arguments)->early_data);
  EXPECT_EQ(profile_of(arguments)->session_file, "sessions");
}

TEST_F(ArgumentsTest, RunListensAndConnectDoesNot) {
  const auto to_connect = setup_to_connect(arguments);
  ASSERT_TRUE(to_connect);
  EXPECT_TRUE(to_connect->listeners.empty());
  auto to_run = setup_to_run(arguments);
  ASSERT_TRUE(to_run);
  ASSERT_EQ(to_run->listeners.size(), 1U);
  EXPECT_EQ(to_run->listeners[0].listen.to_string(), "localhost:1080");
  EXPECT_FALSE(to_run->listeners[0].credentials);
  EXPECT_TRUE(to_run->applications.empty());
  arguments.forwards = {"8080=example.com:80", "[::1]:8081=example.com:81"};
  to_run = setup_to_run(arguments);
  ASSERT_TRUE(to_run) << to_run.error().detail;
  EXPECT_TRUE(to_run->listeners.empty());
  ASSERT_EQ(to_run->applications.size(), 1U);
  EXPECT_EQ(to_run->applications[0].access, config::Application::Access::kEveryone);
  const auto& forwards = to_run->applications[0].forwards;
  ASSERT_EQ(forwards.size(), 2U);
  EXPECT_EQ(forwards[0].listen.to_string(), "localhost:8080");
  EXPECT_EQ(forwards[1].target.to_string(), "example.com:81");
}

TEST_F(ArgumentsTest, K2_CredentialsAreForEveryListener) {
  arguments.socks_user = "app";
  arguments.socks_password_file = file("password", "word\n");
  const auto expect_asked_everywhere = [&](std::size_t listeners) {
    const auto setup = setup_to_run(arguments);
    ASSERT_TRUE(setup) << setup.error().detail;
    ASSERT_EQ(setup->listeners.size(), listeners);
    for (const auto& listener : setup->listeners) {
      ASSERT_TRUE(listener.credentials) << listener.listen.to_string();
      EXPECT_EQ(listener.credentials->user, "app");
      EXPECT_EQ(listener.credentials->password, "word");
    }
  };
  expect_asked_everywhere(1);  // the one that nobody asked for
  arguments.socks = {"1080", "0.0.0.0:1081"};
  expect_asked_everywhere(2);
}

TEST_F(ArgumentsTest, K2_CredentialsThatNobodyWouldAskForAreAnError) {
  arguments.socks_user = "app";
  arguments.socks_password_file = file("password", "word\n");
  arguments.forwards = {"8080=example.com:80"};
  EXPECT_EQ(problem(), "--socks-user is for --socks, and there is none");
  arguments.socks = {"1080"};
  EXPECT_EQ(problem(), "");
}

TEST_F(ArgumentsTest, WhatIsWrongIsNamed) {
  const auto with = [&](std::string Arguments::* option, std::string value) {
    Arguments a = arguments;
    a.*option = std::move(value);
    const auto setup = setup_to_run(a);
    return setup ? "" : setup.error().detail;
  };
  EXPECT_THAT(with(&Arguments::proxy, ""), StartsWith("proxy: "));
  EXPECT_THAT(with(&Arguments::wire, "x"), StartsWith("wire: "));
  EXPECT_EQ(with(&Arguments::password_file, "x"), "a user name and a password go together");
  EXPECT_EQ(with(&Arguments::socks_password_file, "x"), "a user name and a password file go together");
  arguments.socks = {"1080", "x"};
  EXPECT_THAT(problem(), StartsWith("--socks x: "));
  arguments.socks = {"0.0.0.0:1080"};
  EXPECT_THAT(problem(), StartsWith("socks[0].listen: "));
  arguments.socks.clear();
  arguments.forwards = {"x"};
  EXPECT_THAT(problem(), StartsWith("--forward x: "));
}

TEST_F(ArgumentsTest, AFileOfCertificatesThatIsNoneIsAnErrorOfTheCommandLine) {
  arguments.ca_file = directory.file("nowhere");
  EXPECT_EQ(problem(), "reading the CA file " + arguments.ca_file + ": No such file or directory");
  EXPECT_FALSE(profile_of(arguments));
  arguments.ca_file = file("garbage", "not PEM");
  EXPECT_THAT(problem(), StartsWith("reading the CA file " + arguments.ca_file + ": no "));
}

TEST_F(ArgumentsTest, Destinations) {
  const auto to = [&](std::string host, std::string port) {
    arguments.host = std::move(host);
    arguments.port = std::move(port);
    const auto target = destination(arguments);
    return target ? target->to_string() : target.error().detail;
  };
  EXPECT_EQ(to("example.com", "22"), "example.com:22");
  EXPECT_EQ(to("192.0.2.1", "22"), "192.0.2.1:22");
  EXPECT_EQ(to("2001:db8::1", "22"), "[2001:db8::1]:22");
  EXPECT_EQ(to("[2001:db8::1]", "22"), "[2001:db8::1]:22");
  EXPECT_THAT(to("example.com", "0"), HasSubstr("port"));
  EXPECT_THAT(to("example.com:22", "22"), HasSubstr("no valid IPv6 address"));
  EXPECT_THAT(to("", "22"), HasSubstr("host is empty"));
}

TEST_F(ArgumentsTest, TheSystemProxyNeedsAListenerThatDesktopsCanUse) {
  arguments.system_proxy = true;
  EXPECT_EQ(problem(), "");  // the SOCKS5 listener that is there by default
  arguments.forwards = {"8080=example.com:80"};
  EXPECT_THAT(problem(), HasSubstr("--system-proxy needs a listener"));
  arguments.socks = {"1081"};
  EXPECT_EQ(problem(), "");
  arguments.socks_user = "app";
  arguments.socks_password_file = file("password", "secret\n");
  EXPECT_THAT(problem(), HasSubstr("--system-proxy goes without --socks-user"));
}

}  // namespace
}  // namespace culvert::app
