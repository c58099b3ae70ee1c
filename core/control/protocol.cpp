#include "control/protocol.h"

#include <algorithm>
#include <format>

#include "base/escape.h"
#include "http/bounded_json.h"

namespace culvert::control {

namespace {

constexpr std::size_t kLongestCommand = 64;
// Of a request: a profile with all that may be in it has some dozens of values.
constexpr http::JsonLimits kRequestLimits{.bytes = kLongestRequest, .depth = 8, .values = 4096};
// Of an answer, which comes from a program of the same user: ten thousand tunnels have a hundred thousand values.
constexpr http::JsonLimits kAnswerLimits{.bytes = kLongestAnswer, .depth = 16, .values = 4'000'000};

std::unexpected<Error> bad(std::string why) { return fail(Stage::kLocal, Code::kInvalid, std::move(why)); }

bool is_command(std::string_view text) {
  return !text.empty() && text.size() <= kLongestCommand &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

std::optional<std::uint64_t> id_in(const nlohmann::json& object) {
  const auto found = object.find("id");
  if (found == object.end() || !found->is_number_unsigned()) return {};
  const auto id = found->get<std::uint64_t>();
  return id <= kGreatestId ? std::optional(id) : std::nullopt;
}

// In ASCII, so that nothing a peer made can do anything to a terminal (requirement K4).
std::string whole_line(const Json& object) { return object.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n"; }

std::string text_in(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

Result<Request> parse_request(std::string_view line, std::optional<std::uint64_t>& id) {
  auto parsed = http::parse_json(line, kRequestLimits);
  if (!parsed) return fail(Stage::kLocal, parsed.error().code, std::move(parsed.error().detail));
  if (!parsed->is_object()) return bad("a request is a JSON object");
  id = id_in(*parsed);
  if (!id) return bad("a request has an id, a number from 0 to 2^53-1");
  Request request{.id = *id, .command = text_in(*parsed, "command")};
  if (!is_command(request.command)) return bad("a request has a command, in lower-case letters");
  parsed->erase("id");
  parsed->erase("command");
  request.arguments = std::move(*parsed);
  return request;
}

std::string to_line(const Request& request) {
  Json object{{"id", request.id}, {"command", request.command}};
  for (const auto& [name, value] : request.arguments.items()) object[name] = value;
  return whole_line(object);
}

std::string result_line(std::uint64_t id, const Json& result) { return whole_line({{"id", id}, {"result", result}}); }
std::string event_line(std::uint64_t id, const Json& event) { return whole_line({{"id", id}, {"event", event}}); }
std::string lost_line(std::uint64_t id, std::uint64_t events) { return whole_line({{"id", id}, {"lost", events}}); }

std::string error_line(std::optional<std::uint64_t> id, const Error& error) {
  Json about{{"stage", name_of(error.stage)}, {"code", name_of(error.code)}, {"sentence", describe(error)}};
  return whole_line({{"id", id ? Json(*id) : Json()}, {"error", std::move(about)}});
}

Result<Answer> parse_answer(std::string_view line) {
  const auto odd = [] { return fail(Stage::kLocal, Code::kProtocol, "Culvert gave an answer that makes no sense"); };
  auto parsed = http::parse_json(line, kAnswerLimits);
  if (!parsed || !parsed->is_object() || parsed->size() != 2 || !parsed->contains("id")) return odd();
  Answer answer{.id = id_in(*parsed)};
  const auto error = parsed->find("error");
  if (!answer.id && (!(*parsed)["id"].is_null() || error == parsed->end())) return odd();
  if (error != parsed->end()) {
    if (!error->is_object()) return odd();
    answer.kind = Answer::Kind::kError;
    answer.failure = {text_in(*error, "stage"), text_in(*error, "code"), text_in(*error, "sentence")};
    return answer;
  }
  if (const auto lost = parsed->find("lost"); lost != parsed->end()) {
    if (!lost->is_number_unsigned()) return odd();
    answer.kind = Answer::Kind::kLost;
    answer.lost = lost->get<std::uint64_t>();
    return answer;
  }
  const bool event = parsed->contains("event");
  if (!event && !parsed->contains("result")) return odd();
  answer.kind = event ? Answer::Kind::kEvent : Answer::Kind::kResult;
  // Known to be good now, it is read once more: in the order in which it was written.
  answer.value = std::move(Json::parse(line, nullptr, false)[event ? "event" : "result"]);
  return answer;
}

Result<std::optional<std::string>> LineReader::feed(std::string_view& bytes) {
  const std::size_t end = bytes.find('\n');
  const std::size_t taken = std::min(end, bytes.size());
  if (taken > longest_ - std::min(longest_, line_.size())) {
    return fail(Stage::kLocal, Code::kLimit, std::format("a line has more than {} bytes", longest_));
  }
  line_.append(bytes.substr(0, taken));
  bytes.remove_prefix(std::min(taken + 1, bytes.size()));
  if (end == std::string_view::npos) return std::nullopt;
  return std::exchange(line_, {});
}

}  // namespace culvert::control
