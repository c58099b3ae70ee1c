// Under Wayland, xdg-activation: Qt shows the compositor the token. Under X11 Qt asks with the time of the last event
// that it had itself, which is before whatever the person has done since in other windows: a window manager that lets
// nobody steal the focus would refuse. The token has the time of the click that this comes from.
#include "window/bring_forward.h"

#include <xcb/xcb.h>

#include <QGuiApplication>
#include <QWidget>
#include <QWindow>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>

namespace culvert::ui {

namespace {

constexpr std::uint32_t kFromProgram = 1;  // and not from a pager

struct Free {
  void operator()(void* reply) const { std::free(reply); }  // NOLINT(cppcoreguidelines-no-malloc): xcb made it
};
template <typename T>
using Reply = std::unique_ptr<T, Free>;

// What the connection to the X server is asked here takes a round trip each, as most of what Qt does with windows.
class Server {
 public:
  Server(xcb_connection_t* connection, xcb_window_t window) : connection_(connection), window_(window) {
    const Reply<xcb_get_geometry_reply_t> geometry(
        xcb_get_geometry_reply(connection_, xcb_get_geometry(connection_, window_), nullptr));
    if (geometry) root_ = geometry->root;
  }
  ~Server() { xcb_flush(connection_); }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  void activate(std::uint32_t time, xcb_window_t active) const;
  void end_startup(const QByteArray& id) const;

 private:
  [[nodiscard]] xcb_atom_t atom(std::string_view name) const;
  [[nodiscard]] std::uint32_t later_of(std::uint32_t time, xcb_atom_t property) const;
  void tell_root(const xcb_client_message_event_t& event, std::uint32_t mask) const;

  xcb_connection_t* connection_;
  xcb_window_t window_;
  xcb_window_t root_ = XCB_NONE;
};

xcb_atom_t Server::atom(std::string_view name) const {
  const Reply<xcb_intern_atom_reply_t> reply(xcb_intern_atom_reply(
      connection_, xcb_intern_atom(connection_, 0, static_cast<std::uint16_t>(name.size()), name.data()), nullptr));
  return reply ? reply->atom : static_cast<xcb_atom_t>(XCB_ATOM_NONE);
}

// Times of the X server start again from 0 after 49 days.
std::uint32_t Server::later_of(std::uint32_t time, xcb_atom_t property) const {
  const Reply<xcb_get_property_reply_t> reply(xcb_get_property_reply(
      connection_, xcb_get_property(connection_, 0, window_, property, XCB_ATOM_CARDINAL, 0, 1), nullptr));
  if (!reply || reply->format != 32 || xcb_get_property_value_length(reply.get()) != sizeof time) return time;
  std::uint32_t known = 0;
  std::memcpy(&known, xcb_get_property_value(reply.get()), sizeof known);
  return known != 0 && static_cast<std::int32_t>(known - time) > 0 ? known : time;
}

void Server::tell_root(const xcb_client_message_event_t& event, std::uint32_t mask) const {
  xcb_send_event(connection_, 0, root_, mask, reinterpret_cast<const char*>(&event));
}

// Extended Window Manager Hints, "_NET_ACTIVE_WINDOW".
void Server::activate(std::uint32_t time, xcb_window_t active) const {
  const xcb_atom_t user_time = atom("_NET_WM_USER_TIME");
  const std::uint32_t latest = later_of(time, user_time);
  xcb_change_property(connection_, XCB_PROP_MODE_REPLACE, window_, user_time, XCB_ATOM_CARDINAL, 32, 1, &latest);
  xcb_client_message_event_t event{};
  event.response_type = XCB_CLIENT_MESSAGE;
  event.format = 32;
  event.window = window_;
  event.type = atom("_NET_ACTIVE_WINDOW");
  event.data.data32[0] = kFromProgram;
  event.data.data32[1] = latest;
  event.data.data32[2] = active;
  tell_root(event, XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY | XCB_EVENT_MASK_SUBSTRUCTURE_REDIRECT);
}

// The one who has started us need not show any more that something starts (Startup Notification, "remove").
void Server::end_startup(const QByteArray& id) const {
  QByteArray message("remove: ID=");
  for (const char c : id) {
    if (c == ' ' || c == '"' || c == '\\') message += '\\';
    message += c;
  }
  xcb_client_message_event_t event{};
  event.response_type = XCB_CLIENT_MESSAGE;
  event.format = 8;
  event.window = window_;
  event.type = atom("_NET_STARTUP_INFO_BEGIN");
  const xcb_atom_t more = atom("_NET_STARTUP_INFO");
  // With the byte that ends it.
  for (qsizetype at = 0; at <= message.size(); at += static_cast<qsizetype>(sizeof event.data.data8)) {
    const QByteArray piece = message.mid(at, sizeof event.data.data8);
    std::memset(event.data.data8, 0, sizeof event.data.data8);
    std::memcpy(event.data.data8, piece.constData(), static_cast<std::size_t>(piece.size()));
    tell_root(event, XCB_EVENT_MASK_PROPERTY_CHANGE);
    event.type = more;
  }
}

}  // namespace

std::optional<std::uint32_t> time_of_activation(const QByteArray& activation) {
  const qsizetype at = activation.lastIndexOf("_TIME");
  if (at < 0) return std::nullopt;
  bool good = false;
  const std::uint32_t time = activation.mid(at + 5).toUInt(&good);
  return good && time != 0 ? std::optional(time) : std::nullopt;
}

void bring_forward(QWidget& window, const QByteArray& activation) {
  const auto* const x11 = qGuiApp->nativeInterface<QNativeInterface::QX11Application>();
  if (x11 == nullptr) {
    if (!activation.isEmpty()) qputenv("XDG_ACTIVATION_TOKEN", activation);
    return window.activateWindow();
  }
  if (activation.isEmpty()) return window.activateWindow();
  const Server server(x11->connection(), static_cast<xcb_window_t>(window.winId()));
  server.end_startup(activation);
  const auto time = time_of_activation(activation);
  if (!time) return window.activateWindow();
  const QWindow* const active = QGuiApplication::focusWindow();
  server.activate(*time, active != nullptr ? static_cast<xcb_window_t>(active->winId()) : XCB_NONE);
}

}  // namespace culvert::ui
