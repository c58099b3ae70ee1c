#include "commander.h"

#include <memory>
#include <utility>

#include "conductor.h"
#include "setup_document.h"

namespace culvert::desktop {

Commander::Commander(ui::SetupDocument& setup, ui::Conductor& conductor, std::chrono::milliseconds patience)
    : setup_(setup), conductor_(conductor) {
  patience_.setSingleShot(true);
  patience_.setInterval(patience);
  connect(&conductor, &ui::Conductor::settled, this, [this] { answer_all({}); });
  connect(&patience_, &QTimer::timeout, this, [this] {
    answer_all(fail(Stage::kLocal, Code::kTimedOut,
                    "Culvert has not come to it yet; its window says: " + conductor_.status().sentence.toStdString()));
  });
}

control::EngineCommands::Owner Commander::owner() {
  control::EngineCommands::Owner owner;
  owner.change = [this](Change make, Done done) {
    auto both = std::make_shared<std::pair<Change, Done>>(std::move(make), std::move(done));
    QMetaObject::invokeMethod(
        this, [this, both] { change(both->first, std::move(both->second)); }, Qt::QueuedConnection);
  };
  owner.turn = [this](bool on, Done done) {
    auto shared = std::make_shared<Done>(std::move(done));
    QMetaObject::invokeMethod(this, [this, on, shared] { turn(on, std::move(*shared)); }, Qt::QueuedConnection);
  };
  return owner;
}

void Commander::change(Change& change, Done done) {
  if (const auto& file = setup_.file();
      file.state != config::FileState::kOk && file.state != config::FileState::kMissing) {
    return done(fail(Stage::kLocal, Code::kInvalid, file.sentence().toStdString()));
  }
  config::Setup changed = setup_.setup();
  if (auto made = change(changed); !made) return done(std::move(made));
  setup_.edit([&](config::Setup& setup) { setup = std::move(changed); });
  wait(std::move(done));
}

void Commander::turn(bool on, Done done) {
  if (on) {
    conductor_.turn_on();
  } else {
    conductor_.turn_off();
  }
  wait(std::move(done));
}

void Commander::wait(Done done) {
  if (conductor_.is_settled()) return done({});
  waiting_.push_back(std::move(done));
  if (!patience_.isActive()) patience_.start();
}

void Commander::answer_all(const Result<>& outcome) {
  patience_.stop();
  for (Done& done : std::exchange(waiting_, {})) done(outcome);
}

}  // namespace culvert::desktop
