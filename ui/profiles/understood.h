// What stands in the one field that takes anything about a proxy, understood. Nothing is looked up or asked for it.
#pragma once

#include <QString>
#include <cstdint>
#include <optional>

#include "config/link.h"
#include "http/authority.h"

namespace culvert::ui {

struct Understood {
  enum class Kind : std::uint8_t {
    kNothing,   // nothing stands there
    kHost,      // of a proxy, with or without its port
    kTemplate,  // of its URIs
    kLink,      // culvert://…: `offer`
    kDomain,    // a provisioning domain, which has to be asked first
    kWrong,
  };
  Kind kind = Kind::kNothing;
  QString proxy;          // kHost, kTemplate: as a profile has it; kDomain: the URI that is asked
  http::HostPort origin;  // but for kNothing and kWrong
  std::optional<config::Offer> offer;
  QString sentence;  // what was understood, or what is wrong; in the language of the window
};

// Of several lines and words the one that is meant is picked. `classic`: the profile is for a classic CONNECT proxy,
// which has no template.
[[nodiscard]] Understood understand(const QString& text, bool classic = false);

// The URI of the provisioning domain of a host.
[[nodiscard]] QString domain_uri(const http::HostPort& origin);
// What is wrong, as a sentence of its own.
[[nodiscard]] QString problem_sentence(const config::Problem& problem);
// What a profile is called where it has no name.
[[nodiscard]] QString title_of(const config::Profile& profile);

}  // namespace culvert::ui
