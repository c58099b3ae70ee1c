#include "format.h"

#include <gtest/gtest.h>

#include <QLocale>

namespace culvert::ui {
namespace {

using namespace std::chrono_literals;

class Format : public testing::Test {
 protected:
  Format() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
  ~Format() override { QLocale::setDefault(QLocale::system()); }
};

TEST_F(Format, Bytes) {
  EXPECT_EQ(bytes_text(0), u"0 bytes");
  EXPECT_EQ(bytes_text(1536), u"1.5 KiB");
  EXPECT_EQ(bytes_text(1'468'006), u"1.4 MiB");
  EXPECT_TRUE(bytes_text(~quint64{}).endsWith(u"EiB"));
  EXPECT_EQ(rate_text(1'468'006.0), u"1.4 MiB/s");
  EXPECT_EQ(rate_text(-1), u"0 bytes/s");
}

TEST_F(Format, NumbersFollowTheLocale) {
  QLocale::setDefault(QLocale(QLocale::German));
  EXPECT_EQ(bytes_text(1536), u"1,5 KiB");
  EXPECT_EQ(duration_text(1300ms), u"1,3 s");
}

TEST_F(Format, Durations) {
  EXPECT_EQ(duration_text(400us), u"0.4 ms");
  EXPECT_EQ(duration_text(12ms), u"12 ms");
  EXPECT_EQ(duration_text(999'400us), u"999 ms");
  EXPECT_EQ(duration_text(999'600us), u"1.0 s");
  EXPECT_EQ(duration_text(1300ms), u"1.3 s");
  EXPECT_EQ(duration_text(59'960ms), u"1 min 0 s");
  EXPECT_EQ(duration_text(125s), u"2 min 5 s");
}

TEST_F(Format, Ages) {
  EXPECT_EQ(age_text(-5s), u"0 s");
  EXPECT_EQ(age_text(59s), u"59 s");
  EXPECT_EQ(age_text(3min), u"3 min");
  EXPECT_EQ(age_text(2h + 5min), u"2 h 5 min");
  EXPECT_EQ(age_text(49h), u"2 d 1 h");
}

TEST_F(Format, Ago) {
  const QDateTime now(QDate(2026, 3, 1), QTime(12, 0));
  EXPECT_EQ(ago_text(now.addSecs(5), now), u"just now") << "a clock that was set back";
  EXPECT_EQ(ago_text(now.addSecs(-59), now), u"just now");
  EXPECT_EQ(ago_text(now.addSecs(-180), now), u"3 minute(s) ago");
  EXPECT_EQ(ago_text(now.addSecs(-7200), now), u"2 hour(s) ago");
  EXPECT_EQ(ago_text(now.addDays(-3), now), u"3 day(s) ago");
  EXPECT_EQ(ago_text(now.addDays(-30), now), QLocale().toString(now.addDays(-30).date(), QLocale::ShortFormat));
  EXPECT_EQ(ago_text({}, now), QString());
  EXPECT_TRUE(exact_time(now).contains(u"2026"));
}

}  // namespace
}  // namespace culvert::ui
