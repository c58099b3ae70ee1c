// The server's end of the control socket. It belongs to a loop, best not the one that carries data; a client can
// neither hold it up nor make it keep more than the limits say.
#pragma once

#include <functional>
#include <memory>

#include "control/protocol.h"
#include "net/local_listener.h"

namespace culvert::control {

struct Limits {
  std::size_t clients = 64;         // more are told so and sent away
  std::size_t unanswered = 16;      // requests of a client; the next one is not read before
  std::size_t queued = 256 * 1024;  // bytes that a client has not taken: beyond, events are dropped, requests not read
  std::size_t most = kLongestAnswer;                  // bytes that a client has not taken: beyond, it is sent away
  Duration first_request = std::chrono::seconds(10);  // a client that asks for nothing is sent away
  Duration farewell = std::chrono::seconds(10);       // for the answers of a client that asks for no more
};

namespace detail {
struct Client;
}

// Answers one request: with events, if it goes on, and then with a result or an error, once. It may outlive the client
// and the server. One that is dropped without an answer answers with an error. The server's thread only.
class Reply {
 public:
  Reply(std::weak_ptr<detail::Client> client, std::uint64_t id) : client_(std::move(client)), id_(id) {}
  Reply(Reply&&) noexcept = default;
  Reply& operator=(Reply&& other) noexcept;
  ~Reply() { give_up(); }

  void result(const Json& value);
  void error(const Error& error);
  void event(const Json& value);    // dropped, and counted, if the client is slow
  void lost(std::uint64_t events);  // so many were left out before they came here
  // Whether anybody waits for more.
  [[nodiscard]] bool wanted() const;

 private:
  void answer(const std::string& line);
  void give_up();

  std::weak_ptr<detail::Client> client_;  // nobody once it is answered
  std::uint64_t id_ = 0;
};

class Server {
 public:
  // Called for each request that is well-formed. The command may be unknown.
  using Handler = std::move_only_function<void(const Request&, Reply)>;

  Server(Loop& loop, LocalListener listener, Handler handler, const Limits& limits = {});
  ~Server();  // sends every client away
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::size_t clients() const { return clients_.size(); }

 private:
  Task<> accept_loop();
  Task<> turn_away(std::unique_ptr<ByteStream> stream, Error why);
  Task<> serve(std::shared_ptr<detail::Client> client);
  Task<> read_requests(detail::Client& client, std::weak_ptr<detail::Client> handle);
  void take(detail::Client& client, const std::weak_ptr<detail::Client>& handle, std::string_view line);
  Task<> write_answers(detail::Client& client);

  Loop& loop_;
  const Limits limits_;
  LocalListener listener_;
  Handler handler_;
  std::vector<std::shared_ptr<detail::Client>> clients_;
  TaskSet turned_away_;
  TaskSet tasks_;  // last: its tasks use everything above
};

}  // namespace culvert::control
