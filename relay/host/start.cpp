#include "relay/host/start.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>

#include <algorithm>

#include "node/files/private_file.h"

namespace tocsin::relay::host {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr rlim_t open_files = 65'536;  // a connection is one

}  // namespace

Result<BoxPublic> make_key(const std::string& file) {
  const auto keys = io::make_curve_keys();
  const auto written = files::write_private_file(file, keys.secret, files::IfExists::refuse);
  if (!written) return tl::unexpected<Error>(written.error());
  return keys.public_key;
}

Result<io::CurveKeys> read_key(const std::string& file) {
  auto bytes = files::read_private_file(file);
  if (!bytes) return pass_on(bytes);
  if (bytes->size() != key_bytes) {
    explicit_bzero(bytes->data(), bytes->size());
    return fail(Errc::configuration, file + ": expected exactly 32 bytes, as `--make-key` writes them");
  }
  auto keys = io::curve_keys_of(io::SecretView(bytes->data(), key_bytes));
  explicit_bzero(bytes->data(), bytes->size());
  return keys;
}

Result<files::Fd> signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int one : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, one);
  if (pthread_sigmask(SIG_BLOCK, &set, nullptr) != 0) return fail(Errc::io, "signals cannot be blocked");
  files::Fd fd(signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
  if (fd.get() < 0) return fail(Errc::io, "signals cannot be watched");
  return fd;
}

void raise_open_files() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = std::min(std::max(files.rlim_cur, open_files), files.rlim_max);
  setrlimit(RLIMIT_NOFILE, &files);
}

Result<BoxPublic> make_folder(const NewFolder& made) {
  const auto& [folder, listen, given] = made.wish;
  const auto address = given.empty() ? listen : given;
  for (const auto* any : {"//0.0.0.0:", "//*:", "//[::]:"})
    if (address.find(any) != address.npos)
      return fail(Errc::configuration,
                  address + ": no node can dial this; give --address tcp://ADDRESS:PORT");
  if (auto there = files::ensure_private_folder(folder); !there) return tl::unexpected<Error>(there.error());
  auto key = make_key(folder + "/curve.key");
  if (!key) return key;
  const auto hex = to_hex(key->view());
  const std::pair<std::string, std::string> texts[] = {
      {made.name + ".toml", made.config},
      {"grants", made.grants + "\n" + made.name + " " + hex + "\n"},
      {made.name + ".pub", "tocsin-" + made.name + " 1\naddress: " + address + "\nserver: " + hex + "\n"}};
  for (const auto& [leaf, text] : texts) {
    const ByteView bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    if (auto written = files::write_private_file(folder + "/" + leaf, bytes); !written)
      return tl::unexpected<Error>(written.error());
  }
  return key;
}

}  // namespace tocsin::relay::host
