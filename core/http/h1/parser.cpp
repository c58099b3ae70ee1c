#include "http/h1/parser.h"

#include <llhttp.h>

#include <algorithm>

namespace culvert::h1 {

struct MessageParser::Llhttp {
  llhttp_t parser;
};

struct Callbacks {
  static MessageParser& of(llhttp_t* parser) { return *static_cast<MessageParser*>(parser->data); }

  static int on_target(llhttp_t* parser, const char* at, std::size_t size) {
    of(parser).head_.target.append(at, size);
    return 0;
  }
  static int on_name(llhttp_t* parser, const char* at, std::size_t size) {
    MessageParser& p = of(parser);
    if (!p.in_head_ && p.settings_.skip_trailers) return on_extra(parser, at, size);
    p.trailers_ = !p.in_head_;  // requirement R6
    if (p.trailers_) return HPE_USER;
    p.name_.append(at, size);
    return 0;
  }
  static int on_value(llhttp_t* parser, const char* at, std::size_t size) {
    MessageParser& p = of(parser);
    if (!p.in_head_) return on_extra(parser, at, size);
    p.value_.append(at, size);
    return 0;
  }
  static int on_field_end(llhttp_t* parser) { return of(parser).end_field(); }
  static int on_head_end(llhttp_t* parser) {
    of(parser).end_head();
    return HPE_PAUSED;
  }
  static int on_body(llhttp_t* parser, const char* at, std::size_t size) {
    of(parser).body_->push(Chunk::borrow({reinterpret_cast<const std::uint8_t*>(at), size}));
    return 0;
  }
  static int on_extra(llhttp_t* parser, const char*, std::size_t size) {
    MessageParser& p = of(parser);
    p.extra_size_ += size + 1;
    p.over_limit_ = p.extra_size_ > p.settings_.max_head;
    return p.over_limit_ ? HPE_USER : 0;
  }
  static int on_end(llhttp_t* parser) {
    of(parser).ended_ = true;
    return HPE_PAUSED;
  }

  static const llhttp_settings_t& table() {
    static const llhttp_settings_t instance = [] {
      llhttp_settings_t s;
      llhttp_settings_init(&s);
      s.on_url = on_target;
      s.on_header_field = on_name;
      s.on_header_value = on_value;
      s.on_header_value_complete = on_field_end;
      s.on_headers_complete = on_head_end;
      s.on_body = on_body;
      s.on_chunk_extension_name = on_extra;
      s.on_chunk_extension_value = on_extra;
      s.on_message_complete = on_end;
      return s;
    }();
    return instance;
  }
};

MessageParser::MessageParser(Type type, const Settings& settings)
    : type_(type), settings_(settings), llhttp_(std::make_unique<Llhttp>()) {
  restart();
}

MessageParser::~MessageParser() = default;

void MessageParser::restart() {
  llhttp_init(&llhttp_->parser, type_ == Type::kRequest ? HTTP_REQUEST : HTTP_RESPONSE, &Callbacks::table());
  llhttp_->parser.data = this;
  head_ = {};
  begun_ = paused_ = ended_ = over_limit_ = trailers_ = false;
  in_head_ = true;
  head_size_ = extra_size_ = 0;
  name_.clear();
  value_.clear();
}

Result<MessageParser::Event> MessageParser::next(std::span<const std::uint8_t>& bytes, ChunkQueue& body) {
  if (ended_) return Event::kEnd;
  llhttp_t& parser = llhttp_->parser;
  if (paused_) {
    paused_ = false;
    parser.upgrade = 0;
    llhttp_resume(&parser);
  }
  const bool was_in_head = in_head_;
  const std::size_t size = was_in_head ? std::min(bytes.size(), settings_.max_head - head_size_) : bytes.size();
  // llhttp goes on from a pause also if there is nothing to read, but not from a null pointer.
  const char* from = bytes.empty() ? "" : reinterpret_cast<const char*>(bytes.data());
  body_ = &body;
  const llhttp_errno_t error = llhttp_execute(&parser, from, size);
  body_ = nullptr;
  if (error != HPE_OK && error != HPE_PAUSED) return malformed();
  const std::size_t used = error == HPE_OK ? size : static_cast<std::size_t>(llhttp_get_error_pos(&parser) - from);
  bytes = bytes.subspan(used);
  begun_ |= used != 0;
  if (ended_) return Event::kEnd;
  if (!was_in_head) return Event::kMore;
  head_size_ += used;
  if (!in_head_) {
    paused_ = true;
    if (llhttp_get_http_major(&parser) != 1) return fail(Stage::kHttp, Code::kProtocol, "this is not HTTP/1.1");
    return Event::kHead;
  }
  if (head_size_ == settings_.max_head) return fail(Stage::kHttp, Code::kLimit, "the header section is too large");
  return Event::kMore;
}

Result<MessageParser::Event> MessageParser::finish() {
  if (!begun_) return Event::kMore;
  ChunkQueue none;
  body_ = &none;
  const llhttp_errno_t error = llhttp_finish(&llhttp_->parser);
  body_ = nullptr;
  if ((error == HPE_OK || error == HPE_PAUSED) && ended_) return Event::kEnd;
  return fail(Stage::kHttp, Code::kTruncated, "the connection ended within a message");
}

std::unexpected<Error> MessageParser::malformed() {
  if (trailers_) return fail(Stage::kHttp, Code::kProtocol, "the peer sent trailers");
  if (over_limit_) return fail(Stage::kHttp, Code::kLimit, "too many fields, or too large ones");
  const char* reason = llhttp_get_error_reason(&llhttp_->parser);
  std::string words = "the peer does not speak proper HTTP/1.1";
  if (reason != nullptr && *reason != '\0') words.append(": ").append(reason);
  return fail(Stage::kHttp, Code::kProtocol, std::move(words));
}

int MessageParser::end_field() {
  if (!in_head_) return 0;  // a trailer, which is skipped
  over_limit_ = head_.fields.size() == settings_.max_fields;
  if (over_limit_) return HPE_USER;
  std::ranges::transform(name_, name_.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  value_.erase(value_.find_last_not_of(" \t") + 1);  // optional white space, RFC 9112 §5
  head_.fields.add(name_, value_);
  name_.clear();
  value_.clear();
  return 0;
}

void MessageParser::end_head() {
  llhttp_t& parser = llhttp_->parser;
  in_head_ = false;
  head_.minor = llhttp_get_http_minor(&parser);
  // HTTP/1.0 knows no Transfer-Encoding: where such a message ends, two readers may disagree (RFC 9112 §6.1).
  const bool dubious = head_.minor == 0 && (parser.flags & F_TRANSFER_ENCODING) != 0;
  head_.keep_alive = llhttp_should_keep_alive(&parser) != 0 && !dubious;
  if (type_ == Type::kResponse) {
    head_.status = llhttp_get_status_code(&parser);
    return;
  }
  head_.method = llhttp_method_name(static_cast<llhttp_method_t>(llhttp_get_method(&parser)));
  head_.has_body = (parser.flags & (F_CHUNKED | F_TRANSFER_ENCODING)) != 0 || parser.content_length != 0;
}

}  // namespace culvert::h1
