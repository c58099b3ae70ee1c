// Values of fields: structured ones (RFC 9651), Proxy-Status, Alt-Svc, challenges, credentials.

#include <optional>

#include "fuzz.h"
#include "http/alt_svc.h"
#include "http/auth/authenticator.h"
#include "http/auth/base64.h"
#include "http/auth/user_file.h"
#include "http/proxy_status.h"
#include "http/structured_fields.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace culvert;
  using namespace culvert::fuzz;
  const std::string_view text = text_of({data, size});

  const auto item = http::sf::parse_item(text);
  const auto list = http::sf::parse_list(text);
  if (item) {
    for (const auto& [key, value] : item->parameters) FUZZ_CHECK(item->parameter(key) == &value);
    FUZZ_CHECK(list && list->size() == 1);  // an item is a list of one
  }
  const auto quoted = http::sf::parse_item(http::sf::write_string(text));
  FUZZ_CHECK(quoted && std::holds_alternative<std::string>(quoted->value));
  FUZZ_CHECK(std::get<std::string>(quoted->value).size() == text.size());

  if (const auto statuses = http::parse_proxy_status(text)) {
    for (const http::ProxyStatus& status : *statuses) {
      const auto again = http::parse_proxy_status(http::write_proxy_status(status));
      FUZZ_CHECK(again && again->size() == 1);
      FUZZ_CHECK(again->front().error == status.error);
    }
  }
  http::Response response;
  response.status = 502;
  response.fields.add("proxy-status", std::string(text));
  static_cast<void>(http::error_of(response));
  response.status = 401;
  response.fields.add("www-authenticate", std::string(text));
  // A client with a password, asked again and again; nobody learns the password but by Basic.
  constexpr std::string_view kSecret = "not to be\x01seen";  // no value of a challenge has a control character
  http::Authenticator authenticator(http::Password{"kim", std::string(kSecret), http::PasswordScheme::kWhenAsked});
  std::optional<std::string> sent;
  for (int i = 0; i < 3; ++i) {
    FUZZ_CHECK(authenticator.refused(response, sent).error.stage == Stage::kAuth);
    http::Request request;
    request.path = text;
    auto value = authenticator.authorization(request, "CONNECT", nullptr);
    FUZZ_CHECK(value.has_value());
    sent = std::move(*value);
    FUZZ_CHECK(!sent || !sent->contains(kSecret) || text.contains(kSecret));  // the path stands in it
  }
  const auto challenges = http::parse_challenges(text);
  FUZZ_CHECK(challenges.size() <= http::kMaxChallenges);
  for (const http::Challenge& challenge : challenges) {
    FUZZ_CHECK(!challenge.scheme.empty() && challenge.scheme.size() <= http::kMaxScheme);
    FUZZ_CHECK(challenge.parameters.size() <= http::kMaxParameters);
  }
  if (const auto proof = http::parse_concealed(text)) FUZZ_CHECK(proof->key_id.size() < text.size());

  for (const http::AltService& service : http::parse_alt_svc(text).services) FUZZ_CHECK(service.port != 0);
  FUZZ_CHECK(http::parse_alt_svc(text).services.size() <= http::AltSvc::kMost);

  // Whose users' passwords are cheap, since nobody asks for them here.
  static const http::UserFile users =
      http::UserFile::parse(
          "kim:$scrypt$16384$8$1$c2FsdHNhbHRzYWx0c2FsdA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")
          .value();
  if (const auto question = users.question(text)) FUZZ_CHECK(question->user.size() <= text.size());
  static_cast<void>(http::UserFile::parse(text));
  if (const auto decoded = http::decode_base64url(text)) FUZZ_CHECK(http::encode_base64url(*decoded) == text);
  if (const auto decoded = http::decode_base64(text)) FUZZ_CHECK(http::encode_base64(*decoded) == text);
  return 0;
}
