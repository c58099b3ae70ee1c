// culvert-system-proxy: the one program that speaks to GLib, for the library beside it (gnome_linux.h, kde_linux.h).
//
//   culvert-system-proxy read "SCHEMA KEY"…           one JSON object: for each key "user", "effective", "writable"
//   culvert-system-proxy write "SCHEMA KEY" JSON …    null resets the key; the values have left the process at the end
//   culvert-system-proxy tell-kde                     KIO's programs read kioslaverc again
//
// It decides nothing. It is a program of its own so that culvert-cli does not need GLib where there is no desktop, and
// so that GLib's threads, and a D-Bus that hangs, stay out of the process that carries people's connections.
// Exit codes: 0 done; 1 not done, with a sentence on standard error.

#define G_SETTINGS_ENABLE_BACKEND  // for the backend's type
#include <gio/gio.h>
#include <gio/gsettingsbackend.h>
#include <linux/close_range.h>
#include <unistd.h>

#include <cstdint>
#include <iostream>
#include <limits>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using nlohmann::json;

template <auto kFree>
struct Free {
  template <class T>
  void operator()(T* one) const {
    kFree(one);
  }
};
template <class T>
using Object = std::unique_ptr<T, Free<g_object_unref>>;
using Variant = std::unique_ptr<GVariant, Free<g_variant_unref>>;
using Schema = std::unique_ptr<GSettingsSchema, Free<g_settings_schema_unref>>;
using SchemaKey = std::unique_ptr<GSettingsSchemaKey, Free<g_settings_schema_key_unref>>;
using GErrorPointer = std::unique_ptr<GError, Free<g_error_free>>;

[[noreturn]] void give_up(const std::string& why) { throw std::runtime_error(why); }

Object<GDBusConnection> session_bus() {
  GError* error = nullptr;
  Object<GDBusConnection> bus(g_bus_get_sync(G_BUS_TYPE_SESSION, nullptr, &error));
  if (bus) return bus;
  const GErrorPointer owned(error);
  give_up(std::string("there is no D-Bus session, without which no setting is kept: ") + error->message);
}

// Without dconf GSettings keeps changes in memory, and says nothing.
void check_backend() {
  const Object<GSettingsBackend> backend(g_settings_backend_get_default());
  if (std::string_view(G_OBJECT_TYPE_NAME(backend.get())) == "GMemorySettingsBackend") {
    give_up("settings are not kept here: GSettings has no dconf (the package dconf-gsettings-backend)");
  }
}

// The settings of all schemas that were asked for.
class All {
 public:
  struct Key {
    GSettings* settings;
    std::string name;
    SchemaKey facts;
  };

  // "SCHEMA KEY".
  Key find(const std::string& text) {
    const std::size_t space = text.find(' ');
    if (space == std::string::npos) give_up("a key is SCHEMA KEY, in one word");
    const std::string schema_name = text.substr(0, space);
    const std::string name = text.substr(space + 1);
    auto& entry = schemas_[schema_name];
    if (!entry.schema) {
      GSettingsSchemaSource* source = g_settings_schema_source_get_default();
      if (source != nullptr) entry.schema.reset(g_settings_schema_source_lookup(source, schema_name.c_str(), TRUE));
      if (!entry.schema) {
        give_up("the settings " + schema_name + " are not installed (the package gsettings-desktop-schemas)");
      }
      entry.settings.reset(g_settings_new_full(entry.schema.get(), nullptr, nullptr));
    }
    if (g_settings_schema_has_key(entry.schema.get(), name.c_str()) == FALSE) give_up("there is no setting " + text);
    return {.settings = entry.settings.get(),
            .name = name,
            .facts = SchemaKey(g_settings_schema_get_key(entry.schema.get(), name.c_str()))};
  }

 private:
  struct Entry {
    Schema schema;
    Object<GSettings> settings;
  };
  std::map<std::string, Entry> schemas_;
};

json to_json(GVariant* value) {
  if (value == nullptr) return nullptr;
  if (g_variant_is_of_type(value, G_VARIANT_TYPE_STRING) != FALSE) return g_variant_get_string(value, nullptr);
  if (g_variant_is_of_type(value, G_VARIANT_TYPE_INT32) != FALSE) return g_variant_get_int32(value);
  if (g_variant_is_of_type(value, G_VARIANT_TYPE_BOOLEAN) != FALSE) return g_variant_get_boolean(value) != FALSE;
  if (g_variant_is_of_type(value, G_VARIANT_TYPE_STRING_ARRAY) == FALSE) give_up("a setting is of an unknown type");
  json list = json::array();
  for (gsize i = 0; i < g_variant_n_children(value); ++i) {
    const Variant one(g_variant_get_child_value(value, i));
    list.push_back(g_variant_get_string(one.get(), nullptr));
  }
  return list;
}

Variant to_variant(const json& value, const GVariantType* type, const std::string& name) {
  const auto is = [&](const GVariantType* other) { return g_variant_type_equal(type, other) != FALSE; };
  GVariant* made = nullptr;
  if (value.is_string() && is(G_VARIANT_TYPE_STRING)) {
    made = g_variant_new_string(value.get_ref<const std::string&>().c_str());
  } else if (value.is_boolean() && is(G_VARIANT_TYPE_BOOLEAN)) {
    made = g_variant_new_boolean(value.get<bool>() ? TRUE : FALSE);
  } else if (value.is_number_integer() && is(G_VARIANT_TYPE_INT32)) {
    const auto number = value.get<std::int64_t>();
    if (number == static_cast<std::int32_t>(number)) made = g_variant_new_int32(static_cast<std::int32_t>(number));
  } else if (value.is_array() && is(G_VARIANT_TYPE_STRING_ARRAY)) {
    std::vector<std::string> texts;
    for (const json& one : value) {
      if (!one.is_string()) give_up("a value of the wrong type for " + name);
      texts.push_back(one.get<std::string>());
    }
    std::vector<const gchar*> pointers;
    pointers.reserve(texts.size());
    for (const std::string& text : texts) pointers.push_back(text.c_str());
    made = g_variant_new_strv(pointers.data(), static_cast<gssize>(pointers.size()));
  }
  if (made == nullptr) give_up("a value of the wrong type for " + name);
  return Variant(g_variant_ref_sink(made));
}

void read(std::span<char*> keys) {
  All all;
  json answer = json::object();
  for (const std::string text : keys) {
    const auto key = all.find(text);
    const Variant user(g_settings_get_user_value(key.settings, key.name.c_str()));
    const Variant effective(g_settings_get_value(key.settings, key.name.c_str()));
    answer[text] = {{"user", to_json(user.get())},
                    {"effective", to_json(effective.get())},
                    {"writable", g_settings_is_writable(key.settings, key.name.c_str()) != FALSE}};
  }
  std::cout << answer.dump() << "\n";
}

void write(std::span<char*> pairs) {
  if (pairs.size() % 2 != 0) give_up("each key has a value");
  check_backend();
  const auto bus = session_bus();
  All all;
  for (; !pairs.empty(); pairs = pairs.subspan(2)) {
    const std::string text = pairs[0];
    const auto key = all.find(text);
    const json value = json::parse(pairs[1], nullptr, false);
    if (g_settings_is_writable(key.settings, key.name.c_str()) == FALSE) give_up("the setting " + text + " is locked");
    if (value.is_null()) {
      g_settings_reset(key.settings, key.name.c_str());
      continue;
    }
    const Variant variant = to_variant(value, g_settings_schema_key_get_value_type(key.facts.get()), text);
    if (g_settings_schema_key_range_check(key.facts.get(), variant.get()) == FALSE ||
        g_settings_set_value(key.settings, key.name.c_str(), variant.get()) == FALSE) {
      give_up("the setting " + text + " does not take its value");
    }
  }
  g_settings_sync();
}

void tell_kde() {
  const auto bus = session_bus();
  GVariant* const everybody = g_variant_new_string("");
  g_dbus_connection_emit_signal(bus.get(), nullptr, "/KIO/Scheduler", "org.kde.KIO.Scheduler",
                                "reparseSlaveConfiguration", g_variant_new_tuple(&everybody, 1), nullptr);
  g_dbus_connection_flush_sync(bus.get(), nullptr, nullptr);
}

}  // namespace

int main(int argc, char** argv) {
  // The lock of state.h is held until this program ends, and not by a D-Bus daemon that GLib may start.
  ::close_range(STDERR_FILENO + 1, std::numeric_limits<unsigned>::max(), CLOSE_RANGE_CLOEXEC);
  const std::span<char*> words(argv, static_cast<std::size_t>(argc));
  const std::string_view command = words.size() > 1 ? words[1] : "";
  try {
    if (command == "read") {
      read(words.subspan(2));
    } else if (command == "write") {
      write(words.subspan(2));
    } else if (command == "tell-kde" && words.size() == 2) {
      tell_kde();
    } else {
      give_up("culvert-system-proxy is for the other programs of Culvert: read, write or tell-kde");
    }
  } catch (const std::exception& e) {
    std::cerr << e.what() << "\n";
    return 1;
  }
  return 0;
}
