#include "control/server.h"

#include <format>
#include <map>

#include "net/first_of.h"
#include "net/with_timeout.h"

namespace culvert::control {

namespace {

constexpr std::size_t kTurnedAway = 64;  // at a time; more are closed without a word
constexpr Duration kTurnAwayLimit = std::chrono::seconds(1);

ChunkQueue chunks_of(Loop& loop, std::string_view text) {
  ChunkQueue out;
  while (!text.empty()) {
    const auto piece = text.substr(0, ChunkPool::kBlock - Chunk::kHeadRoom);
    out.push(Chunk::copy_of(loop.pool(), {reinterpret_cast<const std::uint8_t*>(piece.data()), piece.size()}));
    text.remove_prefix(piece.size());
  }
  return out;
}

std::string_view text_of(const Chunk& chunk) { return {reinterpret_cast<const char*>(chunk.data()), chunk.size()}; }

}  // namespace

// What a client asked for and has not got yet.
struct detail::Client {
  Client(Loop& loop, const Limits& l, std::unique_ptr<ByteStream> s)
      : limits(l), stream(std::move(s)), news(loop), room(loop), over(loop), first_request(loop), farewell(loop) {}

  void queue(const std::string& line) {
    if (over.is_set()) return;
    out += line;
    news.set();
    if (out.size() + in_flight > limits.most) over.set();
  }
  [[nodiscard]] bool slow() const { return out.size() + in_flight > limits.queued; }

  void event(std::uint64_t id, const Json& value) {
    if (ended || over.is_set()) return;
    std::uint64_t& lost = unanswered[id];
    if (slow()) {
      ++lost;
      return;
    }
    tell_lost(id, lost);
    queue(event_line(id, value));
  }
  void lost(std::uint64_t id, std::uint64_t events) {
    unanswered[id] += events;
    if (out.empty() && in_flight == 0) caught_up();
  }
  void answer(std::uint64_t id, const std::string& line) {
    tell_lost(id, unanswered[id]);
    unanswered.erase(id);
    queue(line);
    room.set();
  }
  void tell_lost(std::uint64_t id, std::uint64_t& lost) {
    if (lost != 0) queue(lost_line(id, lost));
    lost = 0;
  }
  // The queue is empty; whoever lost events and gets no more is told now.
  void caught_up() {
    for (auto& [id, lost] : unanswered) tell_lost(id, lost);
  }

  const Limits& limits;
  const std::unique_ptr<ByteStream> stream;
  std::map<std::uint64_t, std::uint64_t> unanswered;  // requests, and how many of their events were dropped
  std::string out;                                    // lines that wait
  std::size_t in_flight = 0;                          // bytes that the stream was given and has not taken
  bool asked = false;                                 // at least one request
  bool ended = false;                                 // there will be no more requests
  Event news;                                         // something waits, or nothing will any more
  Event room;                                         // there may be room for another request
  Event over;                                         // it is sent away
  Timer first_request;
  Timer farewell;
};

// ---- Reply
// -----------------------------------------------------------------------------------------------------------

Reply& Reply::operator=(Reply&& other) noexcept {
  if (this == &other) return *this;
  give_up();
  client_ = std::move(other.client_);
  id_ = other.id_;
  return *this;
}

void Reply::give_up() {
  if (!client_.expired()) error({Stage::kLocal, Code::kClosed, "this was not answered"});
}

void Reply::result(const Json& value) { answer(result_line(id_, value)); }
void Reply::error(const Error& error) { answer(error_line(id_, error)); }

void Reply::answer(const std::string& line) {
  if (const auto client = std::exchange(client_, {}).lock()) client->answer(id_, line);
}

void Reply::event(const Json& value) {
  if (const auto client = client_.lock()) client->event(id_, value);
}

void Reply::lost(std::uint64_t events) {
  if (const auto client = client_.lock()) client->lost(id_, events);
}

bool Reply::wanted() const {
  const auto client = client_.lock();
  return client != nullptr && !client->ended && !client->over.is_set();
}

// ---- Server
// ----------------------------------------------------------------------------------------------------------

Server::Server(Loop& loop, LocalListener listener, Handler handler, const Limits& limits)
    : loop_(loop),
      limits_(limits),
      listener_(std::move(listener)),
      handler_(std::move(handler)),
      turned_away_(loop),
      tasks_(loop) {
  tasks_.spawn(accept_loop());
}

Server::~Server() = default;

Task<> Server::accept_loop() {
  for (;;) {
    LocalListener::Arrival arrival = co_await listener_.accept();
    if (!arrival.same_user || clients_.size() >= limits_.clients) {
      Error why = arrival.same_user
                      ? Error{Stage::kLocal, Code::kLimit, std::format("there are {} clients already", clients_.size())}
                      : Error{Stage::kLocal, Code::kDenied, "this Culvert belongs to another user"};
      if (turned_away_.size() < kTurnedAway) turned_away_.spawn(turn_away(std::move(arrival.stream), std::move(why)));
    } else {
      clients_.push_back(std::make_shared<detail::Client>(loop_, limits_, std::move(arrival.stream)));
      tasks_.spawn(serve(clients_.back()));
    }
    co_await loop_.yield();  // however many come, everybody else has a turn in between
  }
}

Task<> Server::turn_away(std::unique_ptr<ByteStream> stream, Error why) {
  auto telling = [](ByteStream& to, ChunkQueue words) -> Task<bool> {
    const auto written = co_await to.write(std::move(words));
    const auto finished = co_await to.finish();
    co_return written&& finished;
  };
  static_cast<void>(
      co_await with_timeout(loop_, kTurnAwayLimit, telling(*stream, chunks_of(loop_, error_line(std::nullopt, why)))));
}

Task<> Server::serve(std::shared_ptr<detail::Client> client) {
  client->first_request.start(limits_.first_request);
  TaskSet both(loop_);
  both.spawn(read_requests(*client, client));
  both.spawn(write_answers(*client));
  co_await first_of([&](Waiter& w) { return both.poll_empty(w); }, [&](Waiter& w) { return client->over.poll_set(w); },
                    [&](Waiter& w) { return client->farewell.poll_expired(w); },
                    [&](Waiter& w) { return client->asked ? Poll<bool>() : client->first_request.poll_expired(w); });
  client->over.set();
  std::erase(clients_, client);
}

Task<> Server::read_requests(detail::Client& client, std::weak_ptr<detail::Client> handle) {
  LineReader lines(kLongestRequest);
  bool good = true;
  while (good) {
    auto got = co_await client.stream->next();
    if (!got || got->empty()) break;
    const std::size_t size = got->size();
    got->own(loop_.pool());  // a request may have to wait
    while (good && !got->empty()) {
      const Chunk chunk = got->pop();
      std::string_view bytes = text_of(chunk);
      while (good && !bytes.empty()) {
        while (client.slow() || client.unanswered.size() >= limits_.unanswered) {
          client.room.clear();
          co_await client.room.wait();
        }
        auto line = lines.feed(bytes);
        if (!line) client.queue(error_line(std::nullopt, line.error()));
        good = line.has_value();
        if (good && *line) {
          take(client, handle, **line);
          co_await loop_.yield();
        }
      }
    }
    client.stream->consume(size);
  }
  client.ended = true;
  client.farewell.start(limits_.farewell);
  client.news.set();
}

void Server::take(detail::Client& client, const std::weak_ptr<detail::Client>& handle, std::string_view line) {
  std::optional<std::uint64_t> id;
  auto request = parse_request(line, id);
  if (request && client.unanswered.contains(request->id)) {
    request = fail(Stage::kLocal, Code::kInvalid, "a request with this id waits for its answer");
    id.reset();
  }
  if (!request) {
    client.queue(error_line(id, request.error()));
    return;
  }
  client.asked = true;
  client.unanswered[request->id] = 0;
  handler_(*request, Reply(handle, request->id));
}

Task<> Server::write_answers(detail::Client& client) {
  for (;;) {
    while (client.out.empty()) {
      if (client.ended && client.unanswered.empty()) {
        static_cast<void>(co_await client.stream->finish());
        co_return;
      }
      client.news.clear();
      co_await client.news.wait();
    }
    client.in_flight = client.out.size();
    ChunkQueue chunks = chunks_of(loop_, std::exchange(client.out, {}));
    const auto written = co_await client.stream->write(std::move(chunks));
    client.in_flight = 0;
    if (!written) {
      client.over.set();
      co_return;
    }
    if (client.out.empty()) client.caught_up();
    client.room.set();
  }
}

}  // namespace culvert::control
