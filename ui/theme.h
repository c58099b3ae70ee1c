// How the program looks: light or dark as the desktop is, live, or as the person has chosen; the desktop's font, accent
// and scale. Colours of ours are asked for by what they mean, and have a contrast of 4.5:1 on their ground in both.
#pragma once

#include <QColor>
#include <QObject>
#include <memory>

#include "config/settings.h"

namespace culvert::ui {

class Theme : public QObject {
  Q_OBJECT

 public:
  explicit Theme(QObject* parent = nullptr);
  ~Theme() override;

  void set_appearance(config::Settings::Appearance appearance);
  // What the desktop has answered by now is followed: before the first window is made, which would change at once.
  void catch_up();
  [[nodiscard]] bool dark() const;
  [[nodiscard]] bool high_contrast() const;
  [[nodiscard]] bool reduced_motion() const;  // nothing is to slide or to blink
  // What the desktop has, whatever the person has chosen for this program: panels have it, too.
  [[nodiscard]] bool desktop_dark() const;

  enum class Colour : std::uint8_t {
    kAccent,   // what is on, chosen, to be clicked
    kGood,     // with words or a shape beside it, as all of them
    kProblem,  // amber
    kMuted,    // secondary text
    kDown,     // of the chart
    kUp,
    kCard,  // ground of a card
    kLine,  // thin lines between things
    kEdge,  // of what can be changed or clicked: 3:1 on every ground
  };
  [[nodiscard]] QColor colour(Colour colour) const;

  // The one of this program; null before there is one. For painting only.
  [[nodiscard]] static Theme* current();

 signals:
  void changed();

 private:
  void apply();

  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
