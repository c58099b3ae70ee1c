// Profiles from strangers (core/config/link.h): as a link, as what is inside of a link, and as a file. What is taken is
// valid, names no file, and is the same after it was passed on.

#include "config/link.h"
#include "fuzz.h"
#include "http/auth/base64.h"

namespace culvert::fuzz {
namespace {

using config::Authentication;

void check_offer(const config::Offer& offer) {
  config::Profile p = offer.profile;
  for (const std::string& file :
       {p.ca_file, p.client_certificate_file, p.client_key_file, p.session_file, p.key_log_file, p.qlog_directory,
        p.authentication.key_file, p.id, p.kept.json, p.authentication.credentials.password, p.authentication.token}) {
    FUZZ_CHECK(file.empty());
  }
  FUZZ_CHECK(!p.early_data && p.authentication.secret.where.empty());
  for (const auto& [field, value] : offer.says) {
    FUZZ_CHECK(!field.empty() && !value.contains('\n'));
    FUZZ_CHECK(field != "proxy" || value == p.proxy);
  }
  for (const auto& problem : offer.left_out) FUZZ_CHECK(!problem.message.empty());
  if (p.authentication.scheme == Authentication::Scheme::kConcealed) p.authentication.key_file = "key";
  FUZZ_CHECK(config::validate(p, config::Secrets::kToCome).empty());
}

void check_link(std::string_view text) {
  const auto offer = config::read_link(text);
  if (!offer) {
    FUZZ_CHECK(!offer.error().detail.empty());
    return;
  }
  check_offer(*offer);
  config::Profile p = offer->profile;
  p.authentication.credentials.password = p.authentication.token = offer->secret;
  const auto link = config::write_link(p, config::WithSecret::kYes);
  FUZZ_CHECK(link);
  const auto again = config::read_link(*link);
  FUZZ_CHECK(again && again->profile == offer->profile && again->secret == offer->secret);
  FUZZ_CHECK(again->says == offer->says && again->left_out.empty());
  const auto without = config::read_link(config::write_link(p).value());
  FUZZ_CHECK(without && without->secret.empty() && without->profile == offer->profile);
}

}  // namespace
}  // namespace culvert::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace culvert;
  using namespace culvert::fuzz;
  const std::string_view text = text_of({data, size});
  check_link(text);
  check_link("culvert://profile/1/" + http::encode_base64url(text));
  if (const auto offers = config::read_profiles(text)) {
    std::vector<config::Profile> profiles;
    for (const auto& offer : *offers) {
      check_offer(offer);
      profiles.push_back(offer.profile);
    }
    const auto file = config::write_profiles(profiles);
    FUZZ_CHECK(file || file.error().code == Code::kLimit);
    if (file) FUZZ_CHECK(config::read_profiles(*file).value().size() == profiles.size());
  }
  FUZZ_CHECK(config::is_id(config::new_profile_id({}, text)));
  return 0;
}
