// What stands in the window. Tests put in theirs.
#pragma once

#include <functional>

#include "context.h"
#include "pages/page.h"

namespace culvert::ui {

struct Trouble;

struct Rooms {
  std::function<PageWidget*(Page, const Context&, QWidget* parent)> page;
  // The assistant, with `text` in its field. `finished` is told the id of the profile that was added; empty: it was
  // left.
  std::function<QWidget*(const Context&, bool first, const QString& text, QWidget* parent,
                         std::function<void(const QString& profile)> finished)>
      assistant;
  // What the button of a problem does.
  std::function<void(const Context&, const Trouble&)> remedy;
};

}  // namespace culvert::ui
