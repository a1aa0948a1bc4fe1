#include "node/config/node_keys.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/files/private_file.h"

namespace tocsin::config {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr const char* names[] = {"node.signing", "node.curve", "node.parcel",
                                 "node.log",     "store.key",  "keyring.key"};

// A credential belongs to root or to the service's user, by an access list that shows as group rights; nobody
// else may read it and nobody may write it. not_found if there is none of that name.
Result<Bytes> read_credential(const std::string& path) {
  files::Fd fd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd) {
    if (errno == ENOENT) return fail(Errc::not_found, path);
    return files::system_error("open", path);
  }
  struct stat is {};
  if (::fstat(fd.get(), &is) != 0) return files::system_error("read", path);
  if (!S_ISREG(is.st_mode) || (is.st_mode & 0027) != 0 || (is.st_uid != 0 && is.st_uid != ::geteuid()))
    return fail(Errc::configuration,
                path +
                    ": is no credential (a plain file of root or of this user, closed to "
                    "others); let systemd make it with LoadCredentialEncrypted=");
  return files::read_at(fd, 0, key_bytes + 1, path);
}

Result<seal::Secret32> read_key(const std::filesystem::path& keys, const std::filesystem::path& credentials,
                                const char* name) {
  Result<Bytes> bytes = fail(Errc::not_found, name);
  std::string path;
  if (!credentials.empty()) {
    path = (credentials / name).string();
    bytes = read_credential(path);
  }
  if (!bytes && bytes.error().code == Errc::not_found) {
    path = (keys / name).string();
    bytes = files::read_private_file(path);
  }
  if (!bytes && bytes.error().code == Errc::not_found)
    return fail(Errc::configuration,
                path +
                    ": no such key file; make the node's keys with `tocsin node init`, or put "
                    "the file back from where the keys are kept");
  if (!bytes) return pass_on(bytes);
  auto size = bytes->size();
  auto secret = seal::Secret32::from(*bytes);
  volatile std::uint8_t* wiped = bytes->data();
  for (std::size_t i = 0; i < size; ++i) wiped[i] = 0;
  if (!secret)
    return fail(Errc::configuration, path + ": a key file holds exactly 32 bytes, this one " +
                                         (size > key_bytes ? "more" : std::to_string(size)) +
                                         "; put the right one back");
  return std::move(*secret);
}

}  // namespace

Status make_node_keys(const std::filesystem::path& keys, Entropy& entropy) {
  if (auto made = files::ensure_private_folder(keys.string()); !made) return made;
  for (const char* name : names) {
    auto secret = seal::Secret32::random(entropy);
    auto written = files::write_private_file((keys / name).string(), secret.view(), files::IfExists::refuse);
    if (!written) return written;
  }
  return {};
}

Result<NodeKeys> read_node_keys(const std::filesystem::path& keys, const std::filesystem::path& credentials) {
  std::vector<seal::Secret32> read;
  for (const char* name : names) {
    auto secret = read_key(keys, credentials, name);
    if (!secret) return pass_on(secret);
    read.push_back(std::move(*secret));
  }
  return NodeKeys{seal::signing_key_from(std::move(read[0])),
                  seal::box_key_from(std::move(read[1])),
                  seal::box_key_from(std::move(read[2])),
                  seal::signing_key_from(std::move(read[3])),
                  std::move(read[4]),
                  std::move(read[5])};
}

}  // namespace tocsin::config
