#include "system_proxy_words.h"

#include <QCoreApplication>

namespace culvert::desktop {

namespace {

using system_proxy::Remark;
using About = Remark::About;

class SystemProxyWords {
  Q_DECLARE_TR_FUNCTIONS(culvert::desktop::SystemProxyWords)

 public:
  static QString why(Code code);
  static QString failed(const Remark& remark);
  static QString all(const Remark& remark);
};

QString SystemProxyWords::why(Code code) {
  switch (code) {
    case Code::kDenied:
      return tr("A setting of the desktop may not be changed on this computer.");
    case Code::kNotFound:
      return tr("A program that is needed for it is not installed.");
    case Code::kTimedOut:
      return tr("The settings of the desktop do not answer.");
    case Code::kLimit:
      return tr("Another Culvert is changing it right now.");
    case Code::kUnsupported:
      return tr("The proxy that is set has a password, which could not be set back afterwards.");
    default:
      return {};
  }
}

QString SystemProxyWords::failed(const Remark& remark) {
  const QString what = remark.about == About::kNotSetBack
                           ? tr("The system proxy could not be set back to what it was before.")
                           : tr("The system proxy could not be changed.");
  const QString reason = why(remark.code);
  return reason.isEmpty() ? what : what + u' ' + reason;
}

QString SystemProxyWords::all(const Remark& remark) {
  switch (remark.about) {
    case About::kSet:
    case About::kSetBack:
    case About::kOther:
      break;
    case About::kNoSetting:
      return tr(
          "This desktop has no proxy setting that Culvert knows. The lines for a terminal, on the overview, lead "
          "programs through Culvert instead.");
    case About::kOthersChange:
      return tr("Somebody else has changed the system proxy meanwhile, so it is left as it is.");
    case About::kOtherCulvert:
      return tr("Another Culvert has set the system proxy and still runs, so it is left as it is.");
    case About::kNoJournal:
      return tr(
          "What the system proxy was before cannot be told any more, so nothing was set back. Look at the proxy in the "
          "settings of the desktop.");
    case About::kNotSet:
    case About::kNotSetBack:
      return failed(remark);
  }
  return remark.kind == Remark::Kind::kFailed ? failed(remark) : QString();
}

}  // namespace

QString sentence_of(const Remark& remark) { return SystemProxyWords::all(remark); }

}  // namespace culvert::desktop
