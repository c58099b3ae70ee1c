// Setup and settings, as a person changes them and as they are on the disk.

#include <gmock/gmock.h>

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>

#include "config/store.h"
#include "settings_document.h"
#include "setup_document.h"
#include "setup_merge.h"

namespace culvert::ui {
namespace {

using Kind = config::SecretSource::Kind;
using State = config::FileState;
using testing::ElementsAre;

config::Profile profile(std::string id, std::string proxy = "proxy.example") {
  config::Profile p;
  p.id = std::move(id);
  p.proxy = std::move(proxy);
  return p;
}

std::vector<std::string> ids(const config::Setup& setup) {
  std::vector<std::string> all;
  for (const auto& p : setup.profiles) all.push_back(p.id);
  return all;
}

template <class Condition>
[[nodiscard]] bool wait_for(Condition condition) {
  return QTest::qWaitFor(condition, 20'000);
}

class Documents : public testing::Test {
 protected:
  using Setup = config::Setup;
  static constexpr std::chrono::milliseconds kLong{60'000};
  Documents() { make(); }
  void make(std::chrono::milliseconds undo = kLong) {
    document.reset();
    document =
        std::make_unique<SetupDocument>(path, SetupDocument::Pace{.save = std::chrono::milliseconds(20), .undo = undo});
    failures = std::make_unique<QSignalSpy>(document.get(), &SetupDocument::save_trouble_changed);
    notes = std::make_unique<QSignalSpy>(document.get(), &SetupDocument::noted);
    document->load();
  }
  // What another program finds in the file.
  [[nodiscard]] Setup on_disk() const {
    config::Store<Setup> store(path.toStdString());
    auto loaded = store.load();
    EXPECT_EQ(loaded.state, State::kOk) << loaded.message;
    return loaded.value;
  }
  // What another program does.
  void elsewhere(const std::function<void(Setup&)>& change) const {
    config::Store<Setup> store(path.toStdString());
    Setup setup = store.load().value;
    change(setup);
    ASSERT_TRUE(store.save(setup));
  }
  void add(const std::string& id) {
    document->edit([&](Setup& s) { s.profiles.push_back(profile(id)); });
  }
  [[nodiscard]] bool saved() {
    return wait_for([this] { return QFile::exists(path) && on_disk() == document->setup(); });
  }
  void write(const QByteArray& bytes) const {
    QFile out(path);
    ASSERT_TRUE(out.open(QIODevice::WriteOnly | QIODevice::Truncate));
    out.write(bytes);
  }
  [[nodiscard]] QByteArray bytes() const {
    QFile in(path);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
  }

  QTemporaryDir directory;
  const QString path = directory.filePath(QStringLiteral("setup.json"));
  std::unique_ptr<SetupDocument> document;
  std::unique_ptr<QSignalSpy> failures;
  std::unique_ptr<QSignalSpy> notes;
};

TEST_F(Documents, AChangeIsThereAtOnceAndOnTheDiskAMomentLater) {
  EXPECT_EQ(document->file().state, State::kMissing);
  QSignalSpy changed(document.get(), &SetupDocument::changed);
  add("a");
  EXPECT_EQ(changed.size(), 1);
  EXPECT_THAT(ids(document->setup()), ElementsAre("a"));
  EXPECT_FALSE(QFile::exists(path)) << "not on the thread of the window";
  document->edit([](Setup&) {});
  EXPECT_EQ(changed.size(), 1) << "nothing has changed";
  ASSERT_TRUE(saved());
  make();
  EXPECT_THAT(ids(document->setup()), ElementsAre("a"));
}

TEST_F(Documents, ManyChangesEndUpInTheirOrder) {
  for (int i = 0; i < 200; ++i) {
    document->edit([&](Setup& s) {
      if (s.profiles.empty()) s.profiles.push_back(profile("a"));
      s.profiles[0].name = std::to_string(i);
    });
    if (i % 20 == 0) QTest::qWait(5);
  }
  ASSERT_TRUE(saved());
  EXPECT_EQ(on_disk().profiles[0].name, "199");
  EXPECT_TRUE(failures->isEmpty());
}

TEST_F(Documents, WhatWasDoneLastIsSavedAtTheEnd) {
  add("a");
  document.reset();
  EXPECT_THAT(ids(on_disk()), ElementsAre("a"));
}

TEST_F(Documents, FlushSavesNow) {
  add("a");
  document->flush();
  EXPECT_THAT(ids(on_disk()), ElementsAre("a"));
  add("b");
  QTest::qWait(21);  // perhaps while it is being written
  add("c");
  document->flush();
  EXPECT_THAT(ids(on_disk()), ElementsAre("a", "b", "c"));
}

TEST_F(Documents, ProblemsOfEntriesDoNotKeepTheOthersFromBeingSaved) {
  document->edit([](Setup& s) { s.profiles = {profile("a"), profile("b", "exa mple")}; });
  ASSERT_EQ(document->problems().size(), 1U);
  EXPECT_EQ(document->problems()[0].field, "profiles[1].proxy");
  ASSERT_TRUE(saved());
  document->edit([](Setup& s) { s.profiles[1].proxy = "example"; });
  EXPECT_TRUE(document->problems().empty());
}

TEST_F(Documents, SecretsAreTakenOut) {
  document->edit([](Setup& s) {
    s.profiles = {profile("a"), profile("b")};
    s.profiles[0].authentication = {.scheme = config::Authentication::Scheme::kBasic,
                                    .credentials = {"kim", "secret"},
                                    .token = {},
                                    .key_id = {},
                                    .key_file = {},
                                    .secret = {}};
    s.profiles[1].authentication.token = "secret";
    s.profiles[1].authentication.secret = {Kind::kKeychain, "entry"};
    s.listeners.emplace_back().credentials = config::Credentials{"app", "secret"};
  });
  const Setup& setup = document->setup();
  EXPECT_EQ(setup.profiles[0].authentication.credentials.password, "");
  EXPECT_EQ(setup.profiles[0].authentication.secret.kind, Kind::kAsk);
  EXPECT_EQ(setup.profiles[1].authentication.token, "");
  EXPECT_EQ(setup.profiles[1].authentication.secret.kind, Kind::kKeychain);
  EXPECT_EQ(setup.listeners[0].credentials->password, "");
  ASSERT_TRUE(saved());
  EXPECT_FALSE(bytes().contains("\"secret\": \"secret\"") || bytes().contains("password"));
}

// ---- Files that cannot be used

TEST_F(Documents, ADamagedFileIsLeftAlone) {
  write("{ this is nothing");
  make();
  EXPECT_EQ(document->file().state, State::kDamaged);
  EXPECT_TRUE(document->file().sentence().contains(path)) << document->file().sentence().toStdString();
  EXPECT_FALSE(document->file().backup_good);
  add("a");
  document->flush();
  QTest::qWait(50);
  EXPECT_EQ(bytes(), "{ this is nothing");

  QSignalSpy file_changed(document.get(), &SetupDocument::file_changed);
  document->start_over();
  ASSERT_TRUE(wait_for([&] { return !file_changed.isEmpty(); }));
  ASSERT_TRUE(saved());
  EXPECT_THAT(ids(on_disk()), ElementsAre("a"));
  EXPECT_TRUE(QFile::exists(path + QStringLiteral(".damaged")));
  EXPECT_TRUE(wait_for([this] { return document->file().state == State::kOk; }));
}

TEST_F(Documents, TheBackupIsRestored) {
  add("a");
  document->flush();
  add("b");
  document->flush();
  write("");
  make();
  ASSERT_EQ(document->file().state, State::kDamaged);
  ASSERT_TRUE(document->file().backup_good);
  QSignalSpy changed(document.get(), &SetupDocument::changed);
  document->restore_backup();
  ASSERT_TRUE(wait_for([&] { return document->file().state == State::kOk; }));
  EXPECT_EQ(changed.size(), 1);
  EXPECT_THAT(ids(document->setup()), ElementsAre("a"));
  add("c");
  ASSERT_TRUE(saved());
}

TEST_F(Documents, AFileOfANewerCulvertIsLeftAlone) {
  write(R"({"schema": 99})");
  make();
  EXPECT_EQ(document->file().state, State::kNewer);
  add("a");
  document->flush();
  EXPECT_EQ(bytes(), R"({"schema": 99})");
  document->start_over();
  ASSERT_TRUE(wait_for([this] { return !failures->isEmpty(); })) << "not even then";
  EXPECT_EQ(bytes(), R"({"schema": 99})");
}

// A folder that cannot be there until what is in its place is gone.
class DiskThatTakesNothing : public Documents {
 protected:
  DiskThatTakesNothing() {
    here.load();
    eager.load();
    QFile in_the_way(place);
    EXPECT_TRUE(in_the_way.open(QIODevice::WriteOnly));
    in_the_way.close();
  }
  void fail_to_save() {
    here.edit([](Setup& s) { s.profiles = {profile("a")}; });
    ASSERT_TRUE(wait_for([this] { return !here.save_trouble().isEmpty(); }));
    EXPECT_EQ(told.size(), 1);
  }
  [[nodiscard]] bool can_again() {
    return wait_for([this] { return here.save_trouble().isEmpty(); });
  }
  const QString place = directory.filePath(QStringLiteral("there"));
  const QString there = place + QStringLiteral("/setup.json");
  SetupDocument here{there, SetupDocument::Pace{.save = std::chrono::milliseconds(5), .save_again = kLong}};
  SetupDocument eager{there, {.save = std::chrono::milliseconds(5), .save_again = std::chrono::milliseconds(20)}};
  QSignalSpy told{&here, &SetupDocument::save_trouble_changed};
};

TEST_F(DiskThatTakesNothing, IsToldAndTriedAgainWithTheNextChange) {
  fail_to_save();
  EXPECT_TRUE(here.save_trouble().contains(place));
  ASSERT_TRUE(QFile::remove(place));
  here.edit([](Setup& s) { s.profiles[0].name = "Work"; });
  ASSERT_TRUE(can_again());
  EXPECT_EQ(told.size(), 2);
  EXPECT_TRUE(QFile::exists(there));
}

TEST_F(DiskThatTakesNothing, IsTriedAgainWhenAPersonSaysSo) {
  fail_to_save();
  ASSERT_TRUE(QFile::remove(place));
  here.save_again();
  ASSERT_TRUE(can_again());
  EXPECT_TRUE(QFile::exists(there));
}

TEST_F(DiskThatTakesNothing, IsTriedAgainByItself) {
  eager.edit([](Setup& s) { s.profiles = {profile("a")}; });
  ASSERT_TRUE(wait_for([&] { return !eager.save_trouble().isEmpty(); }));
  ASSERT_TRUE(QFile::remove(place));
  EXPECT_TRUE(wait_for([&] { return eager.save_trouble().isEmpty(); }));
  EXPECT_TRUE(QFile::exists(there));
}

TEST_F(DiskThatTakesNothing, IsTriedAgainAtTheEnd) {
  fail_to_save();
  ASSERT_TRUE(QFile::remove(place));
  here.flush();
  EXPECT_EQ(here.save_trouble(), QString());
  EXPECT_TRUE(QFile::exists(there));
}

TEST_F(DiskThatTakesNothing, WhatWasTakenBackNeedsNotBeSaved) {
  fail_to_save();
  here.edit([](Setup& s) { s = {}; });
  EXPECT_EQ(here.save_trouble(), QString());
  EXPECT_EQ(told.size(), 2);
}

// Says that it is another language.
class Marker : public QTranslator {
 public:
  [[nodiscard]] bool isEmpty() const override { return false; }
  [[nodiscard]] QString translate(const char* /*context*/, const char* text, const char* /*disambiguation*/,
                                  int /*n*/) const override {
    return u'<' + QString::fromUtf8(text) + u'>';
  }
};

TEST_F(DiskThatTakesNothing, IsToldInTheLanguageOfNow) {
  fail_to_save();
  EXPECT_FALSE(here.save_trouble().startsWith(u'<'));
  Marker marker;
  QCoreApplication::installTranslator(&marker);
  EXPECT_TRUE(here.save_trouble().startsWith(u'<')) << here.save_trouble().toStdString();
  QCoreApplication::removeTranslator(&marker);
}

TEST_F(Documents, WhatIsWrongWithTheFileIsToldInTheLanguageOfNow) {
  write("{ this is nothing");
  make();
  EXPECT_FALSE(document->file().sentence().startsWith(u'<'));
  Marker marker;
  QCoreApplication::installTranslator(&marker);
  EXPECT_TRUE(document->file().sentence().startsWith(u'<')) << document->file().sentence().toStdString();
  QCoreApplication::removeTranslator(&marker);
}

// ---- Two at once

TEST_F(Documents, WhatAnotherProgramHasChangedIsPutTogetherWithOurs) {
  add("a");
  ASSERT_TRUE(saved());
  elsewhere([](Setup& s) {
    s.profiles.push_back(profile("theirs"));
    s.profile = "theirs";
  });
  QSignalSpy changed(document.get(), &SetupDocument::changed);
  document->edit([](Setup& s) { s.profiles[0].name = "Mine"; });
  ASSERT_TRUE(wait_for([&] { return changed.size() == 2; }));
  ASSERT_TRUE(saved());
  EXPECT_THAT(ids(on_disk()), ElementsAre("a", "theirs"));
  EXPECT_EQ(on_disk().profile, "theirs");
  EXPECT_EQ(on_disk().profiles[0].name, "Mine");
  EXPECT_TRUE(notes->isEmpty());
  EXPECT_TRUE(failures->isEmpty());
}

TEST_F(Documents, WhereBothChangedTheSameOursIsKeptAndTold) {
  add("a");
  ASSERT_TRUE(saved());
  elsewhere([](Setup& s) { s.profiles[0].name = "Theirs"; });
  document->edit([](Setup& s) { s.profiles[0].name = "Mine"; });
  ASSERT_TRUE(wait_for([this] { return !notes->isEmpty(); }));
  ASSERT_TRUE(saved());
  EXPECT_EQ(on_disk().profiles[0].name, "Mine");
}

TEST_F(Documents, AFileThatBecomesDamagedMeanwhileIsNotWrittenOver) {
  add("a");
  ASSERT_TRUE(saved());
  write("rubbish");
  QSignalSpy file_changed(document.get(), &SetupDocument::file_changed);
  add("b");
  ASSERT_TRUE(wait_for([&] { return !file_changed.isEmpty(); }));
  EXPECT_EQ(document->file().state, State::kDamaged);
  EXPECT_EQ(bytes(), "rubbish");
  EXPECT_THAT(ids(document->setup()), ElementsAre("a", "b")) << "what was done is not lost";
  document->start_over();
  ASSERT_TRUE(wait_for([this] { return document->file().state == State::kOk; }));
  EXPECT_THAT(ids(on_disk()), ElementsAre("a", "b"));
}

TEST_F(Documents, ReplacedBySomebodyElse) {
  add("a");
  ASSERT_TRUE(saved());
  add("b");
  QSignalSpy changed(document.get(), &SetupDocument::changed);
  Setup theirs;
  theirs.profiles = {profile("a"), profile("theirs")};
  elsewhere([&](Setup& s) { s = theirs; });
  document->replaced(theirs);
  EXPECT_EQ(changed.size(), 1);
  EXPECT_THAT(ids(document->setup()), ElementsAre("a", "theirs", "b"));
  ASSERT_TRUE(saved());
  document->edit([](Setup& s) { s.profiles[0].name = "x"; });
  ASSERT_TRUE(saved());
  EXPECT_TRUE(failures->isEmpty());
  EXPECT_TRUE(notes->isEmpty());
}

// ---- Taking back

TEST_F(Documents, ADeletionIsTakenBack) {
  document->edit([](Setup& s) {
    s.profiles = {profile("a"), profile("b"), profile("c")};
    s.profile = "b";
  });
  QSignalSpy offered(document.get(), &SetupDocument::undo_offered);
  QSignalSpy over(document.get(), &SetupDocument::undo_over);
  document->edit_undoable(QStringLiteral("The profile b was deleted."), [](Setup& s) {
    s.profiles.erase(s.profiles.begin() + 1);
    s.profile = "a";
  });
  ASSERT_EQ(offered.size(), 1);
  EXPECT_EQ(document->undoable(), u"The profile b was deleted.");
  document->edit([](Setup& s) { s.profiles[1].name = "changed since"; });
  document->undo();
  EXPECT_THAT(ids(document->setup()), ElementsAre("a", "b", "c"));
  EXPECT_EQ(document->setup().profile, "b");
  EXPECT_EQ(document->setup().profiles[2].name, "changed since");
  EXPECT_EQ(over.size(), 1);
  EXPECT_EQ(document->undoable(), QString());
  document->undo();
  EXPECT_THAT(ids(document->setup()), ElementsAre("a", "b", "c")) << "there is nothing to take back";
  ASSERT_TRUE(saved());
}

TEST_F(Documents, AfterItsTimeNothingCanBeTakenBack) {
  make(std::chrono::milliseconds(1));
  add("a");
  QSignalSpy over(document.get(), &SetupDocument::undo_over);
  document->edit_undoable(QStringLiteral("gone"), [](Setup& s) { s.profiles.clear(); });
  ASSERT_TRUE(wait_for([&] { return over.size() == 1; }));
  document->undo();
  EXPECT_TRUE(document->setup().profiles.empty());
}

TEST_F(Documents, TheNextSuchStepEndsTheOneBefore) {
  document->edit([](Setup& s) { s.profiles = {profile("a"), profile("b")}; });
  document->edit_undoable(QStringLiteral("first"), [](Setup& s) { s.profiles.erase(s.profiles.begin()); });
  document->edit_undoable(QStringLiteral("second"), [](Setup& s) { s.profiles.clear(); });
  document->undo();
  EXPECT_THAT(ids(document->setup()), ElementsAre("b"));
}

TEST_F(Documents, AnEntryOfTheKeychainGoesWhenNobodyCanBringItBack) {
  const auto with_entry = [](std::string id, std::string entry) {
    config::Profile p = profile(std::move(id));
    p.authentication.scheme = config::Authentication::Scheme::kPassword;
    p.authentication.credentials.user = "kim";
    p.authentication.secret = {Kind::kKeychain, std::move(entry)};
    return p;
  };
  document->edit([&](Setup& s) { s.profiles = {with_entry("a", "one"), with_entry("b", "two")}; });
  ASSERT_TRUE(saved());
  std::vector<std::string> unused;
  const auto listen = [&] {
    QObject::connect(document.get(), &SetupDocument::secret_unused,
                     [&](const config::SecretSource& source) { unused.push_back(source.where); });
  };
  listen();
  document->edit_undoable(QStringLiteral("a was deleted"), [](Setup& s) { s.profiles.erase(s.profiles.begin()); });
  ASSERT_TRUE(saved());
  EXPECT_THAT(unused, ElementsAre()) << "it can be taken back";
  document->undo();
  ASSERT_TRUE(saved());
  EXPECT_THAT(unused, ElementsAre());
  document->edit_undoable(QStringLiteral("a was deleted"), [](Setup& s) { s.profiles.erase(s.profiles.begin()); });
  document->edit_undoable(QStringLiteral("nothing can bring a back"), [](Setup& s) { s.profiles[0].name = "x"; });
  ASSERT_TRUE(saved());
  EXPECT_THAT(unused, ElementsAre()) << "b can still be what it was";
  make(std::chrono::milliseconds(1));
  listen();
  document->edit([&](Setup& s) { s.profiles.insert(s.profiles.begin(), with_entry("a", "one")); });
  ASSERT_TRUE(saved());
  document->edit_undoable(QStringLiteral("a was deleted"), [](Setup& s) { s.profiles.erase(s.profiles.begin()); });
  ASSERT_TRUE(wait_for([&] { return !unused.empty(); }));
  EXPECT_THAT(unused, ElementsAre("one"));
  EXPECT_THAT(ids(on_disk()), ElementsAre("b")) << "not before the file has forgotten it";
  document->edit([](Setup& s) { s.profiles[0].authentication.secret.where = "three"; });
  ASSERT_TRUE(wait_for([&] { return unused.size() == 2; }));
  EXPECT_THAT(unused, ElementsAre("one", "two"));
}

// ---- Putting together

TEST(Merge, EntriesByTheirIds) {
  config::Setup base;
  base.profiles = {profile("a"), profile("b"), profile("c")};
  config::Setup mine = base;
  config::Setup theirs = base;
  mine.profiles.erase(mine.profiles.begin());                              // a is gone
  mine.profiles.push_back(profile("mine"));                                // at the end
  theirs.profiles.insert(theirs.profiles.begin() + 2, profile("theirs"));  // behind b
  theirs.profiles[3].name = "c, changed";
  auto merged = merge(base, mine, theirs);
  EXPECT_FALSE(merged.lost);
  EXPECT_THAT(ids(merged.value), ElementsAre("b", "theirs", "c", "mine"));
  EXPECT_EQ(merged.value.profiles[2].name, "c, changed");

  theirs.profiles[0].name = "a, changed";
  merged = merge(base, mine, theirs);
  EXPECT_FALSE(merged.lost);
  EXPECT_THAT(ids(merged.value), ElementsAre("a", "b", "theirs", "c", "mine")) << "changed is more than deleted";
}

TEST(Merge, Order) {
  config::Setup base;
  for (const char* id : {"a", "b", "c"}) base.rules.emplace_back().id = id;
  config::Setup mine = base;
  config::Setup theirs = base;
  std::ranges::reverse(theirs.rules);
  mine.rules[0].on = false;
  const auto merged = merge(base, mine, theirs);
  ASSERT_EQ(merged.value.rules.size(), 3U);
  EXPECT_EQ(merged.value.rules[0].id, "c");
  EXPECT_EQ(merged.value.rules[2].id, "a");
  EXPECT_FALSE(merged.value.rules[2].on);
}

TEST(Merge, EntriesThatCannotBeToldApartStayAsOurs) {
  config::Setup base;
  base.profiles = {profile("a"), profile("a")};
  config::Setup mine = base;
  config::Setup theirs = base;
  mine.profiles[0].name = "mine";
  theirs.profiles[1].name = "theirs";
  const auto merged = merge(base, mine, theirs);
  EXPECT_TRUE(merged.lost);
  EXPECT_EQ(merged.value, mine);
  EXPECT_EQ(merge(base, base, theirs).value, theirs);
}

// ---- Settings

TEST(SettingsOfTheProgram, AreKeptAndMerged) {
  const QTemporaryDir directory;
  const QString path = directory.filePath(QStringLiteral("settings.json"));
  {
    SettingsDocument document(path, std::chrono::milliseconds(5));
    document.load();
    QSignalSpy changed(&document, &SettingsDocument::changed);
    document.edit([](config::Settings& s) { s.language = "de"; });
    EXPECT_EQ(changed.size(), 1);
    document.flush();
    config::Store<config::Settings> store(path.toStdString());
    config::Settings theirs = store.load().value;
    EXPECT_EQ(theirs.language, "de");
    theirs.system_proxy = true;
    ASSERT_TRUE(store.save(theirs));
    document.edit([](config::Settings& s) { s.log_days = 3; });
    ASSERT_TRUE(wait_for([&] { return document.settings().system_proxy; }));
    EXPECT_EQ(changed.size(), 3);
  }
  SettingsDocument again(path);
  again.load();
  EXPECT_TRUE(again.settings().system_proxy);
  EXPECT_EQ(again.settings().log_days, 3U);
  EXPECT_EQ(again.settings().language, "de");
}

}  // namespace
}  // namespace culvert::ui
