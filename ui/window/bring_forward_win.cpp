#include "window/bring_forward.h"

#include <QWidget>

namespace culvert::ui {

void bring_forward(QWidget& window, const QByteArray& /*activation*/) { window.activateWindow(); }

std::optional<std::uint32_t> time_of_activation(const QByteArray& /*activation*/) { return std::nullopt; }

}  // namespace culvert::ui
