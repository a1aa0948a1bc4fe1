// Whose mailboxes a relay keeps and who may write to each: the file that `tocsin node relay-grant` writes
// from verified documents. The relay believes the file and nothing else. Nothing in it is a secret.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/ids.h"
#include "protocol/result.h"

namespace tocsin::relay::host {

struct Grant {
  BoxPublic owner;                 // who fetches
  std::vector<BoxPublic> senders;  // ascending
  bool may_write(const BoxPublic& key) const;
  bool operator==(const Grant&) const = default;
};
using Grants = std::map<MailboxId, Grant>;

constexpr std::size_t mailboxes_max = 4096;
constexpr std::size_t senders_max = 2048;  // of one mailbox: a post's communes
constexpr std::size_t grants_bytes_max = std::size_t{4} << 20;

// configuration: the detail is one line with file, line, what is wrong and what to do. `relay` is this
// relay's public key: a file written for another relay is refused.
Result<Grants> parse_grants(std::string_view text, const std::string& file, const BoxPublic& relay);
Result<Grants> read_grants(const std::string& file, const BoxPublic& relay);

// Every key that the door lets in: owners and senders. Ascending.
std::vector<BoxPublic> admitted(const Grants& grants);

// The name under which a key's messages arrive, "node:<hex>", and back; nullopt for any other name.
std::string name_of(const BoxPublic& key);
std::optional<BoxPublic> key_of(std::string_view name);

}  // namespace tocsin::relay::host
