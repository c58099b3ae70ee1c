#include "log_file.h"

#include <QDate>
#include <QDir>
#include <QFile>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace culvert::desktop {

namespace {

constexpr std::size_t kQueued = 4096;  // lines
constexpr qint64 kParts = 4;           // of the room that there is, so that old lines go a part at a time
constexpr auto kOwner = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
const QString kPattern = QStringLiteral("culvert-*.log");

}  // namespace

struct LogFile::Private {
  Private(QString place, Limits limits_now) : directory(std::move(place)), limits(limits_now) {}

  void run();
  void write(const QByteArray& line, Limits now);
  bool open_next(Limits now);
  void tidy(Limits now) const;

  const QString directory;
  std::mutex mutex;
  std::condition_variable news;
  std::deque<QByteArray> queue;  // as are the next four, under mutex
  std::size_t lost = 0;
  Limits limits;
  bool limits_changed = true;
  bool ending = false;
  QFile file;  // the thread's, as are the next two
  QDate day;
  int part = 1;
  std::thread thread;
};

LogFile::LogFile(QString directory, Limits limits) : d_(std::make_unique<Private>(std::move(directory), limits)) {
  d_->thread = std::thread([d = d_.get()] { d->run(); });
}

LogFile::~LogFile() {
  {
    const std::scoped_lock lock(d_->mutex);
    d_->ending = true;
    d_->news.notify_all();
  }
  d_->thread.join();
}

const QString& LogFile::directory() const { return d_->directory; }

void LogFile::add(const QByteArray& line) {
  const std::scoped_lock lock(d_->mutex);
  if (d_->queue.size() >= kQueued) {
    ++d_->lost;
    return;
  }
  d_->queue.push_back(line);
  d_->news.notify_all();
}

void LogFile::set_limits(Limits limits) {
  const std::scoped_lock lock(d_->mutex);
  if (d_->limits == limits) return;
  d_->limits = limits;
  d_->limits_changed = true;
  d_->news.notify_all();
}

void LogFile::Private::run() {
  for (;;) {
    std::unique_lock lock(mutex);
    news.wait(lock, [this] { return ending || limits_changed || !queue.empty(); });
    const bool over = ending;
    const bool changed = std::exchange(limits_changed, false);
    const Limits now = limits;
    const std::size_t left_out = std::exchange(lost, 0);
    std::deque<QByteArray> lines;
    lines.swap(queue);
    lock.unlock();
    if (changed) tidy(now);
    for (const QByteArray& line : lines) write(line, now);
    if (left_out != 0) write("(" + QByteArray::number(static_cast<qulonglong>(left_out)) + " lines left out)", now);
    if (file.isOpen()) file.flush();
    if (over) return;
  }
}

void LogFile::Private::write(const QByteArray& line, Limits now) {
  const qint64 most = now.bytes / kParts;
  if (line.size() + 1 > most) return;
  const bool fits = file.isOpen() && day == QDate::currentDate() && file.pos() + line.size() + 1 <= most;
  if (!fits && !open_next(now)) return;
  file.write(line + '\n');
}

// The file of today: the one that an earlier start has begun, or one more part.
bool LogFile::Private::open_next(Limits now) {
  const QDate today = QDate::currentDate();
  if (day != today) part = 1;
  day = today;
  file.close();
  if (!QDir().mkpath(directory)) return false;
  QFile::setPermissions(directory, kOwner | QFileDevice::ExeOwner);
  for (;; ++part) {
    file.setFileName(
        QStringLiteral("%1/culvert-%2-%3.log")
            .arg(directory, day.toString(Qt::ISODate), QStringLiteral("%1").arg(part, 4, 10, QChar(u'0'))));
    if (file.size() >= now.bytes / kParts / 2 && file.exists()) continue;
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append, kOwner)) return false;
    tidy(now);
    return true;
  }
}

void LogFile::Private::tidy(Limits now) const {
  const QFileInfoList all = QDir(directory).entryInfoList({kPattern}, QDir::Files, QDir::Name | QDir::Reversed);
  const QDate oldest = QDate::currentDate().addDays(-now.days);
  // The newest part is not full yet.
  qint64 room = now.bytes - now.bytes / kParts;
  for (const QFileInfo& one : all) {
    const bool current = file.isOpen() && one.absoluteFilePath() == QFileInfo(file).absoluteFilePath();
    if (current && now.bytes > 0) continue;
    room -= one.size();
    const QDate written = QDate::fromString(one.fileName().mid(8, 10), Qt::ISODate);
    if (room < 0 || written < oldest) QFile::remove(one.absoluteFilePath());
  }
}

}  // namespace culvert::desktop
