#include "profiles/understood.h"

#include <QCoreApplication>
#include <QList>
#include <QRegularExpression>
#include <algorithm>

#include "http/provisioning_domain.h"
#include "http/uri_template.h"
#include "names.h"
#include "sentences.h"

namespace culvert::ui {

namespace {

using Qt::StringLiterals::operator""_s;
using Kind = Understood::Kind;

constexpr quint16 kHttps = 443;
constexpr qsizetype kMaxText = 64 * 1024;  // a mail; nothing that is meant is longer
constexpr qsizetype kMaxPieces = 8;        // of one link or template that a mail program has broken into lines

struct Words {
  Q_DECLARE_TR_FUNCTIONS(culvert::ui::Understood)
};

QString plain(const std::string& text) { return shown(text); }

Understood wrong(QString sentence) {
  Understood none;
  none.kind = Kind::kWrong;
  none.sentence = std::move(sentence);
  return none;
}

Understood wrong(const Error& error) { return wrong(problem_sentence({"proxy", error.detail})); }

QString host_sentence(const http::HostPort& origin, bool classic) {
  if (classic) return Words::tr("The classic CONNECT proxy %1 at port %2.").arg(plain(origin.host)).arg(origin.port);
  return Words::tr("The proxy %1 at port %2, with the usual template.").arg(plain(origin.host)).arg(origin.port);
}

Understood host(const http::HostPort& origin, bool classic = false) {
  const std::string text = origin.to_string();
  const bool usual = origin.port == kHttps && !origin.host.contains(':');
  return {Kind::kHost, QString::fromStdString(usual ? origin.host : text), origin, {}, host_sentence(origin, classic)};
}

Understood domain(const http::HostPort& origin) {
  return {Kind::kDomain,
          domain_uri(origin),
          origin,
          {},
          Words::tr("A provisioning domain: %1 can be asked which proxies it offers.").arg(plain(origin.host))};
}

QString scheme_of(const QString& word) {
  const qsizetype colon = word.indexOf(u"://");
  return colon < 0 ? QString() : word.first(colon).toLower();
}

Understood other_scheme(const QString& scheme) {
  if (scheme == u"http") {
    return wrong(
        Words::tr("An address that begins with http:// is not protected: Culvert needs a proxy with https://."));
  }
  if (scheme.startsWith(u"socks")) {
    return wrong(
        Words::tr("This is a SOCKS proxy. Culvert needs a template, a host or a link of a connect-tcp proxy."));
  }
  return wrong(Words::tr("Addresses that begin with %1:// are for other programs.")
                   .arg(plain(scheme.first(std::min<qsizetype>(scheme.size(), 32)).toStdString())));
}

// https://HOST[:PORT][/]: what people copy out of a browser.
std::optional<http::HostPort> bare_origin(const QString& word) {
  static const QRegularExpression kOrigin(u"^https://([^/?#@{}]+)/?$"_s, QRegularExpression::CaseInsensitiveOption);
  const auto match = kOrigin.match(word);
  if (!match.hasMatch()) return std::nullopt;
  const auto origin = http::parse_host_port(match.captured(1).toStdString(), kHttps);
  return origin ? std::optional(*origin) : std::nullopt;
}

Understood address(const QString& word) {
  if (const auto origin = bare_origin(word)) return host(*origin);
  QString text = word;
  const QString path = QString::fromUtf8(http::kProvisioningPath.data(), qsizetype(http::kProvisioningPath.size()));
  if (scheme_of(word).isEmpty() && word.endsWith(path)) text.prepend(u"https://");
  if (text.startsWith(u"https://", Qt::CaseInsensitive) && !text.contains(u'{')) {
    const auto origin = bare_origin(text.first(std::max<qsizetype>(text.indexOf(u'/', 8), 0)));
    if (origin && !text.endsWith(path)) {
      return wrong(
          Words::tr("This address is no template: {target_host} and {target_port} are missing. If the provider named "
                    "nothing but a host, %1 is enough.")
              .arg(host(*origin).proxy));
    }
  }
  const auto input = http::understand_proxy_input(text.toStdString());
  if (!input) return wrong(input.error());
  switch (input->kind) {
    case http::ProxyInput::Kind::kProvisioningDomain:
      return domain(input->origin);
    case http::ProxyInput::Kind::kHost:
      return host(input->origin);
    case http::ProxyInput::Kind::kTemplate:
      break;
  }
  return {Kind::kTemplate,
          QString::fromStdString(input->uri_template.text()),
          input->origin,
          {},
          Words::tr("A template of the proxy %1 at port %2.").arg(plain(input->origin.host)).arg(input->origin.port)};
}

Understood classic_address(const QString& word) {
  const auto input = http::parse_classic_proxy(word.toStdString());
  return input ? host(input->origin, true) : wrong(input.error());
}

Understood link(const QString& text) {
  auto offer = config::read_link(text.toStdString());
  if (!offer) return wrong(problem_sentence({"link", offer.error().detail}));
  Understood found{Kind::kLink, QString::fromStdString(offer->profile.proxy), {}, {}, {}};
  if (const auto input = http::understand_proxy_input(offer->profile.proxy)) found.origin = input->origin;
  found.sentence = offer->profile.name.empty()
                       ? Words::tr("A link of Culvert, with a profile for %1.").arg(plain(found.origin.host))
                       : Words::tr("A link of Culvert, with the profile “%1” for %2.")
                             .arg(plain(offer->profile.name), plain(found.origin.host));
  found.offer = std::move(*offer);
  return found;
}

Understood word(const QString& text, bool classic) {
  const QString scheme = scheme_of(text);
  if (scheme == u"culvert") return link(text);
  if (!scheme.isEmpty() && scheme != u"https") return other_scheme(scheme);
  return classic ? classic_address(text) : address(text);
}

// ---- Several words
// ----------------------------------------------------------------------------------------------------

// What stands around an address in a sentence.
QString bare(QString text) {
  static const QString kBefore = u"<\"'([`“„‘«"_s;
  static const QString kBehind = u">\"')].,;:!?`”’»"_s;
  while (!text.isEmpty() && kBefore.contains(text.front())) text.removeFirst();
  while (!text.isEmpty() && kBehind.contains(text.back())) text.chop(1);
  return text;
}

// Among other words only what looks like one is a host: "proxy.example", "192.0.2.1", "localhost:4433".
bool looks_like_host(const QString& text, bool with_port) {
  static const QRegularExpression kHost(u"^(\\[[0-9a-fA-F:.]+\\]|[\\w.-]+)(:\\d+)?$"_s,
                                        QRegularExpression::UseUnicodePropertiesOption);
  const auto match = kHost.match(text);
  if (!match.hasMatch() || (with_port && match.captured(2).isEmpty())) return false;
  static const QRegularExpression kEnd(u"(\\.[^\\d\\W]{2,}|^localhost|^\\[.*\\]|^\\d+\\.\\d+\\.\\d+\\.\\d+)$"_s,
                                       QRegularExpression::UseUnicodePropertiesOption);
  return kEnd.match(match.captured(1)).hasMatch();
}

// How sure it is that this is what was meant; 0: it is not.
int rank_of(const Understood& found, const QString& text) {
  switch (found.kind) {
    case Kind::kLink:
      return 6;
    case Kind::kTemplate:
      return 5;
    case Kind::kDomain:
      return 4;
    case Kind::kHost:
      if (!scheme_of(text).isEmpty()) return 3;
      return looks_like_host(text, true) ? 2 : looks_like_host(text, false) ? 1 : 0;
    case Kind::kNothing:
    case Kind::kWrong:
      break;
  }
  return 0;
}

// From the `first` of the words on: mail programs break long ones.
Understood joined(const QStringList& words, qsizetype first, bool classic) {
  QString text;
  Understood alone;
  for (qsizetype i = first; i < std::min(words.size(), first + kMaxPieces); ++i) {
    if (i > first && words[i].contains(u"://")) break;
    text += words[i];
    Understood found = word(bare(text), classic);
    if (i == first) alone = found;
    if (found.kind == Kind::kTemplate || found.kind == Kind::kLink) return found;
    if (i == first && found.kind != Kind::kWrong) return found;
  }
  return alone;
}

Understood several(const QStringList& words, bool classic) {
  Understood best;
  Understood complaint;
  int best_rank = 0;
  for (qsizetype i = 0; i < words.size(); ++i) {
    const QString text = bare(words[i]);
    if (text.isEmpty()) continue;
    const bool address = text.contains(u"://");
    const Understood found = address ? joined(words, i, classic) : word(text, classic);
    const int rank = rank_of(found, text);
    if (rank > best_rank) {
      best_rank = rank;
      best = found;
    }
    const bool worth_telling = address || text.contains(u'{');
    if (found.kind == Kind::kWrong && worth_telling && complaint.kind == Kind::kNothing) complaint = found;
  }
  if (best_rank > 0) return best;
  if (complaint.kind == Kind::kWrong) return complaint;
  return wrong(Words::tr("There is no template, host, link or provisioning domain in this text."));
}

}  // namespace

Understood understand(const QString& text, bool classic) {
  if (text.size() > kMaxText) return wrong(Words::tr("This is too much text: paste what names the proxy."));
  static const QRegularExpression kSpace(u"\\s+"_s, QRegularExpression::UseUnicodePropertiesOption);
  const QStringList words = text.split(kSpace, Qt::SkipEmptyParts);
  if (words.isEmpty()) return {};
  if (words.size() == 1) {
    const bool quoted = u"<\"'(`“„‘«"_s.contains(words[0].front());
    return word(quoted ? bare(words[0]) : words[0], classic);
  }
  return several(words, classic);
}

QString domain_uri(const http::HostPort& origin) {
  const std::string authority = origin.port == kHttps && !origin.host.contains(':') ? origin.host : origin.to_string();
  return QString::fromStdString("https://" + authority + std::string(http::kProvisioningPath));
}

QString problem_sentence(const config::Problem& problem) {
  QString text = problem_text(problem);
  if (text.isEmpty()) return text;
  text.front() = text.front().toUpper();
  static const QString kEnds = u".!?)。！？…"_s;
  if (!kEnds.contains(text.back()) || text.back() == u')') text += u'.';
  return text;
}

QString title_of(const config::Profile& profile) {
  if (QString name = shown_name(profile.name, {}); !name.isEmpty()) return name;
  const auto input = http::understand_proxy_input(profile.proxy);
  if (input) return QString::fromStdString(input->origin.host);
  return profile.proxy.empty() ? Words::tr("Without a name") : plain(profile.proxy);
}

}  // namespace culvert::ui
