// Which nodes a gateway serves: the file that `tocsin node gateway-grant` writes from verified documents. The
// gateway believes the file and nothing else. Nothing in it is a secret.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/ids.h"
#include "protocol/result.h"

namespace tocsin::relay::gateway {

constexpr std::size_t nodes_max = 4096;

struct Admissions {
  std::vector<BoxPublic> nodes;          // CURVE keys, ascending
  std::optional<SigningPublic> release;  // the release key of the rules: signs web bundles
};

// configuration: the detail is one line with file, line, what is wrong and what to do.
// `gateway` is this gateway's public key: a file written for another is refused.
Result<Admissions> parse_admissions(std::string_view text, const std::string& file, const BoxPublic& gateway);
Result<Admissions> read_admissions(const std::string& file, const BoxPublic& gateway);

// For whom a stranger's bounds are counted: the address as ZeroMQ tells it, "" on ipc; of an IPv6 address its
// first 64 bits, which one subscriber has to himself.
std::string origin_of(std::string_view address);

}  // namespace tocsin::relay::gateway
