// On the desktops of GTK (ui/desktop_appearance.h) that of the portal (org.freedesktop.portal.FileChooser), which runs
// in a process of its own. Where it does not answer, Qt's.
#include "file_dialog.h"

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QRegularExpression>
#include <QUrl>
#include <QUuid>

namespace culvert::ui {

struct PortalPattern {
  uint kind = 0;  // 0: a pattern of names, 1: a MIME type
  QString pattern;
};
struct PortalFilter {
  QString name;
  QList<PortalPattern> patterns;
};

static QDBusArgument& operator<<(QDBusArgument& to, const PortalPattern& one) {
  to.beginStructure();
  to << one.kind << one.pattern;
  to.endStructure();
  return to;
}
static const QDBusArgument& operator>>(const QDBusArgument& from, PortalPattern& one) {
  from.beginStructure();
  from >> one.kind >> one.pattern;
  from.endStructure();
  return from;  // NOLINT(bugprone-return-const-ref-from-parameter): as Qt wants it
}
static QDBusArgument& operator<<(QDBusArgument& to, const PortalFilter& one) {
  to.beginStructure();
  to << one.name << one.patterns;
  to.endStructure();
  return to;
}
static const QDBusArgument& operator>>(const QDBusArgument& from, PortalFilter& one) {
  from.beginStructure();
  from >> one.name >> one.patterns;
  from.endStructure();
  return from;  // NOLINT(bugprone-return-const-ref-from-parameter)
}

}  // namespace culvert::ui

Q_DECLARE_METATYPE(culvert::ui::PortalPattern)
Q_DECLARE_METATYPE(culvert::ui::PortalFilter)

namespace culvert::ui {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kPatience = 3s;  // in which the portal says that it shows something
constexpr uint kChosen = 0;

const QString kPortal = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kRequest = QStringLiteral("org.freedesktop.portal.Request");

// "Pictures (*.svg *.png)"
QList<PortalFilter> filters_of(const QStringList& names) {
  QList<PortalFilter> filters;
  for (const QString& name : names) {
    static const QRegularExpression kForm(QStringLiteral("^(.*)\\(([^()]*)\\)$"));
    const QRegularExpressionMatch parts = kForm.match(name);
    if (!parts.hasMatch()) continue;
    PortalFilter filter{.name = parts.captured(1).trimmed(), .patterns = {}};
    for (const QString& pattern : parts.captured(2).split(u' ', Qt::SkipEmptyParts)) filter.patterns += {0, pattern};
    if (!filter.patterns.isEmpty()) filters += filter;
  }
  return filters;
}

// A dialog of the portal in the place of one of Qt's, whose child it is.
class PortalDialog : public QObject {
  Q_OBJECT

 public:
  PortalDialog(QFileDialog& dialog, QDBusConnection bus);
  ~PortalDialog() override;

 private:
  [[nodiscard]] QVariantMap options() const;
  void give_up();

  QFileDialog& dialog_;
  QDBusConnection bus_;
  const QString token_ = u"culvert" + QUuid::createUuid().toString(QUuid::Id128);
  const QString request_;
  bool open_ = true;

 private slots:
  void take(uint response, const QVariantMap& results);
};

PortalDialog::PortalDialog(QFileDialog& dialog, QDBusConnection bus)
    : QObject(&dialog),
      dialog_(dialog),
      bus_(std::move(bus)),
      request_(kPath + u"/request/" + bus_.baseService().mid(1).replace(u'.', u'_') + u'/' + token_) {
  bus_.connect(kPortal, request_, kRequest, QStringLiteral("Response"), this, SLOT(take(uint, QVariantMap)));
  const bool saves = dialog.acceptMode() == QFileDialog::AcceptSave;
  QDBusMessage call =
      QDBusMessage::createMethodCall(kPortal, kPath, QStringLiteral("org.freedesktop.portal.FileChooser"),
                                     saves ? QStringLiteral("SaveFile") : QStringLiteral("OpenFile"));
  const QWidget* const parent = dialog.parentWidget();
  const bool x11 = parent != nullptr && QGuiApplication::platformName() == QStringLiteral("xcb");
  const QString window = x11 ? u"x11:" + QString::number(parent->window()->winId(), 16) : QString();
  call << window << dialog.windowTitle() << options();
  auto* answer = new QDBusPendingCallWatcher(bus_.asyncCall(call, static_cast<int>(kPatience.count())), this);
  connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
    answer->deleteLater();
    if (answer->isError() && open_) give_up();
  });
}

// What is still shown for a window that has gone is closed.
PortalDialog::~PortalDialog() {
  if (!open_) return;
  bus_.send(QDBusMessage::createMethodCall(kPortal, request_, kRequest, QStringLiteral("Close")));
}

QVariantMap PortalDialog::options() const {
  QVariantMap options{{QStringLiteral("handle_token"), token_}, {QStringLiteral("modal"), true}};
  if (const auto filters = filters_of(dialog_.nameFilters()); !filters.isEmpty()) {
    options[QStringLiteral("filters")] = QVariant::fromValue(filters);
  }
  if (dialog_.fileMode() == QFileDialog::Directory) options[QStringLiteral("directory")] = true;
  options[QStringLiteral("current_folder")] = QFile::encodeName(dialog_.directory().absolutePath()).append('\0');
  if (dialog_.acceptMode() == QFileDialog::AcceptSave) {
    if (const QStringList files = dialog_.selectedFiles(); !files.isEmpty()) {
      options[QStringLiteral("current_name")] = QFileInfo(files.constFirst()).fileName();
    }
  }
  return options;
}

void PortalDialog::give_up() {
  open_ = false;
  bus_.send(QDBusMessage::createMethodCall(kPortal, request_, kRequest, QStringLiteral("Close")));
  dialog_.show();
  deleteLater();
}

void PortalDialog::take(uint response, const QVariantMap& results) {
  if (!std::exchange(open_, false)) return;
  const QStringList uris = results.value(QStringLiteral("uris")).toStringList();
  QString path = uris.isEmpty() ? QString() : QUrl(uris.constFirst()).toLocalFile();
  QDialog& dialog = dialog_;  // whose done() is everybody's
  if (response != kChosen || path.isEmpty()) return dialog.done(QDialog::Rejected);
  const QString suffix = dialog_.defaultSuffix();
  const bool bare = dialog_.acceptMode() == QFileDialog::AcceptSave && QFileInfo(path).suffix().isEmpty();
  // The portal has asked only whether the one that was chosen may be written over.
  if (bare && !suffix.isEmpty() && !QFileInfo::exists(path + u'.' + suffix)) path += u'.' + suffix;
  emit dialog_.fileSelected(path);
  dialog.done(QDialog::Accepted);
}

}  // namespace

void show_file_dialog(QFileDialog& dialog) {
  const QDBusConnection bus = QDBusConnection::sessionBus();
  const bool wanted = !QGuiApplication::desktopSettingsAware() &&
                      qEnvironmentVariableIntValue("QT_NO_XDG_DESKTOP_PORTAL") == 0 && bus.isConnected();
  if (!wanted) return dialog.show();
  if (dialog.findChild<PortalDialog*>() != nullptr) return;
  static const bool kKnown = [] {
    qDBusRegisterMetaType<PortalPattern>();
    qDBusRegisterMetaType<QList<PortalPattern>>();
    qDBusRegisterMetaType<PortalFilter>();
    qDBusRegisterMetaType<QList<PortalFilter>>();
    return true;
  }();
  static_cast<void>(kKnown);
  new PortalDialog(dialog, bus);
}

void open_file_dialog(QFileDialog& dialog) {
  dialog.setWindowModality(Qt::WindowModal);
  show_file_dialog(dialog);
}

}  // namespace culvert::ui

#include "file_dialog_linux.moc"
