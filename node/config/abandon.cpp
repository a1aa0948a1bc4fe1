#include "node/config/abandon.h"

#include "node/files/private_file.h"

namespace tocsin::config {
namespace {

constexpr const char* asked_name = "abandon";
constexpr const char* refused_name = "abandon.refused";

Status write(const std::filesystem::path& path, const std::string& text) {
  const Bytes bytes(text.begin(), text.end());
  return files::write_private_file(path.string(), bytes, files::IfExists::replace);
}
void take_away(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::remove(path, error);
}

}  // namespace

Status ask_abandon(const std::filesystem::path& keys) {
  take_away(keys / refused_name);
  return write(keys / asked_name, "by `tocsin node rotate --abandon`\n");
}

bool abandon_asked(const std::filesystem::path& keys) {
  std::error_code error;
  return std::filesystem::exists(keys / asked_name, error);
}

Status answer_abandon(const std::filesystem::path& keys, const std::string& refusal) {
  Status done;
  if (!refusal.empty()) done = write(keys / refused_name, refusal);
  take_away(keys / asked_name);
  return done;
}

std::optional<std::string> take_refusal(const std::filesystem::path& keys) {
  const auto refused = keys / refused_name;
  auto text = files::read_private_file(refused.string());
  take_away(keys / asked_name);
  take_away(refused);
  return text ? std::optional(std::string(text->begin(), text->end())) : std::nullopt;
}

}  // namespace tocsin::config
