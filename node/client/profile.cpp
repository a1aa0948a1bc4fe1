#include "node/client/profile.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "node/files/private_file.h"

namespace tocsin::client {
namespace {

constexpr std::size_t item_bytes_max = 4 * 1024 * 1024;  // the saved documents of a post with 64 communes

// Everything above the last folder may be as open as the person likes; the last folder is ours alone.
Status ensure_folders(const std::filesystem::path& directory) {
  std::error_code error;
  const auto parent = directory.parent_path();
  if (!parent.empty()) std::filesystem::create_directories(parent, error);
  if (error) return fail(Errc::configuration, "cannot make " + parent.string() + ": " + error.message());
  return files::ensure_private_folder(directory.string());
}

}  // namespace

Profile::Profile(std::filesystem::path directory, files::Fd lock)
    : directory_(std::move(directory)), lock_(std::move(lock)) {}

Result<Profile> Profile::open(const std::filesystem::path& directory) {
  // Absolute, so that a relative path has a parent and means the same until the end.
  std::error_code error;
  auto absolute = std::filesystem::absolute(directory, error).lexically_normal();
  if (!absolute.has_filename()) absolute = absolute.parent_path();
  auto made = ensure_folders(absolute);
  if (!made) return tocsin::pass_on(made);
  const std::string path = (absolute / "lock").string();
  files::Fd lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock) return files::system_error("open", path);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return files::system_error("lock", path);
    return fail(Errc::configuration, "another tocsin is using " + absolute.string() +
                                         ": wait for it or stop it, or give another --profile");
  }
  return Profile(std::move(absolute), std::move(lock));
}

std::string Profile::path_of(const std::string& item) const {
  return (directory_ / item).string();
}

bool Profile::has(const std::string& item) const {
  std::error_code error;
  return std::filesystem::exists(directory_ / item, error);
}

Result<Bytes> Profile::read(const std::string& item) const {
  return files::read_private_file(path_of(item), item_bytes_max);
}

void Profile::share() {
  files::Fd released(std::move(lock_));
}

Status Profile::ours() const {
  if (lock_) return {};
  return fail(Errc::configuration,
              directory_.string() + " is shared with other programs: nothing is written");
}

Status Profile::write(const std::string& item, ByteView bytes) const {
  if (auto may = ours(); !may) return may;
  const auto slash = item.find('/');
  if (slash != std::string::npos) {
    auto folder = files::ensure_private_folder(path_of(item.substr(0, slash)));
    if (!folder) return folder;
  }
  return files::write_private_file(path_of(item), bytes);
}

Status Profile::remove(const std::string& item) const {
  if (auto may = ours(); !may) return may;
  const std::string path = path_of(item);
  if (::unlink(path.c_str()) != 0) {
    if (errno == ENOENT) return {};
    return files::system_error("remove", path);
  }
  return files::sync_parent_of(path);
}

Result<std::vector<std::string>> Profile::list(const std::string& folder) const {
  std::vector<std::string> names;
  std::error_code error;
  if (!std::filesystem::exists(directory_ / folder, error)) return names;
  for (const auto& entry : std::filesystem::directory_iterator(directory_ / folder, error)) {
    std::string name = entry.path().filename().string();
    if (name.find('.') == std::string::npos) names.push_back(std::move(name));
  }
  if (error) return fail(Errc::io, "cannot list " + path_of(folder) + ": " + error.message());
  std::sort(names.begin(), names.end());
  return names;
}

Result<seal::Secret32> Profile::secret(const std::string& item) const {
  auto bytes = read(item);
  if (!bytes) return tocsin::pass_on(bytes);
  auto secret = seal::Secret32::from(*bytes);
  std::fill(bytes->begin(), bytes->end(), std::uint8_t{0});
  if (!secret)
    return fail(Errc::configuration, path_of(item) + " is not a key of 32 bytes: put back its copy");
  return std::move(*secret);
}

Result<seal::Secret32> Profile::make_secret(const std::string& item, Entropy& entropy) const {
  if (!has(item)) {
    const auto fresh = seal::Secret32::random(entropy);
    auto written = write(item, fresh.view());
    if (!written) return tocsin::pass_on(written);
  }
  return secret(item);
}

Result<DeviceKeys> Profile::keys() const {
  auto signing = secret("signing.key");
  if (!signing) return tocsin::pass_on(signing);
  auto transport = secret("transport.key");
  if (!transport) return tocsin::pass_on(transport);
  return DeviceKeys{seal::signing_key_from(std::move(*signing)), seal::box_key_from(std::move(*transport))};
}

Result<DeviceKeys> Profile::make_keys(Entropy& entropy) const {
  for (const char* item : {"signing.key", "transport.key"}) {
    auto made = make_secret(item, entropy);
    if (!made) return tocsin::pass_on(made);
  }
  return keys();
}

}  // namespace tocsin::client
