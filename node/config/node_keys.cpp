#include "node/config/node_keys.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "node/files/private_file.h"

namespace tocsin::config {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr const char* names[] = {"node.signing", "node.curve", "node.parcel",
                                 "node.log",     "store.key",  "keyring.key"};
constexpr const char* signing_name = names[0];
constexpr const char* curve_name = names[1];
constexpr std::array<const char*, 3> changing{"node.signing", "node.parcel", "node.log"};
constexpr std::size_t generations_max = 2;  // one that speaks, and the next or the one before

// "node.signing" of the first generation, "node.signing.2" of the second.
std::string file_of(const char* name, unsigned generation) {
  return generation == 1 ? std::string(name) : std::string(name) + "." + std::to_string(generation);
}

// The generations of which there is a file of this name, ascending.
std::vector<unsigned> numbers_in(const std::filesystem::path& folder, std::string_view name) {
  std::vector<unsigned> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const auto file = entry.path().filename().string();
    if (file == name) found.push_back(1);
    if (file.rfind(std::string(name) + ".", 0) != 0) continue;
    unsigned number = 0;
    const char* end = file.data() + file.size();
    auto [stop, wrong] = std::from_chars(file.data() + name.size() + 1, end, number);
    if (wrong == std::errc() && stop == end && number >= 2 &&
        file_of(std::string(name).c_str(), number) == file)
      found.push_back(number);
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<unsigned> numbers_of(const std::filesystem::path& keys, const std::filesystem::path& credentials,
                                 std::string_view name) {
  auto found = numbers_in(keys, name);
  if (!credentials.empty())
    for (auto number : numbers_in(credentials, name))
      if (std::find(found.begin(), found.end(), number) == found.end()) found.push_back(number);
  std::sort(found.begin(), found.end());
  return found;
}

// Of the transport keys the newest that is not newer than the generation; 0: there is none.
unsigned curve_of(const std::vector<unsigned>& curves, unsigned generation) {
  unsigned best = 0;
  for (auto number : curves)
    if (number <= generation) best = std::max(best, number);
  return best;
}

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
                                const std::string& name) {
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

Result<Generation> read_generation(const std::filesystem::path& keys,
                                   const std::filesystem::path& credentials, unsigned number) {
  const auto curve = curve_of(numbers_of(keys, credentials, curve_name), number);
  const std::array<std::string, 4> files{file_of(changing[0], number),
                                         file_of(curve_name, curve == 0 ? number : curve),
                                         file_of(changing[1], number), file_of(changing[2], number)};
  std::vector<seal::Secret32> read;
  for (const auto& file : files) {
    auto secret = read_key(keys, credentials, file);
    if (!secret) return pass_on(secret);
    read.push_back(std::move(*secret));
  }
  return Generation{number, seal::signing_key_from(std::move(read[0])),
                    seal::box_key_from(std::move(read[1])), seal::box_key_from(std::move(read[2])),
                    seal::signing_key_from(std::move(read[3]))};
}

Status make_file(const std::filesystem::path& path, Entropy& entropy) {
  auto secret = seal::Secret32::random(entropy);
  return files::write_private_file(path.string(), secret.view(), files::IfExists::refuse);
}

// A disk that writes elsewhere than where it wrote before may keep what was there: who has it has the host.
Status destroy_file(const std::filesystem::path& path) {
  auto file = files::open_private_file(path.string(), files::Access::write);
  if (!file)
    return file.error().code == Errc::not_found ? Status{} : Status(tl::unexpected<Error>(file.error()));
  const Bytes zeros(key_bytes, 0);
  if (auto written = files::write_at(*file, 0, zeros, path.string()); !written) return written;
  if (auto synced = files::sync_file(*file, path.string()); !synced) return synced;
  if (::unlink(path.c_str()) != 0) return files::system_error("remove", path.string());
  return files::sync_parent_of(path.string());
}

}  // namespace

Status make_node_keys(const std::filesystem::path& keys, Entropy& entropy) {
  if (auto made = files::ensure_private_folder(keys.string()); !made) return made;
  for (const char* name : names)
    if (auto written = make_file(keys / name, entropy); !written) return written;
  return {};
}

Result<NodeKeys> read_node_keys(const std::filesystem::path& keys, const std::filesystem::path& credentials) {
  auto numbers = numbers_of(keys, credentials, signing_name);
  if (numbers.empty()) numbers.push_back(1);  // to say which file is missing
  std::vector<Generation> generations;
  for (auto number : numbers) {
    auto generation = read_generation(keys, credentials, number);
    if (!generation) return pass_on(generation);
    generations.push_back(std::move(*generation));
  }
  auto store = read_key(keys, credentials, "store.key");
  if (!store) return pass_on(store);
  auto keyring = read_key(keys, credentials, "keyring.key");
  if (!keyring) return pass_on(keyring);
  return NodeKeys{std::move(generations), std::move(*store), std::move(*keyring)};
}

Result<Generation> make_next_generation(const std::filesystem::path& keys,
                                        const std::filesystem::path& credentials, bool transport,
                                        Entropy& entropy) {
  auto numbers = numbers_of(keys, credentials, signing_name);
  if (numbers.empty())
    return fail(Errc::not_found, keys.string() + ": no key files of a node; make it with `tocsin node init`");
  if (numbers.size() >= generations_max)
    return fail(Errc::conflict,
                keys.string() + ": two generations of keys are here (" + file_of(signing_name, numbers[0]) +
                    ", " + file_of(signing_name, numbers[1]) +
                    "): finish the change that is under way first; `tocsin node status` says how far it is");
  const auto next = numbers.back() + 1;
  // The signing key last: a generation is there once that file is.
  std::vector<const char*> made{changing[1], changing[2]};
  if (transport) made.push_back(curve_name);
  made.push_back(signing_name);
  if (!transport)  // one of a try that was cut short would be taken for this generation's
    if (auto left = destroy_file(keys / file_of(curve_name, next)); !left) return pass_on(left);
  for (const char* name : made) {
    const auto path = keys / file_of(name, next);
    if (auto left = destroy_file(path); !left) return pass_on(left);  // of a try that was cut short
    if (auto written = make_file(path, entropy); !written) return pass_on(written);
  }
  return read_generation(keys, credentials, next);
}

Result<std::vector<Generation>> read_later(const std::filesystem::path& keys,
                                           const std::filesystem::path& credentials, unsigned newest) {
  std::vector<Generation> later;
  for (auto number : numbers_of(keys, credentials, signing_name)) {
    if (number <= newest) continue;
    auto generation = read_generation(keys, credentials, number);
    if (!generation) return pass_on(generation);
    later.push_back(std::move(*generation));
  }
  return later;
}

Status destroy_generation(const std::filesystem::path& keys, const std::filesystem::path& credentials,
                          unsigned number) {
  const auto generations = numbers_of(keys, credentials, signing_name);
  const auto curves = numbers_of(keys, credentials, curve_name);
  const auto curve = curve_of(curves, number);
  const bool shared = std::any_of(generations.begin(), generations.end(), [&](unsigned other) {
    return other != number && curve_of(curves, other) == curve;
  });
  std::vector<std::string> files;
  // The signing key first: a generation is no more once that file is gone.
  for (const char* name : changing) files.push_back(file_of(name, number));
  if (!shared && curve != 0) files.push_back(file_of(curve_name, curve));
  Status kept;
  std::error_code error;
  for (const auto& file : files) {
    if (auto done = destroy_file(keys / file); !done) return done;
    if (!credentials.empty() && std::filesystem::exists(credentials / file, error))
      kept = fail(Errc::not_allowed,
                  (credentials / file).string() + ": a credential; take it out of the service's unit");
  }
  return kept;
}

std::optional<std::filesystem::file_time_type> generation_made(const std::filesystem::path& keys,
                                                               unsigned number) {
  std::error_code error;
  auto made = std::filesystem::last_write_time(keys / file_of(signing_name, number), error);
  return error ? std::nullopt : std::optional(made);
}

Status destroy_leftovers(const std::filesystem::path& keys, const NodeKeys& read) {
  const auto oldest = read.generations.front().number;
  const auto curve = curve_of(numbers_in(keys, curve_name), oldest);
  for (const char* name : {changing[1], changing[2], curve_name})
    for (auto number : numbers_in(keys, name))
      if (number < (name == curve_name ? curve : oldest))
        if (auto done = destroy_file(keys / file_of(name, number)); !done) return done;
  return {};
}

}  // namespace tocsin::config
