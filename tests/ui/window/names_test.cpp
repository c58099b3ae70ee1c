// The real pages and the tray's menu, where somebody has called things what nobody expects.
#include <QAbstractItemView>
#include <QComboBox>

#include "ui/window/window_world.h"
#include "window/tray_menu.h"

namespace culvert::ui::test {
namespace {

struct OddName {
  const char* what;
  std::string name;
};

void PrintTo(const OddName& odd, std::ostream* out) { *out << odd.what; }

class NamesTest : public WindowTest, public ::testing::WithParamInterface<OddName> {
 protected:
  class SilentNavigator : public Navigator {
   public:
    void go(const Place&) override {}
    void add_profile(const QString&) override {}
  };

  static config::Application application(const std::string& id, const std::string& name) {
    config::Application a;
    a.id = id;
    a.name = name;
    return a;
  }
  void call_things(const std::string& name) {
    setup.edit([&](config::Setup& s) {
      s.profiles = {profile("odd", name), profile("plain", "Home")};
      s.profile = "odd";
      s.applications = {application("odd", name), application("plain", "Database")};
    });
  }
  static bool is_one_line(const QString& text) {
    return !text.contains(QString::fromUtf8("first\nsecond")) && !text.contains(QChar(0x202e));
  }
  // Of everything that can be seen. What stands in a field can be corrected there.
  void look() const {
    for (const QLabel* label : window->findChildren<QLabel*>()) {
      if (!label->isVisible()) continue;
      EXPECT_TRUE(is_one_line(label->text())) << label->objectName().toStdString();
      EXPECT_TRUE(!label->text().contains(u"<h1>") || label->textFormat() == Qt::PlainText)
          << label->objectName().toStdString();
    }
    for (const QAbstractButton* one : window->findChildren<QAbstractButton*>()) {
      EXPECT_TRUE(!one->isVisible() || is_one_line(one->text())) << one->objectName().toStdString();
    }
    for (const QComboBox* box : window->findChildren<QComboBox*>()) {
      for (int i = 0; i < box->count(); ++i) {
        EXPECT_TRUE(is_one_line(box->itemText(i))) << box->objectName().toStdString();
        EXPECT_FALSE(box->itemText(i).trimmed().isEmpty()) << box->objectName().toStdString();
      }
    }
    for (const QAbstractItemView* view : window->findChildren<QAbstractItemView*>()) {
      if (!view->isVisible() || view->model() == nullptr) continue;
      for (int row = 0; row < view->model()->rowCount(); ++row) {
        const QModelIndex index = view->model()->index(row, 0);
        const QString name = index.data().toString();
        EXPECT_TRUE(is_one_line(name)) << view->objectName().toStdString();
        EXPECT_FALSE(name.trimmed().isEmpty()) << view->objectName().toStdString();
        EXPECT_EQ(view->visualRect(index).height(), view->visualRect(view->model()->index(0, 0)).height());
      }
    }
  }
};

TEST_P(NamesTest, NoPageAndNoMenuBreaks) {
  call_things("Work");
  window = std::make_unique<MainWindow>(services());
  window->resize(1000, 700);
  window->show();
  window->activateWindow();
  ASSERT_TRUE(wait_for([this] { return window->isActiveWindow(); }));
  std::array<int, kPages> narrowest{};
  for (int i = 0; i < kPages; ++i) {
    press(static_cast<Qt::Key>(Qt::Key_1 + i), Qt::ControlModifier);
    narrowest.at(static_cast<std::size_t>(i)) = window->minimumSizeHint().width();
  }
  call_things(GetParam().name);
  for (int i = 0; i < kPages; ++i) {
    press(static_cast<Qt::Key>(Qt::Key_1 + i), Qt::ControlModifier);
    QTest::qWait(0);
    EXPECT_EQ(window->width(), 1000) << i;
    EXPECT_LE(window->minimumSizeHint().width(), std::max(narrowest.at(static_cast<std::size_t>(i)), 800)) << i;
    look();
    picture(std::string("names-") + GetParam().what + "-" + std::to_string(i + 1));
  }

  SilentNavigator navigator;
  TrayMenu menu(Context{core, setup, settings, secrets, conductor, desktop, navigator}, std::chrono::seconds(20));
  int checkable = 0;
  for (const QAction* action : menu.actions()) {
    if (action->isSeparator() || !action->isVisible()) continue;
    EXPECT_TRUE(is_one_line(action->text())) << action->text().toStdString();
    EXPECT_FALSE(action->text().trimmed().isEmpty());
    checkable += action->isCheckable() ? 1 : 0;
  }
  EXPECT_EQ(checkable, 4);
  EXPECT_LT(menu.sizeHint().width(), 700);
}

INSTANTIATE_TEST_SUITE_P(Odd, NamesTest,
                         ::testing::Values(OddName{"long", std::string(256, 'W')},
                                           OddName{"lines", "first\nsecond\nthird\n"},
                                           OddName{"backwards",
                                                   "\xe2\x80\xae"
                                                   "exe.krow\xe2\x80\x8f"},
                                           OddName{"hebrew", "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d"},
                                           OddName{"markup", "<h1>big & bold</h1> %1 %2"}, OddName{"empty", ""},
                                           OddName{"blank", "  "}),
                         [](const auto& odd) { return std::string(odd.param.what); });

}  // namespace
}  // namespace culvert::ui::test
