#include "xsettings_linux.h"

#include <xcb/xcb.h>

#include <QAbstractNativeEventFilter>
#include <QGuiApplication>
#include <cstdlib>
#include <utility>

namespace culvert::ui {

namespace {

struct Free {
  void operator()(void* reply) const { std::free(reply); }  // NOLINT(cppcoreguidelines-no-malloc): xcb made it
};
template <typename T>
using Reply = std::unique_ptr<T, Free>;

}  // namespace

// Of Qt's connection to the X server.
struct XSettingsWatch::Private : QAbstractNativeEventFilter {
  Private(XSettingsWatch& w, xcb_connection_t* c);
  ~Private() override { QCoreApplication::instance()->removeNativeEventFilter(this); }

  bool nativeEventFilter(const QByteArray& type, void* message, qintptr* result) override;
  [[nodiscard]] xcb_atom_t atom(std::string_view name) const;
  void find_manager();
  void read();

  XSettingsWatch& watch;
  xcb_connection_t* connection;
  xcb_atom_t selection;
  xcb_atom_t property;
  xcb_atom_t manager_message;
  xcb_window_t manager = XCB_NONE;
  XSettings settings;
};

// The first screen's: X servers with more than one are things of the past.
XSettingsWatch::Private::Private(XSettingsWatch& w, xcb_connection_t* c)
    : watch(w),
      connection(c),
      selection(atom("_XSETTINGS_S0")),
      property(atom("_XSETTINGS_SETTINGS")),
      manager_message(atom("MANAGER")) {
  QCoreApplication::instance()->installNativeEventFilter(this);
  find_manager();
}

xcb_atom_t XSettingsWatch::Private::atom(std::string_view name) const {
  const Reply<xcb_intern_atom_reply_t> reply(xcb_intern_atom_reply(
      connection, xcb_intern_atom(connection, 0, static_cast<std::uint16_t>(name.size()), name.data()), nullptr));
  return reply ? reply->atom : static_cast<xcb_atom_t>(XCB_ATOM_NONE);
}

// Where there is none, what the last one has said stays: it may only be starting again.
void XSettingsWatch::Private::find_manager() {
  const Reply<xcb_get_selection_owner_reply_t> owner(
      xcb_get_selection_owner_reply(connection, xcb_get_selection_owner(connection, selection), nullptr));
  manager = owner ? owner->owner : static_cast<xcb_window_t>(XCB_NONE);
  if (manager == XCB_NONE) return;
  // Qt wants the same of it, if it has found it itself.
  const std::uint32_t events = XCB_EVENT_MASK_PROPERTY_CHANGE | XCB_EVENT_MASK_STRUCTURE_NOTIFY;
  xcb_change_window_attributes(connection, manager, XCB_CW_EVENT_MASK, &events);
  read();
}

void XSettingsWatch::Private::read() {
  const auto asked = xcb_get_property(connection, 0, manager, property, property, 0, kMostXSettingsBytes / 4);
  const Reply<xcb_get_property_reply_t> reply(xcb_get_property_reply(connection, asked, nullptr));
  if (!reply || reply->format != 8 || reply->bytes_after != 0) return;
  const auto size = static_cast<std::size_t>(xcb_get_property_value_length(reply.get()));
  auto now = read_xsettings({static_cast<const char*>(xcb_get_property_value(reply.get())), size});
  if (!now || *now == settings) return;
  settings = std::move(*now);
  emit watch.changed();
}

bool XSettingsWatch::Private::nativeEventFilter(const QByteArray& type, void* message, qintptr* /*result*/) {
  if (type != "xcb_generic_event_t") return false;
  const auto* const event = static_cast<const xcb_generic_event_t*>(message);
  switch (event->response_type & 0x7f) {
    case XCB_PROPERTY_NOTIFY: {
      const auto* const changed = reinterpret_cast<const xcb_property_notify_event_t*>(event);
      if (manager != XCB_NONE && changed->window == manager && changed->atom == property) read();
      break;
    }
    case XCB_DESTROY_NOTIFY:
      if (manager == XCB_NONE) break;
      if (reinterpret_cast<const xcb_destroy_notify_event_t*>(event)->window == manager) find_manager();
      break;
    case XCB_CLIENT_MESSAGE: {
      const auto* const told = reinterpret_cast<const xcb_client_message_event_t*>(event);
      if (told->type == manager_message && told->format == 32 && told->data.data32[1] == selection) find_manager();
      break;
    }
    default:
      break;
  }
  return false;
}

XSettingsWatch::XSettingsWatch(QObject* parent) : QObject(parent) {
  const auto* const x11 = qGuiApp->nativeInterface<QNativeInterface::QX11Application>();
  if (x11 != nullptr && x11->connection() != nullptr) d_ = std::make_unique<Private>(*this, x11->connection());
}

XSettingsWatch::~XSettingsWatch() = default;

const XSettings& XSettingsWatch::settings() const {
  static const XSettings none;
  return d_ ? d_->settings : none;
}

}  // namespace culvert::ui
