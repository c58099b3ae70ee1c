#include "api/trace_text.h"

#include <format>
#include <nlohmann/json.hpp>

#include "base/escape.h"

namespace culvert::api {

namespace {

constexpr bool kAsciiOnly = true;  // control characters of any kind go out as \uXXXX (requirement K4)

double milliseconds(const Trace::Record& record, Trace::TimePoint start) {
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(record.at - start).count();
  return static_cast<double>(us) / 1000;
}

std::string number_or_nothing(std::uint64_t n) { return n != 0 ? std::to_string(n) : std::string(); }

std::string field(std::string_view text) {
  std::string out = "\"";
  if (!text.empty() && std::string_view("=+-@").contains(text.front())) out += ' ';
  for (const char c : escape(text)) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace

std::string to_json(const Trace::Record& record, Trace::TimePoint start) {
  nlohmann::ordered_json line{{"number", record.number}, {"ms", milliseconds(record, start)}};
  if (record.subject.tunnel != 0) line["tunnel"] = record.subject.tunnel;
  if (record.subject.connection != 0) line["connection"] = record.subject.connection;
  line["step"] = name_of(record.step);
  if (const auto name = value_name_of(record.step); !name.empty()) line[std::string(name)] = record.value;
  if (record.size != 0) line["text"] = record.text();
  return line.dump(-1, ' ', kAsciiOnly, nlohmann::ordered_json::error_handler_t::replace);
}

std::string csv_head() { return "number,ms,tunnel,connection,step,value,text"; }

std::string to_csv(const Trace::Record& record, Trace::TimePoint start) {
  return std::format("{},{:.3f},{},{},{},{},{}", record.number, milliseconds(record, start),
                     number_or_nothing(record.subject.tunnel), number_or_nothing(record.subject.connection),
                     name_of(record.step), value_name_of(record.step).empty() ? "" : std::to_string(record.value),
                     record.size != 0 ? field(record.text()) : "");
}

}  // namespace culvert::api
