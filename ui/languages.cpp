#include "languages.h"

#include <QCoreApplication>
#include <QEvent>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>
#include <algorithm>
#include <array>

#include "settings_document.h"

// Of a static library: nobody else would ask for it. A macro of Qt's that has to stand outside of all namespaces.
static void have_translations() { Q_INIT_RESOURCE(translations); }

namespace culvert::ui {

namespace {

constexpr std::array kLanguages{
    Language{"en", "English"},
    Language{"de", "Deutsch"},
    Language{"zh-CN", "简体中文"},
};

// What there is for a language that was asked for by somebody: "de-AT" gets "de", "zh" and "zh-Hans-SG" get "zh-CN".
const Language* nearest_to(const QLocale& wanted) {
  const auto same = [&](const Language& l) {
    const QLocale ours(QString::fromLatin1(l.code));
    return ours.language() == wanted.language() && ours.script() == wanted.script();
  };
  const auto found = std::ranges::find_if(kLanguages, same);
  return found == kLanguages.end() ? nullptr : &*found;
}

// The country's own habits, where the system speaks that language.
QLocale locale_of(const QString& code) {
  const QLocale ours(code);
  const QLocale system = QLocale::system();
  return system.language() == ours.language() && system.script() == ours.script() ? system : ours;
}

}  // namespace

std::span<const Language> languages() { return kLanguages; }

QString language_of_system() {
  // uiLanguages() goes from the best to the last; "C" is no language of a person.
  for (const QString& wanted : QLocale::system().uiLanguages()) {
    if (const Language* language = nearest_to(QLocale(wanted))) return QString::fromLatin1(language->code);
  }
  return QString::fromLatin1(kLanguages.front().code);
}

struct Languages::Private {
  QString code;
  std::unique_ptr<QTranslator> own;
  std::unique_ptr<QTranslator> of_qt;
};

Languages::Languages(QObject* parent) : QObject(parent), d_(std::make_unique<Private>()) { have_translations(); }
Languages::~Languages() = default;

QString Languages::code() const { return d_->code; }

void Languages::use(const QString& wanted) {
  const Language* known = wanted.isEmpty() ? nullptr : nearest_to(QLocale(wanted));
  const QString code = wanted.isEmpty()   ? language_of_system()
                       : known != nullptr ? QString::fromLatin1(known->code)
                                          : QString::fromLatin1(kLanguages.front().code);
  // Before the translators: what is written anew then asks for it.
  QLocale::setDefault(locale_of(code));
  if (code == d_->code) return;
  d_->code = code;
  const QString suffix = u'_' + QString(code).replace(u'-', u'_');
  // Taking one out tells everybody as well; they get the new ones with the second word.
  d_->own.reset();
  d_->of_qt.reset();
  auto of_qt = std::make_unique<QTranslator>();
  if (of_qt->load(QStringLiteral("qtbase") + suffix, QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
    QCoreApplication::installTranslator(of_qt.get());
    d_->of_qt = std::move(of_qt);
  }
  auto own = std::make_unique<QTranslator>();
  if (own->load(QStringLiteral(":/translations/culvert") + suffix)) {
    QCoreApplication::installTranslator(own.get());
    d_->own = std::move(own);
  }
  if (!d_->own || d_->own->isEmpty()) {
    // There was nothing to install, and so nobody has heard of it.
    QEvent event(QEvent::LanguageChange);
    QCoreApplication::sendEvent(QCoreApplication::instance(), &event);
  }
  emit changed();
}

void Languages::follow(SettingsDocument& settings) {
  const auto take = [this, &settings] { use(QString::fromStdString(settings.settings().language)); };
  connect(&settings, &SettingsDocument::changed, this, take);
  take();
}

}  // namespace culvert::ui
