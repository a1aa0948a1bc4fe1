#include "relay/gateway/admissions.h"

#include <arpa/inet.h>

#include <algorithm>
#include <sstream>

#include "relay/host/config.h"

namespace tocsin::relay::gateway {
namespace {

constexpr std::string_view heading = "tocsin-gateway-grants 1";
constexpr const char* remedy = "; write the file anew with `tocsin node gateway-grant`";
constexpr std::size_t file_bytes_max = std::size_t{1} << 20;

std::vector<std::string> words_of(std::string line) {
  line.erase(std::min(line.find('#'), line.size()));
  std::istringstream from(line);
  std::vector<std::string> words;
  for (std::string word; from >> word;) words.push_back(word);
  return words;
}

}  // namespace

Result<Admissions> parse_admissions(std::string_view text, const std::string& file,
                                    const BoxPublic& gateway) {
  std::istringstream lines{std::string(text)};
  std::string line;
  std::getline(lines, line);
  if (words_of(line) != words_of(std::string(heading)))
    return fail(Errc::configuration,
                file + ":1: the first line must be \"" + std::string(heading) + "\"" + remedy);
  Admissions admissions;
  auto& nodes = admissions.nodes;
  bool named = false;
  for (std::size_t number = 2; std::getline(lines, line); ++number) {
    const auto wrong = [&](const std::string& what) {
      return fail(Errc::configuration, file + ":" + std::to_string(number) + ": " + what + remedy);
    };
    const auto words = words_of(line);
    if (words.empty()) continue;
    if (words.size() != 2 || (words[0] != "gateway" && words[0] != "node" && words[0] != "release"))
      return wrong("expected `gateway KEY`, `node KEY`, `release KEY` or a # comment");
    const auto key = id_from_hex<BoxPublic>(words[1]);
    if (!key || key->is_zero()) return wrong("a key is 64 hexadecimal digits, not all zero");
    if (words[0] == "gateway") {
      if (*key != gateway)
        return wrong("these grants are for another gateway, this one is " + to_hex(gateway.view()));
      named = true;
    } else if (words[0] == "release") {
      if (admissions.release) return wrong("there is one release key, and it was named before");
      admissions.release = SigningPublic{key->bytes};
    } else {
      if (nodes.size() == nodes_max) return wrong("more than " + std::to_string(nodes_max) + " nodes");
      nodes.push_back(*key);
    }
  }
  if (!named)
    return fail(Errc::configuration, file + ": no `gateway KEY` line: the file is not whole" + remedy);
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  return admissions;
}

Result<Admissions> read_admissions(const std::string& file, const BoxPublic& gateway) {
  const auto text = host::read_whole(file, file_bytes_max);
  if (!text) return pass_on(text);
  return parse_admissions(*text, file, gateway);
}

std::string origin_of(std::string_view address) {
  const std::string text(address);
  in6_addr six{};
  if (inet_pton(AF_INET6, text.c_str(), &six) != 1) return text.empty() ? "local" : text;
  if (IN6_IS_ADDR_V4MAPPED(&six)) {
    char four[INET_ADDRSTRLEN];
    return inet_ntop(AF_INET, six.s6_addr + 12, four, sizeof four) == nullptr ? text : four;
  }
  return to_hex(ByteView(six.s6_addr, 8)) + "/64";
}

}  // namespace tocsin::relay::gateway
