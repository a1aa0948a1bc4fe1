// What every operation of a device answers: a value, a failure, or a refusal that names its rule.
#pragma once
#include <functional>
#include <string>

#include "protocol/result.h"
#include "protocol/time.h"
#include "protocol/wire/message.h"

namespace tocsin::client {

// `rule` is 0 for a failure. For a refusal it is the rule's number (policy/rules.h), the code is not_allowed
// and the detail may be empty: the rule's own words say what to do.
struct Failure {
  Failure(Error what) : error(std::move(what)) {}  // NOLINT: every Error is a Failure
  Failure(std::uint8_t broken, std::string why) : error{Errc::not_allowed, std::move(why)}, rule(broken) {}
  Error error;
  std::uint8_t rule = 0;
};
template <class T>
using Answer = tl::expected<T, Failure>;

// tocsin::pass_on does the same for a Result: an Error becomes a Failure.
template <class T>
tl::unexpected<Failure> pass_on(const Answer<T>& failed) {
  return tl::unexpected<Failure>(failed.error());
}
inline tl::unexpected<Failure> failure(Errc code, std::string detail) {
  return tl::unexpected<Failure>(Failure(Error{code, std::move(detail)}));
}
inline tl::unexpected<Failure> refusal(std::uint8_t rule, std::string detail = {}) {
  return tl::unexpected<Failure>(Failure(rule, std::move(detail)));
}

// The reply itself when it is ok, else what it says went wrong.
Answer<wire::Reply> accept(const Result<wire::Reply>& reply);

// The device's clock, handed in so that tests can hold it.
using Clock = std::function<Instant()>;

}  // namespace tocsin::client
