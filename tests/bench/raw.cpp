// What this machine does without Tocsin: one fsync, one CURVE round trip, one operation of libsodium.
#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <string>

#include "figures.h"
#include "raw_line.h"

namespace tocsin::bench {
namespace {

constexpr int fsyncs = 400, rounds = 2000, operations = 2000;
constexpr std::size_t page_bytes = 4096, envelope_bytes = 1536, header_bytes = 256;

// 4 KiB appended to a file, then fsync: the least that "durable" costs in this folder.
bool measure_fsync(const std::string& folder) {
  const std::string path = folder + "/fsync.probe";
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  std::array<char, page_bytes> page;
  page.fill('t');
  std::vector<double> samples;
  bool good = true;
  for (int i = 0; good && i < fsyncs; ++i) {
    const auto start = SteadyClock::now();
    good = ::write(fd, page.data(), page.size()) == static_cast<ssize_t>(page.size()) && ::fsync(fd) == 0;
    samples.push_back(micros_since(start));
  }
  ::close(fd);
  ::unlink(path.c_str());
  if (good) print_samples("fsync_4k", samples);
  return good;
}

template <class Operation>
void measure(const char* name, Operation operation) {
  std::vector<double> samples;
  samples.reserve(operations);
  for (int i = 0; i < operations; ++i) {
    const auto start = SteadyClock::now();
    operation();
    samples.push_back(micros_since(start));
  }
  print_samples(name, samples);
}

bool measure_sodium() {
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> sign_public;
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> sign_secret;
  crypto_sign_keypair(sign_public.data(), sign_secret.data());
  std::array<unsigned char, header_bytes> header{};
  std::array<unsigned char, crypto_sign_BYTES> signature;
  bool good = true;
  measure("ed25519_sign", [&] {
    good &= crypto_sign_detached(signature.data(), nullptr, header.data(), header.size(),
                                 sign_secret.data()) == 0;
  });
  measure("ed25519_verify", [&] {
    good &=
        crypto_sign_verify_detached(signature.data(), header.data(), header.size(), sign_public.data()) == 0;
  });
  std::array<unsigned char, crypto_box_PUBLICKEYBYTES> box_public;
  std::array<unsigned char, crypto_box_SECRETKEYBYTES> box_secret;
  crypto_box_keypair(box_public.data(), box_secret.data());
  std::array<unsigned char, envelope_bytes> plain{}, opened;
  std::array<unsigned char, envelope_bytes + crypto_box_SEALBYTES> sealed;
  measure("sealed_box_seal", [&] {
    good &= crypto_box_seal(sealed.data(), plain.data(), plain.size(), box_public.data()) == 0;
  });
  measure("sealed_box_open", [&] {
    good &= crypto_box_seal_open(opened.data(), sealed.data(), sealed.size(), box_public.data(),
                                 box_secret.data()) == 0;
  });
  return good;
}

bool measure_line() {
  std::vector<double> samples;
  if (!round_trips(rounds, samples)) return false;
  print_samples("curve_round_trip", samples);
  return true;
}

}  // namespace
}  // namespace tocsin::bench

int main(int count, char** words) {
  if (count != 2 || std::strcmp(words[1], "--help") == 0) {
    std::puts(
        "tocsin_bench_raw FOLDER\nPrints what fsync in FOLDER, a CURVE round trip of 1.6 KB on loopback and "
        "libsodium cost here, one JSON line each.");
    return count == 2 ? 0 : 2;
  }
  if (::sodium_init() < 0) return 1;
  // The line first: it forks, and nothing here may be open then.
  using namespace tocsin::bench;
  if (!measure_line()) return std::fputs("the CURVE round trip failed\n", stderr), 1;
  if (!measure_fsync(words[1])) return std::perror(words[1]), 1;
  if (!measure_sodium()) return std::fputs("libsodium failed\n", stderr), 1;
  return 0;
}
