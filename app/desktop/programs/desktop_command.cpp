#include <optional>
#include <utility>

#include "programs/desktop_entry.h"

namespace culvert::desktop {

namespace {

constexpr std::size_t kExecBytes = std::size_t{16} * 1024;  // of a command, with what its field codes stand for

std::unexpected<Error> bad(std::string why) { return fail(Stage::kLocal, Code::kInvalid, std::move(why)); }

// The specification's Exec key (§7): words with quotes, and field codes that stand for files and names.
class Splitter {
 public:
  Splitter(const DesktopEntry& entry, std::string_view path) : entry_(entry), path_(path), left_(entry.exec) {}

  Result<std::vector<std::string>> run() && {
    while (!left_.empty()) {
      if (auto ok = step(); !ok) return std::unexpected(std::move(ok.error()));
      if (words_.size() > kEntryWords || size_ > kExecBytes) {
        return fail(Stage::kLocal, Code::kLimit, "the command is too long");
      }
    }
    if (quote_ != 0) return bad("a quotation mark of the command is not closed");
    end_word();
    if (words_.empty() || words_.front().empty()) return bad("there is no command");
    return std::move(words_);
  }

 private:
  char take() {
    const char c = left_.front();
    left_.remove_prefix(1);
    return c;
  }
  void add(std::string_view text) {
    if (!word_) word_.emplace();
    *word_ += text;
    size_ += text.size();
  }
  void end_word() {
    if (word_) words_.push_back(*std::exchange(word_, std::nullopt));
  }

  Result<> step() {
    const char c = take();
    if (c == '\0') return bad("the command holds a NUL");
    if (c == '%') return field();
    if (c == '\\' && quote_ != '\'') return escape();
    if (quote_ != 0 ? c == quote_ : c == '"' || c == '\'') {
      quote_ = quote_ != 0 ? '\0' : c;
      add("");  // a word, also if nothing is between the quotes
    } else if (quote_ == 0 && (c == ' ' || c == '\t' || c == '\n')) {
      end_word();
    } else {
      add({&c, 1});
    }
    return {};
  }
  // In quotes only before ", `, $ and \ itself.
  Result<> escape() {
    if (left_.empty()) return bad("the command ends with a backslash");
    const char c = take();
    if (c == '\0') return bad("the command holds a NUL");
    if (quote_ == '"' && !std::string_view("\"`$\\").contains(c)) add("\\");
    add({&c, 1});
    return {};
  }
  Result<> field() {
    if (left_.empty()) return bad("the command ends with a percent sign");
    switch (const char code = take()) {
      case '%':
        add("%");
        return {};
      case 'c':
        add(entry_.name);
        return {};
      case 'k':
        add(path_);
        return {};
      case 'i':
        if (!entry_.icon.empty()) {
          end_word();
          add("--icon");
          end_word();
          add(entry_.icon);
          end_word();
        }
        return {};
      default:
        // Files and addresses, of which there are none, and what the specification has given up.
        if (std::string_view("fFuUdDnNvm").contains(code)) return {};
        return bad("the command has a field code that nobody knows");
    }
  }

  const DesktopEntry& entry_;
  const std::string_view path_;
  std::string_view left_;
  char quote_ = 0;
  std::optional<std::string> word_;
  std::size_t size_ = 0;
  std::vector<std::string> words_;
};

}  // namespace

Result<std::vector<std::string>> command_of(const DesktopEntry& entry, std::string_view path) {
  if (entry.exec.size() > kExecBytes) return fail(Stage::kLocal, Code::kLimit, "the command is too long");
  return Splitter(entry, path).run();
}

}  // namespace culvert::desktop
