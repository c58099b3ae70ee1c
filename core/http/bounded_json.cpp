#include "http/bounded_json.h"

#include <format>
#include <optional>
#include <vector>

namespace culvert::http {

namespace {

using nlohmann::json;

// Builds the tree as the parser goes through the text, and stops it where a rule is broken. The parser keeps its place
// in a vector, not on the stack.
class Builder final : public nlohmann::json_sax<json> {
 public:
  explicit Builder(const JsonLimits& limits) : limits_(limits) {}

  bool null() override { return add(nullptr) != nullptr; }
  bool boolean(bool value) override { return add(value) != nullptr; }
  bool number_integer(number_integer_t value) override { return add(value) != nullptr; }
  bool number_unsigned(number_unsigned_t value) override { return add(value) != nullptr; }
  bool number_float(number_float_t value, const string_t&) override { return add(value) != nullptr; }
  bool string(string_t& value) override { return add(std::move(value)) != nullptr; }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(json::object()); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    if (open_.back()->contains(name)) return stop(Code::kInvalid, "a name stands twice in one JSON object");
    name_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t place, const std::string&, const nlohmann::detail::exception&) override {
    return stop(Code::kInvalid, std::format("this is no valid JSON (at byte {})", place));
  }

  [[nodiscard]] Result<json> result(bool complete) {
    if (complete && !error_) return std::move(root_);
    return std::unexpected(error_.value_or(Error{Stage::kHttp, Code::kInvalid, "this is no valid JSON"}));
  }

 private:
  bool stop(Code code, std::string why) {
    if (!error_) error_ = Error{Stage::kHttp, code, std::move(why)};
    return false;
  }
  // Where the value came to be. A container grows only at its end, and only when what is open in it was closed, so that
  // the pointers in open_ stay good.
  json* add(json value) {
    if (++values_ > limits_.values) {
      stop(Code::kLimit, std::format("the JSON has more than {} values", limits_.values));
      return nullptr;
    }
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    json& parent = *open_.back();
    if (parent.is_array()) return &parent.emplace_back(std::move(value));
    return &(parent[std::move(name_)] = std::move(value));
  }
  bool open(json container) {
    if (open_.size() >= limits_.depth) {
      return stop(Code::kLimit, std::format("the JSON is more than {} levels deep", limits_.depth));
    }
    json* place = add(std::move(container));
    if (place == nullptr) return false;
    open_.push_back(place);
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  const JsonLimits& limits_;
  json root_;
  std::vector<json*> open_;
  std::string name_;
  std::size_t values_ = 0;
  std::optional<Error> error_;
};

}  // namespace

Result<json> parse_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes) {
    return fail(Stage::kHttp, Code::kLimit, std::format("the JSON has more than {} bytes", limits.bytes));
  }
  Builder builder(limits);
  const bool complete = json::sax_parse(text.begin(), text.end(), &builder);
  return builder.result(complete);
}

}  // namespace culvert::http
