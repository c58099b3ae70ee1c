// Runs a fuzz target without a fuzzer: over its seeds, and over as many changed ones as are asked for, always the same.
// For builds that have no libFuzzer, and for tests.
//
//   fuzz_NAME FILE|DIRECTORY… [--changed N]

#include <algorithm>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

#include "fuzz.h"

namespace {

using Seed = std::vector<std::uint8_t>;
using Clock = std::chrono::steady_clock;

constexpr auto kLimit = std::chrono::seconds(20);  // of all changed seeds together, however many were asked for
constexpr std::size_t kLongest = 64 * 1024;

void read(const std::filesystem::path& path, std::vector<Seed>& into) {
  if (std::filesystem::is_directory(path)) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(path)) files.push_back(entry.path());
    std::ranges::sort(files);
    for (const auto& file : files) read(file, into);
    return;
  }
  std::ifstream file(path, std::ios::binary);
  into.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

class Changer {
 public:
  explicit Changer(const std::vector<Seed>& seeds) : seeds_(seeds) {}

  Seed next() {
    Seed seed = seeds_[below(seeds_.size())];
    for (std::size_t i = 1 + below(4); i != 0; --i) change(seed);
    if (seed.size() > kLongest) seed.resize(kLongest);
    return seed;
  }

 private:
  std::size_t below(std::size_t n) { return n == 0 ? 0 : random_() % n; }
  static std::ptrdiff_t at(std::size_t n) { return static_cast<std::ptrdiff_t>(n); }

  void change(Seed& s) {
    static constexpr std::uint8_t kOdd[] = {0,    1,    0x0a, 0x0d, 0x20, 0x22, 0x25,
                                            0x2c, 0x3a, 0x3b, 0x3d, 0x7f, 0x80, 0xff};
    const std::size_t place = below(s.size() + 1);
    switch (below(20)) {  // what destroys most comes seldom
      case 0:
      case 1:
      case 2:
      case 3:
        if (place < s.size()) s[place] = static_cast<std::uint8_t>(s[place] ^ (1U << below(8)));
        break;
      case 4:
      case 5:
      case 6:
      case 7:
        if (place < s.size()) s[place] = kOdd[below(std::size(kOdd))];
        break;
      case 8:
      case 9:
      case 10:
      case 11:
        s.insert(s.begin() + at(place), kOdd[below(std::size(kOdd))]);
        break;
      case 12:
      case 13:
      case 14:
        s.erase(s.begin() + at(place), s.begin() + at(std::min(s.size(), place + 1 + below(8))));
        break;
      case 15:
      case 16:
      case 17: {  // once more
        const Seed piece(s.begin() + at(place), s.begin() + at(std::min(s.size(), place + below(32))));
        s.insert(s.begin() + at(below(s.size() + 1)), piece.begin(), piece.end());
        break;
      }
      case 18: {  // from another
        const Seed& other = seeds_[below(seeds_.size())];
        const std::size_t from = below(other.size() + 1);
        s.resize(place);
        s.insert(s.end(), other.begin() + at(from), other.end());
        break;
      }
      default:
        s.resize(place);
        break;
    }
  }

  const std::vector<Seed>& seeds_;
  std::mt19937 random_{1};
};

}  // namespace

int main(int argc, char** argv) {
  std::vector<Seed> seeds;
  std::size_t changed = 0;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--changed") == 0 && i + 1 < argc) {
      changed = static_cast<std::size_t>(std::atoll(argv[++i]));
    } else {
      read(argv[i], seeds);
    }
  }
  if (seeds.empty()) {
    std::fprintf(stderr, "no seeds\n");
    return 2;
  }
  for (const Seed& seed : seeds) LLVMFuzzerTestOneInput(seed.data(), seed.size());
  Changer changer(seeds);
  const auto end = Clock::now() + kLimit;
  std::size_t ran = 0;
  for (; ran < changed && Clock::now() < end; ++ran) {
    const Seed seed = changer.next();
    LLVMFuzzerTestOneInput(seed.data(), seed.size());
  }
  std::printf("%zu seeds, %zu changed ones\n", seeds.size(), ran);
  return 0;
}
