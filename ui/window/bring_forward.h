// A window comes to the front because a person wants that. One implementation per platform.
#pragma once

#include <QByteArray>
#include <cstdint>
#include <optional>

class QWidget;

namespace culvert::ui {

// `window` is shown. `activation`: by which a compositor, or a window manager, knows of the person's wish; empty: none
// was given.
void bring_forward(QWidget& window, const QByteArray& activation);

// The time, as the X server counts it, in a token of startup notification: what is after its "_TIME".
[[nodiscard]] std::optional<std::uint32_t> time_of_activation(const QByteArray& activation);

}  // namespace culvert::ui
