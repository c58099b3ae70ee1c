#include "profiles/advanced_fields.h"

#include <QComboBox>
#include <QEvent>
#include <QLineEdit>
#include <QVBoxLayout>
#include <algorithm>
#include <array>

#include "config/entry.h"
#include "http/version.h"
#include "profiles/fields.h"
#include "profiles/proxy_field.h"
#include "profiles/understood.h"

namespace culvert::ui {

namespace {

using Qt::StringLiterals::operator""_s;
using config::Profile;

std::string utf8(const QString& text) { return text.toStdString(); }

std::vector<std::string> texts(const QStringList& lines) {
  std::vector<std::string> all;
  std::ranges::transform(lines, std::back_inserter(all), utf8);
  return all;
}

QStringList lines(const std::vector<std::string>& texts) {
  QStringList all;
  for (const std::string& text : texts) all += QString::fromStdString(text);
  return all;
}

// "sha256/" and a hash in base64.
bool is_pin(const QString& text) {
  constexpr qsizetype kBytes = 32;
  if (!text.startsWith(u"sha256/")) return false;
  const auto hash = QByteArray::fromBase64Encoding(text.mid(7).toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
  return hash && hash.decoded.size() == kBytes;
}

QString name_of(const char* field) { return u"profiles."_s + QString::fromLatin1(field); }

auto saves(ProfileDraft& draft, const char* field, auto member) {
  return [&draft, field, member](const auto& value) {
    return first_sentence(draft.change({field}, [&](Profile& p) { p.*member = value; }));
  };
}

}  // namespace

QString first_sentence(const config::Problems& problems) {
  return problems.empty() ? QString() : problem_sentence(problems.front());
}

struct AdvancedFields::Private {
  VersionsField* http = nullptr;
  LinesField* fallbacks = nullptr;
  LineField* wire = nullptr;
  FileField* ca_file = nullptr;
  LinesField* pins = nullptr;
  FileField* certificate = nullptr;
  FileField* key = nullptr;
  CheckField* early_data = nullptr;
  CheckField* expect_continue = nullptr;
  CheckField* classic = nullptr;
  CheckField* answer_early = nullptr;
  FileField* session = nullptr;
  FieldBox* congestion_box = nullptr;
  QComboBox* congestion = nullptr;
  FileField* key_log = nullptr;
  FileField* qlog = nullptr;
  std::vector<std::pair<QString, FieldBox*>> by_name;  // as in config::Problem, in the order of the form
  std::vector<TypedField*> typed;
  std::vector<FileField*> files;
};

AdvancedFields::AdvancedFields(ProfileDraft& draft, QWidget* parent)
    : ProfilePart(draft, parent), d_(std::make_unique<Private>()) {
  make_ways();
  make_trust();
  make_costs();
  Private& d = *d_;
  d.by_name = {{u"http"_s, d.http},
               {u"fallbacks"_s, d.fallbacks},
               {u"classic_connect"_s, d.classic},
               {u"ca_file"_s, d.ca_file},
               {u"pins"_s, d.pins},
               {u"client_certificate_file"_s, d.certificate},
               {u"client_key_file"_s, d.key},
               {u"early_data"_s, d.early_data},
               {u"answer_early"_s, d.answer_early},
               {u"expect_continue"_s, d.expect_continue},
               {u"session_file"_s, d.session},
               {u"wire"_s, d.wire},
               {u"congestion"_s, d.congestion_box},
               {u"key_log_file"_s, d.key_log},
               {u"qlog_directory"_s, d.qlog}};
  d.typed = {d.fallbacks, d.wire, d.ca_file, d.pins, d.certificate, d.key, d.session, d.key_log, d.qlog};
  d.files = {d.ca_file, d.certificate, d.key, d.session, d.key_log, d.qlog};
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(form_space(*this) * 2);
  for (const auto& [field, box] : d.by_name) column->addWidget(box);
  retranslate();
}

// How the proxy is spoken to, and which one is when it does not answer.
void AdvancedFields::make_ways() {
  Private& d = *d_;
  d.http = new VersionsField(name_of("http"), saves(draft_, "http", &Profile::http));
  d.fallbacks = new LinesField(name_of("fallbacks"), [this](const QStringList& all) {
    return first_sentence(draft_.change({"fallbacks"}, [&](Profile& p) { p.fallbacks = texts(all); }));
  });
  d.wire = new LineField(name_of("wire"), [this](const QString& text) {
    return first_sentence(draft_.change({"wire"}, [&](Profile& p) { p.wire = utf8(text.trimmed()); }));
  });
  d.classic = new CheckField(name_of("classic_connect"), [this](bool classic) {
    const QString wrong = first_sentence(draft_.change({"classic_connect", "proxy", "fallbacks", "authentication"},
                                                       [&](Profile& p) { p.classic_connect = classic; }));
    if (wrong.isEmpty()) emit classic_changed(classic);
    return wrong;
  });
}

void AdvancedFields::make_trust() {
  Private& d = *d_;
  d.ca_file = path_field("ca_file", FileUse::kRead, &Profile::ca_file);
  d.pins = new LinesField(name_of("pins"), [this](const QStringList& all) {
    if (!std::ranges::all_of(all, is_pin)) return tr("A pin is sha256/ and a hash in base64.");
    return first_sentence(draft_.change({"pins"}, [&](Profile& p) { p.pins = texts(all); }));
  });
  // The two go together: the first one waits for the other.
  const auto pair = [this](const QString&) -> QString {
    const QString certificate = d_->certificate->edit()->text().trimmed();
    const QString key = d_->key->edit()->text().trimmed();
    for (const QString& file : {certificate, key}) {
      if (!file.isEmpty() && !config::is_absolute_path(utf8(file))) return whole_path_wanted();
    }
    const auto change = [&](Profile& p) {
      p.client_certificate_file = utf8(certificate);
      p.client_key_file = utf8(key);
    };
    return first_sentence(draft_.change({"client_certificate_file", "client_key_file"}, change));
  };
  d.certificate = new FileField(name_of("client_certificate_file"), FileUse::kRead, [this, pair](const QString& text) {
    const QString wrong = pair(text);
    if (wrong.isEmpty()) d_->key->load(QString::fromStdString(draft_.profile().client_key_file), true);
    return wrong;
  });
  d.key = new FileField(name_of("client_key_file"), FileUse::kRead, [this, pair](const QString& text) {
    const QString wrong = pair(text);
    if (wrong.isEmpty()) d_->certificate->load(QString::fromStdString(draft_.profile().client_certificate_file), true);
    return wrong;
  });
}

// What is faster or safer, or is written down, at the cost of something else.
void AdvancedFields::make_costs() {
  Private& d = *d_;
  d.early_data = new CheckField(name_of("early_data"), saves(draft_, "early_data", &Profile::early_data));
  d.expect_continue =
      new CheckField(name_of("expect_continue"), saves(draft_, "expect_continue", &Profile::expect_continue));
  d.answer_early = new CheckField(name_of("answer_early"), saves(draft_, "answer_early", &Profile::answer_early));
  d.session = path_field("session_file", FileUse::kWrite, &Profile::session_file);
  d.congestion = new QComboBox;
  d.congestion->setObjectName(name_of("congestion"));
  d.congestion->addItem(u"BBR"_s, u"bbr"_s);
  d.congestion->addItem(u"CUBIC"_s, u"cubic"_s);
  keep_from_wheel(d.congestion);
  d.congestion_box = new FieldBox;
  d.congestion_box->set_control(d.congestion);
  connect(d.congestion, &QComboBox::activated, this, [this] {
    const std::string chosen = utf8(d_->congestion->currentData().toString());
    d_->congestion_box->set_problem(
        first_sentence(draft_.change({"congestion"}, [&](Profile& p) { p.congestion = chosen; })));
  });
  d.key_log = path_field("key_log_file", FileUse::kWrite, &Profile::key_log_file);
  d.qlog = path_field("qlog_directory", FileUse::kDirectory, &Profile::qlog_directory);
}

FileField* AdvancedFields::path_field(const char* field, FileUse use, std::string Profile::* member) {
  return new FileField(name_of(field), use, [this, field, member](const QString& value) {
    const std::string text = utf8(value.trimmed());
    if (!text.empty() && !config::is_absolute_path(text)) return whole_path_wanted();
    return first_sentence(draft_.change({field}, [&](Profile& p) { p.*member = text; }));
  });
}

QString AdvancedFields::whole_path_wanted() { return tr("A file is named by its whole path, from the top folder on."); }

AdvancedFields::~AdvancedFields() = default;

void AdvancedFields::load(bool anew) {
  Private& d = *d_;
  const Profile& p = draft_.profile();
  const auto text = [](const std::string& s) { return QString::fromStdString(s); };
  d.http->load(p.http);
  d.fallbacks->load_lines(lines(p.fallbacks), anew);
  d.wire->load(text(p.wire), anew);
  d.ca_file->load(text(p.ca_file), anew);
  d.pins->load_lines(lines(p.pins), anew);
  d.certificate->load(text(p.client_certificate_file), anew);
  d.key->load(text(p.client_key_file), anew);
  d.early_data->load(p.early_data);
  d.expect_continue->load(p.expect_continue);
  d.classic->load(p.classic_connect);
  d.answer_early->load(p.answer_early);
  d.session->load(text(p.session_file), anew);
  d.congestion->setCurrentIndex(std::max(0, d.congestion->findData(text(p.congestion))));
  d.congestion_box->set_problem({});
  d.key_log->load(text(p.key_log_file), anew);
  d.qlog->load(text(p.qlog_directory), anew);
}

void AdvancedFields::flush() {
  for (TypedField* field : d_->typed) field->flush();
}

bool AdvancedFields::focus_field(const QString& field) {
  const qsizetype end = field.indexOf(u'[');
  const QString plain = end < 0 ? field : field.first(end);
  const auto found = std::ranges::find(d_->by_name, plain, &std::pair<QString, FieldBox*>::first);
  if (found == d_->by_name.end()) return false;
  found->second->inner()->setFocus(Qt::OtherFocusReason);
  return true;
}

// What goes and comes while other windows have the focus is seen here.
bool AdvancedFields::event(QEvent* event) {
  if (event->type() == QEvent::WindowActivate) std::ranges::for_each(d_->files, &FileField::look_again);
  return ProfilePart::event(event);
}

void AdvancedFields::retranslate() {
  Private& d = *d_;
  const QString choose = tr("Choose…");
  const QString pem = tr("Certificates and keys (*.pem *.crt *.cer *.key);;All files (*)");
  d.http->set_texts(tr("&HTTP versions, the preferred one first"),
                    tr("HTTP/3 runs over UDP and copes best with changing networks; some networks block it, and then "
                       "the next one is used."));
  d.http->retranslate();
  d.fallbacks->set_texts(tr("&More proxies, one a line"),
                         tr("They are tried in this order, with the same sign-in, when the first cannot be reached."));
  d.classic->set_texts(
      tr("This is a classic CONN&ECT proxy"),
      tr("For proxies without connect-tcp: a host without a template. Nothing can be sent early then."));
  d.ca_file->set_texts(tr("Certificate &authority"),
                       tr("Empty: those that this computer trusts. With a file, only its certificates count."));
  d.ca_file->set_picker(choose, tr("Choose the certificate authority"), pem);
  d.pins->set_texts(tr("P&inned keys, one a line"),
                    tr("The proxy must have one of these keys (sha256/…). When it gets a new one, you have to change "
                       "this before it can be used again."));
  d.certificate->set_texts(tr("&Client certificate"),
                           tr("Shows the proxy who you are. The file holds the whole chain; it needs its key."));
  d.certificate->set_picker(choose, tr("Choose the client certificate"), pem);
  d.key->set_texts(tr("Client &key"), tr("Only you should be able to read this file."));
  d.key->set_picker(choose, tr("Choose the client key"), pem);
  d.early_data->set_texts(tr("Send re&quests early"),
                          tr("Saves a round trip. Somebody who can hold up packets can make the proxy take a request, "
                             "and what was sent with it, twice."));
  d.answer_early->set_texts(
      tr("Ans&wer applications at once"),
      tr("Saves a round trip. Applications then see every failure as a broken connection, without "
         "the reason."));
  d.expect_continue->set_texts(tr("Ask the proxy to con&firm requests"),
                               tr("Tells a proxy that hangs from a destination that does not answer. Some gateways do "
                                  "not pass this on."));
  d.session->set_texts(tr("File for TLS &sessions"),
                       tr("Makes the first connection after a start quicker. The proxy can tell that it is you again, "
                          "and the file is as secret as a password."));
  d.session->set_picker(choose, tr("Choose the file for TLS sessions"));
  d.wire->set_texts(tr("&Draft of connect-tcp"),
                    tr("draft-12, draft-08, rfc, or auto to try all of them, which can cost a round trip for each."));
  d.congestion_box->set_texts(tr("Con&gestion control over HTTP/3"),
                              tr("BBR is quicker where packets get lost; CUBIC gives way to others more."));
  d.key_log->set_texts(tr("File for TLS ke&ys"),
                       tr("For looking into packets. Whoever has this file can read all that was carried."));
  d.key_log->set_picker(choose, tr("Choose the file for TLS keys"));
  d.qlog->set_texts(tr("F&older for qlog files"),
                    tr("One file for each connection over HTTP/3, for experts. They grow with the traffic."));
  d.qlog->set_picker(choose, tr("Choose the folder for qlog files"));
}

}  // namespace culvert::ui
