#include "http/auth/user_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <cstdio>
#include <format>
#include <fstream>

#include "http/auth/authenticator.h"
#include "http/auth/base64.h"
#include "unit/bytes.h"

namespace culvert::http {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string raw(std::string_view hex) { return test::text_of(test::from_hex(hex)); }

// A line with parameters that cost next to nothing.
std::string cheap_line(std::string_view name) {
  // scrypt("", "", 16, 1, 1), RFC 7914 §12.
  return std::format("{}:$scrypt$16$1$1${}${}\n", name, "",
                     encode_base64(raw("77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442")));
}

UserFile parsed(std::string_view text) {
  auto users = UserFile::parse(text, 0);
  EXPECT_TRUE(users) << users.error().detail;
  return std::move(*users);
}

TEST(UserFile, VectorsOfRfc7914) {  // §12, the first 32 octets of each
  const struct {
    const char* password;
    const char* salt;
    int n, r, p;
    const char* hash;
  } kVectors[] = {
      {"", "", 16, 1, 1, "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"},
      {"password", "NaCl", 1024, 8, 16, "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"},
      {"pleaseletmein", "SodiumChloride", 16384, 8, 1,
       "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"},
  };
  for (const auto& v : kVectors) {
    UserFile users = parsed(
        std::format("u:$scrypt${}${}${}${}${}", v.n, v.r, v.p, encode_base64(v.salt), encode_base64(raw(v.hash))));
    EXPECT_EQ(users.check(basic_authorization("u", v.password)), "u") << v.salt;
    EXPECT_EQ(users.check(basic_authorization("u", std::string(v.password) + "x")), std::nullopt);
  }
}

TEST(UserFile, HashPasswordMakesALineThatTakesThePassword) {
  const std::string hash = hash_password("päss:word $").value();
  EXPECT_THAT(hash, StartsWith("$scrypt$16384$8$1$"));
  EXPECT_NE(hash, hash_password("päss:word $"));  // another salt
  auto loaded = UserFile::parse("kim:" + hash);
  ASSERT_TRUE(loaded) << loaded.error().detail;
  UserFile& users = *loaded;
  EXPECT_EQ(users.check(basic_authorization("kim", "päss:word $")), "kim");
  EXPECT_EQ(users.check(basic_authorization("kim", "päss:word ")), std::nullopt);
}

// A line with an empty hash would be one that nobody's password fits.
TEST(UserFile, HashPasswordSaysWhenItCannot) {
  ASSERT_EQ(EVP_set_default_properties(nullptr, "provider=none"), 1);
  const auto hash = hash_password("secret");
  EVP_set_default_properties(nullptr, "");
  ASSERT_FALSE(hash) << *hash;
  EXPECT_EQ(hash.error().stage, Stage::kLocal);
  EXPECT_TRUE(hash_password("secret"));
}

// ---- The file
// --------------------------------------------------------------------------------------------------------

TEST(UserFile, CommentsEmptyLinesAndLineEnds) {
  UserFile users = parsed("# users\n\n" + cheap_line("a") + "\r\n#b:x\n" + cheap_line("c"));
  EXPECT_EQ(users.size(), 2U);
  std::string crlf = cheap_line("d");
  crlf.back() = '\r';
  EXPECT_EQ(parsed(crlf + "\n" + cheap_line("e")).size(), 2U);
  EXPECT_EQ(parsed("").size(), 0U);
  EXPECT_EQ(parsed("\n\n").size(), 0U);
  std::string without_end = cheap_line("f");
  without_end.pop_back();
  EXPECT_EQ(parsed(without_end).size(), 1U);
}

TEST(UserFile, ErrorsNameTheLine) {
  const std::string hash = encode_base64(std::string(32, 'x'));
  const auto error = [](std::string_view text) -> std::string {
    const auto users = UserFile::parse(text, 0);
    EXPECT_FALSE(users) << text;
    if (users) return {};
    EXPECT_EQ(users.error().stage, Stage::kLocal);
    EXPECT_EQ(users.error().code, Code::kInvalid);
    return users.error().detail;
  };
  EXPECT_THAT(error("kim"), StartsWith("line 1: "));
  EXPECT_THAT(error("# x\n\nkim\n"), StartsWith("line 3: "));
  EXPECT_THAT(error("\r\n:$scrypt$16$1$1$$" + hash), StartsWith("line 2: "));
  EXPECT_THAT(error(cheap_line("a") + cheap_line("b") + cheap_line("a")),
              StartsWith("line 3: this user is there already"));
  for (const std::string& wrong :
       {std::string("secret"), std::string(""), std::string("$scrypt"), "$scrypt$16$1$1$$" + hash + "$",
        "scrypt$16$1$1$$" + hash, "$bcrypt$16$1$1$$" + hash, "$scrypt$16$1$$" + hash, "$scrypt$x$1$1$$" + hash,
        "$scrypt$16x$1$1$$" + hash, "$scrypt$-16$1$1$$" + hash, "$scrypt$$1$1$$" + hash, "$scrypt$16$1$1$!$" + hash,
        std::string("$scrypt$16$1$1$$"), std::string("$scrypt$16$1$1$$Zm9v"), "$scrypt$16$1$1$$" + hash + " "}) {
    EXPECT_THAT(error("a b:" + wrong), StartsWith("line 1: the password is not hashed")) << wrong;
  }
}

TEST(UserFile, ParametersOutOfBoundsAreRejected) {
  const std::string hash = encode_base64(std::string(32, 'x'));
  for (const char* parameters :
       {"15$1$1", "1$1$1", "0$1$1", "16$0$1", "16$1$0", "1048576$8$1" /* 1 GiB */, "16$1$1073741824",
        "18446744073709551615$8$1", "99999999999999999999$8$1", "16$536870912$4"}) {
    const auto users = UserFile::parse(std::format("u:$scrypt${}$${}", parameters, hash), 0);
    ASSERT_FALSE(users) << parameters;
    EXPECT_THAT(users.error().detail, HasSubstr("invalid or too large")) << parameters;
  }
}

TEST(UserFile, WeakHashesAreRejected) {
  const std::string hash = encode_base64(std::string(32, 'x'));
  const auto with = [&](std::string_view parameters) {
    return UserFile::parse(std::format("# one\nu:$scrypt${}$c2FsdA==${}", parameters, hash));
  };
  for (const char* weak : {"2$1$1", "16$1$1", "1024$8$16", "4096$8$1", "4096$8$8", "8192$4$2", "32768$1$1"}) {
    const auto users = with(weak);
    ASSERT_FALSE(users) << weak;
    EXPECT_EQ(users.error().code, Code::kInvalid);
    EXPECT_EQ(
        users.error().detail,
        "line 2: this hash is too weak: scrypt with its numbers N and R takes less than 8 MiB; make the line with "
        "culvert-proxy --hash-password");
  }
  for (const char* good : {"8192$8$1", "16384$8$1", "32768$2$1", "32768$8$4"}) EXPECT_TRUE(with(good)) << good;
}

TEST(UserFile, ManyUsersAreLoadedWithoutHashing) {
  const std::string hash = encode_base64(std::string(32, 'x'));
  std::string text;
  for (int i = 0; i < 2000; ++i) text += std::format("u{}:$scrypt$16384$8$1$c2FsdA==${}\n", i, hash);
  EXPECT_EQ(parsed(text).size(), 2000U);  // a minute, if it hashed
}

TEST(UserFile, LoadsFromAFile) {
  const std::string path = testing::TempDir() + "culvert-users";
  std::ofstream(path) << "# one\nkim:" << hash_password("secret").value() << "\n";
  auto users = UserFile::load(path);
  ASSERT_TRUE(users) << users.error().detail;
  EXPECT_EQ(users->check(basic_authorization("kim", "secret")), "kim");

  std::ofstream(path) << "# two\noops\n";
  const auto wrong = UserFile::load(path);
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().detail, StartsWith(path + ": line 2: "));

  std::ofstream(path, std::ios::trunc).close();
  const auto empty = UserFile::load(path);
  ASSERT_TRUE(empty) << empty.error().detail;
  EXPECT_EQ(empty->size(), 0U);
  std::remove(path.c_str());

  const auto absent = UserFile::load(path);
  ASSERT_FALSE(absent);
  EXPECT_THAT(absent.error().detail, HasSubstr("cannot be read"));
  EXPECT_EQ(absent.error().stage, Stage::kLocal);
  EXPECT_FALSE(UserFile::load(testing::TempDir()));  // a directory
}

TEST(UserFile, AFileWithoutEndIsNotReadToItsEnd) {
  const auto users = UserFile::load("/dev/zero");
  ASSERT_FALSE(users);
  EXPECT_THAT(users.error().detail, HasSubstr("larger than 16 MiB"));
}

// ---- Checking
// --------------------------------------------------------------------------------------------------------

TEST(UserFile, S5_TakesTheRightPasswordOnly) {
  UserFile users = parsed(cheap_line("kim") + cheap_line("two words"));
  EXPECT_EQ(users.check(basic_authorization("kim", "")), "kim");
  EXPECT_EQ(users.check(basic_authorization("two words", "")), "two words");
  EXPECT_EQ(users.check(basic_authorization("kim", "x")), std::nullopt);
  EXPECT_EQ(users.check(basic_authorization("KIM", "")), std::nullopt);
  EXPECT_EQ(users.check(basic_authorization("ki", "")), std::nullopt);
  EXPECT_EQ(users.check(basic_authorization("", "")), std::nullopt);
  EXPECT_EQ(users.check(basic_authorization("nobody", "")), std::nullopt);  // with the right password of another
}

TEST(UserFile, S5_AnswersDoNotChangeWhenRemembered) {
  UserFile users = parsed(cheap_line("kim"));
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(users.check(basic_authorization("kim", "")), "kim");
    EXPECT_EQ(users.check(basic_authorization("kim", "x")), std::nullopt);
    EXPECT_EQ(users.check(basic_authorization("nobody", "")), std::nullopt);
  }
  for (int i = 0; i < 600; ++i) EXPECT_EQ(users.check(basic_authorization("kim", std::to_string(i))), std::nullopt);
  EXPECT_EQ(users.check(basic_authorization("kim", "")), "kim");
  EXPECT_EQ(users.check(basic_authorization("kim", "0")), std::nullopt);
}

TEST(UserFile, S5_TheSchemeIsTheSameInAnyCase) {
  UserFile users = parsed(cheap_line("kim"));
  const std::string pair = encode_base64("kim:");
  EXPECT_EQ(users.check("basic " + pair), "kim");
  EXPECT_EQ(users.check("BASIC " + pair), "kim");
  EXPECT_EQ(users.check("Basic   " + pair), "kim");  // RFC 9110 §11.4: 1*SP
}

TEST(UserFile, S5_MalformedValuesAreNobodys) {
  UserFile users = parsed(cheap_line("kim"));
  const std::string pair = encode_base64("kim:");
  for (const std::string& value :
       {std::string(), std::string("Basic"), std::string("Basic "), "Basic" + pair, "Basic\t" + pair, "Bearer " + pair,
        " Basic " + pair, "Basic " + pair + " ", "Basic " + pair + ", Basic " + pair, "Basic " + encode_base64("kim"),
        std::string("Basic !!!!"), "Basic " + encode_base64(std::string("kim\0:", 5)),
        std::string("\xff\xff\xff\xff\xff\xff\xff")}) {
    EXPECT_EQ(users.check(value), std::nullopt) << value;
  }
  EXPECT_EQ(users.check("Basic " + encode_base64("kim:" + std::string(100000, 'x'))), std::nullopt);
}

TEST(UserFile, S5_APasswordMayHaveColons) {
  UserFile users = parsed("kim:" + hash_password("a:b:c").value());
  EXPECT_EQ(users.check(basic_authorization("kim", "a:b:c")), "kim");
}

TEST(UserFile, S5_AQuestionIsAskedOnce) {
  UserFile users = parsed(cheap_line("kim"));
  const std::string right = basic_authorization("kim", "");
  const std::string wrong = basic_authorization("kim", "x");
  const std::string nobody = basic_authorization("nobody", "");
  for (const std::string& value : {right, wrong, nobody}) {
    const auto question = users.question(value);
    ASSERT_TRUE(question);
    EXPECT_TRUE(users.question(value)) << "asking alone teaches nothing";
    EXPECT_EQ(question->ask(), value == right);
    users.learn(value, question->user, question->ask());
    EXPECT_FALSE(users.question(value));
  }
  EXPECT_EQ(users.check(right), "kim");
  EXPECT_EQ(users.check(wrong), std::nullopt);
  EXPECT_EQ(users.check(nobody), std::nullopt);
}

TEST(UserFile, S5_AQuestionOutlivesTheFile) {
  std::optional<UserFile::Question> question;
  {
    const UserFile users = parsed(cheap_line("kim"));
    question = users.question(basic_authorization("kim", ""));
  }
  ASSERT_TRUE(question);
  EXPECT_TRUE(question->ask());
}

TEST(UserFile, S5_WhatIsMalformedIsNoQuestion) {
  const UserFile users = parsed(cheap_line("kim"));
  for (const std::string& value :
       {std::string(), std::string("Bearer x"), std::string("Basic !"), "Basic " + encode_base64("kim"),
        basic_authorization("kim", std::string(100000, 'x'))}) {
    EXPECT_FALSE(users.question(value));
  }
  EXPECT_FALSE(parsed("").question(basic_authorization("kim", "")));
}

TEST(UserFile, S5_AnEmptyFileLetsNobodyIn) {
  UserFile users = parsed("");
  EXPECT_EQ(users.check(basic_authorization("", "")), std::nullopt);
  EXPECT_EQ(users.check(basic_authorization("kim", "x")), std::nullopt);
}

}  // namespace
}  // namespace culvert::http
