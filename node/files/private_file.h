// Files and folders that only the user running the program may read: keys, the keyring, the data folder.
// What is wrong with one is an Errc::configuration whose detail says in one line what to do; a refusal of the
// system is an Errc::io. Contents are never in a detail.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

#include "node/files/fd.h"
#include "protocol/ids.h"
#include "protocol/result.h"

namespace tocsin::files {

constexpr std::size_t private_file_bytes_max =
    64 * 1024;  // key files are below 1 KiB; cards and configurations below this

enum class Access { read, write };

// Opens an existing regular file of the effective user, without following a link. `read` asks that nobody
// else has any right to it (0600 or 0400), `write` that its mode is exactly 0600. not_found if there is none.
Result<Fd> open_private_file(const std::string& path, Access access);

// The whole file. An empty one, or one above `bytes_max`, is a configuration error. The caller wipes secrets.
Result<Bytes> read_private_file(const std::string& path, std::size_t bytes_max = private_file_bytes_max);

enum class IfExists { replace, refuse };
// The file is there, whole, with mode 0600 and durable when this returns without error; else what was there
// before stands. Written beside, as `path`.new, then renamed. With `refuse`, an existing file is a conflict.
Status write_private_file(const std::string& path, ByteView bytes, IfExists if_exists = IfExists::replace);

// Makes the folder (0700, durable) if it is missing; its parent must exist. An existing one must be a folder
// of the effective user that nobody else has any right to.
Status ensure_private_folder(const std::string& path);

// The rest is for those who write in place. `path` is for the detail only.
std::uint64_t size_of(const Fd& fd);
// Bytes at `offset`; fewer than `count` only at the end of the file.
Result<Bytes> read_at(const Fd& fd, std::uint64_t offset, std::size_t count, const std::string& path);
Status write_at(const Fd& fd, std::uint64_t offset, ByteView bytes, const std::string& path);
Status sync_file(const Fd& fd, const std::string& path);
Status sync_folder(const std::string& path);
// Makes durable that `path` exists, or no longer does.
Status sync_parent_of(const std::string& path);
// "cannot VERB PATH: what the system said", from errno.
tl::unexpected<Error> system_error(const char* verb, const std::string& path);

}  // namespace tocsin::files
