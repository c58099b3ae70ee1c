// The bridge's inside, on the thread of the window.
#pragma once

#include <QPointer>
#include <QThreadPool>
#include <QTimer>
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "core_bridge_link.h"

namespace culvert::ui {

struct CoreBridge::Private {
  explicit Private(CoreBridge& owner);

  void attach(api::Engine& to, bool steps_are_told);
  void detach();

  // ---- Questions: who asked waits here, so that receivers live and end on the thread of the window.
  template <class T>
  quint64 wait(QObject* context, std::function<void(const T&)> receive) {
    const quint64 number = ++last_question;
    questions[number] = [asker = QPointer<QObject>(context), receive = std::move(receive)](const void* answer) {
      if (asker) receive(*static_cast<const T*>(answer));
    };
    return number;
  }
  template <class T>
  void answer(quint64 number, const T& value) {
    if (const auto node = questions.extract(number)) node.mapped()(&value);
  }
  // What the core says, made into a value of the window by the worker, for whoever waits with this number.
  template <class T, class Make>
  [[nodiscard]] auto answering(quint64 number, const Make& make) {
    return [link = this->link, attachment = link->attachment(), number, make](auto said) {
      auto shared = std::make_shared<decltype(said)>(std::move(said));
      link->work([link, attachment, number, make, shared] {
        link->deliver(attachment, [number, value = T(make(*shared))](Private& p) { p.answer(number, value); });
      });
    };
  }

  // ---- Watching
  void watch(View view, int change);
  [[nodiscard]] bool watched(View view) const { return watchers[static_cast<std::size_t>(view)] > 0; }
  void ask();
  void took(const LivePointer& live);
  void pass_on_happenings();
  void pass_on_steps();

  CoreBridge& bridge;
  std::shared_ptr<CoreBridgeLink> link = std::make_shared<CoreBridgeLink>();
  QThreadPool worker;  // of one thread: what it makes stays in order
  api::Engine* engine = nullptr;
  std::array<int, 3> watchers{};
  bool steps_told = false;
  bool asking = false;
  quint64 open = 0;
  QTimer poll;        // for snapshots
  QTimer after_told;  // until the next happenings are passed on
  QTimer after_steps;
  quint64 last_question = 0;
  std::map<quint64, std::function<void(const void*)>> questions;
};

}  // namespace culvert::ui
