#include "node/cli/audit_commands.h"

#include <map>

#include "protocol/bytes.h"
#include "protocol/seal/session.h"

namespace tocsin::node::cli {
namespace {

constexpr std::size_t salt_bytes = 32;
constexpr std::uint8_t receipt_leaf = 2, consultation_leaf = 3, command_leaf = 4;  // node/core/log.h

struct ReceiptEvent {
  Hash header;
  AlertState state{};
  std::uint8_t code = 0;
  Hash command;
};
ReceiptEvent read_receipt(ByteView event) {
  ByteReader read(event);
  ReceiptEvent receipt;
  receipt.header = read.id<Hash>();
  receipt.state = static_cast<AlertState>(read.u8());
  receipt.code = read.u8();
  read.raw(2 + 4);  // rule, refusal, number
  receipt.command = read.id<Hash>();
  return receipt;
}

// The signed request at the end of a consultation or command event.
ByteView signed_request(std::uint8_t leaf, ByteView event) {
  constexpr std::size_t hash = 32, id = 16;
  const std::size_t before = leaf == consultation_leaf ? hash + 1 + id + hash : 1 + id + hash + 1 + 1;
  return event.size() > before ? event.subspan(before) : ByteView();
}

std::optional<wire::Verb> verb_of(AlertState state) {
  switch (state) {
    case AlertState::opened: return wire::Verb::open;
    case AlertState::taken: return wire::Verb::take;
    case AlertState::closed: return wire::Verb::close;
    case AlertState::call_back: return wire::Verb::call_back;
    case AlertState::released: return wire::Verb::release;
    case AlertState::reopened: return wire::Verb::reopen;
    case AlertState::accepted:
    case AlertState::refused:
    case AlertState::withdrawn:
    case AlertState::expired:
    case AlertState::delivered:
    case AlertState::violation:
    case AlertState::withdrawal_noted:
    case AlertState::held: return std::nullopt;
  }
  return std::nullopt;
}

// By command hash: what officers asked for, each with a good signature of one of them.
std::map<Hash, wire::Request> requests_of(const AuditFile& file, std::span<const wire::Commission> officers) {
  std::map<Hash, wire::Request> requests;
  for (std::size_t i = 0; i < file.leaves.size(); ++i) {
    const auto kind = file.leaves[i].front();
    if ((kind != consultation_leaf && kind != command_leaf) || file.events[i].size() < salt_bytes) continue;
    const auto bytes = signed_request(kind, ByteView(file.events[i]).subspan(salt_bytes));
    const auto parsed = wire::decode_signed_request(bytes);
    if (!parsed) continue;
    for (const auto& officer : officers)
      if (seal::key_id(officer.key) == parsed->device && seal::verify_request(bytes, *parsed, officer.key))
        if (auto request = wire::decode_request(parsed->bytes))
          requests.emplace(seal::command_hash(parsed->bytes), std::move(*request));
  }
  return requests;
}

tl::unexpected<Error> forged(std::size_t leaf, const std::string& why) {
  return fail(Errc::untrusted, "leaf " + std::to_string(leaf) + ": " + why);
}

}  // namespace

Result<std::uint64_t> check_commands(const AuditFile& file, std::span<const wire::Commission> officers) {
  const auto requests = requests_of(file, officers);
  std::map<Hash, Hash> spoken_for;  // command → the header that it is about
  std::uint64_t receipts = 0;
  for (std::size_t i = 0; i < file.leaves.size(); ++i) {
    if (file.leaves[i].front() != receipt_leaf || file.events[i].size() < salt_bytes) continue;
    const auto receipt = read_receipt(ByteView(file.events[i]).subspan(salt_bytes));
    const auto verb = verb_of(receipt.state);
    if (!verb) continue;
    ++receipts;
    const auto request = requests.find(receipt.command);
    if (request == requests.end())
      return forged(i, "a receipt of an officer's act, and no officer's signed request for it");
    if (request->second.verb != *verb ||
        (receipt.state == AlertState::closed && request->second.code != receipt.code))
      return forged(i, "the officer's signed request asks for another act than the receipt says");
    if (spoken_for.emplace(receipt.command, receipt.header).first->second != receipt.header)
      return forged(i, "one signed request stands behind receipts of two alerts");
  }
  return receipts;
}

}  // namespace tocsin::node::cli
