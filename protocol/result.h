// Why an operation failed. A refusal by the policy is not a failure: see policy/decide.h.
// A library's exceptions stop in the one file that wraps it; from there on there is only Result.
#pragma once
#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace tocsin {

// Values are written to logs and replies: append only, never renumber.
enum class Errc : std::uint8_t {
  malformed = 1,       // the bytes are not the format; drop them, count them against the sender
  unsupported = 2,     // unknown version, suite, kind or flag; the sender must upgrade
  bad_signature = 3,   // a signature is missing, wrong, repeated or by the wrong key
  not_found = 4,       // no such record, file, document or peer
  conflict = 5,        // same id with other bytes, or an older sequence; never retried
  too_large = 6,       // above a limit of protocol/limits.h
  cannot_open = 7,     // a ciphertext, wrap or commitment does not open
  store_full = 8,      // no room; retried later, nothing was written
  store_damaged = 9,   // a stored value does not verify; that record is lost, the rest stands
  io = 10,             // the system refused a read or write; the process ends and verifies at start
  busy = 11,           // try again after the stated time
  unreachable = 12,    // no peer answered
  configuration = 13,  // a file or flag is wrong; the detail names it and what to do
  not_allowed = 14,    // the signer may not ask this (role matrix); see the rule in the detail
  expired = 15,        // the document, key or challenge is out of its dates
  untrusted = 16,      // a document chain does not lead to the expected root
};

// `detail` is for a person: what is wrong, where, what to do. It never holds personal data or secrets.
struct Error {
  Errc code;
  std::string detail;
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = tl::expected<void, Error>;

inline tl::unexpected<Error> fail(Errc code, std::string detail) {
  return tl::unexpected<Error>(Error{code, std::move(detail)});
}
template <class T>
tl::unexpected<Error> pass_on(const Result<T>& failed) {
  return tl::unexpected<Error>(failed.error());
}

// The short name of a code, as logs and `--json` print it ("malformed").
const char* name(Errc code);

}  // namespace tocsin
