// The window's side of the core: commands in, signals out, all on the thread of the window. core_bridge*.cpp and
// core_bridge_feed.h are the only files of ui/ that see core/api.
//
// Nothing here waits. While nobody watches, the core is not asked for anything.
#pragma once

#include <QList>
#include <QObject>
#include <QPointer>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "config/profile.h"
#include "config/setup.h"
#include "http/authority.h"
#include "live.h"

namespace culvert::ui {

class CoreBridgeFeed;

class CoreBridge : public QObject {
  Q_OBJECT

 public:
  explicit CoreBridge(QObject* parent = nullptr);
  ~CoreBridge() override;

  // ---- Commands: as those of api::Engine, which says more. All return at once; the number is that of the change.
  quint64 apply(config::Setup setup);  // its secrets are in it
  quint64 set_forward(const QString& id, bool on);
  quint64 set_application(const QString& id, bool on);
  quint64 use_profile(const QString& id);
  void stop();
  void close_connection(quint64 id);

  // ---- Questions. `receive` is called on the thread of the window, once, and not at all if `context` is gone.
  // Makes sure that the profile in use has a connection to its proxy.
  void reach(QObject* context, std::function<void(const std::optional<Happening>& failed)> receive);
  void probe(config::Profile profile, http::HostPort target, QObject* context,
             std::function<void(const std::vector<ProbeRow>&)> receive);
  void fetch_domain(config::Profile profile, QObject* context, std::function<void(const DomainOffer&)> receive);
  void snapshot(QObject* context, std::function<void(const LivePointer&)> receive);  // with all connections
  // All steps that are still known: of one connection of an application (with those of its carrier), or of all (0).
  void read_trace(quint64 connection, QObject* context, std::function<void(const QList<TraceRow>&)> receive);
  enum class TraceFormat : std::uint8_t { kJson, kCsv };
  void export_trace(TraceFormat format, QObject* context, std::function<void(const QByteArray&)> receive);

  // ---- Watching. live() comes twice a second for as long as somebody watches for it, steps() ten times a second at
  // most; a view watches while it can be seen.
  enum class View : std::uint8_t { kTotals, kConnections, kSteps };
  class Watch {
   public:
    Watch() = default;
    Watch(CoreBridge* bridge, View view);
    ~Watch();
    Watch(Watch&& other) noexcept;
    Watch& operator=(Watch&& other) noexcept;
    explicit operator bool() const { return !bridge_.isNull(); }

   private:
    void end();
    QPointer<CoreBridge> bridge_;
    View view_{};
  };
  [[nodiscard]] Watch watch(View view) { return {this, view}; }
  // Connections of applications that are open, counted from what the core tells, without asking it.
  [[nodiscard]] quint64 open_connections() const;

 signals:
  // In order. Of connections, carriers and refused callers only as many as somebody could follow: lost() has the rest.
  void happened(const culvert::ui::Happening& happening);
  void lost(quint64 happenings);
  // With or after what happened; may be the same as before.
  void counted(quint64 open_connections);
  void live(const culvert::ui::LivePointer& live);
  // In order. `lost`: so many were left out before them, since they came quicker than anybody reads.
  void steps(const QList<culvert::ui::TraceRow>& rows, quint64 lost);

 private:
  friend class CoreBridgeFeed;
  struct Private;
  friend struct CoreBridgeLink;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
