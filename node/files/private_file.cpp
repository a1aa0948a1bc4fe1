#include "node/files/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace tocsin::files {
namespace {

tl::unexpected<Error> wrong(const std::string& path, const std::string& what) {
  return fail(Errc::configuration, path + " " + what);
}

// Owner and rights of an open file or folder; `what_to_do` is the chmod that mends it.
Status check_owner(const struct stat& found, const std::string& path) {
  if (found.st_uid == geteuid()) return {};
  return wrong(path, "belongs to user " + std::to_string(found.st_uid) + ", but this program runs as user " +
                         std::to_string(geteuid()) + ": give it to that user (chown) or run as its owner");
}

std::string octal(mode_t mode) {
  char text[16];
  std::snprintf(text, sizeof text, "%04o", mode & 07777u);
  return text;
}

std::string parent_of(const std::string& path) {
  auto slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Closes and removes the half-made file, and says why.
Status give_up(const std::string& made, Status why) {
  ::unlink(made.c_str());
  return why;
}

}  // namespace

Fd::~Fd() {
  if (fd_ >= 0) ::close(fd_);
}

tl::unexpected<Error> system_error(const char* verb, const std::string& path) {
  int error = errno;
  return fail(Errc::io, "cannot " + std::string(verb) + " " + path + ": " + std::strerror(error));
}

Result<Fd> open_private_file(const std::string& path, Access access) {
  // O_NONBLOCK: opening a pipe somebody put there must not wait for its other end.
  int flags = (access == Access::write ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  Fd fd(::open(path.c_str(), flags));
  if (!fd) {
    if (errno == ENOENT) return fail(Errc::not_found, path + " does not exist");
    if (errno == ELOOP) return wrong(path, "is a symbolic link: name the file itself");
    if (errno == EISDIR || errno == ENXIO) return wrong(path, "is not a regular file");
    if (errno == EACCES || errno == EPERM) {
      return wrong(path, "may not be opened by user " + std::to_string(geteuid()) +
                             ": give it to that user (chown) and run chmod 600 " + path);
    }
    return system_error("open", path);
  }
  struct stat found {};
  if (::fstat(fd.get(), &found) != 0) return system_error("examine", path);
  if (!S_ISREG(found.st_mode)) return wrong(path, "is not a regular file");
  if (auto owner = check_owner(found, path); !owner) return pass_on<void>(owner);
  bool open_to_others = (found.st_mode & 07077u) != 0;
  bool not_writable = access == Access::write && (found.st_mode & 0700u) != 0600u;
  if (open_to_others || not_writable) {
    return wrong(path, "has mode " + octal(found.st_mode) + ", must be 0600: run chmod 600 " + path);
  }
  return fd;
}

Result<Bytes> read_private_file(const std::string& path, std::size_t bytes_max) {
  auto fd = open_private_file(path, Access::read);
  if (!fd) return pass_on(fd);
  auto bytes = read_at(*fd, 0, bytes_max + 1, path);
  if (!bytes) return bytes;
  if (bytes->empty()) return wrong(path, "is empty: put the file back from where it was made");
  if (bytes->size() > bytes_max)
    return wrong(path, "is above " + std::to_string(bytes_max) + " bytes: not such a file");
  return bytes;
}

Status write_private_file(const std::string& path, ByteView bytes, IfExists if_exists) {
  const std::string made = path + ".new";
  if (::unlink(made.c_str()) != 0 && errno != ENOENT) return system_error("remove", made);
  {
    Fd fd(::open(made.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!fd) return system_error("create", made);
    if (auto done = write_at(fd, 0, bytes, made); !done) return give_up(made, done);
    if (auto done = sync_file(fd, made); !done) return give_up(made, done);
  }
  unsigned flags = if_exists == IfExists::refuse ? 1u /* RENAME_NOREPLACE */ : 0u;
  if (::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, path.c_str(), flags) != 0) {
    if (errno == EEXIST) return give_up(made, fail(Errc::conflict, path + " exists already"));
    return give_up(made, system_error("create", path));
  }
  return sync_parent_of(path);
}

Status ensure_private_folder(const std::string& path) {
  bool made = ::mkdir(path.c_str(), 0700) == 0;
  if (!made && errno == ENOENT) return wrong(path, "cannot be made: its parent folder does not exist");
  if (!made && errno != EEXIST) return system_error("make folder", path);
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) return system_error("examine", path);
  if (!S_ISDIR(found.st_mode)) return wrong(path, "is not a folder");
  if (auto owner = check_owner(found, path); !owner) return owner;
  if ((found.st_mode & 0077u) != 0 || (found.st_mode & 0700u) != 0700u) {
    return wrong(path, "has mode " + octal(found.st_mode) + ", must be 0700: run chmod 700 " + path);
  }
  return made ? sync_parent_of(path) : Status{};
}

std::uint64_t size_of(const Fd& fd) {
  struct stat found {};
  return ::fstat(fd.get(), &found) == 0 && found.st_size > 0 ? static_cast<std::uint64_t>(found.st_size) : 0;
}

Result<Bytes> read_at(const Fd& fd, std::uint64_t offset, std::size_t count, const std::string& path) {
  std::uint64_t size = size_of(fd);
  Bytes bytes(offset < size ? std::min<std::uint64_t>(count, size - offset) : 0);
  std::size_t done = 0;
  while (done < bytes.size()) {
    auto got = ::pread(fd.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error("read", path);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

Status write_at(const Fd& fd, std::uint64_t offset, ByteView bytes, const std::string& path) {
  while (!bytes.empty()) {
    auto put = ::pwrite(fd.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return system_error("write", path);
    bytes = bytes.subspan(static_cast<std::size_t>(put));
    offset += static_cast<std::uint64_t>(put);
  }
  return {};
}

Status sync_file(const Fd& fd, const std::string& path) {
  if (::fsync(fd.get()) != 0) return system_error("sync", path);
  return {};
}

Status sync_folder(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd || ::fsync(fd.get()) != 0) return system_error("sync", path);
  return {};
}

Status sync_parent_of(const std::string& path) {
  return sync_folder(parent_of(path));
}

}  // namespace tocsin::files
