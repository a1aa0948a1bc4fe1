#include "protocol/wire/handed.h"

#include <algorithm>
#include <cctype>

#include "protocol/bytes.h"

namespace tocsin::wire {
namespace {

constexpr std::string_view handed_prefix = "TOCSIN-HANDOVER1:", paper_prefix = "TOCSIN-PAPER1:";
constexpr std::size_t fields_at = 8;                        // after the root pointer
constexpr std::size_t sender_from = 32, sender_until = 80;  // mandate and tag key
constexpr std::size_t papers_max = 16;

std::string_view hex_at(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && std::isxdigit(static_cast<unsigned char>(text[length])) != 0) ++length;
  return text.substr(0, length);
}

// What follows each occurrence of the prefix.
std::vector<std::string_view> after(std::string_view text, std::string_view prefix) {
  std::vector<std::string_view> found;
  for (std::size_t at = 0; (at = text.find(prefix, at)) != std::string_view::npos;) {
    at += prefix.size();
    found.push_back(hex_at(text.substr(at)));
  }
  return found;
}

Result<Bytes> bytes_of(std::string_view hex, std::size_t bytes_max, const char* what) {
  if (hex.size() > 2 * bytes_max)
    return fail(Errc::too_large, std::string(what) + ": longer than one can be");
  std::string lower(hex);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  auto bytes = from_hex(lower);
  if (!bytes || bytes->empty())
    return fail(Errc::malformed, std::string(what) + ": a character is missing or wrong");
  return std::move(*bytes);
}

}  // namespace

ShownContent shown(const AlertContent& content) {
  const auto whole = encode(content);
  ShownContent bytes{};
  std::copy_n(whole.begin() + fields_at, bytes.size(), bytes.begin());
  std::fill(bytes.begin() + sender_from, bytes.begin() + sender_until, std::uint8_t{0});
  return bytes;
}

Result<AlertContent> decode_shown(ByteView bytes) {
  if (bytes.size() != shown_content_bytes)
    return fail(Errc::malformed, "hand-over: the content has another length");
  if (std::any_of(bytes.begin() + sender_from, bytes.begin() + sender_until,
                  [](std::uint8_t byte) { return byte != 0; }))
    return fail(Errc::malformed, "hand-over: the content says who sent it");
  AlertContent plain;  // the reserve and the last word of any content
  plain.category = Category::suspect_vehicle;
  plain.sector = 1;
  plain.mandate.bytes.fill(1);
  plain.alert.bytes.fill(1);
  auto whole = encode(plain);
  std::copy(bytes.begin(), bytes.end(), whole.begin() + fields_at);
  std::fill(whole.begin() + fields_at + sender_from, whole.begin() + fields_at + sender_until,
            std::uint8_t{1});
  auto content = decode_content(whole);
  if (content) content->mandate = {}, content->tag_key = {};
  return content;
}

std::string to_text(const HandedOver& handed) {
  auto bytes = encode(handed.statement);
  bytes.insert(bytes.end(), handed.content.begin(), handed.content.end());
  return std::string(handed_prefix) + to_hex(bytes);
}

Result<HandedOver> parse_handed_over(std::string_view line) {
  if (line.substr(0, handed_prefix.size()) != handed_prefix)
    return fail(Errc::malformed, "hand-over: does not begin with " + std::string(handed_prefix));
  auto bytes = bytes_of(line.substr(handed_prefix.size()), document_container_bytes_max + shown_content_bytes,
                        "hand-over");
  if (!bytes) return pass_on(bytes);
  if (bytes->size() <= shown_content_bytes) return fail(Errc::malformed, "hand-over: it ends early");
  const auto split = bytes->end() - static_cast<std::ptrdiff_t>(shown_content_bytes);
  auto statement = decode_document(ByteView(bytes->data(), bytes->size() - shown_content_bytes));
  if (!statement) return pass_on(statement);
  return HandedOver{std::move(*statement), Bytes(split, bytes->end())};
}

std::string paper_text(ByteView container) {
  return std::string(paper_prefix) + to_hex(container);
}

Result<HandOverLines> find_hand_over(std::string_view text) {
  const auto lines = after(text, handed_prefix);
  if (lines.empty())
    return fail(Errc::malformed,
                "no line that begins with " + std::string(handed_prefix) + ": not a hand-over");
  if (lines.size() > 1) return fail(Errc::malformed, "more than one hand-over: give one at a time");
  auto handed = parse_handed_over(std::string(handed_prefix) + std::string(lines.front()));
  if (!handed) return pass_on(handed);
  HandOverLines found{std::move(*handed), {}};
  const auto papers = after(text, paper_prefix);
  if (papers.size() > papers_max) return fail(Errc::malformed, "more papers than a hand-over needs");
  for (const auto& each : papers) {
    auto paper = bytes_of(each, document_container_bytes_max, "paper");
    if (!paper) return pass_on(paper);
    found.papers.push_back(std::move(*paper));
  }
  return found;
}

}  // namespace tocsin::wire
