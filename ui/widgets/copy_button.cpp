#include "copy_button.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QTimer>

#include "icons.h"

namespace culvert::ui {

namespace {
constexpr int kConfirmed = 1500;  // milliseconds
}

CopyButton::CopyButton(std::function<QString()> text, QWidget* parent) : QToolButton(parent), text_(std::move(text)) {
  setAutoRaise(true);
  setIcon(symbol(QStringLiteral("copy")));
  connect(this, &QToolButton::clicked, this, [this] {
    QGuiApplication::clipboard()->setText(text_());
    setIcon(symbol(QStringLiteral("copied")));
    QTimer::singleShot(kConfirmed, this, [this] { setIcon(symbol(QStringLiteral("copy"))); });
  });
}

}  // namespace culvert::ui
