#include "node/store/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "node/files/private_file.h"

namespace tocsin::store {

Result<DataFolder> DataFolder::claim(const std::string& path) {
  if (auto folder = files::ensure_private_folder(path); !folder) return tl::unexpected<Error>(folder.error());
  const std::string name = path + "/in-use";
  files::Fd lock(::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock) return files::system_error("open", name);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return files::system_error("lock", name);
    auto holder = files::read_at(lock, 0, 20, name);
    std::string pid = holder ? std::string(holder->begin(), holder->end()) : "";
    while (!pid.empty() && (pid.back() < '0' || pid.back() > '9')) pid.pop_back();
    return fail(Errc::configuration, path + " is in use by process " + (pid.empty() ? "(unknown)" : pid) +
                                         ": stop it first, or give this one a data folder of its own");
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(lock.get(), 0) != 0) return files::system_error("write", name);
  auto written =
      files::write_at(lock, 0, ByteView(reinterpret_cast<const std::uint8_t*>(pid.data()), pid.size()), name);
  if (!written) return tl::unexpected<Error>(written.error());
  return DataFolder(path, std::move(lock));
}

}  // namespace tocsin::store
