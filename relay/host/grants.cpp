#include "relay/host/grants.h"

#include <algorithm>
#include <optional>
#include <sstream>

#include "relay/host/config.h"

namespace tocsin::relay::host {
namespace {

constexpr std::string_view heading = "tocsin-grants 1";
constexpr std::string_view name_prefix = "node:";
constexpr const char* remedy = "; write the file anew with `tocsin node relay-grant`";

std::vector<std::string> words_of(std::string line) {
  line.erase(std::min(line.find('#'), line.size()));
  std::istringstream from(line);
  std::vector<std::string> words;
  for (std::string word; from >> word;) words.push_back(word);
  return words;
}

// Reads line by line; the first thing that is wrong ends it.
class Reader {
 public:
  Reader(const std::string& file, const BoxPublic& relay) : file_(file), relay_(relay) {}

  Status line(std::size_t number, const std::vector<std::string>& words) {
    number_ = number;
    if (words.empty()) return {};
    if (words[0] == "relay" && words.size() == 2) return relay(words[1]);
    if (words[0] == "mailbox" && words.size() == 4 && words[2] == "owner") return mailbox(words[1], words[3]);
    if (words[0] == "sender" && words.size() == 2) return sender(words[1]);
    return wrong("expected `relay KEY`, `mailbox ID owner KEY`, `sender KEY` or a # comment");
  }
  Result<Grants> done() {
    if (!named_)
      return fail(Errc::configuration, file_ + ": no `relay KEY` line: the file is not whole" + remedy);
    for (auto& [id, grant] : grants_) {
      std::sort(grant.senders.begin(), grant.senders.end());
      grant.senders.erase(std::unique(grant.senders.begin(), grant.senders.end()), grant.senders.end());
    }
    return std::move(grants_);
  }

 private:
  tl::unexpected<Error> wrong(const std::string& what) const {
    return fail(Errc::configuration, file_ + ":" + std::to_string(number_) + ": " + what + remedy);
  }
  Status relay(const std::string& hex) {
    const auto key = id_from_hex<BoxPublic>(hex);
    if (!key) return wrong("a key is 64 hexadecimal digits");
    if (*key != relay_)
      return wrong("these grants are for another relay, this one is " + to_hex(relay_.view()));
    named_ = true;
    return {};
  }
  Status mailbox(const std::string& id_hex, const std::string& owner_hex) {
    const auto id = id_from_hex<MailboxId>(id_hex);
    const auto owner = id_from_hex<BoxPublic>(owner_hex);
    if (!id || id->is_zero()) return wrong("a mailbox's id is 32 hexadecimal digits, not all zero");
    if (!owner || owner->is_zero()) return wrong("a key is 64 hexadecimal digits, not all zero");
    if (grants_.size() == mailboxes_max)
      return wrong("more than " + std::to_string(mailboxes_max) + " mailboxes");
    const auto [at, added] = grants_.emplace(*id, Grant{*owner, {}});
    if (!added) return wrong("this mailbox is there twice");
    current_ = &at->second;
    return {};
  }
  Status sender(const std::string& hex) {
    const auto key = id_from_hex<BoxPublic>(hex);
    if (!key || key->is_zero()) return wrong("a key is 64 hexadecimal digits, not all zero");
    if (current_ == nullptr) return wrong("a sender before any mailbox");
    if (current_->senders.size() == senders_max)
      return wrong("more than " + std::to_string(senders_max) + " senders to one mailbox");
    current_->senders.push_back(*key);
    return {};
  }

  const std::string& file_;
  const BoxPublic& relay_;
  std::size_t number_ = 0;
  bool named_ = false;
  Grants grants_;
  Grant* current_ = nullptr;
};

}  // namespace

bool Grant::may_write(const BoxPublic& key) const {
  return std::binary_search(senders.begin(), senders.end(), key);
}

Result<Grants> parse_grants(std::string_view text, const std::string& file, const BoxPublic& relay) {
  std::istringstream lines{std::string(text)};
  std::string line;
  std::getline(lines, line);
  if (words_of(line) != words_of(std::string(heading)))
    return fail(Errc::configuration,
                file + ":1: the first line must be \"" + std::string(heading) + "\"" + remedy);
  Reader reader(file, relay);
  for (std::size_t number = 2; std::getline(lines, line); ++number)
    if (auto read = reader.line(number, words_of(line)); !read) return tl::unexpected<Error>(read.error());
  return reader.done();
}

Result<Grants> read_grants(const std::string& file, const BoxPublic& relay) {
  const auto text = read_whole(file, grants_bytes_max);
  if (!text) return pass_on(text);
  return parse_grants(*text, file, relay);
}

std::vector<BoxPublic> admitted(const Grants& grants) {
  std::vector<BoxPublic> keys;
  for (const auto& [id, grant] : grants) {
    keys.push_back(grant.owner);
    keys.insert(keys.end(), grant.senders.begin(), grant.senders.end());
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

std::string name_of(const BoxPublic& key) {
  return std::string(name_prefix) + to_hex(key.view());
}

std::optional<BoxPublic> key_of(std::string_view name) {
  if (name.substr(0, name_prefix.size()) != name_prefix) return std::nullopt;
  return id_from_hex<BoxPublic>(std::string(name.substr(name_prefix.size())));
}

}  // namespace tocsin::relay::host
