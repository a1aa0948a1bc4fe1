#include "node/cli/audit_file.h"

#include <fstream>
#include <sstream>

namespace tocsin::node::cli {
namespace {

constexpr std::string_view heading = "tocsin-log 1";
constexpr std::size_t line_bytes_max = 64 * 1024;
constexpr std::size_t leaves_max = 50'000'000;
constexpr std::size_t salt_bytes = 32;

ByteView bytes_of(std::string_view text) {
  return ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

Status read_line(const std::string& line, AuditFile& file) {
  auto space = line.find(' ');
  auto name = line.substr(0, space);
  auto rest = space == std::string::npos ? std::string() : line.substr(space + 1);
  if (name == "log-key") {
    auto key = id_from_hex<SigningPublic>(rest);
    if (!key) return fail(Errc::malformed, "`log-key` is followed by 64 hexadecimal digits");
    file.log_key = *key;
    return {};
  }
  if (name == "checkpoint") {
    auto note = from_hex(rest);
    if (!note) return fail(Errc::malformed, "`checkpoint` is followed by hexadecimal digits");
    file.checkpoint.assign(note->begin(), note->end());
    return {};
  }
  if (name != "leaf") return fail(Errc::malformed, "a line begins with log-key, checkpoint or leaf");
  if (file.leaves.size() >= leaves_max) return fail(Errc::too_large, "more leaves than any log has");
  auto gap = rest.find(' ');
  auto leaf = from_hex(rest.substr(0, gap));
  auto event =
      from_hex(gap == std::string::npos ? std::string_view() : std::string_view(rest).substr(gap + 1));
  if (!leaf || leaf->empty() || !event)
    return fail(Errc::malformed,
                "`leaf` is followed by its bytes and perhaps salt and event, in hexadecimal digits");
  file.leaves.push_back(std::move(*leaf));
  file.events.push_back(std::move(*event));
  return {};
}

}  // namespace

std::string to_text(const AuditFile& file) {
  std::string text(heading);
  text +=
      "\nlog-key " + to_hex(file.log_key.view()) + "\ncheckpoint " + to_hex(bytes_of(file.checkpoint)) + "\n";
  for (std::size_t i = 0; i < file.leaves.size(); ++i) {
    text += "leaf " + to_hex(file.leaves[i]);
    if (!file.events[i].empty()) text += " " + to_hex(file.events[i]);
    text += "\n";
  }
  return text;
}

Result<AuditFile> read_audit_file(const Path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Errc::not_found, path.string() + ": no such file, or it cannot be read");
  AuditFile file;
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    Status read =
        number == 1 && line != heading
            ? Status(fail(Errc::malformed, "the first line must be \"" + std::string(heading) + "\""))
        : line.size() > line_bytes_max ? Status(fail(Errc::too_large, "the line is too long"))
        : number == 1 || line.empty()  ? Status()
                                       : read_line(line, file);
    if (!read)
      return fail(read.error().code,
                  path.string() + ":" + std::to_string(number) + ": " + read.error().detail);
  }
  if (file.checkpoint.empty()) return fail(Errc::malformed, path.string() + ": holds no checkpoint");
  return file;
}

Result<seal::Checkpoint> verify(const AuditFile& file, const SigningPublic& log_key) {
  auto checkpoint = seal::verify_checkpoint(file.checkpoint, log_key);
  if (!checkpoint)
    return fail(Errc::bad_signature, "the checkpoint is not signed by the log key " + to_hex(log_key.view()) +
                                         ": " + checkpoint.error().detail);
  if (file.leaves.size() != checkpoint->size)
    return fail(Errc::untrusted, "the checkpoint covers " + std::to_string(checkpoint->size) +
                                     " leaves, the file has " + std::to_string(file.leaves.size()));
  seal::TreeEdge edge;
  for (std::size_t i = 0; i < file.leaves.size(); ++i) {
    const auto& event = file.events[i];
    if (!event.empty() &&
        (event.size() < salt_bytes || !seal::leaf_matches(file.leaves[i], ByteView(event).first(salt_bytes),
                                                          ByteView(event).subspan(salt_bytes))))
      return fail(Errc::untrusted,
                  "leaf " + std::to_string(i) + ": the event shown is not the one that was logged");
    seal::append(edge, seal::leaf_hash(file.leaves[i]));
  }
  if (seal::root_of(edge) != checkpoint->root)
    return fail(Errc::untrusted, "the " + std::to_string(edge.size) +
                                     " leaves give another root than the signed one: a " +
                                     "leaf was changed, moved or replaced");
  return checkpoint;
}

}  // namespace tocsin::node::cli
